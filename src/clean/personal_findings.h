// All personal data of a document as it stands, however sure: what people are to confirm or to dismiss.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "clean/document_recipe.h"
#include "document/document.h"
#include "privacy/privacy.h"

namespace onggi {

/// Where a finding stands.
struct PersonalPlace {
  ElementId element;                   // empty: in the title
  std::int32_t row = -1, column = -1;  // of the cell in the element's table; -1: in no table
  ByteRange bytes;                     // in the text of that place (personal_text())
  bool operator==(const PersonalPlace&) const = default;
};

struct PlacedFinding {
  std::string kind, value;  // the value as it stands
  double confidence = 0;
  std::string reason;  // as Finding's
  PersonalPlace place;
};

/// In the order in which they stand; a number that two cells share is one finding, placed in the first of them. Found
/// are the kinds that `recipe` looks for (a company's own, too); null: those of this program. Pure. Errors: cancelled.
Result<std::vector<PlacedFinding>> find_personal_data(const Document& document, const DocumentRecipe* recipe,
                                                      const Cancel& cancel);

/// By which rules: part of the key of what was found.
std::string personal_rules(const DocumentRecipe* recipe);

/// The text in which a place counts its bytes; empty where the document has no such place any more.
std::string personal_text(const Document& document, const PersonalPlace& place);

/// What names the cell of a place: the header of its column, the cell to its left; empty outside of tables.
std::string personal_heading(const Document& document, const PersonalPlace& place);

}  // namespace onggi
