// See rotation.h.
#include "store/rotation.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>

#include "base/hash.h"
#include "store/key_table.h"
#include "store/master_key.h"
#include "store/sealed_values.h"

namespace onggi {
namespace {

using store::LockedKey;

struct UnderWay {
  UnixMs started_ms = 0;  // 0: none is
  std::string fingerprint_before;
};

Result<UnderWay> under_way(SqlSession& session) {
  ONGGI_TRY(const auto rows, session.query("SELECT started_ms, fingerprint_before FROM vault_rotation"));
  if (rows.empty()) return UnderWay{};
  return UnderWay{rows.front().integer("started_ms"), rows.front().text("fingerprint_before")};
}

class Rotating {
 public:
  Rotating(const Rotation& parts, const Cancel& cancel) : parts_(parts), cancel_(cancel) {}

  Result<Rotated> run() {
    ONGGI_TRY(const UnderWay before, parts_.database.read<UnderWay>(under_way));
    done_.resumed = before.started_ms != 0;
    done_.fingerprint_before = store::short_fingerprint(before.fingerprint_before);
    if (done_.resumed) ONGGI_CHECK(check_same_key());
    else ONGGI_CHECK(change_master());
    ONGGI_CHECK(settle_files());
    ONGGI_CHECK(rewrap_all());
    ONGGI_CHECK(rewrap_values());
    ONGGI_CHECK(forget_old());
    done_.fingerprint = store::short_fingerprint(parts_.vault.fingerprint());
    ONGGI_CHECK(finish());
    return std::move(done_);
  }

 private:
  Result<void> check_same_key() const {
    if (parts_.given_key.empty() || store::fingerprint_of(parts_.given_key) == parts_.vault.fingerprint()) return {};
    return fail(ErrorCode::conflict,
                "a rotation to another key is under way: run `onggi vault rotate` without a key to finish it, then "
                "rotate to this one",
                "rotation_under_way");
  }

  Result<std::string> new_key() const {
    if (parts_.given_key.empty() && parts_.vault.source() == Vault::Source::environment)
      return fail(ErrorCode::invalid_argument,
                  std::string("the master key is kept outside of the home (") + store::kKeyVariable +
                      "): give the new one with --new-key-file or " + store::kNewKeyVariable +
                      ", 64 hex digits, as from: openssl rand -hex 32",
                  "new_key_missing");
    std::string key = parts_.given_key.empty() ? random_bytes(LockedKey::kBytes) : parts_.given_key;
    if (store::fingerprint_of(key) == parts_.vault.fingerprint())
      return fail(ErrorCode::invalid_argument, "the new key is the present one: make another, openssl rand -hex 32");
    return key;
  }

  Result<void> change_master() {
    ONGGI_TRY(std::string key, new_key());
    if (parts_.given_key.empty()) ONGGI_CHECK(store::write_next_key(parts_.keys_folder, key));
    const std::string before = parts_.vault.fingerprint();
    const store::GenerationKey generation{parts_.vault.blob_keys()->newest().generation + 1,
                                          random_bytes(LockedKey::kBytes)};
    ONGGI_CHECK(parts_.database.write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(seal_all(session, key, generation));
      ONGGI_CHECK(
          session.execute("INSERT INTO vault_rotation (only_row, started_ms, fingerprint_before) VALUES (1, :1, :2)",
                          {system_clock().now_ms(), before}));
      ONGGI_CHECK(parts_.note(session, "vault.rotate", store::short_fingerprint(store::fingerprint_of(key))));
      return true;
    }));
    LockedKey master(key);
    store::wipe(key);
    if (!master || !parts_.vault.blob_keys()->add(generation.generation, generation.key))
      return fail(ErrorCode::unavailable,
                  "no locked memory for the new keys; raise the limit (ulimit -l) and run `onggi vault rotate` again");
    parts_.vault.replace_master(std::move(master));
    if (!parts_.given_key.empty()) parts_.vault.set_source(Vault::Source::environment);
    done_.fingerprint_before = store::short_fingerprint(before);
    return {};
  }

  // The same keys under another master key, and one more.
  Result<void> seal_all(SqlSession& session, std::string_view master, const store::GenerationKey& more) const {
    ONGGI_CHECK(session.exclusive("vault"));
    ONGGI_TRY(const auto rows, session.query("SELECT purpose, generation, made_ms FROM vault_keys"));
    ONGGI_CHECK(session.execute("DELETE FROM vault_keys"));
    for (const SqlRow& row : rows) {
      const auto generation = static_cast<std::uint64_t>(row.integer("generation"));
      const bool is_root = row.text("purpose") == store::kRoot;
      auto key = is_root ? std::optional(std::string(parts_.vault.root())) : parts_.vault.blob_keys()->key(generation);
      if (!key) return fail(ErrorCode::internal, "a key of the vault is not open");
      ONGGI_CHECK(store::put_key(session, master, row.text("purpose"), generation, *key, row.integer("made_ms")));
      store::wipe(*key);
    }
    const UnixMs now = system_clock().now_ms();
    ONGGI_CHECK(store::put_key(session, master, store::kBlobs, more.generation, more.key, now));
    return store::note_fingerprint(session, store::fingerprint_of(master), now);
  }

