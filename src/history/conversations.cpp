// See conversations.h: what its owner does with a conversation.
#include "history/conversations.h"

#include <algorithm>

#include "history/conversation_rows.h"
#include "text/text.h"

namespace onggi {
namespace {

constexpr std::size_t kMadeTitle = 80;  // code points of a question that become a title
constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;
constexpr std::size_t kQuestionBytesMax = 16U << 10U;  // as much as is answered
constexpr std::size_t kAnswerBytesMax = 8U << 20U;

Result<std::string> checked_title(const std::string& title) {
  if (!is_valid_utf8(title)) return fail(ErrorCode::invalid_argument, "the title is not valid UTF-8");
  std::string squeezed = squeeze_spaces(to_nfc(title));
  if (count_code_points(squeezed) > Conversations::kTitleMax)
    return fail(ErrorCode::invalid_argument, "a title has at most 200 characters", "bad_title");
  return squeezed;
}

std::string made_title(std::string_view question) {
  std::string one_line = squeeze_spaces(question);
  if (count_code_points(one_line) <= kMadeTitle) return one_line;
  return one_line.substr(0, byte_offset_of_code_point(one_line, kMadeTitle)) + "…";
}

std::string sealed_unless_empty(const SealedText& sealed, const std::string& row, std::string_view text) {
  return text.empty() ? std::string() : sealed.seal(row, text);
}

Result<void> put_principals(SqlSession& session, const ConversationId& id, const std::vector<std::string>& principals) {
  ONGGI_CHECK(session.execute("DELETE FROM conversation_principals WHERE conversation_id = :1", {id.str()}));
  std::vector<std::vector<SqlValue>> rows;
  rows.reserve(principals.size());
  for (const std::string& principal : principals) rows.push_back({id.str(), principal});
  return session.execute_many(
      "INSERT INTO conversation_principals (conversation_id, principal) VALUES (:1, :2) ON CONFLICT DO NOTHING", rows);
}

// One that failed does not take the place of one that was answered.
Result<void> settle(SqlSession& session, const ConversationId& id, std::int64_t number) {
  ONGGI_TRY(const auto rows,
            session.query("SELECT number, first_number, state, replaced_by FROM conversation_exchanges WHERE "
                          "conversation_id = :1 AND first_number = (SELECT first_number FROM conversation_exchanges "
                          "WHERE conversation_id = :2 AND number = :3)",
                          {id.str(), id.str(), number}));
  const auto is_done = [](const SqlRow& row) { return row.text("state") == to_string(ExchangeState::done); };
  const auto own = std::ranges::find_if(rows, [&](const SqlRow& row) { return row.integer("number") == number; });
  const auto counts = std::ranges::find_if(rows, [](const SqlRow& row) { return row.integer("replaced_by") == 0; });
  if (own == rows.end() || counts == own) return {};
  if (counts != rows.end() && is_done(*counts) && !is_done(*own)) return {};
  return history::let_count(session, id, own->integer("first_number"), number);
}

// The exchange whose question is asked again: the first of those that ask it.
Result<KeptExchange> asked_before(const std::vector<KeptExchange>& exchanges, const ConversationId& id,
                                  std::int64_t number) {
  const auto found = std::ranges::find(exchanges, number, &KeptExchange::number);
  if (found == exchanges.end()) return history::no_exchange(id, number);
  return *found;
}

std::vector<KeptExchange> earlier_than(std::vector<KeptExchange> exchanges, std::int64_t first) {
  std::erase_if(exchanges, [first](const KeptExchange& one) {
    return one.first_number >= first || one.replaced_by != 0 || one.state != ExchangeState::done;
  });
  std::ranges::stable_sort(exchanges, {}, &KeptExchange::first_number);
  const auto most = static_cast<std::size_t>(Conversations::kEarlierMax);
  if (exchanges.size() > most) exchanges.erase(exchanges.begin(), exchanges.end() - static_cast<std::ptrdiff_t>(most));
  return exchanges;
}

}  // namespace

Conversations::Conversations(std::shared_ptr<Database> database, SealedText sealed, const Clock& clock,
                             VisibleDocuments visible)
    : database_(std::move(database)),
      sealed_(std::move(sealed)),
      clock_(clock),
      visible_documents_(std::move(visible)) {}

Result<std::unique_ptr<Conversations>> Conversations::open(std::shared_ptr<Database> database, const Vault& vault,
                                                           const Clock& clock, VisibleDocuments visible_documents) {
  ONGGI_TRY(SealedText sealed, SealedText::open(database, vault, clock, "conversations"));
  return std::unique_ptr<Conversations>(
      new Conversations(std::move(database), std::move(sealed), clock, std::move(visible_documents)));
}

Result<ConversationId> Conversations::start(const Viewer& viewer, const std::string& title) {
  ONGGI_TRY(const std::string checked, checked_title(title));
  const ConversationId id(new_id("cnv"));
  return database_->write<ConversationId>([&](SqlSession& session) -> Result<ConversationId> {
    ONGGI_TRY(const auto rows,
              session.query("SELECT COUNT(*) AS n FROM conversations WHERE person = :1", {viewer.person.str()}));
    if (rows.front().integer("n") >= kConversationsMax)
      return fail(ErrorCode::limit_exceeded, "a person has at most 10000 conversations: remove some");
    ONGGI_CHECK(
        session.execute("INSERT INTO conversations (id, person, title, last_number, created_ms, updated_ms) "
                        "VALUES (:1, :2, :3, 0, :4, :5)",
                        {id.str(), viewer.person.str(), sealed_unless_empty(sealed_, history::title_row(id), checked),
                         clock_.now_ms(), clock_.now_ms()}));
    return id;
  });
}

Result<void> Conversations::change(const Viewer& viewer, const ConversationId& id, const Changes& changes) {
  std::optional<std::string> title;
  if (changes.title) {
    ONGGI_TRY(title, checked_title(*changes.title));
    if (title->empty()) return fail(ErrorCode::invalid_argument, "the title is empty", "bad_title");
  }
  if (changes.shared_with && changes.shared_with->size() > kPrincipalsMax)
    return fail(ErrorCode::limit_exceeded, "a conversation is shared with at most 100: make a group");
  const auto done = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(history::check_own(session, viewer, id));
    if (title)
      ONGGI_CHECK(session.execute("UPDATE conversations SET title = :1 WHERE id = :2",
                                  {sealed_.seal(history::title_row(id), *title), id.str()}));
    if (changes.shared_with) ONGGI_CHECK(put_principals(session, id, *changes.shared_with));
    if (changes.counts == 0) return true;
    ONGGI_TRY(const auto rows, session.query("SELECT first_number, state FROM conversation_exchanges WHERE "
                                             "conversation_id = :1 AND number = :2",
                                             {id.str(), changes.counts}));
    if (rows.empty()) return history::no_exchange(id, changes.counts);
    if (rows.front().text("state") != to_string(ExchangeState::done))
      return fail(ErrorCode::conflict, "the exchange has no whole answer to go on with", "not_answered");
    ONGGI_CHECK(history::let_count(session, id, rows.front().integer("first_number"), changes.counts));
    return true;
  });
  return done ? Result<void>{} : std::unexpected(done.error());
}

