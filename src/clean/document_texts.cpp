// See document_texts.h.
#include "clean/document_texts.h"

#include <algorithm>

namespace onggi::clean_room {
namespace {

bool all_digits(const std::string& text, std::size_t count) {
  return text.size() == count && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<Place> places_of(const Element* element, const Cell* cell) {
  if (element == nullptr) return {};
  std::vector<Place> places = element->places;
  if (cell != nullptr && cell->box && places.size() == 1) places.front().box = cell->box;
  return places;
}

}  // namespace

bool is_split_number(const Cell& front, const Cell& back) {
  return all_digits(front.text, 6) && all_digits(back.text, 7);
}
std::string joined_number(const Cell& front, const Cell& back) { return front.text + "-" + back.text; }

Result<std::string> DocumentTexts::change(const Cancel& cancel) {
  change(document_.title, {}, {});
  for (Element& element : document_.elements) {
    ONGGI_CHECK(cancel.check());
    if (element.table) change_table(element);
    else change(element.text, {.heading = {}, .code = element.kind == ElementKind::code}, {.element = &element});
    if (!removed_.empty()) return removed_;
  }
  if (operation_.masks())  // words that a recogniser was not sure of are values, too
    for (Page& page : document_.pages) page.uncertain.clear();
  return removed_;
}

bool DocumentTexts::change(std::string& text, TextPlace place, const Spot& spot) {
  std::vector<std::string> values;
  place.hidden = hidden_ == nullptr ? nullptr : &values;
  place.named = named_;
  place.decisions = decisions_;
  place.element = spot.element;
  place.cell = spot.cell;
  const RowOutcome outcome = operation_.change(text, place);
  const ElementId id = spot.element == nullptr ? ElementId() : spot.element->id;
  for (const RowNote& note : outcome.notes) {
    changes_.push_back({note.reason, id, note.count});
    if (outcome.removed) removed_ = note.reason;
  }
  for (std::string& value : values) hidden_->push_back({std::move(value), id, places_of(spot.element, spot.cell)});
  return !outcome.notes.empty();
}

void DocumentTexts::change_table(Element& element) {
  Table& table = *element.table;
  const TableHeadings headings(operation_.masks() ? table : Table{});  // only masking asks for them
  bool changed = operation_.masks() && change_split_numbers(element, headings);
  for (Cell& cell : table.cells) {
    const std::string heading = headings.of(cell);
    changed = change(cell.text, {.heading = heading}, {.element = &element, .cell = &cell}) || changed;
  }
  if (changed) element.text = table_text(table);
}

bool DocumentTexts::change_split_numbers(Element& element, const TableHeadings& headings) {
  bool changed = false;
  for (const auto& [left, right] : neighbours(*element.table)) {
    Cell& front = element.table->cells[left];
    Cell& back = element.table->cells[right];
    if (!is_split_number(front, back)) continue;
    std::string whole = joined_number(front, back);
    const std::string heading = headings.of(front);
    if (!change(whole, {.heading = heading}, {.element = &element, .cell = &front})) continue;
    if (hidden_ != nullptr) {
      hidden_->back().value = front.text;
      hidden_->push_back({back.text, element.id, places_of(&element, &back)});
    }
    front.text = std::move(whole);
    back.text.clear();
    changed = true;
  }
  return changed;
}

}  // namespace onggi::clean_room
