// The layout as a table, and putting letters together to syllables.
#include "text/keyboard.h"

#include <algorithm>
#include <array>
#include <utility>

#include "text/jamo.h"
#include "text/text.h"

namespace onggi {
namespace {

using jamo::kFinals;
using jamo::kFirstSyllable;
using jamo::kInitials;
using jamo::kVowels;

struct Key {
  char key;
  char32_t letter;
};
constexpr auto kKeys = std::to_array<Key>(
    {{'r', U'ㄱ'}, {'R', U'ㄲ'}, {'s', U'ㄴ'}, {'e', U'ㄷ'}, {'E', U'ㄸ'}, {'f', U'ㄹ'}, {'a', U'ㅁ'},
     {'q', U'ㅂ'}, {'Q', U'ㅃ'}, {'t', U'ㅅ'}, {'T', U'ㅆ'}, {'d', U'ㅇ'}, {'w', U'ㅈ'}, {'W', U'ㅉ'},
     {'c', U'ㅊ'}, {'z', U'ㅋ'}, {'x', U'ㅌ'}, {'v', U'ㅍ'}, {'g', U'ㅎ'}, {'k', U'ㅏ'}, {'o', U'ㅐ'},
     {'i', U'ㅑ'}, {'O', U'ㅒ'}, {'j', U'ㅓ'}, {'p', U'ㅔ'}, {'u', U'ㅕ'}, {'P', U'ㅖ'}, {'h', U'ㅗ'},
     {'y', U'ㅛ'}, {'n', U'ㅜ'}, {'b', U'ㅠ'}, {'m', U'ㅡ'}, {'l', U'ㅣ'}});

/// Letters that are typed one after the other and written as one.
struct Pair {
  char32_t first, second, both;
};
constexpr auto kPairs = std::to_array<Pair>({{U'ㅗ', U'ㅏ', U'ㅘ'},
                                             {U'ㅗ', U'ㅐ', U'ㅙ'},
                                             {U'ㅗ', U'ㅣ', U'ㅚ'},
                                             {U'ㅜ', U'ㅓ', U'ㅝ'},
                                             {U'ㅜ', U'ㅔ', U'ㅞ'},
                                             {U'ㅜ', U'ㅣ', U'ㅟ'},
                                             {U'ㅡ', U'ㅣ', U'ㅢ'},
                                             {U'ㄱ', U'ㅅ', U'ㄳ'},
                                             {U'ㄴ', U'ㅈ', U'ㄵ'},
                                             {U'ㄴ', U'ㅎ', U'ㄶ'},
                                             {U'ㄹ', U'ㄱ', U'ㄺ'},
                                             {U'ㄹ', U'ㅁ', U'ㄻ'},
                                             {U'ㄹ', U'ㅂ', U'ㄼ'},
                                             {U'ㄹ', U'ㅅ', U'ㄽ'},
                                             {U'ㄹ', U'ㅌ', U'ㄾ'},
                                             {U'ㄹ', U'ㅍ', U'ㄿ'},
                                             {U'ㄹ', U'ㅎ', U'ㅀ'},
                                             {U'ㅂ', U'ㅅ', U'ㅄ'}});

bool is_vowel(char32_t letter) { return kVowels.find(letter) != std::u32string_view::npos; }

char32_t joined(char32_t first, char32_t second) {
  const auto at = std::ranges::find_if(kPairs, [&](const Pair& p) { return p.first == first && p.second == second; });
  return at == kPairs.end() ? 0 : at->both;
}

/// One or two letters that were typed for this one.
std::u32string parted(char32_t letter) {
  const auto at = std::ranges::find(kPairs, letter, &Pair::both);
  return at == kPairs.end() ? std::u32string{letter} : std::u32string{at->first, at->second};
}

/// Takes letters from the front of `letters` that make one syllable and gives it; 0 when they make none. A consonant in
/// front of a vowel begins the next syllable.
char32_t take_syllable(std::u32string_view& letters) {
  if (letters.size() < 2 || !is_vowel(letters[1])) return 0;
  const std::size_t initial = kInitials.find(letters[0]);
  if (initial == std::u32string_view::npos) return 0;
  char32_t vowel = letters[1];
  letters.remove_prefix(2);
  if (!letters.empty() && is_vowel(letters[0])) {
    const char32_t both = joined(vowel, letters[0]);
    if (both == 0) return 0;
    vowel = both;
    letters.remove_prefix(1);
  }
  const auto closes = [&](std::size_t at) {
    return at < letters.size() && !is_vowel(letters[at]) && (at + 1 >= letters.size() || !is_vowel(letters[at + 1]));
  };
  char32_t final_consonant = U' ';
  if (closes(0) && kFinals.find(letters[0]) != std::u32string_view::npos) {
    final_consonant = letters[0];
    const char32_t both = closes(1) ? joined(letters[0], letters[1]) : 0;
    if (both != 0) final_consonant = both;
    letters.remove_prefix(both != 0 ? 2 : 1);
  }
  return kFirstSyllable + static_cast<char32_t>((initial * kVowels.size() + kVowels.find(vowel)) * kFinals.size() +
                                                kFinals.find(final_consonant));
}

std::u32string letters_of(char32_t c) {
  if (!is_hangul_syllable(c)) return parted(c);
  c -= kFirstSyllable;
  std::u32string letters{kInitials[c / kFinals.size() / kVowels.size()]};
  letters += parted(kVowels[c / kFinals.size() % kVowels.size()]);
  if (c % kFinals.size() != 0) letters += parted(kFinals[c % kFinals.size()]);
  return letters;
}

}  // namespace

std::string hangul_from_keys(std::string_view keys) {
  std::u32string typed;
  for (const char key : keys) {
    auto at = std::ranges::find(kKeys, key, &Key::key);
    // Shift changes only some keys; on the others it is held by accident.
    if (at == kKeys.end() && key >= 'A' && key <= 'Z')
      at = std::ranges::find(kKeys, static_cast<char>(key - 'A' + 'a'), &Key::key);
    if (at == kKeys.end()) return {};
    typed.push_back(at->letter);
  }
  std::string hangul;
  for (std::u32string_view rest = typed; !rest.empty();) {
    const char32_t syllable = take_syllable(rest);
    if (syllable == 0) return {};
    append_utf8(hangul, syllable);
  }
  return hangul;
}

std::string keys_from_hangul(std::string_view utf8) {
  std::string keys;
  for (std::size_t offset = 0; offset < utf8.size();) {
    for (const char32_t letter : letters_of(next_code_point(utf8, offset))) {
      const auto at = std::ranges::find(kKeys, letter, &Key::letter);
      if (at == kKeys.end()) return {};
      keys.push_back(at->key);
    }
  }
  return keys;
}

std::string initials_typed(std::string_view utf8) {
  std::string initials;
  for (std::size_t offset = 0; offset < utf8.size();) {
    for (const char32_t letter : parted(next_code_point(utf8, offset))) {
      if (kInitials.find(letter) == std::u32string_view::npos) return {};
      append_utf8(initials, letter);
    }
  }
  return initials;
}

}  // namespace onggi
