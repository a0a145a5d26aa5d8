// What a question asks for, and which passages have its form.
#include "answer/expectation.h"

#include <gtest/gtest.h>

namespace onggi::answer_room {
namespace {

TEST(Expectation, ReadsInterrogatives) {
  EXPECT_EQ(expected_of("연차는 며칠인가요?"), Expected::duration);
  EXPECT_EQ(expected_of("언제까지 신청해야 합니까"), Expected::duration);
  EXPECT_EQ(expected_of("출시일이 언제로 정해졌죠?"), Expected::moment);
  EXPECT_EQ(expected_of("버스는 몇 시에 출발해요?"), Expected::clock);
  EXPECT_EQ(expected_of("담당 부서 연락처"), Expected::phone);
  EXPECT_EQ(expected_of("숙박비가 얼마인가요"), Expected::money);
  EXPECT_EQ(expected_of("불량률은 몇 퍼센트였습니까?"), Expected::percent);
  EXPECT_EQ(expected_of("센서를 몇 대까지 붙일 수 있나요?"), Expected::number);
  EXPECT_EQ(expected_of("공설묘지 사용료"), Expected::money);
  EXPECT_EQ(expected_of("어느 팀이 맡습니까?"), Expected::anything);
}

TEST(Expectation, LooksForTheForm) {
  EXPECT_EQ(form_match(Expected::duration, "30일 전까지 알린다.", false), 1);
  EXPECT_EQ(form_match(Expected::duration, "미리 알린다.", false), 0);
  EXPECT_EQ(form_match(Expected::money, "1박에 42,000원이다.", false), 1);
  EXPECT_EQ(form_match(Expected::money, "3일 안에 낸다.", false), 0.5);
  EXPECT_EQ(form_match(Expected::money, "제3조에 따른다.", false), 0);
  EXPECT_EQ(form_match(Expected::money, "책임 | 110,000", true), 1);
  EXPECT_EQ(form_match(Expected::percent, "0.42%", false), 1);
  EXPECT_EQ(form_match(Expected::number, "1. 접수한 직원이 책임진다.", false), 0) << "a number before an item";
  EXPECT_EQ(form_match(Expected::number, "제18조에 따라 HP-80 모델을 쓴다.", false), 0) << "numbers inside names";
  EXPECT_EQ(form_match(Expected::anything, "고객지원팀이 맡는다.", false), 1);
}

TEST(Expectation, KnowsQuantitiesWithoutDigits) {
  EXPECT_EQ(form_match(Expected::money, "학과 수석: 등록금 전액", false), 1);
  EXPECT_EQ(form_match(Expected::duration, "석 달 동안 예약하실 수 없습니다.", false), 1);
  EXPECT_EQ(form_match(Expected::moment, "매달 셋째 주 목요일에 연다.", false), 1);
  EXPECT_EQ(form_match(Expected::clock, "주문한 날부터 3일 안에 보냅니다.", false), 0);
  EXPECT_EQ(form_match(Expected::clock, "09:00에 엽니다.", true), 1);
  EXPECT_EQ(form_match(Expected::phone, "고객 센터 02-555-0199", false), 1);
  EXPECT_EQ(form_match(Expected::phone, "담당 간호사가 먼저 전화합니다.", false), 0);
}

TEST(Expectation, MatchesWhatIsCounted) {
  EXPECT_TRUE(has_counter(counter_of("몇 번까지 나누어 낼 수 있나요?"), "네 번까지 나누어 낼 수 있다."));
  EXPECT_TRUE(has_counter(counter_of("지각은 몇 번이 결석인가요?"), "지각 3회는 결석 1회로 본다."));
  EXPECT_TRUE(has_counter(counter_of("몇 마리까지 키우나요?"), "합하여 세 마리까지 기를 수 있다."));
  EXPECT_FALSE(has_counter(counter_of("몇 학기까지 갈 수 있나요?"), "개강일부터 7일 안에 바꿀 수 있다."));
  EXPECT_TRUE(counter_of("숙박비는 얼마인가요?").empty());
}

}  // namespace
}  // namespace onggi::answer_room
