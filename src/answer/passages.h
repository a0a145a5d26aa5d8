// Hits cut into what can be quoted: sentences and table rows, each with where it stands. Inside of room answer.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "answer/quantity.h"
#include "document/clause.h"
#include "retrieve/retrieve.h"

namespace onggi::answer_room {

using Terms = std::unordered_set<std::string>;
Terms terms_of(std::string_view text, const Analyzer& analyzer);

inline constexpr std::string_view kCellBorder = " | ";  // between the cells of a row, as table_row_text() writes it
std::vector<std::string_view> split_at(std::string_view text, std::string_view border);

/// One quotable stretch of one hit.
struct Passage {
  std::size_t hit = 0;     // index into the hits
  std::size_t piece = 0;   // index into the hit's chunk pieces
  std::size_t last = 0;    // the same; not `piece`: a list from that one to this
  std::int32_t line = -1;  // of a table: index into the piece's lines
  std::string quote;       // literally from the source
  Clause clause;           // where it stands in a rule; empty elsewhere
  std::string shown;       // for reading: of a table row "직급: 책임, 숙박비: 110,000"; else the quote
  std::string heading;     // the nearest above
  bool opens = false;      // nothing stands between it and the heading
  Terms terms;             // of the quote, of a label before it, and the asked numbers that its conditions hold
  Terms names;             // of a row: of the names of its columns
  Terms context;  // of what stands above: title, headings, table header, the sentence before, what introduces a list
};

/// A word of the question that is a number with a unit ("7개월").
struct NumberWord {
  std::string term;
  Quantity quantity;
};

/// Those of the question: `words` with their places in `query`.
std::vector<NumberWord> number_words(const std::vector<retrieve::QueryWord>& words, std::string_view query);

/// All passages of the hits in order. Headings only give context. A sentence that cannot stand alone ("다만 …", "예를
/// 들어 …") is also quoted together with the one before; a label ("대량 구매 문의") belongs to what stands below it; a
/// row under merged cells has the last whole row as context. Items that stand together are also quoted as the list that
/// they are, whose terms are those of what introduces it.
/// A passage whose condition holds one of `numbers` ("6개월 이상 9개월 미만" and 7개월) has its term.
std::vector<Passage> passages_of(const std::vector<Hit>& hits, const Analyzer& analyzer,
                                 const std::vector<NumberWord>& numbers = {});

}  // namespace onggi::answer_room
