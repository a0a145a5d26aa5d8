// Files that become blobs, and files that take a blob's place. Inside of room store.
#pragma once

#include <sodium.h>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "store/temporary_file.h"

namespace onggi::store {

/// Up to `bytes_max` bytes, fewer only at the end; from the file's own place, or from an offset.
Result<std::string> read_some(int fd, std::size_t bytes_max, const std::filesystem::path& path);
Result<std::string> read_at(int fd, std::uint64_t offset, std::size_t bytes_max, const std::filesystem::path& path);

/// Bytes as a stream that also hashes what it gives, to notice a file that changes between two readings.
class Source {
 public:
  static Result<Source> open(const std::filesystem::path& path, std::string_view name_key);
  static Result<Source> open(const TemporaryFile& file, std::string_view name_key);  // `file` outlives it

  Result<std::string> next(std::size_t bytes_max);
  /// The same as keyed_hash_hex over all that was read; once, at the end.
  std::string name();
  std::uint64_t length() const { return length_; }
  const std::filesystem::path& path() const { return path_; }

 private:
  Source(FileDescriptor fd, const TemporaryFile* file, std::filesystem::path path, std::string_view name_key);

  FileDescriptor fd_;
  const TemporaryFile* file_;  // null: read from fd_
  std::filesystem::path path_;
  crypto_generichash_state state_{};
  std::uint64_t length_ = 0;
};

/// A file that replaces its place only when commit() says so; else it vanishes.
class Beside {
 public:
  static Result<Beside> create(std::filesystem::path place);
  Beside(Beside&& other) noexcept;
  Beside& operator=(Beside&&) = delete;
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;
  ~Beside();

  Result<void> append(std::string_view bytes) { return write_all(fd_.get(), bytes, path_); }
  Result<void> commit();

 private:
  Beside(FileDescriptor fd, std::filesystem::path path, std::filesystem::path place);
  FileDescriptor fd_;
  std::filesystem::path path_;
  std::filesystem::path place_;
};

}  // namespace onggi::store
