// Lines and labelled values near the ends of a document, where forms say what it is; inside of room ingest.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"

namespace onggi::ingest_room {

/// A value that stands behind its label: "문서번호: 총무과-12", or in the cell beside it.
struct LabelledValue {
  std::string label;  // without spaces
  std::string value;  // one line, squeezed
  const Element* element = nullptr;
};

/// The elements in which a document says what it is: the first sixty and the last twenty, page headers and footers
/// left out.
std::vector<const Element*> telling_elements(const Document& document);

/// Whether the cells below a label are values of it, too: the history of a rule is a column.
enum class Below : std::uint8_t { no, yes };

/// Values of these labels (given without spaces; written with or without). Only labels that begin a line, a cell or a
/// column of words count, so that a sentence that names one does not. Cost: bounded by telling_elements().
std::vector<LabelledValue> labelled_values(const std::vector<const Element*>& elements,
                                           std::span<const std::string_view> labels, Below below);

/// Lines of a text, trimmed, empty ones left out.
std::vector<std::string> lines_of(std::string_view text);
std::string without_spaces(std::string_view text);

}  // namespace onggi::ingest_room
