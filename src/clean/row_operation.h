// What a recipe does to rows: one class an operation.
#pragma once

#include <any>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"

namespace onggi {

class PersonalDecisions;
struct Cell;
struct Element;
struct PseudonymisedValue;

namespace clean_room {
class RowFile;
}

/// Why an operation changed or removed a row: a stable id ("nfc", "too_short", "mask.PHONE") and how often. Never text.
struct RowNote {
  std::string reason;
  std::int64_t count = 1;
};

struct RowOutcome {
  bool removed = false;
  std::vector<RowNote> notes;  // none: the row is as it was
};

/// Made with its options, then asked for every row. What comes out hangs on the row, the options and, where
/// observes(), on the set of all rows: never on threads or on the time.
class RowOperation {
 public:
  virtual ~RowOperation() = default;

  /// Changes the "text" of a row or says that the row goes. `number` counts the rows that come to this operation from
  /// 0. From many threads at once.
  virtual RowOutcome apply(nlohmann::ordered_json& row, std::uint32_t number) const = 0;

  /// true: observe() and add() see every row, then settle() is called, before apply() sees the first.
  virtual bool observes() const { return false; }

  /// What is to be kept of a row; from many threads at once.
  virtual std::any observe(const nlohmann::ordered_json& row) const;

  /// Takes what observe() kept, in the order of the rows.
  virtual void add(std::any&& observed);

  /// All rows were seen; `rows` gives each again. Errors of reading; cancelled.
  virtual Result<void> settle(const clean_room::RowFile& rows, const Cancel& cancel);
};

/// Where a text stands that is no row of its own: an element of a document, a cell of a table.
struct TextPlace {
  std::string_view heading;                          // what stands before it: the header of its table column
  bool code = false;                                 // lines and spaces are content
  std::vector<std::string>* hidden = nullptr;        // takes the values that were masked, as they stood before
  std::vector<PseudonymisedValue>* named = nullptr;  // takes what pseudonyms under a workspace's key stand for
  const PersonalDecisions* decisions = nullptr;      // of people about values of this document; null: none
  const Element* element = nullptr;                  // in which it stands; null: the title of a document, or a row
  const Cell* cell = nullptr;                        // of the element's table
};

/// An operation that changes texts one by one and looks at nothing but the text: it works on documents, too.
class TextOperation : public RowOperation {
 public:
  RowOutcome apply(nlohmann::ordered_json& row, std::uint32_t number) const final;

  /// As apply() does it to a row. From many threads at once.
  virtual RowOutcome change(std::string& text, const TextPlace& place) const = 0;

  /// Whether it hides something: what it was given must then not be shown to those who see what it made.
  virtual bool masks() const { return false; }
};

}  // namespace onggi
