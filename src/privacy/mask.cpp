// Masking what was found.
#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "privacy/characters.h"
#include "privacy/mask_forms.h"
#include "privacy/privacy.h"

namespace onggi {
namespace {

// Two rounds are usual with glued values; each is a pass over the text.
constexpr int kRoundsMax = 16;

struct Masked {
  std::string text;
  bool changed = false;
};

MaskAction action_for(const std::string& type, const MaskPolicy& policy) {
  const auto own = policy.of_type.find(type);
  return own == policy.of_type.end() ? policy.action : own->second;
}

// Crockford's base 32: no letters that look like digits.
constexpr std::string_view kPseudonymLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kPseudonymLength = 8;

std::string letters_of(std::string_view hash) {
  std::string name;
  for (std::size_t i = 0; i < kPseudonymLength; ++i)
    name += kPseudonymLetters[static_cast<std::size_t>(std::stoul(std::string(hash.substr(2 * i, 2)), nullptr, 16)) %
                              kPseudonymLetters.size()];
  return name;
}

bool counts(const Finding& finding, std::string_view value, const MaskPolicy& policy) {
  if (policy.counts) return policy.counts(finding, value);
  const auto own = policy.confidence_of_type.find(finding.type);
  return finding.confidence >= (own == policy.confidence_of_type.end() ? policy.confidence_min : own->second);
}

std::string masked_value(const Finding& finding, std::string_view written, MaskAction action, const MaskPolicy& policy,
                         std::vector<PseudonymisedValue>* named) {
  const std::string value = to_nfc(written);
  const privacy_room::MaskForm& form = privacy_room::mask_form(finding.type);
  if (action == MaskAction::partial) return form.partial(value);
  const auto own = policy.names.find(finding.type);
  std::string name = own == policy.names.end() ? std::string(form.korean_name) : own->second;
  if (action != MaskAction::pseudonym) return "[" + name + "]";
  std::string hash = pseudonym_hash(finding.type, value, policy.key);
  std::string letters = letters_of(hash);
  name += "-" + letters;
  if (named != nullptr) named->push_back({finding.type, value, std::move(letters), std::move(hash)});
  return "[" + name + "]";
}

Masked mask_once(std::string_view utf8, const std::vector<Finding>& findings, const MaskPolicy& policy,
                 std::vector<PseudonymisedValue>* named) {
  Masked masked;
  masked.text.reserve(utf8.size());
  std::size_t done = 0;
  for (const Finding& finding : findings) {
    if (finding.bytes.begin < done || finding.bytes.end > utf8.size() ||
        !counts(finding, slice(utf8, finding.bytes), policy))
      continue;
    const MaskAction action = action_for(finding.type, policy);
    if (action == MaskAction::keep) continue;
    masked.text.append(utf8, done, finding.bytes.begin - done);
    masked.text += masked_value(finding, slice(utf8, finding.bytes), action, policy, named);
    done = finding.bytes.end;
    masked.changed = true;
  }
  masked.text.append(utf8, done);
  return masked;
}

// What makes two writings of a value the same: letters, digits and Hangul, in lower case.
std::string bare(std::string_view value) {
  std::string kept;
  const std::string folded = fold(value);
  for (std::size_t offset = 0; offset < folded.size();) {
    const std::size_t begin = offset;
    const char32_t c = next_code_point(folded, offset);
    const bool mark = c < 0x80 && c != '@' && c != '.' && !privacy_room::is_word(static_cast<char>(c));
    if (!mark) kept.append(folded, begin, offset - begin);
  }
  return kept;
}

}  // namespace

std::string mask(std::string_view utf8, const std::vector<Finding>& findings, const MaskPolicy& policy,
                 const FindOptions& options, std::vector<PseudonymisedValue>* named) {
  Masked masked = mask_once(utf8, findings, policy, named);
  // What was glued to a value ("a@b.krc@d.kr") may show only now.
  for (int round = 0; masked.changed && round < kRoundsMax; ++round)
    masked = mask_once(masked.text, find_personal_data(masked.text, options), policy, named);
  return std::move(masked.text);
}

std::vector<std::string> personal_data_types() {
  std::vector<std::string> types;
  for (const privacy_room::MaskForm& form : privacy_room::mask_forms()) types.emplace_back(form.type);
  std::sort(types.begin(), types.end());
  return types;
}

std::string pseudonym_hash(std::string_view type, std::string_view value, std::string_view key) {
  return keyed_hash_hex(key, std::string(type) + '\0' + bare(value));
}

std::string pseudonym(std::string_view type, std::string_view value, std::string_view key) {
  return letters_of(pseudonym_hash(type, value, key));
}

std::string pseudonym_letters(std::string_view given) {
  if (given.ends_with(']')) given.remove_suffix(1);
  if (const std::size_t mark = given.rfind('-'); mark != std::string_view::npos) given.remove_prefix(mark + 1);
  std::string letters;
  for (const char c : given) letters += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const bool fits =
      letters.size() == kPseudonymLength && letters.find_first_not_of(kPseudonymLetters) == std::string::npos;
  return fits ? letters : std::string();
}

}  // namespace onggi
