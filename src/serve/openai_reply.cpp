// Encoding of answers, as OpenAI's API has them.
#include "serve/openai_reply.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <thread>

#include "base/blocking.h"
#include "base/hash.h"
#include "serve/fields.h"
#include "serve/metering.h"
#include "text/text.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

/// What the choices of one prompt share is counted once.
json usage_of(const std::vector<Finished>& finished, std::size_t choices_a_prompt) {
  std::int64_t prompt = 0, completion = 0, cached = 0;
  for (std::size_t index = 0; index < finished.size(); ++index) {
    completion += finished[index].completion.completion_tokens;
    if (index % choices_a_prompt != 0) continue;
    prompt += finished[index].completion.prompt_tokens;
    cached += finished[index].completion.cached_tokens;
  }
  return {{"prompt_tokens", prompt},
          {"completion_tokens", completion},
          {"total_tokens", prompt + completion},
          {"prompt_tokens_details", {{"cached_tokens", cached}}}};
}

json head_of(std::string_view id, std::string_view object, const std::string& model) {
  return {{"id", std::string(id) + random_token(29)},
          {"object", object},
          {"created", system_clock().now_ms() / 1'000},
          {"model", model}};
}

json encode_logprob(const TokenLogprob& told) {
  json bytes = json::array();
  for (const char byte : told.token) bytes.push_back(static_cast<unsigned char>(byte));
  return {{"token", repair_utf8(told.token)}, {"logprob", told.logprob}, {"bytes", std::move(bytes)}};
}

json encode_call(const ToolCall& call) {
  return {{"id", call.id}, {"type", "function"}, {"function", {{"name", call.name}, {"arguments", call.arguments}}}};
}

/// Id, type and name come once.
json encode_call_piece(const ToolCallDelta& piece) {
  json call = {{"index", piece.index}, {"function", {{"arguments", piece.arguments}}}};
  if (!piece.name.empty()) call["function"]["name"] = piece.name;
  if (!piece.id.empty()) {
    call["id"] = piece.id;
    call["type"] = "function";
  }
  return {{"tool_calls", json::array({std::move(call)})}};
}

std::int64_t characters(std::string_view text) {
  return std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80; });
}

// The end of the events, or all of it at once.
Response reply_of(EventStream& events, bool stream, const json& head, const json& usage, std::size_t choices,
                  const std::function<json(std::size_t)>& choice_of) {
  events.took(usage);
  if (stream) {
    events.finish(usage);
    return {};
  }
  json whole = head;
  whole["choices"] = json::array();
  for (std::size_t index = 0; index < choices; ++index) whole["choices"].push_back(choice_of(index));
  whole["usage"] = usage;
  return json_response(200, whole);
}

}  // namespace

Error with_param(Error error) {
  constexpr std::array kFields = {"response_format",
                                  "tools",
                                  "tool_choice",
                                  "parallel_tool_calls",
                                  "logit_bias",
                                  "prompt",
                                  "messages",
                                  "reasoning_effort",
                                  "temperature",
                                  "top_p",
                                  "top_k",
                                  "min_p",
                                  "frequency_penalty",
                                  "grammar",
                                  "logprobs",
                                  "presence_penalty",
                                  "seed"};
  if (std::ranges::find(kFields, error.where) != kFields.end()) error.where = "field " + error.where;
  return error;
}

json encode_logprobs(std::span<const TokenLogprobs> logprobs) {
  json content = json::array();
  for (const TokenLogprobs& token : logprobs) {
    json one = encode_logprob(token.chosen);
    one["top_logprobs"] = json::array();
    for (const TokenLogprob& other : token.top) one["top_logprobs"].push_back(encode_logprob(other));
    content.push_back(std::move(one));
  }
  return content;
}

Response event_stream_head() {
  Response head{.content_type = "text/event-stream; charset=utf-8"};
  head.headers.emplace_back("X-Accel-Buffering", "no");  // nginx would hold pieces back
  return head;
}

