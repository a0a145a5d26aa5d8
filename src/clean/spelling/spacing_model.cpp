// Reading the model, its odds, and the noise of a text under it.
#include "clean/spelling/spacing_model.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/file.h"

namespace onggi::clean_room {
namespace {

constexpr std::string_view kMagic = "ONGGISP1";
constexpr std::uint32_t kBitsMax = 24;

std::unexpected<Error> broken() {
  return fail(ErrorCode::bad_input, "the spacing model is broken: install onggi again", "not_a_spacing_model");
}

template <typename T>
T take(std::string_view& rest) {
  std::array<char, sizeof(T)> bytes{};
  std::copy_n(rest.begin(), bytes.size(), bytes.begin());
  rest.remove_prefix(bytes.size());
  return std::bit_cast<T>(bytes);
}

double probability(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

}  // namespace

Result<SpacingModel> SpacingModel::open(const std::filesystem::path& file) {
  ONGGI_TRY(const std::string bytes, read_file(file, kFileBytesMax));
  auto model = read(bytes);
  if (!model) return within(file.string(), std::move(model).error());
  return model;
}

Result<SpacingModel> SpacingModel::read(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return broken();
  bytes.remove_prefix(kMagic.size());
  SpacingModel model;
  ONGGI_TRY(model.letters_, read_table(bytes));
  ONGGI_TRY(model.morphemes_, read_table(bytes));
  if (!bytes.empty()) return broken();
  return model;
}

Result<SpacingModel::Table> SpacingModel::read_table(std::string_view& rest) {
  if (rest.size() < 12) return broken();
  Table table;
  table.bits = take<std::uint32_t>(rest);
  table.scale = take<float>(rest);
  table.bias = take<float>(rest);
  if (table.bits < 8 || table.bits > kBitsMax || !std::isfinite(table.scale) || !std::isfinite(table.bias))
    return broken();
  const std::size_t size = std::size_t{1} << table.bits;
  if (rest.size() < size) return broken();
  table.weights.resize(size);
  std::memcpy(table.weights.data(), rest.data(), size);
  rest.remove_prefix(size);
  return table;
}

std::vector<float> SpacingModel::by_letters(std::u32string_view unspaced) const {
  std::u32string letters(unspaced);
  for (char32_t& c : letters) c = spacing_letter(c);
  std::vector<float> odds(letters.size());
  for (std::size_t at = 1; at < letters.size(); ++at) {
    int sum = 0;
    letter_features(letters, at, [&](std::uint64_t hash) { sum += letters_.at(hash); });
    odds[at] = letters_.log_odds(sum);
  }
  return odds;
}

std::vector<float> SpacingModel::by_morphemes(std::u32string_view unspaced,
                                              const std::vector<SpacingMorph>& morphs) const {
  std::u32string letters(unspaced);
  for (char32_t& c : letters) c = spacing_letter(c);
  const MorphPlaces places(morphs, letters.size());
  std::vector<float> odds(letters.size());
  for (std::size_t at = 1; at < letters.size(); ++at) {
    int sum = 0;
    const auto add = [&](std::uint64_t hash) { sum += morphemes_.at(hash); };
    letter_features(letters, at, add);
    places.features(at, add);
    odds[at] = morphemes_.log_odds(sum);
  }
  return odds;
}

double posterior_log_odds(float log_odds, bool observed, const SpacingNoise& noise) {
  return log_odds + (observed ? std::log((1 - noise.lost) / noise.added) : std::log(noise.lost / (1 - noise.added)));
}

SpacingNoise estimate_noise(const std::vector<float>& log_odds, const std::vector<std::uint8_t>& space_before) {
  // What a clean text of a few words looks like: it takes more than one doubtful place to call a text broken.
  constexpr double kSeen = 8, kSeenLost = 0.1, kSeenAdded = 0.02;
  SpacingNoise noise{.lost = 0.05, .added = 0.01};
  for (int round = 0; round < 8; ++round) {
    double spaces = kSeen, lost = kSeenLost, joints = 2 * kSeen, added = kSeenAdded;
    for (std::size_t at = 1; at < log_odds.size(); ++at) {
      const bool observed = space_before[at] != 0;
      const double space = probability(posterior_log_odds(log_odds[at], observed, noise));
      spaces += space;
      joints += 1 - space;
      (observed ? added : lost) += observed ? 1 - space : space;
    }
    noise = {.lost = lost / spaces, .added = added / joints};
  }
  return noise;
}

}  // namespace onggi::clean_room
