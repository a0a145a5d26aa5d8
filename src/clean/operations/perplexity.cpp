// perplexity: rows that read unlike the rest of the file go: other languages, broken characters, tables of codes.
//
// A model of letter trigrams, trained on the rows themselves: linear interpolation of trigram, bigram and letter
// (Jelinek, Mercer 1980) over the number of rows that have each, less the one that is asked about: a row does not vouch
// for itself, however often it repeats a thing.
#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "clean/features.h"
#include "clean/operations.h"
#include "clean/row_file.h"
#include "clean/shingles.h"

namespace onggi::clean_room {
namespace {

constexpr std::size_t kSize = std::size_t{1} << 22U;
constexpr double kBitsMax = 32;
constexpr std::size_t kSampleRows = 20'000;

std::uint32_t place_of(std::u32string_view letters) {
  return static_cast<std::uint32_t>(hash_of(letters) & (kSize - 1));
}

using Places = std::vector<std::uint32_t>;

Places distinct(std::u32string_view letters, std::size_t length) {
  Places places;
  for (std::size_t i = 0; i + length <= letters.size(); ++i) places.push_back(place_of(letters.substr(i, length)));
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

// What a row has: letters, bigrams, trigrams, each once.
struct Grams {
  std::array<Places, 3> of_length;
};

Grams grams_of(std::u32string_view letters) {
  return {{distinct(letters, 1), distinct(letters, 2), distinct(letters, 3)}};
}

class Model {
 public:
  void add(const Grams& grams) {
    ++rows_;
    for (std::size_t i = 0; i < 3; ++i)
      for (const std::uint32_t place : grams.of_length[i]) ++rows_with_[i][place];
  }

  // Mean bits a letter.
  double bits(std::u32string_view letters) const {
    double sum = 0;
    for (std::size_t i = 2; i < letters.size(); ++i) {
      const std::u32string_view three = letters.substr(i - 2, 3), two = letters.substr(i - 1, 2);
      sum -= std::log2(0.01 / 65'536 + 0.09 * share(others(three.substr(2)), rows_ - 1) +
                       0.3 * share(others(two), others(two.substr(0, 1))) +
                       0.6 * share(others(three), others(three.substr(0, 2))));
    }
    return sum / static_cast<double>(letters.size() - 2);
  }

 private:
  // Other rows that have these letters.
  std::uint64_t others(std::u32string_view letters) const {
    const std::uint32_t rows = rows_with_[letters.size() - 1][place_of(letters)];
    return rows == 0 ? 0 : rows - 1;
  }
  static double share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : std::min(1.0, static_cast<double>(part) / static_cast<double>(whole));
  }

  std::array<std::vector<std::uint32_t>, 3> rows_with_ = {
      std::vector<std::uint32_t>(kSize), std::vector<std::uint32_t>(kSize), std::vector<std::uint32_t>(kSize)};
  std::uint64_t rows_ = 0;
};

class Perplexity final : public RowOperation {
 public:
  explicit Perplexity(Options& options)
      : z_max_(options.number("z", 6, 1, 100)),
        letters_min_(static_cast<std::size_t>(options.whole("min_letters", 30, 3, 10'000))) {}

  bool observes() const override { return true; }

  std::any observe(const nlohmann::ordered_json& row) const override { return grams_of(letters(row)); }

  void add(std::any&& observed) override { model_.add(std::any_cast<const Grams&>(observed)); }

  // Rows at even distances stand for all.
  Result<void> settle(const RowFile& rows, const Cancel& cancel) override {
    const std::size_t step = std::max<std::size_t>(rows.rows() / kSampleRows, 1);
    for (std::size_t row = 0; row < rows.rows(); row += step) {
      ONGGI_CHECK(cancel.check());
      ONGGI_TRY(const nlohmann::ordered_json json, rows.row(static_cast<std::uint32_t>(row)));
      const std::u32string own = letters(json);
      if (own.size() >= letters_min_) bits_.add(model_.bits(own) / kBitsMax);
    }
    return {};
  }

  RowOutcome apply(nlohmann::ordered_json& row, std::uint32_t) const override {
    const std::u32string own = letters(row);
    if (own.size() < letters_min_ || bits_.robust_z(model_.bits(own) / kBitsMax) <= z_max_) return {};
    return {.removed = true, .notes = {{"unlike_the_rest", 1}}};
  }

 private:
  static std::u32string letters(const nlohmann::ordered_json& row) {
    return letters_of(row["text"].get_ref<const std::string&>());
  }

  double z_max_;
  std::size_t letters_min_;
  Model model_;
  Distribution bits_;
};

}  // namespace

MadeOperation make_perplexity(Options& options) { return std::make_unique<Perplexity>(options); }

}  // namespace onggi::clean_room
