// Pages of lists that go on from an id. Ids are made in the order of time (new_id()), so that a page goes on also where
// the thing that was last seen was removed meanwhile.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace onggi {

struct Cursor {
  std::int64_t limit = 20;  // at least 1
  enum class Order : std::uint8_t { newest_first, oldest_first } order = Order::newest_first;
  std::string after, before;  // ids between which the page lies, in its order; empty: no bound
};

template <typename T>
struct Paged {
  std::vector<T> items;
  bool has_more = false;  // in the direction in which the page goes
};

namespace collection {

/// A statement that grows with its values; add() gives the place of one.
struct Statement {
  std::string sql;
  std::vector<SqlValue> values;
  std::string add(SqlValue value) {
    values.push_back(std::move(value));
    return ":" + std::to_string(values.size());
  }
};

/// Inside of room collection: " AND <column> ... ORDER BY ... LIMIT ..." for one row more than the page has.
void add_cursor(Statement& statement, const Cursor& cursor, std::string_view column);
/// The rows as the page shows them.
Paged<SqlRow> paged(std::vector<SqlRow> rows, const Cursor& cursor);

}  // namespace collection
}  // namespace onggi
