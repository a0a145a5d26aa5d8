// See personal_lists.h.
#include "ingest/personal_lists.h"

#include <charconv>

#include "ingest/personal_scans.h"
#include "store/text_list.h"

namespace onggi::ingest_room {
namespace {

// What was decided about finding `f`: `o` in its document, `w` in the workspace.
constexpr std::string_view kDecisions =
    " LEFT JOIN ingest_personal_decisions o ON o.value_hash = f.value_hash AND o.kind = f.kind AND o.document_id = "
    "f.document_id AND o.withdrawn_ms = 0 LEFT JOIN ingest_personal_decisions w ON w.value_hash = f.value_hash AND "
    "w.kind = f.kind AND w.document_id = '' AND w.withdrawn_ms = 0";

std::string_view state_sql(PersonalReview::State state) {
  using enum PersonalReview::State;
  switch (state) {
    case personal:
      return " AND COALESCE(o.personal, w.personal) = 1";
    case not_personal:
      return " AND COALESCE(o.personal, w.personal) = 0";
    case decided:
      return " AND COALESCE(o.personal, w.personal) IS NOT NULL";
    case open:
      break;
  }
  return " AND COALESCE(o.personal, w.personal) IS NULL";
}

struct Cursor {
  std::int64_t doubt = -1;
  FindingKey last;
};

Result<Cursor> read_cursor(const std::string& text) {
  Cursor cursor;
  if (text.empty()) return cursor;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, cursor.doubt);
  if (error != std::errc() || rest == end || *rest != ':' || !read_finding_id(std::string(rest + 1, end), cursor.last))
    return fail(ErrorCode::invalid_argument, "the cursor is none that a list of findings gave", "bad_cursor");
  return cursor;
}

std::optional<PersonalRuling> ruling_of(const SqlRow& row) {
  for (const bool own : {true, false}) {
    const std::string prefix = own ? "own_" : "all_";
    if (row.is_null(prefix + "id")) continue;
    return PersonalRuling{.decision = row.text(prefix + "id"),
                          .personal = row.integer(prefix + "personal") != 0,
                          .whole_workspace = !own,
                          .by = PersonId(row.text(prefix + "by")),
                          .time_ms = row.integer(prefix + "ms")};
  }
  return std::nullopt;
}

DocumentState state_of(const std::string& text) {
  using enum DocumentState;
  for (const DocumentState state : {queued, ready, duplicate})
    if (to_string(state) == text) return state;
  return failed;
}

FindingRows::One finding_of(const SqlRow& row) {
  const FindingKey key{DocumentId(row.text("document_id")), row.text("kind"), row.text("value_hash")};
  PersonalFinding finding{.id = finding_id(key),
                          .document = key.document,
                          .document_name = row.text("name"),
                          .document_title = row.text("title"),
                          .state = state_of(row.text("state")),
                          .kind = key.kind,
                          .confidence = static_cast<double>(row.integer("confidence")) / 1000.0,
                          .reason = row.text("reason"),
                          .places = row.integer("places"),
                          .documents = row.integer("documents"),
                          .element = ElementId(row.text("element")),
                          .row = static_cast<std::int32_t>(row.integer("cell_row")),
                          .column = static_cast<std::int32_t>(row.integer("cell_column")),
                          .ruling = ruling_of(row),
                          .text = std::nullopt};
  return {std::move(finding),
          key.value_hash,
          {static_cast<std::size_t>(row.integer("begin_byte")), static_cast<std::size_t>(row.integer("end_byte"))}};
}

/// Parameters 1 to 4: the reviewer, twice.
std::string listing_sql(SqlSession::Dialect dialect, const PersonalReviewer& reviewer) {
  return "SELECT f.document_id, f.kind, f.value_hash, f.confidence, f.doubt, f.reason, f.places, f.element, "
         "f.cell_row, f.cell_column, f.begin_byte, f.end_byte, e.name, e.title, e.state, o.decision_id AS own_id, "
         "o.personal AS own_personal, o.decided_by AS own_by, o.decided_ms AS own_ms, w.decision_id AS all_id, "
         "w.personal AS all_personal, w.decided_by AS all_by, w.decided_ms AS all_ms, (SELECT COUNT(*) FROM "
         "ingest_personal_findings g JOIN documents d ON d.id = g.document_id WHERE g.value_hash = f.value_hash AND "
         "g.kind = f.kind AND " +
         decidable_sql(dialect, 1, reviewer) +
         ") AS documents FROM ingest_personal_findings f JOIN documents e ON e.id = f.document_id" +
         std::string(kDecisions) + " WHERE EXISTS (SELECT 1 FROM documents d WHERE d.id = f.document_id AND " +
         decidable_sql(dialect, 3, reviewer) + ")";
}

}  // namespace

