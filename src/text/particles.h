// Particles that follow the sound of the word before them.
#pragma once

#include <string_view>

namespace onggi {

/// 은 after a consonant, 는 after a vowel: "연차는", "기간은". Behind digits as they are read; behind other letters 는.
std::string_view topic_particle(std::string_view word);
/// 이 or nothing, as in "휴가란", "기한이란".
std::string_view copula_stem(std::string_view word);

}  // namespace onggi
