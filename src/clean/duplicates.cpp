// Candidates by bands of signatures, proof by the texts, clusters by union of pairs.
#include "clean/duplicates.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <optional>
#include <span>
#include <thread>

#include "clean/edit_distance.h"
#include "clean/shingles.h"
#include "clean/vector_pairs.h"

namespace onggi {

using clean_room::kBins;
using clean_room::Signature;

struct DuplicateFinder::Rows {
  std::vector<std::uint64_t> content;
  std::vector<Signature> signatures;
  Banding banding;
};

namespace {

// The largest bands × rows that finds a pair at the threshold in 95 of 100 cases, with as few chance meetings as
// possible: the most rows a band.
Banding banding_for(double threshold) {
  constexpr double kRecall = 0.95;
  Banding best{static_cast<int>(kBins), 1};
  for (int rows = 2; rows <= 32; ++rows) {
    const Banding banding{static_cast<int>(kBins) / rows, rows};
    if (banding.recall_at(threshold) >= kRecall) best = banding;
  }
  return best;
}

// An edit touches up to `ngram` n-grams; edits that stand together share some: three quarters are counted. Below the
// floor every text would meet every other.
double shingle_threshold(const DuplicateOptions& options) {
  constexpr double kShare = 0.75;
  constexpr double kFloor = 0.25;
  if (options.method != DuplicateMethod::levenshtein) return options.threshold;
  const double changed = std::min(1.0, (1 - options.threshold) * options.ngram * kShare);
  return std::max(kFloor, (1 - changed) / (1 + changed));
}

DuplicateOptions completed(DuplicateOptions options) {
  if (options.ngram <= 0) options.ngram = options.method == DuplicateMethod::levenshtein ? 4 : 5;
  if (options.threads == 0) options.threads = std::max(1U, std::thread::hardware_concurrency());
  return options;
}

std::u32string units_of(std::string_view utf8, const DuplicateOptions& options) {
  return options.method == DuplicateMethod::levenshtein ? clean_room::jamo_of(utf8) : clean_room::letters_of(utf8);
}

double edit_similarity(std::u32string_view a, std::u32string_view b, double threshold) {
  const std::size_t longer = std::max(a.size(), b.size());
  if (longer == 0) return 1;
  const auto most = static_cast<std::size_t>(std::floor((1 - threshold) * static_cast<double>(longer) + 1e-9));
  const std::size_t distance = clean_room::edit_distance(a, b, most);
  return distance > most ? 0 : 1 - static_cast<double>(distance) / static_cast<double>(longer);
}

bool has_signatures(DuplicateMethod method) {
  return method == DuplicateMethod::minhash || method == DuplicateMethod::levenshtein;
}

struct Keyed {
  std::uint64_t key;
  std::uint32_t row;
  bool operator<(const Keyed& other) const { return key != other.key ? key < other.key : row < other.row; }
};

std::uint64_t band_key(const Signature& signature, const Banding& banding, int band) {
  const auto rows = static_cast<std::size_t>(banding.rows);
  const auto* first = signature.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(band) * rows);
  const std::u32string values(first, first + static_cast<std::ptrdiff_t>(rows));
  return clean_room::hash_of(values);
}

using RowPair = std::pair<std::uint32_t, std::uint32_t>;

// Calls `each` with the rows of every bucket of two or more.
template <typename Each>
void each_bucket(std::vector<Keyed>& keyed, const Each& each) {
  std::sort(keyed.begin(), keyed.end());
  for (std::size_t begin = 0; begin < keyed.size();) {
    std::size_t end = begin + 1;
    while (end < keyed.size() && keyed[end].key == keyed[begin].key) ++end;
    if (end - begin > 1) each(std::span<const Keyed>(keyed).subspan(begin, end - begin));
    begin = end;
  }
}

}  // namespace

// Semantic: see "How good" in docs/cleaning.md.
double default_threshold(DuplicateMethod method) { return method == DuplicateMethod::semantic ? 0.9 : 0.7; }

double Banding::recall_at(double similarity) const { return 1 - std::pow(1 - std::pow(similarity, rows), bands); }

DuplicateFinder::DuplicateFinder(DuplicateOptions options)
    : options_(completed(std::move(options))), rows_(std::make_unique<Rows>()) {
  rows_->banding = banding_for(shingle_threshold(options_));
}
DuplicateFinder::DuplicateFinder(DuplicateFinder&&) noexcept = default;
DuplicateFinder& DuplicateFinder::operator=(DuplicateFinder&&) noexcept = default;
DuplicateFinder::~DuplicateFinder() = default;

DuplicateFinder::Sketch DuplicateFinder::sketch(std::string_view utf8) const {
  Sketch made;
  const std::u32string letters = clean_room::letters_of(utf8);
  made.content = clean_room::hash_of(letters);
  if (options_.method == DuplicateMethod::minhash) made.signature = clean_room::signature_of(letters, options_.ngram);
  if (options_.method == DuplicateMethod::levenshtein)
    made.signature = clean_room::signature_of(clean_room::jamo_of(utf8), options_.ngram);
  return made;
}

