// What somebody meant who typed with the wrong keyboard, and jamo typed alone. The Korean layout is 두벌식 (KS X 5002).
#pragma once

#include <string>
#include <string_view>

namespace onggi {

/// Latin keys as the syllables that they give on the Korean layout: "dkssud" → "안녕". Empty unless every key belongs
/// to a whole syllable, so that an English word is hardly ever taken for one.
std::string hangul_from_keys(std::string_view keys);

/// Syllables and single jamo as the keys that make them: "ㅗ디ㅣㅐ" → "hello". Empty when anything else is among them.
std::string keys_from_hangul(std::string_view utf8);

/// The consonants of a text of single consonants, clusters taken apart ("ㄳ" → "ㄱㅅ"); empty when there is anything
/// else in it.
std::string initials_typed(std::string_view utf8);

}  // namespace onggi
