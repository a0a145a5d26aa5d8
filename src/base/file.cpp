// POSIX files: read whole, write whole.
#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/hash.h"

namespace onggi {

Result<void> write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return std::unexpected(system_error("write", path, errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const FileDescriptor fd(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) return std::unexpected(system_error("sync folder", folder, errno));
  return {};
}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.release();
  }
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

int FileDescriptor::release() { return std::exchange(fd_, -1); }

Error system_error(std::string_view doing, const std::filesystem::path& path, int error_number) {
  std::string message = "cannot " + std::string(doing) + " " + path.string() + ": " + std::strerror(error_number);
  if (error_number == ENOSPC)
    return {ErrorCode::unavailable, message + "; free some space and try again", {}, "disk_full"};
  if (error_number == EROFS || error_number == EACCES || error_number == EPERM)
    return {ErrorCode::unavailable,
            message + "; make it writable for this user or choose another folder with --home",
            {},
            "read_only"};
  return {ErrorCode::unavailable, std::move(message), {}, {}};
}

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t bytes_max) {
  const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd && (errno == ENOENT || errno == ENOTDIR)) return fail(ErrorCode::not_found, "no file " + path.string());
  if (!fd) return std::unexpected(system_error("open", path, errno));
  struct stat info{};
  if (::fstat(fd.get(), &info) != 0) return std::unexpected(system_error("look at", path, errno));
  if (S_ISDIR(info.st_mode)) return fail(ErrorCode::invalid_argument, path.string() + " is a folder, a file is needed");
  if (static_cast<std::uint64_t>(info.st_size) > bytes_max)
    return fail(ErrorCode::limit_exceeded, path.string() + " has " + std::to_string(info.st_size) +
                                               " bytes, the limit is " + std::to_string(bytes_max));
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(info.st_size));
  std::string buffer(1U << 16U, '\0');
  for (;;) {
    const ssize_t count = ::read(fd.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(system_error("read", path, errno));
    if (count == 0) return bytes;
    bytes.append(buffer, 0, static_cast<std::size_t>(count));
    if (bytes.size() > bytes_max)
      return fail(ErrorCode::limit_exceeded,
                  path.string() + " grew over the limit of " + std::to_string(bytes_max) + " bytes");
  }
}

Result<void> write_file(const std::filesystem::path& path, std::string_view bytes, Durable durable, unsigned mode) {
  const std::filesystem::path beside = path.string() + ".new-" + random_token(8);
  FileDescriptor fd(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!fd) return std::unexpected(system_error("create", beside, errno));
  Result<void> done = write_all(fd.get(), bytes, path);
  if (done && durable == Durable::yes && ::fsync(fd.get()) != 0)
    done = std::unexpected(system_error("sync", path, errno));
  fd = FileDescriptor();
  if (done && ::rename(beside.c_str(), path.c_str()) != 0) done = std::unexpected(system_error("replace", path, errno));
  if (!done) {
    ::unlink(beside.c_str());
    return done;
  }
  return durable == Durable::yes ? sync_folder(path.parent_path()) : Result<void>{};
}

Result<void> make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return std::unexpected(system_error("create folder", path, error.value()));
  return {};
}

}  // namespace onggi
