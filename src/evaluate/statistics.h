// What a number over some cases says about all: intervals, and whether two ways of doing it differ.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace onggi {

/// A mean over cases with its 95 % interval: percentile bootstrap over cases (Efron 1979), 2,000 resamples, fixed seed.
struct Mean {
  double value = 0, low = 0, high = 0;
  std::int64_t of = 0;
};
Mean mean_of(const std::vector<double>& values);

/// Of one measure over cases that keep their `scores`; a case whose measure has no value does not count.
template <typename Case, typename Scores, typename Value>
Mean mean_over(const std::vector<Case>& cases, Value Scores::* measure) {
  std::vector<double> values;
  values.reserve(cases.size());
  for (const Case& one : cases)
    if (const std::optional<double> value = one.scores.*measure) values.push_back(*value);
  return mean_of(values);
}

/// The same cases done in two ways: the mean of `ours` less `theirs`, its 95 % interval (paired bootstrap) and how
/// likely a difference at least as large is where both are equally good (two-sided randomisation test: signs of the
/// differences are drawn 10,000 times). Equally many values of both; fixed seed; O(10,000 × cases).
struct PairedDifference {
  double value = 0, low = 0, high = 0, p = 1;
  std::int64_t better = 0, worse = 0;  // cases
};
PairedDifference paired_difference(const std::vector<double>& ours, const std::vector<double>& theirs);

/// The value below which this share of them lies, between neighbours in proportion; 0 of none. `sorted`: ascending.
double percentile(const std::vector<double>& sorted, double share);

}  // namespace onggi
