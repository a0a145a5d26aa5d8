// See conversation_rows.h.
#include "history/conversation_rows.h"

#include <array>
#include <map>

#include "store/text_list.h"

namespace onggi {
namespace {

constexpr std::array<std::string_view, 4> kStates = {"asking", "done", "stopped", "failed"};

Result<ExchangeState> state_of(std::string_view text) {
  for (std::size_t i = 0; i < kStates.size(); ++i)
    if (kStates.at(i) == text) return static_cast<ExchangeState>(i);
  return fail(ErrorCode::internal, "an exchange has an unknown state");
}

}  // namespace

std::string_view to_string(ExchangeState state) { return kStates.at(static_cast<std::size_t>(state)); }

namespace history {
namespace {

constexpr std::string_view kExchangeColumns =
    "number, first_number, replaced_by, state, question, said, answer, error_code, error_reason, model, label, rating, "
    "reason, time_ms";

Result<KeptExchange> exchange_of(const SqlRow& row, const SealedText& sealed, const ConversationId& id, UnixMs now) {
  KeptExchange one{.number = row.integer("number"),
                   .first_number = row.integer("first_number"),
                   .replaced_by = row.integer("replaced_by"),
                   .error_code = row.text("error_code"),
                   .error_reason = row.text("error_reason"),
                   .model = row.text("model"),
                   .label = static_cast<Label>(row.integer("label")),
                   .rating = static_cast<int>(row.integer("rating")),
                   .time_ms = row.integer("time_ms")};
  ONGGI_TRY(one.state, state_of(row.text("state")));
  if (one.state == ExchangeState::asking && now - one.time_ms > Conversations::kAskingMaxMs)
    one.state = ExchangeState::stopped;
  for (const auto& [column, text] : {std::pair{"question", &one.question}, std::pair{"said", &one.said},
                                     std::pair{"answer", &one.answer}, std::pair{"reason", &one.reason}}) {
    const std::string bytes = row.text(column);
    if (bytes.empty()) continue;  // nothing was said
    ONGGI_TRY(*text, sealed.open(exchange_row(id, one.number, column), bytes));
  }
  return one;
}

}  // namespace

std::string title_row(const ConversationId& id) { return "conversations/" + id.str() + "/title"; }

std::string exchange_row(const ConversationId& id, std::int64_t number, std::string_view column) {
  return "conversation_exchanges/" + id.str() + "/" + std::to_string(number) + "/" + std::string(column);
}

std::string readable_sql(SqlSession::Dialect dialect, int first) {
  return "(person = :" + std::to_string(first) +
         " OR id IN (SELECT conversation_id FROM conversation_principals WHERE principal IN " +
         text_list_sql(dialect, first + 1) + "))";
}

std::vector<SqlValue> readable_values(const Viewer& viewer) {
  return {viewer.person.str(), text_list(viewer.principals)};
}

std::unexpected<Error> no_conversation(const ConversationId& id) {
  return fail(ErrorCode::not_found, "no conversation " + id.str());
}

std::unexpected<Error> no_exchange(const ConversationId& id, std::int64_t number) {
  return fail(ErrorCode::not_found, "conversation " + id.str() + " has no exchange " + std::to_string(number));
}

Result<void> check_own(SqlSession& session, const Viewer& viewer, const ConversationId& id) {
  std::vector<SqlValue> values = {id.str()};
  for (SqlValue& value : readable_values(viewer)) values.push_back(std::move(value));
  ONGGI_TRY(const auto rows,
            session.query("SELECT person FROM conversations WHERE id = :1 AND " + readable_sql(session.dialect(), 2),
                          values));
  if (rows.empty()) return no_conversation(id);
  if (rows.front().text("person") == viewer.person.str()) return {};
  return fail(ErrorCode::not_allowed, "the conversation is somebody else's, shared to be read", "shared_read_only");
}

Result<ConversationRow> conversation_of(const SqlRow& row, const SealedText& sealed) {
  ConversationRow one{.id = ConversationId(row.text("id")),
                      .person = PersonId(row.text("person")),
                      .created_ms = row.integer("created_ms"),
                      .updated_ms = row.integer("updated_ms")};
  if (const std::string title = row.text("title"); !title.empty()) {
    ONGGI_TRY(one.title, sealed.open(title_row(one.id), title));
  }
  return one;
}

Result<std::vector<KeptExchange>> exchanges_of(SqlSession& session, const SealedText& sealed, const ConversationId& id,
                                               UnixMs now) {
  ONGGI_TRY(const auto rows,
            session.query("SELECT " + std::string(kExchangeColumns) +
                              " FROM conversation_exchanges WHERE conversation_id = :1 ORDER BY number",
                          {id.str()}));
  std::vector<KeptExchange> all;
  all.reserve(rows.size());
  for (const SqlRow& row : rows) {
    ONGGI_TRY(all.emplace_back(), exchange_of(row, sealed, id, now));
  }
  return all;
}

Result<void> add_documents(SqlSession& session, const ConversationId& id, std::vector<KeptExchange>& exchanges) {
  ONGGI_TRY(const auto rows, session.query("SELECT number, document_id FROM conversation_documents WHERE "
                                           "conversation_id = :1 ORDER BY number, document_id",
                                           {id.str()}));
  std::map<std::int64_t, std::vector<DocumentId>> documents;
  for (const SqlRow& row : rows) documents[row.integer("number")].emplace_back(row.text("document_id"));
  for (KeptExchange& one : exchanges) one.documents = std::move(documents[one.number]);
  return {};
}

Result<std::vector<std::string>> shared_with(SqlSession& session, const ConversationId& id) {
  ONGGI_TRY(const auto rows, session.query("SELECT principal FROM conversation_principals WHERE conversation_id = :1 "
                                           "ORDER BY principal",
                                           {id.str()}));
  std::vector<std::string> principals;
  principals.reserve(rows.size());
  for (const SqlRow& row : rows) principals.push_back(row.text("principal"));
  return principals;
}

Result<void> let_count(SqlSession& session, const ConversationId& id, std::int64_t first, std::int64_t number) {
  ONGGI_CHECK(
      session.execute("UPDATE conversation_exchanges SET replaced_by = CASE WHEN number = :1 THEN 0 ELSE :2 END "
                      "WHERE conversation_id = :3 AND first_number = :4",
                      {number, number, id.str(), first}));
  return {};
}

}  // namespace history
}  // namespace onggi
