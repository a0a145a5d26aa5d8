// Step after step over the elements of one document.
#include "clean/document_recipe.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "clean/table_headings.h"

namespace onggi {
namespace {

constexpr std::string_view kVersion = "1";  // of how operations are laid over documents

bool is_margin(const Element& element) {
  return element.kind == ElementKind::page_header || element.kind == ElementKind::page_footer;
}

std::string running_text(const Document& document) {
  std::string text;
  for (const Element& element : document.elements)
    if (!is_margin(element)) text.append(text.empty() ? "" : "\n").append(element.text);
  return text;
}

bool all_digits(const std::string& text, std::size_t count) {
  return text.size() == count && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// One operation over all texts of a document.
class Texts {
 public:
  struct Takes {
    std::vector<CleanChange>& changes;
    std::vector<HiddenValue>* hidden = nullptr;
    std::vector<PseudonymisedValue>* named = nullptr;
  };
  Texts(const TextOperation& operation, Document& document, const Takes& takes)
      : operation_(operation),
        document_(document),
        changes_(takes.changes),
        hidden_(takes.hidden),
        named_(takes.named) {}

  /// Why the document is held back, or nothing.
  Result<std::string> change(const Cancel& cancel) {
    change(document_.title, {}, nullptr, {});
    for (Element& element : document_.elements) {
      ONGGI_CHECK(cancel.check());
      if (element.table) change_table(element);
      else change(element.text, {.heading = {}, .code = element.kind == ElementKind::code}, &element, element.places);
      if (!removed_.empty()) return removed_;
    }
    if (operation_.masks())  // words that a recogniser was not sure of are values, too
      for (Page& page : document_.pages) page.uncertain.clear();
    return removed_;
  }

 private:
  bool change(std::string& text, TextPlace place, const Element* element, const std::vector<Place>& places) {
    std::vector<std::string> values;
    place.hidden = hidden_ == nullptr ? nullptr : &values;
    place.named = named_;
    const RowOutcome outcome = operation_.change(text, place);
    const ElementId id = element == nullptr ? ElementId() : element->id;
    for (const RowNote& note : outcome.notes) {
      changes_.push_back({note.reason, id, note.count});
      if (outcome.removed) removed_ = note.reason;
    }
    for (std::string& value : values) hidden_->push_back({std::move(value), id, places});
    return !outcome.notes.empty();
  }

  void change_table(Element& element) {
    Table& table = *element.table;
    const clean_room::TableHeadings headings(operation_.masks() ? table : Table{});  // only masking asks for them
    bool changed = operation_.masks() && change_split_numbers(element, headings);
    for (Cell& cell : table.cells) {
      const std::string heading = headings.of(cell);
      changed = change(cell.text, {.heading = heading}, &element, places_of(element, cell)) || changed;
    }
    if (changed) element.text = table_text(table);
  }

  // A form gives a registration number two cells: "850315" and "1234567".
  bool change_split_numbers(Element& element, const clean_room::TableHeadings& headings) {
    bool changed = false;
    for (const auto& [left, right] : clean_room::neighbours(*element.table)) {
      Cell& front = element.table->cells[left];
      Cell& back = element.table->cells[right];
      if (!all_digits(front.text, 6) || !all_digits(back.text, 7)) continue;
      std::string whole = front.text + "-" + back.text;
      const std::string heading = headings.of(front);
      if (!change(whole, {.heading = heading}, &element, places_of(element, front))) continue;
      if (hidden_ != nullptr) {
        hidden_->back().value = front.text;
        hidden_->push_back({back.text, element.id, places_of(element, back)});
      }
      front.text = std::move(whole);
      back.text.clear();
      changed = true;
    }
    return changed;
  }

  static std::vector<Place> places_of(const Element& element, const Cell& cell) {
    std::vector<Place> places = element.places;
    if (cell.box && places.size() == 1) places.front().box = cell.box;
    return places;
  }

  const TextOperation& operation_;
  Document& document_;
  std::vector<CleanChange>& changes_;
  std::vector<HiddenValue>* hidden_;
  std::vector<PseudonymisedValue>* named_;
  std::string removed_;
};

Result<std::string> judge(const RowOperation& operation, const Document& document) {
  nlohmann::ordered_json row{{"text", running_text(document)}};
  const RowOutcome outcome = operation.apply(row, 0);
  if (!outcome.removed) return std::string();
  return outcome.notes.empty() ? std::string("removed") : outcome.notes.front().reason;
}

}  // namespace

Result<DocumentRecipe> DocumentRecipe::from(const Recipe& recipe) {
  DocumentRecipe made;
  made.name_ = recipe.name();
  std::string keys(kVersion);
  std::vector<Step> steps;
  for (std::size_t i = 0; i < recipe.steps().size(); ++i) {
    const Recipe::Step& step = recipe.steps()[i];
    if (step.operation == "boilerplate" || step.operation == "dedup") {
      made.left_out_.push_back(step.operation);
      continue;
    }
    if (step.looks_at_all_rows)
      return fail(ErrorCode::unsupported,
                  "the operation " + step.operation +
                      " compares rows with all others and cannot be done to one document; leave it out here and use "
                      "`onggi clean` on exported rows",
                  "looks_at_all_rows");
    ONGGI_TRY(std::unique_ptr<RowOperation> operation, recipe.make(i));
    steps.push_back({step.operation, std::move(operation)});
    keys += step.key;
  }
  made.key_ = sha256_hex(keys);
  made.steps_ = std::make_shared<const std::vector<Step>>(std::move(steps));
  return made;
}

bool DocumentRecipe::masks() const {
  return std::ranges::any_of(*steps_, [](const Step& step) {
    const auto* text = dynamic_cast<const TextOperation*>(step.does.get());
    return text != nullptr && text->masks();
  });
}

Result<RefinedDocument> DocumentRecipe::apply(Document document, const Cancel& cancel) const {
  RefinedDocument made{.document = std::move(document), .changes = {}, .named = {}, .held_back = {}};
  for (const Step& step : *steps_) {
    ONGGI_CHECK(cancel.check());
    const auto* text = dynamic_cast<const TextOperation*>(step.does.get());
    ONGGI_TRY(const std::string removed,
              text == nullptr
                  ? judge(*step.does, made.document)
                  : Texts(*text, made.document, {.changes = made.changes, .named = &made.named}).change(cancel));
    if (removed.empty()) continue;
    made.held_back = step.operation + ": " + removed;
    return made;
  }
  return made;
}

Result<std::vector<HiddenValue>> DocumentRecipe::hidden_in(Document document, const Cancel& cancel) const {
  std::vector<HiddenValue> hidden;
  std::vector<CleanChange> changes;
  for (const Step& step : *steps_) {
    const auto* text = dynamic_cast<const TextOperation*>(step.does.get());
    if (text == nullptr) continue;
    ONGGI_TRY([[maybe_unused]] const std::string removed,
              Texts(*text, document, {.changes = changes, .hidden = &hidden}).change(cancel));
  }
  return hidden;
}

}  // namespace onggi
