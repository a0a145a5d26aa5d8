// Office Math (OMML) as text.
#pragma once

#include <cstdint>
#include <pugixml.hpp>
#include <string>

namespace onggi::parse::docx {

/// A formula on one line: fractions as (a)/(b), powers as x^(2), roots as √(x), n-ary signs with their bounds. The
/// structural signs that are added to the source's characters are counted in `added`. Below `depth` nested levels text
/// is taken as it stands.
std::string math_text(const pugi::xml_node& node, std::int32_t depth, std::int64_t& added);

}  // namespace onggi::parse::docx
