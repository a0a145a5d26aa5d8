// Documents that rows name; inside of room ingest.
#pragma once

#include <vector>

#include "index/catalog.h"
#include "store/database.h"

namespace onggi::ingest_room {

/// The column "document_id" of rows, in their order.
inline std::vector<DocumentId> document_ids(const std::vector<SqlRow>& rows) {
  std::vector<DocumentId> ids;
  ids.reserve(rows.size());
  for (const SqlRow& row : rows) ids.emplace_back(row.text("document_id"));
  return ids;
}

}  // namespace onggi::ingest_room
