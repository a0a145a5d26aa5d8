// Decoders of RFC 4648 (base64, base32), RFC 1924 (base85), of ascii85 as Adobe writes it, and of escapes.
#include "prompt/hidden_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace onggi::prompt_room {
namespace {

// RFC 1924.
constexpr std::string_view kBase85 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

bool is_hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_base64(char c) { return is_alphanumeric(c) || c == '+' || c == '/' || c == '-' || c == '_'; }
bool is_base85(char c) { return kBase85.find(c) != std::string_view::npos; }
bool is_binary(char c) { return c == '0' || c == '1'; }
bool is_base32(char c) { return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'); }

// Text that somebody would read: letters and spaces, hardly anything else.
bool is_readable(std::string_view bytes) {
  if (bytes.size() < kHiddenBytesMin || !is_valid_utf8(bytes)) return false;
  std::size_t letters = 0, all = 0;
  for (std::size_t at = 0; at < bytes.size(); ++all) {
    const char32_t c = next_code_point(bytes, at);
    if (c < 0x20 && c != U'\n' && c != U'\t' && c != U'\r') return false;
    letters += c == U' ' || (c < 0x80 && is_alphanumeric(static_cast<char>(c))) || is_hangul_syllable(c) ? 1U : 0U;
  }
  return letters * 10 >= all * 8;
}

// Groups of `bits` bits, most significant first.
class Bits {
 public:
  void push(unsigned value, unsigned bits) {
    held_ = held_ << bits | value;
    count_ += bits;
    while (count_ >= 8) {
      count_ -= 8;
      bytes_ += static_cast<char>(held_ >> count_ & 0xFFU);
    }
  }
  std::string take() { return std::move(bytes_); }

 private:
  unsigned held_ = 0, count_ = 0;
  std::string bytes_;
};

unsigned value64(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<unsigned>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<unsigned>(c - 'a') + 26;
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0') + 52;
  return c == '+' || c == '-' ? 62 : 63;
}

unsigned value16(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>((c | 0x20) - 'a') + 10;
}

std::string from_base64(std::string_view run) {
  Bits bits;
  for (const char c : run) bits.push(value64(c), 6);
  return bits.take();
}

std::string from_base32(std::string_view run) {
  Bits bits;
  for (const char c : run)
    bits.push(c >= 'A' ? static_cast<unsigned>(c - 'A') : static_cast<unsigned>(c - '2') + 26, 5);
  return bits.take();
}

std::string from_hexadecimal(std::string_view run) {
  Bits bits;
  for (const char c : run)
    if (is_hexadecimal(c)) bits.push(value16(c), 4);
  return bits.take();
}

std::string from_binary(std::string_view run) {
  Bits bits;
  for (const char c : run)
    if (c == '0' || c == '1') bits.push(c == '1' ? 1 : 0, 1);
  return bits.take();
}

// Five digits are four bytes.
template <typename ValueOf>
std::string from_digits_of_85(std::string_view run, ValueOf value_of) {
  std::string bytes;
  std::array<std::uint64_t, 5> group{};
  std::size_t filled = 0;
  const auto flush = [&](std::size_t digits) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 5; ++i) value = value * 85 + (i < digits ? group.at(i) : 84);
    for (std::size_t i = 0; i + 1 < digits; ++i) bytes += static_cast<char>(value >> (24 - 8 * i) & 0xFFU);
  };
  for (const char c : run) {
    const std::optional<std::uint64_t> value = value_of(c);
    if (!value) continue;
    group.at(filled++) = *value;
    if (filled == 5) flush(std::exchange(filled, 0));
  }
  if (filled > 1) flush(filled);
  return bytes;
}

std::string from_ascii85(std::string_view run) {
  return from_digits_of_85(run, [](char c) {
    return c < '!' || c > 'u' ? std::nullopt : std::optional(static_cast<std::uint64_t>(c - '!'));
  });
}

std::string from_base85(std::string_view run) {
  return from_digits_of_85(run, [](char c) { return std::optional<std::uint64_t>(kBase85.find(c)); });
}

