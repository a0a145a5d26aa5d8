// See responses.h.
#include "history/responses.h"

#include <algorithm>
#include <array>

namespace onggi {
namespace {

constexpr std::array<std::string_view, 5> kStates = {"in_progress", "completed", "incomplete", "failed", "cancelled"};
constexpr std::string_view kColumns = "id, previous, state, model, input, body, label, created_ms";
constexpr std::int64_t kPage = 500;
constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

// The one of :1 and all that it goes on from, of person :2; :3 of them at most. `steps` counts back from 1.
constexpr std::string_view kChain =
    "WITH RECURSIVE chain (id, previous, steps) AS (SELECT id, previous, 1 FROM responses WHERE id = :1 AND person = "
    ":2 UNION ALL SELECT r.id, r.previous, c.steps + 1 FROM responses r JOIN chain c ON r.id = c.previous WHERE "
    "r.person = :3 AND c.steps < :4) ";

Result<ResponseState> state_of(std::string_view text) {
  const auto found = std::ranges::find(kStates, text);
  if (found == kStates.end()) return fail(ErrorCode::internal, "a response has an unknown state");
  return static_cast<ResponseState>(found - kStates.begin());
}

std::string row_of(std::string_view id, std::string_view column) {
  return "responses/" + std::string(id) + "/" + std::string(column);
}

std::unexpected<Error> no_response(const ResponseId& id) {
  return fail(ErrorCode::not_found, "no response " + id.str());
}

Result<void> check_bytes(std::size_t bytes) {
  if (bytes > Responses::kBytesMax) return fail(ErrorCode::limit_exceeded, "the response is too long to be kept");
  return {};
}

std::vector<SqlValue> chain_values(const Viewer& viewer, const ResponseId& id) {
  return {id.str(), viewer.person.str(), viewer.person.str(), Responses::kEarlierMax + 1};
}

Result<void> add_documents(SqlSession& session, const ResponseId& id, const std::vector<DocumentId>& documents) {
  std::vector<std::vector<SqlValue>> rows;
  rows.reserve(documents.size());
  for (const DocumentId& document : documents) rows.push_back({id.str(), document.str()});
  return session.execute_many(
      "INSERT INTO response_documents (response_id, document_id) VALUES (:1, :2) ON CONFLICT DO NOTHING", rows);
}

// Leaves room for one more.
Result<void> make_room(SqlSession& session, const PersonId& person) {
  ONGGI_CHECK(
      session.execute("DELETE FROM responses WHERE id IN (SELECT id FROM responses WHERE person = :1 ORDER BY used_ms "
                      "DESC, id DESC LIMIT :2 OFFSET :3)",
                      {person.str(), kPage, Responses::kResponsesMax - 1}));
  return {};
}

}  // namespace

std::string_view to_string(ResponseState state) { return kStates.at(static_cast<std::size_t>(state)); }

Responses::Responses(std::shared_ptr<Database> database, SealedText sealed, const Clock& clock,
                     VisibleDocuments visible)
    : database_(std::move(database)),
      sealed_(std::move(sealed)),
      clock_(clock),
      visible_documents_(std::move(visible)) {}

Result<std::unique_ptr<Responses>> Responses::open(std::shared_ptr<Database> database, const Vault& vault,
                                                   const Clock& clock, VisibleDocuments visible_documents) {
  ONGGI_TRY(SealedText sealed, SealedText::open(database, vault, clock, "responses"));
  return std::unique_ptr<Responses>(
      new Responses(std::move(database), std::move(sealed), clock, std::move(visible_documents)));
}

Result<void> Responses::keep(const Viewer& viewer, const KeptResponse& response) {
  ONGGI_CHECK(check_bytes(response.input.size() + response.body.size()));
  const UnixMs now = clock_.now_ms();
  const std::string& id = response.id.str();
  const auto done = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(make_room(session, viewer.person));
    std::vector<SqlValue> used = chain_values(viewer, response.previous);
    used.emplace_back(now);
    ONGGI_CHECK(session.execute(
        std::string(kChain) + "UPDATE responses SET used_ms = :5 WHERE id IN (SELECT id FROM chain)", used));
    ONGGI_TRY(const std::int64_t added,
              session.execute("INSERT INTO responses (id, person, previous, state, model, input, body, label, "
                              "created_ms, used_ms) VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10) ON CONFLICT DO "
                              "NOTHING",
                              {id, viewer.person.str(), response.previous.str(), std::string(to_string(response.state)),
                               response.model, sealed_.seal(row_of(id, "input"), response.input),
                               sealed_.seal(row_of(id, "body"), response.body),
                               static_cast<std::int64_t>(response.label), now, now}));
    if (added == 0) return fail(ErrorCode::conflict, "there is a response " + id);
    ONGGI_CHECK(add_documents(session, response.id, response.documents));
    return true;
  });
  return done ? Result<void>{} : std::unexpected(done.error());
}

Result<void> Responses::finish(const ResponseId& id, const Ending& ending) {
  ONGGI_CHECK(check_bytes(ending.body.size()));
  const auto done = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_TRY(
        const std::int64_t known,
        session.execute("UPDATE responses SET state = :1, body = :2, label = :3, used_ms = :4 WHERE id = :5 AND "
                        "state = 'in_progress'",
                        {std::string(to_string(ending.state)), sealed_.seal(row_of(id.str(), "body"), ending.body),
                         static_cast<std::int64_t>(ending.label), clock_.now_ms(), id.str()}));
    if (known == 0) return no_response(id);
    ONGGI_CHECK(add_documents(session, id, ending.documents));
    return true;
  });
  return done ? Result<void>{} : std::unexpected(done.error());
}

