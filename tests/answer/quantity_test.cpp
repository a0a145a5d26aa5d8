// Numbers with units, and the conditions that hold them.
#include "answer/quantity.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace onggi::answer_room {
namespace {

Quantity only(std::string_view text) {
  const auto found = quantities_of(text);
  EXPECT_EQ(found.size(), 1U) << text;
  return found.empty() ? Quantity{} : found.front();
}

TEST(Quantities, AreReadAsPeopleWriteThem) {
  EXPECT_EQ(only("8천만 원").value, 8e7);
  EXPECT_EQ(only("1억 2,000만원").value, 1.2e8);
  EXPECT_EQ(only("3만 5천 원").value, 35000);
  EXPECT_EQ(only("대출 8천만 받을 때").unit, "원");
  EXPECT_EQ(only("0.9%").value, 0.9);
  EXPECT_EQ(only("72살").unit, "세");
  EXPECT_EQ(only("7 개월").unit, "개월");
  EXPECT_EQ(only("5영업일").unit, "일");
  EXPECT_TRUE(quantities_of("HP-80, 제18조, 2026").empty());
}

TEST(Quantities, KnowTheirPlace) {
  const std::string_view text = "적금 7개월 붓다가";
  EXPECT_EQ(slice(text, only(text).bytes), "7개월");
}

bool holds(std::string_view rule, std::string_view asked) {
  const auto conditions = conditions_of(rule);
  const Quantity quantity = only(asked);
  return std::ranges::any_of(conditions, [&](const Condition& one) { return one.holds(quantity); });
}

TEST(Conditions, HoldWhatTheyCompare) {
  EXPECT_TRUE(holds("6개월 이상 9개월 미만", "7개월"));
  EXPECT_FALSE(holds("6개월 이상 9개월 미만", "9개월"));
  EXPECT_FALSE(holds("6개월 이상 9개월 미만", "5개월"));
  EXPECT_TRUE(holds("대출금액: 5,000만 원 초과 1억 원 이하, 인지세: 7만 원", "8천만 원"));
  EXPECT_FALSE(holds("대출금액: 5,000만 원 초과 1억 원 이하", "5천만 원"));
  EXPECT_TRUE(holds("만 65세 이상 고객", "72세"));
  EXPECT_TRUE(holds("장애가 30분을 넘으면", "40분"));
  EXPECT_TRUE(holds("6–15층", "7층"));
  EXPECT_FALSE(holds("6–15층", "16층"));
  EXPECT_FALSE(holds("65세 이상", "72개월"));
}

TEST(Conditions, ABareNumberIsNone) { EXPECT_TRUE(conditions_of("수수료 7만 원, 12개월").empty()); }

// Whatever the text, reading it ends and every place lies inside it.
TEST(Conditions, OddTextIsNoTrouble) {
  for (const std::string_view text :
       {"", "9", "9,", "1.2.3", "만", "9만9만9만 원", "3~", "~3층", "3–", "99999999999999999999999999 원 이상",
        "1억1억1억", "6개월 이상 6개월 이상 6개월 미만", "\xff\xfe 3개월"}) {
    for (const Quantity& quantity : quantities_of(text)) EXPECT_LE(quantity.bytes.end, text.size());
    (void)conditions_of(text);
  }
}

}  // namespace
}  // namespace onggi::answer_room
