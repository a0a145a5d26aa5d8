// Document → Markdown → reader gives the same elements: what the renderer escapes, the reader reads, and nothing is
// lost between.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

#include "document/render.h"
#include "parse/worker/document_builder.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

std::string any_text(std::mt19937_64& random) {
  constexpr auto kWords = std::to_array<std::string_view>({"휴가",        "규정",
                                                           "*",           "_",
                                                           "~",           "#",
                                                           "-",           "+",
                                                           "1.",          "2)",
                                                           "[링크]",      "(주)",
                                                           "<b>",         "&amp;",
                                                           "R&D",         "`",
                                                           "|",           "\\",
                                                           "10~20",       "a_b",
                                                           ">",           "=",
                                                           "```",         "!",
                                                           "[^1]",        "https://example.com",
                                                           "\\*",         "<!--",
                                                           "$$",          "---",
                                                           "**굵게**",    "]:",
                                                           "x@y.example", "\n"});
  std::string text;
  for (std::uint64_t i = 1 + random() % 8; i > 0; --i)
    text.append(kWords[random() % kWords.size()]).append(random() % 3 == 0 ? "" : " ");
  return element_text(text);
}

Element any_element(std::mt19937_64& random) {
  Element element;
  const std::uint64_t pick = random() % 8;
  element.kind = pick == 0   ? ElementKind::heading
                 : pick == 1 ? ElementKind::code
                 : pick == 2 ? ElementKind::table
                 : pick < 5  ? ElementKind::list_item
                             : ElementKind::paragraph;
  element.text = any_text(random);
  if (element.kind == ElementKind::heading) {
    element.level = static_cast<std::int32_t>(1 + random() % 6);
    element.text = squeeze_spaces(element.text);
  }
  if (element.kind == ElementKind::table) {
    TableGrid grid;
    for (int row = 0; row < 3; ++row) {
      grid.next_row();
      for (int column = 0; column < 2; ++column) grid.add(any_text(random), 1, random() % 9 == 0 ? 2 : 1, row == 0);
    }
    element.table = grid.take();
    element.text = table_text(*element.table);
  }
  return element;
}

class MarkdownRoundTrip : public testing::TestWithParam<std::uint64_t> {};

TEST_P(MarkdownRoundTrip, GivesTheSameElements) {
  std::mt19937_64 random(GetParam());
  Document document;
  for (std::uint64_t i = 1 + random() % 8; i > 0; --i) {
    Element element = any_element(random);
    if (element.kind == ElementKind::list_item) {  // a step down goes one level
      const bool goes_on = !document.elements.empty() && document.elements.back().kind == ElementKind::list_item;
      const std::int32_t above = goes_on ? document.elements.back().level : 0;
      element.level = static_cast<std::int32_t>(1 + random() % static_cast<std::uint64_t>(above + 1));
      if (random() % 2 == 0) element.text = std::to_string(1 + random() % 4) + ". " + element.text;
    }
    if (count_visible(element.text) > 0) document.elements.push_back(std::move(element));
  }
  const std::string markdown = to_markdown(document);
  if (markdown.empty()) return;
  const ParseOptions options;
  const ParseLimits limits;
  const auto back = read_markdown({markdown, "a.md", "text/markdown", options, limits});
  ASSERT_TRUE(back.has_value()) << describe(back.error());
  SCOPED_TRACE("seed " + std::to_string(GetParam()) + "\n" + markdown);
  ASSERT_EQ(back->elements.size(), document.elements.size());
  for (std::size_t i = 0; i < document.elements.size(); ++i) {
    EXPECT_EQ(back->elements[i].kind, document.elements[i].kind);
    EXPECT_EQ(back->elements[i].text, document.elements[i].text);
    EXPECT_EQ(back->elements[i].level, document.elements[i].level);
    EXPECT_EQ(back->elements[i].table, document.elements[i].table);
  }
  EXPECT_TRUE(back->warnings.empty());
}

INSTANTIATE_TEST_SUITE_P(Seeds, MarkdownRoundTrip, testing::Range<std::uint64_t>(1, 200));

}  // namespace
}  // namespace onggi::parse
