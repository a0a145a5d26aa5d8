// A conversation as a text that a person takes along. Inside of room serve.
#pragma once

#include <string>

#include "history/conversations.h"

namespace onggi::serve_room {

enum class ExportLanguage : std::uint8_t { korean, english };

/// Markdown: title, questions and the answers that count, in order; citations as footnotes ([^2-1]: of the second
/// question the first) with name, place and quote.
std::string conversation_markdown(const KeptConversation& conversation, ExportLanguage language);

}  // namespace onggi::serve_room