Result<void> Conversations::remove(const Viewer& viewer, const ConversationId& id) {
  const auto done = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(history::check_own(session, viewer, id));
    ONGGI_CHECK(session.execute("DELETE FROM conversations WHERE id = :1", {id.str()}));
    return true;
  });
  return done ? Result<void>{} : std::unexpected(done.error());
}

Result<Conversations::Begun> Conversations::begin(const Viewer& viewer, const ConversationId& id,
                                                  const std::string& question, std::int64_t again) {
  if (!is_valid_utf8(question)) return fail(ErrorCode::invalid_argument, "the question is not valid UTF-8");
  if (again == 0 && squeeze_spaces(question).empty()) return fail(ErrorCode::invalid_argument, "the question is empty");
  if (question.size() > kQuestionBytesMax) return fail(ErrorCode::limit_exceeded, "the question is too long");
  const UnixMs now = clock_.now_ms();
  return database_->write<Begun>([&](SqlSession& session) -> Result<Begun> {
    ONGGI_CHECK(history::check_own(session, viewer, id));
    ONGGI_TRY(const auto rows, session.query("UPDATE conversations SET last_number = last_number + 1, updated_ms = :1 "
                                             "WHERE id = :2 RETURNING last_number, title",
                                             {now, id.str()}));
    if (rows.empty()) return history::no_conversation(id);
    Begun begun{.number = rows.front().integer("last_number"), .question = question};
    if (begun.number > kExchangesMax)
      return fail(ErrorCode::limit_exceeded, "a conversation has at most 1000 exchanges: start another");
    ONGGI_TRY(auto exchanges, history::exchanges_of(session, sealed_, id, now));
    ONGGI_CHECK(history::add_documents(session, id, exchanges));
    std::int64_t first = begun.number, replaced_by = 0;
    if (again != 0) {
      ONGGI_TRY(const KeptExchange before, asked_before(exchanges, id, again));
      begun.question = before.question, first = before.first_number;
      const auto counts = std::ranges::find_if(
          exchanges, [first](const KeptExchange& one) { return one.first_number == first && one.replaced_by == 0; });
      replaced_by = counts == exchanges.end() ? 0 : counts->number;
    }
    begun.earlier = earlier_than(std::move(exchanges), first);
    if (rows.front().text("title").empty() && !begun.question.empty())
      ONGGI_CHECK(session.execute("UPDATE conversations SET title = :1 WHERE id = :2",
                                  {sealed_.seal(history::title_row(id), made_title(begun.question)), id.str()}));
    ONGGI_CHECK(session.execute(
        "INSERT INTO conversation_exchanges (conversation_id, number, first_number, replaced_by, state, question, "
        "said, answer, error_code, error_reason, model, label, rating, reason, time_ms) VALUES (:1, :2, :3, :4, "
        "'asking', :5, '', '', '', '', '', 0, 0, '', :6)",
        {id.str(), begun.number, first, replaced_by,
         sealed_unless_empty(sealed_, history::exchange_row(id, begun.number, "question"), begun.question), now}));
    return begun;
  });
}

