// Which cell of a cited table is pointed at, from real files with real readers.
#include <ostream>

#include "answer/corpus.h"
#include "base/file.h"

namespace onggi {
namespace {

constexpr const char* kLodging =
    "<h1>출장 숙박비</h1><table><tr><th rowspan=2>구분</th><th rowspan=2>직급</th><th colspan=2>1박 숙박비</th></tr>"
    "<tr><th>서울</th><th>지방</th></tr>"
    "<tr><td rowspan=2>국내 출장</td><td>부장</td><td>120,000원</td><td>90,000원</td></tr>"
    "<tr><td>사원</td><td>100,000원</td><td>70,000원</td></tr>"
    "<tr><td>교육 출장</td><td>전 직원</td><td>60,000원</td><td>50,000원</td></tr></table>";
constexpr const char* kStock =
    "# 비품\n\n| 품목 | 맡은 부서 | 단가 | 재고 수량 |\n|---|---|---|---|\n| 복사 용지 | 인사팀 | 4,500원 | 120상자 |\n"
    "| 화이트보드 펜 | 총무팀 | 900원 | 75자루 |\n";
constexpr const char* kPlain =
    "<h1>회의실 안내</h1><table><tr><td>회의실 사용 시간</td><td>두 시간</td></tr>"
    "<tr><td>회의실 정원</td><td>12명</td></tr></table>";

struct CellCase {
  const char* name;
  const char* file;
  const char* bytes;
  const char* question;
  std::int32_t row;
  std::vector<std::int32_t> columns;
};
void PrintTo(const CellCase& one, std::ostream* out) { *out << one.name; }

class CitedCell : public testing::TestWithParam<CellCase> {};

TEST_P(CitedCell, IsTheOneThatAnswers) {
  any::Corpus corpus;
  corpus.add(GetParam().file, GetParam().bytes);
  const Answer answer = corpus.ask(GetParam().question);
  ASSERT_FALSE(answer.citations.empty()) << answer.text;
  const Citation& citation = answer.citations.front();
  EXPECT_EQ(citation.row, GetParam().row) << citation.quote;
  EXPECT_EQ(citation.columns, GetParam().columns) << citation.quote;
}

INSTANTIATE_TEST_SUITE_P(
    Tables, CitedCell,
    testing::Values(
        CellCase{"under_two_header_rows", "a.html", kLodging, "사원의 지방 1박 숙박비는 얼마입니까?", 3, {3}},
        CellCase{"beside_a_merged_cell", "a.html", kLodging, "부장의 서울 1박 숙박비는 얼마입니까?", 2, {2}},
        CellCase{"two_as_good_is_the_row", "a.html", kLodging, "교육 출장의 1박 숙박비는 얼마입니까?", 4, {}},
        CellCase{"by_the_column_that_is_named", "a.md", kStock, "화이트보드 펜의 재고 수량은 얼마입니까?", 2, {3}},
        CellCase{"not_only_numbers", "a.md", kStock, "복사 용지를 맡은 부서는 어디입니까?", 1, {1}},
        CellCase{"without_a_header", "a.html", kPlain, "회의실 정원은 몇 명입니까?", 1, {1}}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(CitedCell, OfASentenceIsNone) {
  any::Corpus corpus;
  corpus.add("a.md", "# 휴가\n\n연차휴가는 1년에 15일이다.\n");
  const Answer answer = corpus.ask("연차휴가는 1년에 며칠입니까?");
  ASSERT_EQ(answer.citations.size(), 1U) << answer.text;
  EXPECT_EQ(answer.citations[0].row, -1);
  EXPECT_TRUE(answer.citations[0].columns.empty());
}

// A table of several chunks: rows are counted in the whole table.
TEST(CitedCell, IsFoundInTheLaterChunksOfALongTable) {
  std::string table = "# 부품 단가\n\n| 부품 번호 | 이름 | 단가 |\n|---|---|---|\n";
  for (int i = 0; i < 300; ++i)
    table += "| QX" + std::to_string(1000 + i) + " | 조임쇠 | " + std::to_string(5000 + i * 10) + "원 |\n";
  any::Corpus corpus;
  corpus.add("a.md", table);
  const Answer answer = corpus.ask("부품 번호 QX1287의 단가는 얼마입니까?");
  ASSERT_FALSE(answer.citations.empty()) << answer.text;
  EXPECT_EQ(answer.citations[0].row, 288) << answer.citations[0].quote;
  EXPECT_EQ(answer.citations[0].columns, std::vector<std::int32_t>{2});
}

}  // namespace
}  // namespace onggi
