// See openai_documents.h.
#include "serve/openai_documents.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "answer/json.h"
#include "serve/applications.h"
#include "serve/error.h"
#include "serve/openai_tools.h"

namespace onggi::serve_room {
namespace {

constexpr std::string_view kDocuments = "onggi";         // the model id that answers from the documents
constexpr std::string_view kDocumentsPrefix = "onggi/";  // followed by a model that writes the answer

/// "onggi" → the default, "onggi/extractive" → itself, "onggi/smollm2" → smollm2.
std::string writer_of(std::string_view model) {
  if (model == kDocuments) return "";
  if (model == kExtractiveModel) return std::string(kExtractiveModel);
  return std::string(model.substr(kDocumentsPrefix.size()));
}

Result<void> check(const ChatRequest& request, const AskedFields& fields) {
  const auto refuse = [](std::string_view field) {
    return not_supported(field, "is not supported for answers from documents: name a model itself");
  };
  if (!request.generate.tools.empty()) return refuse("tools");
  if (request.generate.format.kind == OutputFormat::Kind::grammar) return refuse("grammar");
  if (request.generate.format.kind != OutputFormat::Kind::text) return refuse(fields.format);
  if (request.generate.logprobs) return refuse(fields.logprobs);
  if (request.choices > 1) return refuse("n");
  for (const ChatMessage& message : request.messages)
    if (message.role == ChatRole::tool || !message.tool_calls.empty()) return refuse(fields.messages);
  if (request.messages.empty() || request.messages.back().role != ChatRole::user)
    return bad_field(fields.messages, "the last message must be a question of the user", "bad_messages");
  return {};
}

}  // namespace

Result<AskRequest> question_of(ChatRequest request, const AskedFields& fields) {
  ONGGI_CHECK(check(request, fields));
  AskRequest ask;
  ask.question = std::move(request.messages.back().content);
  request.messages.pop_back();
  ask.history = std::move(request.messages);
  ask.model = writer_of(request.model);
  ask.generate = std::move(request.generate);
  return ask;
}

Result<void> ask_application(const Call& call, std::string_view model, SaidFields said, AskRequest& ask) {
  ONGGI_TRY(const auto application, application_of(call, model));
  if (!application) return {};
  const GenerateOptions asked = ask.generate;
  ONGGI_CHECK(narrow(application->settings, ask));
  ask.application = application->name;
  if (said.temperature) ask.generate.temperature = asked.temperature;
  if (said.tokens) ask.generate.tokens_max = std::min(ask.generate.tokens_max, asked.tokens_max);
  return {};
}

TextSink text_of(const DeltaSink& deltas) {
  if (!deltas) return {};
  return [deltas](std::string_view piece) { return deltas({.text = piece}); };
}

Completion completion_of(const Answer& answer) {
  return {.text = answer.text,
          .finish_reason = answer.refused ? FinishReason::content_filter : FinishReason::stop,
          .prompt_tokens = answer.prompt_tokens,
          .completion_tokens = answer.completion_tokens};
}

nlohmann::json extra_of(const Answer& answer, const Tracing& tracing, bool streamed) {
  const nlohmann::json whole = to_json(answer);
  nlohmann::json extra = {{"citations", whole["citations"]}, {"sentences", whole["sentences"]},
                          {"abstained", whole["abstained"]}, {"refused", whole["refused"]},
                          {"guards", whole["guards"]},       {"ai_generated", whole["ai_generated"]},
                          {"label", whole["label"]},         {"model", whole["model"]},
                          {"prompt", whole["prompt"]},       {"queries", whole["queries"]}};
  tracing.name_in(extra);
  if (streamed) extra["answer"] = answer.text;
  return extra;
}

}  // namespace onggi::serve_room
