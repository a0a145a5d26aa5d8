// See conversations.h: what is read of conversations, by their owner and by whom they were shared with; and erasing.
#include <algorithm>
#include <array>

#include "history/conversation_rows.h"
#include "history/conversations.h"
#include "text/text.h"

namespace onggi {
namespace {

constexpr std::int64_t kPage = 500;

// Without spaces, in one form: "계약 기간" stands in "계약기간은".
std::string searchable(std::string_view text) {
  const std::string folded = fold(to_nfc(text));
  std::string bare;
  bare.reserve(folded.size());
  for (std::size_t offset = 0; offset < folded.size();) {
    const std::size_t begin = offset;
    const char32_t code_point = next_code_point(folded, offset);
    if (!is_white_space(code_point) && !is_control(code_point)) bare.append(folded, begin, offset - begin);
  }
  return bare;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  const std::string squeezed = squeeze_spaces(text);
  for (std::size_t begin = 0; begin < squeezed.size();) {
    const std::size_t end = std::min(squeezed.find(' ', begin), squeezed.size());
    if (std::string word = searchable(std::string_view(squeezed).substr(begin, end - begin)); !word.empty())
      words.push_back(std::move(word));
    begin = end + 1;
  }
  return words;
}

bool holds_all(const std::string& text, const std::vector<std::string>& words) {
  return std::ranges::all_of(words, [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

// What one with whom it was shared does not read.
void hide(KeptExchange& one) {
  one.hidden = true;
  one.said.clear(), one.answer.clear(), one.documents.clear();
}

std::vector<DocumentId> documents_of(const std::vector<KeptExchange>& exchanges) {
  std::set<DocumentId> documents;
  for (const KeptExchange& one : exchanges) documents.insert(one.documents.begin(), one.documents.end());
  return {documents.begin(), documents.end()};
}

// What is not whole may rest on anything, so it is not shown.
bool may_read(const KeptExchange& one, const Viewer& viewer, const std::set<DocumentId>& visible) {
  return one.state == ExchangeState::done && one.label <= viewer.clearance &&
         std::ranges::all_of(one.documents, [&](const DocumentId& id) { return visible.contains(id); });
}

}  // namespace

Result<Conversations::Listed> Conversations::list(const Viewer& viewer, const Listing& listing) const {
  return database_->read<Listed>([&](SqlSession& session) -> Result<Listed> {
    Listed listed;
    const std::string from = " FROM conversations WHERE " + history::readable_sql(session.dialect(), 1);
    ONGGI_TRY(const auto count, session.query("SELECT COUNT(*) AS n" + from, history::readable_values(viewer)));
    listed.total = count.front().integer("n");
    std::vector<SqlValue> values = history::readable_values(viewer);
    values.insert(values.end(), {listing.limit, listing.offset});
    ONGGI_TRY(const auto rows, session.query("SELECT " + std::string(history::kConversationColumns) + from +
                                                 " ORDER BY updated_ms DESC, id DESC LIMIT :3 OFFSET :4",
                                             values));
    for (const SqlRow& row : rows) {
      ONGGI_TRY(ConversationRow one, history::conversation_of(row, sealed_));
      if (one.person == viewer.person) {
        ONGGI_TRY(one.shared_with, history::shared_with(session, one.id));
      }
      listed.conversations.push_back(std::move(one));
    }
    return listed;
  });
}

Result<KeptConversation> Conversations::get(const Viewer& viewer, const ConversationId& id) const {
  auto read = database_->read<KeptConversation>([&](SqlSession& session) -> Result<KeptConversation> {
    std::vector<SqlValue> values = {id.str()};
    for (SqlValue& value : history::readable_values(viewer)) values.push_back(std::move(value));
    ONGGI_TRY(const auto rows,
              session.query("SELECT " + std::string(history::kConversationColumns) +
                                " FROM conversations WHERE id = :1 AND " + history::readable_sql(session.dialect(), 2),
                            values));
    if (rows.empty()) return history::no_conversation(id);
    KeptConversation kept;
    ONGGI_TRY(kept.row, history::conversation_of(rows.front(), sealed_));
    ONGGI_TRY(kept.exchanges, history::exchanges_of(session, sealed_, id, clock_.now_ms()));
    ONGGI_CHECK(history::add_documents(session, id, kept.exchanges));
    if (kept.row.person != viewer.person) return kept;
    ONGGI_TRY(kept.row.shared_with, history::shared_with(session, id));
    return kept;
  });
  if (!read || read->row.person == viewer.person) return read;
  ONGGI_TRY(const auto visible, visible_documents_(viewer, documents_of(read->exchanges)));
  for (KeptExchange& one : read->exchanges) {
    one.rating = 0, one.reason.clear();
    if (!may_read(one, viewer, visible)) hide(one);
  }
  return read;
}

Result<std::vector<Conversations::Found>> Conversations::search(const Viewer& viewer, std::string_view words,
                                                                std::size_t limit) const {
  if (!is_valid_utf8(words)) return fail(ErrorCode::invalid_argument, "what is looked for is not valid UTF-8");
  const std::vector<std::string> wanted = words_of(words);
  if (wanted.empty()) return fail(ErrorCode::invalid_argument, "there is no word to look for");
  return database_->read<std::vector<Found>>([&](SqlSession& session) -> Result<std::vector<Found>> {
    std::vector<Found> found;
    std::int64_t opened = 0;
    ONGGI_TRY(const auto rows, session.query("SELECT " + std::string(history::kConversationColumns) +
                                                 " FROM conversations WHERE person = :1 ORDER BY updated_ms DESC, id "
                                                 "DESC LIMIT :2",
                                             {viewer.person.str(), kSearchedMax}));
    for (const SqlRow& row : rows) {
      if (found.size() >= limit || opened >= kSearchedMax) break;
      ONGGI_TRY(ConversationRow conversation, history::conversation_of(row, sealed_));
      ONGGI_TRY(auto exchanges, history::exchanges_of(session, sealed_, conversation.id, clock_.now_ms()));
      opened += static_cast<std::int64_t>(exchanges.size()) + 1;
      const auto fits = std::find_if(exchanges.rbegin(), exchanges.rend(), [&](const KeptExchange& one) {
        return holds_all(searchable(one.question + "\n" + one.said), wanted);
      });
      if (fits != exchanges.rend()) found.push_back({std::move(conversation), fits->number, std::move(fits->question)});
      else if (holds_all(searchable(conversation.title), wanted)) found.push_back({std::move(conversation), 0, {}});
    }
    return found;
  });
}

Result<std::int64_t> Conversations::go_through(const std::function<bool(std::string_view)>& holds, Deed deed) {
  std::int64_t count = 0;
  for (std::string last;;) {
    ONGGI_TRY(const auto rows, database_->query("SELECT " + std::string(history::kConversationColumns) +
                                                    " FROM conversations WHERE id > :1 ORDER BY id LIMIT :2",
                                                {last, kPage}));
    if (rows.empty()) return count;
    for (const SqlRow& row : rows) {
      last = row.text("id");
      const auto go = [&](SqlSession& session) { return go_into(session, row, holds, deed); };
      ONGGI_TRY(const std::int64_t some,
                deed == Deed::count ? database_->read<std::int64_t>(go) : database_->write<std::int64_t>(go));
      count += some;
    }
  }
}

Result<std::int64_t> Conversations::go_into(SqlSession& session, const SqlRow& row,
                                            const std::function<bool(std::string_view)>& holds, Deed deed) const {
  ONGGI_TRY(const ConversationRow conversation, history::conversation_of(row, sealed_));
  const std::string& id = conversation.id.str();
  ONGGI_TRY(const auto exchanges, history::exchanges_of(session, sealed_, conversation.id, clock_.now_ms()));
  // Those that ask the same go together: what one of them answered, the others were asked.
  std::set<std::int64_t> firsts;
  for (const KeptExchange& one : exchanges)
    if (std::ranges::any_of(std::array{&one.question, &one.said, &one.answer, &one.reason},
                            [&](const std::string* text) { return holds(*text); }))
      firsts.insert(one.first_number);
  const bool in_title = holds(conversation.title);
  const auto count =
      std::ranges::count_if(exchanges, [&](const KeptExchange& one) { return firsts.contains(one.first_number); });
  if (deed == Deed::remove && in_title)
    ONGGI_CHECK(session.execute("UPDATE conversations SET title = '' WHERE id = :1", {id}));
  if (deed == Deed::remove)
    for (const std::int64_t first : firsts)
      ONGGI_CHECK(session.execute("DELETE FROM conversation_exchanges WHERE conversation_id = :1 AND first_number = :2",
                                  {id, first}));
  return count + (in_title ? 1 : 0);
}

}  // namespace onggi
