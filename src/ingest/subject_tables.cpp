// See subject_tables.h. Names of tables and columns come from the database's own schema and are quoted.
#include "ingest/subject_tables.h"

#include <algorithm>

namespace onggi::ingest_room {
namespace {

constexpr std::int64_t kPage = 500;

std::string quoted(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

std::string joined(const std::vector<std::string>& names, std::string_view between) {
  std::string text;
  for (const std::string& name : names) text.append(text.empty() ? "" : between).append(quoted(name));
  return text;
}

class Table {
 public:
  Table(Database& database, Database::TextColumns columns) : database_(database), columns_(std::move(columns)) {}

  const std::string& name() const { return columns_.table; }
  const std::vector<std::string>& texts() const { return columns_.columns; }

  /// The rows after `last`, in the order of the key. By the key itself where it is one column, so that the last page
  /// costs what the first does.
  Result<std::vector<SqlRow>> page(std::int64_t seen, const SqlRow* last) const {
    std::vector<std::string> wanted = columns_.key;
    for (const std::string& column : columns_.columns)
      if (std::ranges::find(wanted, column) == wanted.end()) wanted.push_back(column);
    std::string sql = "SELECT " + joined(wanted, ", ") + " FROM " + quoted(name());
    const std::string order = columns_.key.empty() ? joined(columns_.columns, ", ") : joined(columns_.key, ", ");
    if (columns_.key.size() != 1)
      return database_.query(sql + " ORDER BY " + order + " LIMIT :1 OFFSET :2", {kPage, seen});
    if (last == nullptr) return database_.query(sql + " ORDER BY " + order + " LIMIT :1", {kPage});
    return database_.query(sql + " WHERE " + order + " > :1 ORDER BY " + order + " LIMIT :2",
                           {key_value(*last, columns_.key.front()), kPage});
  }

  std::string document_of(const SqlRow& row) const {
    const std::string_view column = name() == "documents" ? "id" : name() == "chunks" ? "document" : "document_id";
    return std::ranges::find(columns_.columns, column) == columns_.columns.end() ? "" : row.text(column);
  }

  /// No: the value stands in the key, or there is no key to name the row by.
  Result<bool> mask(const SqlRow& row, const Subject& subject) const {
    std::vector<SqlValue> values;
    std::string changes;
    for (const std::string& column : columns_.columns) {
      const std::string text = row.text(column);
      const auto hits = subject.find(text);
      if (hits.empty()) continue;
      if (std::ranges::find(columns_.key, column) != columns_.key.end()) return false;
      values.emplace_back(subject.without(text, hits));
      changes += (changes.empty() ? "" : ", ") + quoted(column) + " = :" + std::to_string(values.size());
    }
    if (columns_.key.empty()) return false;
    std::string where;
    for (const std::string& column : columns_.key) {
      values.push_back(key_value(row, column));
      where += (where.empty() ? "" : " AND ") + quoted(column) + " = :" + std::to_string(values.size());
    }
    ONGGI_CHECK(database_.execute("UPDATE " + quoted(name()) + " SET " + changes + " WHERE " + where, values));
    return true;
  }

 private:
  SqlValue key_value(const SqlRow& row, const std::string& column) const {
    const bool is_text = std::ranges::find(columns_.columns, column) != columns_.columns.end();
    return is_text ? SqlValue(row.text(column)) : SqlValue(row.integer(column));
  }

  Database& database_;
  Database::TextColumns columns_;
};

std::vector<bool> values_in(const Table& table, const SqlRow& row, const Subject& subject) {
  std::vector<bool> values(subject.values().size());
  for (const std::string& column : table.texts())
    for (const SubjectHit& hit : subject.find(row.text(column))) values[hit.value] = true;
  return values;
}

}  // namespace

Result<std::vector<TableFind>> go_through_tables(
    Database& database, const Subject& subject,
    const std::function<bool(const std::string& table, const std::string& document)>& passed_over,
    const DecideRow& decide, const Cancel& cancel) {
  ONGGI_TRY(const auto tables, database.text_columns());
  std::vector<TableFind> finds;
  for (const Database::TextColumns& columns : tables) {
    TableFind find{columns.table, 0, 0, 0, std::vector<std::int64_t>(subject.values().size())};
    const Table table(database, columns);
    for (std::vector<SqlRow> rows; !columns.columns.empty();) {
      ONGGI_CHECK(cancel.check());
      ONGGI_TRY(auto page, table.page(find.searched, rows.empty() ? nullptr : &rows.back()));
      if (page.empty()) break;
      rows = std::move(page);
      find.searched += static_cast<std::int64_t>(rows.size());
      for (const SqlRow& row : rows) {
        const std::vector<bool> values = values_in(table, row, subject);
        const std::string document = table.document_of(row);
        if (std::ranges::find(values, true) == values.end() || passed_over(columns.table, document)) continue;
        ++find.found;
        for (std::size_t v = 0; v < values.size(); ++v) find.values[v] += values[v] ? 1 : 0;
        if (decide(columns.table, document) != RowDeed::mask) continue;
        ONGGI_TRY(const bool masked, table.mask(row, subject));
        find.masked += masked ? 1 : 0;
      }
    }
    finds.push_back(std::move(find));
  }
  return finds;
}

}  // namespace onggi::ingest_room
