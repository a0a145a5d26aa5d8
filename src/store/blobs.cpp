// A folder of sealed files, each written beside its place, synced and renamed.
#include "store/blobs.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include "base/file.h"
#include "base/hash.h"
#include "store/blob_format.h"

namespace onggi {
namespace {

namespace fs = std::filesystem;

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Result<std::string> read_some(int fd, std::size_t bytes_max, const fs::path& path) {
  std::string bytes(bytes_max, '\0');
  std::size_t length = 0;
  while (length < bytes_max) {
    const ssize_t count = ::read(fd, bytes.data() + length, bytes_max - length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(system_error("read", path, errno));
    if (count == 0) break;
    length += static_cast<std::size_t>(count);
  }
  bytes.resize(length);
  return bytes;
}

// A file as a stream that also hashes what it gives, to notice a file that changes between two readings.
class Source {
 public:
  static Result<Source> open(const fs::path& path, std::string_view name_key) {
    FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd && (errno == ENOENT || errno == ENOTDIR)) return fail(ErrorCode::not_found, "no file " + path.string());
    if (!fd) return std::unexpected(system_error("open", path, errno));
    return Source(std::move(fd), path, name_key);
  }

  Result<std::string> next(std::size_t bytes_max) {
    ONGGI_TRY(std::string bytes, read_some(fd_.get(), bytes_max, path_));
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    length_ += bytes.size();
    return bytes;
  }

  // The same as keyed_hash_hex over all that was read.
  std::string name() {
    std::string digest(32, '\0');
    crypto_generichash_final(&state_, reinterpret_cast<unsigned char*>(digest.data()), digest.size());
    return to_hex(digest);
  }
  std::uint64_t length() const { return length_; }

 private:
  Source(FileDescriptor fd, fs::path path, std::string_view name_key) : fd_(std::move(fd)), path_(std::move(path)) {
    crypto_generichash_init(&state_, reinterpret_cast<const unsigned char*>(name_key.data()), name_key.size(), 32);
  }

  FileDescriptor fd_;
  fs::path path_;
  crypto_generichash_state state_{};
  std::uint64_t length_ = 0;
};

// A file that replaces its place only when commit() says so; else it vanishes.
class Beside {
 public:
  static Result<Beside> create(fs::path place) {
    fs::path path = place.string() + ".new-" + random_token(8);
    FileDescriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd) return std::unexpected(system_error("create", path, errno));
    return Beside(std::move(fd), std::move(path), std::move(place));
  }
  Beside(Beside&& other) noexcept
      : fd_(std::move(other.fd_)), path_(std::exchange(other.path_, {})), place_(std::move(other.place_)) {}
  Beside& operator=(Beside&&) = delete;
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;
  ~Beside() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  Result<void> append(std::string_view bytes) { return write_all(fd_.get(), bytes, path_); }

  Result<void> commit() {
    if (::fsync(fd_.get()) != 0) return std::unexpected(system_error("sync", path_, errno));
    if (::rename(path_.c_str(), place_.c_str()) != 0) return std::unexpected(system_error("replace", place_, errno));
    path_.clear();
    return sync_folder(place_.parent_path());
  }

 private:
  Beside(FileDescriptor fd, fs::path path, fs::path place)
      : fd_(std::move(fd)), path_(std::move(path)), place_(std::move(place)) {}
  FileDescriptor fd_;
  fs::path path_;
  fs::path place_;
};

class FolderBlobs final : public BlobStore {
 public:
  FolderBlobs(fs::path folder, const Vault& vault)
      : folder_(std::move(folder)), name_key_(vault.subkey("names")), key_(vault.subkey("blobs")) {}
  ~FolderBlobs() override { sodium_memzero(key_.data(), key_.size()); }

  Result<BlobId> put(std::string_view bytes) override {
    BlobId id(keyed_hash_hex(name_key_, bytes));
    const auto next = [rest = bytes](std::size_t bytes_max) mutable -> Result<std::string> {
      std::string some(rest.substr(0, bytes_max));
      rest.remove_prefix(some.size());
      return some;
    };
    ONGGI_TRY(const bool there, is_there(id, bytes.size()));
    if (there) return id;
    ONGGI_TRY(Beside file, begin(id));
    ONGGI_CHECK(store::seal(key_, id.str(), next, [&](std::string_view some) { return file.append(some); }));
    ONGGI_CHECK(file.commit());
    return id;
  }

