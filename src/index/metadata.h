// What is said about documents: title and author, department, document number, since when a rule holds, and fields of
// the workspace's own. Every chunk inherits what is said about its document.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "store/database.h"

namespace onggi {

/// Where a value came from. The last one that says something about a field counts.
enum class MetadataOrigin : std::uint8_t {
  found,   // read out of the document
  source,  // said by where it came from: a column of a query, a header of a mail
  person,  // written by somebody here
};
std::string_view to_string(MetadataOrigin origin);

/// Names of the fields that every workspace has. Dates are "2024-03-01".
namespace metadata_field {
inline constexpr std::string_view kTitle = "title", kAuthor = "author", kDepartment = "department",
                                  kDocumentNumber = "document_number", kEffective = "effective_date",
                                  kRevised = "revised_date";
}  // namespace metadata_field

struct MetadataValue {
  std::string field, value;
  MetadataOrigin origin = MetadataOrigin::found;
  PersonId by;  // of values that a person wrote
  UnixMs time_ms = 0;
};

/// Thread safe over its database. It asks nobody for a right: callers name documents that somebody may see.
class Metadata {
 public:
  Metadata(std::shared_ptr<Database> database, const Clock& clock);

  /// What counts about a document: one value a field, by name of the field.
  Result<std::vector<MetadataValue>> of(const DocumentId& document) const;
  /// The same about many; documents about which nothing is said are missing.
  Result<std::map<DocumentId, std::vector<MetadataValue>>> of(const std::vector<DocumentId>& documents) const;

  /// Everything that this origin says about a document, in place of what it said before; empty values are left out.
  Result<void> replace(SqlSession& session, const DocumentId& document, MetadataOrigin origin,
                       const std::map<std::string, std::string>& values) const;

  /// What a person writes about one field; an empty value takes it back, and what was found or said by the source
  /// counts again.
  Result<void> write(SqlSession& session, const DocumentId& document, const std::string& field,
                     const std::string& value, const PersonId& by) const;

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Clock& clock_;
};

}  // namespace onggi
