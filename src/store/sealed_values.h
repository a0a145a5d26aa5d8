// Short values that must come back and may not be read in the database: rows sealed under the vault's keys.
//
// Each value has a data key of its own, wrapped by the newest generation of the vault's keys (an envelope, as blobs
// have): `rotate()` wraps the envelopes anew and leaves the values as they are.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/vault.h"

namespace onggi {

struct SealedValue {
  std::string name;        // by which it is asked for; stands readable in the database, as does
  std::string value_hash;  // a keyed hash that is equal for equal values: several values may share a name
  std::string value;       // at most 64 KiB of any bytes
  UnixMs made_ms = 0;      // when it was first kept
};

/// Thread and process safe over its database.
class SealedValues {
 public:
  /// `purpose` parts the values of one use from those of others; a row opens only for its purpose, name and hash.
  SealedValues(std::shared_ptr<Database> database, const Vault& vault, const Clock& clock, std::string purpose);

  /// Keeps what is not kept yet, in one transaction; what is there stays as it was first kept. Durable when it returns.
  /// Errors: limit_exceeded for a longer value; unavailable.
  Result<void> keep(std::span<const SealedValue> values) const;

  /// All values of a name, oldest first; none: an empty list.
  /// Errors: bad_input ("sealed_damaged"): a row was changed, or the vault is another one.
  Result<std::vector<SealedValue>> get(std::string_view name) const;

  Result<std::int64_t> count() const;

  /// Opens every value and removes those for which `goes` says yes. Gives how many went. Cost: O(all values).
  Result<std::int64_t> remove_if(const std::function<bool(const SealedValue&)>& goes) const;

  static constexpr std::size_t kValueBytesMax = 64U << 10U;

 private:
  std::shared_ptr<Database> database_;     // shared with every room that owns tables
  std::shared_ptr<store::BlobKeys> keys_;  // shared with the vault, whose rotation adds generations
  const Clock& clock_;
  std::string purpose_;
};

namespace store {

struct RewrappedValues {
  std::int64_t done = 0, damaged = 0;  // of this batch
};
/// Wraps the envelopes of up to `batch` rows of older generations by the newest, in one transaction; passes over the
/// first `damaged`, which did not open in calls before. Neither done nor damaged: none is left. Inside of room store.
Result<RewrappedValues> rewrap_values(Database& database, const BlobKeys& keys, std::int64_t damaged,
                                      std::int64_t batch);

}  // namespace store
}  // namespace onggi
