// Which fields the documents of a workspace are described by: the built-in ones, and its own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace onggi {

enum class FieldType : std::uint8_t { text, date, number, choice };
std::string_view to_string(FieldType type);
std::optional<FieldType> field_type_from(std::string_view text);

struct MetadataField {
  std::string name;  // [a-z][a-z0-9_]{0,39}
  FieldType type = FieldType::text;
  std::string korean, english;       // as people read them
  std::vector<std::string> choices;  // of FieldType::choice: at least one
  bool built_in = false;
  bool operator==(const MetadataField&) const = default;
};

/// The fields that every workspace has; they cannot be removed.
const std::vector<MetadataField>& built_in_fields();

/// The value as it is kept: one line, dates as "2024-03-01" (also from "2024. 3. 1."), numbers as written. Empty stays
/// empty. Errors: invalid_argument ("bad_metadata_value") naming the field and what it takes.
Result<std::string> checked_value(const MetadataField& field, std::string_view value);

/// Thread safe over its database. It asks nobody for a right.
class MetadataFields {
 public:
  explicit MetadataFields(std::shared_ptr<Database> database);

  /// Built-in ones first, then the workspace's own in the order in which they were added.
  Result<std::vector<MetadataField>> all() const;
  /// Errors: invalid_argument ("unknown_field") that lists what there is.
  Result<MetadataField> get(std::string_view name) const;

  /// Errors: conflict (there is such a field), invalid_argument (shape of the name, choices of a choice, names empty or
  /// long), limit_exceeded (100 own fields).
  Result<void> add(SqlSession& session, const MetadataField& field);
  /// With all values that documents have of it. Errors: not_found; invalid_argument ("built_in_field").
  Result<void> remove(SqlSession& session, std::string_view name);

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
};

}  // namespace onggi