Result<std::vector<Finished>> make_choices(std::size_t count, const Cancel& cancel,
                                           const std::function<Result<Finished>(std::size_t, const Cancel&)>& make) {
  std::vector<std::optional<Result<Finished>>> made(count);
  std::atomic<bool> failed = false;
  const auto one = [&](std::size_t index) {
    if (failed) return;
    made[index] = make(index, cancel);
    if (!*made[index]) failed = true;
  };
  if (count > 1) before_blocking();
  {
    std::vector<std::jthread> others;
    for (std::size_t index = 1; index < count; ++index) others.emplace_back([&one, index] { one(index); });
    one(0);
  }
  for (auto& result : made)
    if (result && !*result) return std::unexpected(with_param(std::move(*result).error()));
  std::vector<Finished> finished;
  finished.reserve(count);
  for (auto& result : made) finished.push_back(**std::move(result));
  return finished;
}

EventStream::EventStream(const Call& call, json head, bool include_usage)
    : call_(call), head_(std::move(head)), include_usage_(include_usage) {
  if (include_usage_) head_["usage"] = nullptr;
}

bool EventStream::begin() {
  if (call_.stream.begun()) return true;
  return call_.stream.begin(event_stream_head());
}

bool EventStream::send(const json& event) {
  call_.metering.note_piece();
  return call_.stream.write("data: " + dump(event) + "\n\n");
}

void EventStream::took(const json& usage) { call_.metering.took(usage["total_tokens"].get<std::int64_t>()); }

bool EventStream::send_choice(json choice, const json& extra) {
  const std::lock_guard lock(mutex_);
  json event = head_;
  event["choices"] = json::array({std::move(choice)});
  if (!extra.is_null()) event["onggi"] = extra;
  return begin() && send(event);
}

void EventStream::finish(const json& usage) {
  const std::lock_guard lock(mutex_);
  if (include_usage_) {
    json event = head_;
    event["choices"] = json::array();
    event["usage"] = usage;
    if (!send(event)) return;
  }
  call_.stream.write("data: [DONE]\n\n");
}

ChatReply::ChatReply(const Call& call, const ChatRequest& request)
    : request_(request),
      head_(head_of("chatcmpl-", request.stream ? "chat.completion.chunk" : "chat.completion", request.model)),
      events_(call, head_, request.include_usage),
      begun_(request.choices, 0) {}

json ChatReply::logprobs_of(std::span<const TokenLogprobs> logprobs) const {
  if (!request_.generate.logprobs) return nullptr;
  return {{"content", encode_logprobs(logprobs)}, {"refusal", nullptr}};
}

bool ChatReply::send(std::size_t choice, json delta, std::span<const TokenLogprobs> logprobs) {
  return events_.send_choice({{"index", choice},
                              {"delta", std::move(delta)},
                              {"logprobs", logprobs.empty() ? json() : logprobs_of(logprobs)},
                              {"finish_reason", nullptr}});
}

bool ChatReply::begin(std::size_t choice, bool calls) {
  if (std::exchange(begun_[choice], 1) != 0) return true;
  return send(choice, {{"role", "assistant"}, {"content", calls ? json() : json("")}}, {});
}

DeltaSink ChatReply::sink(std::size_t choice) {
  if (!request_.stream) return {};
  return [this, choice](const Delta& delta) {
    if (!begin(choice, delta.tool_call != nullptr)) return false;
    if (delta.tool_call != nullptr) return send(choice, encode_call_piece(*delta.tool_call), delta.logprobs);
    return delta.text.empty() || send(choice, {{"content", delta.text}}, delta.logprobs);
  };
}

/// As OpenAI has it: a function that was asked for by name is no reason to end.
std::string_view ChatReply::reason_of(const Completion& completion) const {
  const bool by_name = !request_.generate.tool_choice.name.empty();
  if (by_name && completion.finish_reason == FinishReason::tool_calls) return "stop";
  return to_string(completion.finish_reason);
}

