// Answers out of the documents over /v1 (models "onggi", "onggi/<model>", "onggi/<application>"), shared by chats and
// responses. Inside of room serve.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "answer/answer.h"
#include "serve/openai_request.h"
#include "serve/routes.h"
#include "serve/tracing.h"

namespace onggi::serve_room {

/// What chats and responses call by different names; refusals name it.
struct AskedFields {
  std::string_view messages = "messages", format = "response_format", logprobs = "logprobs";
};

/// What the documents are asked: the last message is the question, those before it are its history. Errors:
/// invalid_argument, unsupported: an answer is text with checked citations and has no other form.
Result<AskRequest> question_of(ChatRequest request, const AskedFields& fields);

/// What a client says itself; an application's own settings hold for the rest.
struct SaidFields {
  bool temperature = false, tokens = false;
};

/// Where `model` is an application the question becomes one to it; of the client's own numbers another temperature and
/// fewer tokens hold. Errors: those of application_of() and narrow().
Result<void> ask_application(const Call& call, std::string_view model, SaidFields said, AskRequest& ask);

/// The pieces of an answer, for who reads a model's deltas; none for none.
TextSink text_of(const DeltaSink& deltas);

Completion completion_of(const Answer& answer);

/// The field "onggi" beside an answer, with the id of its trace. `streamed`: with the text, as the one that was
/// streamed may differ from the final one (unsupported markers were taken out).
nlohmann::json extra_of(const Answer& answer, const Tracing& tracing, bool streamed);

}  // namespace onggi::serve_room
