// Temporary files of uploads.
#include "serve/upload_file.h"

#include "base/file.h"
#include "base/ids.h"

namespace onggi::serve_room {
namespace {
constexpr std::string_view kPrefix = "upload";
}

Result<void> UploadFile::open(const std::filesystem::path& folder) {
  ONGGI_TRY(file_, TemporaryFile::create(folder / new_id(kPrefix)));
  return {};
}

Result<void> prepare_upload_folder(const std::filesystem::path& folder) {
  ONGGI_CHECK(make_folder(folder));
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.path().filename().string().starts_with(kPrefix)) std::filesystem::remove(entry.path(), error);
  return {};
}

}  // namespace onggi::serve_room
