// See statistics.h.
#include "evaluate/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace onggi {
namespace {

constexpr int kResamples = 2'000;
constexpr int kSignDraws = 10'000;
constexpr std::uint64_t kSeed = 20'261'101;

double sum_of(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

}  // namespace

double percentile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], at - static_cast<double>(below));
}

Mean mean_of(const std::vector<double>& values) {
  if (values.empty()) return {};
  std::mt19937_64 random(kSeed);
  const auto count = static_cast<double>(values.size());
  std::vector<double> means(kResamples);
  for (double& mean : means) {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += values[random() % values.size()];
    mean = sum / count;
  }
  std::ranges::sort(means);
  return {sum_of(values) / count, percentile(means, 0.025), percentile(means, 0.975),
          static_cast<std::int64_t>(values.size())};
}

PairedDifference paired_difference(const std::vector<double>& ours, const std::vector<double>& theirs) {
  std::vector<double> differences(ours.size());
  std::ranges::transform(ours, theirs, differences.begin(), std::minus());
  const Mean mean = mean_of(differences);
  PairedDifference result{.value = mean.value, .low = mean.low, .high = mean.high};
  result.better = std::ranges::count_if(differences, [](double one) { return one > 0; });
  result.worse = std::ranges::count_if(differences, [](double one) { return one < 0; });
  std::erase(differences, 0.0);
  if (differences.empty()) return result;
  // A rounding error must not make the difference itself look larger than it is.
  const double seen = std::abs(sum_of(differences)) - 1e-12;
  std::mt19937_64 random(kSeed);
  int as_large = 0;
  for (int draw = 0; draw < kSignDraws; ++draw) {
    double sum = 0;
    std::uint64_t signs = 0;
    for (std::size_t i = 0; i < differences.size(); ++i, signs >>= 1U) {
      if (i % 64 == 0) signs = random();
      sum += (signs & 1U) != 0 ? differences[i] : -differences[i];
    }
    as_large += std::abs(sum) >= seen ? 1 : 0;
  }
  result.p = (as_large + 1.0) / (kSignDraws + 1.0);  // never zero: what was seen is one of the draws
  return result;
}

}  // namespace onggi
