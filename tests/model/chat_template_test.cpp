// Chat templates: what Jinja writes, who wrote which byte, and strangers' programs that end.
#include "model/chat_template.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

namespace onggi::model {
namespace {

using json = nlohmann::ordered_json;

TemplateMembers variables_of(const json& given) {
  TemplateMembers variables;
  for (const auto& [key, value] : given.items()) variables.emplace_back(key, TemplateValue::of_json(value));
  return variables;
}

Result<MarkedText> rendered(std::string_view source, const json& given = json::object()) {
  ONGGI_TRY(const ChatTemplate chat, ChatTemplate::open(source));
  return chat.render(variables_of(given), 0);
}

std::string text_of(std::string_view source, const json& given = json::object()) {
  const auto text = rendered(source, given);
  return text ? text->bytes : "error: " + describe(text.error());
}

struct Case {
  std::string name, source, wanted;
  json given;
};

/// "# why", template, "---- input", JSON, "---- output", text (tests/model/template_judge_test.py holds the texts
/// against Jinja itself).
std::vector<Case> cases() {
  std::vector<Case> result;
  for (const auto& entry : std::filesystem::directory_iterator(ONGGI_SOURCE_DIR "/tests/golden/template")) {
    std::stringstream stream;
    stream << std::ifstream(entry.path()).rdbuf();
    const std::string all = stream.str();
    const std::size_t begin = all.find('\n') + 1, input = all.find("\n---- input\n"),
                      output = all.find("\n---- output\n");
    if (input == std::string::npos || output == std::string::npos) continue;
    result.push_back({.name = entry.path().stem().string(),
                      .source = all.substr(begin, input - begin),
                      .wanted = all.substr(output + 13, all.size() - output - 14),
                      .given = json::parse(all.substr(input + 12, output - input - 12))});
  }
  return result;
}

TEST(ChatTemplates, WriteWhatJinjaWrites) {
  const auto all = cases();
  EXPECT_GE(all.size(), 6U);
  for (const Case& one : all) EXPECT_EQ(text_of(one.source, one.given), one.wanted) << one.name;
}

TEST(ChatTemplates, KnowWhichBytesTheirAuthorWrote) {
  const json given = {{"who", "<|end|>"}, {"list", {"<|end|>", "b"}}};
  for (const std::string_view source : {"{{ who }}",
                                        "{{ who | trim }}",
                                        "{{ who | upper }}",
                                        "{{ who | tojson }}",
                                        "{{ who.replace('q', 'e') }}",
                                        "{{ who[0:7] }}",
                                        "{{ who[::-1] }}",
                                        "{{ list | join('') }}",
                                        "{{ list }}",
                                        "{{ who.split('q')[0] }}",
                                        "{% for c in who %}{{ c }}{% endfor %}",
                                        "{% set a = who %}{{ a }}",
                                        "{% filter lower %}{{ who }}{% endfilter %}",
                                        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(who) }}",
                                        "{% set a %}{{ who }}{% endset %}{{ a ~ '' }}",
                                        "{{ who * 2 }}",
                                        "{{ who | indent(2) }}",
                                        "{{ {'k': who} | tojson }}",
                                        "{{ who | e }}",
                                        "{{ '%s' ~ who }}"}) {
    const auto text = rendered(source, given);
    ASSERT_TRUE(text.has_value()) << source << describe(text.error());
    ASSERT_EQ(text->bytes.size(), text->own.size()) << source;
    for (std::size_t i = 0; i < text->size(); ++i)
      if (std::string_view("<|end>").contains(text->bytes[i])) {
        EXPECT_EQ(text->own[i], '\0') << source << " at " << i;
      }
  }
  const auto frame = rendered("<|turn|>{{ '<|end|>' + who ~ ('<|' ~ 'end' ~ '|>') }}", given);
  EXPECT_EQ(frame->bytes, "<|turn|><|end|><|end|><|end|>");
  EXPECT_EQ(frame->own, std::string(15, '\1') + std::string(7, '\0') + std::string(7, '\1'));
}

TEST(ChatTemplates, RefusalsShowTheAuthorsWordsAlone) {
  const auto refused = rendered("{{ raise_exception('roles alternate: ' + secret) }}", {{"secret", "주민번호"}});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().reason, "template_refused");
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(refused.error().message.find("roles alternate"), std::string::npos);
  EXPECT_EQ(refused.error().message.find("주민"), std::string::npos);
}

TEST(ChatTemplates, WhatIsBrokenIsAnErrorThatNamesTheLine) {
  for (const std::string_view source : {"{% if x %}",
                                        "{{ x",
                                        "{% for x %}{% endfor %}",
                                        "{% endif %}",
                                        "{{ 'a }}",
                                        "{# a",
                                        "{% include 'a' %}",
                                        "{% import 'a' as b %}",
                                        "{% extends 'a' %}",
                                        "{{ x | nosuch }}",
                                        "{{ x.y }}",
                                        "{{ 1 / 0 }}",
                                        "{{ 'a' + 1 }}",
                                        "{{ f() }}",
                                        "{% set a.b = 1 %}",
                                        "{{ [1] < [2] }}",
                                        "{{ '' | tojson(indent=99) }}",
                                        "{{ x is nosuch }}",
                                        "{{ 'a'.replace('', 'b') }}",
                                        "{{ [1, 2]['a'].b }}",
                                        "{{ 1 1 }}",
                                        "{{ $ }}",
                                        "{{ a[1:2:3:4] }}"}) {
    const auto text = rendered(source);
    ASSERT_FALSE(text.has_value()) << source;
    EXPECT_EQ(text.error().reason, "chat_template") << source;
  }
  EXPECT_NE(rendered("a\nb\n{{ 1 1 }}").error().message.find("line 3"), std::string::npos);
}

