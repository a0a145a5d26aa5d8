// Histograms, and what is read from them.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "clean/features.h"

namespace onggi::clean_room {
namespace {

constexpr double kLogarithmMax = 40;  // of two
constexpr auto kLast = static_cast<double>(Distribution::kBins - 1);
constexpr double kLeastShare = 0.05 * kLast, kLeastOctaves = 0.25 * kLast / kLogarithmMax;

}  // namespace

std::size_t Distribution::bin_of(double value) const {
  const double place = logarithmic_ ? std::log2(std::max(value, 0.0) + 1) / kLogarithmMax : value;
  return static_cast<std::size_t>(std::clamp(place, 0.0, 1.0) * kLast);
}

double Distribution::value_of(double bin) const {
  const double place = bin / kLast;
  return logarithmic_ ? std::exp2(place * kLogarithmMax) - 1 : place;
}

void Distribution::add(const Distribution& other) {
  rows_ += other.rows_;
  for (std::size_t i = 0; i < kBins; ++i) bins_[i] += other.bins_[i];
}

double Distribution::quantile_bin(double share) const {
  const double wanted = share * static_cast<double>(rows_);
  std::int64_t below = 0;
  for (std::size_t i = 0; i < kBins; ++i) {
    below += bins_[i];
    if (bins_[i] > 0 && static_cast<double>(below) >= wanted) return static_cast<double>(i);
  }
  return 0;
}

double Distribution::quantile(double share) const { return value_of(quantile_bin(share)); }

double Distribution::deviation() const {
  const auto median = static_cast<std::size_t>(quantile_bin(0.5));
  const double least = logarithmic_ ? kLeastOctaves : kLeastShare;
  std::int64_t near = 0;
  for (std::size_t distance = 0; distance < kBins; ++distance) {
    if (distance <= median) near += bins_[median - distance];
    if (distance > 0 && median + distance < kBins) near += bins_[median + distance];
    if (2 * near >= rows_) return std::max(1.4826 * static_cast<double>(distance), least);
  }
  return kLast;
}

double Distribution::robust_z(double value) const {
  return (static_cast<double>(bin_of(value)) - quantile_bin(0.5)) / deviation();
}

nlohmann::ordered_json Distribution::to_json() const {
  constexpr std::size_t kShown = 40;
  nlohmann::ordered_json bins = nlohmann::ordered_json::array();
  // Logarithmic bins are shown as far as rows go.
  std::size_t used = kBins;
  while (logarithmic_ && used > kShown && bins_[used - 1] == 0) --used;
  const std::size_t width = (used + kShown - 1) / kShown;
  for (std::size_t begin = 0; begin < used; begin += width) {
    std::int64_t rows = 0;
    for (std::size_t i = begin; i < std::min(begin + width, kBins); ++i) rows += bins_[i];
    bins.push_back(
        {value_of(static_cast<double>(begin)), value_of(std::min(static_cast<double>(begin + width), kLast)), rows});
  }
  return {{"rows", rows_}, {"median", quantile(0.5)}, {"p05", quantile(0.05)}, {"p95", quantile(0.95)}, {"bins", bins}};
}

nlohmann::ordered_json Distribution::save() const { return {{"logarithmic", logarithmic_}, {"bins", bins_}}; }

Distribution Distribution::load(const nlohmann::ordered_json& saved) {
  Distribution made(saved.at("logarithmic").get<bool>());
  made.bins_ = saved.at("bins").get<std::array<std::int64_t, kBins>>();
  for (const std::int64_t rows : made.bins_) made.rows_ += rows;
  return made;
}

nlohmann::ordered_json FeatureCounts::to_json() const {
  nlohmann::ordered_json all;
  for (std::size_t i = 0; i < kFeatures; ++i)
    all[std::string(feature_name(static_cast<Feature>(i)))] = counts_[i].to_json();
  return all;
}

nlohmann::ordered_json FeatureCounts::save() const {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Distribution& one : counts_) all.push_back(one.save());
  return all;
}

void FeatureCounts::load(const nlohmann::ordered_json& saved) {
  for (std::size_t i = 0; i < kFeatures; ++i) counts_[i] = Distribution::load(saved.at(i));
}

}  // namespace onggi::clean_room
