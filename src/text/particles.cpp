// See particles.h.
#include "text/particles.h"

#include "text/jamo.h"
#include "text/text.h"

namespace onggi {
namespace {

char32_t last_code_point(std::string_view word) {
  char32_t last = 0;
  for (std::size_t offset = 0; offset < word.size();) last = next_code_point(word, offset);
  return last;
}

bool ends_in_consonant(std::string_view word) {
  const char32_t last = last_code_point(word);
  if (is_hangul_syllable(last)) return (last - jamo::kFirstSyllable) % jamo::kFinals.size() != 0;
  constexpr std::string_view kDigitsEndingInConsonant = "013678";  // 영 일 삼 육 칠 팔
  return last < 0x80 && kDigitsEndingInConsonant.contains(static_cast<char>(last));
}

}  // namespace

std::string_view topic_particle(std::string_view word) { return ends_in_consonant(word) ? "은" : "는"; }
std::string_view copula_stem(std::string_view word) { return ends_in_consonant(word) ? "이" : ""; }

}  // namespace onggi
