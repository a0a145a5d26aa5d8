// What personal data was found in which document, as rows; never a value. Inside of room ingest.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "clean/personal_findings.h"
#include "store/database.h"

namespace onggi::ingest_room {

/// One value of one kind in one document.
struct KeptFinding {
  std::string kind, value_hash;
  std::int64_t confidence = 0, confidence_least = 0;  // thousandths: of its surest place and of its least sure one
  std::string reason;                                 // of the surest place
  std::int64_t places = 0;
  PersonalPlace place;  // the first of the surest ones
};

struct PersonalScan {
  std::string key;                    // of what was looked at, and by which rules
  std::vector<KeptFinding> findings;  // the least certain ones where there were too many
  std::int64_t left_out = 0;          // values beyond kFindingsMax
  bool is_kept = false;               // the rows are there already
  bool is_by_these_rules = true;      // of this program's version
  std::string decisions;              // fingerprint of those with which the document's text was made
};
inline constexpr std::size_t kFindingsMax = 20'000;  // of one document

/// Thousandths, rounded down.
std::int64_t thousandths(double confidence);
/// How far from certain: 0 at 0.5, 500 at 0 and 1.
std::int64_t doubt_of(std::int64_t confidence);

/// Thread and process safe over its database.
class PersonalScans {
 public:
  /// `key`: 32 bytes under which values are hashed; empty: nothing is noted.
  PersonalScans(std::shared_ptr<Database> database, std::string key)
      : database_(std::move(database)), key_(std::move(key)) {}

  bool is_on() const { return !key_.empty(); }
  std::string hash(std::string_view kind, std::string_view value) const;

  /// What stands in a document; the kept rows where it was looked at under this key before. `input_key`: of the stage
  /// that gave `document`. Cost: 36 MB of text a second, 1 µs a finding. Errors: cancelled.
  Result<PersonalScan> look(const DocumentId& id, const Document& document, const DocumentRecipe* recipe,
                            std::string_view input_key, const Cancel& cancel) const;

  /// As it is kept; none: it was not looked at yet.
  static Result<std::optional<PersonalScan>> kept(SqlSession& session, const DocumentId& document);
  Result<std::optional<PersonalScan>> kept(const DocumentId& document) const;

  /// Keeps what was found unless it is kept already, and with which decisions the document's text was made.
  static Result<void> put(SqlSession& session, const DocumentId& document, const PersonalScan& scan);
  static Result<void> remove(SqlSession& session, const DocumentId& document);

  /// Up to `limit` documents that were read and not looked at by the rules of this program, and how many there are.
  Result<std::vector<DocumentId>> missing(std::int32_t limit) const;
  Result<std::int64_t> count_missing() const;
  /// "NOT EXISTS ...": true for documents `d` that were not looked at.
  static std::string not_looked_at();

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  std::string key_;
};

}  // namespace onggi::ingest_room
