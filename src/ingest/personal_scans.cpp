// See personal_scans.h.
#include "ingest/personal_scans.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <tuple>

#include "ingest/document_ids.h"
#include "ingest/stages.h"

namespace onggi::ingest_room {
namespace {

constexpr std::int64_t kSure = 1000, kMiddle = 500;
// 128 bits: two of 2^32 values share a hash with a probability of 2^-65. A row holds it three times, with its indexes.
constexpr std::size_t kHashDigits = 32;
constexpr double kRounding = 1e-6;  // sums of the rules' weights: 0.55 may be 0.5499999

// Another way of looking, whatever the recipe: then all documents are looked at again.
std::string rules_now() { return personal_rules(nullptr); }

std::int32_t small(const SqlRow& row, std::string_view column) {
  return static_cast<std::int32_t>(row.integer(column));
}

KeptFinding finding_of(const SqlRow& row) {
  return {.kind = row.text("kind"),
          .value_hash = row.text("value_hash"),
          .confidence = row.integer("confidence"),
          .confidence_least = row.integer("confidence_least"),
          .reason = row.text("reason"),
          .places = row.integer("places"),
          .place = {.element = ElementId(row.text("element")),
                    .row = small(row, "cell_row"),
                    .column = small(row, "cell_column"),
                    .bytes = {static_cast<std::size_t>(row.integer("begin_byte")),
                              static_cast<std::size_t>(row.integer("end_byte"))}}};
}

// One row a value: the surest place speaks for it.
std::vector<KeptFinding> values_of(const PersonalScans& scans, const std::vector<PlacedFinding>& found) {
  std::map<std::pair<std::string, std::string>, KeptFinding> values;
  for (const PlacedFinding& one : found) {
    const std::int64_t confidence = thousandths(one.confidence);
    std::string hash = scans.hash(one.kind, one.value);
    auto [at, is_new] = values.try_emplace({one.kind, hash});
    KeptFinding& kept = at->second;
    ++kept.places;
    kept.confidence_least = is_new ? confidence : std::min(kept.confidence_least, confidence);
    if (!is_new && confidence <= kept.confidence) continue;
    kept.kind = one.kind, kept.value_hash = std::move(hash), kept.confidence = confidence;
    kept.reason = one.reason, kept.place = one.place;
  }
  std::vector<KeptFinding> list;
  list.reserve(values.size());
  for (auto& [key, kept] : values) list.push_back(std::move(kept));
  return list;
}

std::string missing_sql(std::string_view select) {
  return std::string(select) + " FROM documents d WHERE d.state IN ('ready', 'duplicate') AND d.stage_key <> '' AND " +
         PersonalScans::not_looked_at();
}

}  // namespace

std::int64_t thousandths(double confidence) {
  const auto floored = static_cast<std::int64_t>(std::floor(confidence * static_cast<double>(kSure) + kRounding));
  return std::clamp<std::int64_t>(floored, 0, kSure);
}
std::int64_t doubt_of(std::int64_t confidence) { return std::abs(confidence - kMiddle); }

std::string PersonalScans::hash(std::string_view kind, std::string_view value) const {
  return pseudonym_hash(kind, to_nfc(value), key_).substr(0, kHashDigits);
}

Result<PersonalScan> PersonalScans::look(const DocumentId& id, const Document& document, const DocumentRecipe* recipe,
                                         std::string_view input_key, const Cancel& cancel) const {
  PersonalScan scan{.key = stage_key("personal", input_key, personal_rules(recipe), "")};
  ONGGI_TRY(auto before, kept(id));
  if (before && before->key == scan.key) return *std::move(before);
  ONGGI_TRY(const auto found, find_personal_data(document, recipe, cancel));
  scan.findings = values_of(*this, found);
  if (scan.findings.size() <= kFindingsMax) return scan;
  scan.left_out = static_cast<std::int64_t>(scan.findings.size() - kFindingsMax);
  std::ranges::sort(scan.findings, {}, [](const KeptFinding& one) {
    return std::tuple(doubt_of(one.confidence), std::string_view(one.kind), std::string_view(one.value_hash));
  });
  scan.findings.resize(kFindingsMax);
  return scan;
}

Result<std::optional<PersonalScan>> PersonalScans::kept(SqlSession& session, const DocumentId& document) {
  ONGGI_TRY(
      const auto scans,
      session.query("SELECT scan_key, rules, left_out, decisions FROM ingest_personal_scans WHERE document_id = :1",
                    {document.str()}));
  if (scans.empty()) return std::nullopt;
  PersonalScan scan{.key = scans.front().text("scan_key"),
                    .findings = {},
                    .left_out = scans.front().integer("left_out"),
                    .is_kept = true,
                    .is_by_these_rules = scans.front().text("rules") == rules_now(),
                    .decisions = scans.front().text("decisions")};
  ONGGI_TRY(const auto rows,
            session.query("SELECT kind, value_hash, confidence, confidence_least, reason, places, element, cell_row, "
                          "cell_column, begin_byte, end_byte FROM ingest_personal_findings WHERE document_id = :1",
                          {document.str()}));
  scan.findings.reserve(rows.size());
  for (const SqlRow& row : rows) scan.findings.push_back(finding_of(row));
  return scan;
}

Result<std::optional<PersonalScan>> PersonalScans::kept(const DocumentId& document) const {
  return database_->read<std::optional<PersonalScan>>([&](SqlSession& session) { return kept(session, document); });
}

Result<void> PersonalScans::put(SqlSession& session, const DocumentId& document, const PersonalScan& scan) {
  if (scan.is_kept) {
    ONGGI_CHECK(session.execute("UPDATE ingest_personal_scans SET decisions = :1 WHERE document_id = :2",
                                {scan.decisions, document.str()}));
    return {};
  }
  ONGGI_CHECK(remove(session, document));
  ONGGI_CHECK(
      session.execute("INSERT INTO ingest_personal_scans (document_id, scan_key, rules, left_out, decisions) VALUES "
                      "(:1, :2, :3, :4, :5)",
                      {document.str(), scan.key, rules_now(), scan.left_out, scan.decisions}));
  std::vector<std::vector<SqlValue>> rows;
  rows.reserve(scan.findings.size());
  for (const KeptFinding& one : scan.findings)
    rows.push_back({document.str(), one.kind, one.value_hash, one.confidence, one.confidence_least,
                    doubt_of(one.confidence), one.reason, one.places, one.place.element.str(),
                    std::int64_t{one.place.row}, std::int64_t{one.place.column},
                    static_cast<std::int64_t>(one.place.bytes.begin), static_cast<std::int64_t>(one.place.bytes.end)});
  if (rows.empty()) return {};
  return session.execute_many(
      "INSERT INTO ingest_personal_findings (document_id, kind, value_hash, confidence, confidence_least, doubt, "
      "reason, places, element, cell_row, cell_column, begin_byte, end_byte) VALUES (:1, :2, :3, :4, :5, :6, :7, :8, "
      ":9, :10, :11, :12, :13)",
      rows);
}

Result<void> PersonalScans::remove(SqlSession& session, const DocumentId& document) {
  ONGGI_CHECK(session.execute("DELETE FROM ingest_personal_findings WHERE document_id = :1", {document.str()}));
  ONGGI_CHECK(session.execute("DELETE FROM ingest_personal_scans WHERE document_id = :1", {document.str()}));
  return {};
}

// The rules are of this program alone and hold no quote.
std::string PersonalScans::not_looked_at() {
  return "NOT EXISTS (SELECT 1 FROM ingest_personal_scans s WHERE s.document_id = d.id AND s.rules = '" + rules_now() +
         "')";
}

Result<std::vector<DocumentId>> PersonalScans::missing(std::int32_t limit) const {
  ONGGI_TRY(const auto rows,
            database_->query(missing_sql("SELECT d.id AS document_id") + " ORDER BY d.created_ms, d.id LIMIT :1",
                             {std::int64_t{limit}}));
  return document_ids(rows);
}

Result<std::int64_t> PersonalScans::count_missing() const {
  ONGGI_TRY(const auto rows, database_->query(missing_sql("SELECT COUNT(*) AS missing")));
  return rows.front().integer("missing");
}

}  // namespace onggi::ingest_room
