// See letters.h.
#include "parse/worker/hwp3/letters.h"

#include <algorithm>
#include <array>
#include <vector>

#include "parse/worker/hwp3/cursor.h"
#include "text/text.h"

namespace onggi::parse::hwp3 {
namespace {

constexpr char32_t kUnknown = 0xFFFD;

// First codes of the ranges.
constexpr std::uint16_t kBullets = 0x2F00;   // sixteen codes a shape
constexpr std::uint16_t kLines = 0x3013;     // eleven codes a kind of line
constexpr std::uint16_t kSymbols = 0x3400;   // rows 1 to 12 of KS X 1001, 96 codes a row
constexpr std::uint16_t kOwnWords = 0x37C0;  // behind the symbols
constexpr std::uint16_t kHanja = 0x4000;     // rows 42 to 93 of KS X 1001, 94 codes a row
constexpr std::uint16_t kHangul = 0x8000;

// ---- KS X 1001 ----

constexpr std::size_t kRowSize = 94;
constexpr std::size_t kFirstHanjaRow = 41;
constexpr std::size_t kRows = 94;

// The rows of symbols and Hanja, decoded once: pairs of EUC-KR, a line each.
std::vector<char32_t> ks_x_1001() {
  std::string pairs;
  for (std::size_t row = 0; row < kRows; ++row) {
    for (std::size_t cell = 0; cell < kRowSize; ++cell)
      pairs.append({static_cast<char>(0xA1 + row), static_cast<char>(0xA1 + cell), '\n'});
  }
  const std::string utf8 = decode_text(pairs, "CP949").utf8;
  std::vector<char32_t> letters;
  for (std::size_t begin = 0, end = 0; (end = utf8.find('\n', begin)) != std::string::npos; begin = end + 1) {
    std::size_t at = begin;
    const char32_t letter = at < end ? next_code_point(utf8, at) : kUnknown;
    letters.push_back(at == end ? letter : kUnknown);
  }
  letters.resize(kRows * kRowSize, kUnknown);
  return letters;
}

char32_t from_ks_x_1001(std::size_t row, std::size_t cell) {
  static const std::vector<char32_t> kLetters = ks_x_1001();
  if (row >= kRows || cell >= kRowSize) return kUnknown;
  const char32_t letter = kLetters[row * kRowSize + cell];
  return letter == U'∼' ? U'～' : letter;  // Hangul prints the full-width one
}

// Behind a first cell that no row of the standard has.
char32_t symbol(std::uint16_t code) {
  constexpr std::size_t kStride = 96;
  constexpr std::size_t kKanaRow = 9;  // Hiragana and Katakana have a range of their own, Cyrillic follows
  const auto index = static_cast<std::size_t>(code - kSymbols);
  const std::size_t row = index / kStride;
  const std::size_t cell = index % kStride;
  if (cell == 0) return U' ';
  return from_ks_x_1001(row < kKanaRow ? row : row + 2, cell - 1);
}

// ---- ranges of Hangul's own ----

// Numbers in circles and their relatives.
char32_t circled(std::uint16_t code) {
  if (code == 0x2E00) return U'⓪';
  if (code > 0x2E00 && code <= 0x2E14) return U'①' + (code - 0x2E01U);
  if (code > 0x2C20 && code <= 0x2C3A) return U'ⓐ' + (code - 0x2C21U);
  if (code >= 0x2C40 && code < 0x2C4E) return U'㉠' + (code - 0x2C40U);
  if (code >= 0x2C50 && code < 0x2C5E) return U'㉮' + (code - 0x2C50U);
  return kUnknown;
}

// Seven shapes in nine sizes: the first six are white, the others black.
char32_t bullet(std::uint16_t code) {
  constexpr std::u32string_view kWhite = U"□○◇△▽◁▷";
  constexpr std::u32string_view kBlack = U"■●◆▲▼◀▶";
  constexpr unsigned kSizes = 9;
  constexpr unsigned kWhiteSizes = 6;
  if (code == 0x2F67) return U'▸';
  const auto shape = static_cast<std::size_t>(code - kBullets) >> 4U;
  const unsigned size = code & 0xFU;
  if (shape >= kWhite.size() || size >= kSizes) return kUnknown;
  return size < kWhiteSizes ? kWhite[shape] : kBlack[shape];
}

// Letters that stand alone.
char32_t single(std::uint16_t code) {
  struct Pair {
    std::uint16_t code;
    char32_t letter;
  };
  static constexpr auto kPairs = std::to_array<Pair>({
      {0x0081, U'“'},
      {0x0082, U'”'},
      {0x0083, U'‘'},
      {0x0084, U'’'},
      {0x2024, U'·'},
      {0x2058, U'△'},
      {0x205A, U'○'},
      {0x3062, U'“'},
      {0x3063, U'”'},
      {0x3066, U'·'},
      {0x3067, U'‘'},
      {0x3068, U'’'},
      {0x309B, U'「'},
      {0x309D, U'」'},
      {0x30BB, U'『'},
      {0x30BD, U'』'},
      {0x3366, U'□'},
  });
  const auto* const found = std::ranges::lower_bound(kPairs, code, {}, &Pair::code);
  return found != kPairs.end() && found->code == code ? found->letter : kUnknown;
}

// Why these: Hangul took what Unicode 2.0 had left free for shapes of its own (0x2058, 0x2E00 ...), the rest is
// Unicode.
bool is_plain_unicode(std::uint16_t code) {
  return (code >= 0x2010 && code <= 0x2046) || (code >= 0x2190 && code <= 0x21EA) || (code >= 0x2200 && code <= 0x22F1);
}

char32_t own_word(std::uint16_t code) {
  constexpr std::u32string_view kWord = U"한글과컴퓨터";  // as its makers write themselves
  const auto index = static_cast<std::size_t>(code - kOwnWords);
  if (index < kWord.size()) return kWord[index];
  return code == 0x37ED ? U'━' : kUnknown;
}

char32_t below_hangul(std::uint16_t code) {
  if (code < 0x80) return code;
  if (const char32_t letter = single(code); letter != kUnknown) return letter;
  if (is_plain_unicode(code)) return code;
  if (code > 0x1F00 && code < 0x1FB7) {  // rows 10 and 11: Hiragana, Katakana
    const auto index = static_cast<std::size_t>(code - 0x1F00);
    return index % 0x60 == 0 ? kUnknown : from_ks_x_1001(9 + index / 0x60, index % 0x60 - 1);
  }
  if (code >= 0x2C00 && code < kBullets) return circled(code);
  if (code >= kBullets && code < kBullets + 0x100) return bullet(code);
  constexpr std::u32string_view kLineShapes = U"┌┬┐├┼┤└┴┘─│";
  constexpr std::size_t kLineKinds = 7;
  if (code >= kLines && code < kLines + kLineKinds * kLineShapes.size())
    return kLineShapes[static_cast<std::size_t>(code - kLines) % kLineShapes.size()];
  if (code >= kSymbols && code < kOwnWords) return symbol(code);
  if (code >= kOwnWords && code < kOwnWords + 0x40) return own_word(code);
  if (code >= kHanja) {
    const auto index = static_cast<std::size_t>(code - kHanja);
    return from_ks_x_1001(kFirstHanjaRow + index / kRowSize, index % kRowSize);
  }
  return kUnknown;
}

// ---- Hangul ----

// Five bits each for leading consonant, vowel and trailing consonant. What modern Hangul has no place for are the old
// letters that Hangul put into the gaps of KSSM.
constexpr std::array<char16_t, 32> kLeading = {0x111E, 0,      0x1100, 0x1101, 0x1102, 0x1103, 0x1104, 0x1105,
                                               0x1106, 0x1107, 0x1108, 0x1109, 0x110A, 0x110B, 0x110C, 0x110D,
                                               0x110E, 0x110F, 0x1110, 0x1111, 0x1112, 0x1120, 0x1121, 0x1127,
                                               0x112B, 0x112D, 0x112F, 0x1132, 0x1136, 0x1140, 0x114C, 0x1158};
constexpr std::array<char16_t, 32> kVowel = {0,      0,      0,      0x1161, 0x1162, 0x1163, 0x1164, 0x1165,
                                             0,      0,      0x1166, 0x1167, 0x1168, 0x1169, 0x116A, 0x116B,
                                             0,      0x1188, 0x116C, 0x116D, 0x116E, 0x116F, 0x1170, 0x1171,
                                             0x1191, 0x1194, 0x1172, 0x1173, 0x1174, 0x1175, 0x119E, 0x11A1};
constexpr std::array<char16_t, 32> kTrailing = {0x11D9, 0,      0x11A8, 0x11A9, 0x11AA, 0x11AB, 0x11AC, 0x11AD,
                                                0x11AE, 0x11AF, 0x11B0, 0x11B1, 0x11B2, 0x11B3, 0x11B4, 0x11B5,
                                                0x11B6, 0x11B7, 0x11E6, 0x11B8, 0x11B9, 0x11BA, 0x11BB, 0x11BC,
                                                0x11BD, 0x11BE, 0x11BF, 0x11C0, 0x11C1, 0x11C2, 0x11EB, 0x11F0};
constexpr unsigned kNoConsonant = 1;
constexpr unsigned kNoVowel = 2;

// Letters that stand alone look as on the keyboard, not as parts of a syllable to come.
constexpr std::u32string_view kLeadingAlone = U"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
constexpr std::u32string_view kTrailingAlone = U"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

char32_t alone(char16_t jamo) {
  if (jamo >= 0x1100 && jamo <= 0x1112) return kLeadingAlone[jamo - 0x1100U];
  if (jamo >= 0x1161 && jamo <= 0x1175) return U'ㅏ' + (jamo - 0x1161U);
  if (jamo >= 0x11A8 && jamo <= 0x11C2) return kTrailingAlone[jamo - 0x11A8U];
  if (jamo == 0x119E) return U'ㆍ';
  return jamo;
}

bool append_hangul(std::string& utf8, std::uint16_t code) {
  const unsigned leading = code >> 10U & 0x1FU;
  const unsigned vowel = code >> 5U & 0x1FU;
  const unsigned trailing = code & 0x1FU;
  if (vowel < kNoVowel) {  // letters and old syllables in a list: only its beginning is Unicode's order too
    constexpr unsigned kListed = 30;
    const unsigned index = leading * 32 + trailing;
    const bool known = vowel == 0 && index < kListed;
    append_utf8(utf8, known ? U'ㄱ' + index : kUnknown);
    return known;
  }
  const auto part = [](char16_t jamo, char16_t first, char16_t last) {
    return jamo >= first && jamo <= last ? static_cast<int>(jamo - first) : -1;
  };
  const int lead = part(kLeading[leading], 0x1100, 0x1112);
  const int middle = part(kVowel[vowel], 0x1161, 0x1175);
  const int tail = trailing == kNoConsonant ? 0 : part(kTrailing[trailing], 0x11A7, 0x11C2);
  if (lead >= 0 && middle >= 0 && tail >= 0) {
    append_utf8(utf8, U'가' + static_cast<char32_t>((lead * 21 + middle) * 28 + tail));
    return true;
  }
  std::u16string jamo;
  if (leading != kNoConsonant) jamo += kLeading[leading];
  if (vowel != kNoVowel && kVowel[vowel] != 0) jamo += kVowel[vowel];
  if (trailing != kNoConsonant) jamo += kTrailing[trailing];
  if (jamo.empty()) append_utf8(utf8, U' ');
  if (jamo.size() == 1) append_utf8(utf8, alone(jamo.front()));
  if (jamo.size() <= 1) return true;
  for (const char16_t letter : jamo) append_utf8(utf8, letter);
  return true;
}

}  // namespace

bool append_letter(std::string& utf8, std::uint16_t code) {
  if (code >= kHangul) return append_hangul(utf8, code);
  const char32_t letter = below_hangul(code);
  append_utf8(utf8, letter);
  return letter != kUnknown;
}

std::string letters_from(std::string_view codes) {
  Cursor cursor(codes);
  std::string utf8;
  while (cursor.left() >= 2) {
    const std::uint16_t code = cursor.u16();
    const std::size_t end = utf8.size();
    if (code < 32 || !append_letter(utf8, code)) {  // what was in memory before is not always cleared behind the end
      utf8.resize(end);
      break;
    }
  }
  return utf8;
}

std::string narrow_letters_from(std::string_view bytes) {
  std::string utf8;
  for (std::size_t i = 0; i < bytes.size() && bytes[i] != '\0'; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte < 0x80 || i + 1 == bytes.size()) {
      append_utf8(utf8, byte < 0x80 ? byte : kUnknown);
    } else {
      append_letter(utf8, static_cast<std::uint16_t>(byte << 8U | static_cast<unsigned char>(bytes[++i])));
    }
  }
  return utf8;
}

}  // namespace onggi::parse::hwp3
