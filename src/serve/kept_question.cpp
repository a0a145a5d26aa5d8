// See kept_question.h.
#include "serve/kept_question.h"

#include <nlohmann/json.hpp>

#include "answer/json.h"
#include "base/log.h"
#include "serve/error.h"
#include "serve/grounds.h"
#include "serve/scopes.h"

namespace onggi::serve_room {
namespace {

// The page is told what a guard refused; a later question is asked without it.
bool was_refused(const KeptExchange& one) {
  const auto json = nlohmann::json::parse(one.answer, nullptr, false);
  return json.is_object() && json.value("refused", false);
}

void add_history(const std::vector<KeptExchange>& earlier, AskRequest& request) {
  for (const KeptExchange& one : earlier) {
    if (was_refused(one)) continue;
    request.history.push_back({ChatRole::user, one.question});
    request.history.push_back({ChatRole::assistant, one.said});
    request.history_labels.insert(request.history_labels.end(), 2, one.label);
  }
}

// What a model wrote may also say again what was answered before.
void note_grounds(const Answer& answer, const std::vector<KeptExchange>& earlier, Conversations::Ending& ending) {
  Grounds grounds = grounds_of(answer);
  if (answer.is_generated())
    for (const KeptExchange& one : earlier) grounds.add(one.label, one.documents);
  ending.label = grounds.label;
  ending.documents = std::move(grounds.documents);
}

Conversations::Ending ending_of(const KeptQuestion& kept, const Result<Answer>& answer, const std::string& said,
                                const Tracing& tracing) {
  Conversations::Ending ending;
  if (answer) {
    ending.said = answer->text;
    nlohmann::json whole = to_json(*answer);
    tracing.name_in(whole);
    ending.answer = dump(whole);
    ending.model = answer->model;
    note_grounds(*answer, kept.earlier, ending);
    return ending;
  }
  ending.state = answer.error().code == ErrorCode::cancelled ? ExchangeState::stopped : ExchangeState::failed;
  ending.said = said;
  ending.error_code = to_string(answer.error().code);
  ending.error_reason = answer.error().reason;
  return ending;
}

}  // namespace

Result<std::optional<KeptQuestion>> begin_kept(const Call& call, const Fields& fields, AskRequest& request) {
  ONGGI_TRY(const auto conversation, fields.text_if("conversation_id"));
  ONGGI_TRY(const std::int64_t again,
            fields.integer("regenerate", {.min = 1, .max = Conversations::kExchangesMax, .fallback = 0}));
  if (!conversation) {
    if (again != 0) return bad_field("regenerate", "needs conversation_id");
    return std::optional<KeptQuestion>();
  }
  ONGGI_CHECK(check_scope(call.viewer, {}));  // what was said before is as private as the routes that show it
  if (call.rooms.conversations == nullptr)
    return fail(ErrorCode::conflict, "conversations are not kept here (history.conversations)", "not_kept");
  if (!request.history.empty()) return bad_field("history", "is read from the conversation");
  KeptQuestion kept{.conversation = ConversationId(*conversation), .number = 0, .earlier = {}};
  call.deed.object = "conversation:" + kept.conversation.str();
  ONGGI_TRY(auto begun, call.rooms.conversations->begin(call.viewer, kept.conversation, request.question, again));
  kept.number = begun.number;
  kept.earlier = std::move(begun.earlier);
  request.question = std::move(begun.question);
  add_history(kept.earlier, request);
  return std::optional(std::move(kept));
}

void end_kept(const Call& call, const KeptQuestion& kept, const Result<Answer>& answer, const std::string& said,
              Tracing& tracing) {
  tracing.belongs_to(kept.conversation.str(), kept.number);
  for (const KeptExchange& one : kept.earlier) tracing.add_grounds(one.label, one.documents);
  const auto done =
      call.rooms.conversations->finish(kept.conversation, kept.number, ending_of(kept, answer, said, tracing));
  // Removed while it was answered: there is nothing to keep it in.
  if (done || done.error().code == ErrorCode::not_found) return;
  log(LogLevel::error, "an answer is not kept",
      {{"conversation", kept.conversation.str()}, {"reason", describe(done.error())}});
}

nlohmann::json encode(const KeptQuestion& kept) {
  return {{"conversation_id", kept.conversation.str()}, {"exchange", kept.number}};
}

}  // namespace onggi::serve_room
