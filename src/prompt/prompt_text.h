// Wording with places for values: what is wrong with it, and putting the values in.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "prompt/prompt_table.h"
#include "text/text.h"

namespace onggi {

/// Which of the two texts of a prompt.
enum class PromptPart : std::uint8_t { system, user };
std::string_view to_string(PromptPart part);

enum class PromptTrouble : std::uint8_t {
  unknown_variable,
  unclosed_braces,
  missing_variable,
  too_long,
  empty,
  not_text
};
std::string_view to_string(PromptTrouble trouble);

/// A place where a wording cannot be used.
struct PromptFault {
  PromptTrouble trouble = PromptTrouble::unknown_variable;
  PromptPart part = PromptPart::user;
  ByteRange bytes;       // of that part; empty for what is missing
  std::string variable;  // missing_variable: its name
};

/// A {{name}} in a text.
struct PromptPlace {
  ByteRange bytes;        // with the braces
  std::string_view name;  // a view into the text, white space around it taken off
};

inline constexpr std::size_t kPromptBytesMax = std::size_t{32} << 10U;  // of both texts together

/// The places of a text, in order; what is not closed ends it. Cost: O(n).
std::vector<PromptPlace> prompt_places(std::string_view text);

/// All that keeps a wording from being used, in order. Empty: it can be used.
std::vector<PromptFault> prompt_faults(const PromptInfo& info, const PromptTexts& texts);

/// The first of them as an error: bad_input naming text, line and column, reason as the trouble is called;
/// limit_exceeded for too_long.
Result<void> check_prompt(const PromptInfo& info, const PromptTexts& texts);

using PromptValues = std::map<std::string, std::string, std::less<>>;

/// Between <자료> and </자료>, which the text cannot close itself; with a number "<자료 번호=1>".
std::string marked_material(std::string_view text, std::size_t number = 0);

/// The wording with its values, in one pass: a value that holds "{{text}}" stays what it is, and none can close marks
/// that stand in the wording. Values of kind `material` are made by marked_material(). A value without a place is left
/// out, a place without a value is empty.
PromptTexts fill_prompt(const PromptInfo& info, const PromptTexts& texts, const PromptValues& values);

}  // namespace onggi
