// Opening a home's keys.
#include "store/vault.h"

#include <sodium.h>

#include <utility>

#include "base/file.h"
#include "base/hash.h"
#include "store/database.h"
#include "store/key_table.h"
#include "store/master_key.h"

namespace onggi {
namespace {

using store::LockedKey;

struct Found {
  std::string key;
  Vault::Source source = Vault::Source::file;
};

Result<Found> find_key(const std::filesystem::path& folder, Vault::Create create) {
  ONGGI_TRY(auto from_environment, store::key_from_environment(store::kKeyVariable));
  if (from_environment) return Found{*std::move(from_environment), Vault::Source::environment};
  auto key = store::key_from_file(store::key_file(folder));
  if (!key && key.error().code == ErrorCode::not_found && create == Vault::Create::yes) {
    ONGGI_CHECK(store::make_key(folder));
    key = store::key_from_file(store::key_file(folder));
  }
  if (!key) return std::unexpected(std::move(key).error());
  return Found{*std::move(key), Vault::Source::file};
}

Error no_locked_memory() {
  return {ErrorCode::unavailable, "no locked memory for the master key; raise the limit (ulimit -l)", {}, {}};
}

std::unexpected<Error> wrong_key(const std::filesystem::path& folder, const std::string& known, const Found& found) {
  const std::string wanted = " (it asks for " + store::short_fingerprint(known) + ")";
  if (found.source == Vault::Source::environment)
    return fail(ErrorCode::not_allowed,
                std::string("the key in ") + store::kKeyVariable + " is not the workspace's master key" + wanted +
                    "; set the one that it was last rotated to",
                "wrong_master_key");
  return fail(ErrorCode::not_allowed,
              "the workspace was made with another master key than " + store::key_file(folder).string() + wanted +
                  "; restore that file from a backup or set " + store::kKeyVariable,
              "wrong_master_key");
}

// The key that the database asks for; that of a rotation which was killed before its file took its place, too.
Result<Found> find_known(const std::filesystem::path& folder, const std::string& known) {
  auto found = find_key(folder, Vault::Create::no);
  if (found && store::fingerprint_of(found->key) == known) return found;
  if (!found && found.error().code != ErrorCode::not_found) return found;
  const bool by_environment = found && found->source == Vault::Source::environment;
  if (!by_environment) {
    auto next = store::next_key(folder);
    if (next && store::fingerprint_of(*next) == known) {
      ONGGI_CHECK(store::take_next_key(folder));
      return Found{*std::move(next), Vault::Source::file};
    }
  }
  if (!found) return found;
  return wrong_key(folder, known, *found);
}

// Of two processes that open a new home at once, the second finds what the first wrote. A home from before envelopes
// keeps its master key as root: what hangs on it stays right, and its blobs open with the key they were sealed with.
Result<store::KeyRows> keys_in(SqlSession& session, const std::string& master) {
  ONGGI_CHECK(session.exclusive("vault"));
  ONGGI_TRY(const std::string known, store::known_fingerprint(session));
  if (!known.empty() && known != store::fingerprint_of(master))
    return fail(ErrorCode::conflict, "another process gave the workspace its key at this moment; try again");
  ONGGI_TRY(store::KeyRows keys, store::read_keys(session, master));
  if (!keys.root.empty()) return keys;
  ONGGI_TRY(const bool lost, store::has_table_of_keys(session));
  if (lost) return store::damaged_keys();
  const UnixMs now = system_clock().now_ms();
  std::string root = known.empty() ? random_bytes(LockedKey::kBytes) : master;
  ONGGI_CHECK(store::note_fingerprint(session, store::fingerprint_of(master), now));
  ONGGI_CHECK(store::put_key(session, master, store::kRoot, 0, root, now));
  if (!known.empty())
    ONGGI_CHECK(
        store::put_key(session, master, store::kBlobs, store::kDirectGeneration, LockedKey(root).derived("blobs"), 0));
  ONGGI_CHECK(store::put_key(session, master, store::kBlobs, 1, random_bytes(LockedKey::kBytes), now));
  store::wipe(root);
  return store::read_keys(session, master);
}

}  // namespace

Result<Vault> Vault::from(std::string_view master, std::string_view root, Source source,
                          std::shared_ptr<store::BlobKeys> blob_keys) {
  Vault vault;
  vault.master_ = LockedKey(master);
  vault.root_ = LockedKey(root);
  vault.source_ = source;
  vault.blob_keys_ = std::move(blob_keys);
  if (!vault.master_ || !vault.root_) return std::unexpected(no_locked_memory());
  return vault;
}

Result<Vault> Vault::open(const std::filesystem::path& folder, Create create) {
  if (sodium_init() < 0) return fail(ErrorCode::internal, "libsodium does not start");
  ONGGI_TRY(Found found, find_key(folder, create));
  auto blob_keys = std::make_shared<store::BlobKeys>();
  auto vault = from(found.key, found.key, found.source, blob_keys);
  store::wipe(found.key);
  if (!vault) return vault;
  if (!blob_keys->add(store::kDirectGeneration, vault->subkey("blobs")) || !blob_keys->add(1, vault->subkey("blobs.1")))
    return std::unexpected(no_locked_memory());
  return vault;
}

std::string Vault::fingerprint() const { return to_hex(master_.derived("fingerprint")); }

Result<Vault> open_vault(const std::filesystem::path& folder, Database& database) {
  if (sodium_init() < 0) return fail(ErrorCode::internal, "libsodium does not start");
  ONGGI_TRY(const std::string known, database.read<std::string>(store::known_fingerprint));
  ONGGI_TRY(Found found, known.empty() ? find_key(folder, Vault::Create::yes) : find_known(folder, known));
  const std::function<Result<store::KeyRows>(SqlSession&)> read = [&](SqlSession& session) {
    return keys_in(session, found.key);
  };
  ONGGI_TRY(store::KeyRows keys, database.write<store::KeyRows>(read));
  auto vault = Vault::from(found.key, keys.root, found.source, std::move(keys.blobs));
  store::wipe(found.key);
  store::wipe(keys.root);
  return vault;
}

}  // namespace onggi
