// Charts of an HWPX (OOXML chart parts) as the numbers they draw.
#pragma once

#include "parse/worker/document_builder.h"
#include "parse/worker/flow/xml_scan.h"

namespace onggi::parse::hwpx {

/// A row a category, a column a series, names in the first row and column; a title stands alone in a first row of its
/// own. From the values that the part keeps for programs that do not calculate. Counts what it gives in.
Table read_chart(XmlScan& xml, DocumentBuilder& builder);

}  // namespace onggi::parse::hwpx
