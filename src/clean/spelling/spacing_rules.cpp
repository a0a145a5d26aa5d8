// The model's odds against the spaces that are there.
//
// How much the spaces of a line are worth is estimated from the line itself: the share of lost and of added ones that
// makes it likeliest under the model. Letters alone decide whether a line is worth a second look, with morphemes.
#include "clean/spelling/spacing_rules.h"

#include <cmath>

#include "text/text.h"

namespace onggi::clean_room {
namespace {

// The places of a line at which a space may be set or taken.
struct Places {
  std::u32string letters;            // without spaces
  std::vector<std::size_t> place;    // of each letter in the line
  std::vector<std::uint8_t> space;   // stood before it
  std::vector<std::uint8_t> judged;  // whether the model may say anything
};

bool may_judge(char32_t left, char32_t right) {
  const bool left_hangul = is_hangul_syllable(left), right_hangul = is_hangul_syllable(right);
  if (left_hangul && right_hangul) return true;
  if (right_hangul)
    return left == U',' || left == U'.' || left == U'?' || left == U'!' || (left >= U'0' && left <= U'9');
  return left_hangul && is_word_letter(right);
}

Places places_of(const Line& line) {
  Places places;
  bool space = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line.at(at) == U' ') {
      space = true;
      continue;
    }
    const bool first = places.letters.empty();
    places.judged.push_back(!first && may_judge(places.letters.back(), line.at(at)) ? 1 : 0);
    places.space.push_back(space && !first ? 1 : 0);
    places.letters.push_back(line.at(at));
    places.place.push_back(at);
    space = false;
  }
  return places;
}

SpacingNoise noise_of(const std::vector<float>& odds, const Places& places) {
  std::vector<float> judged{0};
  std::vector<std::uint8_t> space{0};
  for (std::size_t at = 1; at < odds.size(); ++at) {
    if (places.judged[at] == 0) continue;
    judged.push_back(odds[at]);
    space.push_back(places.space[at]);
  }
  return estimate_noise(judged, space);
}

bool is_broken(const SpacingNoise& noise, double lost_min, double added_min) {
  return noise.lost > lost_min || noise.added > added_min;
}

}  // namespace

bool find_spacing(const Line& line, const SpacingModel& model, const Mecab& mecab, std::vector<Edit>& edits) {
  const Places places = places_of(line);
  if (places.letters.size() < 8) return false;
  if (!is_broken(noise_of(model.by_letters(places.letters), places), 0.10, 0.05)) return false;
  const std::vector<float> odds = model.by_morphemes(places.letters, spacing_morphs(mecab, places.letters));
  const SpacingNoise noise = noise_of(odds, places);
  if (!is_broken(noise, 0.15, 0.08)) return false;
  for (std::size_t at = 1; at < odds.size(); ++at) {
    if (places.judged[at] == 0) continue;
    const bool observed = places.space[at] != 0;
    const double space = posterior_log_odds(odds[at], observed, noise);
    if ((space > 0) == observed) continue;
    const double confidence = 1 / (1 + std::exp(-std::fabs(space)));
    const std::size_t end = places.place[at];
    if (observed) edits.push_back({places.place[at - 1] + 1, end, U"", "spacing", confidence});
    else edits.push_back({end, end, U" ", "spacing", confidence});
  }
  return true;
}

}  // namespace onggi::clean_room
