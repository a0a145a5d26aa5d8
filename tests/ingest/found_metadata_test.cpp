// What documents say about themselves, and what only looks like it.
#include "ingest/found_metadata.h"

#include <gtest/gtest.h>

#include "ingest/any_document.h"

namespace onggi::ingest_room {
namespace {

using Found = std::map<std::string, std::string>;

TEST(FoundMetadata, FieldsOfAForm) {
  EXPECT_EQ(
      found_metadata(any::document({"문서번호: 재무-2024-017   시행일: 2024년 3월 1일",
                                    "담당 부서 : 재무팀 (내선 1234)", "작성자: 홍길동 과장", "개정일자：2023.5.1"})),
      (Found{{"document_number", "재무-2024-017"},
             {"effective_date", "2024-03-01"},
             {"department", "재무팀"},
             {"author", "홍길동 과장"},
             {"revised_date", "2023-05-01"}}));
}

TEST(FoundMetadata, TheAuthorOfTheFileWhereTheTextNamesNone) {
  Document document = any::document({"시설 안내"});
  for (const char* name : {"홍길동", "총무팀", "Jane Q. Doe", "Cragun, Randy", "김 영희"}) {
    document.author = name;
    EXPECT_EQ(found_metadata(document), (Found{{"author", name}}));
  }
  for (const char* name : {"user", "Administrator", "Microsoft Office User", "hong1234", "hong@example.com", "사용자",
                           "anonymous", "NC381", "python-docx", ""}) {
    document.author = name;
    EXPECT_EQ(found_metadata(document), Found{}) << name;
  }
  document = any::document({"작성자: 김영희"});
  document.author = "홍길동";
  EXPECT_EQ(found_metadata(document), (Found{{"author", "김영희"}}));
}

TEST(FoundMetadata, CellsBesideAndBelowTheirLabels) {
  EXPECT_EQ(found_metadata(any::document({any::table({{"문서 번호", "QP-701"}, {"주관부서", "품질관리팀"}})})),
            (Found{{"document_number", "QP-701"}, {"department", "품질관리팀"}}));
  EXPECT_EQ(found_metadata(any::document({any::table(
                {{"개정번호", "개정일자", "내용"}, {"0", "2010. 1. 1.", "제정"}, {"2", "2023. 5. 1.", "개정"}})})),
            (Found{{"revised_date", "2023-05-01"}}));
  EXPECT_EQ(
      found_metadata(any::document({any::table({{"작성자", "검토자", "승인자"}, {"홍길동", "김영희", "이철수"}})})),
      (Found{{"author", "홍길동"}}));
}

TEST(FoundMetadata, TheFootOfAnOfficialLetter) {
  EXPECT_EQ(found_metadata(
                any::document({"수신 수신자 참조", "제목 보안 점검 실시", "시행 총무과-1234 (2024. 3. 1.)   접수"})),
            (Found{{"document_number", "총무과-1234"}, {"department", "총무과"}, {"effective_date", "2024-03-01"}}));
}

TEST(FoundMetadata, TheHeadOfALaw) {
  EXPECT_EQ(found_metadata(
                any::document({"보안업무규정", "[시행 2021. 1. 1.] [대통령령 제31354호, 2020. 12. 31., 일부개정]"})),
            (Found{{"document_number", "대통령령 제31354호"},
                   {"effective_date", "2021-01-01"},
                   {"revised_date", "2020-12-31"}}));
  EXPECT_EQ(found_metadata(any::document({"출장여비 규정 제123호"})),
            (Found{{"document_number", "출장여비 규정 제123호"}}));
}

TEST(FoundMetadata, TheLatestRevisionAndWhatTheSupplementSays) {
  EXPECT_EQ(found_metadata(
                any::document({"취업규칙", "제정 2010. 1. 1. / 개정 2015. 7. 1. / 개정 2023. 5. 1.", "제1조 목적"})),
            (Found{{"revised_date", "2023-05-01"}}));
  EXPECT_EQ(found_metadata(any::document({"제3조 휴가 [개정 2021. 2. 3.]", "제4조 출장 <개정 2019. 1. 2., 2022. 4. 5.>",
                                          "부칙", "이 규정은 2020년 1월 1일부터 시행한다.", "부칙 <2022. 4. 5.>",
                                          "제1조(시행일) 이 규정은 2022년 5월 1일부터 시행한다."})),
            (Found{{"revised_date", "2022-04-05"}, {"effective_date", "2022-05-01"}}));
}

TEST(FoundMetadata, RunningTextSaysNothingAboutTheDocument) {
  EXPECT_EQ(
      found_metadata(any::document(
          {"2023년 5월 1일 개정된 근로기준법에 따라 연차를 정한다.", "담당부서는 각 사업장의 인사팀으로 한다.",
           "시행일을 2024년 3월 1일로 정하자는 의견이 있었다.", "문서번호를 적지 아니한 문서는 접수하지 아니한다.",
           "이 규정은 2020년 1월 1일부터 시행한다는 문구를 부칙에 둔다.", "계약 시행 총무과-12 협의"})),
      Found{});
}

TEST(FoundMetadata, ADayThatThereIsNotIsNone) {
  EXPECT_EQ(found_metadata(any::document({"시행일: 2024. 2. 30.", "개정일: 2024. 13. 1."})), Found{});
}

TEST(FoundMetadata, AFieldWithoutAValueTakesNoOthers) {
  EXPECT_EQ(found_metadata(any::document({"문서번호:", "담당부서: 시행일: 2024-03-01"})),
            (Found{{"effective_date", "2024-03-01"}}));
}

}  // namespace
}  // namespace onggi::ingest_room
