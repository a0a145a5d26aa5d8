// Duplicates among many texts: which rows say the same, and which of them to keep.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "model/model.h"

namespace onggi {

enum class DuplicateMethod {
  exact,        // the same letters; case, white space and punctuation do not count
  minhash,      // much the same character n-grams (Jaccard similarity)
  levenshtein,  // few edits of jamo between them, spacing not counted
  semantic,     // much the same meaning: the cosine of their vectors
};

/// From which similarity on two texts are duplicates where nobody says otherwise.
double default_threshold(DuplicateMethod method);

struct DuplicateOptions {
  DuplicateMethod method = DuplicateMethod::minhash;
  double threshold = 0.7;              // similarity of a pair from 0 to 1
  int ngram = 0;                       // characters of a shingle; 0: 5 for minhash, 4 jamo for levenshtein
  unsigned threads = 0;                // 0: all
  std::shared_ptr<Embedder> embedder;  // of semantic, shared with who opened it
};

/// How texts are compared, as chosen for a threshold: `bands` hash tables over `rows` values each.
struct Banding {
  int bands = 0;
  int rows = 0;
  /// Probability that a pair of this Jaccard similarity is looked at: 1 - (1 - s^rows)^bands (Broder 1997; Leskovec,
  /// Rajaraman and Ullman, Mining of Massive Datasets, 3.4).
  double recall_at(double similarity) const;
};

/// Two rows that are duplicates.
struct DuplicatePair {
  std::uint32_t left = 0;
  std::uint32_t right = 0;
  double similarity = 0;
};

/// Collects texts, then tells pairs. Memory: 8 bytes a row for exact, 264 for minhash and levenshtein, and the pairs;
/// for semantic the vectors (1 kB a row with the built-in embedder) while pairs() runs. The order of
/// rows changes nothing but the row numbers: pairs and clusters are chosen by content.
class DuplicateFinder {
 public:
  /// Text of a row again, for comparing candidates exactly; called from many threads.
  using TextOf = std::function<Result<std::string>(std::uint32_t row)>;

  explicit DuplicateFinder(DuplicateOptions options);
  DuplicateFinder(DuplicateFinder&&) noexcept;
  DuplicateFinder& operator=(DuplicateFinder&&) noexcept;
  ~DuplicateFinder();

  /// What is kept of one text: a hash of its letters, and a MinHash signature where the method wants one.
  struct Sketch {
    std::uint64_t content = 0;
    std::array<std::uint16_t, 128> signature{};
  };
  Sketch sketch(std::string_view utf8) const;  // from any thread

  /// The next row.
  void add(const Sketch& sketch);

  std::size_t rows() const;
  Banding banding() const;

  /// All pairs found, each once, sorted. A pair is looked at when it shares a band, and kept when `text_of` of both
  /// confirm the threshold. Texts that are exactly equal are chained rather than paired each with each. Errors of
  /// `text_of` and of the embedder; cancelled. Semantic looks at all pairs of rows: recall 1, a cost that grows with
  /// the square of the rows (docs/cleaning.md has the seconds).
  Result<std::vector<DuplicatePair>> pairs(const TextOf& text_of, const Cancel& cancel) const;

  /// Similarity of two texts as the method measures it, 0 to 1. Errors: those of the embedder.
  Result<double> similarity(std::string_view left, std::string_view right, const Cancel& cancel) const;

 private:
  struct Rows;
  DuplicateOptions options_;
  std::unique_ptr<Rows> rows_;
};

/// For who keeps sketches in tables of their own: hashes of the sketch's bands, the band's number in each. Two sketches
/// that share one are candidates.
std::vector<std::uint64_t> band_hashes(const DuplicateFinder::Sketch& sketch, const Banding& banding);

/// Jaccard similarity as two sketches estimate it, with a standard deviation of at most 0.044.
double estimated_similarity(const DuplicateFinder::Sketch& left, const DuplicateFinder::Sketch& right);

/// Similarity of the letters of two texts as the method measures it, 0 to 1; not for semantic.
double similarity_of(std::string_view left, std::string_view right, const DuplicateOptions& options);

/// Rows that hang together through pairs, each cluster sorted, clusters sorted by their first row. Rows without a
/// duplicate are in none.
std::vector<std::vector<std::uint32_t>> clusters_of(const std::vector<DuplicatePair>& pairs, std::size_t rows);

}  // namespace onggi
