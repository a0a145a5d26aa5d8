// Template source to lexemes.
#include <algorithm>
#include <array>
#include <charconv>

#include "model/template_syntax.h"
#include "text/text.h"

namespace onggi::model {
namespace {

bool is_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }
bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_name(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' || is_digit(byte);
}

/// Line ends as Jinja reads them; the last one does not count.
std::string with_plain_lines(std::string_view source) {
  std::string text;
  for (std::size_t at = 0; at < source.size(); ++at) {
    if (source[at] == '\r' && at + 1 < source.size() && source[at + 1] == '\n') continue;
    text += source[at] == '\r' ? '\n' : source[at];
  }
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

class Lexer {
 public:
  explicit Lexer(std::string source) : source_(std::move(source)) {}

  Result<std::vector<TemplateLexeme>> run() {
    while (at_ < source_.size()) {
      const std::size_t tag = next_tag();
      take_text(tag);
      if (tag == std::string::npos) break;
      ONGGI_CHECK(take_tag());
    }
    add(TemplateToken::end, "");
    return std::move(lexemes_);
  }

 private:
  std::size_t next_tag() const {
    for (std::size_t at = source_.find('{', at_); at != std::string::npos; at = source_.find('{', at + 1))
      if (at + 1 < source_.size() && std::string_view("{%#").contains(source_[at + 1])) return at;
    return std::string::npos;
  }

  char sign_at(std::size_t at) const { return at < source_.size() ? source_[at] : '\0'; }

  /// Text up to `tag` (or the end), without what the tag takes away at its left.
  void take_text(std::size_t tag) {
    std::string text = source_.substr(at_, tag == std::string::npos ? tag : tag - at_);
    at_ += text.size();
    if (tag != std::string::npos) strip_before(text, tag);
    line_starts_ = false;
    if (!text.empty()) add(TemplateToken::text, std::move(text));
  }

  void strip_before(std::string& text, std::size_t tag) {
    const char sign = sign_at(tag + 2);
    if (sign == '-') {
      while (!text.empty() && is_space(text.back())) text.pop_back();
    } else if (sign != '+' && source_[tag + 1] != '{') {
      const std::size_t line = text.rfind('\n') + 1;
      const bool blank = std::all_of(text.begin() + static_cast<std::ptrdiff_t>(line), text.end(), is_space);
      if (blank && (line > 0 || line_starts_)) text.erase(line);
    }
  }

  Result<void> take_tag() {
    const char kind = source_[at_ + 1];
    at_ += 2;
    if (kind == '#') return take_comment();
    if (sign_at(at_) == '-' || sign_at(at_) == '+') ++at_;
    if (kind == '%' && take_raw()) return {};
    add(kind == '%' ? TemplateToken::block_begin : TemplateToken::print_begin, "");
    return take_inside(kind == '%' ? '%' : '}');
  }

  Result<void> take_comment() {
    const std::size_t end = source_.find("#}", at_);
    if (end == std::string::npos) return template_error("a comment does not end");
    const char sign = end > at_ ? source_[end - 1] : '\0';
    at_ = end + 2;
    after_tag(sign, true);
    return {};
  }

  /// What follows a tag: "-" takes all white space, a block its line end.
  void after_tag(char sign, bool is_block) {
    if (sign == '-') {
      while (at_ < source_.size() && is_space(source_[at_])) ++at_;
    } else if (sign != '+' && is_block && sign_at(at_) == '\n') {
      ++at_;
    }
    line_starts_ = at_ > 0 && source_[at_ - 1] == '\n';
  }

  bool take_word(std::size_t& at, std::string_view word) const {
    while (at < source_.size() && is_space(source_[at])) ++at;
    if (!std::string_view(source_).substr(at).starts_with(word) || is_name(sign_at(at + word.size()))) return false;
    at += word.size();
    return true;
  }

  /// "%}" with its sign at `at`, which moves behind it.
  bool take_close(std::size_t& at, char& sign) const {
    while (at < source_.size() && is_space(source_[at])) ++at;
    sign = sign_at(at);
    if (sign == '-' || sign == '+') ++at;
    if (!std::string_view(source_).substr(at).starts_with("%}")) return false;
    at += 2;
    return true;
  }

  bool take_raw() {
    std::size_t at = at_;
    char sign = 0;
    if (!take_word(at, "raw") || !take_close(at, sign)) return false;
    for (std::size_t tag = source_.find("{%", at); tag != std::string::npos; tag = source_.find("{%", tag + 2)) {
      std::size_t inner = tag + 2 + (sign_at(tag + 2) == '-' || sign_at(tag + 2) == '+' ? 1 : 0);
      char close = 0;
      if (!take_word(inner, "endraw") || !take_close(inner, close)) continue;
      at_ = at;
      after_tag(sign, true);
      std::string text = at_ < tag ? source_.substr(at_, tag - at_) : "";
      strip_before(text, tag);
      if (!text.empty()) add(TemplateToken::text, std::move(text));
      at_ = inner;
      after_tag(close, true);
      return true;
    }
    return false;
  }

  /// Names, literals and signs up to where the tag closes; braces that were opened within it close first.
  Result<void> take_inside(char close) {
    int braces = 0;
    for (;;) {
      while (at_ < source_.size() && is_space(source_[at_])) ++at_;
      if (at_ >= source_.size()) return template_error("a tag does not end");
      const bool signed_close = sign_at(at_) == '-' || sign_at(at_) == '+';
      const std::size_t end = at_ + (signed_close ? 1 : 0);
      if (braces == 0 && sign_at(end) == close && sign_at(end + 1) == '}') {
        const char sign = signed_close ? source_[at_] : '\0';
        add(close == '%' ? TemplateToken::block_end : TemplateToken::print_end, "");
        at_ = end + 2;
        after_tag(sign, close == '%');
        return {};
      }
      if (source_[at_] == '{') ++braces;
      if (source_[at_] == '}') braces = std::max(0, braces - 1);
      ONGGI_CHECK(take_lexeme());
    }
  }

  Result<void> take_lexeme() {
    const char first = source_[at_];
    if (first == '"' || first == '\'') return take_string(first);
    if (is_digit(first)) {
      take_number();
      return {};
    }
    std::size_t end = at_;
    while (end < source_.size() && is_name(source_[end])) ++end;
    if (end > at_) {
      add(TemplateToken::name, source_.substr(at_, end - at_));
      at_ = end;
      return {};
    }
    static constexpr std::array<std::string_view, 6> kPairs = {"==", "!=", "<=", ">=", "//", "**"};
    const std::string_view pair = std::string_view(source_).substr(at_, 2);
    const bool is_pair = std::ranges::find(kPairs, pair) != kPairs.end();
    if (!is_pair && !std::string_view("()[]{},.:|~+-*/%<>=").contains(first))
      return template_error("line " + std::to_string(line_of()) + " has a sign that Jinja does not know");
    add(TemplateToken::sign, std::string(pair.substr(0, is_pair ? 2 : 1)));
    at_ += is_pair ? 2 : 1;
    return {};
  }

  void take_number() {
    const std::size_t begin = at_;
    while (at_ < source_.size() && (is_digit(source_[at_]) || source_[at_] == '_')) ++at_;
    bool real = false;
    if (sign_at(at_) == '.' && is_digit(sign_at(at_ + 1))) {
      real = true;
      ++at_;
      while (is_digit(sign_at(at_))) ++at_;
    }
    const bool has_sign = sign_at(at_ + 1) == '-' || sign_at(at_ + 1) == '+';
    if ((sign_at(at_) == 'e' || sign_at(at_) == 'E') && is_digit(sign_at(at_ + (has_sign ? 2 : 1)))) {
      real = true;
      at_ += has_sign ? 2 : 1;
      while (is_digit(sign_at(at_))) ++at_;
    }
    std::string text = source_.substr(begin, at_ - begin);
    std::erase(text, '_');
    add(real ? TemplateToken::real : TemplateToken::integer, std::move(text));
  }

  Result<void> take_string(char quote) {
    std::string text;
    for (++at_; at_ < source_.size() && source_[at_] != quote; ++at_) {
      if (source_[at_] != '\\') {
        text += source_[at_];
        continue;
      }
      if (++at_ >= source_.size()) break;
      if (take_code(text)) continue;
      static constexpr std::string_view kLetters = "ntrbfv0", kBytes("\n\t\r\b\f\v\0", 7);
      const std::size_t known = kLetters.find(source_[at_]);
      const bool plain = std::string_view("\\'\"").contains(source_[at_]);
      if (known != std::string_view::npos) text += kBytes[known];
      else if (plain) text += source_[at_];
      else text.append("\\").append(1, source_[at_]);
    }
    if (at_ >= source_.size()) return template_error("a string does not end");
    ++at_;
    add(TemplateToken::string, std::move(text));
    return {};
  }

  /// \x1b, \u2581, \U0001f600: `at_` stands on the letter, and then on the last digit.
  bool take_code(std::string& text) {
    const char letter = source_[at_];
    const std::size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    if (digits == 0 || at_ + digits >= source_.size()) return false;
    std::uint32_t point = 0;
    const char* begin = source_.data() + at_ + 1;
    const auto read = std::from_chars(begin, begin + digits, point, 16);
    if (read.ec != std::errc() || read.ptr != begin + digits || point > 0x10FFFF) return false;
    append_utf8(text, static_cast<char32_t>(point));
    at_ += digits;
    return true;
  }

  int line_of() const {
    return 1 + static_cast<int>(std::count(source_.begin(), source_.begin() + static_cast<std::ptrdiff_t>(at_), '\n'));
  }

  void add(TemplateToken kind, std::string text) {
    lines_ +=
        static_cast<int>(std::count(source_.begin() + static_cast<std::ptrdiff_t>(counted_),
                                    source_.begin() + static_cast<std::ptrdiff_t>(std::max(at_, counted_)), '\n'));
    counted_ = std::max(at_, counted_);
    lexemes_.push_back({.kind = kind, .text = std::move(text), .line = lines_});
  }

  std::string source_;
  std::size_t at_ = 0, counted_ = 0;
  int lines_ = 1;
  bool line_starts_ = true;
  std::vector<TemplateLexeme> lexemes_;
};

}  // namespace

Result<std::vector<TemplateLexeme>> template_lexemes(std::string_view source) {
  if (source.size() > kTemplateBytesMax) return template_error("it is longer than 256 KiB");
  return Lexer(with_plain_lines(source)).run();
}

}  // namespace onggi::model
