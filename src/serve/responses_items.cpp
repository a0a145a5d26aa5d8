// Input items (OpenAI API reference, "Create a model response": input).
#include "serve/responses_items.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "serve/error.h"
#include "serve/openai_tools.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::size_t kIdMax = 64;
constexpr std::size_t kItemsMax = 10'000;
constexpr std::array<std::string_view, 4> kRoles = {"user", "assistant", "system", "developer"};

std::unexpected<Error> bad_input_field(std::string message) { return bad_field("input", std::move(message)); }

/// The client's own, where it gave a sane one.
Result<std::string> id_of(const Fields& item, std::string_view prefix) {
  ONGGI_TRY(const auto given, item.text_if("id"));
  if (!given || given->empty()) return item_id(prefix);
  if (given->size() > kIdMax) return bad_input_field("an id has at most 64 bytes");
  return *given;
}

/// A string, or a list of parts that are text.
Result<std::string> text_of_parts(const json& content) {
  if (content.is_string()) return content.get<std::string>();
  if (!content.is_array()) return bad_input_field("content is a string or a list of parts");
  std::string text;
  for (const json& part : content) {
    if (!part.is_object()) return bad_input_field("a part is an object with type and text");
    const Fields fields(part);
    ONGGI_TRY(const auto type, fields.text_if("type"));
    const bool is_refusal = type == "refusal";
    if (!is_refusal && type != "input_text" && type != "output_text" && type != "text")
      return not_supported("input", "only parts of type input_text and output_text are supported here");
    ONGGI_TRY(const auto piece, fields.text_if(is_refusal ? "refusal" : "text"));
    if (!piece) return bad_input_field("a part has a text");
    text += *piece;
  }
  return text;
}

OrderedJson message_of(const std::string& id, const std::string& role, const std::string& text) {
  if (role == "assistant")
    return message_item(id, "completed",
                        OrderedJson::array({{{"type", "output_text"},
                                             {"annotations", OrderedJson::array()},
                                             {"logprobs", OrderedJson::array()},
                                             {"text", text}}}));
  return {{"id", id},
          {"type", "message"},
          {"status", "completed"},
          {"content", OrderedJson::array({{{"type", "input_text"}, {"text", text}}})},
          {"role", role}};
}

Result<OrderedJson> decode_message(const Fields& item) {
  ONGGI_TRY(const auto role, item.text_if("role"));
  if (!role || std::ranges::find(kRoles, *role) == kRoles.end())
    return bad_input_field("the role of a message is user, assistant, system or developer");
  const json* content = item.find("content");
  ONGGI_TRY(const std::string text, text_of_parts(content == nullptr ? json("") : *content));
  if (text.empty() && role == "user") return bad_input_field("a message of a user has a content");
  ONGGI_TRY(const std::string id, id_of(item, "msg_"));
  return message_of(id, *role, text);
}

Result<OrderedJson> decode_call(const Fields& item) {
  ONGGI_TRY(const auto call_id, item.text_if("call_id"));
  ONGGI_TRY(const auto name, item.text_if("name"));
  ONGGI_TRY(const auto arguments, item.text_if("arguments"));
  if (!call_id || !name || !arguments) return bad_input_field("a function_call has call_id, name and arguments");
  ONGGI_TRY(const std::string id, id_of(item, "fc_"));
  return call_item(id, "completed", {.id = *call_id, .name = *name, .arguments = *arguments});
}

Result<OrderedJson> decode_output(const Fields& item) {
  ONGGI_TRY(const auto call_id, item.text_if("call_id"));
  const json* output = item.find("output");
  if (!call_id || output == nullptr) return bad_input_field("a function_call_output has call_id and output");
  ONGGI_TRY(const std::string text, text_of_parts(*output));
  ONGGI_TRY(const std::string id, id_of(item, "fco_"));
  return OrderedJson{
      {"id", id}, {"type", "function_call_output"}, {"status", "completed"}, {"call_id", *call_id}, {"output", text}};
}

Result<OrderedJson> decode_item(const json& given) {
  if (!given.is_object()) return bad_input_field("an item is an object");
  const Fields item(given);
  ONGGI_TRY(const auto type, item.text_if("type"));
  if (!type || *type == "message") return decode_message(item);
  if (*type == "function_call") return decode_call(item);
  if (*type == "function_call_output") return decode_output(item);
  return not_supported("input",
                       "only items of type message, function_call and function_call_output are supported here");
}

std::string text_in(const OrderedJson& item) {
  std::string text;
  for (const OrderedJson& part : item["content"]) text += part["text"].get<std::string>();
  return text;
}

ChatRole role_of(std::string_view role) {
  if (role == "assistant") return ChatRole::assistant;
  return role == "user" ? ChatRole::user : ChatRole::system;
}

}  // namespace

std::string item_id(std::string_view prefix) { return std::string(prefix) + random_token(40); }

OrderedJson message_item(const std::string& id, std::string_view status, OrderedJson content) {
  return {{"id", id}, {"type", "message"}, {"status", status}, {"content", std::move(content)}, {"role", "assistant"}};
}

OrderedJson call_item(const std::string& id, std::string_view status, const ToolCall& call) {
  return {{"id", id},           {"type", "function_call"}, {"status", status}, {"arguments", call.arguments},
          {"call_id", call.id}, {"name", call.name}};
}

Result<OrderedJson> decode_items(const Fields& fields) {
  const json* input = fields.find("input");
  if (input == nullptr) return bad_field("input", "is required");
  OrderedJson items = OrderedJson::array();
  if (input->is_string()) {
    if (input->get_ref<const std::string&>().empty()) return bad_input_field("is empty");
    items.push_back(message_of(item_id("msg_"), "user", input->get<std::string>()));
    return items;
  }
  if (!input->is_array() || input->empty()) return bad_input_field("is a text or a list of at least one item");
  if (input->size() > kItemsMax) return bad_input_field("has at most 10000 items");
  for (const json& given : *input) {
    ONGGI_TRY(OrderedJson item, decode_item(given));
    items.push_back(std::move(item));
  }
  return items;
}

// Calls stand in the turn of the assistant that asked for them, as chats have it.
void add_messages(const OrderedJson& items, std::vector<ChatMessage>& messages) {
  bool is_turn = false;  // the last message is an assistant's of these items
  for (const OrderedJson& item : items) {
    const std::string type = item["type"];
    if (type == "function_call") {
      if (!is_turn) messages.push_back({.role = ChatRole::assistant, .content = {}});
      messages.back().tool_calls.push_back(
          {.id = item["call_id"], .name = item["name"], .arguments = item["arguments"]});
      is_turn = true;
    } else if (type == "function_call_output") {
      messages.push_back({.role = ChatRole::tool, .content = item["output"], .tool_call_id = item["call_id"]});
      is_turn = false;
    } else {
      messages.push_back({.role = role_of(item["role"].get<std::string>()), .content = text_in(item)});
      is_turn = messages.back().role == ChatRole::assistant;
    }
  }
}

Result<void> check_calls(const std::vector<ChatMessage>& messages) {
  std::vector<std::string_view> known;
  for (const ChatMessage& message : messages) {
    for (const ToolCall& call : message.tool_calls) known.push_back(call.id);
    if (message.role == ChatRole::tool && std::ranges::find(known, message.tool_call_id) == known.end())
      return bad_input_field("there is no function_call before a function_call_output");
  }
  return {};
}

}  // namespace onggi::serve_room
