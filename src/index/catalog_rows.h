// Rows of the catalog's tables ↔ the types of its door.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "index/catalog.h"

namespace onggi::index {

/// The columns of DocumentRow that put() writes, in the order of document_values(); `words` stands beside them.
std::string document_columns();
std::vector<SqlValue> document_values(const DocumentRow& row);
Result<DocumentRow> document_row(const SqlRow& row);

/// id, document, number, lead, text, pieces. Errors: invalid_argument when the text is not the pieces joined by line
/// feeds.
Result<std::vector<SqlValue>> chunk_values(const ChunkRow& row);
Result<ChunkRow> chunk_row(const SqlRow& row);

}  // namespace onggi::index
