// Chat Completions v3: what may be asked, and how.
#include "model/clova_request.h"

#include <algorithm>
#include <utility>

#include "model/remote_json.h"

namespace onggi::model::clova {
namespace {

using json = OrderedJson;

constexpr std::int32_t kToolTokensLeast = 1'024;
constexpr std::uint64_t kSeedMax = 4'294'967'295;
constexpr std::int32_t kTopKMax = 128;

std::unexpected<Error> unsupported(std::string_view option, std::string why) {
  return within(option, {ErrorCode::unsupported, std::move(why), {}, "unsupported_parameter"});
}

bool thinks(const GenerateOptions& options) {
  return !options.reasoning_effort.empty() && options.reasoning_effort != "none";
}

bool is_about_tools(const std::vector<ChatMessage>& messages, const GenerateOptions& options) {
  return !options.tools.empty() || std::ranges::any_of(messages, [](const ChatMessage& message) {
    return message.role == ChatRole::tool || !message.tool_calls.empty();
  });
}

/// Options that the API does not have at all.
Result<void> check_known(const GenerateOptions& options) {
  constexpr auto kNone = "CLOVA Studio does not have this";
  if (options.logprobs || options.top_logprobs > 0) return unsupported("logprobs", kNone);
  if (options.min_p > 0) return unsupported("min_p", kNone);
  if (options.presence_penalty != 0) return unsupported("presence_penalty", kNone);
  if (options.frequency_penalty != 0) return unsupported("frequency_penalty", kNone);
  if (!options.logit_bias.empty()) return unsupported("logit_bias", kNone);
  if (options.format.kind == OutputFormat::Kind::grammar) return unsupported("grammar", kNone);
  if (options.format.kind == OutputFormat::Kind::json_object)
    return unsupported("response_format", "CLOVA Studio takes a JSON schema and not json_object");
  return {};
}

Result<void> check_ranges(const GenerateOptions& options) {
  if (options.temperature > 1) return unsupported("temperature", "is from 0 to 1 at CLOVA Studio");
  if (options.top_p <= 0) return unsupported("top_p", "is above 0 at CLOVA Studio");
  if (options.top_k > kTopKMax) return unsupported("top_k", "is at most 128 at CLOVA Studio");
  if (options.seed && (*options.seed < 1 || *options.seed > kSeedMax))
    return unsupported("seed", "is from 1 to 4294967295 at CLOVA Studio");
  return {};
}

/// What the model cannot do, or not together.
Result<void> check_able(const Facts& facts, bool about_tools, const GenerateOptions& options) {
  const bool has_schema = options.format.kind == OutputFormat::Kind::json_schema;
  if (about_tools && !facts.has_tools) return unsupported("tools", "a tuned model of CLOVA Studio calls no functions");
  if (has_schema && !facts.has_schemas)
    return unsupported("response_format", "of the models of CLOVA Studio only HCX-007 holds itself to a schema");
  if (has_schema && about_tools)
    return unsupported("response_format", "CLOVA Studio takes a schema or functions, not both");
  if (!thinks(options)) return {};
  if (!facts.thinks) return unsupported("reasoning_effort", "of the models of CLOVA Studio only HCX-007 thinks");
  if (has_schema || about_tools)
    return unsupported("reasoning_effort", "at CLOVA Studio no model thinks together with functions or a schema");
  return {};
}

Result<void> check_tools(const GenerateOptions& options) {
  if (options.tools.empty()) return {};
  if (!options.parallel_tool_calls)
    return unsupported("parallel_tool_calls", "CLOVA Studio does not take that there is one call at most");
  const ToolChoice& choice = options.tool_choice;
  if (choice.use == ToolUse::required && choice.name.empty() && options.tools.size() > 1)
    return unsupported("tool_choice", "at CLOVA Studio a call is forced by naming its function");
  return {};
}

/// The arguments of a call are an object there, and text here.
Result<json> encode_call(const ToolCall& call) {
  json arguments = call.arguments.empty() ? json::object() : json::parse(call.arguments, nullptr, false);
  if (!arguments.is_object())
    return within("messages", {ErrorCode::invalid_argument, "the arguments of a tool call are a JSON object"});
  return json{
      {"id", call.id}, {"type", "function"}, {"function", {{"name", call.name}, {"arguments", std::move(arguments)}}}};
}

Result<json> encode_message(const ChatMessage& message) {
  if (!message.name.empty()) return unsupported("messages", "CLOVA Studio takes no name of who speaks");
  json result = {{"role", to_string(message.role)}, {"content", message.content}};
  if (!message.tool_call_id.empty()) result["toolCallId"] = message.tool_call_id;
  for (const ToolCall& call : message.tool_calls) {
    ONGGI_TRY(json encoded, encode_call(call));
    result["toolCalls"].push_back(std::move(encoded));
  }
  return result;
}

Result<json> encode_messages(const std::vector<ChatMessage>& messages) {
  ChatMessage system{.role = ChatRole::system};
  json result = json::array();
  for (const ChatMessage& message : messages) {
    ONGGI_TRY(json encoded, encode_message(message));
    if (message.role != ChatRole::system) {
      result.push_back(std::move(encoded));
      continue;
    }
    system.content += (system.content.empty() ? "" : "\n\n") + message.content;
  }
  if (system.content.empty()) return result;
  ONGGI_TRY(json encoded, encode_message(system));
  result.insert(result.begin(), std::move(encoded));
  return result;
}

json encode_tool(const Tool& tool) {
  json function = {{"name", tool.name}, {"description", tool.description.empty() ? tool.name : tool.description}};
  if (!tool.parameters.empty()) function["parameters"] = json::parse(tool.parameters, nullptr, false);
  return {{"type", "function"}, {"function", std::move(function)}};
}

json encode_choice(const GenerateOptions& options) {
  const ToolChoice& choice = options.tool_choice;
  if (choice.use == ToolUse::none) return "none";
  if (choice.use == ToolUse::automatic) return "auto";
  const std::string& name = choice.name.empty() ? options.tools.front().name : choice.name;
  return {{"type", "function"}, {"function", {{"name", name}}}};
}

std::string effort_of(const GenerateOptions& options) {
  if (!thinks(options)) return "none";
  if (options.reasoning_effort == "minimal") return "low";
  return options.reasoning_effort == "xhigh" ? "high" : options.reasoning_effort;
}

void add_sampling(json& body, const Facts& facts, bool about_tools, const GenerateOptions& options) {
  body["topP"] = options.top_p;
  if (options.top_k > 0) body["topK"] = options.top_k;
  std::int32_t tokens = about_tools ? std::max(options.tokens_max, kToolTokensLeast) : options.tokens_max;
  if (facts.written_max > 0) tokens = std::min(tokens, facts.written_max);
  body[facts.thinks ? "maxCompletionTokens" : "maxTokens"] = tokens;
  body["temperature"] = options.temperature;
  if (options.seed) body["seed"] = *options.seed;
  if (facts.thinks) body["thinking"] = {{"effort", effort_of(options)}};
  // Not taken beside thoughts; the reader of the answer watches for them in any case.
  if (!options.stop.empty() && !thinks(options)) body["stop"] = options.stop;
}

}  // namespace

Result<std::string> chat_body(const Facts& facts, const std::vector<ChatMessage>& messages,
                              const GenerateOptions& options) {
  const bool about_tools = is_about_tools(messages, options);
  ONGGI_CHECK(check_known(options));
  ONGGI_CHECK(check_ranges(options));
  ONGGI_CHECK(check_able(facts, about_tools, options));
  ONGGI_CHECK(check_tools(options));
  json body;
  ONGGI_TRY(body["messages"], encode_messages(messages));
  add_sampling(body, facts, about_tools, options);
  for (const Tool& tool : options.tools) body["tools"].push_back(encode_tool(tool));
  if (!options.tools.empty()) body["toolChoice"] = encode_choice(options);
  if (options.format.kind == OutputFormat::Kind::json_schema)
    body["responseFormat"] = {{"type", "json"}, {"schema", json::parse(options.format.details, nullptr, false)}};
  return dumped(body);
}

}  // namespace onggi::model::clova
