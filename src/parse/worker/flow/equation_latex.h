// Puts pieces of LaTeX together. Inside of equation.cpp's topic only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace onggi::parse::equation {

using Cells = std::vector<std::string>;
using Rows = std::vector<Cells>;

/// True after "\\alpha", where a letter would join the command.
bool ends_with_command(std::string_view latex);
/// Joins with a space where the second would become part of the first's command.
void append(std::string& latex, std::string_view piece);
std::string braced(std::string_view latex);
/// Without the braces that a whole group brought along; "{a}{b}" stays.
std::string_view ungrouped(std::string_view latex);
/// "a & b \\\\ c & d"
std::string rows_of(const Rows& rows);
std::string environment(std::string_view name, const Rows& rows);
/// Rows and columns outside of any matrix: Hangul stacks them.
std::string single(const Rows& rows);
/// A relation with something above and, where given, below it; arrows grow with what they carry.
std::string stacked(std::string_view sign, std::string_view above, std::string_view below);
Rows transposed(const std::vector<Rows>& columns);

}  // namespace onggi::parse::equation
