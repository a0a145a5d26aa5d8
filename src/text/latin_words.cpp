// Runs of letters and digits, and what they are made of.
#include "text/latin_words.h"

#include <unicode/uchar.h>

#include <algorithm>

namespace onggi {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_connector(char c) { return c == '_' || c == '-' || c == '.' || c == '@' || c == '&' || c == '\''; }

bool latin_like_at(std::string_view text, std::size_t offset) {
  return offset < text.size() && is_latin_like(next_code_point(text, offset));
}

// "1,000": a comma, three digits, no fourth.
bool is_thousands_comma(std::string_view text, std::size_t at) {
  if (at == 0 || text[at] != ',' || !is_digit(text[at - 1]) || at + 3 >= text.size()) return false;
  const bool three = is_digit(text[at + 1]) && is_digit(text[at + 2]) && is_digit(text[at + 3]);
  return three && (at + 4 >= text.size() || !is_digit(text[at + 4]));
}

std::size_t take_language_suffix(std::string_view text, std::size_t begin, std::size_t end) {
  if (end == begin || (!is_upper(text[end - 1]) && !is_lower(text[end - 1]))) return end;
  if (text.substr(end, 2) == "++" && !latin_like_at(text, end + 2)) return end + 2;
  if (text.substr(end, 1) == "#" && end - begin == 1 && !latin_like_at(text, end + 1)) return end + 1;
  return end;
}

std::string without(std::string_view text, char drop) {
  std::string out(text);
  std::erase(out, drop);
  return out;
}

// Where a camel-cased or mixed piece has its inner borders: "getHTTPCode2" → get HTTP Code 2. One letter before a digit
// ("v1", "A4") stays with it.
bool is_inner_border(std::string_view piece, std::size_t at) {
  const char before = piece[at - 1];
  const char here = piece[at];
  if (is_lower(before) && is_upper(here)) return true;
  if (is_upper(before) && is_upper(here) && at + 1 < piece.size() && is_lower(piece[at + 1])) return true;
  const bool letter_before = is_upper(before) || is_lower(before);
  if (letter_before && is_digit(here)) return at >= 2;
  return is_digit(before) && (is_upper(here) || is_lower(here)) && at >= 2;
}

// "PDFs", "APIs"
bool is_plural_acronym(std::string_view run) {
  return run.size() >= 3 && run.back() == 's' && std::all_of(run.begin(), run.end() - 1, is_upper);
}

std::vector<ByteRange> split_inner(std::string_view run, ByteRange piece) {
  std::vector<ByteRange> out;
  std::size_t begin = piece.begin;
  for (std::size_t at = piece.begin + 1; at < piece.end; ++at)
    if (is_inner_border(slice(run, piece), at - piece.begin)) out.push_back({begin, at}), begin = at;
  out.push_back({begin, piece.end});
  return out;
}

std::vector<ByteRange> split_connected(std::string_view run) {
  std::vector<ByteRange> pieces;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= run.size(); ++at) {
    if (at < run.size() && !is_connector(run[at])) continue;
    if (at > begin) pieces.push_back({begin, at});
    begin = at + 1;
  }
  return pieces;
}

bool is_number(std::string_view run) {
  return std::all_of(run.begin(), run.end(), [](char c) { return is_digit(c) || c == '.' || c == ','; }) &&
         std::count(run.begin(), run.end(), '.') <= 1;
}

}  // namespace

bool is_kana(char32_t c) {
  return (c >= 0x3041 && c <= 0x30FF) || (c >= 0x31F0 && c <= 0x31FF) || (c >= 0xFF66 && c <= 0xFF9F);
}

bool is_latin_like(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  if (is_hangul(c) || is_hanja(c) || is_kana(c)) return false;
  const auto code_point = static_cast<UChar32>(c);
  return u_isalnum(code_point) != 0 || (U_GET_GC_MASK(code_point) & U_GC_M_MASK) != 0;
}

std::size_t latin_run_end(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size()) {
    std::size_t after = end;
    if (is_latin_like(next_code_point(text, after))) end = after;
    else if (end > begin &&
             ((is_connector(text[end]) && latin_like_at(text, end + 1)) || is_thousands_comma(text, end)))
      ++end;
    else break;
  }
  return take_language_suffix(text, begin, end);
}

std::vector<LatinTerm> latin_terms(std::string_view run) {
  const ByteRange all{0, run.size()};
  if (is_number(run)) return {{without(run, ','), all}};
  if (run.ends_with("'s")) run.remove_suffix(2);
  if (is_plural_acronym(run)) run.remove_suffix(1);
  const std::string folded = fold(run);
  // Full-width letters: the folded text splits as half-width would, but its bytes are others; the whole range stands
  // for each piece.
  const bool same_bytes = folded.size() == run.size();
  const std::vector<ByteRange> pieces = split_connected(run);
  std::vector<LatinTerm> terms{
      {without(pieces.size() == 1 ? stem_english(without(folded, '\'')) : folded, ','), {0, run.size()}}};
  if (pieces.size() == 2 && run.find('-') != std::string_view::npos && !is_digit(run[0]))
    terms.push_back({without(folded, '-'), {0, run.size()}});
  const bool apostrophe = run.find('\'') != std::string_view::npos;
  if (!same_bytes || (pieces.size() == 2 && apostrophe)) return terms;
  for (const ByteRange& piece : pieces) {
    if (pieces.size() > 1) terms.push_back({stem_english(fold(slice(run, piece))), piece});
    const std::vector<ByteRange> inner = split_inner(run, piece);
    if (inner.size() == 1) continue;
    for (const ByteRange& range : inner) terms.push_back({without(stem_english(fold(slice(run, range))), ','), range});
  }
  return terms;
}

}  // namespace onggi