// International Morse code (ITU-R M.1677-1), a to z.
std::string from_morse(std::string_view run) {
  static constexpr std::array<std::string_view, 26> kLetters = {
      ".-", "-...", "-.-.", "-..",  ".",   "..-.", "--.", "....", "..",   ".---", "-.-",  ".-..", "--",
      "-.", "---",  ".--.", "--.-", ".-.", "...",  "-",   "..-",  "...-", ".--",  "-..-", "-.--", "--.."};
  std::string text;
  while (!run.empty()) {
    const std::size_t end = std::min(run.find_first_of(" /"), run.size());
    const auto* const letter = std::ranges::find(kLetters, run.substr(0, end));
    if (letter != kLetters.end()) text += static_cast<char>('a' + (letter - kLetters.begin()));
    const std::size_t gap = std::min(run.find_first_not_of(" /", end), run.size());
    if (gap - end > 1) text += ' ';
    run.remove_prefix(std::max<std::size_t>(gap, 1));
  }
  return text;
}

// One escape at `at`: its code point, and `at` behind it.
std::optional<char32_t> escape_at(std::string_view text, std::size_t& at) {
  struct Form {
    std::string_view front, back;
    int base;
    std::size_t digits;  // 0: as many as there are
  };
  static constexpr Form kForms[] = {{"\\u", "", 16, 4},  {"\\x", "", 16, 2}, {"%", "", 16, 2},  {"=", "", 16, 2},
                                    {"&#x", ";", 16, 0}, {"&#", ";", 10, 0}, {"\\U", "", 16, 8}};
  for (const Form& form : kForms) {
    if (!text.substr(at).starts_with(form.front)) continue;
    const char* begin = text.data() + at + form.front.size();
    const char* limit = text.data() + text.size();
    if (form.digits > 0 && static_cast<std::size_t>(limit - begin) < form.digits) continue;
    const char* end = form.digits > 0 ? begin + form.digits : limit;
    std::uint32_t value = 0;
    const auto [stop, error] = std::from_chars(begin, end, value, form.base);
    if (error != std::errc() || (form.digits > 0 && stop != end) || value > 0x10FFFF) continue;
    const auto behind = static_cast<std::size_t>(stop - text.data());
    if (!text.substr(behind).starts_with(form.back)) continue;
    at = behind + form.back.size();
    return static_cast<char32_t>(value);
  }
  return std::nullopt;
}

