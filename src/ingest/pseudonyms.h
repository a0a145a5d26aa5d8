// What the pseudonyms of a workspace stand for: kept when a recipe masks, given back for a reason, erased with a
// person.
//
// Pseudonyms are made by a key of the vault, so that the same value gets the same pseudonym in all documents of a
// workspace and another in every other one; what each stands for is sealed under the vault's keys
// (store/sealed_values.h). Without the vault neither the texts nor the tables lead back to a value.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "privacy/privacy.h"
#include "privacy/subject.h"
#include "store/sealed_values.h"

namespace onggi {

struct RevealedValue {
  std::string type;     // "PERSON", as Finding's
  std::string value;    // as it was first written
  UnixMs first_ms = 0;  // when it was first masked
};

/// Thread and process safe over its database.
class Pseudonyms {
 public:
  Pseudonyms(std::shared_ptr<Database> database, const Vault& vault, const Clock& clock);

  /// The key of this workspace's pseudonyms, 32 bytes; the same after every rotation. For RecipeParts.
  const std::string& key() const { return key_; }

  /// Durable when it returns; what was kept before stays.
  Result<void> keep(std::span<const PseudonymisedValue> values) const;

  /// What a pseudonym stands for: one value, seldom more (privacy.h says how seldom). Whoever calls it checks the right
  /// and notes the reason first. Errors: invalid_argument ("no_pseudonym"): not the form of one; not_found: this
  /// workspace did not give it, or the person was erased; bad_input ("sealed_damaged").
  Result<std::vector<RevealedValue>> reveal(std::string_view pseudonym) const;

  std::string name_of(std::string_view letters) const;  // under which the database holds it

  /// Rows in which one of the subject's values stands, but for the values numbered in `staying`.
  Result<std::int64_t> count_of(const Subject& subject, const std::set<std::size_t>& staying) const;
  Result<std::int64_t> erase(const Subject& subject, const std::set<std::size_t>& staying) const;

 private:
  SealedValues values_;
  std::string key_, names_key_;
};

}  // namespace onggi
