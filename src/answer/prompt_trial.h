// Two versions of a prompt side by side, on inputs that were saved.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "model/price.h"
#include "model/registry.h"
#include "prompt/prompt_sets.h"
#include "prompt/prompts.h"

namespace onggi {

struct PromptTrialRequest {
  std::string prompt;
  PromptVersion a, b;               // of this prompt
  std::vector<PromptInput> inputs;  // at most kPromptInputsMax
  std::string model;                // "onggi/extractive": only what would be asked is shown
};

/// What one version makes of one input.
struct PromptOutcome {
  PromptTexts asked;    // filled
  std::string text;     // what the model wrote
  std::string trouble;  // why it wrote nothing: an error's code; empty: it wrote, or no model was asked
  bool written = false;
  std::optional<bool> as_expected;  // none: nothing is expected
  std::optional<bool> is_json;      // none: the prompt's form is text
  std::int64_t characters = 0;
  bool korean = false;  // more Hangul than Latin letters
  std::int64_t duration_ms = 0;
  WorkTaken taken;
};

/// Of all inputs that a version wrote something for.
struct PromptMeans {
  std::int64_t written = 0;
  std::optional<double> as_expected, is_json;  // shares
  double characters = 0, korean = 0, duration_ms = 0;
};

struct PromptTrial {
  std::string model;  // empty: none was asked
  std::vector<std::pair<PromptOutcome, PromptOutcome>> rows;
  PromptMeans a, b;
  std::vector<WorkTaken> calls;  // of the model, one for each text that was written
  bool complete = true;          // false: the time was over before all inputs were tried
};

/// Asks the model with each input under both versions, in turn. A model's own troubles stand in their row. Errors:
/// not_found (model), invalid_argument (no inputs), limit_exceeded, cancelled. Cost: two answers an input, at most 512
/// tokens each; when the deadline passes, what was done until then is given.
Result<PromptTrial> try_prompts(const PromptTrialRequest& request, ModelRegistry& models, const Cancel& cancel);

/// {"model","complete","rows":[{"a":{"asked","text","trouble","written","as_expected","is_json","characters","korean",
/// "duration_ms"},"b"}],"means":{"a":{"written","as_expected","is_json","characters","korean","duration_ms"},"b"}}
nlohmann::json to_json(const PromptTrial& trial);

}  // namespace onggi