std::string decidable_sql(SqlSession::Dialect dialect, int first, const PersonalReviewer& reviewer) {
  const std::string owner = " AND (d.owner = :" + std::to_string(first + 1) + (reviewer.all ? " OR 1 = 1)" : ")");
  return "d.permission IN " + text_list_sql(dialect, first) + owner;
}

void add_decidable(std::vector<SqlValue>& parameters, const PersonalReviewer& reviewer) {
  parameters.emplace_back(text_list(reviewer.visible));
  parameters.emplace_back(reviewer.person.str());
}

std::string finding_id(const FindingKey& key) { return key.document.str() + ":" + key.kind + ":" + key.value_hash; }

bool read_finding_id(const std::string& id, FindingKey& key) {
  const std::size_t first = id.find(':'), last = id.rfind(':');
  if (first == std::string::npos || first == last) return false;
  key = {DocumentId(id.substr(0, first)), id.substr(first + 1, last - first - 1), id.substr(last + 1)};
  return !key.document.empty() && !key.kind.empty() && !key.value_hash.empty();
}

Result<FindingRows> list_findings(Database& database, const PersonalReviewer& reviewer,
                                  const PersonalReview::Listing& listing) {
  ONGGI_TRY(const Cursor cursor, read_cursor(listing.cursor));
  std::vector<SqlValue> parameters;
  add_decidable(parameters, reviewer);
  add_decidable(parameters, reviewer);
  std::string sql = listing_sql(database.dialect(), reviewer);
  sql += state_sql(listing.state);
  const auto next = [&](SqlValue value) {
    parameters.push_back(std::move(value));
    return ":" + std::to_string(parameters.size());
  };
  if (!listing.kind.empty()) sql += " AND f.kind = " + next(listing.kind);
  if (!listing.document.empty()) sql += " AND f.document_id = " + next(listing.document.str());
  if (cursor.doubt >= 0) {
    sql += " AND (f.doubt, f.document_id, f.kind, f.value_hash) > (" + next(cursor.doubt) + ", ";
    sql += next(cursor.last.document.str()) + ", ";
    sql += next(cursor.last.kind) + ", ";
    sql += next(cursor.last.value_hash) + ")";
  }
  sql += " ORDER BY f.doubt, f.document_id, f.kind, f.value_hash LIMIT " + next(std::int64_t{listing.limit} + 1);
  ONGGI_TRY(const auto rows, database.query(sql, parameters));
  FindingRows page;
  for (const SqlRow& row : rows) {
    if (std::ssize(page.rows) == listing.limit) break;
    page.rows.push_back(finding_of(row));
    if (std::ssize(page.rows) == listing.limit && std::ssize(rows) > listing.limit)
      page.next = std::to_string(row.integer("doubt")) + ":" + page.rows.back().finding.id;
  }
  return page;
}

Result<std::map<std::string, std::vector<DecidedValues>>> count_values(Database& database,
                                                                       const PersonalReviewer& reviewer) {
  std::vector<SqlValue> parameters;
  add_decidable(parameters, reviewer);
  ONGGI_TRY(
      const auto rows,
      database.query(
          "SELECT kind, hundredths, CAST(SUM(personal) AS BIGINT) AS personal, CAST(SUM(other) AS BIGINT) AS other, "
          "CAST(SUM(CASE WHEN personal + other = 0 THEN 1 ELSE 0 END) AS BIGINT) AS untouched FROM (SELECT f.kind, "
          "f.value_hash, MAX(f.confidence) / 10 AS hundredths, MAX(CASE WHEN COALESCE(o.personal, w.personal) = 1 "
          "THEN 1 ELSE 0 END) AS personal, MAX(CASE WHEN COALESCE(o.personal, w.personal) = 0 THEN 1 ELSE 0 END) AS "
          "other FROM ingest_personal_findings f JOIN documents d ON d.id = f.document_id" +
              std::string(kDecisions) + " WHERE " + decidable_sql(database.dialect(), 1, reviewer) +
              " GROUP BY f.kind, f.value_hash) v GROUP BY kind, hundredths ORDER BY kind, hundredths",
          parameters));
  std::map<std::string, std::vector<DecidedValues>> counted;
  for (const SqlRow& row : rows)
    counted[row.text("kind")].push_back({.confidence_hundredths = static_cast<std::int32_t>(row.integer("hundredths")),
                                         .personal = row.integer("personal"),
                                         .not_personal = row.integer("other"),
                                         .open = row.integer("untouched")});
  return counted;
}

}  // namespace onggi::ingest_room
