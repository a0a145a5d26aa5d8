// Events and bodies (OpenAI API reference, "The response object" and "Streaming events").
#include "serve/responses_reply.h"

#include <algorithm>

#include "base/clock.h"
#include "serve/error.h"
#include "serve/metering.h"
#include "text/text.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

std::int64_t now_seconds() { return system_clock().now_ms() / 1'000; }

OrderedJson usage_of(const Completion& completion) {
  const std::int64_t reads = completion.prompt_tokens, writes = completion.completion_tokens;
  return {{"input_tokens", reads},
          {"input_tokens_details", {{"cached_tokens", completion.cached_tokens}, {"cache_write_tokens", 0}}},
          {"output_tokens", writes},
          {"output_tokens_details", {{"reasoning_tokens", 0}}},
          {"total_tokens", reads + writes}};
}

/// Null: it came to its end.
OrderedJson cut_reason(FinishReason reason) {
  if (reason == FinishReason::length) return {{"reason", "max_output_tokens"}};
  if (reason == FinishReason::content_filter) return {{"reason", "content_filter"}};
  return nullptr;
}

/// One for each marker [n] of a citation, in the order of the text; `index` counts characters.
OrderedJson annotations_of(const std::string& text, const std::vector<Citation>& citations) {
  std::vector<std::pair<std::size_t, const Citation*>> marks;
  for (const Citation& citation : citations) {
    const std::string marker = "[" + std::to_string(citation.number) + "]";
    for (std::size_t at = text.find(marker); at != std::string::npos; at = text.find(marker, at + 1))
      marks.emplace_back(at, &citation);
  }
  std::ranges::sort(marks);
  OrderedJson annotations = OrderedJson::array();
  for (const auto& [at, citation] : marks)
    annotations.push_back({{"type", "file_citation"},
                           {"file_id", citation->document.str()},
                           {"filename", citation->name},
                           {"index", count_code_points(std::string_view(text).substr(0, at))}});
  return annotations;
}

OrderedJson text_part(const std::string& text, OrderedJson annotations, OrderedJson logprobs) {
  return {{"type", "output_text"},
          {"annotations", std::move(annotations)},
          {"logprobs", std::move(logprobs)},
          {"text", text}};
}

OrderedJson event_of(std::string_view type) { return {{"type", type}, {"sequence_number", 0}}; }

OrderedJson item_event(std::string_view type, const std::string& item_id, std::size_t index) {
  OrderedJson event = event_of(type);
  event["item_id"] = item_id;
  event["output_index"] = index;
  return event;
}

}  // namespace

std::string dump(const OrderedJson& json) { return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace); }

Response ordered_response(const OrderedJson& body) { return Response::json_text(200, dump(body)); }

OrderedJson response_error(const Error& error, std::string_view request_id) {
  const int status = status_of(error, Family::v1);
  const bool is_ours = status >= 500 || error.code == ErrorCode::cancelled;
  const std::string_view code = status == 429 ? "rate_limit_exceeded" : is_ours ? "server_error" : "invalid_prompt";
  const json said = json::parse(error_body(error, Family::v1, request_id))["error"];
  return {{"code", code}, {"message", said["message"]}};
}

ResponseReply::ResponseReply(const Call& call, const ResponseRequest& request, const std::string& id)
    : call_(call), request_(request), body_(request.body) {
  body_["id"] = id;
  body_["created_at"] = now_seconds();
}

OrderedJson ResponseReply::without_answer(ResponseState state) const {
  OrderedJson body = body_;
  body["status"] = to_string(state);
  return body;
}

bool ResponseReply::send_event(OrderedJson event) {
  event["sequence_number"] = sequence_++;
  return call_.stream.write("event: " + event["type"].get<std::string>() + "\ndata: " + dump(event) + "\n\n");
}

bool ResponseReply::begin() {
  if (call_.stream.begun()) return true;
  if (!call_.stream.begin(event_stream_head())) return false;
  bool sent = true;
  for (const char* type : {"response.created", "response.in_progress"}) {
    OrderedJson event = event_of(type);
    event["response"] = body_;
    sent = sent && send_event(std::move(event));
  }
  return sent;
}

