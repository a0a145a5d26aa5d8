// See personal_findings.h.
#include "clean/personal_findings.h"

#include <algorithm>

#include "clean/document_texts.h"
#include "clean/personal_rows.h"

namespace onggi {
namespace {

using clean_room::DocumentTexts;

constexpr std::string_view kVersion = "1";  // of how texts of documents are gone through

/// Takes down what it finds and changes nothing.
class NotePersonalData final : public TextOperation {
 public:
  NotePersonalData(const PersonalDataPolicy* policy, std::vector<PlacedFinding>& found)
      : policy_(policy), found_(found) {}

  RowOutcome change(std::string& text, const TextPlace& place) const override {
    const std::vector<Finding> findings = policy_ == nullptr
                                              ? find_personal_data(text, FindOptions{.heading = place.heading})
                                              : policy_->find_all(text, place.heading);
    for (const Finding& finding : findings)
      found_.push_back({.kind = finding.type,
                        .value = std::string(slice(text, finding.bytes)),
                        .confidence = finding.confidence,
                        .reason = finding.reason,
                        .place = {.element = place.element == nullptr ? ElementId() : place.element->id,
                                  .row = place.cell == nullptr ? -1 : place.cell->row,
                                  .column = place.cell == nullptr ? -1 : place.cell->column,
                                  .bytes = finding.bytes}});
    return {};
  }
  bool masks() const override { return true; }  // it goes where masking goes: headings, numbers of two cells

 private:
  const PersonalDataPolicy* policy_;
  std::vector<PlacedFinding>& found_;
};

/// The table of a place and its cell in it; null where the document has none such (any more).
std::pair<const Table*, const Cell*> cell_of(const Document& document, const PersonalPlace& place) {
  const auto element = std::ranges::find(document.elements, place.element, &Element::id);
  if (element == document.elements.end() || !element->table) return {};
  const auto& cells = element->table->cells;
  const auto cell =
      std::ranges::find_if(cells, [&](const Cell& one) { return one.row == place.row && one.column == place.column; });
  return {&*element->table, cell == cells.end() ? nullptr : &*cell};
}

}  // namespace

Result<std::vector<PlacedFinding>> find_personal_data(const Document& document, const DocumentRecipe* recipe,
                                                      const Cancel& cancel) {
  std::vector<PlacedFinding> found;
  const NotePersonalData note(recipe == nullptr ? nullptr : recipe->personal_data(), found);
  std::vector<CleanChange> changes;
  Document looked_at = document;
  ONGGI_CHECK(DocumentTexts(note, looked_at, {.changes = changes}).change(cancel));
  return found;
}

std::string personal_rules(const DocumentRecipe* recipe) {
  const bool masks = recipe != nullptr && recipe->personal_data() != nullptr;
  return std::string(kVersion) + "/" + (masks ? recipe->finding_key() : std::string(privacy_version()));
}

std::string personal_text(const Document& document, const PersonalPlace& place) {
  if (place.element.empty()) return document.title;
  if (place.row < 0) {
    const auto element = std::ranges::find(document.elements, place.element, &Element::id);
    return element == document.elements.end() ? std::string() : element->text;
  }
  const auto [table, cell] = cell_of(document, place);
  if (cell == nullptr) return {};
  if (place.bytes.end <= cell->text.size()) return cell->text;
  for (const auto& [left, right] : clean_room::neighbours(*table))
    if (&table->cells[left] == cell && clean_room::is_split_number(*cell, table->cells[right]))
      return clean_room::joined_number(*cell, table->cells[right]);
  return {};
}

std::string personal_heading(const Document& document, const PersonalPlace& place) {
  const auto [table, cell] = cell_of(document, place);
  return cell == nullptr ? std::string() : clean_room::TableHeadings(*table).of(*cell);
}

}  // namespace onggi
