// All prompts of the functions in one table, each with a name and a version: what was written can be traced to what was
// asked. Inside of room answer.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"

namespace onggi::answer_room {

struct FunctionPrompt {
  std::string_view name;          // "summarise.text"
  int version = 1;                // another wording is another version
  std::string_view system, user;  // with {{name}} where a value stands
};

std::span<const FunctionPrompt> function_prompts();

/// The table must have it.
const FunctionPrompt& prompt_of(std::string_view name);

using PromptValues = std::map<std::string, std::string, std::less<>>;

/// System and user message. `text` stands between <자료> and </자료>, which it cannot close itself; a value without a
/// place is left out, a place without a value is empty.
std::vector<ChatMessage> fill(const FunctionPrompt& prompt, const PromptValues& values, std::string_view text);

}  // namespace onggi::answer_room
