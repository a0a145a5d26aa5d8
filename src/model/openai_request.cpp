// Requests of the OpenAI API: chat and text.
#include "model/openai_wire.h"
#include "model/remote_json.h"

namespace onggi::model {
namespace {

using json = OrderedJson;

json encode_message(const ChatMessage& message) {
  json result = {{"role", to_string(message.role)}, {"content", message.content}};
  if (!message.name.empty()) result["name"] = message.name;
  if (!message.tool_call_id.empty()) result["tool_call_id"] = message.tool_call_id;
  if (message.tool_calls.empty()) return result;
  if (message.content.empty()) result["content"] = nullptr;
  for (const ToolCall& call : message.tool_calls)
    result["tool_calls"].push_back(
        {{"id", call.id}, {"type", "function"}, {"function", {{"name", call.name}, {"arguments", call.arguments}}}});
  return result;
}

json encode_choice(const ToolChoice& choice) {
  if (choice.use == ToolUse::none) return "none";
  if (choice.use == ToolUse::automatic) return "auto";
  if (choice.name.empty()) return "required";
  return {{"type", "function"}, {"function", {{"name", choice.name}}}};
}

void add_tools(json& body, const GenerateOptions& options) {
  if (options.tools.empty()) return;
  for (const Tool& tool : options.tools) {
    json function = {{"name", tool.name}};
    if (!tool.description.empty()) function["description"] = tool.description;
    if (!tool.parameters.empty()) function["parameters"] = json::parse(tool.parameters, nullptr, false);
    body["tools"].push_back({{"type", "function"}, {"function", std::move(function)}});
  }
  body["tool_choice"] = encode_choice(options.tool_choice);
  if (!options.parallel_tool_calls) body["parallel_tool_calls"] = false;
}

void add_format(json& body, const OutputFormat& format) {
  if (format.kind == OutputFormat::Kind::json_object) body["response_format"] = {{"type", "json_object"}};
  if (format.kind == OutputFormat::Kind::grammar) body["grammar"] = format.details;  // as llama.cpp's server names it
  if (format.kind != OutputFormat::Kind::json_schema) return;
  json schema = {{"name", format.name.empty() ? "answer" : format.name},
                 {"strict", format.strict},
                 {"schema", json::parse(format.details, nullptr, false)}};
  body["response_format"] = {{"type", "json_schema"}, {"json_schema", std::move(schema)}};
}

/// Only what differs from the API's own defaults: not every server knows every field.
void add_sampling(json& body, const GenerateOptions& options) {
  body["max_tokens"] = options.tokens_max;
  body["temperature"] = options.temperature;
  body["top_p"] = options.top_p;
  if (options.top_k > 0) body["top_k"] = options.top_k;
  if (options.min_p > 0) body["min_p"] = options.min_p;
  if (options.presence_penalty != 0) body["presence_penalty"] = options.presence_penalty;
  if (options.frequency_penalty != 0) body["frequency_penalty"] = options.frequency_penalty;
  for (const LogitBias& bias : options.logit_bias) body["logit_bias"][std::to_string(bias.token)] = bias.bias;
  if (options.seed) body["seed"] = *options.seed;
  if (!options.reasoning_effort.empty()) body["reasoning_effort"] = options.reasoning_effort;
  if (!options.stop.empty()) body["stop"] = options.stop;
}

std::string finished_body(json& body, bool stream) {
  if (stream) {
    body["stream"] = true;
    body["stream_options"] = {{"include_usage", true}};
  }
  return dumped(body);
}

}  // namespace

std::string openai_chat_body(const std::string& model, const std::vector<ChatMessage>& messages,
                             const GenerateOptions& options, bool stream) {
  json body = {{"model", model}, {"messages", json::array()}};
  for (const ChatMessage& message : messages) body["messages"].push_back(encode_message(message));
  add_sampling(body, options);
  add_tools(body, options);
  add_format(body, options.format);
  if (options.logprobs) body["logprobs"] = true;
  if (options.top_logprobs > 0) body["top_logprobs"] = options.top_logprobs;
  return finished_body(body, stream);
}

std::string openai_text_body(const std::string& model, std::string_view prompt, const GenerateOptions& options,
                             bool stream) {
  json body = {{"model", model}, {"prompt", prompt}};
  add_sampling(body, options);
  add_format(body, options.format);
  if (options.logprobs) body["logprobs"] = options.top_logprobs;
  return finished_body(body, stream);
}

}  // namespace onggi::model
