// Erasures as rows: which was begun, what was done to each document, which bytes may not come back. Inside of room
// ingest.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "store/database.h"

namespace onggi::ingest_room {

struct ErasureRow {
  std::string id;
  UnixMs started_ms = 0;
  bool resumed = false;
};

struct ErasedDocument {
  DocumentId document;
  std::string content_hash;  // the blob of the original as it was
  std::string what;          // "masked", "renamed" (only its name said who), "removed"
  std::int64_t places = 0;
};

class ErasureRows {
 public:
  ErasureRows(std::shared_ptr<Database> database, const Clock& clock) : database_(std::move(database)), clock_(clock) {}

  /// The erasure of this subject that is under way, or a new one.
  Result<ErasureRow> begin(std::string_view subject_hash) const;
  Result<void> note(SqlSession& session, std::string_view erasure, const ErasedDocument& document) const;
  Result<std::vector<ErasedDocument>> documents(std::string_view erasure) const;
  Result<void> finish(SqlSession& session, std::string_view erasure, const std::string& certificate) const;
  Result<std::vector<std::string>> unfinished() const;

  /// The erasure that took these bytes out, if one did.
  static Result<std::optional<std::string>> erasure_of(Database& database, std::string_view content_hash);
  /// Whether any bytes are remembered at all.
  static Result<bool> remembers_any(Database& database);

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Clock& clock_;
};

}  // namespace onggi::ingest_room
