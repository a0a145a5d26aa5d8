// Conversations: what a person asked and was answered, kept to be gone on with, found again, judged and shared.
//
// What was said is sealed (store/sealed_text.h); ids, times, models, labels and states stand readable. A conversation
// belongs to one person. Others read it when it was shared with them, and of it only answers that rest on documents
// which they may see now. For everybody else it is not there.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/people.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "store/database.h"
#include "store/migrations.h"
#include "store/sealed_text.h"

namespace onggi {

/// The tables of this room; those of `access` come before.
std::vector<Migration> history_migrations();

/// asking: not ended yet. done: answered. stopped: by the person, half way. failed: see error_code.
enum class ExchangeState : std::uint8_t { asking, done, stopped, failed };
std::string_view to_string(ExchangeState state);

/// One question and what came of it.
struct KeptExchange {
  std::int64_t number = 0;        // 1, 2, 3 ... within its conversation
  std::int64_t first_number = 0;  // of the exchange whose question it asks again; its own: none
  std::int64_t replaced_by = 0;   // another that asks the same and counts instead; 0: this one counts
  ExchangeState state = ExchangeState::asking;
  std::string question;
  std::string said;    // the answer's text, or what came of it before it was stopped
  std::string answer;  // JSON as finish() took it; empty unless done
  std::string error_code, error_reason;
  std::string model;
  Label label = Label::open;
  std::vector<DocumentId> documents;  // on which the answer rests
  int rating = 0;                     // 1 good, -1 bad, 0 none; 0 for all but the owner
  std::string reason;                 // as rate() took it
  UnixMs time_ms = 0;
  bool hidden = false;  // the viewer may not see all that it rests on: said, answer and documents are empty
};

struct ConversationRow {
  ConversationId id;
  PersonId person;
  std::string title;
  UnixMs created_ms = 0, updated_ms = 0;
  std::vector<std::string> shared_with;  // principals, sorted; empty for all but the owner
};

struct KeptConversation {
  ConversationRow row;
  std::vector<KeptExchange> exchanges;  // by number
};

/// Thread and process safe over its database. Errors of all that name a conversation: not_found, also for what is there
/// but not the viewer's nor shared with them; not_allowed ("shared_read_only") where something shared would be changed;
/// bad_input ("sealed_damaged").
class Conversations {
 public:
  /// Of these documents the ones that the viewer may see now.
  using VisibleDocuments =
      std::function<Result<std::set<DocumentId>>(const Viewer& viewer, const std::vector<DocumentId>& documents)>;

  static constexpr std::size_t kTitleMax = 200;              // code points; of a title made from a question 80
  static constexpr std::int64_t kConversationsMax = 10'000;  // of one person
  static constexpr std::int64_t kExchangesMax = 1'000;       // of one conversation
  static constexpr std::size_t kPrincipalsMax = 100;         // of one conversation; more people are a group
  static constexpr std::size_t kReasonBytesMax = 4'000;
  static constexpr std::int64_t kSearchedMax = 2'000;        // exchanges that one search opens, the newest
  static constexpr std::int64_t kEarlierMax = 20;            // exchanges that begin() gives
  static constexpr std::int64_t kAskingMaxMs = 60 * 60'000;  // what is asked for longer was stopped by a crash

  /// The database is migrated. Errors: those of SealedText::open().
  static Result<std::unique_ptr<Conversations>> open(std::shared_ptr<Database> database, const Vault& vault,
                                                     const Clock& clock, VisibleDocuments visible_documents);

  // ---- one's own, and what is shared ----
  /// `title` empty: the first question gives it. Errors: limit_exceeded (kConversationsMax), invalid_argument.
  Result<ConversationId> start(const Viewer& viewer, const std::string& title);

  struct Listing {
    std::int64_t limit = 100, offset = 0;
  };
  struct Listed {
    std::vector<ConversationRow> conversations;  // newest first
    std::int64_t total = 0;
  };
  Result<Listed> list(const Viewer& viewer, const Listing& listing) const;

  /// Cost: opens every exchange, and asks once for the documents of all of them where the viewer is not the owner.
  Result<KeptConversation> get(const Viewer& viewer, const ConversationId& id) const;

  struct Found {
    ConversationRow conversation;
    std::int64_t number = 0;  // of the newest exchange that fits; 0: the title alone fits
    std::string question;     // of that exchange
  };
  /// The viewer's own conversations in whose title, or in one of whose exchanges, all words stand, whatever case,
  /// width, spacing and form of Hangul they are written in; newest first. Cost: opens up to kSearchedMax exchanges,
  /// about 10 µs each; what is older is not found. Errors: invalid_argument (no word, no UTF-8).
  Result<std::vector<Found>> search(const Viewer& viewer, std::string_view words, std::size_t limit) const;

  // ---- the owner alone ----
  struct Changes {
    std::optional<std::string> title;
    std::optional<std::vector<std::string>> shared_with;  // principals (access/permissions.h); empty: nobody any more
    std::int64_t counts = 0;  // an exchange that counts from now on among those that ask the same; 0: no change
  };
  /// Errors: invalid_argument, limit_exceeded; conflict ("not_answered"): that exchange is no whole answer.
  Result<void> change(const Viewer& viewer, const ConversationId& id, const Changes& changes);
  Result<void> remove(const Viewer& viewer, const ConversationId& id);

  struct Begun {
    std::int64_t number = 0;
    std::string question;
    std::vector<KeptExchange> earlier;  // that count and are done, oldest first, the last kEarlierMax
  };
  /// Notes a question before it is answered, so that a crash does not lose it. `again`: the number of an exchange whose
  /// question is asked once more, with what stood before it (`question` counts no more then); 0: a new one. Errors:
  /// invalid_argument (empty, no UTF-8), limit_exceeded (16 KiB; kExchangesMax).
  Result<Begun> begin(const Viewer& viewer, const ConversationId& id, const std::string& question, std::int64_t again);

  struct Ending {
    ExchangeState state = ExchangeState::done;
    std::string said, answer;
    std::string error_code, error_reason;
    std::string model;
    Label label = Label::open;
    std::vector<DocumentId> documents;
  };
  /// What came of it. Of several that ask the same the last one that was answered counts. Errors: not_found also when
  /// it has ended already, or was removed meanwhile.
  Result<void> finish(const ConversationId& id, std::int64_t number, const Ending& ending);

  /// `rating`: -1, 0, 1. `reason`: any text. Errors: invalid_argument, limit_exceeded (kReasonBytesMax), not_found.
  Result<void> rate(const Viewer& viewer, const ConversationId& id, std::int64_t number, int rating,
                    const std::string& reason);

  // ---- care ----
  /// Removes conversations that were not gone on with for so many days (0: none). Gives how many went.
  Result<std::int64_t> sweep(std::int64_t keep_days);
  /// Exchanges in which `holds` says that somebody stands (with those that ask the same), and such titles: how many
  /// there are, or that are removed. Cost: opens all.
  enum class Deed : std::uint8_t { count, remove };
  Result<std::int64_t> go_through(const std::function<bool(std::string_view)>& holds, Deed deed);

 private:
  Conversations(std::shared_ptr<Database> database, SealedText sealed, const Clock& clock, VisibleDocuments visible);
  Result<std::int64_t> go_into(SqlSession& session, const SqlRow& row,
                               const std::function<bool(std::string_view)>& holds, Deed deed) const;

  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  SealedText sealed_;
  const Clock& clock_;
  VisibleDocuments visible_documents_;
};

}  // namespace onggi
