// How many texts people must look at, and what the number of those with something left says about all of them.
#pragma once

#include <cstdint>

namespace onggi {

/// How many of `population` texts are to be drawn, so that, when none of them has something left, no more than
/// `rate_max` of all have, with this confidence: the smallest n for which a population with one text more than
/// floor(rate_max × population) would show none with a probability of at most 1 - confidence (hypergeometric, exact).
/// Never more than the population; about 3 / rate_max where that is large. 0 < rate_max < 1, 0 < confidence < 1.
std::int64_t sample_size(std::int64_t population, double rate_max, double confidence = 0.95);

/// The share of texts with something left. Exact (Clopper and Pearson 1934), for draws from a large population: from a
/// small one, of which much was drawn, it is wider than it need be, never narrower.
struct LeakRate {
  std::int64_t drawn = 0, leaks = 0;
  double rate = 0;
  double low = 0, high = 1;  // two-sided interval
  double bound = 1;          // one-sided upper bound: 1 - 0.05^(1/n), about 3 / n, where nothing was found
};
/// 0 <= leaks <= drawn; nothing drawn: nothing is known (0 to 1).
LeakRate leak_rate(std::int64_t leaks, std::int64_t drawn, double confidence = 0.95);

}  // namespace onggi
