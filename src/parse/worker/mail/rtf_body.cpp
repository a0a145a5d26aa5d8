// See rtf_body.h.
#include "parse/worker/mail/rtf_body.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "parse/worker/mail/msg_properties.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

constexpr std::size_t kWindow = 4096;
// What the window holds before the first byte (MS-OXRTFCP §2.1.3.1.1).
constexpr std::string_view kPrefill =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS "
    "Sans "
    "SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab"
    "\\tx";

std::uint32_t number_at(std::string_view bytes, std::size_t offset) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[offset + i]);
  return value;
}

// LZ77 with a window of 4,096 bytes: a control byte says of the next eight tokens whether they are letters or
// references of 12 bits of place and 4 bits of length (§2.2).
Result<std::string> inflate_lz(std::string_view tokens, std::uint64_t bytes_max) {
  std::array<char, kWindow> window{};
  std::ranges::copy(kPrefill, window.begin());
  std::size_t write = kPrefill.size();
  std::string out;
  const auto put = [&](char byte) {
    out.push_back(byte);
    window[write] = byte;
    write = (write + 1) % kWindow;
  };
  for (std::size_t at = 0; at < tokens.size();) {
    const unsigned control = static_cast<unsigned char>(tokens[at++]);
    for (unsigned bit = 0; bit < 8 && at < tokens.size(); ++bit) {
      if ((control >> bit & 1U) == 0) {
        put(tokens[at++]);
        continue;
      }
      if (at + 1 >= tokens.size()) return out;
      const unsigned high = static_cast<unsigned char>(tokens[at]), low = static_cast<unsigned char>(tokens[at + 1]);
      at += 2;
      std::size_t read = high << 4U | low >> 4U;
      if (read == write) return out;  // the end of the text refers to itself
      for (std::size_t n = (low & 15U) + 2; n > 0; --n, read = (read + 1) % kWindow) put(window[read]);
    }
    if (out.size() > bytes_max)
      return fail(ErrorCode::limit_exceeded, "the body unpacks to more than inflated_bytes_max", "inflated_bytes_max");
  }
  return out;
}

struct Word {
  std::string_view name;  // "par"; one sign for symbols: "'" "*" "~"
  std::optional<int> number;
};

// One open group: what holds for it ends with it.
struct Group {
  bool skipped = false;  // a destination without text of the message
  bool markup = false;   // {\*\htmltag …}: HTML itself
  bool hidden = false;   // \htmlrtf: only for readers of RTF
  int unicode_skip = 1;  // bytes that stand in for a Unicode character (\uc)
  std::string charset;
};

bool is_skipped_destination(std::string_view name) {
  constexpr auto kNames = std::to_array<std::string_view>(
      {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "listtable", "listoverridetable", "generator",
       "themedata", "colorschememapping", "header", "footer", "xmlnstbl", "latentstyles", "datastore", "mhtmltag"});
  return std::ranges::find(kNames, name) != kNames.end();
}

class RtfScanner {
 public:
  explicit RtfScanner(std::string_view rtf) : rtf_(rtf) {}

  RtfBody scan() {
    groups_.emplace_back();
    while (at_ < rtf_.size()) step();
    flush();
    RtfBody body;
    (from_html_ ? body.html : body.text) = std::move(out_);
    return body;
  }

 private:
  void step();
  Word control_word();
  void control();
  void apply(const Word& word);
  void symbol(const Word& word);
  void hex_byte();
  void unicode(int number);
  void put(std::string_view utf8);
  void put_byte(char byte);
  void flush();
  bool silent() const { return groups_.back().skipped || (groups_.back().hidden && from_html_); }

  std::string_view rtf_;
  std::size_t at_ = 0;
  std::vector<Group> groups_;
  std::string out_, pending_;  // pending: bytes in the group's charset
  std::string default_charset_ = "windows-1252";
  char32_t high_ = 0;  // first half of a surrogate pair
  int to_skip_ = 0;
  bool from_html_ = false, star_ = false;
};

void RtfScanner::step() {
  constexpr std::size_t kDepthMax = 2'000;
  const char byte = rtf_[at_];
  if (byte == '\\') return control();
  ++at_;
  if (byte == '{') {
    flush();
    if (groups_.size() < kDepthMax) groups_.emplace_back(groups_.back());
  } else if (byte == '}') {
    flush();
    if (groups_.size() > 1) groups_.pop_back();
  } else if (byte != '\r' && byte != '\n') {
    put_byte(byte);
    star_ = false;
  }
}

