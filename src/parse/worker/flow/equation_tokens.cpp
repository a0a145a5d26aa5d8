// Tokens of the equation script; see equation_tokens.h.
#include "parse/worker/flow/equation_tokens.h"

#include <algorithm>
#include <array>
#include <utility>

#include "parse/worker/flow/equation_words.h"
#include "text/text.h"

namespace onggi::parse::equation {
namespace {

bool is_space(char byte) { return byte >= 0 && byte <= ' '; }
bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }
bool is_wide(char byte) { return static_cast<unsigned char>(byte) >= 0x80; }

// Scripts of running text; other characters beyond ASCII are mathematical signs or Greek letters.
bool is_text(char32_t character) {
  return (character >= 0x1100 && character <= 0x11FF) || (character >= 0x2E80 && character <= 0xFAFF) ||
         (character >= 0xFF00 && character <= 0xFFEF);
}

template <typename Is>
std::size_t run_of(std::string_view text, const Is& is) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is) - text.begin());
}

std::size_t number_bytes(std::string_view text) {
  std::size_t bytes = run_of(text, is_digit);
  if (bytes + 1 < text.size() && text[bytes] == '.' && is_digit(text[bytes + 1]))
    bytes += 1 + run_of(text.substr(bytes + 1), is_digit);
  return bytes;
}

// A run of text with the single spaces inside of it.
std::size_t text_bytes(std::string_view text) {
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ' && at == end && at + 1 < text.size() && is_wide(text[at + 1])) {
      ++at;
      continue;
    }
    if (!is_wide(text[at]) || !is_text(next_code_point(text, at))) break;
    end = at;
  }
  return end;
}

std::string_view single_sign(char byte) {
  switch (byte) {
    case '~':
      return "~";
    case '`':
      return "\\,";
    case '%':
      return "\\%";
    case '$':
      return "\\$";
    case '\\':
      return "\\backslash";
    default:
      return {};
  }
}

TokenKind kind_of(char byte) {
  static constexpr auto kKinds = std::to_array<std::pair<char, TokenKind>>({{'{', TokenKind::open},
                                                                            {'}', TokenKind::close},
                                                                            {'^', TokenKind::superscript},
                                                                            {'_', TokenKind::subscript},
                                                                            {'#', TokenKind::row},
                                                                            {'&', TokenKind::column}});
  const auto found = std::ranges::find(kKinds, byte, &std::pair<char, TokenKind>::first);
  return found == kKinds.end() ? TokenKind::sign : found->second;
}

}  // namespace

Token Tokens::take_bytes(TokenKind kind, std::size_t bytes, bool spaced, std::string_view latex) {
  const std::string_view text = rest_.substr(0, bytes);
  rest_.remove_prefix(bytes);
  return {
      .kind = kind, .text = text, .latex = kind == TokenKind::sign && latex.empty() ? text : latex, .spaced = spaced};
}

Token Tokens::read_wide(bool spaced) {
  if (const std::size_t bytes = text_bytes(rest_); bytes > 0) return take_bytes(TokenKind::text, bytes, spaced);
  std::size_t bytes = 0;
  const char32_t character = next_code_point(rest_, bytes);
  return take_bytes(TokenKind::sign, bytes, spaced, latex_of_character(character));
}

Token Tokens::read_token(bool spaced) {
  const char first = rest_.front();
  if (first == '\\' && rest_.size() > 1 && is_letter(rest_[1])) rest_.remove_prefix(1);  // LaTeX's own way to say it
  if (is_letter(rest_.front())) return take_bytes(TokenKind::word, run_of(rest_, is_letter), spaced);
  if (is_digit(first)) return take_bytes(TokenKind::number, number_bytes(rest_), spaced);
  if (is_wide(first)) return read_wide(spaced);
  if (first == '"') {
    rest_.remove_prefix(1);
    Token token = take_bytes(TokenKind::quoted, std::min(rest_.find('"'), rest_.size()), spaced);
    rest_.remove_prefix(rest_.empty() ? 0 : 1);
    return token;
  }
  if (const Sign sign = find_sign(rest_); sign.bytes > 0)
    return take_bytes(TokenKind::sign, sign.bytes, spaced, sign.latex);
  return take_bytes(kind_of(first), 1, spaced, single_sign(first));
}

void Tokens::read() {
  const std::size_t spaces = run_of(rest_, is_space);
  rest_.remove_prefix(spaces);
  token_ = rest_.empty() ? Token{} : read_token(spaces > 0);
}

Token Tokens::take() {
  const Token token = token_;
  read();
  return token;
}

void Tokens::cut_word(std::size_t bytes) {
  const std::string_view word = token_.text;
  rest_ = {word.data() + bytes, static_cast<std::size_t>(rest_.data() + rest_.size() - word.data()) - bytes};
  token_.text = word.substr(0, bytes);
}

std::string_view Tokens::take_delimiter() {
  if (token_.kind == TokenKind::word) {
    const Word word = find_word(token_.text);
    if (word.kind != WordKind::symbol) return ".";
    read();
    return word.latex;
  }
  static constexpr auto kDelimiters = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"(", "("},
      {")", ")"},
      {"[", "["},
      {"]", "]"},
      {"{", "\\lbrace"},
      {"}", "\\rbrace"},
      {"|", "|"},
      {".", "."},
      {"/", "/"},
      {"<", "\\langle"},
      {">", "\\rangle"},
      {"||", "\\Vert"},
  });
  const auto found = std::ranges::find(kDelimiters, token_.text, &std::pair<std::string_view, std::string_view>::first);
  if (found == kDelimiters.end() || token_.kind == TokenKind::quoted) return ".";
  read();
  return found->second;
}

std::string escape_latex(std::string_view utf8) {
  std::string out;
  for (const char byte : utf8) {
    if (byte == '\\') {
      out += "\\textbackslash{}";
    } else if (byte == '^' || byte == '~') {
      out.append("\\").append(1, byte).append("{}");
    } else {
      if (std::string_view("{}#$%&_").find(byte) != std::string_view::npos) out += '\\';
      out += byte;
    }
  }
  return out;
}

}  // namespace onggi::parse::equation
