// POST /v1/chat/completions: answers out of the documents ("onggi", "onggi/<model>") and plain chat (any registered
// model).
//
// Chunks follow OpenAI's order: the role first and alone, then content, then one with finish_reason, then (when asked
// for) one with usage and no choices, then [DONE]. What fails before the first chunk is answered with a status; later
// errors come as `data: {"error": ...}`.
#include <nlohmann/json.hpp>

#include "answer/json.h"
#include "base/clock.h"
#include "base/hash.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/openai_request.h"

namespace onggi::serve_room {
namespace {

constexpr std::string_view kDocuments = "onggi";         // the model id that answers from the documents
constexpr std::string_view kDocumentsPrefix = "onggi/";  // followed by a model that writes the answer

/// What both kinds of answers end in.
struct Finished {
  std::string text;
  std::string_view reason = "stop";
  std::int32_t prompt_tokens = 0, completion_tokens = 0;
  nlohmann::json extra;  // of the field "onggi"; null for plain chat
};

nlohmann::json usage_of(const Finished& finished) {
  return {{"prompt_tokens", finished.prompt_tokens},
          {"completion_tokens", finished.completion_tokens},
          {"total_tokens", finished.prompt_tokens + finished.completion_tokens}};
}

/// One answer on its way out, whole or in chunks.
class ChatReply {
 public:
  ChatReply(const Call& call, const ChatRequest& request)
      : call_(call),
        request_(request),
        id_("chatcmpl-" + random_token(29)),
        created_(system_clock().now_ms() / 1'000) {}

  TextSink sink() {
    if (!request_.stream) return {};
    return [this](std::string_view piece) { return begin() && send_choice({{"content", piece}}, nullptr); };
  }

  Response finish(const Finished& finished) {
    if (!request_.stream) return json_response(200, completion(finished));
    if (!begin()) return {};
    nlohmann::json last = chunk(nlohmann::json::array({choice(nlohmann::json::object(), finished.reason)}));
    if (!finished.extra.is_null()) last["onggi"] = finished.extra;
    if (!send(last)) return {};
    if (request_.include_usage) {
      nlohmann::json counts = chunk(nlohmann::json::array());
      counts["usage"] = usage_of(finished);
      if (!send(counts)) return {};
    }
    call_.stream.write("data: [DONE]\n\n");
    return {};
  }

 private:
  bool begin() {
    if (call_.stream.begun()) return true;
    Response head{.content_type = "text/event-stream; charset=utf-8"};
    head.headers.emplace_back("X-Accel-Buffering", "no");  // nginx would hold pieces back
    return call_.stream.begin(std::move(head)) && send_choice({{"role", "assistant"}, {"content", ""}}, nullptr);
  }

  static nlohmann::json choice(nlohmann::json delta, nlohmann::json reason) {
    return {{"index", 0}, {"delta", std::move(delta)}, {"logprobs", nullptr}, {"finish_reason", std::move(reason)}};
  }
  nlohmann::json chunk(nlohmann::json choices) const {
    nlohmann::json json = {{"id", id_},
                           {"object", "chat.completion.chunk"},
                           {"created", created_},
                           {"model", request_.model},
                           {"choices", std::move(choices)}};
    if (request_.include_usage) json["usage"] = nullptr;
    return json;
  }
  bool send_choice(nlohmann::json delta, nlohmann::json reason) {
    return send(chunk(nlohmann::json::array({choice(std::move(delta), std::move(reason))})));
  }
  bool send(const nlohmann::json& json) { return call_.stream.write("data: " + dump(json) + "\n\n"); }

  nlohmann::json completion(const Finished& finished) const {
    nlohmann::json message = {{"role", "assistant"}, {"content", finished.text}, {"refusal", nullptr}};
    if (!finished.extra.is_null()) message["onggi"] = finished.extra;
    return {
        {"id", id_},
        {"object", "chat.completion"},
        {"created", created_},
        {"model", request_.model},
        {"choices",
         {{{"index", 0}, {"message", std::move(message)}, {"logprobs", nullptr}, {"finish_reason", finished.reason}}}},
        {"usage", usage_of(finished)}};
  }

  const Call& call_;
  const ChatRequest& request_;
  std::string id_;
  UnixMs created_;
};

bool is_about_documents(std::string_view model) { return model == kDocuments || model.starts_with(kDocumentsPrefix); }

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
                          {"label", whole["label"]},
                          {"model", whole["model"]}};
  if (streamed) extra["answer"] = answer.text;
  return extra;
}

Result<Finished> ask_documents(const Call& call, ChatRequest& request, ChatReply& reply) {
  AskRequest ask;
  if (request.messages.back().role != ChatRole::user)
    return fail(ErrorCode::invalid_argument, "the last message must be a question of the user", "bad_messages");
  ask.question = std::move(request.messages.back().content);
  request.messages.pop_back();
  ask.history = std::move(request.messages);
  ask.model = writer_of(request.model);
  ask.generate = request.generate;
  ONGGI_TRY(const Answer answer, call.rooms.answerer.ask(ask, call.viewer, reply.sink(), call.cancel));
  return Finished{.text = answer.text,
                  .prompt_tokens = answer.prompt_tokens,
                  .completion_tokens = answer.completion_tokens,
                  .extra = extra_of(answer, request.stream)};
}

Result<Finished> chat(const Call& call, const ChatRequest& request, ChatReply& reply) {
  ONGGI_TRY(const auto model, call.rooms.models.chat_model(request.model));
  ONGGI_TRY(Completion completion, model->generate(request.messages, request.generate, reply.sink(), call.cancel));
  return Finished{.text = std::move(completion.text),
                  .reason = to_string(completion.finish_reason),
                  .prompt_tokens = completion.prompt_tokens,
                  .completion_tokens = completion.completion_tokens};
}

}  // namespace

Result<Response> openai_chat(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(ChatRequest request, decode_chat(fields));
  // Answers from documents are the likeliest ones unless the client asks for variety.
  if (is_about_documents(request.model) && fields.find("temperature") == nullptr) request.generate.temperature = 0;
  ChatReply reply(call, request);
  auto finished = is_about_documents(request.model) ? ask_documents(call, request, reply) : chat(call, request, reply);
  if (!finished) return std::unexpected(std::move(finished).error());
  return reply.finish(*finished);
}

}  // namespace onggi::serve_room
