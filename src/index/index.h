// index: chunks → lexical (BM25) and vector index. One interface for all tiers; the embedded one lies in the home's
// index/ folder and is a cache.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/cancel.h"
#include "base/ids.h"
#include "base/result.h"
#include "text/analyzer.h"

namespace onggi {

/// What is needed to find one chunk. Tokens come from text/analyzer.h: lead and body apart, so that they weigh
/// differently.
struct IndexedChunk {
  ChunkId id;
  DocumentId document;
  PermissionId permission;
  std::vector<Token> lead_tokens;  // title, heading path, table header
  std::vector<Token> body_tokens;
  std::vector<float> vector;  // unit length, or empty: not in the vector index
};

/// All chunks of one document.
struct IndexedDocument {
  DocumentId id;
  std::vector<IndexedChunk> chunks;
  std::string stage_key;  // for note(); empty: none
};

/// A term of a question and how much it says there: 1 for a whole word.
struct QueryTerm {
  std::string term;
  double weight = 1;
};

/// What an occurrence of a term says by its kind, in a chunk as in a question: morpheme 1, word 0.9, part 0.5, bigram
/// 0.3.
double term_weight(TokenKind kind);

/// Tokens as terms, each by its kind, a word once for each of its terms.
std::vector<QueryTerm> query_terms(const std::vector<Token>& tokens);

/// How a term of the vocabulary resembles what was typed.
enum class Likeness : std::uint8_t {
  initials,   // typed are the initial consonants of its syllables: "ㅇㅊㅎㄱ" for 연차휴가
  mistyped,   // as many syllables; one letter of one is another, or two neighbours changed places
  beginning,  // it goes on where the typed text ends
};

/// Which chunks may be found at all. Part of the query: scores, counts and the ranks never depend on chunks outside of
/// it, but for collection statistics.
struct IndexFilter {
  std::vector<PermissionId> permissions;  // none: nothing is found (fail closed)
  std::vector<DocumentId> documents;      // none: all documents
  std::vector<DocumentId> without;        // never these; costs one look-up a document of the index
};

struct IndexHit {
  ChunkId chunk;
  DocumentId document;
  double score = 0;  // BM25 sum, or cosine
};

/// How nearest vectors are looked for.
struct VectorSearch {
  bool exact = false;      // compare every visible vector
  std::int32_t width = 0;  // candidates that a walk through a graph keeps, at least `limit`: more find more and take
                           // longer; 0: as many as search_vector() promises
};

/// Statistics of what is in it.
struct IndexStats {
  std::int64_t chunks = 0, documents = 0;  // documents: also those noted without chunks
  std::int64_t terms = 0;                  // of all segments: a term that lies in three counts three times
  std::int64_t bytes_in_memory = 0;        // on the heap, not saved yet
  std::int64_t bytes_on_disk = 0;          // saved; mapped, so that the system keeps in memory what is used
  std::int64_t segments = 0, graphs = 0;   // pieces it consists of; how many of them have a graph of their vectors
  bool merging = false;                    // a merge, or the making of a graph, runs beside searches and changes
  std::string vector_version;              // Embedder::version() of the vectors; empty: none yet
};

/// Thread safe: searches run beside one writer. A change is visible to searches when the call returns, and survives a
/// kill after save(). What was not saved is missing from contents() after a restart, or has an older stage key there,
/// and is brought again by ingest.
class Index {
 public:
  virtual ~Index() = default;

  /// Replaces all chunks of `document` by these (none: removes the document) and forgets its note. All or nothing for
  /// readers. Errors: invalid_argument when chunks of other documents, of several permissions, equal ids or vectors of
  /// other dimensions are among them.
  virtual Result<void> replace(const DocumentId& document, std::vector<IndexedChunk> chunks) = 0;

  /// replace() and, with a stage key, note() of many documents at once; readers see all of them or none. Cost: a tenth
  /// of single calls and less, because they become one segment that is not merged again and again; memory for a moment
  /// about as much as the tokens take. Errors: those of replace(); invalid_argument when a document occurs twice.
  virtual Result<void> replace_all(std::vector<IndexedDocument> documents) = 0;

  /// Moves a document to another permission without touching its postings. Errors: not_found.
  virtual Result<void> set_permission(const DocumentId& document, const PermissionId& permission) = 0;

  /// Best `limit` (1..10,000) chunks by BM25 (k1 0.9, b 0.75; kinds and fields weighted), best first, ties by chunk id.
  /// In a chunk a term weighs by its kind (term_weight()), an occurrence in the lead 1.5 times that. Weights of equal
  /// query terms are added up; beyond 256 terms the lightest are left out. Exact: as if every chunk were scored.
  /// Errors: invalid_argument (limit), timeout, cancelled.
  virtual Result<std::vector<IndexHit>> search_lexical(const std::vector<QueryTerm>& query, const IndexFilter& filter,
                                                       std::int32_t limit, const Cancel& cancel) const = 0;

