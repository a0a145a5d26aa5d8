// Bytes on their way in: a file whose content only the process that writes it can read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"
#include "store/locked_key.h"

namespace onggi {

/// Encrypted with XChaCha20 under a key that lives in this process's memory alone: what a kill leaves on the disk opens
/// to nobody. Reading from several threads is safe once nothing is appended any more. The destructor removes the file.
class TemporaryFile {
 public:
  /// Mode 0600. Errors: unavailable (there already, disk full, read-only).
  static Result<std::unique_ptr<TemporaryFile>> create(const std::filesystem::path& path);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  Result<void> append(std::string_view bytes);
  std::uint64_t bytes() const { return bytes_; }
  const std::filesystem::path& path() const { return path_; }

  /// Up to `bytes_max` of its bytes from `offset` on; fewer only at the end.
  Result<std::string> read(std::uint64_t offset, std::size_t bytes_max) const;

 private:
  TemporaryFile(FileDescriptor file, std::filesystem::path path);
  void apply_stream(std::uint64_t offset, std::string& bytes) const;

  FileDescriptor file_;
  std::filesystem::path path_;
  store::LockedKey key_;
  std::string nonce_;
  std::uint64_t bytes_ = 0;
};

}  // namespace onggi
