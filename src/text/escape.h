// Text on its way into markup.
#pragma once

#include <string>
#include <string_view>

namespace onggi {

/// & < > " as references of HTML, so that text stands in an element or in a quoted ("...") attribute as it is. Cost:
/// O(n).
std::string escape_html(std::string_view text);

}  // namespace onggi
