// See blob_files.h.
#include "store/blob_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/hash.h"

namespace onggi::store {
namespace {

template <typename Read>
Result<std::string> read_all(std::size_t bytes_max, const std::filesystem::path& path, const Read& read) {
  std::string bytes(bytes_max, '\0');
  std::size_t length = 0;
  while (length < bytes_max) {
    const ssize_t count = read(bytes.data() + length, bytes_max - length, length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(system_error("read", path, errno));
    if (count == 0) break;
    length += static_cast<std::size_t>(count);
  }
  bytes.resize(length);
  return bytes;
}

}  // namespace

Result<std::string> read_some(int fd, std::size_t bytes_max, const std::filesystem::path& path) {
  return read_all(bytes_max, path, [fd](char* to, std::size_t count, std::size_t) { return ::read(fd, to, count); });
}

Result<std::string> read_at(int fd, std::uint64_t offset, std::size_t bytes_max, const std::filesystem::path& path) {
  return read_all(bytes_max, path, [fd, offset](char* to, std::size_t count, std::size_t done) {
    return ::pread(fd, to, count, static_cast<off_t>(offset + done));
  });
}

Source::Source(FileDescriptor fd, const TemporaryFile* file, std::filesystem::path path, std::string_view name_key)
    : fd_(std::move(fd)), file_(file), path_(std::move(path)) {
  crypto_generichash_init(&state_, reinterpret_cast<const unsigned char*>(name_key.data()), name_key.size(), 32);
}

Result<Source> Source::open(const std::filesystem::path& path, std::string_view name_key) {
  FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd && (errno == ENOENT || errno == ENOTDIR)) return fail(ErrorCode::not_found, "no file " + path.string());
  if (!fd) return std::unexpected(system_error("open", path, errno));
  return Source(std::move(fd), nullptr, path, name_key);
}

Result<Source> Source::open(const TemporaryFile& file, std::string_view name_key) {
  return Source({}, &file, file.path(), name_key);
}

Result<std::string> Source::next(std::size_t bytes_max) {
  ONGGI_TRY(std::string bytes,
            file_ != nullptr ? file_->read(length_, bytes_max) : read_some(fd_.get(), bytes_max, path_));
  crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  length_ += bytes.size();
  return bytes;
}

std::string Source::name() {
  std::string digest(32, '\0');
  crypto_generichash_final(&state_, reinterpret_cast<unsigned char*>(digest.data()), digest.size());
  return to_hex(digest);
}

Beside::Beside(FileDescriptor fd, std::filesystem::path path, std::filesystem::path place)
    : fd_(std::move(fd)), path_(std::move(path)), place_(std::move(place)) {}

Beside::Beside(Beside&& other) noexcept
    : fd_(std::move(other.fd_)), path_(std::exchange(other.path_, {})), place_(std::move(other.place_)) {}

Beside::~Beside() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

// Locked while it is written: whoever clears up what killed processes left can tell.
Result<Beside> Beside::create(std::filesystem::path place) {
  for (;;) {
    std::filesystem::path path = place.string() + ".new-" + random_token(8);
    FileDescriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd) return std::unexpected(system_error("create", path, errno));
    struct stat info{};
    if (::flock(fd.get(), LOCK_EX) != 0 || ::fstat(fd.get(), &info) != 0)
      return std::unexpected(system_error("lock", path, errno));
    if (info.st_nlink == 0) continue;  // cleared up between the two calls
    return Beside(std::move(fd), std::move(path), std::move(place));
  }
}

Result<void> Beside::commit() {
  if (::fsync(fd_.get()) != 0) return std::unexpected(system_error("sync", path_, errno));
  if (::rename(path_.c_str(), place_.c_str()) != 0) return std::unexpected(system_error("replace", place_, errno));
  path_.clear();
  return sync_folder(place_.parent_path());
}

}  // namespace onggi::store
