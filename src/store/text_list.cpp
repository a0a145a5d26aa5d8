// See text_list.h.
#include "store/text_list.h"

#include <nlohmann/json.hpp>

namespace onggi {

std::string text_list(const std::vector<std::string>& texts) { return nlohmann::json(texts).dump(); }

std::string text_list_sql(SqlSession::Dialect dialect, int number) {
  const std::string parameter = ":" + std::to_string(number);
  if (dialect == SqlSession::Dialect::sqlite) return "(SELECT value FROM json_each(" + parameter + "))";
  return "(SELECT json_array_elements_text(CAST(" + parameter + " AS json)))";
}

}  // namespace onggi