Word RtfScanner::control_word() {
  ++at_;
  const std::size_t begin = at_;
  const auto letter = [&](std::size_t i) {
    return i < rtf_.size() && (rtf_[i] | 0x20) >= 'a' && (rtf_[i] | 0x20) <= 'z';
  };
  if (!letter(at_)) return {rtf_.substr(begin, at_ < rtf_.size() ? ++at_ - begin : 0), std::nullopt};
  while (letter(at_)) ++at_;
  Word word{rtf_.substr(begin, at_ - begin), std::nullopt};
  int number = 0;
  const auto [end, error] = std::from_chars(rtf_.data() + at_, rtf_.data() + rtf_.size(), number);
  if (error == std::errc()) {
    word.number = number;
    at_ = static_cast<std::size_t>(end - rtf_.data());
  }
  if (at_ < rtf_.size() && rtf_[at_] == ' ') ++at_;
  return word;
}

void RtfScanner::control() {
  const Word word = control_word();
  if (word.name == "'") return hex_byte();
  if (word.name.size() == 1 && (word.name[0] | 0x20) < 'a') return symbol(word);
  if (word.name == "u" && word.number) return unicode(*word.number);
  apply(word);
  star_ = false;
}

void RtfScanner::symbol(const Word& word) {
  const char sign = word.name.front();
  if (sign == '*') star_ = true;
  else if (sign == '\\' || sign == '{' || sign == '}') put_byte(sign);
  else if (sign == '~') put(" ");
  else if (sign == '\r' || sign == '\n') put("\n");
  else if (sign == '_') put("-");
}

void RtfScanner::apply(const Word& word) {
  Group& group = groups_.back();
  const int number = word.number.value_or(1);
  if (word.name == "fromhtml") from_html_ = number != 0;
  else if (word.name == "ansicpg")
    default_charset_ = charset_of_codepage(static_cast<std::uint64_t>(std::max(number, 0)));
  else if (word.name == "htmlrtf") flush(), group.hidden = number != 0;
  else if (word.name == "htmltag") group.markup = true;
  else if (word.name == "uc") group.unicode_skip = std::clamp(number, 0, 10);
  else if (star_ || is_skipped_destination(word.name)) flush(), group.skipped = true;
  else if (word.name == "par" || word.name == "line") put(from_html_ ? "\r\n" : "\n");
  else if (word.name == "tab") put("\t");
  else if (word.name == "lquote") put("‘");
  else if (word.name == "rquote") put("’");
  else if (word.name == "ldblquote") put("“");
  else if (word.name == "rdblquote") put("”");
  else if (word.name == "bullet") put("•");
  else if (word.name == "endash") put("–");
  else if (word.name == "emdash") put("—");
  else if (word.name == "cell" || word.name == "row") put(word.name == "cell" ? "\t" : "\n");
}

void RtfScanner::hex_byte() {
  unsigned value = 0;
  const std::string_view digits = rtf_.substr(at_, 2);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  at_ += digits.size();
  if (error == std::errc() && end == digits.data() + digits.size()) put_byte(static_cast<char>(value));
}

void RtfScanner::unicode(int number) {
  const auto unit = static_cast<char32_t>(static_cast<std::uint16_t>(number));
  to_skip_ = 0;
  if (unit >= 0xD800 && unit < 0xDC00) {
    high_ = unit;
  } else {
    const bool pair = high_ != 0 && unit >= 0xDC00 && unit < 0xE000;
    std::string utf8;
    append_utf8(utf8, pair                              ? 0x10000 + ((high_ - 0xD800) << 10U) + (unit - 0xDC00)
                      : unit >= 0xD800 && unit < 0xE000 ? 0xFFFD
                                                        : unit);
    high_ = 0;
    put(utf8);
  }
  to_skip_ = groups_.back().unicode_skip;
}

void RtfScanner::put(std::string_view utf8) {
  flush();
  if (!silent()) out_ += utf8;
}

void RtfScanner::put_byte(char byte) {
  if (to_skip_ > 0) {
    --to_skip_;
    return;
  }
  if (!silent()) pending_.push_back(byte);
}

void RtfScanner::flush() {
  if (pending_.empty()) return;
  // No detection here: a short run of bytes says nothing about its charset, the file does.
  out_ += decode_text(pending_, default_charset_).utf8;
  pending_.clear();
}

}  // namespace

Result<std::string> decompress_rtf(std::string_view compressed, std::uint64_t bytes_max) {
  constexpr std::size_t kHeader = 16;
  constexpr std::uint32_t kCompressed = 0x75465A4C, kPlain = 0x414C454D;  // "LZFu", "MELA"
  if (compressed.size() < kHeader) return fail(ErrorCode::bad_input, "the message's RTF body is cut off", "broken");
  const std::uint32_t size = number_at(compressed, 4), kind = number_at(compressed, 8);
  if (kind == kPlain) return std::string(compressed.substr(kHeader, size));
  if (kind != kCompressed) return fail(ErrorCode::bad_input, "the message's RTF body is of no known kind", "broken");
  ONGGI_TRY(std::string rtf, inflate_lz(compressed.substr(kHeader), bytes_max));
  if (rtf.size() > size) rtf.resize(size);
  return rtf;
}

RtfBody body_of_rtf(std::string_view rtf) { return RtfScanner(rtf).scan(); }

}  // namespace onggi::parse
