// What a row looks like in numbers: for filters, outliers and the histograms of reports. Inside of room clean.
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace onggi::clean_room {

/// The measures, each from one pass over the text. Shares are of visible characters unless said otherwise.
enum class Feature {
  characters,  // visible ones
  hangul_share,
  symbol_share,  // neither letters, digits nor usual punctuation
  digit_share,
  repeated_lines,  // share of lines that stand in the text before
  repeated_grams,  // share of runs of ten letters that stand in the text before
  function_words,  // share of Korean words that end in a particle or ending, of words in Hangul; 1 where there are few
  list_lines,      // share of lines that begin with a mark or number of a list
};
inline constexpr std::size_t kFeatures = 8;
std::string_view feature_name(Feature feature);

using Features = std::array<double, kFeatures>;
/// Those that `wanted` names; others are 0. Cost: O(n), the n-grams more than all others together.
using WantedFeatures = std::array<bool, kFeatures>;
inline constexpr WantedFeatures kAllFeatures = {true, true, true, true, true, true, true, true};
Features features_of(std::string_view utf8, const WantedFeatures& wanted = kAllFeatures);

inline double at(const Features& features, Feature feature) { return features[static_cast<std::size_t>(feature)]; }

/// Counts of one measure over many rows: histogram, median, spread. What comes out does not hang on the order.
class Distribution {
 public:
  static constexpr std::size_t kBins = 512;

  /// `logarithmic`: for measures without an upper end, from 0 to 2^40; else from 0 to 1.
  explicit Distribution(bool logarithmic = false) : logarithmic_(logarithmic) {}

  void add(double value) { ++bins_[bin_of(value)], ++rows_; }
  void add(const Distribution& other);

  std::int64_t rows() const { return rows_; }
  /// The value below which this share of the rows lies, to the width of a bin.
  double quantile(double share) const;
  /// How many deviations a value is from the median: the median absolute deviation times 1.4826 estimates the standard
  /// deviation (Rousseeuw, Croux 1993); never less than a twentieth of a share or a quarter octave, so that many equal
  /// rows make no outliers of all others. On the scale of the bins: logarithmic ones compare ratios.
  double robust_z(double value) const;

  /// {"rows", "median", "p05", "p95", "bins": [[from, to, rows]...]} of at most 40 bins.
  nlohmann::ordered_json to_json() const;
  /// All of it, and back.
  nlohmann::ordered_json save() const;
  static Distribution load(const nlohmann::ordered_json& saved);

 private:
  std::size_t bin_of(double value) const;
  double value_of(double bin) const;
  double quantile_bin(double share) const;
  double deviation() const;

  bool logarithmic_;
  std::int64_t rows_ = 0;
  std::array<std::int64_t, kBins> bins_{};
};

/// The distributions of all features.
class FeatureCounts {
 public:
  FeatureCounts();
  void add(const Features& features);
  void add(const FeatureCounts& other);
  const Distribution& of(Feature feature) const { return counts_[static_cast<std::size_t>(feature)]; }
  nlohmann::ordered_json to_json() const;
  nlohmann::ordered_json save() const;
  void load(const nlohmann::ordered_json& saved);

 private:
  std::array<Distribution, kFeatures> counts_;
};

}  // namespace onggi::clean_room
