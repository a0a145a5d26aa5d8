// POST /v1/chat/completions: answers out of the documents ("onggi", "onggi/<model>",
// "onggi/<application>") and plain chat (any registered
// model); POST /v1/completions: a model goes on with a text.
//
// What fails before the first chunk is answered with a status; later errors come as `data: {"error": ...}`.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "answer/json.h"
#include "serve/applications.h"
#include "serve/estimates.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/metering.h"
#include "serve/openai_reply.h"
#include "serve/openai_tools.h"
#include "serve/scopes.h"

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

/// The streamed text may differ from the final one (unsupported markers were taken out), so the end of a stream carries
/// the final one.
nlohmann::json extra_of(const Answer& answer, bool streamed) {
  const nlohmann::json whole = to_json(answer);
  nlohmann::json extra = {{"citations", whole["citations"]},
                          {"abstained", whole["abstained"]},
                          {"refused", whole["refused"]},
                          {"guards", whole["guards"]},
                          {"ai_generated", whole["ai_generated"]},
                          {"label", whole["label"]},
                          {"model", whole["model"]},
                          {"prompt", whole["prompt"]}};
  if (streamed) extra["answer"] = answer.text;
  return extra;
}

/// The answer is text with citations, checked against the documents: it has no other form.
Result<void> check_documents(const ChatRequest& request) {
  const auto refuse = [](std::string_view field) {
    return not_supported(field, "is not supported for answers from documents: name a model itself");
  };
  if (!request.generate.tools.empty()) return refuse("tools");
  if (request.generate.format.kind == OutputFormat::Kind::grammar) return refuse("grammar");
  if (request.generate.format.kind != OutputFormat::Kind::text) return refuse("response_format");
  if (request.generate.logprobs) return refuse("logprobs");
  if (request.choices > 1) return refuse("n");
  for (const ChatMessage& message : request.messages)
    if (message.role == ChatRole::tool || !message.tool_calls.empty()) return refuse("messages");
  return {};
}

/// An application's own numbers, and of the client's another temperature and fewer tokens.
Result<void> ask_application(const Application& application, const Fields& fields, AskRequest& ask) {
  const GenerateOptions asked = ask.generate;
  ONGGI_CHECK(narrow(application.settings, ask));
  if (fields.find("temperature") != nullptr) ask.generate.temperature = asked.temperature;
  if (fields.find("max_tokens") != nullptr || fields.find("max_completion_tokens") != nullptr)
    ask.generate.tokens_max = std::min(ask.generate.tokens_max, asked.tokens_max);
  return {};
}

Result<Finished> ask_documents(const Call& call, const Fields& fields, ChatRequest& request, ChatReply& reply) {
  ONGGI_TRY(const auto application, application_of(call, request.model));
  ONGGI_CHECK(check_documents(request));
  AskRequest ask;
  if (request.messages.back().role != ChatRole::user)
    return fail(ErrorCode::invalid_argument, "the last message must be a question of the user", "bad_messages");
  ask.question = std::move(request.messages.back().content);
  request.messages.pop_back();
  ask.history = std::move(request.messages);
  ask.model = writer_of(request.model);
  ask.generate = request.generate;
  if (application) ONGGI_CHECK(ask_application(*application, fields, ask));
  ONGGI_CHECK(expect_answer(call, ask));
  const DeltaSink deltas = reply.sink(0);
  TextSink sink;
  ONGGI_TRY(const auto turn, call.turns.take(call.cancel));
  if (deltas) sink = [&deltas](std::string_view piece) { return deltas({.text = piece}); };
  ONGGI_TRY(const Answer answer, call.rooms.answerer.ask(ask, call.viewer, sink, call.cancel));
  return Finished{.completion = {.text = answer.text,
                                 .finish_reason = answer.refused ? FinishReason::content_filter : FinishReason::stop,
                                 .prompt_tokens = answer.prompt_tokens,
                                 .completion_tokens = answer.completion_tokens},
                  .extra = extra_of(answer, request.stream)};
}

/// Choices of one request differ by their seeds, where one is given.
GenerateOptions numbered(GenerateOptions options, std::size_t choice) {
  if (options.seed) *options.seed += choice;
  return options;
}

Result<Response> chat(const Call& call, const ChatRequest& request) {
  call.deed.soon = true;
  ONGGI_TRY(const auto model, call.rooms.models.chat_model(request.model));
  const auto choices = static_cast<std::int64_t>(request.choices);
  ONGGI_CHECK(call.metering.expect(estimated_tokens(request.messages), choices * request.generate.tokens_max));
  ChatReply reply(call, request);
  const auto write = [&](std::size_t choice, const Cancel& cancel) -> Result<Finished> {
    ONGGI_TRY(auto completion,
              model->write(request.messages, numbered(request.generate, choice), reply.sink(choice), cancel));
    Finished finished{.completion = std::move(completion)};
    if (!reply.end(choice, finished)) return fail(ErrorCode::cancelled, "the client went away");
    return finished;
  };
  ONGGI_TRY(const auto finished, make_choices(request.choices, call.cancel, write));
  return reply.finish(finished);
}

Result<void> expect_text(const Call& call, const TextRequest& request) {
  std::int64_t reads = 0;
  for (const std::string& prompt : request.prompts) reads += estimated_tokens(prompt);
  const auto answers = static_cast<std::int64_t>(request.prompts.size() * request.choices);
  return call.metering.expect(reads, answers * request.generate.tokens_max);
}

}  // namespace

Result<Response> openai_chat(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(ChatRequest request, decode_chat(fields, call.request.body));
  ONGGI_CHECK(check_model(call.viewer, request.model));
  if (!is_about_documents(request.model)) return chat(call, request);
  // Answers from documents are the likeliest ones unless the client asks for variety.
  if (fields.find("temperature") == nullptr) request.generate.temperature = 0;
  ChatReply reply(call, request);
  ONGGI_TRY(const Finished finished, ask_documents(call, fields, request, reply));
  if (!reply.end(0, finished)) return Response{};
  return reply.finish({finished});
}

Result<Response> openai_text(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const TextRequest request, decode_text(fields, call.request.body));
  if (is_about_documents(request.model))
    return not_supported("model", "answers from documents are a chat: use /v1/chat/completions");
  ONGGI_CHECK(check_model(call.viewer, request.model));
  call.deed.soon = true;
  ONGGI_TRY(const auto model, call.rooms.models.chat_model(request.model));
  ONGGI_CHECK(expect_text(call, request));
  TextReply reply(call, request);
  const auto write = [&](std::size_t choice, const Cancel& cancel) -> Result<Finished> {
    ONGGI_TRY(auto completion,
              model->continue_text(request.prompts[choice / request.choices],
                                   numbered(request.generate, choice % request.choices), reply.sink(choice), cancel));
    Finished finished{.completion = std::move(completion)};
    if (!reply.end(choice, finished)) return fail(ErrorCode::cancelled, "the client went away");
    return finished;
  };
  const std::size_t choices = request.prompts.size() * request.choices;
  ONGGI_TRY(const auto finished, make_choices(choices, call.cancel, write));
  return reply.finish(finished);
}

}  // namespace onggi::serve_room
