// What a call costs, to the millionth.
#include "model/price.h"

#include <gtest/gtest.h>

namespace onggi {
namespace {

TEST(Price, IsReadAndWrittenExactly) {
  for (const auto& [text, micros] :
       std::vector<std::pair<std::string, std::int64_t>>{{"0", 0},
                                                         {"1250", 1'250'000'000},
                                                         {"0.15", 150'000},
                                                         {"0.000001", 1},
                                                         {"1000000000", 1'000'000'000'000'000}}) {
    ASSERT_TRUE(micros_of(text).has_value()) << text;
    EXPECT_EQ(*micros_of(text), micros);
    EXPECT_EQ(text_of_micros(micros), text);
  }
  for (const std::string wrong :
       {"", "-1", "1,000", "1.", ".5", "1e3", "0.0000001", "1000000001", "99999999999", "1 ", "x"})
    EXPECT_FALSE(micros_of(wrong).has_value()) << wrong;
}

TEST(Price, OfACallIsRoundedOnce) {
  const ModelPrice price{.prompt = 1'250'000'000, .completion = 5'000'000'000, .cached = 125'000'000};
  EXPECT_EQ(cost_micros(price, {.prompt = 1'000, .completion = 100}), 1'750'000);
  EXPECT_EQ(cost_micros(price, {.prompt = 1'000, .cached = 800, .completion = 0}), 350'000);
  const ModelPrice small{.prompt = 150'000, .completion = 600'000, .cached = 150'000};
  EXPECT_EQ(cost_micros(small, {.prompt = 3}), 0) << "0.45 millionths";
  EXPECT_EQ(cost_micros(small, {.prompt = 4}), 1) << "0.6 millionths";
  EXPECT_EQ(cost_micros(small, {.prompt = 4, .cached = 9}), 1) << "no more was known than there was";
  EXPECT_EQ(cost_micros(price, {}), 0);
  EXPECT_EQ(cost_micros({.prompt = 1'000'000'000'000'000}, {.prompt = INT64_MAX}), std::int64_t{1} << 62U);
}

TEST(Price, OfAnHourIsPaidByTheMicrosecond) {
  const ModelPrice price{.hour = 3'600'000'000};  // 3,600: one a second
  EXPECT_EQ(cost_micros(price, {.prompt = 1'000, .completion = 100, .computed_us = 2'500'000}), 2'500'000);
  EXPECT_EQ(cost_micros({.hour = 3'600}, {.computed_us = 499'999}), 0);
  EXPECT_EQ(cost_micros({.hour = 3'600}, {.computed_us = 500'000}), 1) << "half a millionth";
  const ModelPrice both{.prompt = 400'000, .hour = 2'160};
  EXPECT_EQ(cost_micros(both, {.prompt = 1, .computed_us = 1'000'000}), 1) << "0.4 and 0.6 are rounded together";
}

TEST(Price, IsNeverNegativeAndAnHourIsOfThisProcess) {
  EXPECT_FALSE(check({.prompt = -1}, "remote").has_value());
  EXPECT_FALSE(check({.completion = 1'000'000'000'000'001}, "remote").has_value());
  EXPECT_FALSE(check({.hour = -1}, "gguf").has_value());
  EXPECT_TRUE(check({}, "remote").has_value());
  EXPECT_TRUE(check({.hour = 1}, "gguf").has_value());
  EXPECT_EQ(check({.hour = 1}, "remote").error().reason, "no_hour_price");
}

}  // namespace
}  // namespace onggi
