// Columns by name, then by form.
#include "answer/cells.h"

#include <algorithm>
#include <string>

#include "answer/columns.h"

namespace onggi::answer_room {
namespace {

std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text.append(name).append("\n");
  return text;
}

// The one that is better than all others; none where two are as good.
template <class Cells, class Value>
auto single_best(const Cells& cells, Value value) -> decltype(cells.data()) {
  const auto best = std::ranges::max_element(cells, {}, value);
  if (best == cells.end() || !(value(*best) > 0)) return nullptr;
  const auto equal = std::ranges::count_if(cells, [&](const auto& one) { return value(one) == value(*best); });
  return equal == 1 ? &*best : nullptr;
}

}  // namespace

CellFinder::CellFinder(const SearchResult& found, std::string_view question, const Thesaurus& thesaurus,
                       const Analyzer& analyzer)
    : words_(found.words, thesaurus), expected_(expected_of(question)), analyzer_(analyzer) {}

std::vector<CellFinder::Cell> CellFinder::cells_of(const Passage& passage, const ChunkPiece& piece) const {
  const auto texts = split_at(passage.quote, kCellBorder);
  const auto columns = columns_of_line(piece, static_cast<std::size_t>(passage.line), texts.size());
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < std::min(texts.size(), columns.size()); ++i)
    cells.push_back({.columns = columns[i],
                     .named = words_.share(terms_of(joined(names_above(piece, columns[i])), analyzer_)),
                     .asked = words_.share(terms_of(texts[i], analyzer_)),
                     .forms = !texts[i].empty() && has_form_of(expected_, texts[i], true)});
  return cells;
}

void CellFinder::mark(const Passage& passage, const ChunkPiece& piece, Citation& citation) const {
  if (passage.line < 0 || !piece.grid) return;
  citation.row = piece.grid->row + passage.line;
  const std::vector<Cell> cells = cells_of(passage, piece);
  if (cells.size() < 2) return;
  const auto tells = [](const Cell& cell) { return cell.named - cell.asked; };
  const Cell* best = single_best(cells, [&](const Cell& cell) { return cell.forms ? tells(cell) : 0; });
  if (best == nullptr) best = single_best(cells, tells);
  if (best == nullptr)
    best = single_best(cells, [](const Cell& cell) { return cell.forms && cell.asked == 0 ? 1 : 0; });
  if (best != nullptr) citation.columns = {best->columns.begin};
}

}  // namespace onggi::answer_room