  // Read twice: the name, which goes into every frame, is known only at the end of the first time.
  Result<BlobId> put_file(const fs::path& path) override {
    ONGGI_TRY(Source first, Source::open(path, name_key_));
    for (bool more = true; more;) {
      ONGGI_TRY(const std::string some, first.next(store::kFrameBytes));
      more = !some.empty();
    }
    BlobId id(first.name());
    ONGGI_TRY(const bool there, is_there(id, first.length()));
    if (there) return id;
    ONGGI_TRY(Source second, Source::open(path, name_key_));
    ONGGI_TRY(Beside file, begin(id));
    ONGGI_CHECK(store::seal(
        key_, id.str(), [&](std::size_t bytes_max) { return second.next(bytes_max); },
        [&](std::string_view some) { return file.append(some); }));
    if (second.name() != id.str())
      return fail(ErrorCode::conflict, path.string() + " changed while it was read; try again");
    ONGGI_CHECK(file.commit());
    return id;
  }

  Result<std::string> get(const BlobId& id, std::uint64_t bytes_max) const override {
    ONGGI_TRY(const fs::path path, place(id));
    const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd && errno == ENOENT) return fail(ErrorCode::not_found, "no blob " + id.str());
    if (!fd) return std::unexpected(system_error("open", path, errno));
    struct stat info{};
    if (::fstat(fd.get(), &info) != 0) return std::unexpected(system_error("look at", path, errno));
    const std::uint64_t length = store::plain_length(static_cast<std::uint64_t>(info.st_size)).value_or(0);
    if (length > bytes_max)
      return fail(ErrorCode::limit_exceeded, "blob " + id.str() + " has " + std::to_string(length) +
                                                 " bytes, the limit is " + std::to_string(bytes_max));
    std::string bytes;
    bytes.reserve(length);
    auto done = store::unseal(
        key_, id.str(), [&](std::size_t count) { return read_some(fd.get(), count, path); },
        [&](std::string_view some) -> Result<void> {
          bytes += some;
          return {};
        });
    if (!done) return within("blob " + id.str(), std::move(done).error());
    return bytes;
  }

  bool contains(const BlobId& id) const override {
    const auto path = place(id);
    return path && ::access(path->c_str(), F_OK) == 0;
  }

  Result<void> remove(const BlobId& id) override {
    ONGGI_TRY(const fs::path path, place(id));
    if (::unlink(path.c_str()) == 0) return sync_folder(path.parent_path());
    if (errno == ENOENT) return {};
    return std::unexpected(system_error("remove", path, errno));
  }

  Result<std::vector<BlobId>> list() const override {
    std::vector<BlobId> ids;
    std::error_code error;
    for (fs::directory_iterator outer(folder_, error), end; !error && outer != end; outer.increment(error)) {
      const std::string front = outer->path().filename().string();
      if (front.size() != 2 || !is_hex(front)) continue;
      for (fs::directory_iterator inner(outer->path(), error); !error && inner != end; inner.increment(error)) {
        const std::string rest = inner->path().filename().string();
        if (rest.size() == 62 && is_hex(rest)) ids.emplace_back(front + rest);  // not what a killed process left
      }
    }
    if (error) return std::unexpected(system_error("list", folder_, error.value()));
    std::ranges::sort(ids);
    return ids;
  }

 private:
  Result<fs::path> place(const BlobId& id) const {
    if (id.str().size() != 64 || !is_hex(id.str()))
      return fail(ErrorCode::not_found, "that is not the id of a blob: 64 hex digits are");
    return folder_ / id.str().substr(0, 2) / id.str().substr(2);
  }

  // A file of the right length, made durable again: whoever renamed it may not have come to syncing the folder.
  Result<bool> is_there(const BlobId& id, std::uint64_t plain_bytes) const {
    ONGGI_TRY(const fs::path path, place(id));
    struct stat info{};
    if (::stat(path.c_str(), &info) != 0) return false;
    if (static_cast<std::uint64_t>(info.st_size) != store::sealed_length(plain_bytes)) return false;
    ONGGI_CHECK(sync_folder(path.parent_path()));
    return true;
  }

  Result<Beside> begin(const BlobId& id) const {
    ONGGI_TRY(const fs::path path, place(id));
    if (::access(path.parent_path().c_str(), F_OK) != 0) {
      ONGGI_CHECK(make_folder(path.parent_path()));
      ONGGI_CHECK(sync_folder(folder_));
    }
    return Beside::create(path);
  }

  fs::path folder_;
  std::string name_key_;
  std::string key_;
};

}  // namespace

Result<std::unique_ptr<BlobStore>> BlobStore::open(const fs::path& folder, const Vault& vault) {
  ONGGI_CHECK(make_folder(folder));
  ::chmod(folder.c_str(), 0700);  // best effort: the content is sealed either way
  return std::make_unique<FolderBlobs>(folder, vault);
}

}  // namespace onggi
