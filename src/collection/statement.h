// Statements that are put together from what is asked for, and read page by page. Inside of room collection.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collection/cursor.h"
#include "store/database.h"

namespace onggi::collection {

/// A statement that grows with its values; add() gives the place of one.
struct Statement {
  std::string sql;
  std::vector<SqlValue> values;
  std::string add(SqlValue value) {
    values.push_back(std::move(value));
    return ":" + std::to_string(values.size());
  }
};

/// " AND <column> ... ORDER BY ... LIMIT ..." for one row more than the page has.
void add_cursor(Statement& statement, const Cursor& cursor, std::string_view column);
/// The rows as the page shows them.
Paged<SqlRow> paged(std::vector<SqlRow> rows, const Cursor& cursor);

}  // namespace onggi::collection
