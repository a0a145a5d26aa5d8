// Text of DrawingML: what stands in shapes, table cells of slides, text boxes of sheets (ECMA-376 part 1,
// section 21.1).
#pragma once

#include <cstdint>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "parse/worker/document_builder.h"

namespace onggi::parse::ooxml {

struct TextLine {
  std::string text;           // formulas between dollar signs; of a line that is one formula: its plain form
  std::string latex;          // of a line that is one formula; else empty
  std::int32_t level = 0;     // of the outline: 0 to 8
  pugi::xml_node properties;  // a:pPr; may be empty
};

/// The paragraphs of a text body, empty ones too (they count in numbered lists). What formulas add is counted in;
/// fallbacks of what was read are dropped.
std::vector<TextLine> read_text_body(const pugi::xml_node& body, std::int32_t depth_max, DocumentBuilder& builder);

/// The lines that say something, a line feed between them.
std::string joined(const std::vector<TextLine>& lines);

/// Characters of a DrawingML tree as XML has them, apart from any mapping: the text of all `t` elements.
std::string raw_drawing_text(const pugi::xml_node& top);

/// The child of an mc:AlternateContent that is read: the first choice, else the fallback.
pugi::xml_node chosen_alternative(const pugi::xml_node& alternate);

}  // namespace onggi::parse::ooxml
