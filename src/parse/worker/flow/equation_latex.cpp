// Pieces of LaTeX; see equation_latex.h.
#include "parse/worker/flow/equation_latex.h"

#include <cstdint>

namespace onggi::parse::equation {
namespace {

bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }
}  // namespace

bool ends_with_command(std::string_view latex) {
  while (!latex.empty() && is_letter(latex.back())) {
    latex.remove_suffix(1);
    if (latex.ends_with('\\')) return true;
  }
  return false;
}

void append(std::string& latex, std::string_view piece) {
  if (!piece.empty() && is_letter(piece.front()) && ends_with_command(latex)) latex += ' ';
  latex += piece;
}

std::string braced(std::string_view latex) { return latex == "{}'" ? "{\\prime}" : "{" + std::string(latex) + "}"; }

std::string rows_of(const Rows& rows) {
  std::string latex;
  for (const Cells& cells : rows) {
    if (&cells != &rows.front()) latex += " \\\\ ";
    for (const std::string& cell : cells) {
      if (&cell != &cells.front()) latex += " & ";
      latex += cell;
    }
  }
  return latex;
}

std::string environment(std::string_view name, const Rows& rows) {
  const std::string plain(name.substr(0, name.find('}')));
  return "\\begin{" + std::string(name) + "}" + rows_of(rows) + "\\end{" + plain + "}";
}

std::string single(const Rows& rows) {
  return rows.size() == 1 && rows.front().size() == 1 ? rows.front().front() : environment("aligned", rows);
}

Rows transposed(const std::vector<Rows>& columns) {
  Rows rows;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    for (std::size_t r = 0; r < columns[c].size(); ++r) {
      if (rows.size() <= r) rows.emplace_back();
      rows[r].resize(c);
      rows[r].push_back(rows_of({columns[c][r]}));
    }
  }
  return rows;
}

std::string_view ungrouped(std::string_view latex) {
  if (!latex.starts_with('{') || !latex.ends_with('}')) return latex;
  std::int32_t open = 0;
  for (std::size_t i = 0; i + 1 < latex.size(); ++i) {
    if (latex[i] == '\\') {
      ++i;
    } else if (latex[i] == '{') {
      ++open;
    } else if (latex[i] == '}' && --open == 0) {
      return latex;
    }
  }
  return latex.substr(1, latex.size() - 2);
}

std::string stacked(std::string_view sign, std::string_view above, std::string_view below) {
  for (const std::string_view name : {"leftarrow", "rightarrow", "leftrightarrow", "Leftarrow", "Rightarrow"}) {
    if (!sign.starts_with('\\') || sign.substr(1) != name) continue;
    return "\\x" + std::string(name) + (below.empty() ? "" : "[" + braced(below) + "]") + braced(above);
  }
  const std::string over = "\\overset" + braced(above) + braced(sign);
  return below.empty() ? over : "\\underset" + braced(below) + braced(over);
}

}  // namespace onggi::parse::equation
