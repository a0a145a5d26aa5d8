// See metadata.h.
#include "index/metadata.h"

#include "store/text_list.h"

namespace onggi {
namespace {

Result<MetadataOrigin> origin_from(const std::string& text) {
  for (const auto origin : {MetadataOrigin::found, MetadataOrigin::source, MetadataOrigin::person})
    if (to_string(origin) == text) return origin;
  return fail(ErrorCode::internal, "metadata of an unknown origin: " + text);
}

constexpr std::string_view kInsert =
    "INSERT INTO document_metadata (document_id, field, origin, value, set_by, set_ms) VALUES (:1, :2, :3, :4, :5, :6)";

}  // namespace

std::string_view to_string(MetadataOrigin origin) {
  switch (origin) {
    case MetadataOrigin::found:
      return "found";
    case MetadataOrigin::source:
      return "source";
    case MetadataOrigin::person:
      break;
  }
  return "person";
}

Metadata::Metadata(std::shared_ptr<Database> database, const Clock& clock)
    : database_(std::move(database)), clock_(clock) {}

Result<std::vector<MetadataValue>> Metadata::of(const DocumentId& document) const {
  ONGGI_TRY(auto all, of(std::vector{document}));
  return all.empty() ? std::vector<MetadataValue>{} : std::move(all.begin()->second);
}

Result<std::map<DocumentId, std::vector<MetadataValue>>> Metadata::of(const std::vector<DocumentId>& documents) const {
  std::map<DocumentId, std::vector<MetadataValue>> found;
  if (documents.empty()) return found;
  const std::string sql =
      "SELECT document_id, field, origin, value, set_by, set_ms FROM document_metadata WHERE document_id IN " +
      text_list_sql(database_->dialect(), 1) + " ORDER BY document_id, field";
  ONGGI_TRY(const auto rows, database_->query(sql, {text_list(documents)}));
  for (const SqlRow& row : rows) {
    ONGGI_TRY(const MetadataOrigin origin, origin_from(row.text("origin")));
    MetadataValue value{row.text("field"), row.text("value"), origin, PersonId(row.text("set_by")),
                        row.integer("set_ms")};
    auto& values = found[DocumentId(row.text("document_id"))];
    if (values.empty() || values.back().field != value.field) values.push_back(std::move(value));
    else if (values.back().origin < origin) values.back() = std::move(value);
  }
  return found;
}

Result<void> Metadata::replace(SqlSession& session, const DocumentId& document, MetadataOrigin origin,
                               const std::map<std::string, std::string>& values) const {
  const std::string origin_text(to_string(origin));
  ONGGI_CHECK(session.execute("DELETE FROM document_metadata WHERE document_id = :1 AND origin = :2",
                              {document.str(), origin_text}));
  std::vector<std::vector<SqlValue>> rows;
  for (const auto& [field, value] : values)
    if (!value.empty()) rows.push_back({document.str(), field, origin_text, value, std::string(), clock_.now_ms()});
  if (rows.empty()) return {};
  return session.execute_many(std::string(kInsert), rows);
}

Result<void> Metadata::write(SqlSession& session, const DocumentId& document, const std::string& field,
                             const std::string& value, const PersonId& by) const {
  const std::string origin(to_string(MetadataOrigin::person));
  ONGGI_CHECK(session.execute("DELETE FROM document_metadata WHERE document_id = :1 AND field = :2 AND origin = :3",
                              {document.str(), field, origin}));
  if (value.empty()) return {};
  ONGGI_CHECK(session.execute(std::string(kInsert), {document.str(), field, origin, value, by.str(), clock_.now_ms()}));
  return {};
}

}  // namespace onggi
