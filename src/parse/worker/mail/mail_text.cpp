// See mail_text.h.
#include "parse/worker/mail/mail_text.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "text/text.h"

namespace onggi::parse {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// A line feed before white space only folds the line (RFC 5322 §2.2.3); other control characters mean nothing here.
std::string unfolded(std::string_view raw) {
  std::string line;
  for (const char byte : raw) {
    if (byte == '\r' || byte == '\n') continue;
    line.push_back(byte == '\t' ? ' ' : byte);
  }
  return line;
}

int base64_value(char byte) {
  if (byte >= 'A' && byte <= 'Z') return byte - 'A';
  if (byte >= 'a' && byte <= 'z') return byte - 'a' + 26;
  if (byte >= '0' && byte <= '9') return byte - '0' + 52;
  if (byte == '+' || byte == '-') return 62;
  return byte == '/' || byte == '_' ? 63 : -1;
}

std::optional<char> hex_pair(std::string_view text) {
  const std::string_view pair = text.substr(0, 2);
  unsigned value = 0;
  const auto [end, error] = std::from_chars(pair.data(), pair.data() + pair.size(), value, 16);
  if (pair.size() < 2 || error != std::errc() || end != pair.data() + pair.size()) return std::nullopt;
  return static_cast<char>(value);
}

// "=EA" in encoded words, "%EA" in parameters.
std::string unescaped(std::string_view text, char sign, bool underscore_is_blank) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto pair = text[i] == sign ? hex_pair(text.substr(i + 1)) : std::nullopt;
    bytes.push_back(pair ? *pair : underscore_is_blank && text[i] == '_' ? ' ' : text[i]);
    if (pair) i += 2;
  }
  return bytes;
}

struct EncodedWord {
  std::string charset, bytes;
  std::size_t size = 0;  // of the whole word in the header
};

// "=?charset*language?B?text?=" at the start of `text` (RFC 2047 §2); blanks inside of the text are forgiven.
std::optional<EncodedWord> encoded_word(std::string_view text) {
  if (!text.starts_with("=?")) return std::nullopt;
  const std::size_t charset_end = text.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= text.size() || text[charset_end + 2] != '?')
    return std::nullopt;
  const std::string_view charset = text.substr(2, charset_end - 2);
  const char encoding = static_cast<char>(text[charset_end + 1] | 0x20);
  const std::size_t begin = charset_end + 3;
  std::size_t end = text.find("?=", begin);
  if (end == std::string_view::npos || charset.find_first_of(kBlanks) != std::string_view::npos) return std::nullopt;
  if (encoding != 'b' && encoding != 'q') return std::nullopt;
  const std::string_view payload = text.substr(begin, end - begin);
  return EncodedWord{std::string(charset.substr(0, charset.find('*'))),
                     encoding == 'b' ? lenient_base64(payload) : unescaped(payload, '=', true), end + 2};
}

bool shifts_states(std::string_view charset) { return lower_ascii(charset).starts_with("iso-2022"); }

// Collects a header piece by piece: bytes of one charset stay together until another one begins.
class HeaderText {
 public:
  explicit HeaderText(std::string_view fallback) : fallback_(fallback) {}

  void add_word(const EncodedWord& word) {
    const bool joins =
        !pending_.empty() && pending_charset_ == lower_ascii(word.charset) && !shifts_states(word.charset);
    if (!joins) flush();
    pending_charset_ = lower_ascii(word.charset);
    pending_ += word.bytes;
    after_word_ = true;
  }

  void add_plain(std::string_view bytes) {
    if (bytes.empty()) return;
    flush();
    text_ += decode_text(bytes, fallback_).utf8;
    after_word_ = false;
  }

  bool after_word() const { return after_word_; }

  std::string take() {
    flush();
    return std::move(text_);
  }

 private:
  void flush() {
    if (!pending_.empty()) text_ += decode_text(std::exchange(pending_, {}), pending_charset_).utf8;
    pending_.clear();
  }

  std::string_view fallback_;
  std::string text_, pending_, pending_charset_;
  bool after_word_ = false;
};

// One piece between semicolons: quotes protect semicolons.
std::size_t piece_end(std::string_view text, std::size_t begin) {
  bool quoted = false;
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '\\' && quoted) ++i;
    else if (text[i] == '"') quoted = !quoted;
    else if (text[i] == ';' && !quoted) return i;
  }
  // A quote that never closes: the next semicolon ends the piece after all.
  return quoted ? std::min(text.find(';', begin), text.size()) : text.size();
}

std::string unquoted(std::string_view value) {
  value = trimmed(value);
  if (!value.starts_with('"')) return std::string(value);
  value.remove_prefix(1);
  if (value.ends_with('"')) value.remove_suffix(1);
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size() && (value[i + 1] == '"' || value[i + 1] == '\\')) ++i;
    out.push_back(value[i]);
  }
  return out;
}

