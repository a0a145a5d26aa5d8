// Golden cases of sentences and tokens: tests/golden/text/{sentences,tokens}/*.case.
#include <array>

#include "shared_analyzer.h"
#include "support/golden_case.h"

namespace onggi {
namespace {

// A sentence a line; line feeds inside are written as ⏎.
std::string sentences_as_lines(const std::string& text) {
  std::string out;
  for (const ByteRange& range : split_sentences(text)) {
    for (const char c : slice(text, range)) {
      if (c == '\n') out += "⏎";
      else out += c;
    }
    out += "\n";
  }
  return out;
}

// A word a line: "term term | part | bigram bigram | word".
std::string tokens_as_lines(const std::string& text) {
  std::vector<std::array<std::string, 4>> words;
  for (const Token& token : shared_analyzer().tokens(text)) {
    words.resize(std::max<std::size_t>(words.size(), token.position + 1));
    std::string& group = words[token.position][static_cast<std::size_t>(token.kind)];
    group += (group.empty() ? "" : " ") + token.term;
  }
  std::string out;
  for (const auto& [morphemes, parts, bigrams, latin] : words)
    out += morphemes + " | " + parts + " | " + bigrams + " | " + latin + "\n";
  return out;
}

class SentenceCase : public testing::TestWithParam<golden::Case> {};
TEST_P(SentenceCase, splits) { golden::expect_case(GetParam(), sentences_as_lines(GetParam().input)); }
INSTANTIATE_TEST_SUITE_P(golden, SentenceCase, testing::ValuesIn(golden::read_cases("text/sentences")),
                         golden::case_name);

class TokenCase : public testing::TestWithParam<golden::Case> {};
TEST_P(TokenCase, gives) { golden::expect_case(GetParam(), tokens_as_lines(GetParam().input)); }
INSTANTIATE_TEST_SUITE_P(golden, TokenCase, testing::ValuesIn(golden::read_cases("text/tokens")), golden::case_name);

}  // namespace
}  // namespace onggi
