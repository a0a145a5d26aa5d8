// Where spaces belong: a logistic model over letters and morphemes. Inside of room clean.
//
// The file (data/spelling/spacing-ko.bin) is made by scripts/make_spacing_model.py. Layout (little endian): "ONGGISP1",
// then for the letters alone and for letters with morphemes: u32 bits, f32 scale, f32 bias, i8 weights[1 << bits].
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "clean/spelling/spacing_features.h"

namespace onggi::clean_room {

/// How often the spaces of a text are wrong, as the model sees it.
struct SpacingNoise {
  double lost = 0;   // of the places that need a space, share without one
  double added = 0;  // of the places that need none, share with one
};

/// Read only: thread safe.
class SpacingModel {
 public:
  static constexpr std::uint64_t kFileBytesMax = std::uint64_t{64} << 20;

  /// not_found; bad_input.
  static Result<SpacingModel> open(const std::filesystem::path& file);
  static Result<SpacingModel> read(std::string_view bytes);

  /// Logarithm of the odds of a space before each letter, by the letters around alone (about 10 MB/s); the first is 0.
  std::vector<float> by_letters(std::u32string_view unspaced) const;

  /// The same with morphemes: better, and slower by the time that MeCab takes.
  std::vector<float> by_morphemes(std::u32string_view unspaced, const std::vector<SpacingMorph>& morphs) const;

 private:
  struct Table {
    std::uint32_t bits = 0;
    float scale = 0, bias = 0;
    std::vector<std::int8_t> weights;
    int at(std::uint64_t hash) const { return weights[hash >> (64U - bits)]; }
    float log_odds(int sum) const { return bias + scale * static_cast<float>(sum); }
  };
  static Result<Table> read_table(std::string_view& rest);

  Table letters_, morphemes_;
};

/// Maximum-likelihood noise of an observed spacing under the model's odds (expectation maximisation), drawn towards
/// clean text where there is little of it.
SpacingNoise estimate_noise(const std::vector<float>& log_odds, const std::vector<std::uint8_t>& space_before);

/// Log odds of a space at a place once it was seen with or without one.
double posterior_log_odds(float log_odds, bool observed, const SpacingNoise& noise);

}  // namespace onggi::clean_room