Result<KeptResponse> Responses::opened(SqlSession& session, const SqlRow& row) const {
  KeptResponse one{.id = ResponseId(row.text("id")),
                   .previous = ResponseId(row.text("previous")),
                   .model = row.text("model"),
                   .label = static_cast<Label>(row.integer("label")),
                   .created_ms = row.integer("created_ms")};
  ONGGI_TRY(one.state, state_of(row.text("state")));
  if (one.state == ResponseState::in_progress && clock_.now_ms() - one.created_ms > kWorkingMaxMs)
    one.state = ResponseState::failed;
  ONGGI_TRY(one.input, sealed_.open(row_of(one.id.str(), "input"), row.text("input")));
  ONGGI_TRY(one.body, sealed_.open(row_of(one.id.str(), "body"), row.text("body")));
  ONGGI_TRY(const auto documents,
            session.query("SELECT document_id FROM response_documents WHERE response_id = :1 ORDER BY document_id",
                          {one.id.str()}));
  for (const SqlRow& document : documents) one.documents.emplace_back(document.text("document_id"));
  return one;
}

Result<KeptResponse> Responses::get(const Viewer& viewer, const ResponseId& id) const {
  return database_->read<KeptResponse>([&](SqlSession& session) -> Result<KeptResponse> {
    ONGGI_TRY(const auto rows,
              session.query("SELECT " + std::string(kColumns) + " FROM responses WHERE id = :1 AND person = :2",
                            {id.str(), viewer.person.str()}));
    if (rows.empty()) return no_response(id);
    return opened(session, rows.front());
  });
}

// Oldest first, with `id` at the end.
Result<std::vector<KeptResponse>> Responses::chain(const Viewer& viewer, const ResponseId& id) const {
  using Chain = std::vector<KeptResponse>;
  return database_->read<Chain>([&](SqlSession& session) -> Result<Chain> {
    ONGGI_TRY(const auto rows,
              session.query(std::string(kChain) +
                                "SELECT r.id AS id, r.previous AS previous, r.state AS state, r.model AS model, "
                                "r.input AS input, r.body AS body, r.label AS label, r.created_ms AS created_ms FROM "
                                "responses r JOIN chain c ON r.id = c.id ORDER BY c.steps DESC",
                            chain_values(viewer, id)));
    if (rows.empty()) return no_response(id);
    Chain responses;
    responses.reserve(rows.size());
    for (const SqlRow& row : rows) {
      ONGGI_TRY(responses.emplace_back(), opened(session, row));
    }
    return responses;
  });
}

Result<std::vector<KeptResponse>> Responses::before(const Viewer& viewer, const ResponseId& id) const {
  ONGGI_TRY(auto responses, chain(viewer, id));
  responses.pop_back();
  return responses;
}

Result<void> Responses::check_documents(const Viewer& viewer, const std::vector<KeptResponse>& responses) const {
  std::set<DocumentId> documents;
  for (const KeptResponse& one : responses) documents.insert(one.documents.begin(), one.documents.end());
  ONGGI_TRY(const auto visible, visible_documents_(viewer, {documents.begin(), documents.end()}));
  const bool may_read =
      std::ranges::all_of(documents, [&](const DocumentId& document) { return visible.contains(document); }) &&
      std::ranges::all_of(responses, [&](const KeptResponse& one) { return one.label <= viewer.clearance; });
  if (may_read) return {};
  return fail(ErrorCode::not_found, "it rests on documents that are closed to you now", "documents_closed");
}

Result<std::vector<KeptResponse>> Responses::to_go_on_from(const Viewer& viewer, const ResponseId& id) const {
  ONGGI_TRY(auto responses, chain(viewer, id));
  if (std::cmp_greater(responses.size(), kEarlierMax))
    return fail(ErrorCode::limit_exceeded, "a response goes on from at most 1000 others");
  if (!responses.front().previous.empty()) return no_response(responses.front().previous);
  for (const KeptResponse& one : responses)
    if (one.state != ResponseState::completed && one.state != ResponseState::incomplete)
      return fail(ErrorCode::conflict, "response " + one.id.str() + " is " + std::string(to_string(one.state)),
                  "not_completed");
  ONGGI_CHECK(check_documents(viewer, responses));
  return responses;
}

Result<void> Responses::remove(const Viewer& viewer, const ResponseId& id) {
  ONGGI_TRY(const std::int64_t removed,
            database_->execute("DELETE FROM responses WHERE id = :1 AND person = :2", {id.str(), viewer.person.str()}));
  if (removed == 0) return no_response(id);
  return {};
}

Result<std::int64_t> Responses::sweep(std::int64_t keep_days) {
  if (keep_days <= 0) return 0;
  return database_->execute("DELETE FROM responses WHERE used_ms < :1", {clock_.now_ms() - keep_days * kDayMs});
}

Result<std::int64_t> Responses::go_through(const std::function<bool(std::string_view)>& holds, Deed deed) {
  std::int64_t count = 0;
  for (std::string last;;) {
    ONGGI_TRY(const auto rows, database_->query("SELECT id, input, body FROM responses WHERE id > :1 ORDER BY id LIMIT "
                                                ":2",
                                                {last, kPage}));
    if (rows.empty()) return count;
    for (const SqlRow& row : rows) {
      last = row.text("id");
      ONGGI_TRY(const std::string input, sealed_.open(row_of(last, "input"), row.text("input")));
      ONGGI_TRY(const std::string body, sealed_.open(row_of(last, "body"), row.text("body")));
      if (!holds(input) && !holds(body)) continue;
      ++count;
      if (deed == Deed::remove) ONGGI_CHECK(database_->execute("DELETE FROM responses WHERE id = :1", {last}));
    }
  }
}

}  // namespace onggi
