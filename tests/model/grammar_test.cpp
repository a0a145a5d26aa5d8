// Grammars of schemas: what they let through, and what is refused before a token is written.
#include "model/grammar.h"

#include <gtest/gtest.h>
#include <llama.h>

#include <chrono>
#include <cmath>

#include "model/llama_sampler.h"

namespace onggi::model {
namespace {

std::shared_ptr<const LlamaModel> weights() {
  static const std::shared_ptr<const LlamaModel> shared = *LlamaModel::open(ONGGI_TEST_MODEL);
  return shared;
}

/// Asks libllama itself, token by token, whether `text` may be written and then ended.
bool lets_through(const std::string& grammar, const std::string& text) {
  const llama_vocab* vocabulary = weights()->vocabulary();
  const Sampler sampler(llama_sampler_init_grammar(vocabulary, grammar.c_str(), "root"));
  if (!sampler) {
    ADD_FAILURE() << "libllama cannot read:\n" << grammar;
    return false;
  }
  auto tokens = weights()->tokenize(text, LlamaModel::Special::as_text, false);
  tokens.push_back(llama_vocab_eos(vocabulary));
  for (const LlamaToken token : tokens) {
    llama_token_data one{.id = token, .logit = 1, .p = 0};
    llama_token_data_array array{.data = &one, .size = 1, .selected = -1, .sorted = false};
    llama_sampler_apply(sampler.get(), &array);
    if (std::isinf(one.logit)) return false;
    llama_sampler_accept(sampler.get(), token);
  }
  return true;
}

std::string grammar_of(const std::string& schema) {
  GrammarBuilder grammar;
  const auto root = grammar.add_schema(schema);
  EXPECT_TRUE(root.has_value()) << schema << ": " << (root ? "" : root.error().message);
  return root ? grammar.text(*root) : "";
}

struct Case {
  std::string schema;
  std::vector<std::string> fine, wrong;
};

const std::vector<Case> kCases = {
    {R"({"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"],"additionalProperties":false})",
     {R"({"name": "김철수", "age": 41})", R"({"name":"a\"b","age":-3})", "{\n  \"name\": \"x\",\n  \"age\": 0\n}"},
     {R"({"age": 41, "name": "x"})", R"({"name": "x"})", R"({"name": "x", "age": 4.5})",
      R"({"name": "x", "age": 1, "b": 2})", R"({"name": 1, "age": 1})", "[]", ""}},
    {R"({"type":"object","properties":{"a":{"type":"null"},"b":{"type":"null"},"c":{"type":"null"}},"required":["b"]})",
     {R"({"b": null})", R"({"a": null, "b": null})", R"({"b": null, "c": null})",
      R"({"a": null, "b": null, "c": null})"},
     {"{}", R"({"a": null})", R"({"b": null, "a": null})", R"({, "b": null})", R"({"a": null "b": null})"}},
    {R"({"type":"object","properties":{"a":{"type":"null"},"b":{"type":"null"}}})",
     {"{}", R"({"a": null})", R"({"b": null})", R"({"a": null, "b": null})"},
     {R"({"b": null,})", R"({"c": null})"}},
    {R"({"type":"array","items":{"type":"boolean"},"minItems":2,"maxItems":3})",
     {"[true, false]", "[true,true,true]"},
     {"[]", "[true]", "[true,true,true,true]", "[1,2]"}},
    {R"({"type":"array","items":{"type":"boolean"},"maxItems":1})", {"[]", "[true]"}, {"[true,true]"}},
    {R"({"type":"array","prefixItems":[{"type":"integer"},{"type":"string"}]})",
     {R"([1, "a"])"},
     {"[1]", R"(["a", 1])"}},
    {R"({"type":"string","minLength":2,"maxLength":3})",
     {R"("가나")", R"("abc")", R"("\n\"")"},
     {R"("a")", R"("abcd")", R"("가나다라")"}},
    {R"({"enum":["red","rose","red wine",3,null,{"a":1}]})",
     {R"("red")", R"("rose")", R"("red wine")", "3", "null", R"({"a":1})"},
     {R"("re")", R"("blue")", "4", R"("red win")"}},
    {R"({"type":"string","enum":["서울","서초","부산"]})",
     {R"("서울")", R"("서초")", R"("부산")"},
     {R"("서")", R"("대구")"}},
    {R"({"const":"only"})", {R"("only")"}, {R"("other")"}},
    {R"({"type":["integer","null"]})", {"12", "null"}, {R"("x")", "1.5"}},
    {R"({"type":"integer","minimum":17,"maximum":345})",
     {"17", "20", "99", "100", "299", "345"},
     {"16", "346", "1", "0", "-20", "1000", "017"}},
    {R"({"type":"integer","exclusiveMinimum":0})", {"1", "9", "10", "123456"}, {"0", "-1", "01"}},
    {R"({"type":"integer","minimum":-12,"maximum":5})", {"-12", "-1", "0", "5"}, {"-13", "6", "-0", "-20"}},
    {R"({"type":"number","minimum":0,"maximum":1})", {"0", "0.5", "1", "1.0", "0.999"}, {"1.1", "-0.5", "2", "1e5"}},
    {R"({"type":"number","exclusiveMinimum":0})", {"0.001", "3", "2.5"}, {"0", "0.0", "-1"}},
    {R"({"type":"number","minimum":-1.0,"exclusiveMaximum":2})",
     {"-1", "-0.5", "0", "1.99"},
     {"-1.5", "2", "2.0", "-2"}},
    {R"({"type":"string","pattern":"^[A-Z]{2}-\\d{3,4}$"})",
     {R"("AB-123")", R"("AB-1234")"},
     {R"("ab-123")", R"("AB-12")", R"("AB-123x")"}},
    {R"({"type":"string","pattern":"^(서울|부산) [가-힣]+구$"})",
     {R"("서울 종로구")"},
     {R"("대구 중구")", R"("서울 구")"}},
    {R"({"type":"string","pattern":"^(\\d{1,3}\\.){3}\\d{1,3}$"})",
     {R"("10.0.200.1")"},
     {R"("10.0.1")", R"("1000.1.1.1")"}},
    {R"({"type":"string","pattern":"b+"})", {R"("abba")", R"("b")"}, {R"("aca")"}},
    {R"({"type":"string","pattern":"^[\"\\\\a]+$"})", {R"("a\"\\a")"}, {R"("b")"}},
    {R"({"type":"string","pattern":"^[^0-9\"]*$"})", {R"("abc가")", R"("")"}, {R"("a1")"}},
    {R"({"type":"string","format":"date"})",
     {R"("2024-02-28")", R"("1999-12-31")"},
     {R"("2024-13-01")", R"("2023-02-30")", R"("2024-04-31")"}},
    {R"({"type":"string","format":"date-time"})",
     {R"("2024-01-31T09:30:00Z")", R"("2024-01-31T09:30:00.5+09:00")"},
     {R"("2024-01-31")", R"("2024-01-31T25:00:00Z")"}},
    {R"({"type":"string","format":"uuid"})", {R"("123e4567-e89b-12d3-a456-426614174000")"}, {R"("123e4567")"}},
    {R"({"type":"string","format":"email"})", {R"("kim@example.co.kr")"}, {R"("kim")", R"("@example.com")"}},
    {R"({"type":"object","additionalProperties":{"type":"integer"}})",
     {"{}", R"({"a": 1, "b": 2})"},
     {R"({"a": "x"})"}},
    {R"({"anyOf":[{"type":"integer"},{"type":"object","properties":{"x":{"type":"string"}},"required":["x"]}]})",
     {"5", R"({"x": ""})"},
     {"{}", "null"}},
    {R"({"oneOf":[{"type":"object","properties":{"kind":{"const":"a"}},"required":["kind"]},{"type":"object","properties":{"kind":{"const":"b"},"n":{"type":"integer"}},"required":["kind","n"]}]})",
     {R"({"kind": "a"})", R"({"kind": "b", "n": 1})"},
     {R"({"kind": "b"})", R"({"kind": "c"})"}},
    {R"({"allOf":[{"$ref":"#/$defs/named"},{"properties":{"age":{"type":"integer"}},"required":["age"]}],"$defs":{"named":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}}})",
     {R"({"name": "a", "age": 1})"},
     {R"({"name": "a"})"}},
    {R"({"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"value":{"type":"integer"},"children":{"type":"array","items":{"$ref":"#/$defs/node"}}},"required":["value","children"]}}})",
     {R"({"value": 1, "children": [{"value": 2, "children": []}, {"value": 3, "children": []}]})"},
     {R"({"value": 1, "children": [1]})"}},
    {R"({"type":"object","properties":{"a/b":{"$ref":"#/properties/c~1d"},"c/d":{"type":"integer"}},"required":["a/b","c/d"]})",
     {R"({"a/b": 1, "c/d": 2})"},
     {R"({"a/b": "x", "c/d": 2})"}},
    {R"({})",
     {"null", "[1, {\"a\": true}]", "-1.5e10", R"("\uD83D\uDE00")"},
     {"nul", "[1,]", "01", R"("\uD83D")", "\"a\nb\""}},
};

