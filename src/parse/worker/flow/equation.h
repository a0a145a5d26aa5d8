// Hancom's equation script as LaTeX: HWP 5 (EQEDIT records) and HWPX (hp:equation/hp:script) both hold it.
//
// The language is a relative of EQN: words are commands ("a over b", "sqrt {x}", "LEFT ( ... RIGHT )"), braces group,
// "^" and "_" set scripts, "#" starts a row and "&" a column, "~" and "`" are spaces, "..." is plain text.
// Source: 한글문서파일형식 수식 revision 1.3 (Hancom) and the command lists of Hancom's help.
#pragma once

#include <string>
#include <string_view>

namespace onggi::parse {

/// "{a} over {b}" → "\frac{a}{b}". Total: whatever is given yields something, unknown words stay as the letters they
/// are, Hangul becomes \text{...}, unbalanced braces are closed. The result is balanced in braces, \left and \right,
/// and environments, and goes without surrounding dollar signs. Empty for a script without anything visible. Limits:
/// below 60 nested levels braces lose their meaning; a script over 64 KiB is given as one \text{...}.
std::string latex_from_equation(std::string_view script);

}  // namespace onggi::parse
