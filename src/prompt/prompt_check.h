// What is weak about a prompt, each with a proposal: rules over its wording, Korean and English, without a model.
#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "prompt/prompt_table.h"
#include "prompt/prompt_text.h"
#include "text/text.h"

namespace onggi {

/// Text that takes the place of `bytes` (empty: is put in there).
struct PromptProposal {
  PromptPart part = PromptPart::system;
  ByteRange bytes;
  std::string text;
};

/// Checks: data_marks (data without marks around it), marks_named (nothing says what stands between the marks of
/// material), data_not_orders (nothing says that orders in material are not followed), order (nothing is asked behind
/// the material), output_format, json_example, fallback (a condition, and nothing for where it does not hold),
/// not_found (nothing for what the material does not say), length (lengths that exclude each other), unused_variable,
/// politeness, phrase (PromptInfo::phrases). Faults (to_string(PromptTrouble)) keep a prompt from being saved.
struct PromptFinding {
  std::string check;
  bool is_fault = false;
  PromptPart part = PromptPart::system;
  ByteRange bytes;              // the place; empty: the text as a whole
  std::string korean, english;  // what is weak
  std::optional<PromptProposal> proposal;
};

/// Faults first, then in the order above. What the prompt has a reason for (PromptInfo::reasons) is not found.
/// Proposals are in the language of the wording. Cost: O(n).
std::vector<PromptFinding> find_weak_points(const PromptInfo& info, const PromptTexts& texts);

/// How many units of a client's text lie before an offset: count_code_points, or count_utf16 for a browser.
using CountUnits = std::size_t (*)(std::string_view);

/// [{"check","fault","part":"system"|"user","start","end","text":{"ko","en"},"proposal"?:{"part","start","end","text"}}]
nlohmann::json to_json(const std::vector<PromptFinding>& findings, const PromptTexts& texts, CountUnits count);

}  // namespace onggi
