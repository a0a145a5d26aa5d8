// Who did what, when, to which thing, with what outcome: an append-only log whose entries are chained by hashes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/people.h"
#include "base/clock.h"
#include "store/database.h"

namespace onggi {

/// One entry. No field holds document text, questions or secrets; a data subject is named by keyed hash only.
struct AuditEntry {
  std::int64_t number = 0;  // 1, 2, 3 ... without gaps
  UnixMs time_ms = 0;
  std::string actor;    // person id or "system"
  std::string through;  // "password", "key:<id>", "command line"
  std::string action;   // "document.read", "person.add" ...: the route's audit name
  std::string object;   // "document:doc_..." or empty
  std::string outcome;  // "ok" or the error code
  std::string detail;   // small JSON of ids and counts; may be empty
  std::string address;  // of the client; may be empty
  std::string hash;     // keyed hash over all of the above and the hash before
};

class AuditBacklog;

/// Thread and process safe over its database.
class AuditLog {
 public:
  AuditLog(std::shared_ptr<Database> database, const Vault& vault, const Clock& clock);
  ~AuditLog();  // writes what append_soon() took
  AuditLog(const AuditLog&) = delete;
  AuditLog& operator=(const AuditLog&) = delete;

  /// Durable when it returns; number and hash are filled in here. `session`: in the transaction of the deed itself; the
  /// chain is locked until it ends. Errors: invalid_argument for a field over its limit; conflict, "audit_damaged",
  /// when the head was tampered with: nothing is done unseen.
  Result<void> append(SqlSession& session, AuditEntry entry);
  Result<void> append(AuditEntry entry);

  /// Written within a twentieth of a second, together with others: for what happens thousands of times a second and
  /// neither changes nor shows anything that is kept. A killed process loses what was not written yet. Errors:
  /// invalid_argument; those of writing, from when entries cannot be written until they can.
  Result<void> append_soon(AuditEntry entry);
  /// Writes now what append_soon() took; list() and first_break() begin with it.
  Result<void> flush() const;

  struct Filter {
    std::string actor, action, object;  // empty: all
    std::int64_t before_number = INT64_MAX;
    std::int32_t limit = 100;
  };
  Result<std::vector<AuditEntry>> list(const Filter& filter) const;  // newest first

  /// Walks the whole chain. The number of the first entry that was changed, removed or put in; none when whole. A cut
  /// tail is noticed by the signed head. What no log inside of a database can notice: somebody puts back the whole of
  /// an older copy; keep the head's number elsewhere for that.
  Result<std::optional<std::int64_t>> first_break() const;

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  std::string chain_key_;
  const Clock& clock_;
  std::unique_ptr<AuditBacklog> backlog_;
};

}  // namespace onggi
