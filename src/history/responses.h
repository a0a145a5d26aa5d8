// Responses of /v1/responses that are kept: what was given, what came of it, and which one each goes on from.
//
// Input and body are sealed (store/sealed_text.h); ids, times, models, labels and states stand readable. A response
// belongs to one person and is shared with nobody: for everybody else it is not there. As with conversations its owner
// keeps reading what they were once answered; nothing goes on from an answer whose documents were closed to them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/people.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "store/database.h"
#include "store/sealed_text.h"

namespace onggi {

using ResponseId = Id<struct ResponseTag>;

/// incomplete: cut at a limit, or refused by a guard. cancelled: by its owner, while it was worked on.
enum class ResponseState : std::uint8_t { in_progress, completed, incomplete, failed, cancelled };
std::string_view to_string(ResponseState state);  // as OpenAI names them

struct KeptResponse {
  ResponseId id;
  ResponseId previous;  // which it goes on from; empty: none. That one may be gone
  ResponseState state = ResponseState::in_progress;
  std::string model;
  std::string input;  // JSON: its own items
  std::string body;   // JSON: the response as it was answered last
  Label label = Label::open;
  std::vector<DocumentId> documents;  // on which it rests
  UnixMs created_ms = 0;
};

/// Thread and process safe over its database. Errors of all that take an id: not_found, also for what is there but not
/// the viewer's; bad_input ("sealed_damaged").
class Responses {
 public:
  /// Of these documents the ones that the viewer may see now.
  using VisibleDocuments =
      std::function<Result<std::set<DocumentId>>(const Viewer& viewer, const std::vector<DocumentId>& documents)>;

  static constexpr std::int64_t kResponsesMax = 10'000;       // of one person; beyond it what lay unused longest goes
  static constexpr std::int64_t kEarlierMax = 1'000;          // that one response goes on from
  static constexpr std::size_t kBytesMax = 8U << 20U;         // of input and body together
  static constexpr std::int64_t kWorkingMaxMs = 60 * 60'000;  // what is worked on for longer was ended by a crash

  /// The database is migrated. Errors: those of SealedText::open().
  static Result<std::unique_ptr<Responses>> open(std::shared_ptr<Database> database, const Vault& vault,
                                                 const Clock& clock, VisibleDocuments visible_documents);

  /// Keeps a new one, whole or in progress, as the viewer's; `created_ms` is now. Those before it count as used now.
  /// Errors: limit_exceeded (kBytesMax), conflict (the id is taken).
  Result<void> keep(const Viewer& viewer, const KeptResponse& response);

  struct Ending {
    ResponseState state = ResponseState::completed;
    std::string body;
    Label label = Label::open;
    std::vector<DocumentId> documents;
  };
  /// What came of one in progress. Errors: not_found also where it has ended already; limit_exceeded (kBytesMax).
  Result<void> finish(const ResponseId& id, const Ending& ending);

  /// One whose server was killed while it worked is `failed` here.
  Result<KeptResponse> get(const Viewer& viewer, const ResponseId& id) const;

  /// The responses that it goes on from, oldest first, itself not; where one was removed, those after the gap. Cost:
  /// opens all of them.
  Result<std::vector<KeptResponse>> before(const Viewer& viewer, const ResponseId& id) const;

  /// As before(), with itself at the end, to be read by a model. Errors: not_found also where one of them was removed;
  /// conflict ("not_completed"): one did not come to its end; not_found ("documents_closed"): one rests on documents
  /// that the viewer may not see now, or on a label above their clearance; limit_exceeded (kEarlierMax).
  Result<std::vector<KeptResponse>> to_go_on_from(const Viewer& viewer, const ResponseId& id) const;

  Result<void> remove(const Viewer& viewer, const ResponseId& id);

  // ---- care ----
  /// Removes what was neither made nor gone on from for so many days (0: nothing). Gives how many went.
  Result<std::int64_t> sweep(std::int64_t keep_days);
  /// Responses in whose input or body `holds` says that somebody stands: how many there are, or that are removed. Cost:
  /// opens all.
  enum class Deed : std::uint8_t { count, remove };
  Result<std::int64_t> go_through(const std::function<bool(std::string_view)>& holds, Deed deed);

 private:
  Responses(std::shared_ptr<Database> database, SealedText sealed, const Clock& clock, VisibleDocuments visible);
  Result<KeptResponse> opened(SqlSession& session, const SqlRow& row) const;
  Result<std::vector<KeptResponse>> chain(const Viewer& viewer, const ResponseId& id) const;
  Result<void> check_documents(const Viewer& viewer, const std::vector<KeptResponse>& responses) const;

  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  SealedText sealed_;
  const Clock& clock_;
  VisibleDocuments visible_documents_;
};

}  // namespace onggi
