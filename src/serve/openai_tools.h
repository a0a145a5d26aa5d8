// The fields of a chat request that shape the answer: tools, tool_choice, response_format. Inside of room serve.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "model/model.h"
#include "serve/fields.h"

namespace onggi::serve_room {

/// Errors: invalid_argument and unsupported, with the field as `param`.
Result<void> decode_tools(const Fields& fields, const nlohmann::ordered_json& body, GenerateOptions& options);
Result<void> decode_format(const Fields& fields, const nlohmann::ordered_json& body, OutputFormat& format);
Result<std::vector<ToolCall>> decode_tool_calls(const nlohmann::json& calls);

/// A known field that is not honoured here.
std::unexpected<Error> not_supported(std::string_view field, std::string message);

}  // namespace onggi::serve_room
