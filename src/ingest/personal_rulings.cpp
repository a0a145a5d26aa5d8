// See personal_rulings.h.
#include "ingest/personal_rulings.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "clean/personal_rows.h"
#include "store/text_list.h"

namespace onggi::ingest_room {
namespace {

constexpr std::string_view kColumns =
    "r.decision_id, r.kind, r.value_hash, r.document_id, r.personal, r.decided_by, r.decided_ms";

RulingRow ruling_of(const SqlRow& row) {
  return {.id = row.text("decision_id"),
          .kind = row.text("kind"),
          .value_hash = row.text("value_hash"),
          .document = DocumentId(row.text("document_id")),
          .personal = row.integer("personal") != 0,
          .by = PersonId(row.text("decided_by")),
          .time_ms = row.integer("decided_ms")};
}

std::vector<RulingRow> rulings_of(const std::vector<SqlRow>& rows) {
  std::vector<RulingRow> list;
  list.reserve(rows.size());
  for (const SqlRow& row : rows) list.push_back(ruling_of(row));
  return list;
}

// Whether a place of this value may count by one threshold and not by the other.
bool lies_between(const KeptFinding& finding, std::int64_t one, std::int64_t other) {
  return finding.confidence >= std::min(one, other) && finding.confidence_least < std::max(one, other);
}

}  // namespace

DocumentDecisions::DocumentDecisions(const PersonalScans& scans, const DocumentId& document,
                                     const std::vector<RulingRow>& rulings,
                                     const std::vector<KeptThreshold>& thresholds)
    : scans_(scans) {
  for (const bool own : {false, true})  // the document's own come last and stay
    for (const RulingRow& one : rulings)
      if (own ? one.document == document : one.document.empty())
        verdicts_[{one.kind, one.value_hash}] = one.personal ? Verdict::personal : Verdict::not_personal;
  for (const KeptThreshold& one : thresholds) thresholds_[one.kind] = one.threshold;
}

PersonalDecisions::Verdict DocumentDecisions::verdict(std::string_view kind, std::string_view value) const {
  if (verdicts_.empty()) return Verdict::open;
  return verdict_of_hash(std::string(kind), scans_.hash(kind, value));
}

PersonalDecisions::Verdict DocumentDecisions::verdict_of_hash(const std::string& kind, const std::string& hash) const {
  const auto found = verdicts_.find({kind, hash});
  return found == verdicts_.end() ? Verdict::open : found->second;
}

std::optional<double> DocumentDecisions::threshold(std::string_view kind) const {
  const auto found = thresholds_.find(kind);
  if (found == thresholds_.end()) return std::nullopt;
  return static_cast<double>(found->second) / 1000.0;
}

std::string DocumentDecisions::fingerprint(const PersonalScan& scan, const DocumentRecipe* recipe) const {
  const PersonalDataPolicy* policy = recipe == nullptr ? nullptr : recipe->personal_data();
  if (policy == nullptr || empty()) return {};
  std::set<std::string> lines;
  const auto note = [&](const std::string& kind, const std::string& hash, Verdict verdict) {
    lines.insert(kind + (verdict == Verdict::personal ? " = " : " # ") + hash);
  };
  const auto note_threshold = [&](const std::string& kind, std::int64_t threshold) {
    lines.insert(kind + " >= " + std::to_string(threshold));
  };
  if (scan.left_out > 0) {
    for (const auto& [value, verdict] : verdicts_) note(value.first, value.second, verdict);
    for (const auto& [kind, threshold] : thresholds_) note_threshold(kind, threshold);
  }
  for (const KeptFinding& one : scan.findings) {
    const Verdict verdict = verdict_of_hash(one.kind, one.value_hash);
    if (verdict != Verdict::open) {
      note(one.kind, one.value_hash, verdict);
      continue;
    }
    const auto kept = thresholds_.find(one.kind);
    if (kept == thresholds_.end()) continue;
    const auto otherwise = policy->tunable_threshold(one.kind);
    if (otherwise && lies_between(one, kept->second, thousandths(*otherwise))) note_threshold(one.kind, kept->second);
  }
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text.empty() ? std::string() : sha256_hex(text).substr(0, 32);
}

Result<void> PersonalRulings::hold(SqlSession& session) { return session.exclusive("personal decisions"); }

Result<DocumentDecisions> PersonalRulings::of(SqlSession& session, const DocumentId& document,
                                              const PersonalScan& scan) const {
  std::string sql = "SELECT " + std::string(kColumns) +
                    " FROM ingest_personal_decisions r WHERE r.withdrawn_ms = 0 AND (r.document_id = '' OR "
                    "r.document_id = :1)";
  std::vector<SqlValue> parameters{document.str()};
  if (scan.left_out == 0) {
    std::vector<std::string> hashes;
    hashes.reserve(scan.findings.size());
    for (const KeptFinding& one : scan.findings) hashes.push_back(one.value_hash);
    sql += " AND r.value_hash IN " + text_list_sql(session.dialect(), 2);
    parameters.emplace_back(text_list(hashes));
  }
  ONGGI_TRY(const auto rows, session.query(sql, parameters));
  ONGGI_TRY(const auto kept, thresholds(session));
  return DocumentDecisions(scans_, document, rulings_of(rows), kept);
}

Result<std::shared_ptr<const DocumentDecisions>> PersonalRulings::of(const DocumentId& document) const {
  using Shared = std::shared_ptr<const DocumentDecisions>;
  if (!scans_.is_on()) return Shared();
  return database_->read<Shared>([&](SqlSession& session) -> Result<Shared> {
    ONGGI_TRY(const auto scan, PersonalScans::kept(session, document));
    ONGGI_TRY(DocumentDecisions made, of(session, document, scan.value_or(PersonalScan{})));
    return made.empty() ? Shared() : std::make_shared<const DocumentDecisions>(std::move(made));
  });
}

Result<void> PersonalRulings::put(SqlSession& session, const std::vector<RulingRow>& rows) const {
  std::vector<std::vector<SqlValue>> ended, made;
  const UnixMs now = clock_.now_ms();
  for (const RulingRow& row : rows) {
    ended.push_back({now, row.value_hash, row.kind, row.document.str()});
    made.push_back(
        {row.id, row.kind, row.value_hash, row.document.str(), std::int64_t{row.personal ? 1 : 0}, row.by.str(), now});
  }
  ONGGI_CHECK(session.execute_many(
      "UPDATE ingest_personal_decisions SET withdrawn_ms = :1 WHERE withdrawn_ms = 0 AND value_hash = :2 AND kind = :3 "
      "AND document_id = :4",
      ended));
  return session.execute_many(
      "INSERT INTO ingest_personal_decisions (decision_id, kind, value_hash, document_id, personal, decided_by, "
      "decided_ms) VALUES (:1, :2, :3, :4, :5, :6, :7)",
      made);
}

Result<std::vector<RulingRow>> PersonalRulings::in_force(SqlSession& session, std::string_view id) {
  ONGGI_TRY(const auto rows, session.query("SELECT " + std::string(kColumns) +
                                               " FROM ingest_personal_decisions r WHERE r.withdrawn_ms = 0 AND "
                                               "r.decision_id = :1 ORDER BY r.kind, r.value_hash, r.document_id",
                                           {std::string(id)}));
  if (rows.empty()) return fail(ErrorCode::not_found, "no decision " + std::string(id) + " is in force");
  return rulings_of(rows);
}

Result<void> PersonalRulings::withdraw(SqlSession& session, const std::vector<RulingRow>& rows,
                                       const PersonId& by) const {
  std::vector<std::vector<SqlValue>> ended;
  ended.reserve(rows.size());
  for (const RulingRow& row : rows)
    ended.push_back({clock_.now_ms(), by.str(), row.id, row.kind, row.value_hash, row.document.str()});
  return session.execute_many(
      "UPDATE ingest_personal_decisions SET withdrawn_ms = :1, withdrawn_by = :2 WHERE withdrawn_ms = 0 AND "
      "decision_id = :3 AND kind = :4 AND value_hash = :5 AND document_id = :6",
      ended);
}

Result<void> PersonalRulings::remove(SqlSession& session, const DocumentId& document) {
  ONGGI_CHECK(session.execute("DELETE FROM ingest_personal_decisions WHERE document_id = :1", {document.str()}));
  return {};
}

Result<std::int64_t> PersonalRulings::forget(const std::vector<std::string>& value_hashes) const {
  return database_->execute(
      "DELETE FROM ingest_personal_decisions WHERE value_hash IN " + text_list_sql(database_->dialect(), 1),
      {text_list(value_hashes)});
}

Result<std::vector<KeptThreshold>> PersonalRulings::thresholds(SqlSession& session) {
  ONGGI_TRY(const auto rows,
            session.query("SELECT kind, threshold, set_by, set_ms FROM ingest_personal_thresholds ORDER BY kind"));
  std::vector<KeptThreshold> list;
  list.reserve(rows.size());
  for (const SqlRow& row : rows)
    list.push_back({row.text("kind"), row.integer("threshold"), PersonId(row.text("set_by")), row.integer("set_ms")});
  return list;
}

Result<void> PersonalRulings::set_threshold(SqlSession& session, const std::string& kind,
                                            std::optional<std::int64_t> threshold, const PersonId& by) const {
  if (!threshold) {
    ONGGI_CHECK(session.execute("DELETE FROM ingest_personal_thresholds WHERE kind = :1", {kind}));
    return {};
  }
  ONGGI_CHECK(session.execute(
      "INSERT INTO ingest_personal_thresholds (kind, threshold, set_by, set_ms) VALUES (:1, :2, :3, :4) ON CONFLICT "
      "(kind) DO UPDATE SET threshold = excluded.threshold, set_by = excluded.set_by, set_ms = excluded.set_ms",
      {kind, *threshold, by.str(), clock_.now_ms()}));
  return {};
}

}  // namespace onggi::ingest_room
