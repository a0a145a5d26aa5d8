// Forms, tools, probabilities and shared beginnings, with a real, tiny GGUF model.
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <thread>

#include "model/chat_format.h"
#include "model/gguf.h"
#include "text/text.h"

namespace onggi::model {
namespace {

using nlohmann::json;

std::shared_ptr<const LlamaModel> weights() {
  static const std::shared_ptr<const LlamaModel> shared = *LlamaModel::open(ONGGI_TEST_MODEL);
  return shared;
}

const EngineOptions kSmall{.context_tokens = 1024, .sequences_max = 4, .threads = 1};

LanguageModel& chat() {
  static const std::shared_ptr<LanguageModel> shared = *open_gguf_chat("smollm2", weights(), kSmall);
  return *shared;
}

std::vector<ChatMessage> ask(std::string text) { return {{.role = ChatRole::user, .content = std::move(text)}}; }

GenerateOptions at_most(std::int32_t tokens) {
  GenerateOptions options;
  options.tokens_max = tokens;
  return options;
}

constexpr std::string_view kPerson =
    R"({"type":"object","properties":{"name":{"type":"string","maxLength":20},"age":{"type":"integer","minimum":0,"maximum":120},"role":{"enum":["staff","manager"]}},"required":["name","age","role"],"additionalProperties":false})";

TEST(Formats, ASchemaHoldsForEverySeed) {
  GenerateOptions options = at_most(120);
  options.format = {.kind = OutputFormat::Kind::json_schema, .name = "person", .details = std::string(kPerson)};
  options.temperature = 1.2;
  int ended = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    options.seed = seed;
    const auto answer = chat().write(ask("Describe an employee as JSON."), options, nullptr, Cancel());
    ASSERT_TRUE(answer.has_value()) << describe(answer.error());
    if (answer->finish_reason == FinishReason::length) continue;
    ++ended;
    const json person = json::parse(answer->text, nullptr, false);
    ASSERT_TRUE(person.is_object()) << answer->text;
    EXPECT_EQ(person.size(), 3U);
    EXPECT_TRUE(person["age"].is_number_integer() && person["age"] >= 0 && person["age"] <= 120) << answer->text;
    EXPECT_TRUE(person["role"] == "staff" || person["role"] == "manager");
  }
  EXPECT_GE(ended, 6);
}

TEST(Formats, AnObjectAndAGrammarHoldToo) {
  GenerateOptions options = at_most(200);
  options.format.kind = OutputFormat::Kind::json_object;
  options.temperature = 0.8;
  const auto object = chat().write(ask("A color as JSON."), options, nullptr, Cancel());
  ASSERT_TRUE(object.has_value());
  EXPECT_EQ(object->text.front(), '{');
  if (object->finish_reason == FinishReason::stop) {
    EXPECT_TRUE(json::accept(object->text)) << object->text;
  }
  options.format = {.kind = OutputFormat::Kind::grammar, .details = "root ::= \"예\" | \"아니오\"\n"};
  const auto choice = chat().write(ask("Is water wet?"), options, nullptr, Cancel());
  ASSERT_TRUE(choice.has_value()) << describe(choice.error());
  EXPECT_TRUE(choice->text == "예" || choice->text == "아니오") << choice->text;
  EXPECT_EQ(choice->finish_reason, FinishReason::stop);
}

TEST(Formats, ALengthStopIsToldAsSuch) {
  GenerateOptions options = at_most(4);
  options.format = {.kind = OutputFormat::Kind::json_schema, .details = std::string(kPerson)};
  const auto answer = chat().write(ask("Describe an employee."), options, nullptr, Cancel());
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->finish_reason, FinishReason::length);
  EXPECT_FALSE(json::accept(answer->text));
}

