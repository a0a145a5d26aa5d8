// Chat over the OpenAI API, streamed or in one piece.
#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>

#include "base/json_depth.h"
#include "model/remote.h"
#include "model/remote_call.h"
#include "model/sse.h"
#include "model/text_gate.h"
#include "text/text.h"

namespace onggi::model {
namespace {

using json = nlohmann::ordered_json;  // a schema's properties keep their order

json encode_message(const ChatMessage& message) {
  json result = {{"role", to_string(message.role)}, {"content", message.content}};
  if (!message.name.empty()) result["name"] = message.name;
  if (!message.tool_call_id.empty()) result["tool_call_id"] = message.tool_call_id;
  if (message.tool_calls.empty()) return result;
  if (message.content.empty()) result["content"] = nullptr;
  for (const ToolCall& call : message.tool_calls)
    result["tool_calls"].push_back(
        {{"id", call.id}, {"type", "function"}, {"function", {{"name", call.name}, {"arguments", call.arguments}}}});
  return result;
}

json encode_choice(const ToolChoice& choice) {
  if (choice.use == ToolUse::none) return "none";
  if (choice.use == ToolUse::automatic) return "auto";
  if (choice.name.empty()) return "required";
  return {{"type", "function"}, {"function", {{"name", choice.name}}}};
}

void add_tools(json& body, const GenerateOptions& options) {
  if (options.tools.empty()) return;
  for (const Tool& tool : options.tools) {
    json function = {{"name", tool.name}};
    if (!tool.description.empty()) function["description"] = tool.description;
    if (!tool.parameters.empty()) function["parameters"] = json::parse(tool.parameters, nullptr, false);
    body["tools"].push_back({{"type", "function"}, {"function", std::move(function)}});
  }
  body["tool_choice"] = encode_choice(options.tool_choice);
  if (!options.parallel_tool_calls) body["parallel_tool_calls"] = false;
}

void add_format(json& body, const OutputFormat& format) {
  if (format.kind == OutputFormat::Kind::json_object) body["response_format"] = {{"type", "json_object"}};
  if (format.kind == OutputFormat::Kind::grammar) body["grammar"] = format.details;  // as llama.cpp's server names it
  if (format.kind != OutputFormat::Kind::json_schema) return;
  json schema = {{"name", format.name.empty() ? "answer" : format.name},
                 {"strict", format.strict},
                 {"schema", json::parse(format.details, nullptr, false)}};
  body["response_format"] = {{"type", "json_schema"}, {"json_schema", std::move(schema)}};
}

/// Only what differs from the API's own defaults: not every server knows every field.
void add_sampling(json& body, const GenerateOptions& options) {
  body["max_tokens"] = options.tokens_max;
  body["temperature"] = options.temperature;
  body["top_p"] = options.top_p;
  if (options.top_k > 0) body["top_k"] = options.top_k;
  if (options.min_p > 0) body["min_p"] = options.min_p;
  if (options.presence_penalty != 0) body["presence_penalty"] = options.presence_penalty;
  if (options.frequency_penalty != 0) body["frequency_penalty"] = options.frequency_penalty;
  for (const LogitBias& bias : options.logit_bias) body["logit_bias"][std::to_string(bias.token)] = bias.bias;
  if (options.seed) body["seed"] = *options.seed;
  if (!options.stop.empty()) body["stop"] = options.stop;
}

std::string finished_body(json& body, bool stream) {
  if (stream) {
    body["stream"] = true;
    body["stream_options"] = {{"include_usage", true}};
  }
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string chat_body(const std::string& model, const std::vector<ChatMessage>& messages,
                      const GenerateOptions& options, bool stream) {
  json body = {{"model", model}, {"messages", json::array()}};
  for (const ChatMessage& message : messages) body["messages"].push_back(encode_message(message));
  add_sampling(body, options);
  add_tools(body, options);
  add_format(body, options.format);
  if (options.logprobs) body["logprobs"] = true;
  if (options.top_logprobs > 0) body["top_logprobs"] = options.top_logprobs;
  return finished_body(body, stream);
}

std::string text_body(const std::string& model, std::string_view prompt, const GenerateOptions& options, bool stream) {
  json body = {{"model", model}, {"prompt", prompt}};
  add_sampling(body, options);
  add_format(body, options.format);
  if (options.logprobs) body["logprobs"] = options.top_logprobs;
  return finished_body(body, stream);
}

/// Reads fields that may be missing, null or of another type: servers differ.
const json* member(const json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string text_of(const json& object, const char* name) {
  const json* found = member(object, name);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

std::int32_t number_of(const json& object, const char* name) {
  const json* found = member(object, name);
  return found != nullptr && found->is_number_integer() ? found->get<std::int32_t>() : 0;
}

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

constexpr std::size_t kCallsMax = 128;

/// False when the pieces do not fit together.
bool add_call(std::vector<ToolCall>& calls, const ToolCallDelta& piece) {
  if (piece.index > calls.size() || piece.index >= kCallsMax) return false;
  if (piece.index == calls.size()) calls.push_back({});
  ToolCall& call = calls[piece.index];
  call.id += piece.id;
  call.name += piece.name;
  call.arguments += piece.arguments;
  return true;
}

const json* first_choice(const json& answer) {
  const json* choices = member(answer, "choices");
  return choices != nullptr && choices->is_array() && !choices->empty() ? &choices->front() : nullptr;
}

/// Collects the events of one streamed answer. Stop strings are watched here too: not every server keeps them out.
class StreamReader {
 public:
  StreamReader(const GenerateOptions& options, const DeltaSink& sink)
      : sink_(sink), gate_(options.stop), parser_([this](std::string_view data) { return take(data); }) {}

  bool feed(std::string_view bytes) {
    if (auto fed = parser_.feed(bytes); !fed) fault_ = std::move(fed).error();
    return !fault_ && !refused_;
  }

  /// What became of the stream when the call itself ended well.
  Result<Completion> finish(const std::string& place) {
    if (!fault_ && !refused_) {
      if (auto fed = parser_.finish(); !fed) fault_ = std::move(fed).error();
    }
    if (fault_) return within(place, *std::move(fault_));
    if (!done_ && !finished_)
      return fail(ErrorCode::unavailable, place + " ended its answer in the middle", "broken_answer");
    pass(gate_.finish(), {});
    if (refused_) return fail(ErrorCode::cancelled, "the receiver stopped the answer");
    return std::move(completion_);
  }

  bool refused() const { return refused_; }
  bool failed() const { return fault_.has_value(); }

 private:
  Result<void> take(std::string_view data) {
    if (data == "[DONE]") {
      done_ = true;
      return {};
    }
    const bool is_too_deep = json_depth(data) > kJsonDepthMax;
    const json event = is_too_deep ? json(json::value_t::discarded) : json::parse(data, nullptr, false);
    if (event.is_discarded())
      return fail(ErrorCode::unavailable, "an event of the stream is not JSON", "broken_answer");
    if (member(event, "error") != nullptr)
      return fail(ErrorCode::unavailable, "the server reported a fault in the middle of its answer", "broken_answer");
    take_usage(event, completion_);
    const json* choice = first_choice(event);
    if (choice == nullptr) return {};
    if (!stopped_) ONGGI_CHECK(take_choice(*choice));
    take_finish(*choice, completion_);
    finished_ = finished_ || member(*choice, "finish_reason") != nullptr;
    return {};
  }

  /// A chat's delta, or the text of a completion.
  Result<void> take_choice(const json& choice) {
    const json* delta = member(choice, "delta");
    auto logprobs = logprobs_of(choice);
    const TextGate::Passed passed = gate_.push(delta != nullptr ? text_of(*delta, "content") : text_of(choice, "text"));
    stopped_ = passed.stopped;
    pass(passed.text, logprobs);
    std::ranges::move(logprobs, std::back_inserter(completion_.logprobs));
    if (delta == nullptr) return {};
    for (const ToolCallDelta& piece : calls_of(*delta)) {
      if (!add_call(completion_.tool_calls, piece))
        return fail(ErrorCode::unavailable, "the pieces of a tool call do not fit together", "broken_answer");
      if (!refused_ && !sink_({.tool_call = &piece})) refused_ = true;
    }
    return {};
  }

  void pass(const std::string& text, std::span<const TokenLogprobs> logprobs) {
    if (text.empty() || refused_) return;
    completion_.text += text;
    if (!sink_({.text = text, .logprobs = logprobs})) refused_ = true;
  }

  const DeltaSink& sink_;
  TextGate gate_;
  SseParser parser_;
  Completion completion_;
  std::optional<Error> fault_;
  bool done_ = false, finished_ = false, stopped_ = false, refused_ = false;
};

class RemoteChat final : public LanguageModel {
 public:
  explicit RemoteChat(RemoteServer server) : server_(std::move(server)) {
    info_.id = server_.options().id;
    info_.kind = "remote";
    info_.label_max = server_.options().label_max;
    info_.can_chat = true;
    info_.source = server_.place();
  }

  const ModelInfo& info() const override { return info_; }
  const TokenCounter& counter() const override { return estimating_counter(); }

  Result<Completion> write(const std::vector<ChatMessage>& messages, const GenerateOptions& options,
                           const DeltaSink& sink, const Cancel& cancel) override {
    if (messages.empty()) return fail(ErrorCode::invalid_argument, "a chat needs at least one message");
    const bool streams = static_cast<bool>(sink);
    RemoteServer::Call call{.path = "/chat/completions",
                            .purpose = "chat",
                            .body = chat_body(server_.options().remote_id, messages, options, streams)};
    return streams ? streamed(std::move(call), options, sink, cancel) : whole(call, cancel);
  }

  Result<Completion> continue_text(std::string_view prompt, const GenerateOptions& options, const DeltaSink& sink,
                                   const Cancel& cancel) override {
    const bool streams = static_cast<bool>(sink);
    RemoteServer::Call call{.path = "/completions",
                            .purpose = "chat",
                            .body = text_body(server_.options().remote_id, prompt, options, streams)};
    return streams ? streamed(std::move(call), options, sink, cancel) : whole(call, cancel);
  }

 private:
  Result<Completion> whole(const RemoteServer::Call& call, const Cancel& cancel) {
    ONGGI_TRY(const auto answer, server_.run(call, cancel));
    const json parsed = json::parse(answer.body, nullptr, false);
    const json* choice = parsed.is_discarded() ? nullptr : first_choice(parsed);
    const json* message = choice == nullptr ? nullptr : member(*choice, "message");
    const bool is_text = choice != nullptr && member(*choice, "text") != nullptr;
    if (message == nullptr && !is_text)
      return fail(ErrorCode::unavailable, server_.place() + " did not answer as the OpenAI API does: check the URL",
                  "broken_answer");
    Completion completion;
    completion.text = repair_utf8(is_text ? text_of(*choice, "text") : text_of(*message, "content"));
    completion.logprobs = logprobs_of(*choice);
    if (message != nullptr)
      for (const ToolCallDelta& call_piece : calls_of(*message)) add_call(completion.tool_calls, call_piece);
    take_finish(*choice, completion);
    take_usage(parsed, completion);
    return completion;
  }

  Result<Completion> streamed(RemoteServer::Call call, const GenerateOptions& options, const DeltaSink& sink,
                              const Cancel& cancel) {
    StreamReader reader(options, sink);
    const RemoteServer::OnBytes on_bytes = [&reader](std::string_view bytes) { return reader.feed(bytes); };
    call.on_bytes = &on_bytes;
    const auto answer = server_.run(call, cancel);
    if (!answer && !reader.refused() && !reader.failed()) return std::unexpected(answer.error());
    return reader.finish(server_.place());
  }

  RemoteServer server_;
  ModelInfo info_;
};

}  // namespace

Result<std::shared_ptr<LanguageModel>> open_remote_chat(const RemoteOptions& options,
                                                        std::shared_ptr<HttpClient> http) {
  ONGGI_TRY(auto server, RemoteServer::open(options, std::move(http)));
  return std::make_shared<RemoteChat>(std::move(server));
}

}  // namespace onggi::model
