// How far two texts are apart, counted in code points. Inside of room evaluate.
//
// Both distances work on 64 rows of the table of dynamic programming at once, a bit a row (Myers 1999; Hyyrö 2003 for
// blocks, 2004 for the longest common subsequence). Long texts that are alike need only a band around the diagonal
// (Ukkonen 1985): the band begins narrow and widens until the result proves that nothing outside of it could be
// better.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace onggi::evaluate_room {

/// Text as small numbers: equal code points, equal numbers.
using Symbols = std::vector<std::uint32_t>;

/// Hands out the numbers; texts that are compared share one.
class Alphabet {
 public:
  Symbols spell(std::string_view utf8);
  std::size_t size() const { return numbers_.size(); }

 private:
  std::unordered_map<char32_t, std::uint32_t> numbers_;
};

struct CommonLength {
  std::size_t length = 0;
  bool exact = true;  // false: texts so long and so different that only a band was searched; there may be more
};

/// Computes distances and keeps its memory between calls. Not for several threads at once.
class EditDistance {
 public:
  /// 64-row steps that one comparison may take; beyond them the band stays too narrow to prove itself.
  static constexpr std::uint64_t kStepsMax = 3'000'000'000;
  explicit EditDistance(std::uint64_t steps_max = kStepsMax) : steps_max_(steps_max) {}

  /// Length of the longest common subsequence. Cost: O(|a| × |b| / 64) at worst, O(|a| × d / 64) at indel distance d.
  CommonLength common_subsequence(const Symbols& a, const Symbols& b);

  /// Insertions, deletions and replacements that turn a into b. Cost: O(|a| × |b| / 64).
  std::size_t levenshtein(const Symbols& a, const Symbols& b);

 private:
  using View = std::pair<const std::uint32_t*, std::size_t>;
  struct Band {
    std::size_t left = 0, right = 0;  // how many rows below and columns beside the diagonal
  };
  std::size_t common_in_band(View a, View b, Band band);
  void common_rows(View a, View b, std::size_t first_row, Band band, std::size_t& found);

  static constexpr std::size_t kWords = 4;  // words of a pass: enough that their carry chains overlap in the processor
  std::uint64_t steps_max_;
  std::vector<std::array<std::uint64_t, kWords>> masks_;  // a symbol → the rows that hold it
  std::vector<std::uint64_t> rows_;                       // as masks_, for one word
  std::vector<std::int8_t> carries_;                      // a column → what its rows so far hand on downwards
};

/// 1 - indel distance / (|a| + |b|): 1 for equal texts (also for two empty ones), 0 without a common character.
struct Similarity {
  double value = 1;
  bool exact = true;  // false: a lower bound
};
Similarity indel_similarity(EditDistance& distance, const Symbols& a, const Symbols& b);

/// Levenshtein distance / length of the longer: 0 for equal texts, 1 for those without a common character.
double normalised_levenshtein(EditDistance& distance, const Symbols& a, const Symbols& b);

}  // namespace onggi::evaluate_room
