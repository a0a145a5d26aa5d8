// Rows of the catalog's tables ↔ the types of its door.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "index/catalog.h"

namespace onggi::index {

/// The columns of DocumentRow in the order of document_values().
std::string document_columns();
std::vector<SqlValue> document_values(const DocumentRow& row);
Result<DocumentRow> document_row(const SqlRow& row);

/// id, document, number, lead, text, pieces. Errors: invalid_argument when the text is not the pieces joined by line
/// feeds.
Result<std::vector<SqlValue>> chunk_values(const ChunkRow& row);
Result<ChunkRow> chunk_row(const SqlRow& row);

/// ["a","b"]: a list as one parameter, however long it is.
template <typename Id>
std::vector<std::string> texts_of(const std::vector<Id>& ids) {
  std::vector<std::string> texts;
  texts.reserve(ids.size());
  for (const Id& id : ids)
    if (!id.empty()) texts.push_back(id.str());
  return texts;
}
std::string json_list(const std::vector<std::string>& texts);

/// SQL for "the texts of the JSON list that is parameter `number`": IN (...) takes it.
/// Why: SQLite binds 32,766 and PostgreSQL 65,535 parameters a statement, a person may see 10,000 permissions, and a
/// statement whose text grows with the list is planned anew each time. A temporary table would make every read a write.
std::string list_of(SqlSession::Dialect dialect, int number);

}  // namespace onggi::index
