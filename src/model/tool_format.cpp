// Tool calls: their words in the prompt, their grammar, and their way back out of the text.
#include "model/tool_format.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "model/grammar.h"

namespace onggi::model {
namespace {

using json = nlohmann::ordered_json;

constexpr std::string_view kBegin = "<tool_call>";
constexpr std::string_view kEnd = "</tool_call>";
constexpr std::size_t kToolsMax = 128;
constexpr int kParenthesesMax = 64;
constexpr std::size_t kGrammarBytesMax = 16U << 10U;  // of a grammar that the caller wrote

std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

/// JSON as it stands, or the text as a string where it is none.
json as_json(const std::string& text) {
  json value = json::parse(text.empty() ? "{}" : text, nullptr, false);
  return value.is_discarded() ? json(text) : value;
}

std::string descriptions(const GenerateOptions& options) {
  std::string text =
      "# Tools\n\nYou may call one or more functions to assist with the user query.\n\nYou are provided with function "
      "signatures within <tools></tools> XML tags:\n<tools>";
  for (const Tool& tool : options.tools) {
    json function = {{"name", tool.name}, {"description", tool.description}, {"parameters", as_json(tool.parameters)}};
    text += "\n" + dump({{"type", "function"}, {"function", std::move(function)}});
  }
  return text +
         "\n</tools>\n\nFor each function call, return a json object with function name and arguments within "
         "<tool_call></tool_call> XML tags:\n<tool_call>\n{\"name\": <function-name>, \"arguments\": "
         "<args-json-object>}\n</tool_call>";
}

std::string call_text(const ToolCall& call) {
  return std::string(kBegin) + "\n" + R"({"name": )" + dump(call.name) + R"(, "arguments": )" +
         dump(as_json(call.arguments)) + "}\n" + std::string(kEnd);
}

ChatMessage with_calls_as_text(ChatMessage message) {
  for (const ToolCall& call : std::exchange(message.tool_calls, {}))
    message.content += (message.content.empty() ? "" : "\n") + call_text(call);
  return message;
}

std::string response_text(const ChatMessage& message) {
  return "<tool_response>\n" + message.content + "\n</tool_response>";
}

/// Whether a tool's parameters are those of an object: arguments are nothing else.
bool is_object_schema(const json& schema) {
  return schema.is_object() && schema.value("type", json("object")) == "object" &&
         (schema.contains("type") || schema.contains("properties"));
}

/// One call of one tool: name and arguments together, so the arguments are those of this name.
Result<std::string> call_rule(GrammarBuilder& grammar, const Tool& tool) {
  std::string arguments = R"("{" space "}")";
  const json parameters = json::parse(tool.parameters.empty() ? "{}" : tool.parameters, nullptr, false);
  if (!parameters.empty()) {
    if (!is_object_schema(parameters))
      return within("tools", {ErrorCode::invalid_argument, "the parameters of a function are an object"});
    auto rule = grammar.add_schema(tool.parameters);
    if (!rule) return within("tools", std::move(rule).error());
    arguments = *std::move(rule);
  }
  const std::string name = dump(json(tool.name));
  grammar.any_value();
  return grammar.add_rule("call", grammar_literal(kBegin) + R"( space "{" space "\"name\":" space )" +
                                      grammar_literal(name) + R"( space "," space "\"arguments\":" space )" +
                                      arguments + R"( space "}" space )" + grammar_literal(kEnd));
}

Result<WritingRule> rule_of_tools(const GenerateOptions& options) {
  if (options.tools.size() > kToolsMax)
    return within("tools", {ErrorCode::invalid_argument, "has at most 128 functions"});
  GrammarBuilder grammar;
  std::string ways;
  const bool one_alone = options.tool_choice.use == ToolUse::required && !options.tool_choice.name.empty();
  for (const Tool& tool : options.tools) {
    if (one_alone && tool.name != options.tool_choice.name) continue;
    ONGGI_TRY(const std::string rule, call_rule(grammar, tool));
    ways += (ways.empty() ? "" : " | ") + rule;
  }
  if (ways.empty())
    return within("tool_choice", {ErrorCode::invalid_argument, "names a function that is not in tools"});
  const std::string more = options.parallel_tool_calls && !one_alone ? R"( ("\n" ()" + ways + "))*" : "";
  const std::string root = grammar.add_rule("calls", "(" + ways + ")" + more);
  return WritingRule{.grammar = grammar.text(root), .from_tool_call = options.tool_choice.use == ToolUse::automatic};
}

/// libllama's parser calls itself for each parenthesis. Those in quotes count too: who needs 64 of them?
bool is_nested_too_deep(std::string_view grammar) {
  int depth = 0, deepest = 0;
  for (const char byte : grammar) {
    if (byte == '(') deepest = std::max(deepest, ++depth);
    if (byte == ')') --depth;
  }
  return deepest > kParenthesesMax;
}

Result<WritingRule> rule_of_format(const OutputFormat& format) {
  GrammarBuilder grammar;
  switch (format.kind) {
    case OutputFormat::Kind::text:
      return WritingRule();
    case OutputFormat::Kind::grammar:
      if (format.details.size() > kGrammarBytesMax)
        return fail(ErrorCode::invalid_argument, "the grammar is longer than 16 KiB");
      if (format.details.empty()) return fail(ErrorCode::invalid_argument, "the grammar is empty");
      if (is_nested_too_deep(format.details))
        return fail(ErrorCode::invalid_argument, "the grammar nests parentheses deeper than 64 levels");
      return WritingRule{.grammar = format.details};
    case OutputFormat::Kind::json_object: {
      const std::string root = grammar.any_object();
      return WritingRule{.grammar = grammar.text(root)};
    }
    case OutputFormat::Kind::json_schema:
      break;
  }
  ONGGI_TRY(const std::string root, grammar.add_schema(format.details));
  return WritingRule{.grammar = grammar.text(root)};
}

