// Outputs of stages under their keys, and which document uses which; inside of room ingest.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "ingest/ingest.h"
#include "store/blobs.h"
#include "store/database.h"

namespace onggi::ingest_room {

class Stages {
 public:
  Stages(std::shared_ptr<Database> database, BlobStore& blobs, const Clock& clock)
      : database_(std::move(database)), blobs_(blobs), clock_(clock) {}

  /// The kept output, or none. A blob that is gone or damaged counts as none: the stage is done again.
  Result<std::optional<std::string>> find(std::string_view key) const;

  /// Keeps an output under record.key; durable when it returns.
  Result<void> keep(const StageRecord& record, std::string_view output);

  /// What the stage under this key did.
  Result<std::vector<StageChange>> changes(std::string_view key) const;

  /// Notes a document's way; replaces what was noted before.
  Result<void> link(SqlSession& session, const DocumentId& document, const std::vector<StageRecord>& records) const;
  Result<void> unlink(SqlSession& session, const DocumentId& document) const;

  Result<std::vector<StageRecord>> lineage(const DocumentId& document) const;

  /// Removes outputs that no document uses any more, with their blobs.
  Result<std::int64_t> remove_unused();

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  BlobStore& blobs_;
  const Clock& clock_;
};

/// Key of a stage: hash of its name, its input's key, the version of what does it and its options.
std::string stage_key(std::string_view stage, std::string_view input, std::string_view version,
                      std::string_view options);

/// A document as the stages "parse" and "correct" keep it: bytes of document/wire.h, or JSON of homes from before.
/// Errors: bad_input.
Result<Document> kept_document(std::string_view bytes);

/// What the reader found in a document when it was last worked on. Errors: not_found while it is not read yet.
Result<Document> parsed_document(const Ingest::Parts& parts, const Stages& stages, const DocumentId& document);

}  // namespace onggi::ingest_room
