// Decoding of what is to be written (OpenAI API reference, "Create chat completion" and "Create completion").
#include "serve/openai_request.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <utility>

#include "serve/error.h"
#include "serve/openai_tools.h"

namespace onggi::serve_room {
namespace {

constexpr std::int64_t kTokensMax = 1'000'000;
constexpr std::int64_t kTextTokensDefault = 16;  // as OpenAI has it for completions
constexpr std::size_t kStopsMax = 4;
constexpr std::size_t kBiasesMax = 300;
constexpr std::int64_t kChoicesMax = 8;
constexpr std::size_t kPromptsMax = 32;

Result<ChatRole> role_of(const std::string& role) {
  if (role == "user") return ChatRole::user;
  if (role == "assistant") return ChatRole::assistant;
  if (role == "tool") return ChatRole::tool;
  if (role == "system" || role == "developer") return ChatRole::system;
  if (role == "function") return not_supported("messages", "messages of functions are not supported here: use tool");
  return bad_field("messages", "a role is system, developer, user, assistant or tool");
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

/// What a message has beside role and content.
Result<void> decode_calls(const Fields& fields, ChatMessage& message) {
  ONGGI_TRY(auto name, fields.text_if("name"));
  message.name = std::move(name).value_or("");
  if (const nlohmann::json* calls = fields.find("tool_calls")) {
    if (message.role != ChatRole::assistant) return bad_field("messages", "only an assistant has tool_calls");
    ONGGI_TRY(message.tool_calls, decode_tool_calls(*calls));
  }
  ONGGI_TRY(auto id, fields.text_if("tool_call_id"));
  message.tool_call_id = std::move(id).value_or("");
  if (message.role == ChatRole::tool && message.tool_call_id.empty())
    return bad_field("messages", "a message of a tool has a tool_call_id");
  return {};
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
    messages.push_back({.role = role, .content = std::move(text)});
    ONGGI_CHECK(decode_calls(message, messages.back()));
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

Result<void> refuse_unsupported(const Fields& fields, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (is_filled(fields.find(name))) return not_supported(name, "is not supported here");
  return {};
}

/// {"token": bias}
Result<std::vector<LogitBias>> biases_of(const Fields& fields) {
  std::vector<LogitBias> biases;
  const nlohmann::json* map = fields.find("logit_bias");
  if (map == nullptr) return biases;
  if (!map->is_object() || map->size() > kBiasesMax)
    return bad_field("logit_bias", "maps at most 300 tokens to biases");
  for (const auto& [token, bias] : map->items()) {
    std::int32_t number = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
    if (error != std::errc() || end != token.data() + token.size() || number < 0)
      return bad_field("logit_bias", "a token is a number of the vocabulary");
    const double value = bias.is_number() ? bias.get<double>() : std::nan("");
    if (!(value >= -100 && value <= 100)) return bad_field("logit_bias", "a bias is from -100 to 100");
    biases.push_back({.token = number, .bias = value});
  }
  return biases;
}

Result<void> decode_chat_logprobs(const Fields& fields, GenerateOptions& options) {
  ONGGI_TRY(options.logprobs, fields.flag("logprobs", false));
  ONGGI_TRY(const std::int64_t top, fields.integer("top_logprobs", {.min = 0, .max = 20}));
  options.top_logprobs = static_cast<std::int32_t>(top);
  if (top > 0 && !options.logprobs) return bad_field("top_logprobs", "is only allowed when logprobs is true");
  return {};
}

Result<bool> wants_usage(const Fields& fields) {
  const nlohmann::json* options = fields.find("stream_options");
  if (options == nullptr) return false;
  if (!options->is_object()) return bad_field("stream_options", "must be an object");
  return Fields(*options).flag("include_usage", false);
}

Result<void> decode_common(const Fields& fields, std::int64_t tokens_default, WriteRequest& request) {
  ONGGI_TRY(request.model, fields.text("model"));
  ONGGI_TRY(request.stream, fields.flag("stream", false));
  ONGGI_TRY(request.include_usage, wants_usage(fields));
  ONGGI_TRY(const std::int64_t choices, fields.integer("n", {.min = 1, .max = kChoicesMax, .fallback = 1}));
  request.choices = static_cast<std::size_t>(choices);
  const bool new_name = fields.find("max_completion_tokens") != nullptr;
  return decode_sampling(fields,
                         {.name = new_name ? "max_completion_tokens" : "max_tokens", .fallback = tokens_default},
                         request.generate);
}

Result<std::vector<std::string>> prompts_of(const Fields& fields) {
  const nlohmann::json* prompt = fields.find("prompt");
  if (prompt == nullptr) return bad_field("prompt", "is required");
  if (prompt->is_string()) return std::vector<std::string>{prompt->get<std::string>()};
  const bool is_list = prompt->is_array() && !prompt->empty();
  if (is_list && (prompt->front().is_number() || prompt->front().is_array()))
    return not_supported("prompt", "prompts in numbers of tokens are not supported here: send text");
  if (!is_list) return bad_field("prompt", "must be a string or a list of strings");
  if (prompt->size() > kPromptsMax) return bad_field("prompt", "has at most 32 texts");
  return fields.texts("prompt");
}

}  // namespace

Result<void> decode_sampling(const Fields& fields, const TokensField& tokens, GenerateOptions& options) {
  ONGGI_TRY(const std::int64_t tokens_max,
            fields.integer(tokens.name, {.min = 1, .max = kTokensMax, .fallback = tokens.fallback}));
  options.tokens_max = static_cast<std::int32_t>(tokens_max);
  ONGGI_TRY(options.temperature, fields.real("temperature", {.min = 0, .max = 2, .fallback = 1}));
  ONGGI_TRY(options.top_p, fields.real("top_p", {.min = 0, .max = 1, .fallback = 1}));
  if (fields.find("seed") != nullptr) {
    ONGGI_TRY(const std::int64_t seed, fields.integer("seed", {.min = INT64_MIN, .max = INT64_MAX, .fallback = 0}));
    options.seed = static_cast<std::uint64_t>(seed);
  }
  ONGGI_TRY(options.stop, stops_of(fields));
  ONGGI_TRY(options.presence_penalty, fields.real("presence_penalty", {.min = -2, .max = 2}));
  ONGGI_TRY(options.frequency_penalty, fields.real("frequency_penalty", {.min = -2, .max = 2}));
  ONGGI_TRY(options.logit_bias, biases_of(fields));
  // Two that OpenAI does not have and local servers do.
  ONGGI_TRY(const std::int64_t top_k, fields.integer("top_k", {.min = 0, .max = INT32_MAX}));
  options.top_k = static_cast<std::int32_t>(top_k);
  ONGGI_TRY(options.min_p, fields.real("min_p", {.min = 0, .max = 1}));
  return {};
}

Result<void> decode_effort(const Fields& fields, const EffortField& field, GenerateOptions& options) {
  constexpr std::array<std::string_view, 6> kEfforts = {"none", "minimal", "low", "medium", "high", "xhigh"};
  ONGGI_TRY(auto effort, fields.text_if(field.name));
  options.reasoning_effort = std::move(effort).value_or("");
  if (options.reasoning_effort.empty() || std::ranges::find(kEfforts, options.reasoning_effort) != kEfforts.end())
    return {};
  return bad_field(field.told, "is none, minimal, low, medium, high or xhigh");
}

Result<ChatRequest> decode_chat(const Fields& fields, std::string_view body) {
  ChatRequest request;
  ONGGI_CHECK(decode_common(fields, kTokensDefault, request));
  ONGGI_TRY(request.messages, messages_of(fields));
  ONGGI_CHECK(refuse_unsupported(fields, {"functions", "function_call", "audio"}));
  ONGGI_CHECK(decode_chat_logprobs(fields, request.generate));
  ONGGI_CHECK(decode_effort(fields, {}, request.generate));
  // Parsed again only where the order of a schema's properties counts.
  const bool has_schema = fields.find("tools") != nullptr || fields.find("response_format") != nullptr;
  const auto ordered =
      has_schema ? nlohmann::ordered_json::parse(body, nullptr, false) : nlohmann::ordered_json::object();
  ONGGI_CHECK(decode_tools(fields, ordered, Dialect::chat, request.generate));
  ONGGI_CHECK(decode_format(fields, ordered, request.generate.format));
  return request;
}

Result<TextRequest> decode_text(const Fields& fields, std::string_view body) {
  TextRequest request;
  ONGGI_CHECK(decode_common(fields, kTextTokensDefault, request));
  ONGGI_TRY(request.prompts, prompts_of(fields));
  for (const std::string& prompt : request.prompts)
    if (prompt.empty()) return bad_field("prompt", "is empty");
  ONGGI_CHECK(refuse_unsupported(fields, {"suffix"}));
  ONGGI_TRY(const std::int64_t best_of,
            fields.integer("best_of",
                           {.min = 1, .max = kChoicesMax, .fallback = static_cast<std::int64_t>(request.choices)}));
  if (std::cmp_not_equal(best_of, request.choices)) return not_supported("best_of", "is not supported here");
  ONGGI_TRY(request.echo, fields.flag("echo", false));
  ONGGI_TRY(const std::int64_t top, fields.integer("logprobs", {.min = 0, .max = 5, .fallback = -1}));
  request.generate.logprobs = top >= 0;
  request.generate.top_logprobs = static_cast<std::int32_t>(std::max<std::int64_t>(top, 0));
  if (request.echo && request.generate.logprobs)
    return not_supported("logprobs", "of a prompt that is echoed are not supported here");
  ONGGI_CHECK(decode_format(fields, nlohmann::ordered_json::parse(body, nullptr, false), request.generate.format));
  return request;
}

}  // namespace onggi::serve_room
