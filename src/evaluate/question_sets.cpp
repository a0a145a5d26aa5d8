// See question_sets.h.
#include "evaluate/question_sets.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/hash.h"
#include "evaluate/made_questions.h"
#include "store/text_list.h"
#include "text/text.h"

namespace onggi {
namespace {

std::unexpected<Error> no_set(std::string_view id) {
  return fail(ErrorCode::not_found, "no question set " + std::string(id) + "; `onggi evaluate sets` names them all");
}

/// Normal form, spaces squeezed, not empty where it must not be, not too long.
Result<std::string> checked(std::string_view what, const std::string& text, std::size_t bytes_max, bool required) {
  if (!is_valid_utf8(text)) return fail(ErrorCode::invalid_argument, std::string(what) + " is not valid UTF-8");
  std::string clean = squeeze_spaces(to_nfc(text));
  if (required && clean.empty()) return fail(ErrorCode::invalid_argument, std::string(what) + " is empty");
  if (clean.size() > bytes_max)
    return fail(ErrorCode::invalid_argument,
                std::string(what) + " is longer than " + std::to_string(bytes_max) + " bytes");
  return clean;
}

JudgedQuestion question_of(const SqlRow& row, const DocumentRow& document) {
  return {.id = QuestionId(row.text("id")),
          .text = row.text("question"),
          .answer = row.text("answer"),
          .document = document.id,
          .name = document.name,
          .origin = row.text("origin"),
          .accepted = row.integer("accepted") == 1};
}

/// Visible documents that the rows name, by id.
Result<std::unordered_map<std::string, DocumentRow>> documents_of(const Catalog& catalog,
                                                                  const std::vector<PermissionId>& permissions,
                                                                  const std::vector<SqlRow>& rows) {
  std::vector<DocumentId> ids;
  ids.reserve(rows.size());
  for (const SqlRow& row : rows) ids.emplace_back(row.text("document_id"));
  ONGGI_TRY(auto documents, catalog.documents(permissions, ids));
  std::unordered_map<std::string, DocumentRow> by_id;
  for (DocumentRow& document : documents) by_id.emplace(document.id.str(), std::move(document));
  return by_id;
}

Result<void> check_all_visible(const Catalog& catalog, const std::vector<PermissionId>& permissions,
                               const std::vector<JudgedQuestion>& questions) {
  std::map<DocumentId, bool> known;
  for (const JudgedQuestion& question : questions) known.emplace(question.document, false);
  std::vector<DocumentId> ids;
  ids.reserve(known.size());
  for (const auto& [id, seen] : known) ids.push_back(id);
  ONGGI_TRY(const auto documents, catalog.documents(permissions, ids));
  for (const DocumentRow& document : documents) known[document.id] = true;
  for (const auto& [id, seen] : known)
    if (!seen) return fail(ErrorCode::not_found, "no document " + id.str());
  return {};
}

constexpr std::int32_t kPage = 1000;
constexpr std::size_t kMadeOfOneDocument = 5;

/// All visible documents that can be found, by a hash of their ids.
Result<std::vector<DocumentRow>> ready_documents(const Catalog& catalog, const std::vector<PermissionId>& permissions) {
  std::vector<DocumentRow> documents;
  for (std::int32_t offset = 0;; offset += kPage) {
    ONGGI_TRY(
        auto listed,
        catalog.list(
            permissions,
            {.name_contains = {}, .state = DocumentState::ready, .conditions = {}, .limit = kPage, .offset = offset}));
    for (DocumentRow& row : listed.documents)
      if (row.superseded_on.empty()) documents.push_back(std::move(row));
    if (std::ssize(listed.documents) < kPage) break;
  }
  std::ranges::sort(documents, {}, [](const DocumentRow& row) { return fnv1a(row.id.str()); });
  return documents;
}

}  // namespace

bool is_held_out(const QuestionId& id) { return sha256_hex(id.str()).front() >= '8'; }

bool are_enough(std::size_t choosing, std::size_t held_out) {
  return choosing + held_out >= kQuestionsLeast && std::min(choosing, held_out) >= kHalfLeast;
}

QuestionSets::QuestionSets(std::shared_ptr<Database> database, const Catalog& catalog, const SearchUses& uses,
                           const Clock& clock)
    : database_(std::move(database)), catalog_(catalog), uses_(uses), clock_(clock) {}

Result<QuestionSetId> QuestionSets::add(const std::string& name, const PersonId& by) {
  ONGGI_TRY(const std::string clean, checked("the name of a question set", name, kNameBytesMax, true));
  QuestionSetId id(new_id("qst"));
  ONGGI_TRY(const std::int64_t added,
            database_->execute("INSERT INTO question_sets (id, name, made_by, made_ms) VALUES (:1, :2, :3, :4) ON "
                               "CONFLICT (name) DO NOTHING",
                               {id.str(), clean, by.str(), clock_.now_ms()}));
  if (added == 0)
    return fail(ErrorCode::conflict, "there is a question set of this name; give it another one", "name_taken");
  return id;
}

Result<void> QuestionSets::remove(const QuestionSetId& id) {
  ONGGI_TRY(const std::int64_t removed, database_->execute("DELETE FROM question_sets WHERE id = :1", {id.str()}));
  if (removed == 0) return no_set(id.str());
  return {};
}

Result<std::vector<QuestionSet>> QuestionSets::sets(const std::vector<PermissionId>& permissions,
                                                    const std::string& only) const {
  ONGGI_TRY(const auto rows,
            only.empty() ? database_->query("SELECT * FROM question_sets ORDER BY made_ms DESC, id DESC")
                         : database_->query("SELECT * FROM question_sets WHERE id = :1 OR name = :2", {only, only}));
  ONGGI_TRY(const auto counts, database_->query("SELECT set_id, document_id, accepted, COUNT(*) AS questions FROM "
                                                "questions GROUP BY set_id, document_id, accepted"));
  ONGGI_TRY(const auto documents, documents_of(catalog_, permissions, counts));
  std::vector<QuestionSet> sets;
  for (const SqlRow& row : rows) {
    QuestionSet set{.id = QuestionSetId(row.text("id")),
                    .name = row.text("name"),
                    .made_by = PersonId(row.text("made_by")),
                    .made_ms = row.integer("made_ms")};
    for (const SqlRow& count : counts)
      if (count.text("set_id") == set.id.str() && documents.contains(count.text("document_id")))
        (count.integer("accepted") == 1 ? set.accepted : set.proposed) += count.integer("questions");
    sets.push_back(std::move(set));
  }
  return sets;
}

Result<std::vector<QuestionSet>> QuestionSets::list(const std::vector<PermissionId>& permissions) const {
  return sets(permissions, "");
}

Result<QuestionSet> QuestionSets::get(const std::vector<PermissionId>& permissions,
                                      const std::string& id_or_name) const {
  if (id_or_name.empty()) return no_set("");
  ONGGI_TRY(auto found, sets(permissions, to_nfc(id_or_name)));
  if (found.empty()) return no_set(id_or_name);
  return std::move(found.front());
}

Result<std::vector<JudgedQuestion>> QuestionSets::questions(const std::vector<PermissionId>& permissions,
                                                            const QuestionSetId& id) const {
  ONGGI_CHECK(get(permissions, id.str()));
  ONGGI_TRY(const auto rows, database_->query("SELECT * FROM questions WHERE set_id = :1 ORDER BY number", {id.str()}));
  ONGGI_TRY(const auto documents, documents_of(catalog_, permissions, rows));
  std::vector<JudgedQuestion> questions;
  for (const SqlRow& row : rows)
    if (const auto at = documents.find(row.text("document_id")); at != documents.end())
      questions.push_back(question_of(row, at->second));
  return questions;
}

Result<std::int64_t> QuestionSets::put(const std::vector<PermissionId>& permissions, const QuestionSetId& id,
                                       std::vector<JudgedQuestion> questions) {
  ONGGI_CHECK(get(permissions, id.str()));
  for (JudgedQuestion& question : questions) {
    ONGGI_TRY(question.text, checked("a question", question.text, kQuestionBytesMax, true));
    ONGGI_TRY(question.answer, checked("an answer", question.answer, kAnswerBytesMax, false));
  }
  ONGGI_CHECK(check_all_visible(catalog_, permissions, questions));
  return database_->write<std::int64_t>([&](SqlSession& session) -> Result<std::int64_t> {
    ONGGI_CHECK(session.exclusive("questions"));
    ONGGI_TRY(const auto before,
              session.query("SELECT COUNT(*) AS questions, COALESCE(MAX(number), 0) AS last FROM questions WHERE "
                            "set_id = :1",
                            {id.str()}));
    if (static_cast<std::size_t>(before.front().integer("questions")) + questions.size() > kQuestionsMax)
      return fail(ErrorCode::limit_exceeded,
                  "a question set holds at most " + std::to_string(kQuestionsMax) + " questions");
    std::int64_t added = 0, number = before.front().integer("last");
    for (const JudgedQuestion& question : questions) {
      ONGGI_TRY(const std::int64_t rows,
                session.execute("INSERT INTO questions (id, set_id, number, document_id, question, answer, origin, "
                                "accepted) VALUES (:1, :2, :3, :4, :5, :6, :7, :8) ON CONFLICT (set_id, document_id, "
                                "question) DO NOTHING",
                                {new_id("que"), id.str(), ++number, question.document.str(), question.text,
                                 question.answer, question.origin, std::int64_t{question.accepted ? 1 : 0}}));
      added += rows;
    }
    return added;
  });
}

Result<std::int64_t> QuestionSets::propose(const std::vector<PermissionId>& permissions, const QuestionSetId& id,
                                           std::size_t limit, const Cancel& cancel) {
  ONGGI_TRY(const auto documents, ready_documents(catalog_, permissions));
  ONGGI_TRY(auto agreed, uses_.agreed(permissions, limit));
  std::vector<JudgedQuestion> proposals;
  proposals.reserve(agreed.size());
  for (AgreedQuestion& one : agreed)
    proposals.push_back({.id = {},
                         .text = std::move(one.query),
                         .answer = {},
                         .document = std::move(one.document),
                         .name = {},
                         .origin = std::string(kByUse),
                         .accepted = false});
  for (const DocumentRow& document : documents) {
    if (proposals.size() >= limit) break;
    ONGGI_CHECK(cancel.check());
    ONGGI_TRY(const auto chunks, catalog_.chunks_of(document.id));
    for (MadeQuestion& made : make_questions(chunks, std::min(kMadeOfOneDocument, limit - proposals.size())))
      proposals.push_back({.id = {},
                           .text = std::move(made.text),
                           .answer = std::move(made.answer),
                           .document = document.id,
                           .name = {},
                           .origin = std::string(made.by),
                           .accepted = false});
  }
  return put(permissions, id, std::move(proposals));
}

Result<std::int64_t> QuestionSets::decide(const std::vector<PermissionId>& permissions, const QuestionSetId& id,
                                          const std::vector<QuestionId>& chosen, Decision decision) {
  ONGGI_TRY(const auto visible, questions(permissions, id));
  std::vector<QuestionId> ids;
  for (const JudgedQuestion& question : visible)
    if (std::ranges::find(chosen, question.id) != chosen.end()) ids.push_back(question.id);
  const std::string which = "WHERE id IN " + text_list_sql(database_->dialect(), 1);
  return database_->execute(
      decision == Decision::accept ? "UPDATE questions SET accepted = 1 " + which : "DELETE FROM questions " + which,
      {text_list(ids)});
}

}  // namespace onggi
