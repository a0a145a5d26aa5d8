// A linear model trained at the call: logistic regression over sparse and dense features. Inside of room answer.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "model/model.h"
#include "text/analyzer.h"

namespace onggi::answer_room {

/// One text as features: hashes of pairs and triples of letters and of morphemes with their neighbours, and the
/// embedding. Each of the three is of length 1 before it is weighed.
struct FeatureRow {
  std::vector<std::pair<std::uint64_t, float>> sparse;
  std::vector<float> dense;
};

class FeatureMaker {
 public:
  FeatureMaker(const Analyzer& analyzer, Embedder& embedder) : analyzer_(analyzer), embedder_(embedder) {}
  /// Errors: those of the embedder.
  Result<std::vector<FeatureRow>> rows(const std::vector<std::string>& texts, const Cancel& cancel) const;

 private:
  FeatureRow sparse_row(std::string_view text) const;

  const Analyzer& analyzer_;
  Embedder& embedder_;
};

enum class Classes : std::uint8_t { exclusive, independent };  // softmax, or one sigmoid a class

/// Convex, trained by accelerated gradient descent from zero: the same examples give the same model. Cost of training:
/// 300 passes over the examples' features times the classes (7 classes, 112 short examples: about 50 ms).
class LinearModel {
 public:
  /// `targets`: classes of each row, at least one for `exclusive`. Errors: cancelled, timeout.
  static Result<LinearModel> train(const std::vector<FeatureRow>& rows,
                                   const std::vector<std::vector<std::size_t>>& targets, std::size_t classes,
                                   Classes kind, const Cancel& cancel);

  /// Of each class, 0..1; of exclusive classes they sum to 1.
  std::vector<double> probabilities(const FeatureRow& row) const;

 private:
  struct Entry {
    std::uint32_t feature;
    float value;
  };
  using Rows = std::vector<std::vector<Entry>>;
  using Targets = std::vector<std::vector<std::size_t>>;
  void learn_features(const std::vector<FeatureRow>& rows);
  Result<void> descend(const Rows& rows, const Targets& targets, const Cancel& cancel);
  void add_gradient(std::span<const Entry> entries, const std::vector<std::size_t>& targets, float share,
                    const std::vector<float>& weights, std::vector<float>& gradient) const;
  std::vector<Entry> entries_of(const FeatureRow& row) const;
  void add_scores(std::span<const Entry> entries, const std::vector<float>& weights, std::span<double> scores) const;
  void to_probabilities(std::span<double> scores) const;

  Classes kind_ = Classes::exclusive;
  std::size_t classes_ = 0, dense_ = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> features_;
  std::vector<float> weights_;  // feature × class; dense ones first, then sparse, then the constant
};

}  // namespace onggi::answer_room
