// The schema as the database itself tells it.
#include "store/database.h"

namespace onggi {
namespace {

constexpr std::string_view kSqlite =
    "SELECT m.name AS table_name, p.name AS column_name, "
    "CASE WHEN upper(p.type) LIKE '%CHAR%' OR upper(p.type) LIKE '%TEXT%' OR upper(p.type) LIKE '%CLOB%' OR p.type = "
    "'' "
    "THEN 1 ELSE 0 END AS is_text, CASE WHEN p.pk > 0 THEN 1 ELSE 0 END AS is_key "
    "FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' "
    "ORDER BY m.name, p.cid";

constexpr std::string_view kPostgresql =
    "SELECT c.relname AS table_name, a.attname AS column_name, "
    "CASE WHEN t.typcategory = 'S' OR t.typname IN ('json', 'jsonb', 'bytea') THEN 1 ELSE 0 END AS is_text, "
    "CASE WHEN EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY "
    "(i.indkey)) THEN 1 ELSE 0 END AS is_key "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid "
    "JOIN pg_type t ON t.oid = a.atttypid WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND a.attnum "
    "> "
    "0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum";

}  // namespace

Result<std::vector<Database::TextColumns>> Database::text_columns() {
  ONGGI_TRY(const auto rows, query(dialect() == SqlSession::Dialect::sqlite ? kSqlite : kPostgresql));
  std::vector<TextColumns> tables;
  for (const SqlRow& row : rows) {
    const std::string table = row.text("table_name");
    if (tables.empty() || tables.back().table != table) tables.push_back({table, {}, {}});
    if (row.integer("is_text") != 0) tables.back().columns.push_back(row.text("column_name"));
    if (row.integer("is_key") != 0) tables.back().key.push_back(row.text("column_name"));
  }
  return tables;
}

}  // namespace onggi
