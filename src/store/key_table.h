// The keys that a master key opens, as rows of the database. Inside of room store.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "store/blob_keys.h"
#include "store/database.h"

namespace onggi::store {

inline constexpr std::string_view kRoot = "root";
inline constexpr std::string_view kBlobs = "blobs";

std::string fingerprint_of(std::string_view master);  // 64 hex digits
/// Of a fingerprint, what people compare: 16 digits.
std::string short_fingerprint(std::string_view fingerprint);

/// Seals a key under the master key and writes its row.
Result<void> put_key(SqlSession& session, std::string_view master, std::string_view purpose, std::uint64_t generation,
                     std::string_view key, UnixMs made_ms);

/// A home's keys out of their rows. None: `root` is empty. Errors: bad_input, "vault_damaged".
struct KeyRows {
  std::string root;
  std::shared_ptr<BlobKeys> blobs;  // shared: it becomes the vault's
};
Result<KeyRows> read_keys(SqlSession& session, std::string_view master);

/// The fingerprint of the master key that a home asks for; empty before its first one.
Result<std::string> known_fingerprint(SqlSession& session);
Result<void> note_fingerprint(SqlSession& session, std::string_view fingerprint, UnixMs made_ms);

/// Whether the home once had rows of keys: then none now means that they were lost.
Result<bool> has_table_of_keys(SqlSession& session);
std::unexpected<Error> damaged_keys();

}  // namespace onggi::store
