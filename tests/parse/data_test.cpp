// Delimited text, JSON views and archives: what must hold for any input, and what must not cost more than the limits.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "parse/worker/archive/member.h"
#include "parse/worker/delimited/records.h"
#include "parse/worker/epub/xhtml.h"
#include "parse/worker/reader.h"
#include "parse/worker/structured/json_view.h"

namespace onggi::parse {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(std::string_view text, char separator) {
  RecordReader reader(text, separator);
  Rows rows;
  for (std::vector<std::string> fields; reader.next(fields);) rows.push_back(fields);
  return rows;
}

TEST(Records, QuotesHoldSeparatorsLineFeedsAndQuotes) {
  EXPECT_EQ(rows_of("a,\"b,c\"\n\"d\r\ne\",\"f\"\"g\"\n", ','), (Rows{{"a", "b,c"}, {"d\r\ne", "f\"g"}}));
  EXPECT_EQ(rows_of("\"\",\"\"\"\"\r\n\r\nx,", ','), (Rows{{"", "\""}, {"x", ""}}));
  EXPECT_EQ(rows_of("5\" pipe,\"6\" pipe\"\n", ','), (Rows{{"5\" pipe", "6\" pipe"}}));
}

TEST(Records, AQuoteThatNothingClosesIsText) {
  RecordReader reader("\"a,1\nb,2\n", ',');
  std::vector<std::string> fields;
  ASSERT_TRUE(reader.next(fields));
  EXPECT_EQ(fields, (std::vector<std::string>{"\"a", "1"}));
  EXPECT_EQ(reader.marks().unclosed_quotes, 1);
}

TEST(Records, TheSeparatorIsTheOneThatCutsEvenly) {
  EXPECT_EQ(guess_separator("a,b\n1,2\n", 0), ',');
  EXPECT_EQ(guess_separator("a;b;c\n1,5;2,5;3\n1,0;2,0;3\n", 0), ';');
  EXPECT_EQ(guess_separator("a\tb, c\n1\t2\n", 0), '\t');
  EXPECT_EQ(guess_separator("a|b\n\"x|,y\"|2\n", 0), '|');
  EXPECT_EQ(guess_separator("한 줄\n쉼표, 하나\n셋\n넷\n", 0), '\0');
}

// Fields written with quotes come back as they were, whatever they hold.
TEST(Records, WhatIsWrittenIsRead) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937_64 random(seed);
    const auto pick = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
    Rows rows(1 + pick(5));
    std::string text;
    for (auto& row : rows) {
      row.resize(1 + pick(4));
      for (std::string& field : row) {
        for (std::size_t i = pick(6); i > 0; --i) field += std::string_view("ab ,\n\"\r|")[pick(8)];
        std::string doubled;
        for (const char byte : field) doubled += byte == '"' ? "\"\"" : std::string(1, byte);
        text += "\"" + doubled + "\",";
      }
      text.back() = '\n';
    }
    EXPECT_EQ(rows_of(text, ','), rows) << "seed " << seed;
  }
}

TEST(JsonView, LooksWithoutBuilding) {
  const JsonView view(R"( {"a":1, "b":["x\n\u00e9", {"c":null}, []], "한글":"값"} )");
  EXPECT_TRUE(view.is_object());
  EXPECT_EQ(view.size(), 3U);
  EXPECT_EQ(view.member("a").scalar(), "1");
  EXPECT_EQ(view.member("한글").scalar(), "값");
  EXPECT_EQ(view.member("b").size(), 3U);
  EXPECT_TRUE(view.member("nothing").is_null());
  std::string first;
  view.member("b").each([&](std::string_view /*name*/, JsonView item) { return first = item.scalar(), false; });
  EXPECT_EQ(first, "x\né");
}

TEST(JsonView, CountsNamesAndValuesButNoSigns) {
  EXPECT_EQ(count_json(R"({"ab":[1,-2.50,true,false,null,"한 글"]})"), 2 + 1 + 5 + 4 + 5 + 2);
  EXPECT_FALSE(is_json("{\"a\":1"));
  EXPECT_TRUE(is_json(std::string(100'000, '[') + std::string(100'000, ']')));  // no stack grows with the depth
}

TEST(Json, DeeperThanAnybodyNestsKeepsItsText) {
  std::string text;
  for (int i = 0; i < 5'000; ++i) text += "{\"k\":";
  text += "\"바닥\"" + std::string(5'000, '}');
  const auto document = read_document(text, "a.json", {}, {});
  ASSERT_TRUE(document.has_value());
  EXPECT_NE(document->elements.back().text.find("바닥"), std::string::npos);
}

TEST(Archive, NamesOfWindowsInKoreaAreRead) {
  EXPECT_EQ(member_name("\xba\xb8\xb0\xed\xbc\xad\\a.txt"), "보고서/a.txt");
  EXPECT_EQ(member_name("보고서.hwp"), "보고서.hwp");
  EXPECT_TRUE(is_system_file("__MACOSX/._a"));
  EXPECT_TRUE(is_system_file("a/.DS_Store"));
  EXPECT_FALSE(is_system_file("a/store.txt"));
}

TEST(Archive, AGzipThatUnpacksToMoreThanTheLimitIsRefused) {
  ParseLimits limits;
  limits.inflated_bytes_max = 10;
  // gzip of "0123456789abcdef", stored.
  const std::string packed(
      "\x1f\x8b\x08\0\0\0\0\0\0\xff\x01\x10\x00\xef\xff"
      "0123456789abcdef\0\0\0\0\x10\0\0\0",
      39);
  const auto document = read_document(packed, "a.gz", {}, limits);
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().reason, "inflated_bytes_max");
}

TEST(Xhtml, EmptyElementsAreClosedForHtml) {
  EXPECT_EQ(xhtml_as_html("<title/><br/><a id='x>'/>t"), "<title></title><br/><a id='x>'></a>t");
  EXPECT_EQ(xhtml_as_html("<?xml version='1.0'?><p><![CDATA[a<b]]></p><!-- <x/> -->"), "<p>a&lt;b</p><!-- <x/> -->");
  EXPECT_EQ(xhtml_as_html("<p"), "<p");
}

}  // namespace
}  // namespace onggi::parse
