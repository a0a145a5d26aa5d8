// Questions made by rule: what they ask, what answers them, and what they leave alone.
#include "evaluate/made_questions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onggi {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

ChunkPiece paragraph(const std::string& text) {
  ChunkPiece piece;
  piece.text = text;
  return piece;
}

ChunkPiece table(const std::string& header, const std::string& rows) {
  ChunkPiece piece = paragraph(rows);
  piece.kind = ElementKind::table, piece.header = header;
  return piece;
}

std::vector<std::pair<std::string, std::string>> made(const std::string& lead, std::vector<ChunkPiece> pieces,
                                                      std::size_t limit = 100) {
  ChunkRow chunk;
  chunk.lead = lead, chunk.pieces = std::move(pieces);
  std::vector<std::pair<std::string, std::string>> questions;
  for (const MadeQuestion& one : make_questions({chunk}, limit)) questions.emplace_back(one.text, one.answer);
  return questions;
}

TEST(MadeQuestions, AskWhatADefinitionDefines) {
  EXPECT_THAT(
      made("취업규칙", {paragraph("이 규칙에서 “통상근무자”란 본사에서 주간에 근무하는 직원을 말한다. 그 밖의 사람은 "
                                  "따로 정한다.")}),
      ElementsAre(Pair("통상근무자란 무엇인가요?", "본사에서 주간에 근무하는 직원")));
  EXPECT_THAT(made("약관", {paragraph("계약기간이란 이용자가 서비스를 쓰는 기간을 뜻합니다.")}),
              ElementsAre(Pair("계약기간이란 무엇인가요?", "이용자가 서비스를 쓰는 기간")));
}

TEST(MadeQuestions, AskForCellsByTheNamesOfRowAndColumn) {
  EXPECT_THAT(
      made("여비규정", {table("직급 | 숙박비 | 비고", "팀장 | 150,000원 | -\n사원 | 3만 5천 원 | 영수증 제출")}),
      ElementsAre(Pair("팀장의 숙박비는 얼마인가요?", "150,000원"), Pair("사원의 숙박비는 얼마인가요?", "3만 5천 원"),
                  Pair("사원의 비고는 무엇인가요?", "영수증 제출")));
  EXPECT_THAT(made("설명서", {table("항목 | DB-G320", "무게 | 420 g")}),
              ElementsAre(Pair("DB-G320의 무게는 무엇인가요?", "420 g")));
}

TEST(MadeQuestions, AskForFieldsUnderTheirHeading) {
  EXPECT_THAT(made("공지 > 채용 안내", {paragraph("• 접수 기간: 3월 2일까지\n접수처: 인사팀")}),
              ElementsAre(Pair("채용 안내의 접수 기간은 언제인가요?", "3월 2일까지"),
                          Pair("채용 안내의 접수처는 무엇인가요?", "인사팀")));
  EXPECT_THAT(made("규정 > 제2조", {paragraph("숙박비: 실비")}), IsEmpty()) << "the heading says nothing";
}

TEST(MadeQuestions, AskWhatTheDocumentAsks) {
  EXPECT_THAT(
      made("FAQ", {paragraph("Q. 배송은 며칠 걸리나요?"), paragraph("A. 보통 이틀 걸립니다. 섬은 더 걸립니다.")}),
      ElementsAre(Pair("배송은 며칠 걸리나요?", "보통 이틀 걸립니다.")));
}

TEST(MadeQuestions, LeaveOutWhatHasTwoAnswers) {
  EXPECT_THAT(made("표", {table("구분 | 금액", "합계 | 10원"), table("구분 | 금액", "합계 | 20원\n세금 | 1원")}),
              ElementsAre(Pair("세금의 금액은 얼마인가요?", "1원")));
}

TEST(MadeQuestions, AreTakenFromTheRulesInTurn) {
  std::string rows;
  for (int i = 0; i < 20; ++i) rows += "품목 가" + std::to_string(i) + " | 설명 나" + std::to_string(i) + "\n";
  const auto questions = made("목록", {table("이름 | 뜻풀이", rows), paragraph("‘단가’란 하나의 값을 말한다.")}, 3);
  ASSERT_EQ(questions.size(), 3U);
  EXPECT_EQ(questions[0].first, "단가란 무엇인가요?");
}

TEST(MadeQuestions, TakeBrokenTextAsItIs) {
  for (const char* text : {"", "란 말한다", "란 말한다.", ":", ": ", "?", " | ", "“”란 을 말한다", "제1조 > : ?"})
    EXPECT_THAT(made(text, {paragraph(text), table(text, text), paragraph(text)}), IsEmpty()) << text;
}

}  // namespace
}  // namespace onggi
