// tests/golden/chunk/*.case: "element KIND [LEVEL]: text" lines in, a paragraph a chunk out. A "row" line adds a row to
// the table above it; a "clause 제1조 제2항: text" line is a paragraph of a rule.
#include <gtest/gtest.h>

#include "chunk/chunk.h"
#include "support/any_text.h"
#include "support/golden_case.h"

namespace onggi {
namespace {

// One token a word, so that budgets can be counted by eye.
class WordCounter final : public TokenCounter {
 public:
  std::int32_t count(std::string_view utf8) const override {
    std::int32_t words = 0;
    bool inside = false;
    for (const char byte : utf8) {
      const bool space = byte == ' ' || byte == '\n';
      if (!space && !inside) ++words;
      inside = !space;
    }
    return words;
  }
  std::string version() const override { return "words"; }
};

void add_line(CleanText& text, const std::string& line) {
  const std::size_t colon = line.find(": ");
  const std::string body = line.substr(colon + 2);
  std::istringstream words(line.substr(0, colon));
  std::string what, kind;
  std::int32_t level = 0;
  words >> what >> kind >> level;
  if (what == "title") text.title = body;
  if (what == "element") any::append_element(text, *element_kind_from(kind), level, body);
  if (what == "clause") any::append_element(text, ElementKind::paragraph, 0, body);
  if (what == "clause") text.elements.back().clause = line.substr(what.size() + 1, colon - what.size() - 1);
  if (what != "row" && what != "header") return;
  if (text.elements.empty() || text.elements.back().kind != ElementKind::table)
    any::append_element(text, ElementKind::table, 0, "");
  CleanElement& table = text.elements.back();
  if (!table.rows.empty()) text.utf8 += '\n';
  table.rows.push_back({text.utf8.size(), text.utf8.size() + body.size()});
  text.utf8 += body;
  table.bytes.end = text.utf8.size();
  if (what == "header") ++table.header_rows;
}

std::string shown(const CleanText& text, const std::vector<Chunk>& chunks) {
  std::string out;
  for (const Chunk& chunk : chunks)
    out += "[" + chunk.lead + "] tokens=" + std::to_string(chunk.tokens) + "\n" + chunk_text(text, chunk) + "\n\n";
  return out;
}

std::int32_t option(const golden::Case& one, const std::string& name, std::int32_t fallback) {
  const auto found = one.options.find(name);
  return found == one.options.end() ? fallback : std::stoi(found->second);
}

ChunkStrategy strategy(const golden::Case& one) {
  const auto found = one.options.find("strategy");
  return found == one.options.end() ? ChunkStrategy::structure : *chunk_strategy_from(found->second);
}

class ChunkGolden : public testing::TestWithParam<golden::Case> {};

TEST_P(ChunkGolden, Matches) {
  const golden::Case& one = GetParam();
  CleanText text;
  for (const std::string& line : golden::lines_of(one.input)) add_line(text, line);
  const auto chunks = split(text, {WordCounter()},
                            {.strategy = strategy(one),
                             .tokens_max = option(one, "tokens_max", 40),
                             .tokens_min = option(one, "tokens_min", 8),
                             .tokens_overlap = option(one, "tokens_overlap", 0),
                             .lead_tokens_max = option(one, "lead_tokens_max", 12)});
  ASSERT_TRUE(chunks.has_value()) << chunks.error().message;
  const std::string actual = shown(text, *chunks);
  golden::expect_case(one, actual);
}

INSTANTIATE_TEST_SUITE_P(Cases, ChunkGolden, testing::ValuesIn(golden::read_cases("chunk")), golden::case_name);

}  // namespace
}  // namespace onggi
