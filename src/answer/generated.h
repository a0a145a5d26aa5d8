// Answers written by a language model: the prompt, and the check of every marker in what it wrote. Inside of room
// answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "answer/answer.h"
#include "answer/cells.h"
#include "answer/guarded.h"
#include "answer/passages.h"
#include "prompt/prompt_text.h"
#include "prompt/prompts.h"

namespace onggi::answer_room {

inline constexpr std::string_view kAnswerPrompt = "answer.question";
inline constexpr std::string_view kApplicationPrompt = "answer.application";

/// What a model is asked with: the prompt, and beneath its rules an application's instructions, between marks that they
/// cannot close. The versions that the request names, where they are still there; else those in use. Errors: those of
/// Prompts::in_use().
struct Wording {
  PromptTexts question;
  std::string application;  // empty: no instructions
  std::string reference;    // Answer::prompt
};
Result<Wording> wording_in_use(const Prompts* prompts, const AskRequest& request);

/// The version that `references` (as Answer::prompt) names of this prompt, where it is still there; else the one in
/// use. Errors: those of Prompts::in_use().
Result<PromptVersion> version_for(const Prompts* prompts, std::string_view id, std::string_view references);

/// `wording` with numbered sources between delimiters and the question, the conversation before it. Sources are cut so
/// that the prompt leaves room for the answer.
struct Prompt {
  std::vector<ChatMessage> messages;
  std::size_t sources = 0;  // how many hits found room
};
Prompt write_prompt(const AskRequest& request, const SearchResult& found, const GuardedHits& guarded,
                    const Wording& wording, const LanguageModel& model);

/// Checks each [n]: it stays when n is a source and its sentence shares content with that source; the citation quotes
/// the passage of the source nearest to the sentence. An answer in which no marker stays is not an answer: abstained.
Answer check_answer(const std::string& text, const AskRequest& request, const SearchResult& found, std::size_t sources,
                    const Analyzer& analyzer, const CellFinder& cells);

}  // namespace onggi::answer_room
