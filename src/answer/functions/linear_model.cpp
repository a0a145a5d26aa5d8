// Features, and Nesterov's method on the regularised log loss.
#include "answer/functions/linear_model.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "text/text.h"

namespace onggi::answer_room {
namespace {

// Chosen on the development halves of 3i4k and NSMC (bench/functions.py says which).
constexpr std::size_t kLettersMax = 3;
constexpr float kLetterWeight = 1.5F, kMorphemeWeight = 1.5F, kDenseWeight = 1.0F;
constexpr double kDecay = 1e-3;  // L2
constexpr int kSteps = 300;

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  constexpr std::uint64_t kPrime = 0x100000001b3;  // FNV-1a
  return (hash ^ value) * kPrime;
}

std::uint64_t hash_of(std::string_view text, std::uint64_t hash) {
  for (const char byte : text) hash = mix(hash, static_cast<unsigned char>(byte));
  return hash;
}

using Counts = std::map<std::uint64_t, float>;

void append_unit(const Counts& counts, float weight, FeatureRow& row) {
  double squares = 0;
  const auto value_of = [](float count) { return 1.0F + std::log(count); };
  for (const auto& [hash, count] : counts) squares += static_cast<double>(value_of(count)) * value_of(count);
  if (squares == 0) return;
  const float scale = weight / static_cast<float>(std::sqrt(squares));
  for (const auto& [hash, count] : counts) row.sparse.emplace_back(hash, value_of(count) * scale);
}

// "^" and "$" stand at the ends: how a Korean sentence ends says what it wants.
Counts letters_of(std::string_view text) {
  constexpr std::uint64_t kSeed = 0x6c6574746572;
  std::vector<char32_t> letters{U'^'};
  const std::string folded = squeeze_spaces(fold(text));
  for (std::size_t at = 0; at < folded.size();) letters.push_back(next_code_point(folded, at));
  letters.push_back(U'$');
  Counts counts;
  for (std::size_t begin = 0; begin < letters.size(); ++begin) {
    std::uint64_t hash = kSeed;
    for (std::size_t length = 1; length <= kLettersMax && begin + length <= letters.size(); ++length) {
      hash = mix(hash, letters[begin + length - 1]);
      if (length > 1 || (letters[begin] != U'^' && letters[begin] != U'$')) counts[mix(hash, length)] += 1;
    }
  }
  return counts;
}

Counts morphemes_of(const std::vector<Morpheme>& morphemes) {
  constexpr std::uint64_t kSeed = 0x6d6f727068;
  Counts counts;
  std::uint64_t before = hash_of("^", kSeed);
  for (const Morpheme& one : morphemes) {
    const std::uint64_t here = hash_of(one.tag, mix(hash_of(one.lemma, kSeed), '/'));
    counts[here] += 1;
    counts[mix(before, here)] += 1;
    before = here;
  }
  counts[mix(before, hash_of("$", kSeed))] += 1;
  return counts;
}

}  // namespace

FeatureRow FeatureMaker::sparse_row(std::string_view text) const {
  FeatureRow row;
  append_unit(letters_of(text), kLetterWeight, row);
  append_unit(morphemes_of(analyzer_.morphemes(text)), kMorphemeWeight, row);
  return row;
}

Result<std::vector<FeatureRow>> FeatureMaker::rows(const std::vector<std::string>& texts, const Cancel& cancel) const {
  ONGGI_TRY(const Embeddings embeddings, embedder_.embed({texts.begin(), texts.end()}, EmbedAs::passage, cancel));
  std::vector<FeatureRow> rows;
  rows.reserve(texts.size());
  for (std::size_t index = 0; index < texts.size(); ++index) {
    ONGGI_CHECK(cancel.check());
    rows.push_back(sparse_row(texts[index]));
    for (const float value : embeddings.row(index)) rows.back().dense.push_back(value * kDenseWeight);
  }
  return rows;
}

std::vector<LinearModel::Entry> LinearModel::entries_of(const FeatureRow& row) const {
  std::vector<Entry> entries;
  entries.reserve(row.dense.size() + row.sparse.size() + 1);
  for (std::uint32_t at = 0; at < row.dense.size(); ++at) entries.push_back({at, row.dense[at]});
  for (const auto& [hash, value] : row.sparse)
    if (const auto known = features_.find(hash); known != features_.end()) entries.push_back({known->second, value});
  entries.push_back({static_cast<std::uint32_t>(dense_ + features_.size()), 1.0F});
  return entries;
}

