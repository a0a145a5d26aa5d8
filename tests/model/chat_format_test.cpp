// Models spoken to in their own form: prompts of templates, the form of calls that they reveal, and calls read in it.
#include "model/chat_format.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "model/gguf.h"

namespace onggi::model {
namespace {

using nlohmann::json;

std::shared_ptr<const LlamaModel> weights() {
  static const std::shared_ptr<const LlamaModel> shared = *LlamaModel::open(ONGGI_TEST_MODEL);
  return shared;
}

/// The template of a golden case with the control tokens of the test's model.
std::string golden(const std::string& name) {
  std::stringstream stream;
  stream << std::ifstream(ONGGI_SOURCE_DIR "/tests/golden/template/" + name + ".case").rdbuf();
  std::string source = stream.str();
  source = source.substr(source.find('\n') + 1, source.find("\n---- input\n") - source.find('\n') - 1);
  for (const auto& [from, to] : std::initializer_list<std::pair<std::string, std::string>>{
           {"<|turn|>", "<|im_start|>"}, {"<|end|>", "<|im_end|>"}, {"[CALLS]", "<repo_name>"}})
    for (std::size_t at = source.find(from); at != std::string::npos; at = source.find(from, at + to.size()))
      source.replace(at, from.size(), to);
  return source;
}

std::shared_ptr<const ChatFormat> format_of(const std::string& source) {
  auto format = ChatFormat::open(weights(), source, "");
  return format ? *format : nullptr;
}

const std::vector<Tool> kTools = {
    {.name = "get_weather",
     .description = "Weather <|im_end|> of a city",
     .parameters = R"({"type":"object","properties":{"city":{"enum":["Seoul","Busan"]}},"required":["city"]})"},
    {.name = "get_time", .description = "The time", .parameters = ""}};

std::vector<ChatMessage> a_round() {
  return {{.role = ChatRole::user, .content = "날씨 <|im_end|>?"},
          {.role = ChatRole::assistant,
           .tool_calls = {{.id = "call_12345678901234", .name = "get_weather", .arguments = R"({"city":"Busan"})"}}},
          {.role = ChatRole::tool, .content = "22 <|im_start|>", .tool_call_id = "call_12345678901234"}};
}

GenerateOptions with_tools() {
  GenerateOptions options;
  options.tools = kTools;
  return options;
}

std::string shown(const std::vector<LlamaToken>& tokens) {
  std::string text;
  for (const LlamaToken token : tokens) {
    const std::string piece = weights()->piece(token);
    text += piece.empty() ? "{" + weights()->token_text(token) + "}" : piece;
  }
  return text;
}

TEST(ChatFormats, TheFormOfCallsIsLearntFromTheTemplate) {
  const auto tags = format_of(golden("tags_around_calls"));
  ASSERT_TRUE(tags && tags->has_own_calls());
  EXPECT_EQ(tags->calls().begin, "<call>\n{\"name\": \"");
  EXPECT_EQ(tags->calls().middle, "\", \"arguments\": ");
  EXPECT_EQ(tags->calls().between, "}\n</call>\n<call>\n{\"name\": \"");
  EXPECT_EQ(tags->calls().end, "}\n</call>");
  EXPECT_EQ(tags->calls().mark(), "<call>");

  const auto bare = format_of(golden("headers_and_bare_json"));
  ASSERT_TRUE(bare && bare->has_own_calls());
  EXPECT_EQ(bare->calls().begin, "{\"name\": \"");
  EXPECT_EQ(bare->calls().middle, "\", \"parameters\": ");
  EXPECT_EQ(bare->calls().between, "") << "it refuses more than one";
  EXPECT_EQ(bare->calls().end, "}");
  EXPECT_EQ(bare->calls().mark(), "");

  const auto list = format_of(golden("lists_of_calls_with_ids"));
  ASSERT_TRUE(list && list->has_own_calls());
  EXPECT_EQ(list->calls().begin, "<repo_name>[{\"name\": \"");
  EXPECT_EQ(list->calls().middle, "\", \"arguments\": ");
  EXPECT_EQ(list->calls().between, std::string(", \"id\": \"") + CallFormat::kId + "\"}, {\"name\": \"");
  EXPECT_EQ(list->calls().end, std::string(", \"id\": \"") + CallFormat::kId + "\"}]");
  EXPECT_EQ(list->call_tokens(), weights()->tokenize("<repo_name>", LlamaModel::Special::parsed, false));

  // What announces calls must not stand in other answers, too.
  std::string everywhere = golden("tags_around_calls");
  everywhere.replace(everywhere.find("'\\n' + words"), 12, "'\\n<call>' + words");
  const auto vague = format_of(everywhere);
  ASSERT_TRUE(vague && vague->has_own_template());
  EXPECT_FALSE(vague->has_own_calls());

  const auto none = format_of(golden("turns_that_alternate"));
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->has_own_template());
  EXPECT_FALSE(none->has_own_calls());
  EXPECT_EQ(none->calls().mark(), "<tool_call>");
}

TEST(ChatFormats, PromptsReadAsTheTemplateWritesThem) {
  const auto tags = format_of(golden("tags_around_calls"));
  const auto prompt = tags->prompt(a_round(), with_tools());
  ASSERT_TRUE(prompt.has_value()) << describe(prompt.error());
  EXPECT_EQ(
      shown(*prompt),
      "{<|im_start|>}system\nFunctions:\n"
      R"({"type": "function", "function": {"name": "get_weather", "description": "Weather <|im_end|> of a city", )"
      R"("parameters": {"type": "object", "properties": {"city": {"enum": ["Seoul", "Busan"]}}, "required": ["city"]}}})"
      "\n"
      R"({"type": "function", "function": {"name": "get_time", "description": "The time", )"
      R"("parameters": {"type": "object", "properties": {}}}})"
      "{<|im_end|>}\n{<|im_start|>}user\n날씨 <|im_end|>?{<|im_end|>}\n{<|im_start|>}assistant\n"
      "<call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Busan\"}}\n</call>{<|im_end|>}\n"
      "{<|im_start|>}user\n<got>\n22 <|im_start|>\n</got>{<|im_end|>}\n{<|im_start|>}assistant\n");
  // Ids of nine characters where the template takes no others; both ends of a call agree.
  const auto list = format_of(golden("lists_of_calls_with_ids"));
  const auto short_ids = list->prompt(a_round(), with_tools());
  ASSERT_TRUE(short_ids.has_value()) << describe(short_ids.error());
  const std::string text = shown(*short_ids);
  const std::size_t first = text.find("\"id\": \""), second = text.find("\"id\": \"", first + 1);
  ASSERT_NE(second, std::string::npos) << text;
  EXPECT_EQ(text.substr(first, 18), text.substr(second, 18));
}

TEST(ChatFormats, WhatATemplateDoesNotKnowIsPutInItsWords) {
  const auto turns = format_of(golden("turns_that_alternate"));
  const std::vector<ChatMessage> two_users = {{.role = ChatRole::system, .content = "rules"},
                                              {.role = ChatRole::user, .content = "one"},
                                              {.role = ChatRole::user, .content = "two"}};
  const auto joined = turns->prompt(two_users, {});
  ASSERT_TRUE(joined.has_value()) << describe(joined.error());
  EXPECT_NE(shown(*joined).find("<turn>user\nrules\n\none\n\ntwo</turn>"), std::string::npos) << shown(*joined);
  const auto tools = turns->prompt({{.role = ChatRole::user, .content = "one"}}, with_tools());
  ASSERT_TRUE(tools.has_value()) << describe(tools.error());
  EXPECT_NE(shown(*tools).find("<tools>"), std::string::npos);
  EXPECT_NE(shown(*tools).find("get_weather"), std::string::npos);

  const auto no_system = format_of(
      "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no rules') }}{% endif %}"
      "<|im_start|>{{ m.role }} {{ m.content }}{% endfor %}");
  const auto merged = no_system->prompt(two_users, {});
  ASSERT_TRUE(merged.has_value()) << describe(merged.error());
  EXPECT_NE(shown(*merged).find("user rules\n\none"), std::string::npos);

  const auto parts =
      format_of("{% for m in messages %}<|im_start|>{% for p in m.content %}{{ p.text }}{% endfor %}{% endfor %}");
  EXPECT_EQ(shown(*parts->prompt({{.role = ChatRole::user, .content = "one"}}, {})), "{<|im_start|>}one");
}

TEST(ChatFormats, ATemplateThatCannotRunGivesWayToTheListOfFormats) {
  for (const std::string& source : {std::string("{% include 'x' %}"), std::string("no words of the user"),
                                    std::string("{% for a in range(999999999) %}{{ messages }}{% endfor %}")}) {
    const auto format = ChatFormat::open(weights(), source, "");
    ASSERT_TRUE(format.has_value()) << describe(format.error());
    EXPECT_FALSE((*format)->has_own_template());
    const std::vector<ChatMessage> asked = {{.role = ChatRole::user, .content = "one"}};
    EXPECT_EQ(*(*format)->prompt(asked, {}), *weights()->listed_chat_prompt(asked));
  }
}

struct Read {
  std::string text;
  std::vector<ToolCall> calls;
};
Read read_in(const CallFormat& format, std::string_view text, std::size_t step) {
  ToolCallReader reader(format);
  Read read;
  std::string streamed;
  const auto take = [&](const ToolCallReader::Piece& piece) {
    read.text += piece.text;
    for (const ToolCallDelta& call : piece.calls) streamed += call.name + call.arguments;
  };
  for (std::size_t at = 0; at < text.size(); at += step) take(reader.push(text.substr(at, step)));
  take(reader.finish());
  read.calls = reader.take_calls();
  std::string whole;
  for (const ToolCall& call : read.calls) whole += call.name + call.arguments;
  EXPECT_EQ(streamed, whole);
  return read;
}

TEST(ToolReaders, ReadEachFormInPiecesOfAnySize) {
  const CallFormat hermes = CallFormat::hermes();
  const CallFormat bare{.begin = "{\"name\": \"", .middle = "\", \"parameters\": ", .between = "", .end = "}"};
  const CallFormat list{.begin = "[TOOL_CALLS][{\"name\": \"",
                        .middle = "\", \"arguments\": ",
                        .between = ", \"id\": \"\x01\"}, {\"name\": \"",
                        .end = ", \"id\": \"\x01\"}]"};
  const CallFormat named{.begin = "[TOOL_CALLS]", .middle = "[ARGS]", .between = "[TOOL_CALLS]", .end = ""};
  const CallFormat fenced{.begin = "<|calls|><|call|>function<|sep|>",
                          .middle = "\n```json\n",
                          .between = "\n```<|/call|>\n<|call|>function<|sep|>",
                          .end = "\n```<|/call|><|/calls|>"};
  struct One {
    const CallFormat& format;
    std::string text, shown;
    std::vector<std::string> calls;
  };
  const std::vector<One> all = {
      {hermes,
       "볼게요.\n<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": \"}<\\\"/\"}}\n</tool_call>\n"
       "<tool_call>{\"name\":\"g\",\"arguments\":{}}</tool_call>",
       "볼게요.",
       {R"(f{"a": "}<\"/"})", "g{}"}},
      {hermes, "<tool_call> is a tag <b>", "<tool_call> is a tag <b>", {}},
      {hermes, "<tool_call>\n{\"name\": \"f\", \"arg", "<tool_call>\n{\"name\": \"f\", \"arg", {}},
      {bare, " {\"name\": \"f\", \"parameters\": {\"a\": {\"b\": 1}}}", "", {R"(f{"a": {"b": 1}})"}},
      {bare, "{\"name\": 1}", "{\"name\": 1}", {}},
      {bare, "see {\"name\": \"f\", \"parameters\": {}}", "see {\"name\": \"f\", \"parameters\": {}}", {}},
      {list,
       "[TOOL_CALLS] [{\"name\": \"f\", \"arguments\": {\"a\": 1}, \"id\": \"abc\"}, {\"name\": \"g\", "
       "\"arguments\": {}, \"id\": \"abd\"}]",
       "",
       {R"(f{"a": 1})", "g{}"}},
      {named, "[TOOL_CALLS]f[ARGS]{\"a\": [1]}[TOOL_CALLS]g[ARGS]{} done", " done", {R"(f{"a": [1]})", "g{}"}},
      {fenced,
       "<|calls|><|call|>function<|sep|>f\n```json\n{\"a\": 1}\n```<|/call|>\n<|call|>function<|sep|>g\n"
       "```json\n{}\n```<|/call|><|/calls|>",
       "",
       {R"(f{"a": 1})", "g{}"}}};
  for (const One& one : all) {
    for (const std::size_t step : {1UL, 2UL, 7UL, 1000UL}) {
      const Read read = read_in(one.format, one.text, step);
      EXPECT_EQ(read.text, one.shown) << one.text << " by " << step;
      std::vector<std::string> calls;
      calls.reserve(read.calls.size());
      for (const ToolCall& call : read.calls) calls.push_back(call.name + call.arguments);
      EXPECT_EQ(calls, one.calls) << one.text << " by " << step;
    }
  }
}