bool ChatReply::end(std::size_t choice, const Finished& finished) {
  if (!request_.stream) return true;
  return begin(choice, !finished.completion.tool_calls.empty()) &&
         events_.send_choice({{"index", choice},
                              {"delta", json::object()},
                              {"logprobs", nullptr},
                              {"finish_reason", reason_of(finished.completion)}},
                             finished.extra);
}

json ChatReply::choice_of(std::size_t index, const Finished& finished) const {
  const Completion& completion = finished.completion;
  json message = {{"role", "assistant"}, {"content", completion.text}, {"refusal", nullptr}};
  if (!completion.tool_calls.empty()) {
    if (completion.text.empty()) message["content"] = nullptr;
    for (const ToolCall& call : completion.tool_calls) message["tool_calls"].push_back(encode_call(call));
  }
  if (!finished.extra.is_null()) message["onggi"] = finished.extra;
  return {{"index", index},
          {"message", std::move(message)},
          {"logprobs", logprobs_of(completion.logprobs)},
          {"finish_reason", reason_of(completion)}};
}

Response ChatReply::finish(const std::vector<Finished>& finished) {
  return reply_of(events_, request_.stream, head_, usage_of(finished, request_.choices), finished.size(),
                  [&](std::size_t index) { return choice_of(index, finished[index]); });
}

TextReply::TextReply(const Call& call, const TextRequest& request)
    : request_(request),
      head_(head_of("cmpl-", "text_completion", request.model)),
      events_(call, head_, request.include_usage),
      begun_(request.prompts.size() * request.choices, 0),
      offsets_(begun_.size(), 0) {}

/// The old form: lists side by side, offsets in characters.
json TextReply::logprobs_of(std::size_t choice, std::span<const TokenLogprobs> logprobs) {
  if (!request_.generate.logprobs) return nullptr;
  json result = {{"tokens", json::array()},
                 {"token_logprobs", json::array()},
                 {"top_logprobs", json::array()},
                 {"text_offset", json::array()}};
  for (const TokenLogprobs& token : logprobs) {
    result["tokens"].push_back(repair_utf8(token.chosen.token));
    result["token_logprobs"].push_back(token.chosen.logprob);
    json top = json::object();
    for (const TokenLogprob& other : token.top) top[repair_utf8(other.token)] = other.logprob;
    result["top_logprobs"].push_back(request_.generate.top_logprobs > 0 ? std::move(top) : json());
    result["text_offset"].push_back(offsets_[choice]);
    offsets_[choice] += characters(token.chosen.token);
  }
  return result;
}

bool TextReply::send(std::size_t choice, std::string_view text, json logprobs, json reason) {
  return events_.send_choice(
      {{"index", choice}, {"text", text}, {"logprobs", std::move(logprobs)}, {"finish_reason", std::move(reason)}});
}

bool TextReply::begin(std::size_t choice) {
  if (std::exchange(begun_[choice], 1) != 0 || !request_.echo) return true;
  return send(choice, prompt_of(choice), nullptr, nullptr);
}

DeltaSink TextReply::sink(std::size_t choice) {
  if (!request_.stream) return {};
  return [this, choice](const Delta& delta) {
    if (!begin(choice)) return false;
    return delta.text.empty() || send(choice, delta.text, logprobs_of(choice, delta.logprobs), nullptr);
  };
}

bool TextReply::end(std::size_t choice, const Finished& finished) {
  if (!request_.stream) return true;
  return begin(choice) && send(choice, "", nullptr, to_string(finished.completion.finish_reason));
}

json TextReply::choice_of(std::size_t index, const Completion& completion) {
  return {{"index", index},
          {"text", (request_.echo ? prompt_of(index) : "") + completion.text},
          {"logprobs", logprobs_of(index, completion.logprobs)},
          {"finish_reason", to_string(completion.finish_reason)}};
}

Response TextReply::finish(const std::vector<Finished>& finished) {
  return reply_of(events_, request_.stream, head_, usage_of(finished, request_.choices), finished.size(),
                  [&](std::size_t index) { return choice_of(index, finished[index].completion); });
}

}  // namespace onggi::serve_room
