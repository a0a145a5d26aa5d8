// Changing a home's keys: another master key, and a new generation of the keys that wrap blobs' data keys.
//
// In order, so that a kill at any moment leaves a home that opens and a rotation that goes on:
//   1. the new master key is written beside the old one (where the home keeps it);
//   2. one transaction seals the home's keys under the new master key, adds a generation of blob keys, and notes that a
//      rotation is under way: from here on the old master key opens nothing;
//   3. the new key's file takes the old one's place;
//   4. every blob's envelope is wrapped by the new generation; what is done is told by the blob itself; so are those of
//      sealed values (sealed_values.h);
//   5. the old generations are forgotten, and the database is rewritten so that nothing sealed under old keys is left;
//   6. the rotation's row goes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/file.h"
#include "store/blobs.h"
#include "store/database.h"
#include "store/vault.h"

namespace onggi {

/// Says that a process uses a home's keys. Every process that opens a home holds it, shared; rotation holds it alone.
class KeysInUse {
 public:
  /// Errors: unavailable ("rotating") while another process rotates.
  static Result<KeysInUse> open(const std::filesystem::path& blobs_folder);
  /// Errors: unavailable ("keys_in_use") while other processes (workers) have the home open.
  Result<void> take_alone();
  void share_again();

 private:
  FileDescriptor file_;
};

struct VaultStatus {
  std::string fingerprint;  // 16 hex digits of the master key's
  Vault::Source source = Vault::Source::file;
  UnixMs made_ms = 0;            // when this master key took over; 0: not known
  std::int64_t sealed_keys = 0;  // rows that stand under it
  struct Generation {
    std::uint64_t number = 0;
    UnixMs made_ms = 0;
    std::int64_t blobs = 0;
    std::uint64_t bytes = 0;
  };
  std::vector<Generation> generations;  // of blob keys, oldest first
  std::int64_t damaged = 0;             // blobs whose envelope does not open
  UnixMs rotating_since_ms = 0;         // 0: no rotation is under way
};
/// Cost: the header of every blob.
Result<VaultStatus> vault_status(const Vault& vault, Database& database, const BlobStore& blobs);

/// The key that an operator gives: of a private file (32 bytes or 64 hex digits), else of $ONGGI_NEW_MASTER_KEY; empty
/// where neither is there. Errors: not_found, not_allowed (file readable by others), bad_input.
Result<std::string> new_master_key(const std::filesystem::path& file);

struct Rotation {
  Vault& vault;
  Database& database;
  BlobStore& blobs;
  KeysInUse& in_use;
  std::filesystem::path keys_folder;
  /// 32 bytes, kept by the operator: the home holds no key file afterwards. Empty: the home makes and keeps one, which
  /// is possible only where it keeps the present one.
  std::string given_key;
  /// Writes the audit entry of `action` in the transaction of the deed.
  std::function<Result<void>(SqlSession&, std::string_view action, const std::string& detail)> note;
  std::function<void(std::int64_t done, std::int64_t of)> progress;
  std::size_t batch = 128;  // blobs between two syncs
};
struct Rotated {
  std::string fingerprint_before, fingerprint;
  bool resumed = false;  // it went on with a rotation that was stopped
  std::int64_t blobs = 0;
  std::int64_t damaged = 0;  // blobs that did not open before and do not now
};
/// Others may go on reading and writing blobs over the same vault meanwhile.
/// Errors: invalid_argument (the operator keeps the key and gave no new one, or gave the present one); conflict
/// ("rotation_under_way": another new key was given while one is under way); unavailable ("keys_in_use"); cancelled:
/// call it again to go on.
Result<Rotated> rotate(const Rotation& rotation, const Cancel& cancel);

}  // namespace onggi
