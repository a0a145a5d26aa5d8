// POST /v1/chat/completions: answers out of the documents ("onggi", "onggi/<model>", "onggi/<application>") and plain
// chat (any registered model); POST /v1/completions: a model goes on with a text.
//
// What fails before the first chunk is answered with a status; later errors come as `data: {"error": ...}`.
#include <nlohmann/json.hpp>

#include "serve/estimates.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/metering.h"
#include "serve/openai_documents.h"
#include "serve/openai_reply.h"
#include "serve/openai_tools.h"
#include "serve/scopes.h"
#include "serve/tracing.h"

namespace onggi::serve_room {
namespace {

bool says_tokens(const Fields& fields) {
  return fields.find("max_tokens") != nullptr || fields.find("max_completion_tokens") != nullptr;
}

Result<Finished> ask_documents(const Call& call, const Fields& fields, const ChatRequest& request, ChatReply& reply) {
  ONGGI_TRY(AskRequest ask, question_of(request, {}));
  ONGGI_CHECK(ask_application(
      call, request.model, {.temperature = fields.find("temperature") != nullptr, .tokens = says_tokens(fields)}, ask));
  ONGGI_CHECK(expect_answer(call, ask));
  Tracing tracing(call, TraceWay::chat);
  const auto answer = call.rooms.answerer.ask(ask, call.viewer, text_of(reply.sink(0)), call.cancel);
  tracing.answered(ask, answer);
  if (!answer) return std::unexpected(answer.error());
  return Finished{.completion = completion_of(*answer), .extra = extra_of(*answer, tracing, request.stream)};
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
  Tracing tracing(call, TraceWay::chat);
  const auto write = [&](std::size_t choice, const Cancel& cancel) -> Result<Finished> {
    ONGGI_TRY(auto completion, model->write(request.messages, numbered(request.generate, choice),
                                            tracing.watch(reply.sink(choice)), cancel));
    Finished finished{.completion = std::move(completion)};
    if (!reply.end(choice, finished)) return fail(ErrorCode::cancelled, "the client went away");
    return finished;
  };
  const auto finished = make_choices(request.choices, call.cancel, write);
  tracing.written(request.model, request.messages, finished);
  if (!finished) return std::unexpected(finished.error());
  return reply.finish(*finished);
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
  Tracing tracing(call, TraceWay::text);
  const auto write = [&](std::size_t choice, const Cancel& cancel) -> Result<Finished> {
    ONGGI_TRY(auto completion, model->continue_text(request.prompts[choice / request.choices],
                                                    numbered(request.generate, choice % request.choices),
                                                    tracing.watch(reply.sink(choice)), cancel));
    Finished finished{.completion = std::move(completion)};
    if (!reply.end(choice, finished)) return fail(ErrorCode::cancelled, "the client went away");
    return finished;
  };
  const std::size_t choices = request.prompts.size() * request.choices;
  const auto finished = make_choices(choices, call.cancel, write);
  tracing.written(request.model, {{.role = ChatRole::user, .content = request.prompts.back()}}, finished);
  if (!finished) return std::unexpected(finished.error());
  return reply.finish(*finished);
}

}  // namespace onggi::serve_room
