// A folder of sealed files, each written beside its place, synced and renamed.
#include "store/blobs.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include "base/file.h"
#include "base/hash.h"
#include "store/blob_files.h"
#include "store/blob_format.h"

namespace onggi {
namespace {

namespace fs = std::filesystem;

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

class FolderBlobs final : public BlobStore {
 public:
  FolderBlobs(fs::path folder, const Vault& vault)
      : folder_(std::move(folder)), name_key_(vault.subkey("names")), keys_(vault.blob_keys()) {}

  Result<BlobId> put(std::string_view bytes) override {
    BlobId id = name(bytes);
    const auto next = [rest = bytes](std::size_t bytes_max) mutable -> Result<std::string> {
      std::string some(rest.substr(0, bytes_max));
      rest.remove_prefix(some.size());
      return some;
    };
    ONGGI_TRY(const bool there, is_there(id, bytes.size()));
    if (there) return id;
    ONGGI_CHECK(write(id, next));
    return id;
  }

  Result<BlobId> put_file(const fs::path& path) override {
    return put_from([&] { return store::Source::open(path, name_key_); });
  }
  Result<BlobId> put_file(const TemporaryFile& file) override {
    return put_from([&] { return store::Source::open(file, name_key_); });
  }

  BlobId name(std::string_view bytes) const override { return BlobId(keyed_hash_hex(name_key_, bytes)); }

  Result<BlobId> name_file(const fs::path& path) const override {
    ONGGI_TRY(Named named, named_by([&] { return store::Source::open(path, name_key_); }));
    return std::move(named.id);
  }
  Result<BlobId> name_file(const TemporaryFile& file) const override {
    ONGGI_TRY(Named named, named_by([&] { return store::Source::open(file, name_key_); }));
    return std::move(named.id);
  }

