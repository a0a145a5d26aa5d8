// What people decided about personal data, and from which confidence on a kind counts, as rows; and what of it holds
// for one document. Inside of room ingest.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "clean/personal_decisions.h"
#include "ingest/personal_scans.h"

namespace onggi::ingest_room {

/// About one value; an empty document: in the whole workspace.
struct RulingRow {
  std::string id, kind, value_hash;
  DocumentId document;
  bool personal = false;
  PersonId by;
  UnixMs time_ms = 0;
};

struct KeptThreshold {
  std::string kind;
  std::int64_t threshold = 0;  // thousandths
  PersonId by;
  UnixMs time_ms = 0;
};

/// What holds for one document; a decision about the document goes before one about the workspace. Immutable.
class DocumentDecisions final : public PersonalDecisions {
 public:
  DocumentDecisions(const PersonalScans& scans, const DocumentId& document, const std::vector<RulingRow>& rulings,
                    const std::vector<KeptThreshold>& thresholds);

  Verdict verdict(std::string_view kind, std::string_view value) const override;
  std::optional<double> threshold(std::string_view kind) const override;
  Verdict verdict_of_hash(const std::string& kind, const std::string& hash) const;

  /// Equal where the same decisions and thresholds touch what `scan` found; empty: none does, or the recipe masks no
  /// personal data. Of a document with values left out all touch it.
  std::string fingerprint(const PersonalScan& scan, const DocumentRecipe* recipe) const;
  bool empty() const { return verdicts_.empty() && thresholds_.empty(); }

 private:
  const PersonalScans& scans_;
  std::map<std::pair<std::string, std::string>, Verdict> verdicts_;  // by kind and hash
  std::map<std::string, std::int64_t, std::less<>> thresholds_;
};

/// Thread and process safe over its database.
class PersonalRulings {
 public:
  PersonalRulings(std::shared_ptr<Database> database, const Clock& clock, const PersonalScans& scans)
      : database_(std::move(database)), clock_(clock), scans_(scans) {}

  /// To the end of this write nobody else decides, and no document's end is written that does not know of it.
  static Result<void> hold(SqlSession& session);

  /// Those that may touch a document in which this was found.
  Result<DocumentDecisions> of(SqlSession& session, const DocumentId& document, const PersonalScan& scan) const;
  /// The same for the document as it was last looked at; null: no decision touches it.
  Result<std::shared_ptr<const DocumentDecisions>> of(const DocumentId& document) const;

  /// Those in force about the same values of the same document (or workspace) end.
  Result<void> put(SqlSession& session, const std::vector<RulingRow>& rows) const;
  /// Rows of a decision in force. Errors: not_found.
  static Result<std::vector<RulingRow>> in_force(SqlSession& session, std::string_view id);
  Result<void> withdraw(SqlSession& session, const std::vector<RulingRow>& rows, const PersonId& by) const;
  /// The document is gone.
  static Result<void> remove(SqlSession& session, const DocumentId& document);
  /// Removes all decisions about these values, also those that ended. Gives how many.
  Result<std::int64_t> forget(const std::vector<std::string>& value_hashes) const;

  static Result<std::vector<KeptThreshold>> thresholds(SqlSession& session);
  /// None: as recipes say.
  Result<void> set_threshold(SqlSession& session, const std::string& kind, std::optional<std::int64_t> threshold,
                             const PersonId& by) const;

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Clock& clock_;
  const PersonalScans& scans_;
};

}  // namespace onggi::ingest_room