Result<void> Conversations::finish(const ConversationId& id, std::int64_t number, const Ending& ending) {
  if (ending.said.size() + ending.answer.size() > kAnswerBytesMax)
    return fail(ErrorCode::limit_exceeded, "the answer is too long to be kept");
  const auto done = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_TRY(
        const std::int64_t known,
        session.execute("UPDATE conversation_exchanges SET state = :1, said = :2, answer = :3, error_code = :4, "
                        "error_reason = :5, model = :6, label = :7 WHERE conversation_id = :8 AND number = :9 AND "
                        "state = 'asking'",
                        {std::string(to_string(ending.state)),
                         sealed_unless_empty(sealed_, history::exchange_row(id, number, "said"), ending.said),
                         sealed_unless_empty(sealed_, history::exchange_row(id, number, "answer"), ending.answer),
                         ending.error_code, ending.error_reason, ending.model, static_cast<std::int64_t>(ending.label),
                         id.str(), number}));
    if (known == 0) return history::no_exchange(id, number);
    std::vector<std::vector<SqlValue>> rows;
    rows.reserve(ending.documents.size());
    for (const DocumentId& document : ending.documents) rows.push_back({id.str(), number, document.str()});
    ONGGI_CHECK(
        session.execute_many("INSERT INTO conversation_documents (conversation_id, number, document_id) VALUES "
                             "(:1, :2, :3) ON CONFLICT DO NOTHING",
                             rows));
    ONGGI_CHECK(session.execute("UPDATE conversations SET updated_ms = :1 WHERE id = :2", {clock_.now_ms(), id.str()}));
    ONGGI_CHECK(settle(session, id, number));
    return true;
  });
  return done ? Result<void>{} : std::unexpected(done.error());
}

Result<void> Conversations::rate(const Viewer& viewer, const ConversationId& id, std::int64_t number, int rating,
                                 const std::string& reason) {
  if (rating < -1 || rating > 1) return fail(ErrorCode::invalid_argument, "a rating is 1, 0 or -1");
  if (!is_valid_utf8(reason)) return fail(ErrorCode::invalid_argument, "the reason is not valid UTF-8");
  if (reason.size() > kReasonBytesMax) return fail(ErrorCode::limit_exceeded, "a reason has at most 4000 bytes");
  const auto done = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(history::check_own(session, viewer, id));
    ONGGI_TRY(const std::int64_t known,
              session.execute("UPDATE conversation_exchanges SET rating = :1, reason = :2 WHERE conversation_id = :3 "
                              "AND number = :4 AND state = 'done'",
                              {static_cast<std::int64_t>(rating),
                               sealed_unless_empty(sealed_, history::exchange_row(id, number, "reason"), reason),
                               id.str(), number}));
    if (known == 0) return history::no_exchange(id, number);
    return true;
  });
  return done ? Result<void>{} : std::unexpected(done.error());
}

Result<std::int64_t> Conversations::sweep(std::int64_t keep_days) {
  if (keep_days <= 0) return 0;
  return database_->execute("DELETE FROM conversations WHERE updated_ms < :1", {clock_.now_ms() - keep_days * kDayMs});
}

}  // namespace onggi
