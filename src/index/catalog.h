// The catalog: documents and chunks as rows, from which hits are filled in and lists are shown. The SQL truth behind
// the index.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "document/document.h"
#include "index/metadata_conditions.h"
#include "store/database.h"
#include "store/migrations.h"

namespace onggi {

std::vector<Migration> index_migrations();

enum class DocumentState : std::uint8_t {
  queued,     // acknowledged, waiting or being worked on
  ready,      // searchable
  duplicate,  // the same text as another document of the same permission: kept, not indexed twice
  failed,     // see error_code
};
std::string_view to_string(DocumentState state);

struct DocumentRow {
  DocumentId id;
  std::string source;  // "file:/data/a.hwpx", "upload:a.hwpx": unique together with the owner
  std::string name;    // file name as people know it
  std::string title;   // from the document; the name until it was read
  std::string media_type;
  BlobId blob;               // the original
  std::string content_hash;  // keyed hash of the original: says whether a source has changed
  std::int64_t bytes = 0;
  PersonId owner;
  PermissionId permission;
  DocumentState state = DocumentState::queued;
  DocumentId duplicate_of;
  std::string error_code, error_message;
  std::string stage_key;  // of the chunks that are there now; empty: none
  std::int32_t pages = 0, elements = 0, chunks = 0, warnings = 0;
  std::int64_t characters_in = 0, characters_out = 0;  // to come through (characters_expected) and did
  std::int64_t erased_places = 0;  // where a person's data were taken out; `blob` is then what was left, not a file
  std::int64_t masked_places = 0;  // where its recipe masked personal data: the original shows more than the text
  std::string words;  // Analyzer::company_words_in() of its chunks; kept by note_words() alone, not by put()
  UnixMs created_ms = 0, updated_ms = 0;
  // Versions that were kept (NewSource::Versions::keep). A document that was never followed by another has none of it.
  std::string series;         // the id of the first version
  std::int32_t version = 1;   // 1, 2, 3 ... within the series
  DocumentId superseded_by;   // the next version, once it came in; empty also when that one was removed
  std::string superseded_on;  // "2026-11-22": since then found only by who asks for a day, because the next one was
                              // ready; empty: the version that holds
};

/// Under which permission a version that holds no more stands in the index: who may see the document may see it, but a
/// search that names only the permissions themselves does not find it.
PermissionId superseded_permission(const PermissionId& permission);
/// Under which permission a document stands in the index.
PermissionId indexed_permission(const DocumentRow& row);

/// The columns [begin, end) that a table's cell covers.
struct ColumnRange {
  std::int32_t begin = 0, end = 0;
  bool operator==(const ColumnRange&) const = default;
};

/// Where a piece of a table stands in its grid: rows of text say which cells there are, not under which columns.
struct PieceGrid {
  std::int32_t row = 0;  // in which the piece begins
  // For each line of the piece's header and of its text the cells that begin in that row; none: one a column from 0.
  std::vector<std::vector<ColumnRange>> header, lines;
  bool operator==(const PieceGrid&) const = default;
};

/// Where one piece of a chunk stands in the source.
struct ChunkPiece {
  ElementId element;
  std::string text;           // the piece's own text
  std::vector<Place> places;  // of its element
  ElementKind kind = ElementKind::paragraph;
  std::string header;             // of a table: its header rows, a line each; empty otherwise
  std::string clause;             // in which it begins: "제12조 제3항"; empty outside of rules
  std::optional<PieceGrid> grid;  // of a table; none: of a chunk that was made before grids were kept
};

struct ChunkRow {
  ChunkId id;  // "chk_" + hash of document, place and text: unchanged chunks keep their id
  DocumentId document;
  std::int32_t number = 0;  // 0, 1, 2 ... in reading order
  std::string lead;
  std::string text;  // pieces joined by line feeds
  std::vector<ChunkPiece> pieces;
};

/// Thread safe over its database. Every method that serves a person takes the permission ids that the person may see;
/// an empty list sees nothing.
class Catalog {
 public:
  Catalog(std::shared_ptr<Database> database, const Clock& clock);

