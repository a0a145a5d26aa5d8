// See statement.h.
#include "collection/statement.h"

#include <algorithm>
#include <utility>

namespace onggi::collection {
namespace {

/// With `before` alone the page ends there: it is read from its end.
bool is_read_backwards(const Cursor& cursor) { return cursor.after.empty() && !cursor.before.empty(); }

}  // namespace

void add_cursor(Statement& statement, const Cursor& cursor, std::string_view column) {
  const bool rises = cursor.order == Cursor::Order::oldest_first;
  const std::string name(column);
  if (!cursor.after.empty()) statement.sql += " AND " + name + (rises ? " > " : " < ") + statement.add(cursor.after);
  if (!cursor.before.empty()) statement.sql += " AND " + name + (rises ? " < " : " > ") + statement.add(cursor.before);
  statement.sql += " ORDER BY " + name + (rises != is_read_backwards(cursor) ? " ASC" : " DESC");
  statement.sql += " LIMIT " + statement.add(cursor.limit + 1);
}

Paged<SqlRow> paged(std::vector<SqlRow> rows, const Cursor& cursor) {
  Paged<SqlRow> page;
  page.has_more = std::cmp_greater(rows.size(), cursor.limit);
  if (page.has_more) rows.pop_back();
  if (is_read_backwards(cursor)) std::ranges::reverse(rows);
  page.items = std::move(rows);
  return page;
}

}  // namespace onggi::collection
