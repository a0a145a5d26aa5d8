// Letters behind the forms in which they are written.
#pragma once

#include <string>

namespace onggi {

/// What a character is without case, accents and forms of printing: "Ａ", "𝐚" and "á" are "a", "ﬁ" is "fi", a combining
/// mark and what nobody sees (Hangul fillers, joiners) nothing. Hangul, Hanja and others stay.
std::u32string plain_letters(char32_t code_point);

}  // namespace onggi
