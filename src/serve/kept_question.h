// A question of POST /api/ask that belongs to a kept conversation: what stood before it, and keeping what came of it.
// Inside of room serve.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "answer/answer.h"
#include "history/conversations.h"
#include "serve/fields.h"
#include "serve/routes.h"
#include "serve/tracing.h"

namespace onggi::serve_room {

struct KeptQuestion {
  ConversationId conversation;
  std::int64_t number = 0;
  std::vector<KeptExchange> earlier;
};

/// Reads `conversation_id` and `regenerate`; none: the question belongs to no conversation. Fills in history, and the
/// question where one is asked again. Errors: those of Conversations::begin(); conflict ("not_kept"); not_allowed: a
/// key without the scope `all`.
Result<std::optional<KeptQuestion>> begin_kept(const Call& call, const Fields& fields, AskRequest& request);

/// Keeps what came of it, and tells the trace what stood before; `said`: the pieces that went out. Where that cannot be
/// kept the log says so: the asker gets the answer.
void end_kept(const Call& call, const KeptQuestion& kept, const Result<Answer>& answer, const std::string& said,
              Tracing& tracing);

/// {"conversation_id","exchange"}
nlohmann::json encode(const KeptQuestion& kept);

}  // namespace onggi::serve_room
