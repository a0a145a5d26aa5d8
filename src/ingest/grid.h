// The grids of a document's tables, for pieces that are cut from them by rows. Inside of room ingest.
#pragma once

#include <unordered_map>
#include <vector>

#include "index/catalog.h"

namespace onggi::ingest_room {

/// Cost: a table's cells once, when the first piece of it is asked for. The document and the text must outlive this.
class Grids {
 public:
  explicit Grids(const Document& document);

  /// Of a piece of the table `element`. None when the document holds no such table, or not row by row.
  std::optional<PieceGrid> grid(const CleanElement& element, const Piece& piece);

 private:
  using Rows = std::vector<std::vector<ColumnRange>>;
  const Rows& rows_of(const ElementId& id, const Table& table);

  std::unordered_map<ElementId, const Table*> tables_;
  std::unordered_map<ElementId, Rows> rows_;
};

}  // namespace onggi::ingest_room
