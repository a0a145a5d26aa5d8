// Regular expressions (ECMA-262, as JSON schemas use them) as grammars.
#include <algorithm>
#include <optional>
#include <string>

#include "model/grammar.h"
#include "text/text.h"

namespace onggi::model {
namespace {

constexpr std::size_t kPatternBytesMax = 1024;
constexpr int kGroupsMax = 16;  // within each other
// Counted repetitions of groups, those within each other multiplied: "(a?){64}" leaves 64 ways open at every character,
// and looking through them takes a second.
constexpr std::int64_t kGroupWeightMax = 32;

std::unexpected<Error> beyond(std::string_view what) {
  return fail(ErrorCode::invalid_argument, "pattern: " + std::string(what) + " cannot be kept here");
}

/// Inside of a class: the ranges of GBNF, and what JSON writes with a backslash.
struct ClassParts {
  std::string ranges;
  bool has_quote = false, has_backslash = false;
};

class PatternReader {
 public:
  PatternReader(std::string_view pattern, const std::string& character) : rest_(pattern), character_(character) {}

  Result<std::string> read() {
    const bool begins = take('^');
    const bool ends = rest_.ends_with('$') && !is_escaped_end();
    if (ends) rest_.remove_suffix(1);
    ONGGI_TRY(std::string body, alternatives(0));
    if (!rest_.empty()) return beyond("a parenthesis without its partner");
    // "^a|b$" means (^a)|(b$), which few people mean and no grammar below says.
    if ((begins || ends) && top_alternatives_) return beyond("an anchor beside alternatives (put them into a group)");
    if (!begins) body = character_ + "* " + body;
    if (!ends) body += " " + character_ + "*";
    return body;
  }

 private:
  bool take(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool is_escaped_end() const {
    std::size_t backslashes = 0;
    for (std::size_t at = rest_.size() - 1; at > 0 && rest_[at - 1] == '\\'; --at) ++backslashes;
    return backslashes % 2 == 1;
  }

  Result<std::string> alternatives(int depth) {
    if (depth > kGroupsMax) return beyond("so deep a nesting");
    std::string result;
    std::int64_t most = 1;
    for (;;) {
      ONGGI_TRY(const std::string one, sequence(depth));
      most = std::max(most, weight_);
      result += one.empty() ? "\"\"" : one;
      if (!take('|')) break;
      if (depth == 0) top_alternatives_ = true;
      result += " | ";
    }
    weight_ = most;
    return "(" + result + ")";
  }

  Result<std::string> sequence(int depth) {
    std::string result;
    std::int64_t most = 1;
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      ONGGI_TRY(const std::string one, atom(depth));
      ONGGI_TRY(const std::string times, repetition());
      if (counted_ > 0) weight_ *= counted_;
      if (one.starts_with('(') && weight_ > kGroupWeightMax) return beyond("a group so many times");
      most = std::max(most, weight_);
      result.append(result.empty() ? "" : " ").append(one).append(times);
    }
    weight_ = most;
    return result;
  }

  Result<std::string> atom(int depth) {
    weight_ = 1;
    const char first = rest_.front();
    if (first == '(') return group(depth);
    if (first == '[') return character_class();
    if (first == '\\') return escape();
    if (first == '^' || first == '$') return beyond("an anchor in the middle");
    if (first == '*' || first == '+' || first == '?' || first == '{') return beyond("a repetition of nothing");
    if (take('.')) return character_;
    ONGGI_TRY(const std::string one, whole_character());
    return literal(one);
  }

  Result<std::string> group(int depth) {
    take('(');
    if (take('?') && !take(':')) return beyond("a group with a question mark other than (?:");
    ONGGI_TRY(std::string inner, alternatives(depth + 1));
    if (!take(')')) return beyond("a parenthesis without its partner");
    return inner;
  }

  Result<std::string> repetition() {
    counted_ = 0;
    std::string times;
    if (take('*')) times = "*";
    else if (take('+')) times = "+";
    else if (take('?')) times = "?";
    else if (rest_.starts_with('{')) {
      ONGGI_TRY(times, counted());
    }
    if (!times.empty() && take('?')) return times;  // lazy or not, the same strings match
    if (!times.empty() && rest_.starts_with('+')) return beyond("a possessive repetition");
    return times;
  }

  Result<std::string> counted() {
    const std::size_t end = rest_.find('}');
    if (end == std::string_view::npos) return beyond("a brace without its partner");
    const std::string_view inside = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    const std::size_t comma = inside.find(',');
    const auto least = count_of(inside.substr(0, comma));
    const bool open = comma != std::string_view::npos && comma + 1 == inside.size();
    const auto most = comma == std::string_view::npos || open ? least : count_of(inside.substr(comma + 1));
    if (!least || !most || *most < *least) return beyond("such a repetition");
    counted_ = *most;
    if (open) return "{" + std::to_string(*least) + ",}";
    return "{" + std::to_string(*least) + "," + std::to_string(*most) + "}";
  }

