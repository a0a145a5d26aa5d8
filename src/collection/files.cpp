// See files.h.
#include "collection/files.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "collection/statement.h"
#include "store/text_list.h"

namespace onggi {
namespace {

constexpr std::array<std::string_view, 2> kPurposes = {"assistants", "user_data"};
constexpr std::string_view kUploads = "upload:%";  // DocumentRow::source of what people bring themselves

Result<FilePurpose> purpose_in(const SqlRow& row) {
  const auto purpose = file_purpose_from(row.text("purpose"));
  if (!purpose) return fail(ErrorCode::internal, "a file has an unknown purpose");
  return *purpose;
}

}  // namespace

std::string_view to_string(FilePurpose purpose) { return kPurposes.at(static_cast<std::size_t>(purpose)); }

std::optional<FilePurpose> file_purpose_from(std::string_view text) {
  const auto found = std::ranges::find(kPurposes, text);
  if (found == kPurposes.end()) return std::nullopt;
  return static_cast<FilePurpose>(found - kPurposes.begin());
}

Result<void> Files::note(const DocumentId& document, FilePurpose purpose) {
  ONGGI_CHECK(parts_.database->execute(
      "INSERT INTO file_purposes (document_id, purpose) VALUES (:1, :2) ON CONFLICT (document_id) DO UPDATE SET "
      "purpose = excluded.purpose",
      {document.str(), std::string(to_string(purpose))}));
  return {};
}

Result<KeptFile> Files::get(const Viewer& viewer, const DocumentId& document) const {
  KeptFile file;
  ONGGI_TRY(const auto visible, parts_.permissions.visible_to(viewer));
  ONGGI_TRY(file.document, parts_.catalog.get(visible, document));
  ONGGI_TRY(const auto rows,
            parts_.database->query("SELECT purpose FROM file_purposes WHERE document_id = :1", {document.str()}));
  if (rows.empty()) return file;
  ONGGI_TRY(file.purpose, purpose_in(rows.front()));
  return file;
}

Result<Paged<KeptFile>> Files::list(const Viewer& viewer, std::optional<FilePurpose> purpose,
                                    const Cursor& cursor) const {
  ONGGI_TRY(const auto visible, parts_.permissions.visible_to(viewer));
  collection::Statement statement;
  statement.sql =
      "SELECT d.id AS id, COALESCE(p.purpose, 'user_data') AS purpose FROM documents d LEFT JOIN file_purposes p ON "
      "p.document_id = d.id WHERE d.owner = " +
      statement.add(viewer.person.str());
  statement.sql += " AND d.source LIKE " + statement.add(std::string(kUploads));
  statement.add(text_list(visible));
  statement.sql +=
      " AND d.permission IN " + text_list_sql(parts_.database->dialect(), static_cast<int>(statement.values.size()));
  if (purpose) {
    statement.sql += " AND COALESCE(p.purpose, 'user_data') = ";
    statement.sql += statement.add(std::string(to_string(*purpose)));
  }
  collection::add_cursor(statement, cursor, "d.id");
  ONGGI_TRY(auto rows, parts_.database->query(statement.sql, statement.values));
  const Paged<SqlRow> page = collection::paged(std::move(rows), cursor);
  std::vector<DocumentId> ids;
  ids.reserve(page.items.size());
  for (const SqlRow& row : page.items) ids.emplace_back(row.text("id"));
  ONGGI_TRY(auto documents, parts_.catalog.documents(visible, ids));
  std::unordered_map<DocumentId, DocumentRow> found;
  for (DocumentRow& document : documents) found.emplace(document.id, std::move(document));
  Paged<KeptFile> files{.items = {}, .has_more = page.has_more};
  for (const SqlRow& row : page.items) {
    ONGGI_TRY(const FilePurpose said, purpose_in(row));
    if (auto node = found.extract(DocumentId(row.text("id"))))  // it may have gone meanwhile
      files.items.push_back({.document = std::move(node.mapped()), .purpose = said});
  }
  return files;
}

}  // namespace onggi
