// Laying corrections over a document; see correction.h.
//
// The elements become a linked list with a table from id to place, so that moving, splitting and removing cost the same
// anywhere in a long document. Each correction first checks everything and then changes, so one that does not fit
// leaves no half of itself behind.
#include "document/correction.h"

#include <algorithm>
#include <array>
#include <list>
#include <ranges>
#include <unordered_map>
#include <unordered_set>

#include "base/hash.h"
#include "document/clause.h"
#include "document/correction_parts.h"

namespace onggi {
namespace {

using document_room::box_overlap;
using document_room::line_of;
using document_room::merged_tables;
using document_room::same_grid;
using document_room::table_of_lines;
using Elements = std::list<Element>;

constexpr std::array<std::string_view, 9> kOperationNames{"set_text", "set_kind", "set_cell", "set_table", "move",
                                                          "split",    "merge",    "add",      "remove"};
constexpr double kSamePlace = 0.5;  // overlap from which two boxes are taken for the same piece of a page

// The first word that says why a correction does not fit; empty: it was applied.
using Misfit = std::string_view;
constexpr Misfit kFits;

class Overlay {
 public:
  explicit Overlay(Document& document) {
    for (Element& element : document.elements) elements_.push_back(std::move(element));
    for (auto at = elements_.begin(); at != elements_.end(); ++at) at_.emplace(at->id, at);
  }

  Misfit apply(const Correction& one) {
    if (one.operation == CorrectionOperation::add) return add(one);
    const auto found = at_.find(one.element);
    if (found == at_.end()) return is_there_already(one) ? "already_there" : "element_missing";
    const Elements::iterator at = found->second;
    switch (one.operation) {
      case CorrectionOperation::set_text:
        return set_text(*at, one);
      case CorrectionOperation::set_kind:
        return set_kind(*at, one);
      case CorrectionOperation::set_cell:
        return set_cell(*at, one);
      case CorrectionOperation::set_table:
        return set_table(*at, one);
      case CorrectionOperation::move:
        return move(at, one);
      case CorrectionOperation::split:
        return at->table ? split_table(at, one) : split_text(at, one);
      case CorrectionOperation::merge:
        return merge(at, one);
      case CorrectionOperation::remove:
        return remove(at, one);
      case CorrectionOperation::add:
        break;
    }
    return "element_missing";
  }

  /// An element of the same kind at the same place of a page, for a correction whose element is gone.
  ElementId candidate(const Correction& one) const {
    ElementId best;
    double most = kSamePlace;
    for (const Element& element : elements_) {
      const double overlap = element.kind == one.kind ? box_overlap(element.places, one.places) : 0;
      if (overlap > most) best = element.id, most = overlap;
    }
    return best;
  }

  std::vector<Element> take() {
    std::vector<Element> elements;
    elements.reserve(elements_.size());
    for (Element& element : elements_) {
      if (touched_.contains(element.id) && element.table) element.text = table_text(*element.table);
      elements.push_back(std::move(element));
    }
    return elements;
  }

 private:
  // A table's text is written once, at the end: until then its grid is what counts.
  static std::string text_of(const Element& element) {
    return element.table ? table_text(*element.table) : line_of(element);
  }

  bool is_there_already(const Correction& one) const {
    if (one.operation != CorrectionOperation::set_text || !one.after.text) return false;
    return std::ranges::any_of(elements_, [&](const Element& element) {
      return element.kind == one.kind && !element.table && line_of(element) == *one.after.text;
    });
  }

  Misfit set_text(Element& element, const Correction& one) {
    if (element.table) return "unlike";
    if (line_of(element) != one.before.text.value_or("")) return "changed";
    if (!element.latex.empty()) element.latex = one.after.text.value_or("");
    element.text = one.after.text.value_or("");
    follow_mark(element);
    return kFits;
  }