  Result<std::string> get(const BlobId& id, std::uint64_t bytes_max) const override {
    ONGGI_TRY(const Opened file, open_blob(id, O_RDONLY));
    const std::uint64_t length = store::plain_length(file.bytes, file.header.form).value_or(0);
    if (length > bytes_max)
      return fail(ErrorCode::limit_exceeded, "blob " + id.str() + " has " + std::to_string(length) +
                                                 " bytes, the limit is " + std::to_string(bytes_max));
    std::string bytes;
    bytes.reserve(length);
    auto done = unseal(id, file, [&](std::string_view some) -> Result<void> {
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
    wipe_envelope(path);
    if (::unlink(path.c_str()) == 0) return sync_folder(path.parent_path());
    if (errno == ENOENT) return {};
    return std::unexpected(system_error("remove", path, errno));
  }

  Result<Sealed> sealed(const BlobId& id) const override {
    ONGGI_TRY(const Opened file, open_blob(id, O_RDONLY));
    if (file.header.form == store::BlobForm::direct) return Sealed{store::kDirectGeneration, file.bytes};
    auto unwrapped = store::unwrap(file.header, id.str(), key_of());
    if (!unwrapped) return within("blob " + id.str(), std::move(unwrapped).error());
    store::wipe(unwrapped->data_key);
    return Sealed{unwrapped->generation, file.bytes};
  }

  // The new wrappings are durable before the old ones go.
  Result<std::int64_t> rewrap(std::span<const BlobId> ids) override {
    std::int64_t damaged = 0;
    std::vector<Stale> stale;
    for (const BlobId& id : ids) {
      auto wrapped = wrap_anew(id);
      if (!wrapped && wrapped.error().code == ErrorCode::not_found) continue;
      if (!wrapped && wrapped.error().code != ErrorCode::bad_input) return std::unexpected(wrapped.error());
      if (!wrapped) ++damaged;
      else if (*wrapped) stale.push_back(**std::move(wrapped));
    }
    if (stale.empty()) return damaged;
    ONGGI_CHECK(sync_all());
    for (const Stale& old : stale) ONGGI_CHECK(write_slot(old.file, old.slot, store::free_slot()));
    ONGGI_CHECK(sync_all());
    return damaged;
  }

  Result<std::vector<BlobId>> list() const override {
    std::vector<BlobId> ids;
    ONGGI_CHECK(walk([&](const fs::path&, const std::string& front, const std::string& rest) {
      if (rest.size() == 62 && is_hex(rest)) ids.emplace_back(front + rest);  // not what a killed process left
    }));
    std::ranges::sort(ids);
    return ids;
  }

  Result<std::int64_t> remove_leftovers() override {
    std::vector<fs::path> leftovers;
    ONGGI_CHECK(walk([&](const fs::path& path, const std::string&, const std::string& rest) {
      if (rest.find(".new-") != std::string::npos) leftovers.push_back(path);
    }));
    std::int64_t removed = 0;
    for (const fs::path& path : leftovers) {
      const FileDescriptor fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
      if (!fd || ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) continue;  // in its place by now, or being written
      wipe_envelope(path);
      if (::unlink(path.c_str()) != 0 && errno != ENOENT) return std::unexpected(system_error("remove", path, errno));
      ++removed;
    }
    return removed;
  }

 private:
  struct Named {
    BlobId id;
    std::uint64_t length = 0;
  };
  struct Opened {
    FileDescriptor fd;
    fs::path path;
    std::uint64_t bytes = 0;
    store::BlobHeader header;
  };

  struct Stale {  // a wrapping under an old key
    Opened file;
    std::size_t slot = 0;
  };

  store::KeyOf key_of() const {
    return [this](std::uint64_t generation) { return keys_->key(generation); };
  }

  Result<void> walk(
      const std::function<void(const fs::path&, const std::string& front, const std::string& rest)>& visit) const {
    std::error_code error;
    for (fs::directory_iterator outer(folder_, error), end; !error && outer != end; outer.increment(error)) {
      const std::string front = outer->path().filename().string();
      if (front.size() != 2 || !is_hex(front)) continue;
      for (fs::directory_iterator inner(outer->path(), error); !error && inner != end; inner.increment(error))
        visit(inner->path(), front, inner->path().filename().string());
    }
    if (error) return std::unexpected(system_error("list", folder_, error.value()));
    return {};
  }

  using OpenSource = std::function<Result<store::Source>()>;

  static Result<Named> named_by(const OpenSource& open) {
    ONGGI_TRY(store::Source source, open());
    for (bool more = true; more;) {
      ONGGI_TRY(const std::string some, source.next(store::kFrameBytes));
      more = !some.empty();
    }
    const std::uint64_t length = source.length();
    return Named{BlobId(source.name()), length};
  }

  // Read twice: the name, which goes into every frame, is known only at the end of the first time.
  Result<BlobId> put_from(const OpenSource& open) {
    ONGGI_TRY(const Named named, named_by(open));
    ONGGI_TRY(const bool there, is_there(named.id, named.length));
    if (there) return named.id;
    ONGGI_TRY(store::Source again, open());
    ONGGI_CHECK(write(named.id, [&](std::size_t bytes_max) -> Result<std::string> {
      ONGGI_TRY(std::string some, again.next(bytes_max));
      // The last piece is empty or short: before it is sealed, the whole is known to be what was named.
      if (some.size() < bytes_max && again.name() != named.id.str())
        return fail(ErrorCode::conflict, again.path().string() + " changed while it was read; try again");
      return some;
    }));
    return named.id;
  }

  Result<void> write(const BlobId& id, const store::ReadSome& plain) {
    const auto writing = keys_->writing();
    store::GenerationKey key = keys_->newest();
    ONGGI_TRY(store::Beside file, begin(id));
    auto done = store::seal(key, id.str(), plain, [&](std::string_view some) { return file.append(some); });
    store::wipe(key.key);
    ONGGI_CHECK(done);
    return file.commit();
  }

  Result<Opened> open_blob(const BlobId& id, int how) const {
    Opened opened;
    ONGGI_TRY(opened.path, place(id));
    opened.fd = FileDescriptor(::open(opened.path.c_str(), how | O_CLOEXEC));
    if (!opened.fd && errno == ENOENT) return fail(ErrorCode::not_found, "no blob " + id.str());
    if (!opened.fd) return std::unexpected(system_error("open", opened.path, errno));
    struct stat info{};
    if (::fstat(opened.fd.get(), &info) != 0) return std::unexpected(system_error("look at", opened.path, errno));
    opened.bytes = static_cast<std::uint64_t>(info.st_size);
    ONGGI_TRY(const std::string front, store::read_some(opened.fd.get(), store::kHeaderBytesMax, opened.path));
    const auto header = store::read_header(front);
    if (!header) return within("blob " + id.str(), store::damaged_blob("header").error());
    opened.header = *header;
    return opened;
  }

  // From the file's first byte on.
  Result<void> unseal(const BlobId& id, const Opened& file, const store::WriteSome& plain) const {
    if (::lseek(file.fd.get(), 0, SEEK_SET) != 0) return std::unexpected(system_error("read", file.path, errno));
    return store::unseal(
        key_of(), id.str(), [&](std::size_t count) { return store::read_some(file.fd.get(), count, file.path); },
        plain);
  }

  Result<void> seal_anew(const BlobId& id, const Opened& file) {
    std::string bytes;
    ONGGI_CHECK(unseal(id, file, [&](std::string_view some) -> Result<void> {
      bytes += some;
      return {};
    }));
    return write(id, [rest = std::string_view(bytes)](std::size_t bytes_max) mutable -> Result<std::string> {
      std::string some(rest.substr(0, bytes_max));
      rest.remove_prefix(some.size());
      return some;
    });
  }

  // Writes the new wrapping; gives the old one that is to be cleared.
  Result<std::optional<Stale>> wrap_anew(const BlobId& id) {
    ONGGI_TRY(Opened file, open_blob(id, O_RDWR));
    if (file.header.form == store::BlobForm::direct) {
      ONGGI_CHECK(seal_anew(id, file));
      return std::optional<Stale>();
    }
    store::GenerationKey key = keys_->newest();
    ONGGI_TRY(store::Unwrapped now, store::unwrap(file.header, id.str(), key_of()));
    std::size_t keep = now.slot;
    Result<void> written;
    if (now.generation != key.generation) {
      keep = 1 - now.slot;
      written = write_slot(file, keep, store::wrap(key, id.str(), now.data_key));
    }
    store::wipe(now.data_key);
    store::wipe(key.key);
    ONGGI_CHECK(written);
    const std::size_t other = 1 - keep;
    if (keep == now.slot && file.header.slots[other] == store::free_slot()) return std::optional<Stale>();
    return std::optional(Stale{std::move(file), other});
  }

  static Result<void> write_slot(const Opened& file, std::size_t slot, std::string_view bytes) {
    const auto at = static_cast<off_t>(store::slot_begin(slot));
    if (::pwrite(file.fd.get(), bytes.data(), bytes.size(), at) == static_cast<ssize_t>(bytes.size())) return {};
    return std::unexpected(system_error("write", file.path, errno));
  }

  // One sync for many files: two for each would take milliseconds a blob.
  Result<void> sync_all() const {
    const FileDescriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder && ::syncfs(folder.get()) == 0) return {};
    return std::unexpected(system_error("sync", folder_, errno));
  }

  // As well as can be: a blob that cannot be written is removed all the same.
  static void wipe_envelope(const fs::path& path) {
    const FileDescriptor fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd) return;
    const std::string zeros(store::kHeaderBytesMax, '\0');
    if (::pwrite(fd.get(), zeros.data(), zeros.size(), 0) > 0) ::fdatasync(fd.get());
  }

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
    const auto length = static_cast<std::uint64_t>(info.st_size);
    if (length != store::sealed_length(plain_bytes) &&
        length != store::sealed_length(plain_bytes, store::BlobForm::direct))
      return false;
    ONGGI_CHECK(sync_folder(path.parent_path()));
    return true;
  }

  Result<store::Beside> begin(const BlobId& id) const {
    ONGGI_TRY(const fs::path path, place(id));
    if (::access(path.parent_path().c_str(), F_OK) != 0) {
      ONGGI_CHECK(make_folder(path.parent_path()));
      ONGGI_CHECK(sync_folder(folder_));
    }
    return store::Beside::create(path);
  }

  fs::path folder_;
  std::string name_key_;
  std::shared_ptr<store::BlobKeys> keys_;  // shared with the vault, whose rotation adds generations
};

}  // namespace

Result<std::unique_ptr<BlobStore>> BlobStore::open(const fs::path& folder, const Vault& vault) {
  ONGGI_CHECK(make_folder(folder));
  ::chmod(folder.c_str(), 0700);  // best effort: the content is sealed either way
  return std::make_unique<FolderBlobs>(folder, vault);
}

}  // namespace onggi
