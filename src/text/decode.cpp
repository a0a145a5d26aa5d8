// Bytes in some charset → UTF-8: byte-order mark, valid UTF-8, hint, then detection (uchardet) with our own check of
// Korean.
#include <uchardet/uchardet.h>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <optional>
#include <string>

#include "text/text.h"

namespace onggi {
namespace {

struct ConverterCloser {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterCloser>;

// How Korean files call their charsets, in mail and HTML, and what we call them. ICU's "windows-949" is CP949 (UHC): it
// contains EUC-KR and the 8,822 syllables that EUC-KR lacks, so all of these names mean it (WHATWG Encoding says the
// same).
constexpr std::array kCp949Names = {"CP949",    "EUC-KR", "KS_C_5601-1987", "KSC5601", "KS_C_5601-1989",
                                    "KSC_5601", "UHC",    "WINDOWS-949",    "MS949",   "X-WINDOWS-949",
                                    "EUCKR",    "KOREAN"};

std::string upper(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '"' || c == '\'' || c == ' ') continue;
    out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return out;
}

std::string canonical_charset(std::string_view name) {
  std::string wanted = upper(name.substr(0, 64));
  if (std::find(kCp949Names.begin(), kCp949Names.end(), wanted) != kCp949Names.end()) return "CP949";
  if (wanted == "UTF8") return "UTF-8";
  // Both labels mean windows-1252 on the web: its extra letters lie where ISO-8859-1 has only control characters.
  if (wanted == "ASCII" || wanted == "US-ASCII" || wanted == "LATIN1") return "ISO-8859-1";
  return wanted;
}

Converter open_converter(const std::string& charset) {
  std::string icu_name = charset;
  if (charset == "CP949") icu_name = "windows-949";
  if (charset == "ISO-8859-1") icu_name = "windows-1252";
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(icu_name.c_str(), &status));
  if (U_FAILURE(status)) converter.reset();
  return converter;
}

void append_utf16(std::string& out, const UChar* units, std::size_t count, char16_t& high, std::size_t& replaced) {
  for (std::size_t i = 0; i < count; ++i) {
    const char16_t unit = units[i];
    if (high != 0) {
      if (U16_IS_TRAIL(unit)) {
        append_utf8(out, static_cast<char32_t>(U16_GET_SUPPLEMENTARY(high, unit)));
        high = 0;
        continue;
      }
      append_utf8(out, 0xFFFD), ++replaced;
      high = 0;
    }
    if (U16_IS_LEAD(unit)) high = unit;
    else if (U16_IS_TRAIL(unit)) append_utf8(out, 0xFFFD), ++replaced;
    else append_utf8(out, unit), replaced += unit == 0xFFFD ? 1U : 0U;
  }
}

std::optional<Decoded> convert(std::string_view bytes, const std::string& charset) {
  const Converter converter = open_converter(charset);
  if (!converter) return std::nullopt;
  Decoded decoded{.utf8 = {}, .charset = charset};
  decoded.utf8.reserve(bytes.size() + bytes.size() / 2);
  std::array<UChar, 4096> units;
  const char* source = bytes.data();
  const char* const end = source + bytes.size();
  char16_t high = 0;
  for (;;) {
    UChar* target = units.data();
    UErrorCode status = U_ZERO_ERROR;
    ucnv_toUnicode(converter.get(), &target, units.data() + units.size(), &source, end, nullptr, true, &status);
    append_utf16(decoded.utf8, units.data(), static_cast<std::size_t>(target - units.data()), high, decoded.replaced);
    if (status == U_BUFFER_OVERFLOW_ERROR) continue;
    if (U_FAILURE(status) || high != 0) append_utf8(decoded.utf8, 0xFFFD), ++decoded.replaced;
    return decoded;
  }
}

Decoded decode_utf8(std::string_view bytes) {
  Decoded decoded{.utf8 = repair_utf8(bytes), .charset = "UTF-8"};
  if (decoded.utf8.size() == bytes.size() && decoded.utf8 == bytes) return decoded;
  const auto count = [](std::string_view text) {
    std::size_t found = 0;
    for (std::size_t at = text.find("\xEF\xBF\xBD"); at != std::string_view::npos;
         at = text.find("\xEF\xBF\xBD", at + 3))
      ++found;
    return found;
  };
  decoded.replaced = count(decoded.utf8) - count(bytes);
  return decoded;
}

struct Mark {
  std::string charset;
  std::size_t bytes = 0;
};

// UTF-32LE begins like UTF-16LE, so it is asked first.
Mark byte_order_mark(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xEF\xBB\xBF"sv)) return {"UTF-8", 3};
  if (bytes.starts_with("\xFF\xFE\0\0"sv)) return {"UTF-32LE", 4};
  if (bytes.starts_with("\0\0\xFE\xFF"sv)) return {"UTF-32BE", 4};
  if (bytes.starts_with("\xFF\xFE"sv)) return {"UTF-16LE", 2};
  if (bytes.starts_with("\xFE\xFF"sv)) return {"UTF-16BE", 2};
  return {};
}

// UTF-16 without mark: read as either order, Korean, Latin and spaces are what text is made of; the wrong order
// scatters over the whole plane. Looks at 4 KB. At least 80 % must be ordinary, and the other order clearly less so.
double ordinary_share(std::string_view bytes, bool little_endian) {
  std::size_t ordinary = 0;
  std::size_t units = 0;
  for (std::size_t i = 0; i + 1 < bytes.size() && i < 4096; i += 2, ++units) {
    const unsigned a = static_cast<unsigned char>(bytes[i]);
    const unsigned b = static_cast<unsigned char>(bytes[i + 1]);
    const char32_t unit = little_endian ? a | (b << 8) : b | (a << 8);
    const bool text = (unit >= 0x20 && unit < 0x7F) || unit == '\n' || unit == '\r' || unit == '\t';
    ordinary += text || is_hangul_syllable(unit) || (unit >= 0x3000 && unit < 0x3040) ? 1U : 0U;
  }
  return units == 0 ? 0 : static_cast<double>(ordinary) / static_cast<double>(units);
}

bool has_space_or_zero_unit(std::string_view bytes, bool little_endian) {
  for (std::size_t i = 0; i + 1 < bytes.size() && i < 4096; i += 2) {
    const char high = little_endian ? bytes[i + 1] : bytes[i];
    const char low = little_endian ? bytes[i] : bytes[i + 1];
    if (high == 0 && low > 0)
      return true;  // a Latin letter, space or line end: no other charset has zero bytes in text
  }
  return false;
}

std::string guess_utf16(std::string_view bytes) {
  if (bytes.size() < 4 || bytes.size() % 2 != 0) return {};
  const double little = ordinary_share(bytes, true);
  const double big = ordinary_share(bytes, false);
  if (little >= 0.8 && little > big + 0.2 && has_space_or_zero_unit(bytes, true)) return "UTF-16LE";
  if (big >= 0.8 && big > little + 0.2 && has_space_or_zero_unit(bytes, false)) return "UTF-16BE";
  return {};
}

// Short Korean text is too little for uchardet's statistics (it likes to say Windows-1252 or Johab); but bytes that all
// pair up as CP949 and nearly all become Hangul syllables are Korean.
bool is_surely_cp949(const Decoded& decoded) {
  std::size_t foreign = 0;
  std::size_t hangul = 0;
  for (std::size_t offset = 0; offset < decoded.utf8.size();) {
    const char32_t code_point = next_code_point(decoded.utf8, offset);
    if (code_point < 0x80) continue;
    ++foreign;
    hangul += is_hangul(code_point) ? 1U : 0U;
  }
  return decoded.replaced == 0 && foreign > 0 && hangul * 10 >= foreign * 8;
}

std::string detect(std::string_view bytes) {
  const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector(uchardet_new(), &uchardet_delete);
  if (!detector) return {};
  constexpr std::size_t kLookAt = std::size_t{1} << 20;
  const std::string_view head = bytes.substr(0, kLookAt);
  if (uchardet_handle_data(detector.get(), head.data(), head.size()) != 0) return {};
  uchardet_data_end(detector.get());
  return canonical_charset(uchardet_get_charset(detector.get()));
}

double replaced_share(const Decoded& decoded) {
  const std::size_t all = count_code_points(decoded.utf8);
  return all == 0 ? 0 : static_cast<double>(decoded.replaced) / static_cast<double>(all);
}

// Charsets of seven bits that switch between alphabets look like ASCII: their escape sequences tell (RFC 1557, RFC
// 1468, RFC 2237). Some Korean mailers leave the one at the start of the text out, so a hint together with a shift
// counts too.
std::string escaping_charset(std::string_view bytes, std::string_view hinted) {
  if (bytes.find("\x1B$)C") != std::string_view::npos) return "ISO-2022-KR";
  if (bytes.find("\x1B$B") != std::string_view::npos || bytes.find("\x1B$@") != std::string_view::npos)
    return "ISO-2022-JP";
  return hinted == "ISO-2022-KR" && bytes.find('\x0E') != std::string_view::npos ? "ISO-2022-KR" : "";
}

std::optional<Decoded> decode_escaping(std::string_view bytes, const std::string& charset) {
  const bool headless = charset == "ISO-2022-KR" && bytes.find("\x1B$)C") == std::string_view::npos;
  auto decoded = convert(headless ? "\x1B$)C" + std::string(bytes) : std::string(bytes), charset);
  return decoded && decoded->replaced == 0 ? decoded : std::nullopt;
}

Decoded decode_unmarked(std::string_view bytes, std::string_view hint) {
  if (const std::string escaping = escaping_charset(bytes, canonical_charset(hint)); !escaping.empty())
    if (auto decoded = decode_escaping(bytes, escaping)) return *std::move(decoded);
  if (const std::string utf16 = guess_utf16(bytes); !utf16.empty())
    if (auto decoded = convert(bytes, utf16); decoded && decoded->replaced == 0) return *std::move(decoded);
  if (is_valid_utf8(bytes)) return {.utf8 = std::string(bytes), .charset = "UTF-8"};

  const std::string hinted = canonical_charset(hint);
  if (!hinted.empty() && hinted != "UTF-8")
    if (auto decoded = convert(bytes, hinted); decoded && replaced_share(*decoded) < 0.05) return *std::move(decoded);

  // A few broken bytes in long UTF-8 (a cut file) are still UTF-8.
  Decoded utf8 = decode_utf8(bytes);
  if (replaced_share(utf8) < 0.02 || (hinted == "UTF-8" && replaced_share(utf8) < 0.2)) return utf8;

  std::optional<Decoded> korean = convert(bytes, "CP949");
  if (korean && is_surely_cp949(*korean)) return *std::move(korean);
  if (const std::string guess = detect(bytes); !guess.empty() && guess != "UTF-8")
    if (auto decoded = convert(bytes, guess); decoded && replaced_share(*decoded) < 0.05) return *std::move(decoded);
  if (korean && korean->replaced < utf8.replaced) return *std::move(korean);
  return utf8;
}

}  // namespace

Decoded decode_text(std::string_view bytes, std::string_view hint) {
  const Mark mark = byte_order_mark(bytes);
  const std::string_view body = bytes.substr(mark.bytes);
  std::optional<Decoded> decoded;
  if (mark.charset.empty()) decoded = decode_unmarked(bytes, hint);
  else if (mark.charset != "UTF-8") decoded = convert(body, mark.charset);
  if (!decoded) decoded = decode_utf8(body);
  decoded->utf8 = to_nfc(decoded->utf8);
  return *std::move(decoded);
}

}  // namespace onggi
