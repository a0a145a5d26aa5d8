// What a question says itself is taken out before an answer is looked for.
#include "answer/said.h"

#include <gtest/gtest.h>

namespace onggi::answer_room {
namespace {

TEST(Said, LeavesOutQuantitiesOfTheQuestion) {
  const Said said("10년 근속한 직원의 포상금은 얼마입니까?");
  EXPECT_EQ(said.left_out_of("10년 근속한 직원에게 포상금을 준다."), " 근속한 직원에게 포상금을 준다.");
  EXPECT_EQ(said.left_out_of("10 년 근속: 50만 원"), " 근속: 50만 원");
  EXPECT_EQ(said.left_out_of("20년 근속: 10일"), "20년 근속: 10일") << "another value, another unit";
}

TEST(Said, LeavesOutCodesOfTheQuestion) {
  const Said said("RX-10의 승인 번호를 3명에게 알려 주세요");
  EXPECT_EQ(said.left_out_of("RX-10 | TA-117 | 3일"), " | TA-117 | 3일");
  EXPECT_EQ(said.left_out_of("RX-100"), "RX-100");
}

}  // namespace
}  // namespace onggi::answer_room
