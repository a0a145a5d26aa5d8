// Office Math (OMML) as LaTeX. Inside of the folder; readers use math.h.
#pragma once

#include <cstdint>
#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace onggi::parse::ooxml {

/// A formula as LaTeX for math mode. `consumed` grows by the visible characters of the source's text that went into
/// it. Below `depth` nested levels text is taken as it stands.
std::string latex_of(const pugi::xml_node& node, std::int32_t depth, std::int64_t& consumed);

/// Text of a math run: signs and Greek letters as commands, words in other scripts in \text{}.
std::string latex_text(std::string_view utf8);
/// The command of a character ("\alpha", "\leq"), or empty.
std::string_view latex_command(char32_t character);

}  // namespace onggi::parse::ooxml
