// Decoding of chat requests (OpenAI API reference, "Create chat completion").
#include "serve/openai_request.h"

#include <nlohmann/json.hpp>

#include "serve/error.h"

namespace onggi::serve_room {
namespace {

constexpr std::int64_t kTokensMax = 1'000'000;
constexpr std::int64_t kTokensDefault =
    1'024;  // OpenAI has no limit; a local model would go on to the end of its context
constexpr std::size_t kStopsMax = 4;

std::unexpected<Error> not_supported(std::string_view field, std::string message) {
  auto error = bad_field(field, std::move(message), "unsupported_parameter");
  error.error().code = ErrorCode::unsupported;
  return error;
}

Result<ChatRole> role_of(const std::string& role) {
  if (role == "user") return ChatRole::user;
  if (role == "assistant") return ChatRole::assistant;
  if (role == "system" || role == "developer") return ChatRole::system;
  if (role == "tool" || role == "function")
    return not_supported("messages", "messages of tools are not supported here");
  return bad_field("messages", "a role is system, developer, user or assistant");
}

/// A string, or a list of parts of type text.
Result<std::string> content_of(const nlohmann::json& content) {
  if (content.is_null()) return std::string();
  if (content.is_string()) return content.get<std::string>();
  if (!content.is_array()) return bad_field("messages", "content is a string or a list of parts");
  std::string text;
  for (const nlohmann::json& part : content) {
    if (!part.is_object()) return bad_field("messages", "a part is an object with type and text");
    const Fields fields(part);
    ONGGI_TRY(const std::string type, fields.text("type"));
    if (type != "text") return not_supported("messages", "only parts of type text are supported here");
    ONGGI_TRY(auto piece, fields.text_if("text"));
    if (!piece) return bad_field("messages", "a part of type text has a text");
    text += *piece;
  }
  return text;
}

Result<std::vector<ChatMessage>> messages_of(const Fields& fields) {
  const nlohmann::json* list = fields.find("messages");
  if (list == nullptr || !list->is_array() || list->empty())
    return bad_field("messages", "must be a list of at least one message");
  std::vector<ChatMessage> messages;
  for (const nlohmann::json& item : *list) {
    if (!item.is_object()) return bad_field("messages", "a message is an object with role and content");
    const Fields message(item);
    ONGGI_TRY(const auto role_name, message.text_if("role"));
    if (!role_name) return bad_field("messages", "a message has a role");
    ONGGI_TRY(const ChatRole role, role_of(*role_name));
    const nlohmann::json* content = message.find("content");
    ONGGI_TRY(std::string text, content_of(content == nullptr ? nlohmann::json() : *content));
    if (text.empty() && role == ChatRole::user) return bad_field("messages", "a message of a user has a content");
    messages.push_back({role, std::move(text)});
  }
  return messages;
}

Result<std::vector<std::string>> stops_of(const Fields& fields) {
  const nlohmann::json* stop = fields.find("stop");
  if (stop == nullptr) return std::vector<std::string>();
  if (stop->is_string()) return std::vector<std::string>{stop->get<std::string>()};
  ONGGI_TRY(auto stops, fields.texts("stop"));
  if (stops.size() > kStopsMax) return bad_field("stop", "has at most 4 strings");
  return stops;
}

bool is_filled(const nlohmann::json* value) { return value != nullptr && !value->empty(); }

Result<void> refuse_unsupported(const Fields& fields) {
  for (const std::string_view name : {"tools", "functions", "logit_bias"})
    if (is_filled(fields.find(name))) return not_supported(name, "is not supported here");
  ONGGI_TRY(const bool logprobs, fields.flag("logprobs", false));
  if (logprobs) return not_supported("logprobs", "is not supported here");
  const nlohmann::json* format = fields.find("response_format");
  if (format != nullptr && (!format->is_object() || format->value("type", nlohmann::json()) != "text"))
    return not_supported("response_format", "only the type text is supported here");
  auto choices = fields.integer("n", {.min = 1, .max = 1, .fallback = 1});
  if (!choices) return not_supported("n", "only one choice is supported here");
  return {};
}

Result<void> decode_sampling(const Fields& fields, GenerateOptions& options) {
  const IntegerRange tokens{.min = 1, .max = kTokensMax, .fallback = kTokensDefault};
  const bool new_name = fields.find("max_completion_tokens") != nullptr;
  ONGGI_TRY(const std::int64_t tokens_max, fields.integer(new_name ? "max_completion_tokens" : "max_tokens", tokens));
  options.tokens_max = static_cast<std::int32_t>(tokens_max);
  ONGGI_TRY(options.temperature, fields.real("temperature", {.min = 0, .max = 2, .fallback = 1}));
  ONGGI_TRY(options.top_p, fields.real("top_p", {.min = 0, .max = 1, .fallback = 1}));
  ONGGI_TRY(const std::int64_t seed, fields.integer("seed", {.min = INT64_MIN, .max = INT64_MAX, .fallback = 0}));
  options.seed = static_cast<std::uint64_t>(seed);
  ONGGI_TRY(options.stop, stops_of(fields));
  return {};
}

Result<bool> wants_usage(const Fields& fields) {
  const nlohmann::json* options = fields.find("stream_options");
  if (options == nullptr) return false;
  if (!options->is_object()) return bad_field("stream_options", "must be an object");
  return Fields(*options).flag("include_usage", false);
}

}  // namespace

Result<ChatRequest> decode_chat(const Fields& fields) {
  ChatRequest request;
  ONGGI_TRY(request.model, fields.text("model"));
  ONGGI_TRY(request.messages, messages_of(fields));
  ONGGI_CHECK(refuse_unsupported(fields));
  ONGGI_TRY(request.stream, fields.flag("stream", false));
  ONGGI_TRY(request.include_usage, wants_usage(fields));
  ONGGI_CHECK(decode_sampling(fields, request.generate));
  return request;
}

}  // namespace onggi::serve_room