class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text) {}

  std::vector<HiddenText> all() {
    runs("base64", 20, is_base64, from_base64);
    runs("base32", 24, is_base32, from_base32);
    runs("base85", 40, is_base85, from_base85);
    runs("hex", 24, is_hexadecimal, from_hexadecimal);
    groups("hex", 2, is_hexadecimal, from_hexadecimal);
    runs("binary", 96, is_binary, from_binary);
    groups("binary", 8, is_binary, from_binary);
    ascii85();
    decimals();
    morse();
    escapes();
    return std::move(found_);
  }

 private:
  template <typename Belongs, typename Decode>
  void runs(std::string_view code, std::size_t least, Belongs belongs, Decode decode) {
    for (std::size_t begin = 0; begin < text_.size();) {
      std::size_t end = begin;
      while (end < text_.size() && belongs(text_[end])) ++end;
      if (end - begin >= least) note(code, {begin, end}, decode(text_.substr(begin, end - begin)));
      begin = std::max(end, begin + 1);
    }
  }

  // Groups of so many digits, with one space or colon between them.
  template <typename Belongs, typename Decode>
  void groups(std::string_view code, std::size_t size, Belongs belongs, Decode decode) {
    const auto group_at = [&](std::size_t at) {
      std::size_t end = at;
      while (end < text_.size() && belongs(text_[end])) ++end;
      return end - at == size;
    };
    for (std::size_t begin = 0; begin < text_.size();) {
      const bool starts = (begin == 0 || !belongs(text_[begin - 1])) && group_at(begin);
      std::size_t end = begin + (starts ? size : 1);
      while (starts && end + size < text_.size() && (text_[end] == ' ' || text_[end] == ':') && group_at(end + 1))
        end += size + 1;
      if (end - begin > kHiddenBytesMin * size) note(code, {begin, end}, decode(text_.substr(begin, end - begin)));
      begin = end;
    }
  }

  void ascii85() {
    for (std::size_t begin = text_.find("<~"); begin != std::string_view::npos; begin = text_.find("<~", begin + 2)) {
      const std::size_t end = text_.find("~>", begin);
      if (end == std::string_view::npos) return;
      note("ascii85", {begin, end + 2}, from_ascii85(text_.substr(begin + 2, end - begin - 2)));
    }
  }

  // Character codes as numbers: "73 103 110", "73,103,110".
  void decimals() {
    for (std::size_t begin = 0; begin < text_.size(); ++begin) {
      std::string made;
      std::size_t end = begin;
      for (std::size_t at = begin; at < text_.size();) {
        std::uint32_t code = 0;
        const auto [stop, error] = std::from_chars(text_.data() + at, text_.data() + text_.size(), code);
        if (error != std::errc() || code < 0x20 || code > 0x7E) break;
        made += static_cast<char>(code);
        end = at = static_cast<std::size_t>(stop - text_.data());
        while (at < text_.size() && (text_[at] == ' ' || text_[at] == ',')) ++at;
        if (at == end) break;
      }
      if (end == begin) continue;
      if (made.size() >= kHiddenBytesMin) note("decimal", {begin, end}, std::move(made));
      begin = end;
    }
  }

  // Letters with a space between, words with a slash or more spaces.
  void morse() {
    const auto belongs = [](char c) { return c == '.' || c == '-' || c == ' ' || c == '/'; };
    for (std::size_t begin = 0; begin < text_.size();) {
      std::size_t end = begin;
      while (end < text_.size() && belongs(text_[end])) ++end;
      if (end - begin >= 3 * kHiddenBytesMin) note("morse", {begin, end}, from_morse(text_.substr(begin, end - begin)));
      begin = std::max(end, begin + 1);
    }
  }

  // Readable text between escapes belongs to them: "\u0049gnore".
  void escapes() {
    constexpr std::size_t kEscapesMin = 6;
    for (std::size_t at = 0; at < text_.size(); ++at) {
      if (text_[at] != '\\' && text_[at] != '%' && text_[at] != '&' && text_[at] != '=') continue;
      const std::size_t begin = at;
      std::string made;
      std::size_t escaped = 0, end = at;
      while (end < text_.size()) {
        if (const auto c = escape_at(text_, end)) {
          append_utf8(made, *c);
          ++escaped;
        } else if (is_alphanumeric(text_[end]) || text_[end] == ' ' || text_[end] == '.' || text_[end] == ',') {
          made += text_[end++];
        } else {
          break;
        }
      }
      if (escaped >= kEscapesMin) note("escapes", {begin, end}, std::move(made));
      at = std::max(end, begin);
    }
  }

  void note(std::string_view code, ByteRange bytes, std::string decoded) {
    while (!decoded.empty() && (decoded.back() == '\0' || decoded.back() == '\n')) decoded.pop_back();
    if (is_readable(decoded)) found_.push_back({std::move(decoded), bytes, code});
  }

  std::string_view text_;
  std::vector<HiddenText> found_;
};

}  // namespace

std::vector<HiddenText> hidden_texts(std::string_view text) { return Finder(text).all(); }

std::string rot13(std::string_view text) {
  std::string made(text);
  for (char& c : made) {
    const char lower = static_cast<char>(c | 0x20);
    if (lower >= 'a' && lower <= 'z') c = static_cast<char>(lower <= 'm' ? c + 13 : c - 13);
  }
  return made;
}

std::string reversed_lines(std::string_view utf8) {
  std::string made;
  made.reserve(utf8.size());
  while (!utf8.empty()) {
    const std::size_t line = std::min(utf8.find('\n'), utf8.size());
    for (std::size_t end = line; end > 0;) {
      const std::size_t begin = floor_to_code_point(utf8, end - 1);
      made += utf8.substr(begin, end - begin);
      end = begin;
    }
    if (line < utf8.size()) made += '\n';
    utf8.remove_prefix(std::min(line + 1, utf8.size()));
  }
  return made;
}

}  // namespace onggi::prompt_room
