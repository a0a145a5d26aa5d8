// Draft tables → tables with text, and tables that go on over pages → one.
#pragma once

#include "parse/worker/pdf/layout.h"

namespace onggi::parse::pdf {

/// Joins the lines of each cell.
void join_cells(DraftTable& draft, const LineJoiner& joiner, Losses& losses);

/// Gives every free place an empty cell, in reading order: a row without them would move to the left.
void fill_gaps(Table& table);

/// Appends `next`, which begins its page, to `table`, which ended the page before, where both have the same columns: a
/// header that is printed again is left out. False where they are two tables.
bool continue_table(Table& table, const Box& box, Table& next, const Box& next_box, Losses& losses);

}  // namespace onggi::parse::pdf
