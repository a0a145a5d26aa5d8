// Tool calls: their words in the prompt, their grammar, and their way back out of the text.
#include "model/tool_format.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "model/grammar.h"

namespace onggi::model {
namespace {

using json = nlohmann::ordered_json;

constexpr std::string_view kBegin = "<tool_call>", kEnd = "</tool_call>";
constexpr std::size_t kToolsMax = 128;
constexpr int kParenthesesMax = 64;
constexpr std::size_t kGrammarBytesMax = 16U << 10U;  // of a grammar that the caller wrote

constexpr std::string_view kBlanks = " \t\r\n";

bool is_blank(std::string_view text) { return text.find_first_not_of(kBlanks) == std::string_view::npos; }
bool is_id(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '-' ||
         byte == '_';
}

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

/// GBNF of a text of the format: white space in it may be another, an id any.
std::string grammar_of_frame(std::string_view text) {
  std::string result, literal;
  const auto flush = [&] {
    if (!literal.empty()) result += grammar_literal(std::exchange(literal, {})) + " ";
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == CallFormat::kId) {
      flush();
      result += "[a-zA-Z0-9_-]{1,64} ";
    } else if (is_blank(text.substr(at, 1))) {
      flush();
      while (at + 1 < text.size() && is_blank(text.substr(at + 1, 1))) ++at;
      result += "space ";
    } else {
      literal += text[at];
    }
  }
  flush();
  return result;
}

/// The arguments of one tool: those of its schema.
Result<std::string> arguments_rule(GrammarBuilder& grammar, const Tool& tool) {
  const json parameters = json::parse(tool.parameters.empty() ? "{}" : tool.parameters, nullptr, false);
  if (parameters.empty()) return R"("{" space "}")";
  if (!is_object_schema(parameters))
    return within("tools", {ErrorCode::invalid_argument, "the parameters of a function are an object"});
  auto rule = grammar.add_schema(tool.parameters);
  if (!rule) return within("tools", std::move(rule).error());
  return rule;
}

/// One call of one tool: name and arguments together, so the arguments are those of this name.
Result<std::string> call_rule(GrammarBuilder& grammar, const Tool& tool, const CallFormat& format) {
  ONGGI_TRY(const std::string arguments, arguments_rule(grammar, tool));
  std::string name = tool.name;
  if (format.begin.ends_with('"')) {
    name = dump(json(name));
    name = name.substr(1, name.size() - 2);
  }
  return grammar.add_rule("call", grammar_literal(name) + " " + grammar_of_frame(format.middle) + arguments);
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    if (std::string_view("\\^$.|?*+()[]{}/").contains(byte)) result += '\\';
    result += byte;
  }
  return result;
}

/// Which text calls begin in: after the mark wherever it stands, or an answer that begins like a call.
std::string trigger_of(const CallFormat& format) {
  if (!format.mark().empty()) return "[\\s\\S]*?(" + escaped(format.mark()) + "[\\s\\S]*)";
  std::string pattern;
  for (const char byte : format.begin)
    if (!is_blank({&byte, 1})) pattern += escaped({&byte, 1}) + "\\s*";
  return "\\s*(" + pattern + "[\\s\\S]*)";
}