  Misfit set_kind(Element& element, const Correction& one) {
    if (element.kind != one.before.kind || element.level != one.before.level || !one.after.kind) return "changed";
    const bool becomes_table = *one.after.kind == ElementKind::table;
    if (becomes_table && !element.table) element.table = table_of_lines(element.text);
    if (!becomes_table && element.table) element.text = table_text(*element.table), element.table.reset();
    element.kind = *one.after.kind;
    element.level = one.after.level;
    if (element.table) touched_.insert(element.id);
    return kFits;
  }

  Misfit set_cell(Element& element, const Correction& one) {
    if (!element.table) return "unlike";
    const auto cell = std::ranges::find_if(element.table->cells, [&](const Cell& candidate) {
      return candidate.row == one.before.row && candidate.column == one.before.column;
    });
    if (cell == element.table->cells.end()) return "cell_missing";
    if (cell->text != one.before.text.value_or("")) return "changed";
    cell->text = one.after.text.value_or("");
    touched_.insert(element.id);
    return kFits;
  }

  Misfit set_table(Element& element, const Correction& one) {
    if (!element.table || !one.after.table) return "unlike";
    if (!one.before.table || !same_grid(*element.table, *one.before.table)) return "changed";
    element.table = one.after.table;
    touched_.insert(element.id);
    return kFits;
  }

  Misfit move(Elements::iterator at, const Correction& one) {
    const auto next = place_behind(one.after.behind);
    if (!next || one.after.behind == at->id) return "target_missing";
    if (*next != at) elements_.splice(*next, elements_, at);
    return kFits;
  }

  Misfit split_text(Elements::iterator at, const Correction& one) {
    if (line_of(*at) != one.before.text.value_or("") || one.after.texts.size() < 2) return "changed";
    const std::vector<ElementId> ids = made_elements(one);
    Element part = *at;
    part.latex.clear();
    const std::string whole = at->text;
    at->text = one.after.texts.front();
    if (!at->latex.empty()) at->latex = at->text;
    const auto next = std::next(at);
    for (std::size_t i = 1; i < one.after.texts.size(); ++i) {
      part.id = ids[i - 1], part.text = one.after.texts[i];
      stand_in_clause(part, clause_from(at->clause), whole);
      insert(next, part);
    }
    return kFits;
  }

  // Inside of a rule a number that was misread says where the element stands: "제12죠" → "제12조".
  static void follow_mark(Element& element) {
    if (element.clause.empty()) return;
    if (const auto mark = leading_mark(element.text))
      element.clause = to_string(entered(clause_from(element.clause), *mark));
  }

  static void stand_in_clause(Element& part, const Clause& clause, std::string_view whole) {
    if (clause.empty()) return;
    part.clause = to_string(clause_at(clause, whole, std::min(whole.find(part.text), whole.size())));
    follow_mark(part);
  }

  Misfit split_table(Elements::iterator at, const Correction& one) {
    const std::int32_t row = one.after.row.value_or(0);
    if (table_text(*at->table) != one.before.text.value_or("") || row >= at->table->rows) return "changed";
    auto halves = document_room::split_table(*at->table, row);
    if (!halves) return "unlike";
    Element part = *at;
    part.id = made_elements(one).front();
    part.table = std::move(halves->second);
    at->table = std::move(halves->first);
    touched_.insert({at->id, part.id});
    insert(std::next(at), std::move(part));
    return kFits;
  }

  Misfit merge(Elements::iterator at, const Correction& one) {
    std::vector<Elements::iterator> others;
    for (const ElementId& id : one.after.elements) {
      const auto found = at_.find(id);
      if (found == at_.end() || found->second == at) return "target_missing";
      others.push_back(found->second);
    }
    if (others.empty()) return "target_missing";
    if (!std::ranges::all_of(others, [&](auto other) { return can_join(*at, *other); })) return "unlike";
    for (const auto other : others) {
      join(*at, *other);
      take_out(other);
    }
    return kFits;
  }

  static bool can_join(const Element& left, const Element& right) {
    if (left.table.has_value() != right.table.has_value()) return false;
    return !left.table || left.table->columns == right.table->columns;
  }

