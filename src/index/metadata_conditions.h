// Finding documents by what is said about them: "department=재무팀", "effective_date<=2024-03-01".
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "index/metadata_fields.h"
#include "store/database.h"

namespace onggi {

struct MetadataCondition {
  enum class Compare : std::uint8_t { equals, at_least, at_most };
  std::string field;
  Compare compare = Compare::equals;
  std::string value;
  bool number = false;  // compared as a number; filled in by checked()
  bool operator==(const MetadataCondition&) const = default;
};

/// "field=value", "field>=value", "field<=value". Errors: invalid_argument ("bad_condition"). Whether there is such a
/// field is asked when documents are looked for.
Result<MetadataCondition> read_condition(std::string_view text);
Result<std::vector<MetadataCondition>> read_conditions(const std::vector<std::string>& texts);

/// Thread safe over its database.
class MetadataSearch {
 public:
  explicit MetadataSearch(const std::shared_ptr<Database>& database);

  /// The conditions as they can be asked for: values as they are kept. Errors: invalid_argument ("unknown_field";
  /// "bad_metadata_value"; "bad_condition" where a text is compared by order).
  Result<std::vector<MetadataCondition>> checked(const std::vector<MetadataCondition>& conditions) const;

  /// The documents of these permissions that meet all conditions, by id; what counts about a field is compared, not
  /// what it stands over. No permission: no document. None: no document meets them, never "all". Errors: as checked().
  /// Cost: an index lookup a condition; the list grows with what is found.
  Result<std::vector<DocumentId>> matching(const std::vector<PermissionId>& permissions,
                                           const std::vector<MetadataCondition>& conditions) const;

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  MetadataFields fields_;
};

/// Inside of room index: SQL for "the document `id` meets these checked conditions" (" AND id IN (...)", once a
/// condition), parameters appended.
std::string conditions_sql(SqlSession::Dialect dialect, const std::vector<MetadataCondition>& conditions,
                           std::vector<SqlValue>& parameters);

}  // namespace onggi
