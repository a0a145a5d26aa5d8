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
  model.kind_ = kind, model.classes_ = classes, model.dense_ = rows.front().dense.size();
  for (const FeatureRow& row : rows)
    for (const auto& [hash, value] : row.sparse)
      model.features_.try_emplace(hash, static_cast<std::uint32_t>(model.dense_ + model.features_.size()));
  std::vector<std::vector<Entry>> entries;
  double longest = 0;
  for (const FeatureRow& row : rows) {
    entries.push_back(model.entries_of(row));
    double squares = 0;
    for (const Entry& entry : entries.back()) squares += static_cast<double>(entry.value) * entry.value;
    longest = std::max(longest, squares);
  }
  const std::size_t size = (model.dense_ + model.features_.size() + 1) * classes;
  const auto step = static_cast<float>(1 / (0.5 * longest + kDecay));
  std::vector<float> before(size), ahead(size), gradient(size);
  model.weights_.assign(size, 0.0F);
  std::vector<double> scores(classes);
  const auto share = 1 / static_cast<float>(rows.size());
  for (int round = 0; round < kSteps; ++round) {
    ONGGI_CHECK(cancel.check());
    for (std::size_t at = 0; at < size; ++at) gradient[at] = static_cast<float>(kDecay) * ahead[at];
    for (std::size_t row = 0; row < rows.size(); ++row) {
      std::ranges::fill(scores, 0);
      model.add_scores(entries[row], ahead, scores);
      model.to_probabilities(scores);
      for (const std::size_t target : targets[row])
        scores[target] -= 1 / (kind == Classes::exclusive ? static_cast<double>(targets[row].size()) : 1.0);
      for (const Entry& entry : entries[row])
        for (std::size_t one = 0; one < classes; ++one)
          gradient[entry.feature * classes + one] += share * entry.value * static_cast<float>(scores[one]);
    }
    const float momentum = static_cast<float>(round) / static_cast<float>(round + 3);
    before.swap(model.weights_);
    for (std::size_t at = 0; at < size; ++at) {
      model.weights_[at] = ahead[at] - step * gradient[at];
      ahead[at] = model.weights_[at] + momentum * (model.weights_[at] - before[at]);
    }
  }
  return model;
}

std::vector<double> LinearModel::probabilities(const FeatureRow& row) const {
  std::vector<double> scores(classes_);
  add_scores(entries_of(row), weights_, scores);
  to_probabilities(scores);
  return scores;
}

}  // namespace onggi::answer_room