  static std::optional<std::int64_t> count_of(std::string_view digits) {
    if (digits.empty() || digits.size() > 4 || digits.find_first_not_of("0123456789") != std::string_view::npos)
      return {};
    std::int64_t value = 0;
    for (const char digit : digits) value = value * 10 + (digit - '0');
    if (value > kGrammarRepetitionsMax) return {};
    return value;
  }

  Result<std::string> escape() {
    take('\\');
    if (rest_.empty()) return beyond("a backslash at the end");
    const char kind = rest_.front();
    rest_.remove_prefix(1);
    if (kind == 'd') return std::string("[0-9]");
    if (kind == 'w') return std::string("[a-zA-Z0-9_]");
    if (kind == 's') return std::string("\" \"");
    if (kind == 'D') return std::string(R"([^0-9"\\\x00-\x1F\x7F])");
    if (kind == 'W') return std::string(R"([^a-zA-Z0-9_"\\\x00-\x1F\x7F])");
    if (kind == 'S')
      return std::string(R"([^ "\\\x00-\x1F\x7F\xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF])");
    if (kind == 'n') return std::string(R"("\\n")");
    if (kind == 't') return std::string(R"("\\t")");
    if (is_word(kind)) return beyond(std::string("the escape \\") + kind);
    return literal(std::string(1, kind));
  }

  static bool is_word(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
  }

  /// As JSON writes it, then as GBNF writes that.
  static Result<std::string> literal(const std::string& one) {
    if (static_cast<unsigned char>(one[0]) < 0x20 || one[0] == 0x7F) return beyond("a control character");
    if (one == "\"" || one == "\\") return grammar_literal("\\" + one);
    return grammar_literal(one);
  }

  Result<std::string> whole_character() {
    const auto lead = static_cast<unsigned char>(rest_.front());
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length > rest_.size()) return beyond("broken UTF-8");
    std::string one(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return one;
  }

  Result<std::string> character_class() {
    take('[');
    const bool negated = take('^');
    ClassParts parts;
    while (!rest_.empty() && rest_.front() != ']') ONGGI_CHECK(class_part(parts));
    if (!take(']')) return beyond("a bracket without its partner");
    // A negated class never lets quotes, backslashes and control characters through: fewer strings, all of them right.
    if (negated) return "[^" + parts.ranges + R"("\\\x00-\x1F\x7F])";
    std::string result;
    const auto add = [&](const std::string& way) { result += (result.empty() ? "" : " | ") + way; };
    if (!parts.ranges.empty()) add("[" + parts.ranges + "]");
    if (parts.has_quote) add(R"("\\\"")");
    if (parts.has_backslash) add(R"("\\\\")");
    if (result.empty()) return beyond("an empty class");
    return "(" + result + ")";
  }

  Result<void> class_part(ClassParts& parts) {
    if (rest_.starts_with('\\') && rest_.size() > 1 && is_word(rest_[1])) {
      const char kind = rest_[1];
      rest_.remove_prefix(2);
      if (kind == 'd') parts.ranges += "0-9";
      else if (kind == 'w') parts.ranges += "a-zA-Z0-9_";
      else if (kind == 's') parts.ranges += " ";
      else return beyond(std::string("the escape \\") + kind + " in a class");
      return {};
    }
    ONGGI_TRY(const std::string from, class_character());
    if (!rest_.starts_with('-') || rest_.size() < 2 || rest_[1] == ']') return add_single(parts, from);
    take('-');
    ONGGI_TRY(const std::string to, class_character());
    const auto holds = [&](char byte) { return from <= std::string(1, byte) && std::string(1, byte) <= to; };
    if (to < from || holds('"') || holds('\\') || from < " ") return beyond("a range over quotes or backslashes");
    parts.ranges += in_class(from) + "-" + in_class(to);
    return {};
  }

  Result<std::string> class_character() {
    const bool escaped = take('\\');
    if (rest_.empty()) return beyond("a bracket without its partner");
    if (escaped && is_word(rest_.front())) return beyond("such an escape in a class");
    return whole_character();
  }

  static Result<void> add_single(ClassParts& parts, const std::string& one) {
    if (static_cast<unsigned char>(one[0]) < 0x20) return beyond("a control character");
    if (one == "\"") parts.has_quote = true;
    else if (one == "\\") parts.has_backslash = true;
    else parts.ranges += in_class(one);
    return {};
  }

  /// Signs with a meaning inside of a class of GBNF, by number.
  static std::string in_class(const std::string& one) {
    if (one == "]" || one == "[" || one == "-" || one == "^") {
      constexpr std::string_view kHex = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(one[0]);
      return std::string("\\x") + kHex[byte >> 4U] + kHex[byte & 15U];
    }
    return one;
  }

  std::string_view rest_;
  const std::string& character_;
  bool top_alternatives_ = false;
  std::int64_t counted_ = 0;  // the most of the last repetition; 0: not counted
  std::int64_t weight_ = 1;   // counted repetitions in what was read last, multiplied
};

}  // namespace

Result<std::string> grammar_of_pattern(std::string_view pattern, const std::string& character) {
  if (pattern.size() > kPatternBytesMax) return beyond("more than 1024 bytes");
  if (!is_valid_utf8(pattern)) return beyond("broken UTF-8");
  return PatternReader(pattern, character).read();
}

}  // namespace onggi::model
