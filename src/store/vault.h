// The keys of a home: a master key that opens the others, a root from which purposes get theirs, and the keys that wrap
// the data keys of blobs.
//
//   master key   in keys/master.key, or kept by the operator ($ONGGI_MASTER_KEY); wraps the rows of `vault_keys`
//   root         never changes: names of blobs, hashes of API keys and sessions, the audit chain and certificates hang
//                on it, so that they go on being right after a rotation. It decrypts nothing.
//   blob keys    generations; each blob's own data key is wrapped by one of them (blob_header.h)
//
// Rotation (rotation.h) changes the master key and makes a new generation of blob keys.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/blob_keys.h"
#include "store/locked_key.h"

namespace onggi {

class Database;

/// Holds keys in locked memory. Thread safe after open, but for replace_master().
class Vault {
 public:
  enum class Create { no, yes };
  enum class Source { file, environment };

  /// Takes the key from $ONGGI_MASTER_KEY (64 hex digits) when set, else from `folder`/master.key (mode 0600), which is
  /// made when missing and `create` is yes. Without a database: the master key is the root, and it gives the blob keys.
  /// Errors: not_found (no key, create no), not_allowed (file readable by others), bad_input (not 32 bytes),
  /// unavailable.
  static Result<Vault> open(const std::filesystem::path& folder, Create create);

  /// 32 bytes for one purpose ("names", "keys", "audit", "erasure"): the same home and purpose always give the same
  /// bytes, also after rotations. Derived with keyed BLAKE2b. For hashing; what is to be decrypted takes a blob key.
  std::string subkey(std::string_view purpose) const { return root_.derived(purpose); }

  std::shared_ptr<store::BlobKeys> blob_keys() const { return blob_keys_; }

  Source source() const { return source_; }
  /// What the master key gives for the purpose "fingerprint": says which key it is and nothing of the key. 64 hex
  /// digits.
  std::string fingerprint() const;

  /// A vault of these keys, as rows held them. Inside of room store.
  static Result<Vault> from(std::string_view master, std::string_view root, Source source,
                            std::shared_ptr<store::BlobKeys> blob_keys);
  std::string_view master() const { return master_.view(); }
  std::string_view root() const { return root_.view(); }
  void replace_master(store::LockedKey master) { master_ = std::move(master); }
  void set_source(Source source) { source_ = source; }

 private:
  Vault() = default;
  store::LockedKey master_, root_;
  Source source_ = Source::file;
  std::shared_ptr<store::BlobKeys> blob_keys_;  // shared with the blob store, which must see new generations
};

/// The vault of a home whose database is migrated. The first call makes the keys and notes the master key's fingerprint
/// in the database; from then on a missing key is an error, never made anew. Finishes the change of the key file that a
/// killed rotation left. Errors: as Vault::open; not_allowed ("wrong_master_key") when the database asks for another
/// key; bad_input ("vault_damaged") when its keys do not open.
Result<Vault> open_vault(const std::filesystem::path& folder, Database& database);

}  // namespace onggi
