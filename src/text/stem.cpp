// A light English stemmer. It follows the shape of Porter's steps 1a and 1b (M. F. Porter, "An algorithm for suffix
// stripping", 1980) but only where the result is the dictionary word: a wrong stem joins words that have nothing to do
// with each other.
#include <algorithm>
#include <array>
#include <string>

#include "text/latin_words.h"

namespace onggi {
namespace {

bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }
bool is_lower_ascii(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}
bool has_vowel(std::string_view word) { return std::any_of(word.begin(), word.end(), is_vowel); }

template <std::size_t n>
bool ends_with_any(std::string_view word, const std::array<std::string_view, n>& endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return word.ends_with(ending); });
}

constexpr std::array<std::string_view, 5> kNoPlural = {"ss", "us", "is", "as", "ics"};
constexpr std::array<std::string_view, 5> kEsPlural = {"sses", "ches", "shes", "xes", "zzes"};
// Verbs whose stem lost a final e: "configur-ing", "updat-ed", "resolv-ed", "reduc-ed".
constexpr std::array<std::string_view, 15> kLostE = {"at", "bl", "iz", "is", "v",  "c",  "rg", "dg",
                                                     "ag", "ur", "ut", "ir", "us", "os", "as"};

// The s stands for "secure" or "system", not for many.
constexpr std::array<std::string_view, 12> kNames = {"https", "ftps",  "smtps", "imaps", "pops", "ldaps",
                                                     "mqtts", "coaps", "ircs",  "nntps", "cors", "ddos"};

std::string singular(std::string_view word) {
  if (std::find(kNames.begin(), kNames.end(), word) != kNames.end()) return std::string(word);
  if (!word.ends_with('s') || ends_with_any(word, kNoPlural)) return std::string(word);
  if (word.size() > 4 && word.ends_with("ies")) return std::string(word.substr(0, word.size() - 3)) + "y";
  if (ends_with_any(word, kEsPlural)) return std::string(word.substr(0, word.size() - 2));
  return std::string(word.substr(0, word.size() - 1));
}

// Consonant, vowel, consonant and nothing else before ("mak", "lik"): the word was "make".
bool is_short_stem(std::string_view stem) {
  return stem.size() == 3 && !is_vowel(stem[0]) && is_vowel(stem[1]) && !is_vowel(stem[2]) && stem[2] != 'w' &&
         stem[2] != 'x';
}

std::string restore(std::string_view stem) {
  const char last = stem.back();
  if (stem.size() > 3 && last == stem[stem.size() - 2] && !is_vowel(last) && last != 'l' && last != 's' &&
      last != 'z' && last != 'd' && last != 'f')
    return std::string(stem.substr(0, stem.size() - 1));
  if (is_short_stem(stem) || ends_with_any(stem, kLostE)) return std::string(stem) + "e";
  return std::string(stem);
}

}  // namespace

std::string stem_english(std::string_view lower) {
  if (lower.size() < 4 || !is_lower_ascii(lower)) return std::string(lower);
  std::string word = singular(lower);
  const std::string_view view = word;
  if (view.size() >= 6 && view.ends_with("ing") && has_vowel(view.substr(0, view.size() - 3)))
    return restore(view.substr(0, view.size() - 3));
  if (view.size() >= 6 && view.ends_with("ed") && !view.ends_with("eed") && has_vowel(view.substr(0, view.size() - 2)))
    return view.ends_with("ied") ? word.substr(0, word.size() - 3) + "y" : restore(view.substr(0, view.size() - 2));
  return word;
}

}  // namespace onggi
