// Hancom's equation script → LaTeX: cases in tests/golden/equation/*.case, and what holds for any script.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "parse/worker/flow/equation.h"

namespace onggi::parse {
namespace {

namespace fs = std::filesystem;

class EquationGolden : public testing::TestWithParam<std::string> {};

TEST_P(EquationGolden, ReadsAsExpected) {
  std::ifstream file(fs::path(ONGGI_SOURCE_DIR) / "tests/golden/equation" / (GetParam() + ".case"));
  ASSERT_TRUE(file.good());
  std::string script, line;
  int cases = 0;
  while (std::getline(file, line)) {
    if (line.starts_with("# ")) continue;
    if (!line.starts_with("    ")) {
      script = line;
      continue;
    }
    EXPECT_EQ(latex_from_equation(script), line.substr(4)) << "script: " << script;
    ++cases;
  }
  EXPECT_GT(cases, 10);
}

INSTANTIATE_TEST_SUITE_P(Files, EquationGolden, testing::Values("structures", "words", "broken"));

std::ptrdiff_t times(const std::string& text, std::string_view part) {
  std::ptrdiff_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

// Braces that LaTeX counts; -1 where one closes that was never opened.
int open_braces(const std::string& latex) {
  int open = 0;
  for (std::size_t i = 0; i < latex.size(); ++i) {
    if (latex[i] == '\\') ++i;
    else if (latex[i] == '{') ++open;
    else if (latex[i] == '}' && --open < 0) return -1;
  }
  return open;
}

void expect_balanced(const std::string& script) {
  const std::string latex = latex_from_equation(script);
  EXPECT_EQ(open_braces(latex), 0) << script << "\n" << latex;
  EXPECT_EQ(times(latex, "\\begin{"), times(latex, "\\end{")) << script << "\n" << latex;
  const auto arrows = times(latex, "\\leftarrow") + times(latex, "\\leftrightarrow");
  EXPECT_EQ(times(latex, "\\left") - arrows, times(latex, "\\right") - times(latex, "\\rightarrow")) << script << "\n"
                                                                                                     << latex;
}

class EquationProperty : public testing::TestWithParam<unsigned> {};

TEST_P(EquationProperty, AnyTokensGiveBalancedLatex) {
  const std::vector<std::string> tokens = {
      "{",    "}",      "^",    "_",     "&",     "#",       "over", "LEFT", "RIGHT", "(",  ")",  "|",  "sqrt",
      "of",   "matrix", "ccol", "cases", "vec",   "rm",      "a",    "12",   "\"x",   "\"", "가", "\\", "sum",
      "from", "to",     "lsub", "rel",   "color", "longdiv", "~",    "%",    "atop",  "'",  "{",  "}"};
  std::mt19937 random(GetParam());
  std::string script;
  for (unsigned i = 0; i < 5 + random() % 60; ++i)
    script += tokens[random() % tokens.size()] + (random() % 3 == 0 ? "" : " ");
  expect_balanced(script);
}

INSTANTIATE_TEST_SUITE_P(Seeds, EquationProperty, testing::Range(1U, 301U));

TEST(Equation, DepthIsLimitedNotFatal) {
  for (const std::string opener :
       {"{", "sqrt {", "LEFT (", "matrix{", "vec ", "a over {", "a^", "matrix{ccol{", "rel a "}) {
    std::string deep;
    for (int i = 0; i < 5000; ++i) deep += opener;
    expect_balanced(deep);
    EXPECT_LT(latex_from_equation(deep).size(), 2'000'000U);
  }
}

TEST(Equation, AHugeScriptBecomesText) {
  const std::string latex = latex_from_equation(std::string(100'000, '{'));
  EXPECT_TRUE(latex.starts_with("\\text{\\{"));
  EXPECT_EQ(open_braces(latex), 0);
}

TEST(Equation, NothingVisibleGivesNothing) {
  for (const char* script : {"", "  ", "\n\t"}) EXPECT_EQ(latex_from_equation(script), "");
}

}  // namespace
}  // namespace onggi::parse
