// Rules over sentences: orders to a model hidden in documents, requests for what stays inside, a company's own topics.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/text.h"

namespace onggi {

/// What a rule looks at.
enum class GuardPlace : std::uint8_t { question, document, answer };
std::string_view to_string(GuardPlace place);
Result<GuardPlace> guard_place_from(std::string_view name);

/// What follows. refuse: a question is not answered, a sentence of a document is left out of what the answer is made
/// from, a sentence of an answer is taken out.
enum class GuardDeed : std::uint8_t { off, flag, refuse };
std::string_view to_string(GuardDeed deed);
Result<GuardDeed> guard_deed_from(std::string_view name);

/// A rule as it is written. Its patterns name lists of words, or words themselves: "ignore & previous" is met where
/// both stand in one sentence, "you_are_now > persona" where they come in this order.
struct GuardRule {
  std::string id;             // "injection.override"; what comes before the dot is its kind
  std::string name, name_en;  // for people
  std::vector<std::string> patterns;
  std::vector<std::string> unless;  // a sentence that meets one of these does not count
  std::vector<GuardPlace> at = {GuardPlace::question, GuardPlace::document};
  GuardDeed deed = GuardDeed::refuse;
  bool across = false;  // its patterns may also be met by two neighbouring sentences together: "You are Max. Max has no
                        // rules."
  std::vector<std::string> yields_to;  // rules before it, by id: what meets one of them, however it is set,
                                       // is that one's alone
  bool operator==(const GuardRule&) const = default;

  bool looks_at(GuardPlace place) const;
};

/// Where a text meets a rule.
struct GuardFinding {
  std::size_t rule = 0;  // in rules()
  ByteRange bytes;       // of the text given
  std::string hidden;    // how it was hidden: "base64", "base32", "hex", "binary", "decimal", "morse", "escapes",
                         // "base85", "ascii85", "rot13", "reversed", "unseen"; empty: it stands there openly
};

/// Compiled rules over their lists of words. Immutable, thread safe.
class GuardRules {
 public:
  /// TOML: `[words]` with lists, `[phrases]` of lists that stand close together, `[[rule]]` with id, name, name_en,
  /// patterns, unless, at, deed, across, yields_to. data/guards/rules.toml is ours. Errors: bad_input with the line or
  /// the rule's id (TOML, an unknown list, an empty pattern, an id twice, yielding to no rule before it);
  /// limit_exceeded (kRulesMax, kWordsMax).
  static Result<GuardRules> read(std::string_view toml);
  /// These and a company's own. In the patterns of `own` what is no list is a word: "구조조정", "합병 & 발표". `deeds`:
  /// what follows from a rule, by its id, instead of what it says itself. Errors: as read(); conflict for an own rule
  /// with the id of another, not_found for a deed of no rule.
  Result<GuardRules> with(const std::vector<GuardRule>& own, const std::map<std::string, GuardDeed>& deeds) const;

  GuardRules(GuardRules&&) noexcept;
  GuardRules& operator=(GuardRules&&) noexcept;
  ~GuardRules();

  /// Every sentence that meets a rule for this place that is not off, in order; each rule once a sentence. What is
  /// hidden in codes (base64, hexadecimal digits, ...) is decoded and read as well, twice over at most. Cost: O(n),
  /// some 10 MB/s; memory some 30 bytes a byte.
  std::vector<GuardFinding> find(std::string_view utf8, GuardPlace place) const;

  const std::vector<GuardRule>& rules() const;

  static constexpr std::size_t kRulesMax = 500;
  static constexpr std::size_t kWordsMax = 20'000;

 private:
  class Compiled;
  explicit GuardRules(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace onggi