  /// Nearest `limit` chunks by cosine, best first, ties by chunk id; all of them pass the filter. A query of zeros is
  /// near to nothing. Errors: invalid_argument for another number of dimensions, timeout, cancelled.
  ///
  /// Exact with `how.exact`, for more than 1,000 hits, and in segments of fewer than 2,048 vectors. Above that a graph
  /// is walked, and where the filter leaves few rows, coarse copies of them are scanned: a near vector may then be
  /// missing, but what is found passes the filter and has its true score. Measured on 40,000 embedded Korean sentences:
  /// recall@10 0.985, recall@100 0.978; behind filters that leave half, a tenth, a hundredth 0.990, 1, 1
  /// (docs/benchmarks.md).
  virtual Result<std::vector<IndexHit>> search_vector(std::span<const float> query, const IndexFilter& filter,
                                                      std::int32_t limit, const VectorSearch& how,
                                                      const Cancel& cancel) const = 0;
  Result<std::vector<IndexHit>> search_vector(std::span<const float> query, const IndexFilter& filter,
                                              std::int32_t limit, const Cancel& cancel) const {
    return search_vector(query, filter, limit, VectorSearch(), cancel);
  }

  /// What no chunk's score can reach: that of one in which every term of the question stands without end. Scores
  /// divided by it say how much of the question was met, whatever the question.
  virtual double lexical_bound(const std::vector<QueryTerm>& query) const = 0;

  /// The `limit` most frequent of the terms that resemble what was typed (all permissions: for finding, never shown to
  /// a person unless a chunk that may be seen holds them). Cost: one walk over the vocabulary, 3–5 ns a term; a part of
  /// it for initials and beginnings.
  virtual std::vector<std::string> similar_terms(Likeness likeness, std::string_view typed,
                                                 std::size_t limit) const = 0;

  /// In how many chunks each term occurs (all permissions; for weighing the question's words, never shown to a person),
  /// and chunks altogether.
  virtual std::vector<std::int64_t> document_frequencies(const std::vector<std::string>& terms) const = 0;

  /// Documents that are in, each with the number given to note().
  virtual Result<std::unordered_map<DocumentId, std::string>> contents() const = 0;
  /// Remembers a stage key beside a document, so that ingest can tell what is missing or old after a restart. A
  /// document without chunks may be noted too: it is then among the contents and found by no search.
  virtual Result<void> note(const DocumentId& document, std::string_view stage_key) = 0;
  /// What was noted beside one document; empty: nothing, or the document is not in.
  virtual std::string noted(const DocumentId& document) const = 0;

  /// Writes what changed since the last save; crash safe (new file, checksum, rename).
  virtual Result<void> save() = 0;

  /// Rewrites all segments that hold something dead and saves: nothing of removed or replaced documents is left in the
  /// files, not even a term. Cost: as many bytes as those segments have.
  virtual Result<void> rewrite() = 0;

  /// Drops all vectors, and the notes of the documents that had some: from now on vectors are of this version and
  /// length. Words are found as before. Survives a kill after save(). Waits for a merge that runs. Errors: as
  /// open_embedded_index().
  virtual Result<void> change_vectors(std::int32_t dimensions, std::string_view vector_version) = 0;

  /// Waits until no merge is due or running. Big merges, and the making of graphs, run in a thread of the index beside
  /// searches and changes; results do not depend on them, but for which vectors an inexact search finds. Errors:
  /// cancelled, timeout; unavailable when the last merge failed (it is tried again after the next change).
  virtual Result<void> settle(const Cancel& cancel) = 0;
  virtual IndexStats stats() const = 0;
};

struct IndexOptions {
  std::filesystem::path folder;
  std::int32_t dimensions = 0;  // of vectors; 0: lexical only
  std::string vector_version;   // another one than stored: the vectors are dropped (and the notes of their documents)
                                // and must be brought again
  std::string token_version;    // Analyzer::version(); another one than stored: everything is dropped
};

/// Opens or creates. A damaged file (checksum), another format or another token version gives an empty index, another
/// vector version one that still finds words but has no vectors; `rebuilt` says so, and the caller brings everything
/// again. Errors: conflict (reason "in_use") when the folder is open already; unavailable.
struct OpenedIndex {
  std::unique_ptr<Index> index;
  bool rebuilt = false;
  std::string why;  // "damaged", "format" (of another version of onggi), "token_version", "vector_version"; or empty
};
Result<OpenedIndex> open_embedded_index(const IndexOptions& options);

/// What the vectors of an index are.
struct VectorSpace {
  std::int32_t dimensions = 0;  // 0: there are none
  std::string version;          // Embedder::version()
};

/// Those in this folder; none where there is no index that can be read.
VectorSpace kept_vectors(const std::filesystem::path& folder);

}  // namespace onggi
