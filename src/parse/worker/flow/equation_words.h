// The words of Hancom's equation script and what LaTeX calls them. Inside of equation.cpp's topic only.
#pragma once

#include <string_view>

namespace onggi::parse::equation {

enum class WordKind {
  unknown,
  symbol,    // latex stands for it
  accent,    // takes one argument; latex is "narrow,wide": the wide form covers more than one letter
  brace,     // over- and underbrace: an argument and a label
  matrix,    // latex is the environment
  column,    // a column of a matrix: col, lcol, ccol, rcol
  fraction,  // over, atop, choose: stands between its two arguments
  binomial,  // binom: stands before them
  root,
  left,
  right,
  middle,
  script,  // sup, sub, from, to: latex is ^ or _
  left_script,
  font,      // latex is the LaTeX command, empty for italics
  relation,  // rel, buildrel
  negation,
  big,
  color,
  long_division,
  skipped,  // says nothing that LaTeX needs
};

struct Word {
  WordKind kind = WordKind::unknown;
  std::string_view latex;
};

/// A word as written. Greek letters, arrows and "lim" tell capitals from small letters; all other commands are known
/// in small letters, in capitals, and with one capital at the start where they are longer than three letters.
Word find_word(std::string_view word);
/// Signs of several characters: "<=", "->", "!=" ...: LaTeX for the longest that `text` begins with, and its length.
struct Sign {
  std::string_view latex;
  std::size_t bytes = 0;  // 0: none
};
Sign find_sign(std::string_view text);
/// Mathematical characters that stand as themselves in the script ("×", "≤"); empty for others.
std::string_view latex_of_character(char32_t character);
/// Length of the command that a longer word begins with and that Hangul sees without a space: "timesm", "rmX", "sinx".
std::size_t glued_command(std::string_view word);

}  // namespace onggi::parse::equation
