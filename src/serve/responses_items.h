// Items of /v1/responses: what may be given, how it is kept, and what a model reads of it. Inside of room serve.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "model/model.h"
#include "serve/fields.h"

namespace onggi::serve_room {

/// JSON whose fields keep their order.
using OrderedJson = nlohmann::ordered_json;

/// "msg_", "fc_", "fco_" and 40 random characters.
std::string item_id(std::string_view prefix);

/// A message of an assistant, and a call of a function, as they stand in an output.
OrderedJson message_item(const std::string& id, std::string_view status, OrderedJson content);
OrderedJson call_item(const std::string& id, std::string_view status, const ToolCall& call);

/// The field `input` as a list of items, each with an id: messages, calls of functions and their outputs; a text
/// becomes a message of a user. Errors: invalid_argument and unsupported about `input`.
Result<OrderedJson> decode_items(const Fields& fields);

/// Adds what a model reads of items as decode_items() gave them, or of the output of a response.
void add_messages(const OrderedJson& items, std::vector<ChatMessage>& messages);

/// Errors: invalid_argument about `input`: an output of a function without its call before it.
Result<void> check_calls(const std::vector<ChatMessage>& messages);

}  // namespace onggi::serve_room
