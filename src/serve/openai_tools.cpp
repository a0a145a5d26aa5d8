// Decoding of tools and formats (OpenAI API reference, "Create chat completion" and "Create a model response").
#include "serve/openai_tools.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "serve/error.h"

namespace onggi::serve_room {
namespace {

using ordered = nlohmann::ordered_json;

constexpr std::size_t kNameMax = 64;

/// As OpenAI asks for: letters, digits, underscores and dashes.
bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= kNameMax && std::ranges::all_of(name, [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte == '-';
  });
}

std::string text_or_empty(const ordered& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const ordered* object_in(const ordered& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_object() ? &*found : nullptr;
}

/// The object that has the name and the rest.
const ordered* named_in(const ordered& object, Dialect dialect, const char* name) {
  return dialect == Dialect::chat ? object_in(object, name) : &object;
}

Result<Tool> tool_of(const ordered& item, Dialect dialect) {
  if (!item.is_object() || text_or_empty(item, "type") != "function")
    return not_supported("tools", dialect == Dialect::responses
                                      ? "only tools of type function and file_search are supported here"
                                      : "only tools of type function are supported here");
  const ordered* function = named_in(item, dialect, "function");
  if (function == nullptr) return bad_field("tools", "a tool has a function");
  Tool tool{.name = text_or_empty(*function, "name"), .description = text_or_empty(*function, "description")};
  if (!is_name(tool.name))
    return bad_field("tools", "a function's name has 1 to 64 letters, digits, underscores and dashes");
  if (const ordered* parameters = object_in(*function, "parameters")) tool.parameters = parameters->dump();
  return tool;
}

Result<ToolChoice> choice_of(const Fields& fields, Dialect dialect, const std::vector<Tool>& tools) {
  const nlohmann::json* choice = fields.find("tool_choice");
  if (choice == nullptr || *choice == "auto") return ToolChoice();
  if (*choice == "none") return ToolChoice{.use = ToolUse::none};
  if (*choice == "required") return ToolChoice{.use = ToolUse::required};
  if (!choice->is_object() || choice->value("type", nlohmann::json()) != "function")
    return bad_field("tool_choice", "is none, auto, required or a function");
  const nlohmann::json function =
      dialect == Dialect::chat ? choice->value("function", nlohmann::json::object()) : *choice;
  if (!function.is_object() || !function.value("name", nlohmann::json()).is_string())
    return bad_field("tool_choice", "a function has a name");
  ToolChoice result{.use = ToolUse::required, .name = function["name"].get<std::string>()};
  if (std::ranges::find(tools, result.name, &Tool::name) == tools.end())
    return bad_field("tool_choice", "names a function that is not in tools");
  return result;
}

}  // namespace

std::unexpected<Error> not_supported(std::string_view field, std::string message) {
  auto error = bad_field(field, std::move(message), "unsupported_parameter");
  error.error().code = ErrorCode::unsupported;
  return error;
}

Result<void> decode_tools(const Fields& fields, const ordered& body, Dialect dialect, GenerateOptions& options) {
  const nlohmann::json* tools = fields.find("tools");
  if (tools != nullptr && !tools->is_array()) return bad_field("tools", "must be a list of tools");
  if (tools != nullptr) {
    for (const ordered& item : body.at("tools")) {
      if (dialect == Dialect::responses && item.is_object() && text_or_empty(item, "type") == "file_search") continue;
      ONGGI_TRY(Tool tool, tool_of(item, dialect));
      if (std::ranges::find(options.tools, tool.name, &Tool::name) != options.tools.end())
        return bad_field("tools", "names a function twice");
      options.tools.push_back(std::move(tool));
    }
  }
  const bool is_bare = options.tools.empty() && fields.find("tool_choice") != nullptr;
  if (is_bare && *fields.find("tool_choice") != "none" && *fields.find("tool_choice") != "auto")
    return bad_field("tool_choice", "is only allowed when tools are specified");
  ONGGI_TRY(options.tool_choice, choice_of(fields, dialect, options.tools));
  ONGGI_TRY(options.parallel_tool_calls, fields.flag("parallel_tool_calls", true));
  return {};
}

Result<void> decode_format_object(const ordered& wanted, Dialect dialect, OutputFormat& format) {
  const std::string field = dialect == Dialect::chat ? "response_format" : "text.format";
  if (!wanted.is_object()) return bad_field(field, "must be an object");
  const std::string type = text_or_empty(wanted, "type");
  if (type == "text") return {};
  if (!format.details.empty()) return bad_field(field, "cannot be kept beside a grammar");
  if (type == "json_object") {
    format.kind = OutputFormat::Kind::json_object;
    return {};
  }
  if (type != "json_schema") return bad_field(field, "its type is text, json_object or json_schema");
  const ordered* named = named_in(wanted, dialect, "json_schema");
  const ordered* schema = named == nullptr ? nullptr : object_in(*named, "schema");
  if (schema == nullptr) return bad_field(field, "json_schema has a name and a schema");
  format.kind = OutputFormat::Kind::json_schema;
  format.name = text_or_empty(*named, "name");
  if (!is_name(format.name))
    return bad_field(field, "the name of a json_schema has 1 to 64 letters, digits, underscores and dashes");
  format.strict = named->value("strict", ordered()) == true;
  format.details = schema->dump();
  return {};
}

Result<void> decode_format(const Fields& fields, const ordered& body, OutputFormat& format) {
  ONGGI_TRY(auto grammar, fields.text_if("grammar"));  // as llama.cpp's server names it
  if (grammar && !grammar->empty()) format = {.kind = OutputFormat::Kind::grammar, .details = *std::move(grammar)};
  if (fields.find("response_format") == nullptr) return {};
  return decode_format_object(body.at("response_format"), Dialect::chat, format);
}

Result<std::vector<ToolCall>> decode_tool_calls(const nlohmann::json& calls) {
  if (!calls.is_array()) return bad_field("messages", "tool_calls is a list");
  std::vector<ToolCall> result;
  for (const nlohmann::json& item : calls) {
    if (!item.is_object()) return bad_field("messages", "a tool call is an object");
    const Fields call(item);
    ONGGI_TRY(auto id, call.text_if("id"));
    const nlohmann::json* function = call.find("function");
    if (!id || function == nullptr || !function->is_object())
      return bad_field("messages", "a tool call has an id and a function");
    const Fields named(*function);
    ONGGI_TRY(auto name, named.text_if("name"));
    ONGGI_TRY(auto arguments, named.text_if("arguments"));
    if (!name || !arguments) return bad_field("messages", "a function of a tool call has a name and arguments");
    result.push_back({.id = *std::move(id), .name = *std::move(name), .arguments = *std::move(arguments)});
  }
  return result;
}

}  // namespace onggi::serve_room
