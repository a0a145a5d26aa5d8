// Letters of Hangul in the order in which syllables are numbered (Unicode 3.12): syllable = first + ((initial × 21) +
// vowel) × 28 + final. Inside and beside room text: whoever takes syllables apart.
#pragma once

#include <string_view>

namespace onggi::jamo {

constexpr std::u32string_view kInitials = U"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
constexpr std::u32string_view kVowels = U"ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
constexpr std::u32string_view kFinals = U" ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";  // the first: none
constexpr char32_t kFirstSyllable = 0xAC00;
constexpr char32_t kSyllablesOfOneInitial = 21 * 28;

}  // namespace onggi::jamo
