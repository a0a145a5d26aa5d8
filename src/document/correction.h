// What people mend in a document after it was read. A correction is an overlay: it names an element by its stable id
// and says what was there and what belongs there. The reader's output itself is never changed, so a newer reader may
// read the file again; corrections that still fit are laid over the new output, the others are listed as conflicts.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "document/document.h"

namespace onggi {

using CorrectionId = Id<struct CorrectionTag>;

/// operation   before                 after
/// set_text    text                   text                      types it anew (of a formula: its source)
/// set_kind    kind, level            kind, level               also: marks a page header or footer; a table as text
/// set_cell    row, column, text      row, column, text         the cell that begins there
/// set_table   table                  table                     the whole grid: rows, columns, spans, header cells
/// move        behind                 behind                    to another place in the reading order
/// split       text                   texts; of a table: row    the first part keeps the element's id
/// merge       texts                  elements                  these, in this order, go into the element
/// add         -                      kind, level, text or table, place, behind      what the reader missed
/// remove      kind, text             -                         what is no content: a stray mark, a stamp
enum class CorrectionOperation : std::uint8_t {
  set_text,
  set_kind,
  set_cell,
  set_table,
  move,
  split,
  merge,
  add,
  remove,
};
std::string_view to_string(CorrectionOperation operation);
std::optional<CorrectionOperation> correction_operation_from(std::string_view name);

/// One side of a correction: only what the table above names is set.
struct CorrectionState {
  std::optional<ElementKind> kind;
  std::int32_t level = 0;  // with `kind`
  std::optional<std::string> text;
  std::vector<std::string> texts;
  std::optional<std::int32_t> row, column;
  std::optional<Table> table;
  std::vector<ElementId> elements;
  std::optional<ElementId> behind;  // an empty id: at the very beginning
  std::optional<Place> place;
  bool operator==(const CorrectionState&) const = default;
};

struct Correction {
  CorrectionId id;
  ElementId element;  // empty for `add`
  CorrectionOperation operation = CorrectionOperation::set_text;
  CorrectionState before, after;
  // The element when it was corrected: what a conflict shows and what an export needs after the element is gone.
  ElementKind kind = ElementKind::paragraph;
  std::vector<Place> places;
  PersonId author;
  UnixMs time_ms = 0;
  std::string reason;  // why, as a short code: "misread", "layout" ...; never text of the document
};

/// The elements that a correction makes and their ids, which depend on its id alone: of `add` one, of `split` one for
/// each part but the first.
std::vector<ElementId> made_elements(const Correction& correction);

/// A correction that does not fit what the reader found. Reasons: "element_missing"; "changed" (what is there is not
/// what was corrected); "cell_missing"; "target_missing" (of move, merge, add); "unlike" (merge of a table and a text,
/// a cut through a spanned cell); "already_there" (the reader now finds what the correction says).
struct CorrectionConflict {
  CorrectionId correction;
  std::string reason;
  ElementId candidate;  // element_missing: a like one at the same place of the page; empty: none
};

struct Corrected {
  Document document;
  std::vector<CorrectionConflict> conflicts;  // in the order of time
};

/// Lays corrections over a document, oldest first (equal times: by id), each over what the ones before it left.
///
/// Promise: deterministic, whatever order they are given in; no corrections: the same document; what does not fit
///          changes nothing; pages, warnings and the account stay; every element keeps an id, and no id is given twice.
/// Cost:    O(elements + corrections + cells of corrected tables), O(elements) more for each conflict. Pure, thread
/// safe.
Corrected apply(Document document, std::vector<Correction> corrections);

/// A wish of a person made whole: `before`, `kind` and `places` are filled in from the document as it stands now, texts
/// become NFC. A `before` that was given must agree with the document.
/// Errors: invalid_argument naming the field; conflict, with the reason of a CorrectionConflict, when it does not fit.
Result<Correction> complete(const Document& corrected, Correction wish);

/// Hash of everything that apply() would do; empty for no corrections. Version and all: part of a stage's key.
std::string fingerprint(const std::vector<Correction>& corrections);

/// {"id","element","operation","before":{...},"after":{...},"kind","places","author","time_ms","reason"}; the sides
/// have the fields that are set.
nlohmann::json to_json(const Correction& correction);
nlohmann::json to_json(const CorrectionState& state);
/// Errors: bad_input naming the field.
Result<Correction> correction_from_json(const nlohmann::json& json);
Result<CorrectionState> correction_state_from_json(const nlohmann::json& json);
nlohmann::json to_json(const CorrectionConflict& conflict);  // {"correction","reason","candidate"}

/// One line of training and test data for readers: {"document_sha256","media_type","page":{"index","label","width",
/// "height"}|null,"box","places","kind","operation","before","after","reason","time_ms"}. Without ids of people.
nlohmann::json training_record(const Correction& correction, std::string_view document_sha256,
                               const Document& document);

}  // namespace onggi
