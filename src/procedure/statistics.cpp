// See statistics.h.
#include "procedure/statistics.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

namespace onggi {

std::int64_t sample_size(std::int64_t population, double rate_max, double confidence) {
  if (population <= 0) return 0;
  const double allowed = std::floor(rate_max * static_cast<double>(population));
  const auto bad = std::min(population, static_cast<std::int64_t>(allowed) + 1);
  // The chance that n draws without putting back show none of the bad ones: a product, one factor a draw.
  double none = 1;
  for (std::int64_t drawn = 0; drawn < population; ++drawn) {
    if (none <= 1 - confidence) return drawn;
    none *= static_cast<double>(population - bad - drawn) / static_cast<double>(population - drawn);
    none = std::max(none, 0.0);
  }
  return population;
}

LeakRate leak_rate(std::int64_t leaks, std::int64_t drawn, double confidence) {
  LeakRate made{.drawn = drawn, .leaks = leaks};
  if (drawn <= 0) return made;
  using Binomial = boost::math::binomial_distribution<double>;
  const auto n = static_cast<double>(drawn);
  const auto k = static_cast<double>(leaks);
  const double alpha = 1 - confidence;
  made.rate = k / n;
  made.low = leaks == 0 ? 0 : Binomial::find_lower_bound_on_p(n, k, alpha / 2);
  made.high = leaks == drawn ? 1 : Binomial::find_upper_bound_on_p(n, k, alpha / 2);
  made.bound = leaks == drawn ? 1 : Binomial::find_upper_bound_on_p(n, k, alpha);
  return made;
}

}  // namespace onggi
