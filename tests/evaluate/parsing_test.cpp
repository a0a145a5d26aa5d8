// Scores of parsing: cases counted by hand, what is always true of them, and which file belongs to which expected text.
#include "evaluate/parsing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "evaluate/marked_text.h"
#include "support/any_text.h"

namespace onggi {
namespace {

namespace fs = std::filesystem;

ParseScores score(std::string_view found, std::string_view expected, ExpectedForm form = ExpectedForm::markdown) {
  return score_parse(found, expected, form);
}

// ---- one form for both sides ----

std::string plain(const evaluate_room::MarkedText& text) { return joined(text, evaluate_room::Marks::none); }
std::string marked(const evaluate_room::MarkedText& text) { return joined(text, evaluate_room::Marks::all); }

TEST(MarkedText, MarkdownLosesItsInlineMarks) {
  using evaluate_room::marked_from_markdown;
  EXPECT_EQ(marked(marked_from_markdown(
                "## **제1장** 총칙\n\n*기울임*과 ~~지움~~, [이름](https://a.example/b), `코드` \\*별\\* &amp;"
                "\n<!-- image -->\n\n- 하나\n  - 둘\n\n3. 셋\n4. 넷")),
            "## 제1장 총칙 기울임과 지움, 이름, 코드 *별* & - 하나 - 둘 3. 셋 4. 넷");
  EXPECT_EQ(plain(marked_from_markdown("# 제목\n\n- 하나\n\n2. 둘\n\n```\n# 코드\n```\n")), "제목 하나 2. 둘 # 코드");
  EXPECT_EQ(plain(marked_from_markdown("본문[^1]\n\n[^1]: 각주")), "본문[^1] [^1]: 각주");
}

TEST(MarkedText, TablesOfBothKindsAreEqual) {
  using evaluate_room::marked_from_markdown;
  const std::string html = "<table><tr><td>가</td><td>나</td></tr><tr><td>1 2</td><td>a|b</td></tr></table>";
  EXPECT_EQ(marked(marked_from_markdown("| 가 | 나 |\n|---|---|\n| 1<br>2 | a\\|b |")), html);
  EXPECT_EQ(
      marked(marked_from_markdown("앞\n<table><thead><tr><th>가</th><th>나</th></tr></thead>\n\n<tbody><tr><td><p>1"
                                  "</p><p>2</p></td><td>a|b</td></tr></tbody></table>\n뒤")),
      "앞 " + html + " 뒤");
  // The header row that GFM demands, and its owner did not have.
  EXPECT_EQ(marked(marked_from_markdown("|  |  |\n|---|---|\n| 가 | 나 |\n| 1 2 | a\\|b |")), html);
  EXPECT_EQ(
      marked(marked_from_markdown("<table><tr><td rowspan=2>가</td><td>나</td></tr><tr><td>다</td></tr></table>")),
      "<table><tr><td rowspan=\"2\">가</td><td>나</td></tr><tr><td>다</td></tr></table>");
}

TEST(MarkedText, HtmlGivesWhatAPersonSees) {
  EXPECT_EQ(
      marked(evaluate_room::marked_from_html(
          "<html><head><title>t</title><style>p{}</style></head><body><nav>길</nav><h2>제목 <b>둘</b></h2><p>첫 줄<br>"
          "둘째</p><ol><li>하나<li><p>둘</p></ol><script>x()</script><ul><li>셋</ul></body></html>")),
      "길 ## 제목 둘 첫 줄 둘째 1. 하나 2. 둘 - 셋");
}

TEST(MarkedText, AnUnclosedTableStaysText) {
  EXPECT_EQ(plain(evaluate_room::marked_from_markdown("앞 <table><tr><td>가")), "앞 가");
}

// ---- what writers of Markdown do differently ----

void expect_equal(std::string_view found, std::string_view expected) {
  const ParseScores scores = score(found, expected);
  for (const auto& value : {scores.character_recall, scores.character_precision, scores.nid, scores.overall})
    EXPECT_DOUBLE_EQ(value.value_or(1), 1) << found << " against " << expected;
}

TEST(OneForm, MarksOfItemsAreNoText) {
  expect_equal("- • 하나\n- 1\\. 둘\n- 1.2 셋", "- 하나\n1. 둘\n- 1.2. 셋");
  expect_equal("- ☒ 하나\n- ☑ 둘\n- ☐ 셋", "- [x] 하나\n- [x] 둘\n- [ ] 셋");
  EXPECT_LT(*score("- 3\\. 하나", "- 4\\. 하나").character_recall, 1);  // another number
  EXPECT_LT(*score("- 2024 보고", "- 2025 보고").character_recall, 1);  // a year
}

TEST(OneForm, TypographyIsPlain) { expect_equal("“인용” ‘말’ A\u2011B 가\u200b나", "\"인용\" '말' A-B 가나"); }

TEST(OneForm, CellsHoldNoMarksOfBlocks) {
  expect_equal("| 목록:<br>• 하나<br>• 둘 | 가 \\| 나 |\n|---|---|\n| ☒ 예 | - |",
               "| 목록: - 하나 - 둘 | ## 가 나 |\n|---|---|\n| - [x] 예 | - |");
  EXPECT_LT(*score("| 가 | - |\n|---|---|\n| 나 | 다 |", "| 가 | |\n|---|---|\n| 나 | 다 |").teds, 1);
}

TEST(OneForm, ATableOfOneCellIsAParagraph) { expect_equal("<table><tr><td>알림</td></tr></table>", "알림"); }

TEST(OneForm, PipesCannotSaySpans) {
  const std::string spans =
      "<table><tr><th rowspan=2>부서</th><th colspan=2>인원</th></tr><tr><td>정규</td><td>계약</td></tr>"
      "<tr><td>개발</td></tr></table>";
  expect_equal(spans, "| 부서 | 인원 | 인원 |\n|---|---|---|\n| 부서 | 정규 | 계약 |\n| 개발 | | |");
  expect_equal(spans, spans);
  // Where a table says its spans, they count.
  EXPECT_LT(*score("| 부서 | 인원 | 인원 |\n|---|---|---|\n| 부서 | 정규 | 계약 |\n| 개발 | | |", spans).teds, 1);
}

TEST(OneForm, TheNameOfAChartsKindStandsForThePicture) {
  expect_equal("매출\n\n| | 1월 |\n|---|---|\n| 합계 | 3 |",
               "매출\n\n<!-- image -->\n\nBar chart\n\n| | 1월 |\n|---|---|\n| 합계 | 3 |");
}

// ---- hand-computed ----

TEST(ParseScores, CharactersAreAMultiset) {
  const ParseScores scores = score("가나 나다", "나나 다라마");
  EXPECT_DOUBLE_EQ(*scores.character_recall, 3.0 / 5);     // 나 나 다
  EXPECT_DOUBLE_EQ(*scores.character_precision, 3.0 / 4);  // and 가
  EXPECT_EQ(scores.characters_expected, 5);
  EXPECT_EQ(scores.characters_found, 4);
}

TEST(ParseScores, ReadingOrderIsTheIndelSimilarity) {
  const ParseScores scores = score("나다 가", "가 나다");
  EXPECT_DOUBLE_EQ(*scores.character_recall, 1);
  EXPECT_DOUBLE_EQ(*scores.nid, 2.0 * 2 / 8);  // "나다" is common
  EXPECT_DOUBLE_EQ(*scores.overall, *scores.nid);
  EXPECT_FALSE(scores.teds || scores.mhs);
}

TEST(ParseScores, ComposedAndDecomposedHangulAreEqual) {
  const ParseScores scores = score("\u1112\u1161\u11ab", "한");
  EXPECT_DOUBLE_EQ(*scores.nid, 1);
  EXPECT_DOUBLE_EQ(*scores.character_recall, 1);
}

TEST(ParseScores, TablesAreTrees) {
  const std::string expected = "| 품목 | 수량 |\n|---|---|\n| 사과 | 10 |\n| 배 | 5 |";
  // Ten nodes: the table, three rows, six cells; one of two characters differs.
  const ParseScores one = score("| 품목 | 수량 |\n|---|---|\n| 사과 | 19 |\n| 배 | 5 |", expected);
  EXPECT_NEAR(*one.teds, 1 - 0.5 / 10, 1e-6);
  EXPECT_DOUBLE_EQ(*one.teds_s, 1);
  // A row of three nodes is missing.
  const ParseScores row = score("| 품목 | 수량 |\n|---|---|\n| 사과 | 10 |", expected);
  EXPECT_NEAR(*row.teds, 1 - 3.0 / 10, 1e-6);
  EXPECT_NEAR(*row.teds_s, 1 - 3.0 / 10, 1e-6);
  // Other spans make other cells: two of them, whatever their texts.
  const ParseScores spans = score("<table><tr><td colspan=2>가</td></tr><tr><td>나</td><td>다</td></tr></table>",
                                  "<table><tr><td>가</td></tr><tr><td>나</td><td rowspan=2>다</td></tr></table>");
  EXPECT_NEAR(*spans.teds, 1 - 2.0 / 6, 1e-6);
  EXPECT_DOUBLE_EQ(*score("본문", expected).teds, 0);
  EXPECT_FALSE(score(expected, "본문").teds);
}

// Two tables hang on one root: a missing one costs its nodes, and which stands first does not matter by itself.
TEST(ParseScores, AllTablesOfADocumentAreOneTree) {
  const std::string one = "<table><tr><td>가</td></tr><tr><td>다</td></tr></table>",
                    two = "<table><tr><td>나</td><td>다</td></tr></table>";
  EXPECT_NEAR(*score(two, one + "\n\n" + two).teds, 1 - 5.0 / 9, 1e-6);
  EXPECT_DOUBLE_EQ(*score(one + "\n\n글\n\n" + two, one + "\n\n" + two).teds, 1);
}

TEST(ParseScores, HeadingsAreTreesWithTheirTexts) {
  const std::string expected = "# 총칙\n\n목적\n\n# 휴가\n\n연차";
  EXPECT_DOUBLE_EQ(*score("### 총칙\n\n목적\n\n# 휴가\n\n연차", expected).mhs, 1);  // levels do not count
  // Five nodes. 휴가 is no heading: its node is missing, and its text and content lie in the text above.
  const ParseScores flat = score("# 총칙\n\n목적\n\n휴가\n\n연차", expected);
  EXPECT_NEAR(*flat.mhs, 1 - (2 + 6.0 / 8) / 5, 1e-6);  // "목적" against "목적 휴가 연차"
  EXPECT_NEAR(*flat.mhs_s, 1 - 2.0 / 5, 1e-6);
  EXPECT_DOUBLE_EQ(*score("총칙 목적 휴가 연차", expected).mhs, 0);
  EXPECT_FALSE(score(expected, "총칙").mhs);
}

TEST(ParseScores, PlainTextKnowsNoStructure) {
  const ParseScores scores =
      score("# 제목\n\n| 가 | 나 |\n|---|---|\n| 1 | 2 |", "제목\n가 나\n1 2", ExpectedForm::text);
  EXPECT_DOUBLE_EQ(*scores.nid, 1);
  EXPECT_DOUBLE_EQ(*scores.character_precision, 1);
  EXPECT_FALSE(scores.nid_s || scores.teds || scores.mhs);
}

TEST(ParseScores, NothingFoundIsNothing) {
  const ParseScores scores = score("", "# 제목\n\n| 가 |\n|---|\n| 1 |");
  for (const auto& value : {scores.character_recall, scores.character_precision, scores.nid, scores.teds, scores.mhs})
    EXPECT_DOUBLE_EQ(value.value_or(-1), 0);
  EXPECT_FALSE(score("글", "").overall);
}

// ---- always true ----

std::string any_markdown(std::mt19937_64& random) {
  std::string text;
  for (std::size_t i = 0, blocks = 1 + any::below(random, 12); i < blocks; ++i) {
    const std::size_t kind = any::below(random, 4);
    if (kind == 0) text += std::string(1 + any::below(random, 3), '#') + " " + any::word(random);
    else if (kind == 1) text += "- " + any::sentence(random);
    else if (kind == 2) text += any::paragraph(random);
    else
      text += "| " + any::word(random) + " | " + any::word(random) + " |\n|---|---|\n| " + any::word(random) + " | |";
    text += "\n\n";
  }
  return text;
}

class ParseScoresProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(ParseScoresProperty, IdentityIsOneAndAllLieBetweenZeroAndOne) {
  std::mt19937_64 random(GetParam());
  const std::string a = any_markdown(random), b = any_markdown(random);
  const ParseScores same = score(a, a), there = score(a, b), back = score(b, a);
  const auto values = [](const ParseScores& scores) {
    return std::vector{scores.character_recall,
                       scores.character_precision,
                       scores.nid,
                       scores.nid_s,
                       scores.teds,
                       scores.teds_s,
                       scores.mhs,
                       scores.mhs_s,
                       scores.overall};
  };
  for (const auto& value : values(same)) EXPECT_DOUBLE_EQ(value.value_or(1), 1) << "seed " << GetParam();
  for (const auto& value : values(there)) {
    EXPECT_GE(value.value_or(0), 0);
    EXPECT_LE(value.value_or(0), 1);
  }
  EXPECT_DOUBLE_EQ(*there.nid, *back.nid);
  EXPECT_DOUBLE_EQ(*there.character_recall, *back.character_precision);
  if (there.teds && back.teds) {
    EXPECT_NEAR(*there.teds, *back.teds, 1e-5) << "seed " << GetParam();
  }
  if (there.mhs && back.mhs) {
    EXPECT_NEAR(*there.mhs, *back.mhs, 1e-5) << "seed " << GetParam();
  }
  if (there.teds) {
    EXPECT_GE(*there.teds_s, *there.teds - 1e-5) << "seed " << GetParam();
  }
  if (there.mhs) {
    EXPECT_GE(*there.mhs_s, *there.mhs - 1e-5) << "seed " << GetParam();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ParseScoresProperty, testing::Range<std::uint64_t>(0, 30));

// ---- files and reports ----

class ParseCasesTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("onggi-parse-cases-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void put(const std::string& name, const std::string& text = "글") {
    ASSERT_TRUE(make_folder((folder_ / name).parent_path()));
    ASSERT_TRUE(write_file(folder_ / name, text));
  }
  std::vector<std::string> found(const std::string& files, const std::optional<std::string>& expected) {
    const auto cases = find_parse_cases(folder_ / files, expected ? std::optional(folder_ / *expected) : std::nullopt);
    if (!cases) return {std::string(to_string(cases.error().code))};
    std::vector<std::string> lines;
    for (const ParseCase& one : cases->cases)
      lines.push_back(one.name + " " + one.expected.lexically_relative(folder_).generic_string());
    for (const std::string& name : cases->without_expected) lines.push_back(name + " -");
    return lines;
  }