Result<WritingRule> rule_of_tools(const GenerateOptions& options, const CallFormat& format) {
  if (options.tools.size() > kToolsMax)
    return within("tools", {ErrorCode::invalid_argument, "has at most 128 functions"});
  GrammarBuilder grammar;
  grammar.any_value();  // the rule of white space
  std::string ways;
  const bool one_alone = options.tool_choice.use == ToolUse::required && !options.tool_choice.name.empty();
  for (const Tool& tool : options.tools) {
    if (one_alone && tool.name != options.tool_choice.name) continue;
    ONGGI_TRY(const std::string rule, call_rule(grammar, tool, format));
    ways += (ways.empty() ? "" : " | ") + rule;
  }
  if (ways.empty())
    return within("tool_choice", {ErrorCode::invalid_argument, "names a function that is not in tools"});
  const bool several = options.parallel_tool_calls && !one_alone && !format.between.empty();
  const std::string one = grammar.add_rule("one", ways);
  const std::string more = several ? "(" + grammar_of_frame(format.between) + one + ")* " : "";
  const std::string root =
      grammar.add_rule("calls", grammar_of_frame(format.begin) + one + " " + more + grammar_of_frame(format.end));
  const bool waits = options.tool_choice.use == ToolUse::automatic;
  return WritingRule{.grammar = grammar.text(root), .trigger = waits ? trigger_of(format) : "", .shown = {}};
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

/// Bytes at the end of `text` that may be the beginning of `mark`.
std::size_t beginning_of(std::string_view mark, std::string_view text) {
  for (std::size_t length = std::min(mark.size() - 1, text.size()); length > 0; --length)
    if (text.ends_with(mark.substr(0, length))) return length;
  return 0;
}

/// How far `text` goes along with `frame`, white space aside.
struct Along {
  enum class How { whole, begun, another } how = How::another;
  std::size_t length = 0;  // of the text, when whole
};
Along along(std::string_view frame, std::string_view text) {
  std::size_t at = 0;
  const auto skip = [&at](std::string_view in) {
    while (at < in.size() && is_blank(in.substr(at, 1))) ++at;
  };
  for (std::size_t i = 0; i < frame.size(); ++i) {
    if (is_blank(frame.substr(i, 1))) continue;
    skip(text);
    if (at == text.size()) return {.how = Along::How::begun};
    if (frame[i] != CallFormat::kId) {
      if (text[at++] != frame[i]) return {};
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_id(text[at])) ++at;
    if (at == text.size()) return {.how = Along::How::begun};
    if (at == begin) return {};
  }
  return {.how = Along::How::whole, .length = at};
}

/// Where the name ends: at the first word of what follows it.
std::string_view first_word(std::string_view frame) {
  const std::size_t begin = std::min(frame.find_first_not_of(kBlanks), frame.size());
  return frame.substr(begin, frame.find_first_of(kBlanks, begin) - begin);
}

}  // namespace

std::string_view CallFormat::mark() const {
  const std::string_view text = begin;
  const char close = text.starts_with('<') ? '>' : ']';
  if (!text.starts_with('<') && (!text.starts_with('[') || text.starts_with("[{"))) return {};
  const std::size_t last = text.find(close);
  if (last != std::string_view::npos) return text.substr(0, last + 1);
  return text.starts_with('<') ? text : std::string_view();
}

CallFormat CallFormat::hermes() {
  return {.begin = "<tool_call>\n{\"name\": \"",
          .middle = "\", \"arguments\": ",
          .between = "}\n</tool_call>\n<tool_call>\n{\"name\": \"",
          .end = "}\n</tool_call>"};
}

bool offers_tools(const GenerateOptions& options) {
  return !options.tools.empty() && options.tool_choice.use != ToolUse::none;
}

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

