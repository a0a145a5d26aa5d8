// The prompts of one call of a function: what was written can be traced to what was asked. Inside of room answer.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "prompt/prompts.h"

namespace onggi::answer_room {

/// As messages; an empty system text makes none.
std::vector<ChatMessage> chat_messages(PromptTexts texts);

/// Each prompt is read once, so that all pieces of a text are asked alike. For one thread.
class PromptBook {
 public:
  /// `prompts` may be null: as shipped.
  explicit PromptBook(const Prompts* prompts) : prompts_(prompts) {}

  /// `text` stands between <자료> and </자료>, which it cannot close itself; `values`: of the others. Errors: those of
  /// Prompts::in_use().
  Result<std::vector<ChatMessage>> fill(std::string_view id, const PromptValues& values, std::string_view text);

  /// References of all that were filled ("classify.one@2"), by comma; empty: no model was asked.
  std::string used() const;

 private:
  const Prompts* prompts_;
  std::map<std::string, PromptVersion, std::less<>> read_;
};

}  // namespace onggi::answer_room