// One parameter that may come in numbered pieces, each percent-encoded or not (RFC 2231 §3 and §4).
struct Pieces {
  std::map<int, std::pair<std::string, bool>> parts;  // number → text, percent-encoded
};

std::string joined(const Pieces& pieces, std::string_view fallback) {
  std::string bytes;
  std::string charset(fallback);
  bool encoded_somewhere = false;
  for (const auto& [number, part] : pieces.parts) {
    std::string_view text = part.first;
    if (part.second && !std::exchange(encoded_somewhere, true)) {
      const std::size_t first = text.find('\'');
      const std::size_t second = first == std::string_view::npos ? first : text.find('\'', first + 1);
      if (second != std::string_view::npos) {
        if (first > 0) charset = text.substr(0, first);
        text.remove_prefix(second + 1);
      }
    }
    bytes += part.second ? unescaped(text, '%', false) : std::string(text);
  }
  return encoded_somewhere ? decode_text(bytes, charset).utf8 : decode_header(bytes, fallback);
}

// "filename*1*" → {"filename", 1, true}; "filename*" → {"filename", 0, true}.
void add_piece(std::string_view name, std::string value, std::map<std::string, Pieces, std::less<>>& all) {
  const bool encoded = name.ends_with('*');
  if (encoded) name.remove_suffix(1);
  int number = 0;
  if (const std::size_t star = name.find('*'); star != std::string_view::npos) {
    std::from_chars(name.data() + star + 1, name.data() + name.size(), number);
    name = name.substr(0, star);
  }
  auto& parts = all[lower_ascii(trimmed(name))].parts;
  // filename and filename* side by side mean the same; the encoded one is the better.
  if (encoded || !parts.contains(number)) parts[number] = {std::move(value), encoded};
}

}  // namespace

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

std::string lenient_base64(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char byte : text) {
    const int value = base64_value(byte);
    if (value < 0) continue;
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    if (++count % 4 == 1) continue;
    const int shift = count % 4 == 2 ? 4 : count % 4 == 3 ? 2 : 0;
    bytes.push_back(static_cast<char>(bits >> static_cast<unsigned>(shift) & 0xFFU));
  }
  return bytes;
}

std::string decode_header(std::string_view raw, std::string_view charset) {
  const std::string line = unfolded(raw);
  const std::string_view all = line;
  HeaderText text(charset);
  std::size_t plain_from = 0;
  for (std::size_t at = all.find("=?"); at != std::string_view::npos; at = all.find("=?", at)) {
    auto word = encoded_word(all.substr(at));
    if (!word) {
      at += 2;
      continue;
    }
    const std::string_view between = all.substr(plain_from, at - plain_from);
    // White space between two encoded words belongs to neither (RFC 2047 §6.2).
    if (!text.after_word() || !trimmed(between).empty()) text.add_plain(between);
    at += word->size;
    plain_from = at;
    text.add_word(*word);
  }
  text.add_plain(all.substr(plain_from));
  return squeeze_spaces(text.take());
}

std::string HeaderWithParameters::parameter(std::string_view name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

HeaderWithParameters decode_parameters(std::string_view raw, std::string_view charset) {
  constexpr std::size_t kParametersMax = 200;
  const std::string line = unfolded(raw);
  HeaderWithParameters header;
  std::map<std::string, Pieces, std::less<>> all;
  std::size_t count = 0;
  for (std::size_t begin = 0; begin <= line.size() && count < kParametersMax; ++count) {
    const std::size_t end = piece_end(line, begin);
    const std::string_view piece = trimmed(std::string_view(line).substr(begin, end - begin));
    const std::size_t equals = piece.find('=');
    if (begin == 0) header.value = lower_ascii(piece);
    else if (equals != std::string_view::npos)
      add_piece(trimmed(piece.substr(0, equals)), unquoted(piece.substr(equals + 1)), all);
    begin = end + 1;
  }
  for (const auto& [name, pieces] : all) header.parameters[name] = joined(pieces, charset);
  return header;
}

std::string join_flowed(std::string_view text, bool delete_space) {
  std::string out;
  bool soft = false;
  std::size_t depth_before = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t depth = std::min(line.find_first_not_of('>'), line.size());
    const bool joins = soft && depth == depth_before;
    if (!out.empty() && !joins) out.push_back('\n');
    std::string_view rest = joins ? line.substr(depth) : line;
    if (joins && rest.starts_with(' ')) rest.remove_prefix(1);  // space stuffing (§4.4)
    soft = line.ends_with(' ') && line != "-- ";                // the signature's line is no soft break (§4.3)
    depth_before = depth;
    out += rest;
    if (soft && delete_space) out.pop_back();
  }
  return out;
}

}  // namespace onggi::parse