void DuplicateFinder::add(const Sketch& sketch) {
  rows_->content.push_back(sketch.content);
  if (has_signatures(options_.method)) rows_->signatures.push_back(sketch.signature);
}

std::size_t DuplicateFinder::rows() const { return rows_->content.size(); }
Banding DuplicateFinder::banding() const { return rows_->banding; }

namespace {

// Candidates of near duplicates and their proof.
class NearPairs {
 public:
  NearPairs(const DuplicateOptions& options, const std::vector<std::uint64_t>& content,
            const std::vector<Signature>& signatures, const Banding& banding)
      : options_(options), content_(content), signatures_(signatures), banding_(banding) {}

  // `firsts`: one row of each content; the others follow it.
  std::vector<RowPair> candidates(const std::vector<std::uint32_t>& firsts) const {
    std::vector<RowPair> pairs;
    std::vector<Keyed> keyed(firsts.size());
    for (int band = 0; band < banding_.bands; ++band) {
      for (std::size_t i = 0; i < firsts.size(); ++i)
        keyed[i] = {band_key(signatures_[firsts[i]], banding_, band), firsts[i]};
      each_bucket(keyed, [&](std::span<const Keyed> bucket) { pair_bucket(bucket, pairs); });
      std::sort(pairs.begin(), pairs.end());
      pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    }
    return pairs;
  }

  Result<std::vector<DuplicatePair>> proven(const std::vector<RowPair>& candidates,
                                            const DuplicateFinder::TextOf& text_of, const Cancel& cancel) const {
    std::vector<std::vector<DuplicatePair>> found(options_.threads);
    std::vector<Result<void>> done(options_.threads);
    {
      std::vector<std::jthread> workers;
      workers.reserve(options_.threads);
      for (unsigned worker = 0; worker < options_.threads; ++worker)
        workers.emplace_back([&, worker] {
          const std::size_t begin = candidates.size() * worker / options_.threads;
          const std::size_t end = candidates.size() * (worker + 1) / options_.threads;
          done[worker] = prove(std::span(candidates).subspan(begin, end - begin), text_of, cancel, found[worker]);
        });
    }
    std::vector<DuplicatePair> all;
    for (unsigned worker = 0; worker < options_.threads; ++worker) {
      if (!done[worker]) return std::unexpected(std::move(done[worker]).error());
      all.insert(all.end(), found[worker].begin(), found[worker].end());
    }
    return all;
  }

 private:
  // All pairs of a small bucket. In a large one each row meets its next neighbours in the order of content, so that
  // boilerplate costs time in proportion to its rows and the choice does not hang on the order of the file.
  void pair_bucket(std::span<const Keyed> bucket, std::vector<RowPair>& pairs) const {
    constexpr std::size_t kEachWithEach = 64;
    constexpr std::size_t kNeighbours = 16;
    std::vector<std::uint32_t> rows;
    for (const Keyed& keyed : bucket) rows.push_back(keyed.row);
    std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) { return content_[a] < content_[b]; });
    const std::size_t reach = rows.size() <= kEachWithEach ? rows.size() : kNeighbours;
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t j = i + 1; j < std::min(rows.size(), i + 1 + reach); ++j)
        if (may_be_alike(rows[i], rows[j])) pairs.emplace_back(std::minmax(rows[i], rows[j]));
  }

  // Two standard deviations below the threshold a proof is seldom worth its time.
  bool may_be_alike(std::uint32_t a, std::uint32_t b) const {
    constexpr double kSlack = 0.09;
    return clean_room::agreement(signatures_[a], signatures_[b]) >= shingle_threshold(options_) - kSlack;
  }

  Result<void> prove(std::span<const RowPair> candidates, const DuplicateFinder::TextOf& text_of, const Cancel& cancel,
                     std::vector<DuplicatePair>& found) const {
    std::uint32_t loaded = 0;
    std::optional<std::string> left;  // candidates are sorted: the left one stays for a while
    for (const auto& [a, b] : candidates) {
      if (!left || loaded != a) {
        ONGGI_CHECK(cancel.check());
        ONGGI_TRY(left, text_of(a));
        loaded = a;
      }
      ONGGI_TRY(const std::string right, text_of(b));
      const double similarity = similarity_of(*left, right, options_);
      if (similarity >= options_.threshold) found.push_back({a, b, similarity});
    }
    return {};
  }

  const DuplicateOptions& options_;
  const std::vector<std::uint64_t>& content_;
  const std::vector<Signature>& signatures_;
  const Banding& banding_;
};

