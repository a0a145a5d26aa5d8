// Corrections of documents as rows, and working with them; inside of room ingest.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ingest/ingest.h"
#include "store/database.h"

namespace onggi::ingest_room {

/// The rows. Those in force are what a document is worked on with.
class Corrections {
 public:
  Corrections(std::shared_ptr<Database> database, const Clock& clock) : database_(std::move(database)), clock_(clock) {}

  Result<std::vector<KeptCorrection>> all(const DocumentId& document) const;  // oldest first
  Result<std::vector<Correction>> in_force(const DocumentId& document) const;
  Result<std::vector<Correction>> in_force(SqlSession& session, const DocumentId& document) const;
  Result<std::vector<DocumentId>> documents() const;  // that have any, withdrawn ones too

  /// Until the transaction ends nobody else changes this document's corrections or finishes work on them.
  static Result<void> hold(SqlSession& session, const DocumentId& document);

  /// Keeps one as the newest of its document; gives the time that makes it so.
  Result<UnixMs> put(SqlSession& session, const DocumentId& document, const Correction& correction) const;
  /// Takes one out of force, or (nobody) puts it back. Errors: not_found.
  Result<void> set_withdrawn(SqlSession& session, const DocumentId& document, const CorrectionId& id,
                             const PersonId& by) const;
  Result<void> remove(SqlSession& session, const DocumentId& document) const;
  /// Puts other bodies under the ids of kept ones; time and withdrawal stay.
  Result<void> rewrite(SqlSession& session, const DocumentId& document, const std::vector<KeptCorrection>& kept) const;

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Clock& clock_;
};

/// The corrections in force among kept ones.
std::vector<Correction> in_force(const std::vector<KeptCorrection>& kept);

}  // namespace onggi::ingest_room
