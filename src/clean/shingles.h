// Texts as comparing sees them: letters only, and hashes of their n-grams. Inside of room clean.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onggi::clean_room {

/// Letters, digits, Hangul and Hanja of a text in NFC, lower case, full-width as ASCII; white space, punctuation and
/// symbols left out. A text of nothing else keeps all its characters. Cost: O(n), several hundred MB a second.
std::u32string letters_of(std::string_view utf8);

/// The same as jamo: 닭 becomes ㄷㅏㄹㄱ, so that one wrong vowel is one edit and not a wrong syllable.
std::u32string jamo_of(std::string_view utf8);

std::uint64_t hash_of(std::u32string_view letters);

/// Hashes of all n-grams, sorted, each once; one hash of the whole where it is shorter.
std::vector<std::uint64_t> shingles_of(std::u32string_view letters, int ngram);

/// |A ∩ B| / |A ∪ B| of two sorted sets.
double jaccard(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b);

/// One-permutation MinHash with 128 bins (Li, Owen, Zhang 2012) and optimal densification (Shrivastava 2017): one hash
/// a shingle instead of 128. Sixteen bits a bin stay: two different minima agree by chance once in 65,536.
constexpr std::size_t kBins = 128;
using Signature = std::array<std::uint16_t, kBins>;
Signature signature_of(std::u32string_view letters, int ngram);

/// Share of equal bins: an estimate of the Jaccard similarity with a standard deviation of at most 0.044.
double agreement(const Signature& a, const Signature& b);

}  // namespace onggi::clean_room