  void join(Element& into, const Element& other) {
    if (into.table) {
      into.table = merged_tables(*into.table, *other.table);
      touched_.insert(into.id);
    } else {
      const char* between = into.kind == ElementKind::code ? "\n" : " ";
      into.text = line_of(into) + between + line_of(other);
      if (!into.latex.empty()) into.latex = into.text;
    }
    into.places.insert(into.places.end(), other.places.begin(), other.places.end());
  }

  Misfit remove(Elements::iterator at, const Correction& one) {
    if (text_of(*at) != one.before.text.value_or("")) return "changed";
    take_out(at);
    return kFits;
  }

  Misfit add(const Correction& one) {
    const auto next = place_behind(one.after.behind);
    if (!next) return "target_missing";
    if (has_table_there(one)) return "already_there";
    Element made{.id = made_elements(one).front(),
                 .kind = one.after.kind.value_or(ElementKind::paragraph),
                 .text = one.after.text.value_or(""),
                 .places = {},
                 .level = one.after.level,
                 .table = one.after.table,
                 .latex = {}};
    if (one.after.place) made.places.push_back(*one.after.place);
    if (made.table) touched_.insert(made.id);
    insert(*next, std::move(made));
    return kFits;
  }

  // A newer reader may find the very table that somebody drew: two of it would be worse than one.
  bool has_table_there(const Correction& one) const {
    if (!one.after.table || !one.after.place) return false;
    const std::vector<Place> wanted{*one.after.place};
    return std::ranges::any_of(elements_, [&](const Element& element) {
      return element.table && box_overlap(element.places, wanted) > kSamePlace;
    });
  }

  std::optional<Elements::iterator> place_behind(const std::optional<ElementId>& id) {
    if (!id) return std::nullopt;
    if (id->empty()) return elements_.begin();
    const auto found = at_.find(*id);
    if (found == at_.end()) return std::nullopt;
    return std::next(found->second);
  }

  void insert(Elements::iterator next, Element element) {
    const auto at = elements_.insert(next, std::move(element));
    at_.insert_or_assign(at->id, at);
  }

  void take_out(Elements::iterator at) {
    at_.erase(at->id);
    elements_.erase(at);
  }

  Elements elements_;
  std::unordered_map<ElementId, Elements::iterator> at_;
  std::unordered_set<ElementId> touched_;  // whose table's text has to be written anew
};

}  // namespace

std::string_view to_string(CorrectionOperation operation) {
  return kOperationNames[static_cast<std::size_t>(operation)];
}

std::optional<CorrectionOperation> correction_operation_from(std::string_view name) {
  const auto found = std::ranges::find(kOperationNames, name);
  if (found == kOperationNames.end()) return std::nullopt;
  return static_cast<CorrectionOperation>(found - kOperationNames.begin());
}

std::vector<ElementId> made_elements(const Correction& correction) {
  std::size_t count = 0;
  if (correction.operation == CorrectionOperation::add) count = 1;
  if (correction.operation == CorrectionOperation::split)
    count = correction.after.row ? 1 : std::max<std::size_t>(correction.after.texts.size(), 1) - 1;
  std::vector<ElementId> made;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    const std::array<std::string_view, 3> parts{"correction", correction.id.str(), number};
    made.emplace_back(sha256_hex_parts(parts).substr(0, 16));  // as long as those of assign_element_ids()
  }
  return made;
}

Corrected apply(Document document, std::vector<Correction> corrections) {
  Corrected corrected;
  if (corrections.empty()) {
    corrected.document = std::move(document);
    return corrected;
  }
  std::ranges::sort(corrections, {}, [](const Correction& one) { return std::tie(one.time_ms, one.id); });
  Overlay overlay(document);
  for (const Correction& one : corrections) {
    const Misfit misfit = overlay.apply(one);
    if (misfit.empty()) continue;
    const bool missing = misfit == "element_missing";
    corrected.conflicts.push_back({one.id, std::string(misfit), missing ? overlay.candidate(one) : ElementId()});
  }
  document.elements = overlay.take();
  corrected.document = std::move(document);
  return corrected;
}

}  // namespace onggi
