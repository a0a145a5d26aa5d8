// Layout left-overs in running text: lines that stand on most pages, and paragraphs whose lines a page width broke.
// Inside of room clean.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "document/document.h"

namespace onggi::clean_room {

/// Indices of elements that repeat a short line on most pages and stand first or last on theirs: headers and footers
/// that the reader did not mark. Digits count as equal, so that page numbers do not hide a footer. Nothing is repeated
/// in a document of fewer than three pages.
std::set<std::size_t> repeated_elements(const Document& document);

/// Joins the lines of a paragraph that was broken at a fixed width: all lines but the last are about equally long.
/// Lists, verses and addresses stay.
std::string join_broken_lines(const std::string& text);

}  // namespace onggi::clean_room
