// What HTML tables mean. Inside of reader html.
#pragma once

#include "document/document.h"
#include "parse/worker/html/html_tree.h"

namespace onggi::parse {

bool is_cell(const GumboNode* node);

/// Whether a table only places things on the page: it says so, or has no second column, or holds other tables and looks
/// like no grid of data: no header, caption or border of its own, and rows that differ, or cells as long as pages.
bool is_layout_table(const GumboNode* table);

/// Takes out rows that browsers give no height: all their cells go on in the next row, where the others begin. People
/// write them by hand: <tr><th rowspan="3">2025</th></tr><tr><td>January ...
Table without_empty_lines(Table table);

}  // namespace onggi::parse
