// See metadata_conditions.h.
#include "index/metadata_conditions.h"

#include <algorithm>

#include "store/text_list.h"

namespace onggi {
namespace {

using Compare = MetadataCondition::Compare;

constexpr std::size_t kConditionsMax = 20;

std::unexpected<Error> bad_condition(std::string message) {
  return fail(ErrorCode::invalid_argument, std::move(message), "bad_condition");
}

/// What a value weighs against others of its document and field.
std::string rank_of(const std::string& table) {
  return "CASE " + table + ".origin WHEN 'person' THEN 2 WHEN 'source' THEN 1 ELSE 0 END";
}

/// Why CASE: a value that is none (a source may have said anything) compares as NULL; PostgreSQL would fail at a cast.
std::string number_of(SqlSession::Dialect dialect, const std::string& value) {
  const std::string is_number = dialect == SqlSession::Dialect::postgresql
                                    ? value + " ~ '^-?[0-9]+([.][0-9]+)?$'"
                                    : value + " GLOB '*[0-9]*' AND " + value + " NOT GLOB '*[^0-9.-]*'";
  return "CASE WHEN " + is_number + " THEN CAST(" + value + " AS DOUBLE PRECISION) END";
}

std::string comparison(SqlSession::Dialect dialect, const MetadataCondition& condition, const std::string& parameter) {
  const char* sign = condition.compare == Compare::equals     ? " = "
                     : condition.compare == Compare::at_least ? " >= "
                                                              : " <= ";
  if (!condition.number) {
    // By bytes, as dates are compared everywhere, whatever language the server sorts in.
    const char* order = dialect == SqlSession::Dialect::postgresql ? " COLLATE \"C\"" : "";
    return std::string("m.value") + (condition.compare == Compare::equals ? "" : order) + sign + parameter;
  }
  return number_of(dialect, "m.value") + sign + "CAST(" + parameter + " AS DOUBLE PRECISION)";
}

}  // namespace

Result<MetadataCondition> read_condition(std::string_view text) {
  const std::size_t at = text.find_first_of("=<>");
  if (at == std::string_view::npos || at == 0)
    return bad_condition("a condition is field=value, field>=value or field<=value");
  MetadataCondition condition{.field = std::string(text.substr(0, at)), .compare = Compare::equals, .value = {}};
  text.remove_prefix(at);
  if (text.starts_with(">=")) condition.compare = Compare::at_least;
  else if (text.starts_with("<=")) condition.compare = Compare::at_most;
  else if (!text.starts_with('=')) return bad_condition("a condition compares by =, >= or <=");
  text.remove_prefix(condition.compare == Compare::equals ? 1 : 2);
  while (condition.field.ends_with(' ')) condition.field.pop_back();
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (text.empty()) return bad_condition("the condition on '" + condition.field + "' has no value");
  condition.value = text;
  return condition;
}

Result<std::vector<MetadataCondition>> read_conditions(const std::vector<std::string>& texts) {
  std::vector<MetadataCondition> conditions;
  for (const std::string& text : texts) {
    ONGGI_TRY(MetadataCondition condition, read_condition(text));
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

MetadataSearch::MetadataSearch(const std::shared_ptr<Database>& database) : database_(database), fields_(database) {}

Result<std::vector<MetadataCondition>> MetadataSearch::checked(const std::vector<MetadataCondition>& conditions) const {
  if (conditions.size() > kConditionsMax) return bad_condition("at most 20 conditions");
  std::vector<MetadataCondition> all;
  for (const MetadataCondition& condition : conditions) {
    ONGGI_TRY(const MetadataField field, fields_.get(condition.field));
    const bool ordered = field.type == FieldType::date || field.type == FieldType::number;
    if (condition.compare != Compare::equals && !ordered)
      return bad_condition("'" + field.name + "' is no date and no number: ask for it with =");
    MetadataCondition one = condition;
    one.number = field.type == FieldType::number;
    // A choice that was taken away later still stands on documents: what is looked for need not be one.
    if (field.type != FieldType::choice) {
      ONGGI_TRY(one.value, checked_value(field, condition.value));
    }
    if (one.value.empty()) return bad_condition("the condition on '" + field.name + "' has no value");
    all.push_back(std::move(one));
  }
  return all;
}

Result<std::vector<DocumentId>> MetadataSearch::matching(const std::vector<PermissionId>& permissions,
                                                         const std::vector<MetadataCondition>& conditions) const {
  ONGGI_TRY(const auto asked, checked(conditions));
  if (permissions.empty()) return std::vector<DocumentId>{};
  const SqlSession::Dialect dialect = database_->dialect();
  std::vector<SqlValue> parameters{text_list(permissions)};
  std::string sql = "SELECT id FROM documents WHERE permission IN " + text_list_sql(dialect, 1);
  sql += conditions_sql(dialect, asked, parameters) + " ORDER BY id";
  ONGGI_TRY(const auto rows, database_->query(sql, parameters));
  std::vector<DocumentId> documents;
  documents.reserve(rows.size());
  for (const SqlRow& row : rows) documents.emplace_back(row.text("id"));
  return documents;
}

std::string conditions_sql(SqlSession::Dialect dialect, const std::vector<MetadataCondition>& conditions,
                           std::vector<SqlValue>& parameters) {
  std::string sql;
  for (const MetadataCondition& condition : conditions) {
    parameters.emplace_back(condition.field);
    const std::string field = ":" + std::to_string(parameters.size());
    parameters.emplace_back(condition.value);
    const std::string value = ":" + std::to_string(parameters.size());
    sql += " AND id IN (SELECT m.document_id FROM document_metadata m WHERE m.field = " + field + " AND " +
           comparison(dialect, condition, value) +
           " AND NOT EXISTS (SELECT 1 FROM document_metadata o WHERE o.document_id = m.document_id AND o.field = "
           "m.field AND " +
           rank_of("o") + " > " + rank_of("m") + "))";
  }
  return sql;
}

}  // namespace onggi
