// Normalisation and folding: ICU's tables behind fast paths for ASCII and finished Hangul.
#include "text/normalise.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "text/letters.h"
#include "text/text.h"

namespace onggi {
namespace {

// ICU keeps these instances for the life of the process; an error means ICU's own data is missing, which its library
// carries inside.
const icu::Normalizer2& nfc() {
  static const icu::Normalizer2* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* found = icu::Normalizer2::getNFCInstance(status);
    ONGGI_ASSERT(U_SUCCESS(status), "ICU carries its NFC data in its library");
    return found;
  }();
  return *instance;
}

const icu::Normalizer2& nfkc_casefold() {
  static const icu::Normalizer2* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* found = icu::Normalizer2::getNFKCCasefoldInstance(status);
    ONGGI_ASSERT(U_SUCCESS(status), "ICU carries its NFKC_Casefold data in its library");
    return found;
  }();
  return *instance;
}

// Characters that never change under NFC, whatever follows: below the first combining mark, finished syllables with a
// final consonant or without one when no conjoining jamo follows (checked by the caller's scan seeing that jamo),
// common Hanja, kana and punctuation.
bool is_surely_nfc(char32_t code_point) {
  return code_point < 0x300 || is_hangul_syllable(code_point) || (code_point >= 0x4E00 && code_point <= 0x9FFF) ||
         (code_point >= 0x3131 && code_point <= 0x318E) || (code_point >= 0x2010 && code_point <= 0x2027) ||
         (code_point >= 0x25A0 && code_point <= 0x25FF) || (code_point >= 0x2160 && code_point <= 0x2188) ||
         (code_point >= 0x3001 && code_point <= 0x3020) || (code_point >= 0xFF01 && code_point <= 0xFF5E) ||
         (code_point >= 0x1F300 && code_point <= 0x1FAFF);
}

bool looks_nfc(std::string_view utf8) {
  for (std::size_t offset = 0; offset < utf8.size();) {
    if (static_cast<unsigned char>(utf8[offset]) < 0x80) ++offset;
    else if (!is_surely_nfc(next_code_point(utf8, offset))) return false;
  }
  return true;
}

icu::StringPiece piece(std::string_view utf8) { return {utf8.data(), static_cast<int32_t>(utf8.size())}; }

// ICU counts in int32: longer text goes through in pieces that end before a character that starts afresh.
constexpr std::size_t kPieceBytes = std::size_t{64} << 20;

std::size_t end_of_piece(std::string_view utf8, std::size_t begin) {
  if (utf8.size() - begin <= kPieceBytes) return utf8.size();
  std::size_t end = floor_to_code_point(utf8, begin + kPieceBytes);
  while (end < utf8.size()) {
    std::size_t after = end;
    if (!may_change_previous(next_code_point(utf8, after))) break;
    end = after;
  }
  return end;
}

void append_nfc(std::string& out, std::string_view utf8) {
  UErrorCode status = U_ZERO_ERROR;
  icu::StringByteSink<std::string> sink(&out);
  nfc().normalizeUTF8(0, piece(utf8), sink, nullptr, status);
  ONGGI_ASSERT(U_SUCCESS(status), "valid UTF-8 of less than 2 GB always normalises");
}

// Hangul stays as written: NFKC would turn half-width and compatibility jamo ("ㅋㅋ") into conjoining ones.
void fold_code_point(std::string& out, char32_t code_point) {
  if (code_point < 0x80) {
    out += static_cast<char>(code_point >= 'A' && code_point <= 'Z' ? code_point + 32 : code_point);
    return;
  }
  if (is_hangul(code_point) || is_hanja(code_point)) return append_utf8(out, code_point);
  icu::UnicodeString folded;
  UErrorCode status = U_ZERO_ERROR;
  nfkc_casefold().normalize(icu::UnicodeString(static_cast<UChar32>(code_point)), folded, status);
  if (U_FAILURE(status)) return append_utf8(out, code_point);
  folded.toUTF8String(out);
}

}  // namespace

bool may_change_previous(char32_t code_point) { return !nfc().hasBoundaryBefore(static_cast<UChar32>(code_point)); }

std::string to_nfc(std::string_view utf8) {
  if (looks_nfc(utf8)) return std::string(utf8);
  const std::string repaired = repair_utf8(utf8);
  std::string out;
  out.reserve(repaired.size());
  for (std::size_t begin = 0; begin < repaired.size();) {
    const std::size_t end = end_of_piece(repaired, begin);
    append_nfc(out, std::string_view(repaired).substr(begin, end - begin));
    begin = end;
  }
  return out;
}

std::string fold(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t offset = 0; offset < utf8.size();) fold_code_point(out, next_code_point(utf8, offset));
  return looks_nfc(out) ? out : to_nfc(out);
}

std::u32string plain_letters(char32_t code_point) {
  std::string folded;
  fold_code_point(folded, code_point);
  std::u32string letters;
  const auto keep = [&letters](char32_t c) {
    const auto letter = static_cast<UChar32>(c);
    const bool unseen = u_hasBinaryProperty(letter, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
    if (!unseen && u_charType(letter) != U_NON_SPACING_MARK) letters += c;
  };
  for (std::size_t offset = 0; offset < folded.size();) {
    const char32_t c = next_code_point(folded, offset);
    icu::UnicodeString apart;
    if (is_hangul(c) || !nfc().getDecomposition(static_cast<UChar32>(c), apart)) {
      keep(c);
      continue;
    }
    for (int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) keep(static_cast<char32_t>(apart.char32At(i)));
  }
  return letters;
}

}  // namespace onggi
