// Learns a model's form by asking its template, then writes prompts with it.
#include "model/chat_format.h"

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/hash.h"
#include "base/log.h"

namespace onggi::model {
namespace {

using json = nlohmann::ordered_json;
using Value = TemplateValue;

// What templates are asked with. Names and ids of letters and digits: some templates refuse others.
constexpr std::string_view kWords = "onggi asks this", kRules = "onggi rules this", kResult = "onggi found this";
constexpr std::string_view kNames[] = {"onggi_first", "onggi_second"};
constexpr std::string_view kIds[] = {"onggiid01", "onggiid02"};
constexpr std::string_view kKey = "onggi_key";
constexpr std::size_t kFrameBytesMax = 512;

constexpr std::string_view kArguments = R"({"onggi_key":"onggi_value"})";
constexpr std::string_view kParameters =
    R"({"type":"object","properties":{"onggi_key":{"type":"string","description":"What"}},"required":["onggi_key"]})";

ChatMessage made_up_call(std::size_t calls) {
  ChatMessage message{.role = ChatRole::assistant};
  for (std::size_t i = 0; i < calls; ++i)
    message.tool_calls.push_back(
        {.id = std::string(kIds[i]), .name = std::string(kNames[i]), .arguments = std::string(kArguments)});
  return message;
}

std::vector<Tool> made_up_tools() {
  std::vector<Tool> tools;
  for (const std::string_view name : kNames)
    tools.push_back(
        {.name = std::string(name), .description = "Does what onggi asks", .parameters = std::string(kParameters)});
  return tools;
}

/// Nine letters and digits that stand for an id wherever it comes up.
std::string short_id(const std::string& id) { return id.size() == 9 ? id : sha256_hex(id).substr(0, 9); }

Value arguments_of(const std::string& arguments, bool as_text) {
  if (as_text) return Value::outside(arguments);
  const json parsed = json::parse(arguments.empty() ? "{}" : arguments, nullptr, false);
  return parsed.is_discarded() ? Value::outside(arguments) : Value::of_json(parsed);
}

Value tool_value(const Tool& tool) {
  const json parameters = json::parse(tool.parameters, nullptr, false);
  const bool given = parameters.is_object() && !parameters.empty();
  const json empty = {{"type", "object"}, {"properties", json::object()}};
  return Value::object({{"type", Value::own("function")},
                        {"function", Value::object({{"name", Value::outside(tool.name)},
                                                    {"description", Value::outside(tool.description)},
                                                    {"parameters", Value::of_json(given ? parameters : empty)}})}});
}

/// Neighbours of one role as one message, and all that the system says first: some templates know nothing else.
std::vector<ChatMessage> smoothed(const std::vector<ChatMessage>& messages) {
  std::vector<ChatMessage> result;
  for (const ChatMessage& message : messages)
    if (message.role == ChatRole::system) {
      if (result.empty()) result.push_back(message);
      else result.front().content += "\n\n" + message.content;
    }
  for (const ChatMessage& message : messages) {
    if (message.role == ChatRole::system) continue;
    const bool joins = !result.empty() && result.back().role == message.role && message.role != ChatRole::tool &&
                       message.tool_calls.empty() && result.back().tool_calls.empty();
    if (joins) result.back().content += "\n\n" + message.content;
    else result.push_back(message);
  }
  return result;
}

std::vector<ChatMessage> without_system(std::vector<ChatMessage> messages) {
  std::string rules;
  for (const ChatMessage& message : messages)
    if (message.role == ChatRole::system) rules += message.content + "\n\n";
  std::erase_if(messages, [](const ChatMessage& message) { return message.role == ChatRole::system; });
  if (rules.empty()) return messages;
  const auto user = std::ranges::find(messages, ChatRole::user, &ChatMessage::role);
  if (user != messages.end()) user->content = rules + user->content;
  else messages.insert(messages.begin(), {.role = ChatRole::user, .content = std::move(rules)});
  return messages;
}

/// The name of the function that a result answers.
std::string name_of_call(const std::vector<ChatMessage>& messages, const std::string& id) {
  for (const ChatMessage& message : messages)
    for (const ToolCall& call : message.tool_calls)
      if (call.id == id) return call.name;
  return "";
}

std::string with_ids_open(std::string text) {
  for (const std::string_view id : kIds)
    for (std::size_t at = text.find(id); at != std::string::npos; at = text.find(id, at))
      text.replace(at, id.size(), 1, CallFormat::kId);
  return text;
}

/// Where the made-up arguments stand after `from`; empty when they are not there as JSON.
std::optional<std::pair<std::size_t, std::size_t>> arguments_in(std::string_view text, std::size_t from) {
  const std::size_t key = text.find(kKey, from);
  if (key == std::string_view::npos) return {};
  const std::size_t begin = text.rfind('{', key), end = text.find('}', key);
  if (begin == std::string_view::npos || begin < from || end == std::string_view::npos) return {};
  const json parsed = json::parse(text.substr(begin, end + 1 - begin), nullptr, false);
  if (parsed != json::parse(kArguments)) return {};
  return std::pair(begin, end + 1);
}

/// Where the text of the calls begins: behind what the beginning of an answer is anyway.
std::optional<std::size_t> begin_of_calls(std::string_view before, std::string_view with_call) {
  const auto differing = std::ranges::mismatch(before, with_call);
  auto begin = static_cast<std::size_t>(differing.in1 - before.begin());
  if (begin < before.size()) {
    // "<think>" and "<tool_call>" agree in "<t".
    while (begin > 0 && !std::string_view(" \n>").contains(before[begin - 1])) --begin;
    if (!before.substr(begin).starts_with("<think")) return {};
  }
  const std::size_t name = with_call.find(kNames[0], begin);
  const std::size_t thought = with_call.substr(0, name).rfind("</think>");
  if (thought != std::string_view::npos && thought >= begin) begin = thought + 8;
  const std::size_t words = with_call.find_first_not_of(" \n", begin);
  if (name == std::string_view::npos || words >= name) return {};
  return words;
}

}  // namespace

Result<std::shared_ptr<const ChatFormat>> ChatFormat::open(std::shared_ptr<const LlamaModel> model) {
  const auto text_of = [&](const char* name) {
    const char* source = model->chat_template(name);
    return std::string(source == nullptr ? "" : source);
  };
  const std::string usual = text_of(""), with_tools = text_of("tool_use");
  return open(std::move(model), usual, with_tools);
}

Result<std::shared_ptr<const ChatFormat>> ChatFormat::open(std::shared_ptr<const LlamaModel> model,
                                                           std::string_view usual, std::string_view with_tools) {
  std::shared_ptr<ChatFormat> format(new ChatFormat(std::move(model)));
  const auto learnt = format->learn_messages(usual);
  if (learnt) {
    format->learn_calls(with_tools);
    return format;
  }
  log(LogLevel::info, "a model's chat template is not run",
      {{"model", format->model_->path()}, {"why", learnt.error().message}});
  format->usual_.reset();
  ONGGI_CHECK(format->model_->listed_chat_prompt({{.role = ChatRole::user, .content = "?"}}));
  return format;
}

Result<void> ChatFormat::learn_messages(std::string_view source) {
  if (source.empty()) return template_error("there is none");
  ONGGI_TRY(usual_, ChatTemplate::open(source));
  const ChatMessage user{.role = ChatRole::user, .content = std::string(kWords)};
  auto text = render(*usual_, shape_, {user}, {}, true);
  if (!text || !text->bytes.contains(kWords)) {
    shape_.parts = true;
    ONGGI_TRY(text, render(*usual_, shape_, {user}, {}, true));
    if (!text->bytes.contains(kWords)) return template_error("it leaves out what the user says");
  }
  const auto ruled =
      render(*usual_, shape_, {{.role = ChatRole::system, .content = std::string(kRules)}, user}, {}, true);
  shape_.merges_system = !ruled || !ruled->bytes.contains(kRules) || !ruled->bytes.contains(kWords);
  return {};
}

void ChatFormat::learn_calls(std::string_view source) {
  with_tools_ = usual_;
  if (!source.empty())
    if (auto chat = ChatTemplate::open(source)) with_tools_ = *std::move(chat);
  for (const bool text_arguments : {false, true}) {
    Shape shape = shape_;
    shape.text_arguments = text_arguments;
    // The ids of made-up calls have nine characters anyway, so whether others are taken is asked apart.
    auto found = call_format_of(shape);
    if (!found) continue;
    std::vector<ChatMessage> long_id = {{.role = ChatRole::user, .content = std::string(kWords)}, made_up_call(1)};
    long_id.back().tool_calls[0].id = "call_0123456789abcdefghijklmn";
    shape.short_ids = !render(*with_tools_, shape, long_id, made_up_tools(), false).has_value();
    shape_ = shape;
    calls_ = *std::move(found);
    knows_tools_ = true;
    break;
  }
  call_tokens_ = tokens_in(calls_.begin + calls_.middle + calls_.between + calls_.end);
}

std::optional<CallFormat> ChatFormat::call_format_of(const Shape& shape) const {
  const std::vector<Tool> tools = made_up_tools();
  const ChatMessage user{.role = ChatRole::user, .content = std::string(kWords)};
  const ChatMessage result{
      .role = ChatRole::tool, .content = std::string(kResult), .tool_call_id = std::string(kIds[0])};
  const auto before = render(*with_tools_, shape, {user}, tools, true);
  const auto one = render(*with_tools_, shape, {user, made_up_call(1)}, tools, false);
  const auto answered = render(*with_tools_, shape, {user, made_up_call(1), result}, tools, true);
  if (!before || !one || !answered || !before->bytes.contains(kNames[1]) || !answered->bytes.contains(kResult))
    return {};
  const std::string_view text = one->bytes;
  const auto begin = begin_of_calls(before->bytes, text);
  if (!begin) return {};
  const std::size_t name = text.find(kNames[0], *begin), named = name + kNames[0].size();
  const auto arguments = arguments_in(text, named);
  if (!arguments) return {};
  const auto frame = [](std::string_view whole, std::size_t from, std::size_t to) {
    return with_ids_open(std::string(whole.substr(from, to - from)));
  };
  CallFormat format{.begin = frame(text, *begin, name), .middle = frame(text, named, arguments->first)};
  const std::string_view rest = text.substr(arguments->second);
  const std::size_t end = rest.substr(0, end_of_turn(rest)).find_last_not_of(" \n");
  format.end = frame(rest, 0, end == std::string_view::npos ? 0 : end + 1);
  if (const auto two = render(*with_tools_, shape, {user, made_up_call(2)}, tools, false)) {
    const std::size_t second = two->bytes.find(kNames[1], arguments->second);
    const auto more = second == std::string::npos ? std::nullopt : arguments_in(two->bytes, second);
    const bool alike = two->bytes.starts_with(text.substr(0, arguments->second)) && more &&
                       frame(two->bytes, second + kNames[1].size(), more->first) == format.middle;
    if (alike) format.between = frame(two->bytes, arguments->second, second);
  }
  if (!tells_calls_apart(format, shape)) return {};
  if (std::max({format.begin.size(), format.middle.size(), format.between.size(), format.end.size()}) > kFrameBytesMax)
    return {};
  return format;
}

/// Whether what announces a call stands in no answer without one: else every answer would be held to calls.
bool ChatFormat::tells_calls_apart(const CallFormat& format, const Shape& shape) const {
  if (format.mark().empty()) return tokens_in(format.begin + format.middle).empty();
  const auto plain = render(*with_tools_, shape,
                            {{.role = ChatRole::user, .content = std::string(kWords)},
                             {.role = ChatRole::assistant, .content = std::string(kRules)}},
                            {}, false);
  return plain && !plain->bytes.contains(format.mark());
}

/// Where the first token stands that ends a turn.
std::size_t ChatFormat::end_of_turn(std::string_view text) const {
  for (std::size_t at = 0; at < text.size(); ++at)
    for (const LlamaModel::Control& control : model_->controls(text[at]))
      if (model_->ends_generation(control.token) && text.substr(at).starts_with(control.text)) return at;
  return text.size();
}

std::vector<LlamaToken> ChatFormat::tokens_in(std::string_view frame) const {
  std::vector<LlamaToken> tokens;
  for (std::size_t at = 0; at < frame.size(); ++at)
    for (const LlamaModel::Control& control : model_->controls(frame[at]))
      if (frame.substr(at).starts_with(control.text)) tokens.push_back(control.token);
  return tokens;
}

Result<MarkedText> ChatFormat::render(const ChatTemplate& chat, const Shape& shape,
                                      const std::vector<ChatMessage>& messages, const std::vector<Tool>& tools,
                                      bool begins_answer) const {
  const auto id_of = [&](const std::string& id) { return Value::outside(shape.short_ids ? short_id(id) : id); };
  TemplateItems told, functions;
  for (const ChatMessage& message : messages) {
    Value content = Value::outside(message.content);
    if (shape.parts) content = Value::list({Value::object({{"type", Value::own("text")}, {"text", content}})});
    // Roles are ours, so "<|" + role + "|>" is a control token.
    TemplateMembers members = {{"role", Value::own(to_string(message.role))}, {"content", std::move(content)}};
    if (!message.name.empty()) members.emplace_back("name", Value::outside(message.name));
    if (message.role == ChatRole::tool) {
      members.emplace_back("tool_call_id", id_of(message.tool_call_id));
      if (message.name.empty())
        members.emplace_back("name", Value::outside(name_of_call(messages, message.tool_call_id)));
    }
    TemplateItems calls;
    for (const ToolCall& call : message.tool_calls)
      calls.push_back(Value::object(
          {{"id", id_of(call.id)},
           {"type", Value::own("function")},
           {"function", Value::object({{"name", Value::outside(call.name)},
                                       {"arguments", arguments_of(call.arguments, shape.text_arguments)}})}}));
    if (!calls.empty()) members.emplace_back("tool_calls", Value::list(std::move(calls)));
    told.push_back(Value::object(std::move(members)));
  }
  for (const Tool& tool : tools) functions.push_back(tool_value(tool));
  return chat.render({{"messages", Value::list(std::move(told))},
                      {"tools", tools.empty() ? Value::none() : Value::list(std::move(functions))},
                      {"documents", Value::none()},
                      {"add_generation_prompt", Value::boolean(begins_answer)},
                      {"bos_token", Value::own(model_->token_text(model_->begin_token()))},
                      {"eos_token", Value::own(model_->token_text(model_->end_token()))}},
                     std::time(nullptr));
}

Result<MarkedText> ChatFormat::render_as_wanted(bool with_tools, std::vector<ChatMessage> messages,
                                                const std::vector<Tool>& tools) const {
  if (shape_.merges_system) messages = without_system(std::move(messages));
  const ChatTemplate& chat = with_tools ? *with_tools_ : *usual_;
  auto text = render(chat, shape_, messages, tools, true);
  if (text || text.error().reason != "template_refused") return text;
  return render(chat, shape_, smoothed(messages), tools, true);
}

Result<std::vector<LlamaToken>> ChatFormat::prompt(const std::vector<ChatMessage>& messages,
                                                   const GenerateOptions& options) const {
  const bool offers = offers_tools(options);
  const bool speaks_of_tools = offers || std::ranges::any_of(messages, [](const ChatMessage& message) {
                                 return message.role == ChatRole::tool || !message.tool_calls.empty();
                               });
  if (!usual_) return model_->listed_chat_prompt(messages_with_tools(messages, options));
  if (speaks_of_tools && !knows_tools_) {
    ONGGI_TRY(const MarkedText text, render_as_wanted(false, messages_with_tools(messages, options), {}));
    return tokens_of(text);
  }
  ONGGI_TRY(const MarkedText text,
            render_as_wanted(speaks_of_tools, messages, offers ? options.tools : std::vector<Tool>()));
  return tokens_of(text);
}

/// Control tokens where the author wrote their text; what stands between two of them is tokenised as a whole.
std::vector<LlamaToken> ChatFormat::tokens_of(const MarkedText& text) const {
  std::vector<LlamaToken> tokens;
  std::string plain;
  bool takes_blanks = false;
  const auto flush = [&](bool before_taker) {
    std::string_view run = plain;
    if (takes_blanks) run.remove_prefix(std::min(run.find_first_not_of(" \t\r\n"), run.size()));
    if (before_taker) run = run.substr(0, run.find_last_not_of(" \t\r\n") + 1);
    if (!run.empty()) {
      const auto more = model_->tokenize(run, LlamaModel::Special::as_text, false);
      tokens.insert(tokens.end(), more.begin(), more.end());
    }
    plain.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const LlamaModel::Control* found = nullptr;
    for (const LlamaModel::Control& control : model_->controls(text.bytes[at])) {
      if (text.own[at] == '\0' || found != nullptr) break;
      const bool is_own = text.own.find('\0', at) >= at + control.text.size();
      if (is_own && std::string_view(text.bytes).substr(at).starts_with(control.text)) found = &control;
    }
    if (found == nullptr) {
      plain += text.bytes[at++];
      continue;
    }
    flush(found->takes_left);
    tokens.push_back(found->token);
    takes_blanks = found->takes_right;
    at += found->text.size();
  }
  flush(false);
  if (model_->adds_begin() && (tokens.empty() || tokens.front() != model_->begin_token()))
    tokens.insert(tokens.begin(), model_->begin_token());
  return tokens;
}

}  // namespace onggi::model
