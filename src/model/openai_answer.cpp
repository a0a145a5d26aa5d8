// Answers of the OpenAI API: whole ones, and the events of a stream.
#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "model/openai_wire.h"
#include "model/remote_chat.h"
#include "text/text.h"

namespace onggi::model {
namespace {

using json = OrderedJson;

void take_usage(const json& answer, Completion& completion) {
  const json* usage = member(answer, "usage");
  if (usage == nullptr) return;
  completion.prompt_tokens = number_of(*usage, "prompt_tokens");
  completion.completion_tokens = number_of(*usage, "completion_tokens");
  if (const json* details = member(*usage, "prompt_tokens_details"))
    completion.cached_tokens = number_of(*details, "cached_tokens");
}

void take_finish(const json& choice, Completion& completion) {
  const std::string reason = text_of(choice, "finish_reason");
  if (reason == "length") completion.finish_reason = FinishReason::length;
  if (reason == "content_filter") completion.finish_reason = FinishReason::content_filter;
  if (reason == "tool_calls") completion.finish_reason = FinishReason::tool_calls;
}

/// A token's bytes, or its text where a server tells no bytes.
TokenLogprob logprob_of(const json& told) {
  TokenLogprob result{.token = text_of(told, "token")};
  if (const json* number = member(told, "logprob"); number != nullptr && number->is_number())
    result.logprob = number->get<double>();
  const json* bytes = member(told, "bytes");
  if (bytes == nullptr || !bytes->is_array()) return result;
  std::string exact;
  for (const json& byte : *bytes)
    if (byte.is_number_integer()) exact += static_cast<char>(byte.get<int>());
  result.token = std::move(exact);
  return result;
}

/// The form of /v1/completions: lists side by side.
std::vector<TokenLogprobs> listed_logprobs(const json& told) {
  std::vector<TokenLogprobs> result;
  const json* tokens = member(told, "tokens");
  const json* numbers = member(told, "token_logprobs");
  const json* tops = member(told, "top_logprobs");
  if (tokens == nullptr || numbers == nullptr || !tokens->is_array() || !numbers->is_array()) return result;
  for (std::size_t index = 0; index < std::min(tokens->size(), numbers->size()); ++index) {
    const json &token = (*tokens)[index], &number = (*numbers)[index];
    if (!token.is_string() || !number.is_number()) continue;
    TokenLogprobs one{.chosen = {.token = token.get<std::string>(), .logprob = number.get<double>()}};
    if (tops != nullptr && tops->is_array() && index < tops->size() && (*tops)[index].is_object())
      for (const auto& [other, logprob] : (*tops)[index].items())
        if (logprob.is_number()) one.top.push_back({.token = other, .logprob = logprob.get<double>()});
    result.push_back(std::move(one));
  }
  return result;
}

std::vector<TokenLogprobs> logprobs_of(const json& choice) {
  std::vector<TokenLogprobs> result;
  const json* told = member(choice, "logprobs");
  if (told != nullptr && member(*told, "tokens") != nullptr) return listed_logprobs(*told);
  const json* content = told == nullptr ? nullptr : member(*told, "content");
  if (content == nullptr || !content->is_array()) return result;
  for (const json& token : *content) {
    TokenLogprobs one{.chosen = logprob_of(token)};
    if (const json* top = member(token, "top_logprobs"); top != nullptr && top->is_array())
      for (const json& other : *top) one.top.push_back(logprob_of(other));
    result.push_back(std::move(one));
  }
  return result;
}

/// Calls, or pieces of them, as they stand in a message or in a delta.
std::vector<ToolCallDelta> calls_of(const json& message) {
  std::vector<ToolCallDelta> result;
  const json* calls = member(message, "tool_calls");
  if (calls == nullptr || !calls->is_array()) return result;
  for (const json& call : *calls) {
    ToolCallDelta one{.index = result.size(), .id = text_of(call, "id")};
    if (const json* index = member(call, "index"); index != nullptr && index->is_number_unsigned())
      one.index = index->get<std::size_t>();
    if (const json* function = member(call, "function")) {
      one.name = text_of(*function, "name");
      one.arguments = repair_utf8(text_of(*function, "arguments"));
    }
    result.push_back(std::move(one));
  }
  return result;
}

const json* first_choice(const json& answer) {
  const json* choices = member(answer, "choices");
  return choices != nullptr && choices->is_array() && !choices->empty() ? &choices->front() : nullptr;
}

class OpenAiEvents final : public EventReader {
 public:
  Result<void> take(std::string_view /*name*/, std::string_view data, AnswerStream& answer) override {
    if (data == "[DONE]") {
      answer.end();
      return {};
    }
    ONGGI_TRY(const json event, event_json(data));
    if (member(event, "error") != nullptr)
      return broken_answer("the server reported a fault in the middle of its answer");
    take_usage(event, answer.completion());
    const json* choice = first_choice(event);
    if (choice == nullptr) return {};
    if (!answer.stopped()) ONGGI_CHECK(take_choice(*choice, answer));
    take_finish(*choice, answer.completion());
    if (member(*choice, "finish_reason") != nullptr) answer.end();
    return {};
  }

 private:
  /// A chat's delta, or the text of a completion.
  static Result<void> take_choice(const json& choice, AnswerStream& answer) {
    const json* delta = member(choice, "delta");
    answer.grow(delta != nullptr ? text_of(*delta, "content") : text_of(choice, "text"), logprobs_of(choice));
    if (delta == nullptr) return {};
    for (const ToolCallDelta& piece : calls_of(*delta)) ONGGI_CHECK(answer.add_call(piece));
    return {};
  }
};

class OpenAiChat final : public ChatApi {
 public:
  explicit OpenAiChat(std::string model) : model_(std::move(model)) {}

  Result<Asked> chat(const std::vector<ChatMessage>& messages, const GenerateOptions& options,
                     bool stream) const override {
    return Asked{.path = "/chat/completions", .body = openai_chat_body(model_, messages, options, stream)};
  }
  Result<Asked> text(std::string_view prompt, const GenerateOptions& options, bool stream) const override {
    return Asked{.path = "/completions", .body = openai_text_body(model_, prompt, options, stream)};
  }

  Result<Completion> read(const std::string& body, const GenerateOptions& /*options*/) const override {
    const json parsed = json::parse(body, nullptr, false);
    const json* choice = parsed.is_discarded() ? nullptr : first_choice(parsed);
    const json* message = choice == nullptr ? nullptr : member(*choice, "message");
    const bool is_text = choice != nullptr && member(*choice, "text") != nullptr;
    if (message == nullptr && !is_text) return broken_answer("did not answer as the OpenAI API does: check the URL");
    Completion completion;
    completion.text = repair_utf8(is_text ? text_of(*choice, "text") : text_of(*message, "content"));
    completion.logprobs = logprobs_of(*choice);
    if (message != nullptr)
      for (const ToolCallDelta& piece : calls_of(*message)) join_call(completion.tool_calls, piece);
    take_finish(*choice, completion);
    take_usage(parsed, completion);
    return completion;
  }

  std::unique_ptr<EventReader> events() const override { return std::make_unique<OpenAiEvents>(); }

 private:
  std::string model_;
};

}  // namespace

std::unique_ptr<ChatApi> make_openai_chat(const RemoteOptions& options) {
  return std::make_unique<OpenAiChat>(options.remote_id);
}

}  // namespace onggi::model
