// A follow-up, or several questions in one, written out by a language model; and the check that it added nothing.
// Inside of room answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "model/model.h"
#include "model/price.h"
#include "prompt/prompts.h"
#include "text/analyzer.h"

namespace onggi::answer_room {

inline constexpr std::string_view kRewritePrompt = "answer.rewrite";

/// What a model made of a question.
struct Rewriting {
  std::vector<std::string> questions;  // each stands for itself; at most kPartsMax. None: they did not pass as_asked()
  WorkTaken taken;
};

/// Asks the model, at most five seconds and 200 tokens. `history`: what it may read, oldest first. Nothing where it
/// did not answer in time or to its end; then, and where no question passed, the rule (follow_up.h) has to do. Errors:
/// cancelled alone.
Result<std::optional<Rewriting>> rewrite(LanguageModel& model, const PromptTexts& wording, std::string_view question,
                                         const std::vector<ChatMessage>& history, const Analyzer& analyzer,
                                         const Cancel& cancel);

/// The questions of {"questions": [...]}, where each says only what the question or the conversation says: nouns by
/// their words, names and numbers to the letter, and none of the question's own names and numbers is lost. Empty:
/// something is otherwise.
std::vector<std::string> as_asked(std::string_view written, std::string_view question,
                                  const std::vector<ChatMessage>& history, const Analyzer& analyzer);

}  // namespace onggi::answer_room
