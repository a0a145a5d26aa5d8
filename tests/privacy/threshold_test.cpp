// Proposals for thresholds: from enough decisions only, by a lower bound, and what they would change.
#include "privacy/threshold.h"

#include <gtest/gtest.h>

#include <random>

namespace onggi {
namespace {

DecidedValues at(std::int32_t hundredths, std::int64_t personal, std::int64_t not_personal, std::int64_t open = 0) {
  return {.confidence_hundredths = hundredths, .personal = personal, .not_personal = not_personal, .open = open};
}

TEST(Threshold, IsProposedFromFiftyNineDecisionsWithoutAMistake) {
  // 0.05^(1/59) = 0.9505, 0.05^(1/58) = 0.9497
  EXPECT_EQ(propose_threshold({at(60, 59, 0)}, 0.5).threshold, 0.6);
  const ThresholdProposal before = propose_threshold({at(60, 58, 0)}, 0.5);
  EXPECT_FALSE(before.threshold.has_value());
  EXPECT_EQ(before.missing, 1);
  EXPECT_EQ(propose_threshold({}, 0.5).missing, 59);
  EXPECT_EQ(propose_threshold({at(90, 0, 0, 500)}, 0.5).missing, 59);
}

TEST(Threshold, IsTheLowestThatHolds) {
  const ThresholdProposal proposal =
      propose_threshold({at(30, 0, 40, 7), at(45, 20, 0, 5), at(60, 60, 0, 3), at(90, 60, 0, 1)}, 0.5);
  EXPECT_EQ(proposal.threshold, 0.45);
  EXPECT_EQ(proposal.personal, 140);
  EXPECT_EQ(proposal.not_personal, 0);
  EXPECT_EQ(proposal.decided, 180);
  EXPECT_DOUBLE_EQ(proposal.precision, 1);
  EXPECT_GT(proposal.precision_low, 0.95);
  EXPECT_EQ(proposal.masked_more, 5);  // undecided ones from 0.45 to 0.5
  EXPECT_EQ(proposal.left_more, 0);
  EXPECT_EQ(proposal.personal_below, 0);
}

TEST(Threshold, SaysWhatItWouldLeave) {
  const ThresholdProposal proposal = propose_threshold({at(55, 4, 30, 11), at(80, 100, 1, 2)}, 0.5);
  EXPECT_EQ(proposal.threshold, 0.8);
  EXPECT_EQ(proposal.left_more, 11);
  EXPECT_EQ(proposal.personal_below, 4);
  EXPECT_EQ(proposal.not_personal, 1);
}

TEST(Threshold, MissingDecisionsWouldBeEnough) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 200; ++round) {
    std::vector<DecidedValues> values;
    for (int i = 0; i < 4; ++i)
      values.push_back(at(static_cast<std::int32_t>(10 + 20 * i), static_cast<std::int64_t>(random() % 40),
                          static_cast<std::int64_t>(random() % 6)));
    const ThresholdProposal proposal = propose_threshold(values, 0.5);
    if (proposal.threshold) continue;
    // More decisions at the top, where all candidates count them.
    values.push_back(at(99, proposal.missing, 0));
    EXPECT_TRUE(propose_threshold(values, 0.5).threshold.has_value()) << "round " << round;
    values.back().personal -= 1;
    EXPECT_FALSE(propose_threshold(values, 0.5).threshold.has_value()) << "round " << round;
  }
}

}  // namespace
}  // namespace onggi
