// Inside of room: requests as CLOVA Studio takes them.
#pragma once

#include <string>
#include <vector>

#include "model/clova.h"
#include "model/model.h"

namespace onggi::model::clova {

/// The body of a chat. Whether it streams is said by a header. Errors: unsupported (`where` names the option that the
/// model or the API does not have, or a value outside of what it takes; nothing is left out in silence),
/// invalid_argument (arguments of a call that are no JSON object).
///
/// Several system messages become one, the first: the API takes no more. A model that thinks does so only where
/// `reasoning_effort` asks for it: its own default would use up what `tokens_max` leaves for the answer. An answer that
/// may call functions gets at least 1,024 tokens, and none more than the model writes.
Result<std::string> chat_body(const Facts& facts, const std::vector<ChatMessage>& messages,
                              const GenerateOptions& options);

}  // namespace onggi::model::clova
