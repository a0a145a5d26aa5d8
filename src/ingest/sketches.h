// Sketches of clean texts, their bands, and pairs that were measured; inside of room ingest.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clean/duplicates.h"
#include "ingest/ingest.h"

namespace onggi::ingest_room {

/// How documents are compared: shingles of five letters, pairs from 0.6 on, of which 32 bands of 4 rows find 98.8 in a
/// hundred (99.98 at 0.7).
inline constexpr double kSimilarityKept = 0.6;
inline constexpr Banding kDocumentBanding{.bands = 32, .rows = 4};

/// The options of that for duplicates.h.
DuplicateOptions document_comparison();

/// What is kept of one document's clean text.
struct KeptSketch {
  DocumentId document;
  std::string content;  // hash of the letters; empty: a text of none, which is compared with nothing
  DuplicateFinder::Sketch sketch;
};

struct NearPair {
  DocumentId left, right;  // left < right
  std::string left_content, right_content;
  double similarity = 0;
};

class Sketches {
 public:
  explicit Sketches(std::shared_ptr<Database> database);

  /// Keeps the sketch of a text; pairs of the text before it go. Gives whether the letters are others than before.
  /// Cost: about a millisecond for 100,000 letters, and 33 rows.
  Result<bool> put(SqlSession& session, const DocumentId& document, std::string_view text) const;
  Result<void> remove(SqlSession& session, const DocumentId& document) const;

  /// Up to `limit` documents that have chunks of a text but no sketch of this version.
  Result<std::vector<DocumentId>> missing(std::int32_t limit) const;
  /// Up to `limit` sketches whose pairs were not looked for yet.
  Result<std::vector<KeptSketch>> to_compare(std::int32_t limit) const;
  /// Documents of both kinds.
  Result<std::int64_t> waiting() const;
  /// Documents that are being read, for the first time or again, and are in no cluster meanwhile.
  Result<std::int64_t> being_read() const;

  /// Those that share a band, at most `kCandidatesMax`, the ones that share most first.
  Result<std::vector<KeptSketch>> candidates(const KeptSketch& sketch) const;

  /// Keeps pairs and notes that the sketches were compared, where nobody has changed them since.
  Result<void> note_compared(const std::vector<KeptSketch>& sketches, const std::vector<NearPair>& pairs) const;

 private:
  Result<std::optional<KeptSketch>> find(SqlSession& session, const DocumentId& document) const;
  Result<void> forget_rows(SqlSession& session, const KeptSketch& sketch) const;

  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  DuplicateFinder finder_;
};

}  // namespace onggi::ingest_room
