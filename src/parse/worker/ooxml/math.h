// Office Math (OMML) as text.
#pragma once

#include <cstdint>
#include <pugixml.hpp>
#include <string>

namespace onggi::parse::ooxml {

/// A formula in the two forms that readers need.
struct Formula {
  std::string plain;  // on one line: fractions as (a)/(b), powers as x^(2), roots as √(x)
  std::string latex;  // \frac{a}{b}, x^{2}, \sqrt{x}
  // Visible characters that each form has more (or, where a sign stands for several characters, fewer) than the text
  // of the source that went into it: what the account must add to its input.
  std::int64_t plain_added = 0, latex_added = 0;
};

/// Reads an oMath or oMathPara. Below `depth` nested levels text is taken as it stands.
Formula read_formula(const pugi::xml_node& node, std::int32_t depth);

}  // namespace onggi::parse::ooxml