// Pairs of `rows` by the vectors of their texts.
Result<std::vector<DuplicatePair>> semantic_pairs(const std::vector<std::uint32_t>& rows,
                                                  const DuplicateOptions& options,
                                                  const DuplicateFinder::TextOf& text_of, const Cancel& cancel) {
  constexpr std::size_t kBatch = 256;
  ONGGI_ASSERT(options.embedder != nullptr, "semantic needs an embedder");
  std::vector<float> values;
  std::size_t dimensions = 0;
  for (std::size_t begin = 0; begin < rows.size(); begin += kBatch) {
    ONGGI_CHECK(cancel.check());
    std::vector<std::string> texts;
    for (std::size_t i = begin; i < std::min(rows.size(), begin + kBatch); ++i) {
      ONGGI_TRY(std::string text, text_of(rows[i]));
      texts.push_back(std::move(text));
    }
    ONGGI_TRY(const Embeddings made, options.embedder->embed({texts.begin(), texts.end()}, EmbedAs::passage, cancel));
    dimensions = static_cast<std::size_t>(made.dimensions);
    values.insert(values.end(), made.values.begin(), made.values.end());
  }
  ONGGI_TRY(auto found, clean_room::near_vectors(values, dimensions, options.threshold, options.threads, cancel));
  for (DuplicatePair& pair : found) {
    const auto [left, right] = std::minmax(rows[pair.left], rows[pair.right]);
    pair = {left, right, pair.similarity};
  }
  return found;
}

}  // namespace

Result<double> DuplicateFinder::similarity(std::string_view left, std::string_view right, const Cancel& cancel) const {
  if (options_.method != DuplicateMethod::semantic) return similarity_of(left, right, options_);
  ONGGI_TRY(const Embeddings made, options_.embedder->embed({left, right}, EmbedAs::passage, cancel));
  const auto a = made.row(0);
  const auto b = made.row(1);
  return std::clamp(std::inner_product(a.begin(), a.end(), b.begin(), 0.0), 0.0, 1.0);
}

Result<std::vector<DuplicatePair>> DuplicateFinder::pairs(const TextOf& text_of, const Cancel& cancel) const {
  std::vector<DuplicatePair> found;
  std::vector<Keyed> keyed;
  keyed.reserve(rows_->content.size());
  for (std::uint32_t row = 0; row < rows_->content.size(); ++row) keyed.push_back({rows_->content[row], row});
  std::vector<std::uint32_t> firsts;
  std::sort(keyed.begin(), keyed.end());
  for (std::size_t i = 0; i < keyed.size(); ++i) {
    if (i > 0 && keyed[i].key == keyed[i - 1].key) found.push_back({keyed[i - 1].row, keyed[i].row, 1.0});
    else firsts.push_back(keyed[i].row);
  }
  if (options_.method == DuplicateMethod::semantic) {
    ONGGI_TRY(const std::vector<DuplicatePair> alike, semantic_pairs(firsts, options_, text_of, cancel));
    found.insert(found.end(), alike.begin(), alike.end());
  }
  if (has_signatures(options_.method)) {
    const NearPairs near(options_, rows_->content, rows_->signatures, rows_->banding);
    ONGGI_TRY(const std::vector<DuplicatePair> proven, near.proven(near.candidates(firsts), text_of, cancel));
    found.insert(found.end(), proven.begin(), proven.end());
  }
  std::sort(found.begin(), found.end(), [](const DuplicatePair& a, const DuplicatePair& b) {
    return std::pair(a.left, a.right) < std::pair(b.left, b.right);
  });
  return found;
}

std::vector<std::uint64_t> band_hashes(const DuplicateFinder::Sketch& sketch, const Banding& banding) {
  std::vector<std::uint64_t> hashes;
  for (int band = 0; band < banding.bands; ++band) {
    const std::u32string place{static_cast<char32_t>(band), static_cast<char32_t>(banding.rows)};
    hashes.push_back(band_key(sketch.signature, banding, band) ^ clean_room::hash_of(place));
  }
  return hashes;
}

double estimated_similarity(const DuplicateFinder::Sketch& left, const DuplicateFinder::Sketch& right) {
  return clean_room::agreement(left.signature, right.signature);
}

double similarity_of(std::string_view left, std::string_view right, const DuplicateOptions& given) {
  const DuplicateOptions options = completed(given);
  const std::u32string a = units_of(left, options);
  const std::u32string b = units_of(right, options);
  if (options.method == DuplicateMethod::exact) return a == b ? 1 : 0;
  if (options.method == DuplicateMethod::levenshtein) return edit_similarity(a, b, options.threshold);
  return clean_room::jaccard(clean_room::shingles_of(a, options.ngram), clean_room::shingles_of(b, options.ngram));
}

std::vector<std::vector<std::uint32_t>> clusters_of(const std::vector<DuplicatePair>& pairs, std::size_t rows) {
  std::vector<std::uint32_t> root(rows);
  std::iota(root.begin(), root.end(), 0U);
  const auto find = [&](std::uint32_t row) {
    while (root[row] != row) row = root[row] = root[root[row]];
    return row;
  };
  for (const DuplicatePair& pair : pairs) {
    const std::uint32_t a = find(pair.left);
    const std::uint32_t b = find(pair.right);
    root[std::max(a, b)] = std::min(a, b);
  }
  std::vector<std::vector<std::uint32_t>> at_root(rows);
  for (std::uint32_t row = 0; row < rows; ++row) at_root[find(row)].push_back(row);
  std::erase_if(at_root, [](const std::vector<std::uint32_t>& cluster) { return cluster.size() < 2; });
  return at_root;
}

}  // namespace onggi
