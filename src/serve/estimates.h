// How many tokens a request will take, before it does. Inside of room serve.
#pragma once

#include <string_view>
#include <vector>

#include "answer/answer.h"
#include "serve/routes.h"

namespace onggi::serve_room {

/// An estimate above what common models count (estimating_counter() of text). Cost: O(bytes).
std::int64_t estimated_tokens(std::string_view text);
std::int64_t estimated_tokens(const std::vector<ChatMessage>& messages);

/// Holds what a question to the documents may take: nothing where no model writes the answer. Errors: as
/// Metering::expect.
Result<void> expect_answer(const Call& call, const AskRequest& request);

/// The id by which /v1/models names who answers this.
std::string model_of(const AskRequest& request);

}  // namespace onggi::serve_room