  // ---- for people: permission inside the query ----
  struct Listing {
    std::string name_contains;  // empty: all
    std::optional<DocumentState> state;
    std::vector<MetadataCondition> conditions;  // as MetadataSearch::checked() gave them
    std::int32_t limit = 100, offset = 0;
  };
  struct ListedDocuments {
    std::vector<DocumentRow> documents;  // newest first
    std::int64_t total = 0;
  };
  Result<ListedDocuments> list(const std::vector<PermissionId>& permissions, const Listing& listing) const;
  /// Errors: not_found, also for what is there but not visible.
  Result<DocumentRow> get(const std::vector<PermissionId>& permissions, const DocumentId& id) const;
  /// Those of the documents that are visible, each once, by id. One statement.
  Result<std::vector<DocumentRow>> documents(const std::vector<PermissionId>& permissions,
                                             const std::vector<DocumentId>& ids) const;
  /// Those of the chunks that are visible, in the order asked for.
  Result<std::vector<ChunkRow>> chunks(const std::vector<PermissionId>& permissions,
                                       const std::vector<ChunkId>& ids) const;

  /// The chunks of a document, if it is visible, whose numbers lie from `first` to `last`, in order.
  Result<std::vector<ChunkRow>> chunks_between(const std::vector<PermissionId>& permissions, const DocumentId& document,
                                               std::int32_t first, std::int32_t last) const;

  /// All versions of a document that are visible, the document among them, oldest first; one alone where there is but
  /// it.
  Result<std::vector<DocumentRow>> versions_of(const std::vector<PermissionId>& permissions,
                                               const DocumentRow& row) const;

  /// Which documents did not hold on a day: not yet begun, or a later version of theirs had. A document begins on its
  /// `effective_date` (metadata.h), and where nothing says that, on the day on which it came in. `day` is "2024-03-01".
  /// Cost: one statement that goes through all documents. Errors: invalid_argument (not such a date).
  Result<std::vector<DocumentId>> not_in_force(const std::string& day) const;

  // ---- for ingest: no person behind it ----
  Result<DocumentRow> row(const DocumentId& id) const;
  Result<std::optional<DocumentRow>> by_source(const PersonId& owner, std::string_view source) const;
  Result<std::vector<DocumentRow>> all() const;
  Result<std::vector<DocumentRow>> duplicates_of(const DocumentId& id) const;
  Result<void> put(SqlSession& session, const DocumentRow& row);  // inserts or replaces by id
  Result<void> replace_chunks(SqlSession& session, const DocumentId& document, const std::vector<ChunkRow>& chunks);
  Result<std::vector<ChunkRow>> chunks_of(const DocumentId& document) const;  // in order
  Result<ChunkRow> chunk(const ChunkId& id) const;                            // errors: not_found
  Result<void> remove(SqlSession& session, const DocumentId& document);       // with chunks and metadata
  /// The oldest ready document of this permission with this clean-text hash, if any; never one that was superseded.
  Result<std::optional<DocumentId>> find_text(SqlSession& session, const PermissionId& permission,
                                              std::string_view text_hash, const DocumentId& other_than) const;
  Result<void> note_text(SqlSession& session, const DocumentId& document, std::string_view text_hash);
  /// Which of the company's words its chunks hold now (DocumentRow::words).
  Result<void> note_words(SqlSession& session, const DocumentId& document, std::string_view fingerprint);
  /// The same for a document as `seen` tells of it; gives false where it was worked on meanwhile.
  Result<bool> renew_words(SqlSession& session, const DocumentRow& seen, std::string_view fingerprint);
  /// Lead and text of each chunk, without their pieces, of which a chunk may have hundreds.
  Result<std::vector<std::string>> texts_of(const DocumentId& document) const;
  /// All versions, oldest first; empty where there is but one.
  Result<std::vector<DocumentRow>> versions_of(std::string_view series) const;
  Result<std::int64_t> count_blob_uses(const BlobId& blob) const;

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Clock& clock_;
};

}  // namespace onggi
