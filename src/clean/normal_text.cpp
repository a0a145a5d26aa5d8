// Characters, spaces, hyphens.
#include "clean/normal_text.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include "text/text.h"

namespace onggi::clean_room {
namespace {

// NFKC of one character; U+00B2 and U+00B3 stay where a squared unit has them (㎡ → m²).
std::string compatibility_form(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
  icu::UnicodeString decomposed;
  if (U_FAILURE(status) != 0 || nfkc->getDecomposition(static_cast<UChar32>(c), decomposed) == 0) return {};
  const bool unit = c >= 0x3380 && c <= 0x33DF;
  if (unit) {
    decomposed.findAndReplace(u"2", u"²");
    decomposed.findAndReplace(u"3", u"³");
  }
  std::string utf8;
  decomposed.toUTF8String(utf8);
  return to_nfc(utf8);
}

bool is_compatibility(char32_t c) {
  const bool wide_or_narrow = c >= 0xFF01 && c <= 0xFFEF;
  const bool ligature = c >= 0xFB00 && c <= 0xFB06;
  const bool hangul_in_parentheses = c >= 0x3200 && c <= 0x321E;
  const bool unit = (c >= 0x3371 && c <= 0x337A) || (c >= 0x3380 && c <= 0x33DF);
  return wide_or_narrow || ligature || hangul_in_parentheses || unit;
}

// Half-width jamo become compatibility jamo, as they are typed; NFKC would make conjoining ones of them.
std::string form_of(char32_t c) {
  if (c < 0xFFA1 || c > 0xFFDC) return compatibility_form(c);
  constexpr std::u32string_view kVowels = U"ㅏㅐㅑㅒㅓㅔ##ㅕㅖㅗㅘㅙㅚ##ㅛㅜㅝㅞㅟㅠ##ㅡㅢㅣ";
  std::string utf8;
  if (c <= 0xFFBE) append_utf8(utf8, c - 0xFFA1 + 0x3131);
  else if (c >= 0xFFC2 && kVowels[c - 0xFFC2] != U'#') append_utf8(utf8, kVowels[c - 0xFFC2]);
  return utf8;
}

bool is_emoji(char32_t c) { return c >= 0x2190 && c != 0xFEFF && !is_hangul(c) && (c >= 0x1F000 || c <= 0x2BFF); }

constexpr char32_t kJoiner = 0x200D;

bool is_blank(char32_t c) { return c != '\n' && is_white_space(c); }

bool is_lower(char byte) { return byte >= 'a' && byte <= 'z'; }

// Indented by a tab or four blanks: code keeps its shape.
bool is_code(std::string_view line) { return line.starts_with("    ") || line.starts_with("\t"); }

unsigned byte_at(std::string_view utf8, std::size_t i) { return static_cast<unsigned char>(utf8[i]); }

// Nothing to do: blanks stand alone, none at the ends, none of another kind (their characters begin with these bytes).
bool is_even(std::string_view line) {
  if (line.empty()) return true;
  if (line.front() == ' ' || line.back() == ' ') return false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const unsigned byte = byte_at(line, i);
    if (byte < 0x20 || byte == 0xC2 || byte == 0xE1 || byte == 0xE2) return false;
    if (byte == 0xE3 && i + 1 < line.size() && byte_at(line, i + 1) == 0x80) return false;
    if (byte == ' ' && line[i + 1] == ' ') return false;
  }
  return true;
}

std::string even_line(std::string_view line) {
  std::string out;
  std::size_t offset = 0;
  if (is_code(line)) {
    offset = std::min(line.find_first_not_of(" \t"), line.size());
    out = line.substr(0, offset);
  }
  bool blank = false;
  for (const std::size_t first = out.size(); offset < line.size();) {
    const std::size_t begin = offset;
    if (is_blank(next_code_point(line, offset))) {
      blank = true;
      continue;
    }
    if (blank && out.size() > first) out += ' ';
    blank = false;
    out.append(line, begin, offset - begin);
  }
  return out.find_first_not_of(" \t") == std::string::npos ? std::string() : out;
}

}  // namespace

Changed plain_characters(std::string_view utf8) {
  Changed changed;
  std::size_t copied = 0;
  for (std::size_t offset = 0; offset < utf8.size();) {
    const std::size_t begin = offset;
    const unsigned lead = byte_at(utf8, offset);
    if (lead != 0xE3 && lead != 0xEF) {  // of U+3200 to U+33DF, U+FB00 to U+FFEF
      ++offset;
      continue;
    }
    const char32_t c = next_code_point(utf8, offset);
    if (!is_compatibility(c)) continue;
    const std::string form = form_of(c);
    if (form.empty()) continue;
    changed.text.append(utf8, copied, begin - copied).append(form);
    copied = offset;
    ++changed.count;
  }
  changed.text.append(utf8, copied);
  return changed;
}

Changed without_invisible(std::string_view utf8) {
  Changed changed;
  std::size_t copied = 0;
  char32_t before = 0;
  for (std::size_t offset = 0; offset < utf8.size();) {
    const std::size_t begin = offset;
    const unsigned lead = byte_at(utf8, offset);
    if ((lead >= 0x20 && lead < 0x7F) || (lead >= 0xE3 && lead <= 0xED)) {  // ASCII, kana, Hanja, Hangul
      offset += lead < 0x7F ? 1U : 3U;
      before = 0;
      continue;
    }
    const char32_t c = next_code_point(utf8, offset);
    const bool kept = !is_control(c) || (c == kJoiner && (is_emoji(before) || before == 0xFE0F));
    before = c;
    if (kept) continue;
    changed.text.append(utf8, copied, begin - copied);
    copied = offset;
    ++changed.count;
  }
  if (copied < utf8.size()) changed.text.append(utf8, copied);
  return changed;
}

Changed even_spaces(std::string_view utf8) {
  Changed changed;
  changed.text.reserve(utf8.size());
  int empty = 1;  // none before the first line
  for (std::size_t begin = 0; begin <= utf8.size();) {
    const std::size_t end = std::min(utf8.find('\n', begin), utf8.size());
    const std::string_view line = utf8.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t size = changed.text.size();
    if (is_even(line)) changed.text += line;
    else changed.text += even_line(line);
    empty = changed.text.size() == size ? empty + 1 : 0;
    if (empty <= 1) changed.text += '\n';
  }
  while (changed.text.ends_with('\n')) changed.text.pop_back();
  changed.count = static_cast<std::int64_t>(utf8.size()) - static_cast<std::int64_t>(changed.text.size());
  if (changed.count == 0 && changed.text != utf8) changed.count = 1;
  return changed;
}

Changed without_hyphenation(std::string_view utf8) {
  Changed changed;
  std::size_t copied = 0;
  for (std::size_t at = 0; (at = utf8.find("-\n", at)) != std::string_view::npos; at += 2) {
    const bool cut = at > 0 && at + 2 < utf8.size() && is_lower(utf8[at - 1]) && is_lower(utf8[at + 2]);
    if (!cut) continue;
    changed.text.append(utf8, copied, at - copied);
    copied = at + 2;
    ++changed.count;
  }
  changed.text.append(utf8, copied);
  return changed;
}

}  // namespace onggi::clean_room
