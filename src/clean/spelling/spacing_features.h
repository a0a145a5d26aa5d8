// What the spacing model sees of a place between two letters. Shared with the trainer (bench/train_spacing.cpp), so
// that both always see the same. Inside of room clean.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/mecab.h"

namespace onggi::clean_room {

/// A text without its spaces: what the model reads. Digits, Latin letters and Hanja are one letter each, because their
/// spelling says nothing about spaces.
struct Unspaced {
  std::u32string letters;
  std::vector<std::uint8_t> space_before;  // one a letter: white space stood there
};
Unspaced without_spaces(std::u32string_view text);

/// Letter as the model sees it.
char32_t spacing_letter(char32_t c);

/// A morpheme of the unspaced text.
struct SpacingMorph {
  std::uint32_t begin = 0, end = 0;  // letters
  std::uint64_t surface = 0;
  std::uint64_t tag = 0;        // "VV+EC"
  std::uint64_t first_tag = 0;  // "VV"
  std::uint64_t last_tag = 0;   // "EC"
};
std::vector<SpacingMorph> spacing_morphs(const Mecab& mecab, std::u32string_view unspaced);

inline std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 29U);
}

/// Calls `feature(hash)` for each n-gram of letters around place `at` (between letters at - 1 and at).
template <typename Feature>
void letter_features(std::u32string_view letters, std::size_t at, const Feature& feature) {
  constexpr std::ptrdiff_t kReach = 5;
  // Windows of letters, relative to the place: [from, to).
  constexpr std::pair<int, int> kWindows[] = {{-1, 0}, {0, 1},  {-2, -1}, {1, 2},  {-2, 0}, {-1, 1}, {0, 2},  {1, 3},
                                              {-3, 0}, {-2, 1}, {-1, 2},  {0, 3},  {-4, 0}, {-3, 1}, {-2, 2}, {-1, 3},
                                              {0, 4},  {-3, 2}, {-2, 3},  {-4, 1}, {-3, 3}, {-5, 0}, {0, 5}};
  char32_t around[2 * kReach];
  for (std::ptrdiff_t i = -kReach; i < kReach; ++i) {
    const std::ptrdiff_t place = static_cast<std::ptrdiff_t>(at) + i;
    around[i + kReach] = place < 0 ? U'\x02'
                         : place >= static_cast<std::ptrdiff_t>(letters.size())
                             ? U'\x03'
                             : letters[static_cast<std::size_t>(place)];
  }
  std::uint64_t window = 1;
  for (const auto& [from, to] : kWindows) {
    std::uint64_t hash = mixed(0x51ED270B7A3F1C29ULL, window++);
    for (int i = from; i < to; ++i) hash = mixed(hash, around[i + kReach]);
    feature(hash);
  }
}

/// Morphemes beside every place of a text.
class MorphPlaces {
 public:
  MorphPlaces(const std::vector<SpacingMorph>& morphs, std::size_t letters) : morphs_(morphs), of_(letters, kNone) {
    for (std::size_t i = 0; i < morphs.size(); ++i)
      for (std::size_t at = morphs[i].begin; at < std::min<std::size_t>(morphs[i].end, letters); ++at)
        of_[at] = static_cast<std::uint32_t>(i);
  }

  template <typename Feature>
  void features(std::size_t at, const Feature& feature) const {
    const std::uint32_t left = of_[at - 1], right = of_[at];
    if (left == right && left != kNone) return inside(morphs_[left], at, feature);
    const SpacingMorph& l = morph(left);
    const SpacingMorph& r = morph(right);
    const SpacingMorph& ll = left == kNone || left == 0 ? kEdge : morphs_[left - 1];
    const SpacingMorph& rr = right == kNone || right + 1 >= morphs_.size() ? kEdge : morphs_[right + 1];
    const auto pair = [](std::uint64_t kind, std::uint64_t a, std::uint64_t b) {
      return mixed(mixed(mixed(0xA3, kind), a), b);
    };
    feature(pair(1, l.last_tag, r.first_tag));
    feature(pair(2, l.tag, r.tag));
    feature(pair(3, l.surface, r.first_tag));
    feature(pair(4, l.last_tag, r.surface));
    feature(pair(5, l.surface, r.surface));
    feature(mixed(pair(6, ll.last_tag, l.tag), r.first_tag));
    feature(mixed(pair(7, l.last_tag, r.tag), rr.first_tag));
    feature(mixed(pair(8, l.surface, r.tag), rr.first_tag));
    feature(mixed(pair(9, ll.last_tag, l.last_tag), r.surface));
    feature(
        mixed(pair(10, l.last_tag, r.first_tag), (l.end - l.begin) * 8 + std::min<std::uint32_t>(r.end - r.begin, 7)));
    feature(mixed(mixed(pair(11, ll.last_tag, l.last_tag), r.first_tag), rr.first_tag));
    feature(mixed(pair(12, ll.surface, l.surface), r.first_tag));
    feature(mixed(pair(13, l.last_tag, r.surface), rr.surface));
  }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  static constexpr SpacingMorph kEdge{};
  const SpacingMorph& morph(std::uint32_t index) const { return index == kNone ? kEdge : morphs_[index]; }

  template <typename Feature>
  static void inside(const SpacingMorph& m, std::size_t at, const Feature& feature) {
    const std::uint64_t place = (at - m.begin) * 32 + (m.end - m.begin);
    feature(mixed(mixed(0xB1, m.tag), place));
    feature(mixed(mixed(0xB2, m.surface), place));
  }

  const std::vector<SpacingMorph>& morphs_;
  std::vector<std::uint32_t> of_;
};

}  // namespace onggi::clean_room
