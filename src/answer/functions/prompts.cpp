// See prompts.h.
#include "answer/functions/prompts.h"

namespace onggi::answer_room {

std::vector<ChatMessage> chat_messages(PromptTexts texts) {
  std::vector<ChatMessage> messages;
  if (!texts.system.empty()) messages.push_back({ChatRole::system, std::move(texts.system)});
  messages.push_back({ChatRole::user, std::move(texts.user)});
  return messages;
}

Result<std::vector<ChatMessage>> PromptBook::fill(std::string_view id, const PromptValues& values,
                                                  std::string_view text) {
  auto known = read_.find(id);
  if (known == read_.end()) {
    ONGGI_TRY(PromptVersion version, prompt_in_use(prompts_, id));
    known = read_.emplace(std::string(id), std::move(version)).first;
  }
  PromptValues all = values;
  all.insert_or_assign("text", marked_material(text));
  return chat_messages(fill_prompt(prompt_named(id), known->second.texts, all));
}

std::string PromptBook::used() const {
  std::string references;
  for (const auto& [id, version] : read_) references += (references.empty() ? "" : ",") + version.reference();
  return references;
}

}  // namespace onggi::answer_room
