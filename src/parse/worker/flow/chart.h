// Charts of Hangul's formats as the numbers they draw: HWPX has them as parts, HWP 5 inside of OLE objects, both as
// OOXML chart parts.
#pragma once

#include <string_view>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/flow/xml_scan.h"

namespace onggi::parse {

/// A row a category, a column a series, names in the first row and column; a title stands alone in a first row of its
/// own. From the values that the part keeps for programs that do not calculate. Counts what it gives in.
Table read_chart(XmlScan& xml, DocumentBuilder& builder);

/// The same as an element with the role "chart"; a chart without values becomes a warning.
void add_chart(std::string_view xml, DocumentBuilder& builder, std::vector<Place> places);

}  // namespace onggi::parse
