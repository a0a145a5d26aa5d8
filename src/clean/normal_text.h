// One form for characters and lines. Inside of room clean.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace onggi::clean_room {

/// Text after a change and how often it was made.
struct Changed {
  std::string text;
  std::int64_t count = 0;
};

/// Full-width ASCII, half-width kana and jamo, Latin ligatures, squared units and Hangul in parentheses as what they
/// stand for (NFKC of those characters, Unicode 15): "ＡＢＣ　１２" → "ABC 12", "㈜" → "(주)", "㎏" → "kg". What means
/// something else once it is decomposed stays: ², ①, ½, ™, ㅋㅋ.
Changed plain_characters(std::string_view utf8);

/// Control characters and characters of no width removed; the joiner inside of emoji stays.
Changed without_invisible(std::string_view utf8);

/// Spaces of every kind as one blank, none at the ends of lines, at most one empty line; indents of code stay.
Changed even_spaces(std::string_view utf8);

/// Words that a line break cut with a hyphen: "docu-\nment" → "document".
Changed without_hyphenation(std::string_view utf8);

/// Lines that a page layout broke, joined to paragraphs: a line that had no room for the next word and is followed by
/// one that begins no item, heading, table row or code; where all lines of a paragraph are such, also behind the end of
/// a sentence. Where a Korean word was cut in two stays open: a blank joins, unless the next line begins with a
/// particle or ending that stands alone nowhere.
Changed joined_lines(std::string_view utf8);

}  // namespace onggi::clean_room