  Result<void> settle_files() const {
    if (parts_.vault.source() == Vault::Source::environment) return store::remove_key_files(parts_.keys_folder);
    return store::take_next_key(parts_.keys_folder);
  }

  Result<void> rewrap_all() {
    parts_.vault.blob_keys()->wait_for_writers();  // from here on nothing new stands under an old generation
    ONGGI_TRY(const auto ids, parts_.blobs.list());
    std::span<const BlobId> left(ids);
    while (!left.empty()) {
      ONGGI_CHECK(cancel_.check());
      const auto some = left.first(std::min(left.size(), parts_.batch));
      ONGGI_TRY(const std::int64_t damaged, parts_.blobs.rewrap(some));
      done_.damaged += damaged;  // they did not open before either
      done_.blobs += static_cast<std::int64_t>(some.size());
      left = left.subspan(some.size());
      if (parts_.progress) parts_.progress(done_.blobs, static_cast<std::int64_t>(ids.size()));
    }
    return {};
  }

  Result<void> rewrap_values() {
    std::int64_t damaged = 0;
    for (store::RewrappedValues some{.done = 1}; some.done + some.damaged > 0; damaged += some.damaged) {
      ONGGI_CHECK(cancel_.check());
      ONGGI_TRY(some, store::rewrap_values(parts_.database, *parts_.vault.blob_keys(), damaged,
                                           static_cast<std::int64_t>(parts_.batch)));
    }
    done_.damaged += damaged;
    return {};
  }

  Result<void> forget_old() const {
    const std::uint64_t newest = parts_.vault.blob_keys()->newest().generation;
    ONGGI_CHECK(parts_.database.execute("DELETE FROM vault_keys WHERE purpose = 'blobs' AND generation < :1",
                                        {static_cast<std::int64_t>(newest)}));
    for (const std::uint64_t generation : parts_.vault.blob_keys()->generations())
      if (generation < newest) parts_.vault.blob_keys()->forget(generation);
    return parts_.database.compact({"vault_keys", "home_key", "sealed_values"});
  }

  Result<void> finish() const {
    ONGGI_CHECK(parts_.database.write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(session.execute("DELETE FROM vault_rotation"));
      ONGGI_CHECK(parts_.note(session, "vault.rotated", done_.fingerprint));
      return true;
    }));
    return {};
  }

  const Rotation& parts_;
  const Cancel& cancel_;
  Rotated done_;
};

}  // namespace

Result<KeysInUse> KeysInUse::open(const std::filesystem::path& blobs_folder) {
  KeysInUse made;
  const std::filesystem::path path = blobs_folder / "in_use";
  made.file_ = FileDescriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!made.file_) return std::unexpected(system_error("create", path, errno));
  if (::flock(made.file_.get(), LOCK_SH | LOCK_NB) != 0)
    return fail(ErrorCode::unavailable, "another process changes the workspace's keys; try again when it is done",
                "rotating");
  return made;
}

Result<void> KeysInUse::take_alone() {
  if (::flock(file_.get(), LOCK_EX | LOCK_NB) == 0) return {};
  share_again();
  return fail(ErrorCode::unavailable,
              "other processes work with the workspace's keys (`onggi worker`): stop them, rotate, start them again",
              "keys_in_use");
}

void KeysInUse::share_again() { ::flock(file_.get(), LOCK_SH); }

Result<VaultStatus> vault_status(const Vault& vault, Database& database, const BlobStore& blobs) {
  VaultStatus status;
  status.fingerprint = store::short_fingerprint(vault.fingerprint());
  status.source = vault.source();
  ONGGI_TRY(const auto home, database.query("SELECT made_ms FROM home_key"));
  if (!home.empty()) status.made_ms = home.front().integer("made_ms");
  ONGGI_TRY(const auto rows, database.query("SELECT purpose, generation, made_ms FROM vault_keys ORDER BY generation"));
  status.sealed_keys = static_cast<std::int64_t>(rows.size());
  for (const SqlRow& row : rows)
    if (row.text("purpose") == store::kBlobs)
      status.generations.push_back({static_cast<std::uint64_t>(row.integer("generation")), row.integer("made_ms")});
  ONGGI_TRY(const auto ids, blobs.list());
  for (const BlobId& id : ids) {
    const auto sealed = blobs.sealed(id);
    if (!sealed && sealed.error().code == ErrorCode::not_found) continue;
    const auto found = std::ranges::find(status.generations, sealed ? sealed->generation : UINT64_MAX,
                                         &VaultStatus::Generation::number);
    if (found == status.generations.end()) {
      ++status.damaged;
      continue;
    }
    ++found->blobs;
    found->bytes += sealed->file_bytes;
  }
  ONGGI_TRY(const UnderWay now, database.read<UnderWay>(under_way));
  status.rotating_since_ms = now.started_ms;
  return status;
}

Result<std::string> new_master_key(const std::filesystem::path& file) {
  if (!file.empty()) return store::key_given(file);
  ONGGI_TRY(auto key, store::key_from_environment(store::kNewKeyVariable));
  return key.value_or("");
}

Result<Rotated> rotate(const Rotation& rotation, const Cancel& cancel) {
  ONGGI_CHECK(rotation.in_use.take_alone());
  auto done = Rotating(rotation, cancel).run();
  rotation.in_use.share_again();
  return done;
}

}  // namespace onggi
