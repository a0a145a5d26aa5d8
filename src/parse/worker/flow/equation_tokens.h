// Cuts Hancom's equation script into tokens. Inside of equation.cpp's topic only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace onggi::parse::equation {

enum class TokenKind : std::uint8_t {
  end,
  word,
  number,
  quoted,
  text,  // Hangul and other letters that are no mathematics
  sign,  // latex says it
  open,
  close,
  superscript,
  subscript,
  row,
  column,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;   // as written; of a quoted text: without its quotes
  std::string_view latex;  // of a sign
  bool spaced = false;     // white space stood before it
};

class Tokens {
 public:
  explicit Tokens(std::string_view script) : rest_(script) { read(); }

  const Token& peek() const { return token_; }
  Token take();
  /// Gives a part of a word back: "timesm" is read as "times" and "m".
  void cut_word(std::size_t bytes);
  /// What LEFT or RIGHT is followed by, as LaTeX: any sign, even a brace, or a word for one. "." where there is none.
  std::string_view take_delimiter();

 private:
  void read();
  Token read_token(bool spaced);
  Token read_wide(bool spaced);
  Token take_bytes(TokenKind kind, std::size_t bytes, bool spaced, std::string_view latex = {});

  std::string_view rest_;
  Token token_;
};

/// Plain text with what LaTeX would take for markup escaped, for \text{...}.
std::string escape_latex(std::string_view utf8);

}  // namespace onggi::parse::equation
