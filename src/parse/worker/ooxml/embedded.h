// Files embedded in office documents: packages as they are, OLE objects opened up.
#pragma once

#include <string>
#include <string_view>

#include "parse/worker/document_builder.h"
#include "parse/worker/ooxml/office_package.h"
#include "parse/worker/reader.h"

namespace onggi::parse::ooxml {

/// Reads an embedded part ("word/embeddings/oleObject1.bin", "ppt/embeddings/Sheet.xlsx") as an inner file. Of an OLE
/// object its content is taken: the packed file with its own name (Ole10Native), the package, the PDF; else the
/// compound file itself (an old Office or Hangul document).
Result<void> add_embedded(DocumentBuilder& builder, const ReadContext& context, OfficePackage& package,
                          const std::string& part);

}  // namespace onggi::parse::ooxml
