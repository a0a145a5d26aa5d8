// Letters and jamo of a text, rolling hashes of its n-grams, MinHash of one permutation.
#include "clean/shingles.h"

#include <algorithm>

#include "text/text.h"

namespace onggi::clean_room {

namespace {

// Finaliser of MurmurHash3's 64-bit variant (Appleby): each bit of the input changes half of the output's.
std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 33U;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33U;
  x *= 0xc4ceb9fe1a85ec53ULL;
  return x ^ (x >> 33U);
}

constexpr std::uint64_t kBase = 0x9E3779B97F4A7C15ULL | 1U;

enum class Kind { letter, skipped, unusual };

// Unusual characters (jamo, combining marks, full-width, other scripts' forms) send the text through NFC and folding.
Kind kind_of(char32_t c) {
  if (c < 0x80) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter ? Kind::letter : Kind::skipped;
  }
  if (is_hangul_syllable(c) || (c >= 0x4E00 && c <= 0x9FFF)) return Kind::letter;
  if ((c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) || (c >= 0x2190 && c <= 0x27BF))
    return Kind::skipped;
  return Kind::unusual;
}

// A byte below 0x80 that is no letter; whatever is beyond Latin counts as one.
bool is_punctuation(char32_t c) {
  return c < 0xC0 ? kind_of(c) != Kind::letter : kind_of(c) == Kind::skipped || is_white_space(c);
}

// False where the text holds something unusual.
bool simple_letters(std::string_view utf8, std::u32string& letters) {
  for (std::size_t offset = 0; offset < utf8.size();) {
    const auto byte = static_cast<unsigned char>(utf8[offset]);
    char32_t c = byte;
    if (byte < 0x80) ++offset;
    else c = next_code_point(utf8, offset);
    const Kind kind = kind_of(c);
    if (kind == Kind::unusual) return false;
    if (kind == Kind::letter) letters += c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
  }
  return true;
}

std::u32string all_characters(std::string_view utf8) {
  std::u32string all;
  for (std::size_t offset = 0; offset < utf8.size();) all += next_code_point(utf8, offset);
  return all;
}

// Calls `each` with the hash of every n-gram (polynomial, rolled; mixed so that all bits are good).
template <typename Each>
void each_shingle(std::u32string_view letters, int ngram, const Each& each) {
  const auto n = static_cast<std::size_t>(ngram);
  if (letters.size() <= n) {
    each(mix(hash_of(letters)));
    return;
  }
  std::uint64_t leaving = 1;
  for (std::size_t i = 1; i < n; ++i) leaving *= kBase;
  std::uint64_t rolled = 0;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (i >= n) rolled -= leaving * (letters[i - n] + 1);
    rolled = rolled * kBase + (letters[i] + 1);
    if (i + 1 >= n) each(mix(rolled));
  }
}

}  // namespace

std::u32string letters_of(std::string_view utf8) {
  std::u32string letters;
  letters.reserve(utf8.size() / 2);
  if (!simple_letters(utf8, letters)) {
    letters.clear();
    const std::string folded = fold(to_nfc(utf8));
    for (std::size_t offset = 0; offset < folded.size();) {
      const char32_t c = next_code_point(folded, offset);
      if (!is_punctuation(c)) letters += c;
    }
  }
  return letters.empty() ? all_characters(utf8) : letters;
}

std::u32string jamo_of(std::string_view utf8) {
  constexpr char32_t kFirst = 0xAC00, kVowels = 21, kFinals = 28, kLead = 0x1100, kVowel = 0x1161, kFinal = 0x11A7;
  std::u32string jamo;
  for (const char32_t c : letters_of(utf8)) {
    if (!is_hangul_syllable(c)) {
      jamo += c;
      continue;
    }
    const char32_t index = c - kFirst;
    jamo.push_back(kLead + index / (kVowels * kFinals));
    jamo.push_back(kVowel + index / kFinals % kVowels);
    if (index % kFinals != 0) jamo.push_back(kFinal + index % kFinals);
  }
  return jamo;
}

std::uint64_t hash_of(std::u32string_view letters) {
  std::uint64_t hash = letters.size();
  for (const char32_t c : letters) hash = hash * kBase + (c + 1);
  return mix(hash);
}

std::vector<std::uint64_t> shingles_of(std::u32string_view letters, int ngram) {
  std::vector<std::uint64_t> shingles;
  shingles.reserve(letters.size());
  each_shingle(letters, ngram, [&](std::uint64_t hash) { shingles.push_back(hash); });
  std::sort(shingles.begin(), shingles.end());
  shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
  return shingles;
}

double jaccard(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  std::size_t common = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) ++common, ++i, ++j;
    else if (a[i] < b[j]) ++i;
    else ++j;
  }
  const std::size_t all = a.size() + b.size() - common;
  return all == 0 ? 1.0 : static_cast<double>(common) / static_cast<double>(all);
}

Signature signature_of(std::u32string_view letters, int ngram) {
  constexpr std::uint64_t kEmpty = ~std::uint64_t{0};
  std::array<std::uint64_t, kBins> minima;
  minima.fill(kEmpty);
  each_shingle(letters, ngram, [&](std::uint64_t hash) {
    std::uint64_t& least = minima[hash >> 57U];
    least = std::min(least, hash & (kEmpty >> 7U));
  });
  Signature signature{};
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    // An empty bin borrows from one that a hash of its number chooses, the same one in every text.
    std::size_t from = bin;
    for (std::uint64_t attempt = 1; minima[from] == kEmpty; ++attempt) from = mix(bin * 1000003U + attempt) % kBins;
    signature[bin] = static_cast<std::uint16_t>(mix(minima[from]));
  }
  return signature;
}

double agreement(const Signature& a, const Signature& b) {
  std::size_t equal = 0;
  for (std::size_t i = 0; i < kBins; ++i) equal += a[i] == b[i] ? 1U : 0U;
  return static_cast<double>(equal) / kBins;
}

}  // namespace onggi::clean_room
