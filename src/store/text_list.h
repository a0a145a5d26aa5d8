// A list as one parameter of a statement, however long it is.
//
// Why: SQLite binds 32,766 and PostgreSQL 65,535 parameters a statement, a person may see 10,000 permissions, and a
// statement whose text grows with the list is planned anew each time. A temporary table would make every read a write.
#pragma once

#include <string>
#include <vector>

#include "store/database.h"

namespace onggi {

/// ["a","b"]: the value of the parameter.
std::string text_list(const std::vector<std::string>& texts);

/// The same of ids; empty ones are left out.
template <typename Id>
std::string text_list(const std::vector<Id>& ids) {
  std::vector<std::string> texts;
  texts.reserve(ids.size());
  for (const Id& id : ids)
    if (!id.empty()) texts.push_back(id.str());
  return text_list(texts);
}

/// SQL for "the texts of the list that is parameter `number`": IN (...) takes it.
std::string text_list_sql(SqlSession::Dialect dialect, int number);

}  // namespace onggi
