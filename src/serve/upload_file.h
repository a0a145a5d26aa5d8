// A body on its way to the disk: a temporary file that is gone when nobody took it. Inside of room serve.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace onggi::serve_room {

/// Not thread safe; one call at a time. The destructor removes the file.
class UploadFile {
 public:
  UploadFile() = default;
  UploadFile(const UploadFile&) = delete;
  UploadFile& operator=(const UploadFile&) = delete;
  ~UploadFile() { remove(); }

  /// Mode 0600. Errors: unavailable (disk full, read-only).
  Result<void> open(const std::filesystem::path& folder);
  Result<void> write(std::string_view bytes);
  /// Not an error when it is gone already.
  void remove();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  FileDescriptor file_;
};

/// Makes the folder when it is missing, and removes what a killed server left in it. Errors: unavailable.
Result<void> prepare_upload_folder(const std::filesystem::path& folder);

}  // namespace onggi::serve_room
