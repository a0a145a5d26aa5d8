// XHTML for an HTML parser: HTML knows no empty-element tags, so "<title/>" would swallow the whole chapter.
#pragma once

#include <string>
#include <string_view>

namespace onggi::parse {

/// The same markup with "<a id='x'/>" as "<a id='x'></a>", "<br/>" and its like left alone, CDATA sections as text and
/// the XML declaration left out.
std::string xhtml_as_html(std::string_view xhtml);

}  // namespace onggi::parse
