// A word of Korean is nouns with particles, or a stem with endings; where a particle is followed by a noun, or a noun
// by the stem of a verb, the dictionary has made words out of the syllables of another.
#include "text/surface.h"

#include <algorithm>
#include <array>

#include "text/features.h"

namespace onggi {
namespace {

constexpr std::size_t kSyllableBytes = 3;
// Two syllables are a bigram, which is there anyway.
constexpr std::size_t kBytesMin = 3 * kSyllableBytes, kBytesMax = 10 * kSyllableBytes;

// Particles as they end words (조사, a closed class), longer ones first where one ends another.
constexpr std::array<std::string_view, 62> kParticles = {
    "으로부터", "에서부터", "에게서는", "으로서는", "으로써는", "이라고는", "에게서", "으로는", "으로도",
    "으로의",   "으로서",   "으로써",   "로부터",   "에서는",   "에서도",   "에서의", "에게는", "에게도",
    "까지는",   "까지도",   "이라는",   "이라고",   "이라도",   "에서",     "에게",   "에는",   "에도",
    "으로",     "로는",     "로도",     "로의",     "로서",     "로써",     "와는",   "와의",   "과는",
    "과의",     "까지",     "부터",     "보다",     "처럼",     "만큼",     "마다",   "조차",   "마저",
    "밖에",     "이란",     "이나",     "라는",     "께서",     "은",       "는",     "이",     "가",
    "을",       "를",       "에",       "의",       "로",       "와",       "과",     "도"};

enum class Role { noun, stem, modifier, tail, other };

Role role_of(std::string_view tag) {
  if (tag.starts_with("XSV") || tag.starts_with("XSA") || tag.starts_with("VC")) return Role::tail;
  if (tag.starts_with('J') || tag.starts_with('E')) return Role::tail;
  if (tag.starts_with('V')) return Role::stem;
  if (tag.starts_with('M') || tag == "IC") return Role::modifier;
  return tag.starts_with('S') && tag != "SH" ? Role::other : Role::noun;
}

/// Whether the morphemes can make up one word in this order.
bool is_well_formed(std::span<const Morpheme> word) {
  Role before = Role::other;
  bool nominal = false;
  bool counted = false;  // a dependent noun right behind another noun: "호" in 조미수호
  for (const Morpheme& m : word) {
    const Role role = role_of(m.tag);
    if (counted && role == Role::noun && m.tag != "XSN") return false;
    counted = before == Role::noun && m.tag.starts_with("NNB");
    if (before == Role::other && role == Role::tail) return false;
    if (before == Role::noun && (role == Role::stem || role == Role::modifier)) return false;
    if (before == Role::modifier && role == Role::noun) return false;
    if (before == Role::tail && (role == Role::noun || role == Role::modifier)) return false;
    if (before == Role::tail && role == Role::stem && nominal && !m.tag.starts_with("VX")) return false;
    nominal = nominal || role == Role::noun;
    before = role;
  }
  return true;
}

std::size_t hangul_end(std::string_view text, ByteRange word) {
  for (std::size_t at = word.begin; at < word.end;) {
    const std::size_t begin = at;
    if (!is_hangul_syllable(next_code_point(text, at))) return begin;
  }
  return word.end;
}

}  // namespace

ByteRange surface_of_ill_formed(std::string_view text, std::span<const Morpheme> word) {
  if (word.size() < 2) return {};
  const std::size_t begin = word.front().bytes.begin;
  const std::size_t end = hangul_end(text, {begin, word.back().bytes.end});
  const auto last = std::ranges::find_if(word, [&](const Morpheme& m) { return m.bytes.end > end; });
  if (end - begin < kBytesMin || is_well_formed({word.begin(), last})) return {};
  std::string_view stem = text.substr(begin, end - begin);
  for (const std::string_view particle : kParticles) {
    if (!stem.ends_with(particle) || stem.size() < particle.size() + kBytesMin) continue;
    stem.remove_suffix(particle.size());
    break;
  }
  return stem.size() > kBytesMax ? ByteRange{} : ByteRange{begin, begin + stem.size()};
}

}  // namespace onggi
