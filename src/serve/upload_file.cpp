// Temporary files of uploads.
#include "serve/upload_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/ids.h"

namespace onggi::serve_room {
namespace {
constexpr std::string_view kPrefix = "upload";
}

void UploadFile::remove() {
  if (!path_.empty()) ::unlink(path_.c_str());
  path_.clear();
}

Result<void> UploadFile::open(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / new_id(kPrefix);
  file_ = FileDescriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file_) return std::unexpected(system_error("create", path, errno));
  path_ = path;
  return {};
}

Result<void> UploadFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return std::unexpected(system_error("write", path_, errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
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