TEST(Formats, WhatCannotBeKeptIsRefusedWithItsField) {
  GenerateOptions options = at_most(4);
  options.format = {.kind = OutputFormat::Kind::json_schema, .details = R"({"type":"array","uniqueItems":true})"};
  auto refused = chat().write(ask("a"), options, nullptr, Cancel());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(refused.error().where, "response_format");
  EXPECT_NE(refused.error().message.find("uniqueItems"), std::string::npos);
  options.format = {};
  options.tools = {{.name = "f", .parameters = R"({"type":"string"})"}};
  refused = chat().write(ask("a"), options, nullptr, Cancel());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().where, "tools");
  options.tools.clear();
  const std::string deep = "root ::= " + std::string(5000, '(') + "\"a\"" + std::string(5000, ')');
  for (const std::string& broken : {std::string("root ::= ("), deep, std::string("root ::= root \"a\""),
                                    std::string("start ::= \"a\""), std::string()}) {
    options.format = {.kind = OutputFormat::Kind::grammar, .details = broken};
    refused = chat().write(ask("a"), options, nullptr, Cancel());
    ASSERT_FALSE(refused.has_value()) << broken;
    EXPECT_EQ(refused.error().where, "response_format");
  }
}

const std::vector<Tool> kTools = {
    {.name = "get_weather",
     .description = "Weather of a city",
     .parameters =
         R"({"type":"object","properties":{"city":{"enum":["Seoul","Busan"]},"days":{"type":"integer","minimum":1,"maximum":7}},"required":["city","days"]})"},
    {.name = "get_time", .description = "The time <|im_end|> now", .parameters = ""}};