DeltaSink ResponseReply::sink() {
  if (!request_.stream) return {};
  return [this](const Delta& delta) { return say(delta); };
}

bool ResponseReply::say(const Delta& delta) {
  if (!begin()) return false;
  if (delta.tool_call != nullptr) return say_call(*delta.tool_call);
  return delta.text.empty() || say_text(delta.text, delta.logprobs);
}

bool ResponseReply::say_text(std::string_view text, std::span<const TokenLogprobs> logprobs) {
  if (items_.empty() || items_.back().is_call) {
    if (!add({.id = item_id("msg_")})) return false;
  }
  Item& item = items_.back();
  item.text += text;
  const json tokens = request_.shows_logprobs ? encode_logprobs(logprobs) : json::array();
  item.logprobs.insert(item.logprobs.end(), tokens.begin(), tokens.end());
  OrderedJson event = item_event("response.output_text.delta", item.id, items_.size() - 1);
  event["content_index"] = 0;
  event["delta"] = text;
  event["logprobs"] = tokens;
  call_.metering.note_piece();
  return send_event(std::move(event));
}

bool ResponseReply::say_call(const ToolCallDelta& piece) {
  auto item = std::ranges::find_if(items_, [&](const Item& one) { return one.is_call && one.call == piece.index; });
  if (item == items_.end()) {
    if (!add({.id = item_id("fc_"), .is_call = true, .call = piece.index, .call_id = piece.id, .name = piece.name}))
      return false;
    item = items_.end() - 1;
  }
  item->text += piece.arguments;
  if (piece.arguments.empty() || !item->is_open) return true;
  OrderedJson event =
      item_event("response.function_call_arguments.delta", item->id, static_cast<std::size_t>(item - items_.begin()));
  event["delta"] = piece.arguments;
  call_.metering.note_piece();
  return send_event(std::move(event));
}

/// Begins an item; the one before it has ended then.
bool ResponseReply::add(Item item) {
  const bool ended = !request_.stream || end_last();
  items_.push_back(std::move(item));
  if (!request_.stream) return true;
  const Item& added = items_.back();
  OrderedJson event = event_of("response.output_item.added");
  event["output_index"] = items_.size() - 1;
  event["item"] = json_of(added, "in_progress", added.is_call ? OrderedJson("") : OrderedJson::array());
  if (!ended || !send_event(std::move(event))) return false;
  if (added.is_call) return true;
  event = item_event("response.content_part.added", added.id, items_.size() - 1);
  event["content_index"] = 0;
  event["part"] = text_part("", OrderedJson::array(), OrderedJson::array());
  return send_event(std::move(event));
}

bool ResponseReply::end_last() {
  if (items_.empty() || !items_.back().is_open) return true;
  return end(items_.size() - 1, whole(items_.back(), nullptr, {}, "completed"));
}

/// `item`: as it stands in the output.
bool ResponseReply::end(std::size_t index, const OrderedJson& item) {
  const bool is_call = items_[index].is_call;
  if (!std::exchange(items_[index].is_open, false) || !request_.stream) return true;
  bool sent = true;
  if (is_call) {
    OrderedJson event = item_event("response.function_call_arguments.done", item["id"], index);
    event["arguments"] = item["arguments"];
    sent = send_event(std::move(event));
  } else {
    sent = end_text(index, item["id"], item["content"][0]);
  }
  OrderedJson event = event_of("response.output_item.done");
  event["output_index"] = index;
  event["item"] = item;
  return sent && send_event(std::move(event));
}

bool ResponseReply::end_text(std::size_t index, const std::string& item_id, const OrderedJson& part) {
  bool sent = true;
  const auto send_about = [&](std::string_view type,
                              std::initializer_list<std::pair<const char*, OrderedJson>> fields) {
    OrderedJson event = item_event(type, item_id, index);
    event["content_index"] = 0;
    for (const auto& [name, value] : fields) event[name] = value;
    sent = sent && send_event(std::move(event));
  };
  for (std::size_t number = 0; number < part["annotations"].size(); ++number)
    send_about("response.output_text.annotation.added",
               {{"annotation_index", number}, {"annotation", part["annotations"][number]}});
  send_about("response.output_text.done", {{"text", part["text"]}, {"logprobs", part["logprobs"]}});
  send_about("response.content_part.done", {{"part", part}});
  return sent;
}

