// What a question asks for, and which passages have its form.
#include "answer/expectation.h"

#include <gtest/gtest.h>

namespace onggi::answer_room {
namespace {

TEST(Expectation, ReadsInterrogatives) {
  EXPECT_EQ(expected_of("연차는 며칠인가요?"), Expected::duration);
  EXPECT_EQ(expected_of("언제까지 신청해야 합니까"), Expected::duration);
  EXPECT_EQ(expected_of("출시일이 언제로 정해졌죠?"), Expected::moment);
  EXPECT_EQ(expected_of("버스는 몇 시에 출발해요?"), Expected::moment);
  EXPECT_EQ(expected_of("숙박비가 얼마인가요"), Expected::money);
  EXPECT_EQ(expected_of("불량률은 몇 퍼센트였습니까?"), Expected::percent);
  EXPECT_EQ(expected_of("센서를 몇 대까지 붙일 수 있나요?"), Expected::number);
  EXPECT_EQ(expected_of("어느 팀이 맡습니까?"), Expected::anything);
}

TEST(Expectation, LooksForTheForm) {
  EXPECT_EQ(form_match(Expected::duration, "30일 전까지 알린다.", false), 1);
  EXPECT_EQ(form_match(Expected::duration, "미리 알린다.", false), 0);
  EXPECT_EQ(form_match(Expected::money, "1박에 42,000원이다.", false), 1);
  EXPECT_EQ(form_match(Expected::money, "제3조에 따른다.", false), 0.5);
  EXPECT_EQ(form_match(Expected::money, "책임 | 110,000", true), 1);
  EXPECT_EQ(form_match(Expected::percent, "0.42%", false), 1);
  EXPECT_EQ(form_match(Expected::anything, "고객지원팀이 맡는다.", false), 1);
}

}  // namespace
}  // namespace onggi::answer_room
