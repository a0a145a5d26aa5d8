// Rows of conversations and what is sealed in them. Inside of room history.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "history/conversations.h"
#include "store/database.h"
#include "store/sealed_text.h"

namespace onggi::history {

/// For what a column is sealed.
std::string title_row(const ConversationId& id);
std::string exchange_row(const ConversationId& id, std::int64_t number, std::string_view column);

/// "c.id IN ..." for conversations that are the viewer's own (:first) or shared with one of their principals
/// (:first+1).
std::string readable_sql(SqlSession::Dialect dialect, int first);
std::vector<SqlValue> readable_values(const Viewer& viewer);

std::unexpected<Error> no_conversation(const ConversationId& id);
std::unexpected<Error> no_exchange(const ConversationId& id, std::int64_t number);

/// Errors: not_found; not_allowed for what is only shared with the viewer.
Result<void> check_own(SqlSession& session, const Viewer& viewer, const ConversationId& id);

/// Of columns id, person, title, created_ms, updated_ms.
Result<ConversationRow> conversation_of(const SqlRow& row, const SealedText& sealed);
inline constexpr std::string_view kConversationColumns = "id, person, title, created_ms, updated_ms";

/// All exchanges, by number, without their documents. `now`: who is asked for too long is stopped.
Result<std::vector<KeptExchange>> exchanges_of(SqlSession& session, const SealedText& sealed, const ConversationId& id,
                                               UnixMs now);
Result<void> add_documents(SqlSession& session, const ConversationId& id, std::vector<KeptExchange>& exchanges);
Result<std::vector<std::string>> shared_with(SqlSession& session, const ConversationId& id);

/// Of the exchanges that ask the same as `number` this one counts.
Result<void> let_count(SqlSession& session, const ConversationId& id, std::int64_t first, std::int64_t number);

}  // namespace onggi::history
