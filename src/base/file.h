// Files as values: whole reads with a limit, writes that are there in full or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi {

/// The bytes of a file.
/// Errors: not_found; limit_exceeded when longer than `bytes_max`; unavailable when it cannot be read.
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t bytes_max = UINT64_MAX);

enum class Durable { no, yes };

/// Writes beside `path`, then renames over it: readers see the old bytes or the new ones. With Durable::yes file and
/// folder are synced before the call returns. `mode` are the permission bits of a new file. Errors: unavailable (disk
/// full, read-only, no right), naming the path and the system's reason.
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes, Durable durable = Durable::no,
                        unsigned mode = 0644);

/// Creates the folder and its parents. Errors: unavailable.
Result<void> make_folder(const std::filesystem::path& path);

/// All of `bytes` to an open file; `path` is for the error's words. Errors: unavailable.
Result<void> write_all(int fd, std::string_view bytes, const std::filesystem::path& path);

/// Makes the names in a folder durable: after a rename or a removal. Errors: unavailable.
Result<void> sync_folder(const std::filesystem::path& folder);

/// "unavailable" with the path and strerror(error_number); a full disk says how to go on.
Error system_error(std::string_view doing, const std::filesystem::path& path, int error_number);

/// A file descriptor that is closed when it goes. Move only; -1 is "none".
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor();

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release();

 private:
  int fd_ = -1;
};

}  // namespace onggi