/// `content`: of a message its parts, of a call its arguments.
OrderedJson ResponseReply::json_of(const Item& item, std::string_view status, const OrderedJson& content) {
  if (!item.is_call) return message_item(item.id, status, content);
  return call_item(item.id, status, {.id = item.call_id, .name = item.name, .arguments = content.get<std::string>()});
}

/// What was not said in pieces becomes items, too: all of it where nothing is streamed.
void ResponseReply::settle(const Completion& completion) {
  const bool has_message = std::ranges::any_of(items_, [](const Item& item) { return !item.is_call; });
  if (!has_message && (!completion.text.empty() || completion.tool_calls.empty())) {
    if (request_.stream && !completion.text.empty()) say_text(completion.text, completion.logprobs);
    else add({.id = item_id("msg_")});
  }
  for (std::size_t number = 0; number < completion.tool_calls.size(); ++number) {
    const ToolCall& call = completion.tool_calls[number];
    const auto is_known = [&](const Item& item) { return item.is_call && item.call == number; };
    if (std::ranges::any_of(items_, is_known)) continue;
    const ToolCallDelta whole{.index = number, .id = call.id, .name = call.name, .arguments = call.arguments};
    if (request_.stream) say_call(whole);
    else add({.id = item_id("fc_"), .is_call = true, .call = number, .call_id = call.id, .name = call.name});
  }
}

/// The item as it stands in the output. With `finished`: what that says in the end, which may differ from the pieces.
OrderedJson ResponseReply::whole(const Item& item, const Finished* finished, const std::vector<Citation>& citations,
                                 std::string_view status) const {
  const Completion* completion = finished == nullptr ? nullptr : &finished->completion;
  if (item.is_call) {
    const bool is_told = completion != nullptr && item.call < completion->tool_calls.size();
    return json_of(item, status, is_told ? completion->tool_calls[item.call].arguments : item.text);
  }
  const auto messages = std::ranges::count_if(items_, [](const Item& one) { return !one.is_call; });
  const bool is_all = completion != nullptr && messages == 1 && item.is_open;
  const json logprobs = is_all && request_.shows_logprobs ? encode_logprobs(completion->logprobs) : item.logprobs;
  const std::string& text = is_all ? completion->text : item.text;
  OrderedJson message =
      json_of(item, status, OrderedJson::array({text_part(text, annotations_of(text, citations), logprobs)}));
  if (finished != nullptr && !finished->extra.is_null()) message["onggi"] = finished->extra;
  return message;
}

OrderedJson ResponseReply::finish(const Finished& finished, const std::vector<Citation>& citations) {
  const Completion& completion = finished.completion;
  if (request_.stream) begin();
  settle(completion);
  const OrderedJson cut = cut_reason(completion.finish_reason);
  OrderedJson body = without_answer(cut.is_null() ? ResponseState::completed : ResponseState::incomplete);
  for (std::size_t index = 0; index < items_.size(); ++index) {
    const bool is_cut = !cut.is_null() && index + 1 == items_.size();
    OrderedJson item = whole(items_[index], &finished, citations, is_cut ? "incomplete" : "completed");
    end(index, item);
    body["output"].push_back(std::move(item));
  }
  if (cut.is_null()) body["completed_at"] = now_seconds();
  body["incomplete_details"] = cut;
  body["usage"] = usage_of(completion);
  call_.metering.took(body["usage"]["total_tokens"].get<std::int64_t>());
  return body;
}

Response ResponseReply::send(const OrderedJson& body) {
  if (!request_.stream) return ordered_response(body);
  OrderedJson event = event_of("response." + body["status"].get<std::string>());
  event["response"] = body;
  send_event(std::move(event));
  return {};
}

void ResponseReply::fail_with(const Error& error) {
  if (!request_.stream || !call_.stream.begun()) return;
  OrderedJson body = without_answer(ResponseState::failed);
  body["error"] = response_error(error, call_.request.id);
  send(body);
  call_.stream.end();
}

}  // namespace onggi::serve_room