void LinearModel::add_scores(std::span<const Entry> entries, const std::vector<float>& weights,
                             std::span<double> scores) const {
  for (const Entry& entry : entries)
    for (std::size_t one = 0; one < classes_; ++one)
      scores[one] += static_cast<double>(entry.value) * static_cast<double>(weights[entry.feature * classes_ + one]);
}

void LinearModel::to_probabilities(std::span<double> scores) const {
  if (kind_ == Classes::independent) {
    for (double& score : scores) score = 1 / (1 + std::exp(-score));
    return;
  }
  const double most = *std::ranges::max_element(scores);
  double sum = 0;
  for (double& score : scores) sum += score = std::exp(score - most);
  for (double& score : scores) score /= sum;
}

Result<LinearModel> LinearModel::train(const std::vector<FeatureRow>& rows,
                                       const std::vector<std::vector<std::size_t>>& targets, std::size_t classes,
                                       Classes kind, const Cancel& cancel) {
  LinearModel model;
  model.kind_ = kind, model.classes_ = classes;
  model.learn_features(rows);
  Rows entries;
  entries.reserve(rows.size());
  for (const FeatureRow& row : rows) entries.push_back(model.entries_of(row));
  ONGGI_CHECK(model.descend(entries, targets, cancel));
  return model;
}

void LinearModel::learn_features(const std::vector<FeatureRow>& rows) {
  dense_ = rows.front().dense.size();
  for (const FeatureRow& row : rows)
    for (const auto& [hash, value] : row.sparse)
      features_.try_emplace(hash, static_cast<std::uint32_t>(dense_ + features_.size()));
}

// A step is as long as the longest row allows: the loss curves no more than half of its squares.
Result<void> LinearModel::descend(const Rows& rows, const Targets& targets, const Cancel& cancel) {
  double longest = 0;
  for (const auto& entries : rows) {
    double squares = 0;
    for (const Entry& entry : entries) squares += static_cast<double>(entry.value) * entry.value;
    longest = std::max(longest, squares);
  }
  const auto step = static_cast<float>(1 / (0.5 * longest + kDecay));
  const auto share = 1 / static_cast<float>(rows.size());
  const std::size_t size = (dense_ + features_.size() + 1) * classes_;
  std::vector<float> before(size), ahead(size), gradient(size);
  weights_.assign(size, 0.0F);
  for (int round = 0; round < kSteps; ++round) {
    ONGGI_CHECK(cancel.check());
    for (std::size_t at = 0; at < size; ++at) gradient[at] = static_cast<float>(kDecay) * ahead[at];
    for (std::size_t row = 0; row < rows.size(); ++row) add_gradient(rows[row], targets[row], share, ahead, gradient);
    const float momentum = static_cast<float>(round) / static_cast<float>(round + 3);
    before.swap(weights_);
    for (std::size_t at = 0; at < size; ++at) {
      weights_[at] = ahead[at] - step * gradient[at];
      ahead[at] = weights_[at] + momentum * (weights_[at] - before[at]);
    }
  }
  return {};
}

void LinearModel::add_gradient(std::span<const Entry> entries, const std::vector<std::size_t>& targets, float share,
                               const std::vector<float>& weights, std::vector<float>& gradient) const {
  std::vector<double> scores(classes_);
  add_scores(entries, weights, scores);
  to_probabilities(scores);
  for (const std::size_t target : targets)
    scores[target] -= 1 / (kind_ == Classes::exclusive ? static_cast<double>(targets.size()) : 1.0);
  for (const Entry& entry : entries)
    for (std::size_t one = 0; one < classes_; ++one)
      gradient[entry.feature * classes_ + one] += share * entry.value * static_cast<float>(scores[one]);
}

std::vector<double> LinearModel::probabilities(const FeatureRow& row) const {
  std::vector<double> scores(classes_);
  add_scores(entries_of(row), weights_, scores);
  to_probabilities(scores);
  return scores;
}

}  // namespace onggi::answer_room
