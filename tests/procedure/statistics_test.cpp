// Sample sizes and intervals against values that anybody can work out again.
#include "procedure/statistics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace onggi {
namespace {

TEST(SampleSize, IsTheRuleOfThreeWhereThePopulationIsLarge) {
  EXPECT_EQ(sample_size(1'000'000'000, 0.01), 299);  // ln 0.05 / ln 0.99 = 298.07
  EXPECT_EQ(sample_size(1'000'000'000, 0.05), 59);   // 58.4
  EXPECT_EQ(sample_size(1'000'000'000, 0.001), 2995);
}

TEST(SampleSize, IsExactWhereThePopulationIsSmall) {
  EXPECT_EQ(sample_size(0, 0.01), 0);
  EXPECT_EQ(sample_size(1, 0.01), 1);
  // One bad text of ten: after nine draws it is missed once in ten times, so all ten are drawn.
  EXPECT_EQ(sample_size(10, 0.01), 10);
  // Two bad ones of ten (more than 10 %): missed by n draws with (10-n)(9-n)/90; n = 8 gives 2/90 <= 0.05, n = 7 6/90.
  EXPECT_EQ(sample_size(10, 0.1), 8);
  EXPECT_LT(sample_size(1000, 0.01), 299);
}

// The next smaller sample would miss too often, this one does not: by the definition, not by the code's own product.
TEST(SampleSize, IsTheSmallestThatIsEnough) {
  const auto missed = [](double population, double bad, double drawn) {
    return std::exp(std::lgamma(population - bad + 1) - std::lgamma(population - bad - drawn + 1) +
                    std::lgamma(population - drawn + 1) - std::lgamma(population + 1));
  };
  for (const std::int64_t population : {50, 300, 1000, 20'000})
    for (const double rate : {0.005, 0.01, 0.03, 0.1}) {
      const auto bad = std::floor(rate * static_cast<double>(population)) + 1;
      const auto n = static_cast<double>(sample_size(population, rate));
      const auto all = static_cast<double>(population);
      if (n + bad <= all) {
        EXPECT_LE(missed(all, bad, n), 0.05 + 1e-9) << population << " " << rate;
      }
      EXPECT_GT(missed(all, bad, n - 1), 0.05 - 1e-9) << population << " " << rate;
    }
}

TEST(LeakRate, IsTheExactIntervalOfClopperAndPearson) {
  const LeakRate none = leak_rate(0, 299);
  EXPECT_EQ(none.rate, 0);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 1 - std::pow(0.025, 1.0 / 299), 1e-12);
  EXPECT_NEAR(none.bound, 1 - std::pow(0.05, 1.0 / 299), 1e-12);
  EXPECT_LT(none.bound, 0.01);
  EXPECT_NEAR(none.bound, 3.0 / 299, 2e-4);  // the rule of three
  // Published: 1 of 10 → 0.25 % to 44.50 %; 5 of 20 → 8.66 % to 49.10 %.
  EXPECT_NEAR(leak_rate(1, 10).low, 0.00253, 5e-6);
  EXPECT_NEAR(leak_rate(1, 10).high, 0.44502, 5e-6);
  EXPECT_NEAR(leak_rate(5, 20).low, 0.08657, 5e-6);
  EXPECT_NEAR(leak_rate(5, 20).high, 0.49105, 5e-6);
  EXPECT_NEAR(leak_rate(7, 7).low, std::pow(0.025, 1.0 / 7), 1e-12);
  EXPECT_EQ(leak_rate(7, 7).high, 1);
  EXPECT_EQ(leak_rate(0, 0).high, 1);
}

}  // namespace
}  // namespace onggi