TEST(GrammarOfSchemas, LetsThroughWhatIsValidAndNothingElse) {
  for (const Case& one : kCases) {
    const std::string grammar = grammar_of(one.schema);
    for (const std::string& text : one.fine) EXPECT_TRUE(lets_through(grammar, text)) << one.schema << "\n" << text;
    for (const std::string& text : one.wrong) EXPECT_FALSE(lets_through(grammar, text)) << one.schema << "\n" << text;
  }
}

TEST(GrammarOfSchemas, IntegersAreExactAtEveryBound) {
  for (const auto& [low, high] : {std::pair{0, 9}, {5, 23}, {-3, 3}, {99, 101}, {-120, -98}, {7, 7}, {190, 210}}) {
    const std::string grammar = "root ::= " + grammar_of_integers(low, high) + "\n";
    for (int value = low - 12; value <= high + 12; ++value)
      EXPECT_EQ(lets_through(grammar, std::to_string(value)), low <= value && value <= high)
          << low << ".." << high << " " << value;
  }
}

TEST(GrammarOfSchemas, RefusesByNameWhatItCannotKeep) {
  const std::pair<std::string, std::string> refused[] = {
      {R"({"type":"array","uniqueItems":true})", "uniqueItems"},
      {R"({"type":"integer","multipleOf":5})", "multipleOf"},
      {R"({"type":"number","minimum":0.5})", "minimum"},
      {R"({"not":{"type":"string"}})", "not"},
      {R"({"if":{},"then":{}})", "if"},
      {R"({"type":"object","patternProperties":{"^a":{}}})", "patternProperties"},
      {R"({"type":"object","minProperties":3})", "minProperties"},
      {R"({"type":"string","format":"iri"})", "format"},
      {R"({"type":"string","pattern":"a","maxLength":3})", "pattern"},
      {R"({"type":"string","pattern":"(?=a)b"})", "pattern"},
      {R"({"type":"string","pattern":"(a)\\1"})", "pattern"},
      {R"({"type":"string","pattern":"((a{9}){9}){9}"})", "pattern"},
      {R"({"type":"string","pattern":"(a?){64}"})", "pattern"},
      {R"({"type":"string","maxLength":100000})", "maxLength"},
      {R"({"oneOf":[{"type":"number"},{"type":"integer"}]})", "oneOf"},
      {R"({"allOf":[{"type":"string"},{"type":"string"}]})", "allOf"},
      {R"({"$ref":"https://example.com/schema"})", "$ref"},
      {R"({"$ref":"#/$defs/none"})", "$ref"},
      {R"({"type":"object","properties":{"a":false}})", "false"},
      {R"({"type":"object","required":["a"],"additionalProperties":false})", "required"},
      {R"({"type":"text"})", "type"},
      {R"({"type":"integer","minimum":5,"maximum":4})", "maximum"},
      {R"({"enum":[]})", "enum"},
      {"[1]", "schema"},
      {"{", "schema"},
  };
  for (const auto& [schema, keyword] : refused) {
    GrammarBuilder grammar;
    const auto root = grammar.add_schema(schema);
    ASSERT_FALSE(root.has_value()) << schema;
    EXPECT_EQ(root.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(root.error().message.find(keyword), std::string::npos) << schema << ": " << root.error().message;
  }
}

TEST(GrammarOfSchemas, HostileOnesEndQuickly) {
  std::string deep = R"({"type":"integer"})", wide = R"({"type":"object","properties":{)", cases, values;
  for (int i = 0; i < 500; ++i) deep.insert(0, R"({"type":"array","items":)").append("}");
  for (int i = 0; i < 2000; ++i)
    wide += (i ? "," : "") + std::string("\"p") + std::to_string(i) + R"(":{"type":"integer"})";
  for (int i = 0; i < 900; ++i) cases += (i ? "," : "") + std::string(R"({"const":)") + std::to_string(i) + "}";
  for (int i = 0; i < 5000; ++i) values += (i ? "," : "") + std::to_string(i);
  const auto begun = std::chrono::steady_clock::now();
  for (const std::string& schema :
       {deep, wide + "}}", "{\"oneOf\":[" + cases + "]}", "{\"enum\":[" + values + "]}", std::string(100'000, '['),
        "{\"description\":\"" + std::string(70'000, 'x') + "\"}"}) {
    GrammarBuilder grammar;
    EXPECT_FALSE(grammar.add_schema(schema).has_value()) << schema.substr(0, 60);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(2));
}

TEST(GrammarOfSchemas, TheLargestAreLookedThroughQuickly) {
  std::string wide = R"({"type":"object","properties":{)", values;
  for (int i = 0; i < 256; ++i)
    wide += (i ? "," : "") + std::string("\"p") + std::to_string(i) + R"(":{"type":"integer"})";
  for (int i = 0; i < 1000; ++i) values += (i ? ",\"v" : "\"v") + std::to_string(i * 7919) + "\"";
  const auto tokens = static_cast<std::size_t>(llama_vocab_n_tokens(weights()->vocabulary()));
  std::vector<llama_token_data> all(tokens);
  for (const std::string& schema :
       {wide + "}}", "{\"enum\":[" + values + "]}", std::string(R"({"type":"string","pattern":"^(a?){32}$"})"),
        std::string(R"({"type":"string","minLength":500,"maxLength":1000})")}) {
    const std::string grammar = grammar_of(schema);
    const Sampler sampler(llama_sampler_init_grammar(weights()->vocabulary(), grammar.c_str(), "root"));
    ASSERT_TRUE(sampler);
    const auto begun = std::chrono::steady_clock::now();
    for (const std::string& begin :
         {std::string(), std::string(schema.starts_with("{\"type\":\"object") ? "{\"" : "\"")}) {
      for (const LlamaToken token : weights()->tokenize(begin, LlamaModel::Special::as_text, false))
        llama_sampler_accept(sampler.get(), token);
      for (std::size_t i = 0; i < tokens; ++i) all[i] = {.id = static_cast<LlamaToken>(i), .logit = 1, .p = 0};
      llama_token_data_array array{.data = all.data(), .size = all.size(), .selected = -1, .sorted = false};
      llama_sampler_apply(sampler.get(), &array);
    }
    const auto took = std::chrono::steady_clock::now() - begun;
    std::printf("%s: %.0f ms\n", schema.substr(0, 40).c_str(), std::chrono::duration<double, std::milli>(took).count());
    EXPECT_LT(took, std::chrono::seconds(5));
  }
}

TEST(GrammarOfSchemas, AReferenceToItselfAloneIsRefusedByTheSampler) {
  const std::string grammar = grammar_of(R"({"$ref":"#"})");
  const auto sampler = TokenSampler::make(*weights(), {}, {.grammar = grammar});
  ASSERT_FALSE(sampler.has_value());
  EXPECT_EQ(sampler.error().code, ErrorCode::invalid_argument);
}

TEST(ToolCalls, ComeOutOfTheTextHoweverItIsCut) {
  const std::string text =
      "Let me look.\n<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"서울 }\\\"\"}}\n</tool_call>\n"
      "<tool_call>{\"name\": \"time\", \"arguments\": {}}</tool_call>";
  for (std::size_t step = 1; step <= text.size(); ++step) {
    ToolCallReader reader(CallFormat::hermes());
    std::string shown;
    std::vector<std::string> arguments(2);
    for (std::size_t at = 0; at < text.size(); at += step) {
      const auto piece = reader.push(std::string_view(text).substr(at, step));
      shown += piece.text;
      for (const ToolCallDelta& call : piece.calls) arguments.at(call.index) += call.arguments;
    }
    shown += reader.finish().text;
    const auto calls = reader.take_calls();
    ASSERT_EQ(calls.size(), 2U) << step;
    EXPECT_EQ(shown, "Let me look.");
    EXPECT_EQ(calls[0].name, "weather");
    EXPECT_EQ(calls[0].arguments, "{\"city\": \"서울 }\\\"\"}");
    EXPECT_EQ(arguments[0], calls[0].arguments);
    EXPECT_EQ(calls[1].name, "time");
    EXPECT_EQ(arguments[1], "{}");
    EXPECT_NE(calls[0].id, calls[1].id);
  }
  ToolCallReader reader(CallFormat::hermes());
  const std::string shown = reader.push("a < b <tool").text;
  EXPECT_EQ(shown + reader.finish().text, "a < b <tool");
}

}  // namespace
}  // namespace onggi::model