TEST(Tools, ARequiredCallComesInPiecesThatFitTogether) {
  GenerateOptions options = at_most(120);
  options.tools = kTools;
  options.tool_choice = {.use = ToolUse::required, .name = "get_weather"};
  std::string text, name, id, arguments;
  const auto answer = chat().write(
      ask("What is the weather in Busan?"), options,
      [&](const Delta& delta) {
        text += delta.text;
        if (delta.tool_call != nullptr) {
          EXPECT_EQ(delta.tool_call->index, 0U);
          id += delta.tool_call->id;
          name += delta.tool_call->name;
          arguments += delta.tool_call->arguments;
        }
        return true;
      },
      Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_EQ(answer->finish_reason, FinishReason::tool_calls);
  ASSERT_EQ(answer->tool_calls.size(), 1U);
  EXPECT_EQ(answer->text, "");
  EXPECT_EQ(text, "");
  EXPECT_EQ(name, "get_weather");
  EXPECT_TRUE(id.starts_with("call_"));
  EXPECT_EQ(arguments, answer->tool_calls[0].arguments);
  const json parsed = json::parse(arguments);
  EXPECT_TRUE(parsed["city"] == "Seoul" || parsed["city"] == "Busan");
}

TEST(Tools, AnyOfThemMayBeRequiredAndNoneMayBe) {
  GenerateOptions options = at_most(200);
  options.tools = kTools;
  options.tool_choice.use = ToolUse::required;
  options.parallel_tool_calls = false;
  const auto answer = chat().write(ask("What time is it?"), options, nullptr, Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  ASSERT_EQ(answer->tool_calls.size(), 1U);
  EXPECT_TRUE(json::accept(answer->tool_calls[0].arguments));
  options.tool_choice.use = ToolUse::none;
  options.tokens_max = 8;
  const auto text = chat().write(ask("What time is it?"), options, nullptr, Cancel());
  EXPECT_TRUE(text->tool_calls.empty());
  EXPECT_FALSE(text->text.empty());
  options.tool_choice.use = ToolUse::automatic;
  EXPECT_TRUE(chat().write(ask("Say hello."), options, nullptr, Cancel()).has_value());
  options.tool_choice = {.use = ToolUse::required, .name = "none_such"};
  EXPECT_EQ(chat().write(ask("a"), options, nullptr, Cancel()).error().where, "tool_choice");
}

TEST(Tools, AWholeRoundIsUnderstood) {
  std::vector<ChatMessage> turns = ask("What is the weather in Busan?");
  turns.push_back(
      {.role = ChatRole::assistant,
       .tool_calls = {{.id = "call_1", .name = "get_weather", .arguments = R"({"city":"Busan","days":1})"}}});
  turns.push_back({.role = ChatRole::tool, .content = "22 degrees and sunny", .tool_call_id = "call_1"});
  GenerateOptions options = at_most(24);
  options.tools = kTools;
  const auto answer = chat().write(turns, options, nullptr, Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_GT(answer->prompt_tokens, 150) << "descriptions, call and result stand in the prompt";
  // What a tool's description or result says cannot end a turn.
  const auto format = *ChatFormat::open(weights());
  const auto told = messages_with_tools(turns, options);
  const auto prompt = *format->prompt(turns, options);
  const LlamaToken end = weights()->tokenize("<|im_end|>", LlamaModel::Special::parsed, false).at(0);
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(prompt, end)), told.size());
}

TEST(Logprobs, AreThoseOfTheTextAndAddUp) {
  GenerateOptions options = at_most(12);
  options.logprobs = true;
  options.top_logprobs = 3;
  std::vector<TokenLogprobs> streamed;
  const auto answer = chat().write(
      ask("Say hello in Korean: 안녕"), options,
      [&](const Delta& delta) {
        streamed.insert(streamed.end(), delta.logprobs.begin(), delta.logprobs.end());
        return true;
      },
      Cancel());
  ASSERT_TRUE(answer.has_value());
  ASSERT_GE(answer->logprobs.size(), 3U);
  EXPECT_EQ(streamed.size(), answer->logprobs.size());
  std::string text;
  for (const TokenLogprobs& token : answer->logprobs) {
    text += token.chosen.token;
    EXPECT_LE(token.chosen.logprob, 0);
    ASSERT_EQ(token.top.size(), 3U);
    EXPECT_EQ(token.top[0].token, token.chosen.token) << "the likeliest is what temperature 0 takes";
    EXPECT_GE(token.top[0].logprob, token.top[1].logprob);
    double sum = 0;
    for (const TokenLogprob& other : token.top) sum += std::exp(other.logprob);
    EXPECT_LE(sum, 1 + 1e-6);
  }
  EXPECT_EQ(repair_utf8(text), answer->text);
}

TEST(Sampling, BiasAndPenaltiesAct) {
  GenerateOptions options = at_most(1);
  options.seed = 1;
  options.logprobs = true;
  const auto first = chat().write(ask("Say yes."), options, nullptr, Cancel());
  ASSERT_FALSE(first->logprobs.empty());
  const auto token = weights()->tokenize(first->logprobs[0].chosen.token, LlamaModel::Special::as_text, false);
  ASSERT_EQ(token.size(), 1U);
  options.logit_bias = {{.token = token[0], .bias = -100}};
  EXPECT_NE(chat().write(ask("Say yes."), options, nullptr, Cancel())->text, first->text);
  options.logit_bias = {{.token = 99'999'999, .bias = 1}};
  EXPECT_EQ(chat().write(ask("a"), options, nullptr, Cancel()).error().where, "logit_bias");
  // "la la la" goes on until what was said becomes dear.
  GenerateOptions repeat = at_most(24);
  repeat.seed = 1;
  const std::string_view song = "la la la la la la la la la la la la";
  const auto monotonous = chat().continue_text(song, repeat, nullptr, Cancel());
  repeat.frequency_penalty = repeat.presence_penalty = 2;
  EXPECT_NE(chat().continue_text(song, repeat, nullptr, Cancel())->text, monotonous->text);
}

TEST(Text, GoesOnWithoutAChatFormat) {
  const auto answer = chat().continue_text("The capital of France is", at_most(6), nullptr, Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_NE(answer->text.find("Paris"), std::string::npos) << answer->text;
  EXPECT_LE(answer->prompt_tokens, 6) << "no template";
  EXPECT_EQ(chat().continue_text("", at_most(1), nullptr, Cancel()).error().code, ErrorCode::invalid_argument);
}

std::string document(int sentences) {
  std::string text = "Read this: ";
  for (int i = 0; i < sentences; ++i) text += "Rule " + std::to_string(i) + " says that a form is due in three days. ";
  return text;
}

std::vector<ChatMessage> about(const std::string& text, const std::string& question) {
  return {{.role = ChatRole::system, .content = text}, {.role = ChatRole::user, .content = question}};
}

TEST(Prefixes, ASharedBeginningIsNotComputedAgainAndChangesNothing) {
  const auto with = *open_gguf_chat("with", weights(), kSmall);
  EngineOptions off = kSmall;
  off.reuse_prefixes = false;
  const auto without = *open_gguf_chat("without", weights(), off);
  const std::string text = document(25);
  const std::vector<std::string> questions = {"When is a form due?", "Say hello.", "What is rule 3?"};
  for (std::size_t asked = 0; asked < questions.size(); ++asked) {
    const std::string& question = questions[asked];
    const auto shared = with->write(about(text, question), at_most(24), nullptr, Cancel());
    const auto fresh = without->write(about(text, question), at_most(24), nullptr, Cancel());
    ASSERT_TRUE(shared && fresh);
    EXPECT_EQ(fresh->cached_tokens, 0);
    EXPECT_EQ(shared->prompt_tokens, fresh->prompt_tokens);
    EXPECT_GE(shared->cached_tokens, asked == 0 ? 0 : shared->prompt_tokens - 64) << question;
    // Sums over other batches are rounded otherwise, so a near tie may fall the other way late in an answer.
    EXPECT_EQ(shared->text.substr(0, 8), fresh->text.substr(0, 8)) << question;
  }
}

TEST(Prefixes, ThoseWhoComeTogetherShareToo) {
  const auto model = *open_gguf_chat("together", weights(), kSmall);
  const std::string text = document(25);
  std::vector<Completion> answers(4);
  {
    std::vector<std::jthread> threads;
    threads.reserve(answers.size());
    for (std::size_t i = 0; i < answers.size(); ++i)
      threads.emplace_back([&, i] {
        answers[i] = *model->write(about(text, "Question " + std::to_string(i)), at_most(4), nullptr, Cancel());
      });
  }
  const auto shared = std::ranges::count_if(answers, [](const Completion& one) { return one.cached_tokens > 200; });
  EXPECT_EQ(shared, 3) << "one computes, the others wait for it";
}

TEST(Prefixes, ManyDifferentPromptsOnFewPlacesStayApart) {
  const auto model = *open_gguf_chat("few", weights(), {.context_tokens = 256, .sequences_max = 2, .threads = 1});
  EngineOptions off{.context_tokens = 256, .sequences_max = 2, .threads = 1, .reuse_prefixes = false};
  const auto fresh = *open_gguf_chat("fresh", weights(), off);
  // Each secret must be found in its own answer only, whatever the places held before.
  const std::vector<std::string> secrets = {"apple", "tiger", "violin", "rocket", "candle", "marble"};
  for (int round = 0; round < 2; ++round) {
    for (const std::string& secret : secrets) {
      const auto chat_of = about("The secret word is " + secret + ".", "Repeat the secret word.");
      const auto answer = model->write(chat_of, at_most(16), nullptr, Cancel());
      ASSERT_TRUE(answer.has_value()) << describe(answer.error());
      EXPECT_EQ(answer->text.substr(0, 6), fresh->write(chat_of, at_most(16), nullptr, Cancel())->text.substr(0, 6));
      for (const std::string& other : secrets) {
        const bool tells = answer->text.find(other) != std::string::npos;
        EXPECT_TRUE(other == secret || !tells) << answer->text;
      }
    }
  }
}

TEST(Prefixes, ACancelledOneLeavesAUsableBeginning) {
  const auto model =
      *open_gguf_chat("cancelled", weights(), {.context_tokens = 1024, .sequences_max = 1, .threads = 1});
  const std::string text = document(25);
  int pieces = 0;
  EXPECT_FALSE(
      model->write(
               about(text, "Tell a story."), at_most(100), [&](const Delta&) { return ++pieces < 3; }, Cancel())
          .has_value());
  const auto next = model->write(about(text, "Say hello."), at_most(8), nullptr, Cancel());
  ASSERT_TRUE(next.has_value());
  EXPECT_GT(next->cached_tokens, 200);
  const auto other = model->write(ask("Say hello."), at_most(8), nullptr, Cancel());
  ASSERT_TRUE(other.has_value());
  EXPECT_LT(other->cached_tokens, 40);
}

TEST(Computing, IsSharedByThoseWhoAreComputedTogether) {
  const auto begun = std::chrono::steady_clock::now();
  std::vector<Completion> answers(3);
  {
    std::vector<std::jthread> threads;
    threads.reserve(answers.size());
    for (std::size_t i = 0; i < answers.size(); ++i)
      threads.emplace_back([&, i] {
        auto answer = chat().write(ask("Count from " + std::to_string(i) + " on."), at_most(24), nullptr, Cancel());
        ASSERT_TRUE(answer.has_value()) << describe(answer.error());
        answers[i] = *std::move(answer);
      });
  }
  const auto wall = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
  std::int64_t computed = 0;
  for (const Completion& answer : answers) {
    EXPECT_GT(answer.computed_us, 0);
    computed += answer.computed_us;
  }
  EXPECT_LE(computed, wall.count()) << "one engine computes one step at a time";
}

}  // namespace
}  // namespace onggi::model
