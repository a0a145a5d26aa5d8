// See pseudonyms.h.
#include "ingest/pseudonyms.h"

#include <algorithm>
#include <tuple>

#include "base/hash.h"

namespace onggi {
namespace {

// A sealed value is its type, a line's end, and the value.
std::string packed(const PseudonymisedValue& value) { return value.type + "\n" + value.value; }

RevealedValue unpacked(const SealedValue& sealed) {
  const std::size_t end = std::min(sealed.value.find('\n'), sealed.value.size());
  return {sealed.value.substr(0, end), end == sealed.value.size() ? std::string() : sealed.value.substr(end + 1),
          sealed.made_ms};
}

auto holds(const Subject& subject, const std::set<std::size_t>& staying) {
  return [&subject, &staying](const SealedValue& sealed) {
    return std::ranges::any_of(subject.find(unpacked(sealed).value),
                               [&](const SubjectHit& hit) { return !staying.contains(hit.value); });
  };
}

}  // namespace

Pseudonyms::Pseudonyms(std::shared_ptr<Database> database, const Vault& vault, const Clock& clock)
    : values_(std::move(database), vault, clock, "pseudonym"),
      key_(vault.subkey("pseudonyms")),
      names_key_(vault.subkey("names of pseudonyms")) {}

std::string Pseudonyms::name_of(std::string_view letters) const { return keyed_hash_hex(names_key_, letters); }

Result<void> Pseudonyms::keep(std::span<const PseudonymisedValue> values) const {
  std::vector<SealedValue> sealed;
  std::set<std::string> seen;
  for (const PseudonymisedValue& value : values)
    if (seen.insert(value.hash).second)
      sealed.push_back({name_of(value.pseudonym), keyed_hash_hex(names_key_, value.hash), packed(value)});
  // One order for all who keep at once: two transactions never wait for each other.
  std::ranges::sort(sealed, {}, [](const SealedValue& value) { return std::tie(value.name, value.value_hash); });
  return values_.keep(sealed);
}

Result<std::vector<RevealedValue>> Pseudonyms::reveal(std::string_view pseudonym) const {
  const std::string letters = pseudonym_letters(pseudonym);
  if (letters.empty())
    return fail(ErrorCode::invalid_argument,
                "a pseudonym has eight letters and digits, as in [이름-K7Q2MX4D]; give it as it stands in the text",
                "no_pseudonym");
  ONGGI_TRY(const auto sealed, values_.get(name_of(letters)));
  if (sealed.empty())
    return fail(ErrorCode::not_found, "this workspace keeps no value for the pseudonym " + letters +
                                          ": another key made it, or the person was erased");
  std::vector<RevealedValue> values;
  values.reserve(sealed.size());
  for (const SealedValue& one : sealed) values.push_back(unpacked(one));
  return values;
}

Result<std::int64_t> Pseudonyms::count_of(const Subject& subject, const std::set<std::size_t>& staying) const {
  std::int64_t count = 0;
  const auto is_held = holds(subject, staying);
  ONGGI_CHECK(values_.remove_if([&](const SealedValue& sealed) {
    count += is_held(sealed) ? 1 : 0;
    return false;
  }));
  return count;
}

Result<std::int64_t> Pseudonyms::erase(const Subject& subject, const std::set<std::size_t>& staying) const {
  return values_.remove_if(holds(subject, staying));
}

}  // namespace onggi