Result<WritingRule> writing_rule(const GenerateOptions& options, const CallFormat& format) {
  const bool formatted = options.format.kind != OutputFormat::Kind::text;
  if (offers_tools(options)) {
    if (formatted && options.tool_choice.use == ToolUse::automatic)
      return within("response_format",
                    {ErrorCode::invalid_argument, "cannot be kept beside tools that the model may choose"});
    return rule_of_tools(options, format);
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
  const bool is_head = place_ == Place::begin || place_ == Place::name;
  if (is_head || (place_ == Place::text && (calls_.empty() || !is_blank(pending_)))) piece.text = std::move(pending_);
  pending_.clear();
  return piece;
}

bool ToolCallReader::step(Piece& piece) {
  switch (place_) {
    case Place::text:
      return read_text(piece);
    case Place::begin:
      return read_begin(piece);
    case Place::name:
      return read_name(piece);
    case Place::arguments:
      return read_arguments(piece);
    case Place::tail:
      return read_tail();
  }
  return false;
}

void ToolCallReader::show(Piece& piece, std::size_t length) {
  piece.text += pending_.substr(0, length);
  any_shown_ = any_shown_ || length > 0;
  pending_.erase(0, length);
}

/// What looked like a call is text after all.
bool ToolCallReader::give_up(Piece& piece) {
  show(piece, std::max<std::size_t>(1, std::min(format_.mark().size(), pending_.size())));
  place_ = Place::text;
  head_ = 0;
  return true;
}

/// Where a call begins, or SIZE_MAX; false: more text will tell.
bool ToolCallReader::find_call(std::size_t& found) const {
  found = std::string::npos;
  if (!format_.mark().empty()) {
    found = pending_.find(format_.mark());
    return true;
  }
  if (any_shown_ || !calls_.empty()) return true;
  const Along head = along(format_.begin, pending_);
  if (head.how == Along::How::whole) found = 0;
  return head.how != Along::How::begun;
}

/// Space before a call belongs to the format, so it is held back until something else follows.
bool ToolCallReader::read_text(Piece& piece) {
  std::size_t found = 0;
  if (!find_call(found)) return false;
  const bool begins = found != std::string::npos;
  const std::string_view mark = format_.mark();
  const std::size_t held = mark.empty() ? 0 : beginning_of(mark, pending_);
  const std::size_t length = begins ? found : pending_.size() - held;
  const std::size_t last = std::string_view(pending_).substr(0, length).find_last_not_of(kBlanks);
  show(piece, last == std::string::npos ? 0 : last + 1);
  if (!begins) return false;
  pending_.erase(0, std::min(pending_.find_first_not_of(kBlanks), pending_.size()));
  place_ = Place::begin;
  return true;
}

bool ToolCallReader::read_begin(Piece& piece) {
  const Along head = along(format_.begin, pending_);
  if (head.how == Along::How::begun) return false;
  if (head.how == Along::How::another) return give_up(piece);
  head_ = head.length;
  place_ = Place::name;
  return true;
}

/// Name and what follows it, up to where the arguments begin.
bool ToolCallReader::read_name(Piece& piece) {
  const std::string_view rest = std::string_view(pending_).substr(head_);
  const std::string_view word = first_word(format_.middle);
  const std::size_t end = word.empty() ? rest.find_first_of(" \t\r\n{") : rest.find(word);
  if (end == std::string_view::npos) return false;
  const Along middle = along(format_.middle, rest.substr(end));
  if (middle.how == Along::How::begun) return false;
  const std::size_t value = rest.find_first_not_of(kBlanks, end + middle.length);
  if (middle.how == Along::How::whole && value == std::string_view::npos) return false;
  if (middle.how == Along::How::another || rest[value] != '{') return give_up(piece);
  std::string name(rest.substr(0, rest.find_last_not_of(kBlanks, end == 0 ? 0 : end - 1) + 1));
  if (format_.begin.ends_with('"')) {
    const json parsed = json::parse('"' + name + '"', nullptr, false);
    if (parsed.is_string()) name = parsed.get<std::string>();
  }
  calls_.push_back({.id = "call_" + random_token(24), .name = name, .arguments = {}});
  piece.calls.push_back({.index = calls_.size() - 1, .id = calls_.back().id, .name = name, .arguments = {}});
  pending_.erase(0, head_ + value);
  place_ = Place::arguments;
  head_ = 0;
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

/// Another call, or the end of calls; what is neither is text.
bool ToolCallReader::read_tail() {
  const Along more = format_.between.empty() ? Along() : along(format_.between, pending_);
  if (more.how == Along::How::whole) {
    head_ = more.length;
    place_ = Place::name;
    return true;
  }
  const Along end = along(format_.end, pending_);
  if (more.how == Along::How::begun || end.how == Along::How::begun) return false;
  pending_.erase(0, end.length);
  place_ = Place::text;
  return true;
}

}  // namespace onggi::model
