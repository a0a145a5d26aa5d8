// A body on its way to the disk: a temporary file that is gone when nobody took it. Inside of room serve.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "store/temporary_file.h"

namespace onggi::serve_room {

/// Not thread safe; one call at a time. The destructor removes the file.
class UploadFile {
 public:
  /// Mode 0600, sealed under a key of its own (store/temporary_file.h). Errors: unavailable (disk full, read-only).
  Result<void> open(const std::filesystem::path& folder);
  Result<void> write(std::string_view bytes) { return file_->append(bytes); }
  /// Not an error when it is gone already.
  void remove() { file_.reset(); }
  const TemporaryFile* file() const { return file_.get(); }

 private:
  std::unique_ptr<TemporaryFile> file_;
};

/// Makes the folder when it is missing, and removes what a killed server left in it. Errors: unavailable.
Result<void> prepare_upload_folder(const std::filesystem::path& folder);

}  // namespace onggi::serve_room