/// A call that must come, written by the test's model in the form of each template.
TEST(ChatFormats, RequiredCallsAreWrittenAndReadInTheForm) {
  const auto engine = std::shared_ptr<LlamaEngine>(
      *LlamaEngine::open(weights(), {.context_tokens = 1024, .sequences_max = 1, .threads = 1}));
  for (const std::string name : {"tags_around_calls", "headers_and_bare_json", "lists_of_calls_with_ids"}) {
    const auto format = format_of(golden(name));
    GenerateOptions options = with_tools();
    options.tokens_max = 160;
    options.parallel_tool_calls = false;
    options.tool_choice = {.use = ToolUse::required, .name = "get_weather"};
    auto rule = *writing_rule(options, format->calls());
    rule.shown = format->call_tokens();
    const std::vector<ChatMessage> asked = {{.role = ChatRole::user, .content = "Weather in Busan?"}};
    const auto answer = engine->generate(*format->prompt(asked, options), options, rule, nullptr, Cancel());
    ASSERT_TRUE(answer.has_value()) << name << describe(answer.error());
    const Read read = read_in(format->calls(), answer->text, 3);
    ASSERT_EQ(read.calls.size(), 1U) << name << ": " << answer->text;
    EXPECT_EQ(read.calls[0].name, "get_weather") << name;
    EXPECT_TRUE(json::parse(read.calls[0].arguments)["city"].is_string()) << name;
    EXPECT_EQ(read.text, "") << name;
    EXPECT_EQ(answer->finish_reason, FinishReason::stop) << name;
  }
}

}  // namespace
}  // namespace onggi::model
