// Numbered changes of the schema: forward only, each room its own, valid on SQLite and PostgreSQL.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace onggi {

/// One file of a room's sql/ folder: 0003_add_label.sql → {"access", 3, "add_label", "..."}.
struct Migration {
  std::string_view room;
  int number = 0;
  std::string_view name;
  std::string_view sql;  // statements separated by ";" at a line's end
};

/// Made from src/store/sql/.
std::vector<Migration> store_migrations();

/// Runs what is missing, each in its own transaction, in the order given, and notes it in `schema_migrations` with a
/// hash of its text. Several processes may call it at once. Errors: conflict when a migration that ran has another text
/// now, or the database is newer than this program.
Result<void> migrate(Database& database, std::span<const Migration> migrations);

}  // namespace onggi