bool offers_tools(const GenerateOptions& options) {
  return !options.tools.empty() && options.tool_choice.use != ToolUse::none;
}

/// Bytes at the end of `text` that may be the beginning of `mark`.
std::size_t beginning_of(std::string_view mark, std::string_view text) {
  for (std::size_t length = std::min(mark.size() - 1, text.size()); length > 0; --length)
    if (text.ends_with(mark.substr(0, length))) return length;
  return 0;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \n") == std::string_view::npos; }

}  // namespace

std::vector<ChatMessage> messages_with_tools(const std::vector<ChatMessage>& messages, const GenerateOptions& options) {
  std::vector<ChatMessage> result;
  bool after_tool = false;
  for (const ChatMessage& message : messages) {
    const bool is_tool = message.role == ChatRole::tool;
    if (is_tool && after_tool) result.back().content += "\n" + response_text(message);
    else if (is_tool) result.push_back({.role = ChatRole::user, .content = response_text(message)});
    else result.push_back(with_calls_as_text(message));
    after_tool = is_tool;
  }
  if (!offers_tools(options)) return result;
  if (result.empty() || result.front().role != ChatRole::system)
    result.insert(result.begin(), {.role = ChatRole::system});
  std::string& system = result.front().content;
  system += (system.empty() ? "" : "\n\n") + descriptions(options);
  return result;
}

Result<WritingRule> writing_rule(const GenerateOptions& options) {
  const bool formatted = options.format.kind != OutputFormat::Kind::text;
  if (offers_tools(options)) {
    if (formatted && options.tool_choice.use == ToolUse::automatic)
      return within("response_format",
                    {ErrorCode::invalid_argument, "cannot be kept beside tools that the model may choose"});
    return rule_of_tools(options);
  }
  auto rule = rule_of_format(options.format);
  if (!rule) return within("response_format", std::move(rule).error());
  return rule;
}

ToolCallReader::Piece ToolCallReader::push(std::string_view text) {
  Piece piece;
  pending_ += text;
  while (step(piece)) {
  }
  return piece;
}

ToolCallReader::Piece ToolCallReader::finish() {
  Piece piece;
  // A call that broke off before it had a name is shown as what it is: text.
  if (place_ == Place::head) piece.text = kBegin;
  const bool is_text = place_ == Place::head || (place_ == Place::text && (calls_.empty() || !is_blank(pending_)));
  if (is_text) piece.text += std::exchange(pending_, {});
  return piece;
}

bool ToolCallReader::step(Piece& piece) {
  switch (place_) {
    case Place::text:
      return read_text(piece);
    case Place::head:
      return read_head(piece);
    case Place::arguments:
      return read_arguments(piece);
    case Place::tail:
      return read_tail();
  }
  return false;
}

/// Space before a call belongs to the format, so it is held back until something else follows.
bool ToolCallReader::read_text(Piece& piece) {
  const std::size_t found = pending_.find(kBegin);
  const bool begins = found != std::string::npos;
  const std::size_t length = begins ? found : pending_.size() - beginning_of(kBegin, pending_);
  const std::size_t last = std::string_view(pending_).substr(0, length).find_last_not_of(" \n");
  const std::size_t shown = last == std::string::npos ? 0 : last + 1;
  piece.text += pending_.substr(0, shown);
  pending_.erase(0, begins ? found + kBegin.size() : shown);
  if (begins) place_ = Place::head;
  return begins;
}

/// Up to where the arguments begin: the grammar has made it {"name": "...", "arguments": .
bool ToolCallReader::read_head(Piece& piece) {
  constexpr std::string_view kArguments = "\"arguments\":";
  const std::size_t found = pending_.find(kArguments);
  if (found == std::string::npos) return false;
  const std::size_t value = pending_.find_first_not_of(" \t\n", found + kArguments.size());
  if (value == std::string::npos) return false;
  const std::string_view head = std::string_view(pending_).substr(0, found);
  const json parsed = json::parse(std::string(head.substr(0, head.find_last_of(','))) + "}", nullptr, false);
  const std::string name = parsed.is_object() ? parsed.value("name", "") : "";
  calls_.push_back({.id = "call_" + random_token(24), .name = name});
  piece.calls.push_back({.index = calls_.size() - 1, .id = calls_.back().id, .name = name});
  pending_.erase(0, value);
  place_ = Place::arguments;
  depth_ = 0;
  in_string_ = escaped_ = false;
  return true;
}

bool ToolCallReader::read_arguments(Piece& piece) {
  std::size_t length = 0;
  bool over = false;
  while (length < pending_.size() && !over) {
    const char byte = pending_[length++];
    if (escaped_) escaped_ = false;
    else if (in_string_ && byte == '\\') escaped_ = true;
    else if (byte == '"') in_string_ = !in_string_;
    else if (!in_string_ && (byte == '{' || byte == '[')) ++depth_;
    else if (!in_string_ && (byte == '}' || byte == ']')) over = --depth_ == 0;
  }
  if (length == 0) return false;
  const std::string fragment = pending_.substr(0, length);
  calls_.back().arguments += fragment;
  piece.calls.push_back({.index = calls_.size() - 1, .arguments = fragment});
  pending_.erase(0, length);
  if (over) place_ = Place::tail;
  return over;
}

bool ToolCallReader::read_tail() {
  const std::size_t found = pending_.find(kEnd);
  if (found == std::string::npos) return false;
  pending_.erase(0, found + kEnd.size());
  place_ = Place::text;
  return true;
}

}  // namespace onggi::model