  fs::path folder_;
};

TEST_F(ParseCasesTest, ExpectedTextsStandBesideTheirFiles) {
  for (const char* name : {"a.docx", "a.md", "b.hwp", "b.hwp.md", "b.md", "c.html", "c.md", "d.txt", "d.html",
                           "e/f.pdf", "e/f.txt", "g.png"})
    put(name);
  EXPECT_THAT(found("", std::nullopt),
              testing::ElementsAre("a.docx a.md", "b.hwp b.hwp.md", "c.html c.md", "e/f.pdf e/f.txt", "b.md -",
                                   "d.html -", "d.txt -", "g.png -"));
}

TEST_F(ParseCasesTest, ExpectedTextsStandInAFolderOfTheirOwn) {
  for (const char* name :
       {"in/a.docx", "in/b/c.hwp", "in/d.md", "in/e.pdf", "out/a.docx.md", "out/b/c.html", "out/c.txt", "out/d.md"})
    put(name);
  EXPECT_THAT(found("in", "out"),
              testing::ElementsAre("a.docx out/a.docx.md", "b/c.hwp out/b/c.html", "d.md out/d.md", "e.pdf -"));
  EXPECT_THAT(found("in", "nowhere"), testing::ElementsAre("not_found"));
  EXPECT_THAT(found("nowhere", std::nullopt), testing::ElementsAre("not_found"));
  EXPECT_THAT(found("out", std::nullopt), testing::ElementsAre("not_found"));
}

TEST_F(ParseCasesTest, TheReportBeginsWithTheWorst) {
  put("a.pdf", "가나다라"), put("a.md", "가나다라"), put("b.pdf", "가나"), put("b.md", "가나다라"), put("c.pdf"),
      put("c.md");
  const auto cases = find_parse_cases(folder_, std::nullopt);
  ASSERT_TRUE(cases);
  const auto read = [](const fs::path& file) -> Result<std::string> {
    if (file.filename() == "c.pdf") return fail(ErrorCode::unsupported, "no reader");
    return read_file(file);
  };
  const auto report = evaluate_parse(cases->cases, read, Cancel());
  ASSERT_TRUE(report);
  EXPECT_THAT(report->files, testing::ElementsAre(testing::Field(&ParseOutcome::name, "c.pdf"),
                                                  testing::Field(&ParseOutcome::name, "b.pdf"),
                                                  testing::Field(&ParseOutcome::name, "a.pdf")));
  EXPECT_EQ(report->files[0].error, "unsupported");
  EXPECT_EQ(report->failed, 1);
  EXPECT_NEAR(report->nid.value, (0 + 2.0 * 2 / 6 + 1) / 3, 1e-9);
  EXPECT_NEAR(report->character_recall.value, (0 + 0.5 + 1) / 3, 1e-9);
  EXPECT_EQ(report->teds.of, 0);
}

TEST(MeanOf, TheIntervalHoldsTheMeanAndShrinks) {
  const Mean few = mean_of({0.2, 0.8, 0.5, 0.9});
  EXPECT_DOUBLE_EQ(few.value, 0.6);
  EXPECT_LT(few.low, few.value);
  EXPECT_GT(few.high, few.value);
  std::vector<double> many;
  for (int i = 0; i < 100; ++i) many.insert(many.end(), {0.2, 0.8, 0.5, 0.9});
  EXPECT_LT(mean_of(many).high - mean_of(many).low, (few.high - few.low) / 3);
  const Mean one = mean_of({0.7});
  EXPECT_DOUBLE_EQ(one.low, 0.7);
  EXPECT_DOUBLE_EQ(one.high, 0.7);
  EXPECT_EQ(mean_of({}).of, 0);
}

}  // namespace
}  // namespace onggi
