// What two ways of writing the same document differ in, and a reader of it does not. Inside of room evaluate.
#pragma once

#include "evaluate/marked_text.h"

namespace onggi::evaluate_room {

/// Brings one side into the form in which the scores compare:
///   - typographic quotes and hyphens are plain ones, characters without width are gone;
///   - the glyph of a bullet ("•", "o") is no text, a number in front of an item is its mark, with or without a point;
///   - a ticked box is ☒, an empty one ☐, however they are written ("- [x]", "☑");
///   - in cells, marks of blocks that Markdown cannot hold there ("-", "##", "|" between blanks) are gone;
///   - a table of one cell is a paragraph in a frame;
///   - a line that only names a kind of chart ("Bar chart") stands for a picture, as "<!-- image -->" does.
void bring_into_one_form(MarkedText& text);

/// Whether all tables were written with pipes, which know no spans; false without a table.
bool only_pipe_tables(const MarkedText& text);

/// Each cell again at every place that it covers, rows as wide as the widest: what pipes can say of it.
void spread_spans(MarkedText& text);

}  // namespace onggi::evaluate_room
