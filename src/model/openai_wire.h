// Inside of room: requests as the OpenAI API has them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"

namespace onggi::model {

std::string openai_chat_body(const std::string& model, const std::vector<ChatMessage>& messages,
                             const GenerateOptions& options, bool stream);
std::string openai_text_body(const std::string& model, std::string_view prompt, const GenerateOptions& options,
                             bool stream);

}  // namespace onggi::model
