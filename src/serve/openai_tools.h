// The fields that shape the answer of a chat or a response: tools, tool_choice, the format. Inside of room serve.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "model/model.h"
#include "serve/fields.h"

namespace onggi::serve_room {

/// Where a function and a schema stand: in chats in an object of their own, in responses beside the type.
enum class Dialect { chat, responses };

/// Functions; file_search of responses is passed over (file_search.h). Errors: invalid_argument and unsupported, with
/// the field as `param`.
Result<void> decode_tools(const Fields& fields, const nlohmann::ordered_json& body, Dialect dialect,
                          GenerateOptions& options);
/// response_format, or text.format.
Result<void> decode_format_object(const nlohmann::ordered_json& wanted, Dialect dialect, OutputFormat& format);
/// grammar and response_format.
Result<void> decode_format(const Fields& fields, const nlohmann::ordered_json& body, OutputFormat& format);
Result<std::vector<ToolCall>> decode_tool_calls(const nlohmann::json& calls);

/// A known field that is not honoured here.
std::unexpected<Error> not_supported(std::string_view field, std::string message);

}  // namespace onggi::serve_room
