// See threshold.h.
#include "privacy/threshold.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

namespace onggi {
namespace {

constexpr double kPrecisionMin = 0.95;
constexpr double kDoubt = 0.05;                  // of the bound
constexpr std::int64_t kMissingMax = 1'000'000;  // beyond it more decisions are no way

double lower_bound_of(std::int64_t personal, std::int64_t decided) {
  if (personal == 0) return 0;
  using Binomial = boost::math::binomial_distribution<double>;
  return Binomial::find_lower_bound_on_p(static_cast<double>(decided), static_cast<double>(personal), kDoubt);
}

bool is_enough(std::int64_t personal, std::int64_t not_personal) {
  return lower_bound_of(personal, personal + not_personal) >= kPrecisionMin;
}

/// The fewest further "personal" that would be enough.
std::int64_t missing_of(std::int64_t personal, std::int64_t not_personal) {
  std::int64_t low = 0, high = kMissingMax;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (is_enough(personal + middle, not_personal)) high = middle;
    else low = middle + 1;
  }
  return low;
}

void note_effect(const std::vector<DecidedValues>& values, double now, ThresholdProposal& proposal) {
  const auto before = static_cast<std::int32_t>(std::lround(now * 100));
  const auto after = static_cast<std::int32_t>(std::lround(*proposal.threshold * 100));
  for (const DecidedValues& one : values) {
    if (one.confidence_hundredths < after) proposal.personal_below += one.personal;
    if (one.confidence_hundredths >= after && one.confidence_hundredths < before) proposal.masked_more += one.open;
    if (one.confidence_hundredths >= before && one.confidence_hundredths < after) proposal.left_more += one.open;
  }
}

}  // namespace

ThresholdProposal propose_threshold(std::vector<DecidedValues> values, double now) {
  std::ranges::sort(values, std::ranges::greater(), &DecidedValues::confidence_hundredths);
  ThresholdProposal proposal{.missing = missing_of(0, 0)};
  std::int64_t personal = 0, not_personal = 0;
  for (const DecidedValues& one : values) {
    const std::int64_t decided = one.personal + one.not_personal;
    personal += one.personal, not_personal += one.not_personal, proposal.decided += decided;
    if (decided == 0) continue;
    proposal.missing = std::min(proposal.missing, missing_of(personal, not_personal));
    if (!is_enough(personal, not_personal)) continue;
    proposal.threshold = one.confidence_hundredths / 100.0;
    proposal.personal = personal, proposal.not_personal = not_personal;
  }
  if (!proposal.threshold) return proposal;
  const auto counted = static_cast<double>(proposal.personal + proposal.not_personal);
  proposal.precision = static_cast<double>(proposal.personal) / counted;
  proposal.precision_low = lower_bound_of(proposal.personal, proposal.personal + proposal.not_personal);
  note_effect(values, now, proposal);
  return proposal;
}

}  // namespace onggi
