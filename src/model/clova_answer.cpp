// Answers of Chat Completions v3. Thoughts (`thinkingContent`) are passed over: they may hold what a prompt keeps to
// itself, says the guide, and are no part of an answer.
#include <utility>

#include "model/clova.h"
#include "model/clova_request.h"
#include "model/remote_chat.h"
#include "text/text.h"

namespace onggi::model {
namespace {

using json = OrderedJson;

void take_usage(const json& result, Completion& completion) {
  const json* usage = member(result, "usage");
  if (usage == nullptr) return;
  completion.prompt_tokens = number_of(*usage, "promptTokens");
  completion.completion_tokens = number_of(*usage, "completionTokens");
}

void take_finish(const json& result, Completion& completion) {
  const std::string reason = text_of(result, "finishReason");
  if (reason == "length") completion.finish_reason = FinishReason::length;
  if (reason == "tool_calls") completion.finish_reason = FinishReason::tool_calls;
}

/// Arguments are an object in a whole call.
std::string arguments_of(const json& function) {
  const json* arguments = member(function, "arguments");
  if (arguments == nullptr) return {};
  return arguments->is_string() ? repair_utf8(arguments->get<std::string>()) : dumped(*arguments);
}

/// The calls of a message, whole ones: each with its place.
std::vector<ToolCallDelta> whole_calls(const json& message) {
  std::vector<ToolCallDelta> result;
  const json* calls = member(message, "toolCalls");
  if (calls == nullptr || !calls->is_array()) return result;
  for (const json& call : *calls) {
    ToolCallDelta one{.index = result.size(), .id = text_of(call, "id")};
    if (const json* function = member(call, "function")) {
      one.name = text_of(*function, "name");
      one.arguments = arguments_of(*function);
    }
    result.push_back(std::move(one));
  }
  return result;
}

/// Events: `token` (what the answer grew by; calls come as pieces, the first of which has an id), `result` (all of it
/// once more, and what it took), `error`, `signal`.
class ClovaEvents final : public EventReader {
 public:
  explicit ClovaEvents(const RemoteOptions& options) : options_(options) {}

  Result<void> take(std::string_view name, std::string_view data, AnswerStream& answer) override {
    if (name == "signal") return {};
    ONGGI_TRY(const json event, event_json(data));
    if (name == "error" || member(event, "status") != nullptr) return refused(event);
    const json* message = member(event, "message");
    if (name == "token" && message != nullptr) return grow(*message, answer);
    if (name == "result") return end(event, answer);
    return {};
  }

  Result<void> take_instead(std::string_view body) override {
    if (!body.starts_with('{')) return {};
    ONGGI_TRY(const json parsed, event_json(body));
    return refused(parsed);
  }

 private:
  Result<void> refused(const json& event) const {
    const json* status = member(event, "status");
    std::string code = status == nullptr ? std::string() : text_of(*status, "code");
    if (status != nullptr && code.empty()) code = std::to_string(number_of(*status, "code"));
    if (code == "20000") return {};
    Error error = told_error(options_, "the server", clova::told_of_code(code, 200));
    if (error.reason.empty() && error.where.empty()) error.reason = "broken_answer";
    return std::unexpected(std::move(error));
  }

  Result<void> grow(const json& message, AnswerStream& answer) {
    if (answer.stopped()) return {};
    const std::string text = text_of(message, "content");
    has_text_ = has_text_ || !text.empty();
    answer.grow(text);
    const json* calls = member(message, "toolCalls");
    if (calls == nullptr || !calls->is_array()) return {};
    for (const json& call : *calls) ONGGI_CHECK(add_piece(call, answer));
    return {};
  }

  static Result<void> add_piece(const json& call, AnswerStream& answer) {
    const std::size_t known = answer.completion().tool_calls.size();
    ToolCallDelta piece{.index = known, .id = text_of(call, "id")};
    if (piece.id.empty() && known == 0) return broken_answer("a piece of a tool call belongs to none");
    if (piece.id.empty()) piece.index = known - 1;
    if (const json* function = member(call, "function")) {
      piece.name = text_of(*function, "name");
      piece.arguments = repair_utf8(text_of(*function, "partialJson"));
    }
    return answer.add_call(piece);
  }

  /// What did not come in pieces comes now.
  Result<void> end(const json& event, AnswerStream& answer) const {
    Completion& completion = answer.completion();
    if (const json* message = member(event, "message"); message != nullptr && !answer.stopped()) {
      if (!has_text_) answer.grow(text_of(*message, "content"));
      for (ToolCallDelta& whole : whole_calls(*message)) {
        const bool is_known = whole.index < completion.tool_calls.size();
        if (is_known && !completion.tool_calls[whole.index].arguments.empty()) continue;
        if (is_known) whole.id.clear(), whole.name.clear();
        ONGGI_CHECK(answer.add_call(whole));
      }
    }
    take_usage(event, completion);
    take_finish(event, completion);
    answer.end();
    return {};
  }

  const RemoteOptions& options_;  // of the model, which outlives its streams
  bool has_text_ = false;
};

/// A server keeps stop strings out or leaves them at the end, and knows none beside thoughts.
std::string stopped_text(std::string text, const std::vector<std::string>& stop) {
  if (stop.empty()) return text;
  TextGate gate(stop);
  std::string result = gate.push(text).text;
  return result + gate.finish();
}

class ClovaChat final : public ChatApi {
 public:
  explicit ClovaChat(const RemoteOptions& options)
      : options_(options), facts_(clova::facts_of(options.remote_id)), path_(clova::chat_path(options.remote_id)) {}

  std::int32_t context_tokens() const override { return facts_.context; }

  Result<Asked> chat(const std::vector<ChatMessage>& messages, const GenerateOptions& options,
                     bool /*stream*/) const override {
    ONGGI_TRY(std::string body, clova::chat_body(facts_, messages, options));
    return Asked{.path = path_, .body = std::move(body)};
  }

  Result<Asked> text(std::string_view /*prompt*/, const GenerateOptions& /*options*/, bool /*stream*/) const override {
    return fail(ErrorCode::unsupported,
                "model " + options_.id + " is one of CLOVA Studio, which chats: ask /v1/chat/completions");
  }

  Result<Completion> read(const std::string& body, const GenerateOptions& options) const override {
    const json parsed = json::parse(body, nullptr, false);
    const json* result = parsed.is_discarded() ? nullptr : member(parsed, "result");
    const json* message = result == nullptr ? nullptr : member(*result, "message");
    if (message == nullptr) return broken_answer("did not answer as CLOVA Studio does: check the URL");
    Completion completion;
    completion.text = stopped_text(repair_utf8(text_of(*message, "content")), options.stop);
    for (const ToolCallDelta& call : whole_calls(*message)) join_call(completion.tool_calls, call);
    take_usage(*result, completion);
    take_finish(*result, completion);
    return completion;
  }

  std::unique_ptr<EventReader> events() const override { return std::make_unique<ClovaEvents>(options_); }

 private:
  RemoteOptions options_;
  clova::Facts facts_;
  std::string path_;
};

}  // namespace

std::unique_ptr<ChatApi> make_clova_chat(const RemoteOptions& options) { return std::make_unique<ClovaChat>(options); }

}  // namespace onggi::model
