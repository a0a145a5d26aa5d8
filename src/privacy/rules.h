// The rule table of personal data: one row a kind. Inside of privacy/.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "privacy/privacy.h"

namespace onggi {

/// Text as the rules see it: full-width letters, digits and marks as ASCII, other characters as written; `original`
/// leads each byte back.
struct RuleText {
  std::string text;
  std::vector<std::size_t> original;  // byte offset of each byte of `text`, and one more for the end
};

/// What a rule says about one place. `end` is exclusive, both into RuleText::text.
struct RuleMatch {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view type;
  double confidence = 0;
  std::string reason;
};

/// Looks at a match's possible beginning `at`; the driver asks at every byte that `begins` accepts. Must look only a
/// bounded distance around `at`, so that the whole stays O(n).
struct Rule {
  bool (*begins)(char c);
  std::optional<RuleMatch> (*match)(std::string_view text, std::size_t at);
};
std::span<const Rule> rules();

/// What a finding of a kind looks like when it is masked.
struct MaskForm {
  std::string_view type;
  std::string_view korean_name;
  std::string (*partial)(std::string_view value);
};
const MaskForm& mask_form(std::string_view type);

}  // namespace onggi
