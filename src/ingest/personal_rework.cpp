// See personal_rework.h.
#include "ingest/personal_rework.h"

#include <set>

#include "ingest/document_ids.h"
#include "ingest/jobs.h"
#include "ingest/personal_lists.h"
#include "store/text_list.h"

namespace onggi::ingest_room {

Result<bool> PersonalRework::may_decide(SqlSession& session, const PersonalReviewer& reviewer,
                                        const DocumentId& document) {
  std::vector<SqlValue> parameters;
  add_decidable(parameters, reviewer);
  parameters.emplace_back(document.str());
  ONGGI_TRY(const auto rows, session.query("SELECT 1 AS there FROM documents d WHERE " +
                                               decidable_sql(session.dialect(), 1, reviewer) + " AND d.id = :3",
                                           parameters));
  return !rows.empty();
}

Result<std::vector<DocumentId>> PersonalRework::holding(SqlSession& session, const std::vector<RulingRow>& rows) {
  std::set<DocumentId> documents;
  std::vector<std::string> hashes;
  for (const RulingRow& row : rows) {
    if (row.document.empty()) hashes.push_back(row.value_hash);
    else documents.insert(row.document);
  }
  if (hashes.empty()) return std::vector(documents.begin(), documents.end());
  ONGGI_TRY(const auto found, session.query("SELECT DISTINCT document_id FROM ingest_personal_findings WHERE "
                                            "value_hash IN " +
                                                text_list_sql(session.dialect(), 1),
                                            {text_list(hashes)}));
  ONGGI_TRY(const auto overfull, session.query("SELECT document_id FROM ingest_personal_scans WHERE left_out > 0"));
  for (const auto& rows_found : {found, overfull})
    for (const DocumentId& id : document_ids(rows_found)) documents.insert(id);
  return std::vector(documents.begin(), documents.end());
}

Result<std::vector<DocumentId>> PersonalRework::between(SqlSession& session, const std::string& kind, std::int64_t low,
                                                        std::int64_t high) {
  ONGGI_TRY(const auto rows,
            session.query("SELECT DISTINCT document_id FROM ingest_personal_findings WHERE kind = :1 AND confidence >= "
                          ":2 AND confidence_least < :3 UNION SELECT document_id FROM ingest_personal_scans WHERE "
                          "left_out > 0",
                          {kind, low, high}));
  return document_ids(rows);
}

Result<std::vector<DocumentId>> PersonalRework::queue(SqlSession& session, const PersonalReviewer& reviewer,
                                                      const std::vector<DocumentId>& candidates) const {
  std::vector<DocumentRow> touched;
  std::vector<DocumentId> named;
  for (const DocumentId& id : candidates) {
    ONGGI_TRY(const auto scan, PersonalScans::kept(session, id));
    auto row = parts_.catalog.row(id);
    if (!row && row.error().code == ErrorCode::not_found) continue;
    if (!row) return std::unexpected(std::move(row).error());
    if (!scan) continue;  // not looked at: when it is, decisions that hold then are asked
    ONGGI_TRY(const RecipeId chosen, Recipes::chosen(session, id));
    const auto recipe = recipes_.of(chosen);
    ONGGI_TRY(const DocumentDecisions now, rulings_.of(session, id, *scan));
    if (!recipe || now.fingerprint(*scan, recipe->get()) == scan->decisions) continue;
    ONGGI_TRY(const bool may_know, may_decide(session, reviewer, id));
    if (may_know) named.push_back(id);
    touched.push_back(*std::move(row));
  }
  ONGGI_CHECK(requeue(parts_, session, touched));
  return named;
}

}  // namespace onggi::ingest_room
