// Sentences against sources.
#include "answer/support.h"

#include <gtest/gtest.h>

#include "text/shared_analyzer.h"

namespace onggi::answer_room {
namespace {

struct Case {
  std::string_view sentence;
  Support support;
  std::string_view what = {};
};

void expect(const std::vector<std::string>& sources, std::string_view known, const std::vector<Case>& cases) {
  const SupportCheck check(sources, known, shared_analyzer());
  for (const Case& one : cases) {
    const SupportFinding found = check.look(one.sentence, {});
    EXPECT_EQ(to_string(found.support), to_string(one.support)) << one.sentence << " (" << found.what << ")";
    if (!one.what.empty()) {
      EXPECT_EQ(found.what, one.what) << one.sentence;
    }
  }
}

TEST(Support, NumbersAndUnits) {
  expect({"연차 유급휴가는 1년간 80퍼센트 이상 출근한 직원에게 15일을 준다. 출장비는 하루 50,000원이다. 수습 기간은 "
          "3개월로 한다."},
         "",
         {{"1년간 80% 이상 출근한 직원은 연차 15일을 받습니다.", Support::borne_out},
          {"1년간 80% 이상 출근한 직원은 연차 25일을 받습니다.", Support::other_number, "25일"},
          {"1년간 90% 이상 출근한 직원은 연차 15일을 받습니다.", Support::other_number, "90%"},
          {"출장비는 하루 5만 원입니다.", Support::borne_out},
          {"출장비는 하루 6만 원입니다.", Support::other_number, "6만 원"},
          {"수습 기간은 3개월입니다.", Support::borne_out},
          {"수습 기간은 3년입니다.", Support::other_number, "3년"},
          {"수습 기간은 세 달로 3개월입니다.", Support::borne_out}});
}

TEST(Support, TheSameLengthInAnotherUnitIsTheSame) {
  expect({"근속 기간은 2년 이상이어야 한다. 신고는 120분 안에 한다. 교육은 2주 동안 한다."}, "",
         {{"근속 기간이 24개월 이상이어야 합니다.", Support::borne_out},
          {"신고는 2시간 안에 합니다.", Support::borne_out},
          {"교육은 14일 동안 합니다.", Support::borne_out},
          {"교육은 15일 동안 합니다.", Support::other_number, "15일"}});
}

TEST(Support, ABareNumberOfATableIsBorneOutByAnyUnit) {
  expect({"구분 | 일수\n본인 결혼 | 5\n자녀 결혼 | 1"}, "",
         {{"본인 결혼에는 5일의 휴가를 줍니다.", Support::borne_out},
          {"본인 결혼에는 7일의 휴가를 줍니다.", Support::other_number, "7일"}});
}

TEST(Support, WrittenCountsAndTheAnswersOwnCounts) {
  expect({"심사 위원은 세 명으로 한다. 서류는 두 부를 낸다."}, "",
         {{"심사 위원은 3명입니다.", Support::borne_out},
          {"심사 위원은 4명입니다.", Support::other_number, "4명"},
          {"조건은 다음 3가지입니다.", Support::borne_out},
          {"7. 심사 위원은 3명으로 합니다.", Support::borne_out}});
}

TEST(Support, Dates) {
  expect({"이 규정은 2024년 3월 1일부터 시행한다."}, "",
         {{"이 규정은 2024. 3. 1.부터 시행합니다.", Support::borne_out},
          {"이 규정은 2024-03-01부터 시행합니다.", Support::borne_out},
          {"이 규정은 2024년 4월 1일부터 시행합니다.", Support::other_date}});
}

TEST(Support, Denials) {
  expect({"법인카드는 휴일에 사용할 수 없다. 수습 직원에게는 상여금을 지급하지 않는다. 주차장은 무료이다. 개인정보를 "
          "외부에 제공해서는 "
          "안 된다."},
         "",
         {{"법인카드는 휴일에 사용할 수 없습니다.", Support::borne_out},
          {"법인카드는 휴일에 사용할 수 있습니다.", Support::denial},
          {"수습 직원에게는 상여금을 지급합니다.", Support::denial},
          {"수습 직원은 상여금을 받지 못합니다.", Support::borne_out},
          {"주차장은 유료입니다.", Support::denial},
          {"주차장은 유료가 아닙니다.", Support::borne_out},
          {"개인정보를 외부에 제공하지 마십시오.", Support::borne_out},
          {"개인정보를 외부에 제공해도 됩니다.", Support::denial}});
}

TEST(Support, NamesThatNobodySaid) {
  expect({"신청은 그룹웨어 ONGGI-HR에서 하고 김영희 팀장이 승인한다."}, "부산 지사도 같은가요?",
         {{"신청은 ONGGI-HR에서 합니다.", Support::borne_out},
          {"신청은 SAP에서 합니다.", Support::other_name, "SAP"},
          {"부산 지사도 ONGGI-HR에서 신청합니다.", Support::borne_out},
          {"대전 지사도 ONGGI-HR에서 신청합니다.", Support::other_name, "대전"}});
}

TEST(Support, WhatSpeaksOfSomethingElseHasNoSource) {
  expect({"연차 유급휴가는 15일을 준다."}, "연차는 며칠인가요?",
         {{"점심시간에는 구내식당에서 다양한 반찬을 제공합니다.", Support::no_source},
          {"네, 그렇습니다.", Support::borne_out},
          {"자세한 내용은 다음과 같습니다.", Support::borne_out}});
}

TEST(Support, OnlyTheCitedSourceCounts) {
  const SupportCheck check(std::vector<std::string>{"연차는 15일이다.", "병가는 60일이다."}, "", shared_analyzer());
  const std::vector<std::size_t> first = {0}, second = {1};
  EXPECT_EQ(check.look("병가는 60일입니다.", second).support, Support::borne_out);
  EXPECT_EQ(check.look("병가는 60일입니다.", first).support, Support::other_number);
}

}  // namespace
}  // namespace onggi::answer_room
