// No more at once than were allowed.
#include "base/turns.h"

#include <gtest/gtest.h>

namespace onggi {
namespace {

TEST(Turns, NoMoreThanAllowedAndACancelEndsTheWait) {
  Turns turns(1);
  Cancel cancel;
  auto first = turns.take(cancel);
  ASSERT_TRUE(first.has_value());
  cancel.request();
  EXPECT_EQ(turns.take(cancel).error().code, ErrorCode::cancelled);
  {
    const auto given_back = std::move(first);
  }
  EXPECT_TRUE(turns.take(Cancel()).has_value());
}

TEST(Turns, WithoutABoundNobodyWaits) {
  const auto turn = take_turn(nullptr, Cancel());
  ASSERT_TRUE(turn.has_value());
  EXPECT_FALSE(turn->has_value());
}

}  // namespace
}  // namespace onggi
