// A person in the rows of all tables, also of those that this room does not know. Inside of room ingest.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "privacy/subject.h"
#include "store/database.h"

namespace onggi::ingest_room {

struct TableFind {
  std::string table;
  std::int64_t searched = 0, found = 0, masked = 0;  // rows
  std::vector<std::int64_t> values;                  // found rows of each value
};

/// What is done with a row that holds the subject.
enum class RowDeed : std::uint8_t { leave, mask };
/// `document`: whose row it is, in tables that name one ("id" of documents, "document", "document_id"); else empty.
using DecideRow = std::function<RowDeed(const std::string& table, const std::string& document)>;

/// Goes through all text of all tables, a page of rows at a time; each masked row is a transaction of its own, so that
/// a kill loses nothing and the next call goes on. Rows for which `passed_over` says yes are not counted.
Result<std::vector<TableFind>> go_through_tables(
    Database& database, const Subject& subject,
    const std::function<bool(const std::string& table, const std::string& document)>& passed_over,
    const DecideRow& decide, const Cancel& cancel);

}  // namespace onggi::ingest_room