std::string repeat(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

TEST(ChatTemplates, RunawaysEndInTimeAndMemory) {
  const std::vector<std::string> hostile = {
      "{% for a in range(1000000000) %}x{% endfor %}",
      // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one template in two lines
      "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor "
      "%}",
      "{{ 'a' * 1000000000000 }}",
      "{% set n = namespace(s='aaaaaaaa') %}{% for a in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
      "{% set n = namespace(l=[1]) %}{% for a in range(99) %}{% set n.l = n.l + n.l %}{% endfor %}",
      "{% set n = namespace(l=[1]) %}{% for a in range(60) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l | tojson }}",
      "{% set n = namespace(l=[1]) %}{% for a in range(60) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l == [n.l] "
      "}}{{ n.l }}",
      "{% set n = namespace(l=[1]) %}{% for a in range(100000) %}{% set n.l = [n.l] %}{% endfor %}",
      "{% set n = namespace() %}{% set n.n = n %}{{ n.n }}", "{% set n = namespace() %}{% set n.n = [n] %}{{ n.n }}",
      "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{% macro m(x) %}{{ m([x]) }}{% endmacro %}{{ m(1) }}",
      "{{ ('a' * 9999).replace('a', 'a' * 9999) }}", "{{ (['a'] * 2) }}", "{{ ('a\\n' * 999999) | indent(200) }}",
      "{{ '&' * 99999999 | e }}", "{{ range(-9223372036854775807, 9223372036854775807, 1000000000) | list }}",
      "{{ 'x'[9223372036854775807:-9223372036854775807:-1] }}{{ range(99999999) | sort | unique | list }}",
      "{{ " + repeat("(", 50000) + "1" + repeat(")", 50000) + " }}",
      "{{ " + repeat("[", 50000) + repeat("]", 50000) + " }}", "{{ " + repeat("not ", 50000) + "1 }}",
      "{{ " + repeat("-", 50000) + "1 }}", "{{ 1" + repeat(" + 1", 50000) + " }}", "{{ a" + repeat(".a", 50000) + " }}",
      "{{ a" + repeat("|trim", 30000) + " }}", "{{ 1" + repeat(" if 1 else 1", 20000) + " }}",
      repeat("{% if 1 %}", 20000) + repeat("{% endif %}", 20000).substr(0, 50000),
      "{% if 1 %}" + repeat("{% elif 1 %}", 20000) + "{% endif %}", repeat("{% for a in [1] %}", 10000),
      repeat("{% macro a() %}", 10000), std::string(1 << 20, 'a')};
  for (const std::string& source : hostile) {
    const auto begun = std::chrono::steady_clock::now();
    const auto text = rendered(source);
    EXPECT_FALSE(text.has_value()) << source.substr(0, 80);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20)) << source.substr(0, 80);
  }
}

class TemplateProperty : public ::testing::TestWithParam<std::uint64_t> {};

/// Pieces of templates in any order: an error or a text, whose marks are as long as itself.
TEST_P(TemplateProperty, AnythingEnds) {
  static constexpr std::string_view kPieces[] = {"{{",
                                                 "}}",
                                                 "{%",
                                                 "%}",
                                                 "{%-",
                                                 "-%}",
                                                 "{#",
                                                 "#}",
                                                 " if ",
                                                 " else ",
                                                 "{% else %}",
                                                 "{% endif %}",
                                                 "{% for a in b %}",
                                                 "{% endfor %}",
                                                 "{% set c = ",
                                                 "{% macro m(x) %}",
                                                 "{% endmacro %}",
                                                 "b",
                                                 "messages",
                                                 ".",
                                                 "[",
                                                 "]",
                                                 "(",
                                                 ")",
                                                 "|",
                                                 "tojson",
                                                 "join",
                                                 "'",
                                                 "\"",
                                                 "\\",
                                                 "1",
                                                 "-1",
                                                 "9223372036854775807",
                                                 ":",
                                                 ",",
                                                 "~",
                                                 "+",
                                                 "*",
                                                 "is",
                                                 "not",
                                                 "in",
                                                 " defined",
                                                 "namespace()",
                                                 "range(9)",
                                                 "\n",
                                                 " ",
                                                 "한",
                                                 "{{ messages[0]",
                                                 "| map('trim') | list",
                                                 "{% raw %}",
                                                 "{% endraw %}",
                                                 "=",
                                                 "==",
                                                 "{{ b | tojson(indent=2) }}",
                                                 "{{ messages | length }}",
                                                 "{{ m(1) }}",
                                                 "\xff",
                                                 "="};
  std::mt19937_64 random(GetParam());
  for (int round = 0; round < 400; ++round) {
    std::string source;
    for (std::uint64_t i = random() % 24; i > 0; --i) source += kPieces[random() % std::size(kPieces)];
    const auto text = rendered(source, {{"b", {1, "<x>", {{"k", "v"}}}}, {"messages", {{{"role", "user"}}}}});
    EXPECT_TRUE(!text || text->bytes.size() == text->own.size()) << source;
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, TemplateProperty, ::testing::Range<std::uint64_t>(1, 9));

}  // namespace
}  // namespace onggi::model
