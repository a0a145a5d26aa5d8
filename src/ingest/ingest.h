// ingest: sources → indexed documents. Drives parse → clean → chunk → index in stages, as jobs, with lineage.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/people.h"
#include "access/permissions.h"
#include "base/cancel.h"
#include "base/result.h"
#include "base/trace.h"
#include "chunk/chunk.h"
#include "clean/clean.h"
#include "clean/document_recipe.h"
#include "document/correction.h"
#include "document/document.h"
#include "index/catalog.h"
#include "index/index.h"
#include "index/metadata.h"
#include "ingest/pseudonyms.h"
#include "ingest/vocabulary.h"
#include "model/model.h"
#include "parse/parse.h"
#include "store/blobs.h"
#include "store/jobs.h"

namespace onggi {

std::vector<Migration> ingest_migrations();

/// A document that is to come in.
struct NewSource {
  std::string source;  // "file:/data/a.hwpx", "upload:a.hwpx"
  std::string name;    // file name
  PersonId owner;
  PermissionId permission;
  // Of keep_recipe(); empty: the workspace's own. None: a document that is known keeps the one that it goes through
  // (what masks it does not end because its file changed), a new one gets the workspace's own.
  std::optional<RecipeId> recipe = std::nullopt;
  /// What becomes of the document when its source brings other bytes. replace: it changes. keep: the new bytes are a
  /// document of their own (Added::What::changed), and the one before stays to be found and cited by its day.
  enum class Versions : std::uint8_t { replace, keep } versions = Versions::replace;
};

/// What add() did.
struct Added {
  DocumentId document;
  enum class What { created, changed, unchanged, reread } what = What::created;  // reread: by a newer reader
  JobId job;                                                                     // empty when unchanged
};

/// One kind of thing that a stage did: "spaces", "repeated_line", "mask.PHONE" (clean.h). Counts, never text.
struct StageChange {
  std::string operation;
  std::int64_t count = 0;
};

/// One stage of a document's way, for lineage: from any chunk back to the bytes.
struct StageRecord {
  // "parse", "correct" (only where somebody corrected), "refine" (only with a recipe), "clean", "chunk", "embed"
  std::string stage;
  std::string key;  // hash of input, version and options
  BlobId output;
  UnixMs time_ms = 0;
  std::int64_t duration_us = 0;
  bool reused = false;
  // Of what the key is made; empty for stages that were done before these were kept.
  std::string version, options;
  std::vector<StageChange> changes;  // what it did to the text, counted
};

/// From a chunk back to its document's clean text.
struct ChunkLineage {
  struct Part {
    ElementId element;
    ByteRange bytes;  // in the clean text
    std::string clause;
    std::vector<Place> places;
  };
  ChunkId id;
  DocumentId document;
  std::int32_t number = 0;
  std::vector<Part> parts;
};

/// A correction as it is kept: in force, or withdrawn (undone, or a conflict that somebody dismissed) and kept for its
/// history.
struct KeptCorrection {
  Correction correction;
  PersonId withdrawn_by;
  UnixMs withdrawn_ms = 0;  // 0: in force
};

/// A document with its corrections laid over it.
struct CorrectedDocument {
  Document document;
  std::vector<KeptCorrection> corrections;    // oldest first, withdrawn ones too
  std::vector<CorrectionConflict> conflicts;  // of those in force
};

/// A recipe that documents follow.
struct KeptRecipe {
  RecipeId id;
  std::string name;
  std::int64_t documents = 0;  // of those that may be seen
  UnixMs time_ms = 0;          // when it was first given
};

/// What a recipe did to the documents that follow it. Counts and names of files, never text.
struct RecipeReport {
  struct Change {
    std::string operation;  // "mask.PHONE", "join_lines"
    std::int64_t count = 0, documents = 0;
  };
  struct HeldBack {
    DocumentId document;
    std::string name, why;
  };
  std::string name, yaml;
  std::int64_t documents = 0, waiting = 0, ready = 0, failed = 0;
  std::vector<Change> changes;  // by operation
  std::vector<HeldBack> held_back;
};

/// Thread safe. Several processes over one database may run jobs; each keeps its own index up to date by catch_up().
class Ingest {
 public:
  struct Parts {
    std::shared_ptr<Database> database;  // shared with every room that owns tables
    BlobStore& blobs;
    JobQueue& jobs;
    Catalog& catalog;
    Parser& parser;
    Index* index = nullptr;  // null: a worker that keeps none; servers bring what it did by catch_up()
    const Analyzer& analyzer;
    const TokenCounter& counter;
    std::shared_ptr<Embedder> embedder;  // shared with retrieve
    const Clock& clock;
    TraceSink& trace;
    CleanOptions clean;
    RecipeParts recipe_parts;                // what recipes may ask for
    const Pseudonyms* pseudonyms = nullptr;  // where recipe_parts.pseudonym_key is given
    std::string personal_key;  // of value hashes, 32 bytes (personal_review.h); empty: findings are not kept
    std::shared_ptr<const DocumentRecipe> recipe;  // the workspace's own; null: none
    ChunkOptions chunk;
    std::uint64_t bytes_max = 300ULL << 20U;
    const Metadata* metadata = nullptr;  // null: what documents say about themselves is not noted
    Permissions* permissions = nullptr;  // null: labels are neither proposed nor raised
    bool raise_labels = false;           // a marking above its document's label raises it at once
    Vocabulary* vocabulary = nullptr;    // null: the analyzer keeps the words that it was opened with
    // Blobs that others keep in the store: collect_garbage() leaves them alone. Null: none.
    std::function<Result<bool>(const BlobId&)> is_used_elsewhere;
  };
  explicit Ingest(Parts parts);

  /// Keeps the bytes and queues the work, in this order; when it returns, a kill loses nothing (acknowledged). The same
  /// source with the same bytes and permission is `unchanged`, or `reread` where another version of the readers read it
  /// last: corrections are laid over what the newer one finds. Errors: bad_input ("empty_file"), limit_exceeded,
  /// unavailable; not_allowed ("erased_content") for bytes from which a person was erased (erasure.h).
  Result<Added> add(const NewSource& source, std::string_view bytes);
  Result<Added> add_file(const NewSource& source,
                         const std::filesystem::path& path);  // streamed: memory does not grow with the file
  Result<Added> add_file(const NewSource& source, const TemporaryFile& file);

  /// Keeps a recipe that documents may come in with. Equal recipes have one id. Errors: as DocumentRecipe::from().
  Result<RecipeId> keep_recipe(const Recipe& recipe);
  /// The id of a preset ("rag"), which is kept, or of a recipe that was kept under this id; empty for "own".
  /// Errors: invalid_argument where there is none; as keep_recipe().
  Result<RecipeId> recipe_called(const std::string& name);

  /// Documents go through this recipe from now on (an empty id: the workspace's own); each that went through another is
  /// queued, and what was read of it is kept. Gives how many. Unknown documents are passed over.
  Result<std::int64_t> follow(const std::vector<DocumentId>& documents, const RecipeId& recipe);
  /// Of the documents with these permissions. Cost: O(documents). Errors: not_found, also where none follows it.
  Result<RecipeReport> recipe_report(const RecipeId& recipe, const std::vector<PermissionId>& permissions) const;
  Result<std::vector<KeptRecipe>> recipes_in_use(const std::vector<PermissionId>& permissions) const;

  /// Queues what newer readers would read otherwise and what failed (whatever failed in it), and gives it; until it is
  /// read again, a document says what it said before. A document from which a person was erased has no original any
  /// more, and stays.
  Result<std::vector<DocumentRow>> read_again();

  /// The handlers of "ingest.document" and "ingest.remove", to be given to a JobRunner.
  void register_handlers(JobRunner& runner);

  /// Removes document, chunks, stages and (when nothing else uses it) the original. Versions before it stay superseded.
  Result<void> remove(const DocumentId& document);

  /// Re-labels a document, and with it its other versions (none below a marking that was accepted for it); searches see
  /// it when the call returns.
  Result<void> set_permission(const DocumentId& document, const PermissionId& permission);

  /// The same for many in one transaction, which is also that of `also`. A person gave these labels.
  struct Move {
    DocumentId document;
    Label label = Label::open;
    std::vector<std::string> principals;
  };
  Result<void> move(const std::vector<Move>& moves, const std::function<Result<void>(SqlSession&)>& also);

  /// What the reader found, from the stored stage. Errors: not_found while it is not read yet.
  Result<Document> parsed(const DocumentId& document) const;
  /// The same with what people corrected, at once: the index follows by a job.
  Result<CorrectedDocument> corrected(const DocumentId& document) const;
  /// The corrected document as everybody who sees it may read it: what its recipe masks is masked.
  Result<Document> shown(const DocumentId& document, const Cancel& cancel) const;

  /// Whether what was read and the original show more than shown() does: who may not see that gets neither. A document
  /// whose masking recipe has not come to its end hides everything.
  Result<bool> hides(const DocumentRow& row) const;

  /// The file as it came in. Errors, also of the pages below: not_found ("original_erased") where a person's data were
  /// taken out of the document.
  Result<std::string> original(const DocumentId& document) const;

  /// A page as a picture and its words, as Parser gives them. Where the document hides something, its places are
  /// painted over and its words left out, wherever on the page the same values stand; a value that is not found among
  /// the words of the page (a picture) covers its cell or element. Errors: as Parser's; not_allowed ("place_unknown")
  /// where something hidden stands on the page and nobody knows where.
  Result<PageImage> page_image(const DocumentId& document, std::int32_t page_index, double dots_per_inch,
                               const Cancel& cancel) const;
  Result<std::vector<PageWord>> page_words(const DocumentId& document, std::int32_t page_index,
                                           const Cancel& cancel) const;
  /// Keeps a correction and queues the work that follows from it: clean, chunk, embed and index of this document, in
  /// which chunks with the same text keep their ids and vectors. `wish.author` is who asks; id, time and `before` are
  /// filled in here.
  /// Errors: as complete() in document/correction.h; limit_exceeded ("too_many_corrections"); not_found while the
  /// document is not read yet.
  Result<Correction> correct(const DocumentId& document, const Correction& wish);

  /// Takes a correction out of force: it was undone, or its conflict dismissed. Errors: not_found.
  Result<void> withdraw(const DocumentId& document, const CorrectionId& id, const PersonId& by);

  /// Puts a withdrawn correction back as it was.
  Result<void> restore(const DocumentId& document, const CorrectionId& id);

  /// A conflict that a person resolves: the correction under its old id, but for `element` (empty: the same) and as
  /// the document stands now; it counts as made now and by `by`. Errors: as correct(); not_found.
  struct Again {
    ElementId element;
    std::optional<CorrectionState> after;  // none: as it was
    PersonId by;
  };
  Result<Correction> correct_again(const DocumentId& document, const CorrectionId& id, const Again& again);

  Result<std::vector<StageRecord>> lineage(const DocumentId& document) const;
  /// Where a chunk's pieces stand in the clean text. Errors: not_found.
  Result<ChunkLineage> lineage_of(const ChunkId& chunk) const;

  /// Compares catalog and index, brings what is missing or old, removes what is gone; after start, after a rebuilt
  /// index, and (cheap when nothing changed) now and then. Gives how many documents were brought.
  Result<std::int64_t> catch_up(const Cancel& cancel);

  /// How many documents were cut by other settings than those of now: read_again() would cut them anew.
  Result<std::int64_t> cut_otherwise() const;

  /// How a document would stand in the index, cut and embedded otherwise: what is found of it, with the ids that its
  /// chunks would have. From what its stages kept: nothing is read again, and nothing of this is kept. Texts that have
  /// vectors by this embedder already keep them. Errors: not_found while it is not read yet; those of split() and
  /// Embedder::embed().
  struct IndexedOtherwise {
    std::vector<ChunkRow> chunks;
    std::vector<IndexedChunk> indexed;
  };
  Result<IndexedOtherwise> index_otherwise(const DocumentRow& row, const ChunkOptions& chunk, Embedder& embedder,
                                           const Cancel& cancel) const;

  /// Makes and keeps the vectors that `next` gives for every document, beside those in use; what is kept already is
  /// passed over, so that it goes on after a kill. `report` hears before the first and after each document. Gives how
  /// many documents were embedded: 0 when none is missing. A document that changes later misses its vectors again.
  Result<std::int64_t> embed_ahead(Embedder& next,
                                   const std::function<void(std::int64_t done, std::int64_t all)>& report,
                                   const Cancel& cancel);

  /// For `onggi doctor`: one line a problem (missing or damaged original, index and catalog apart, queued document
  /// without a job ...); none when all is well.
  Result<std::vector<std::string>> check() const;

  /// Queues a job for every document that waits without one (its worker died too often, or its job was cancelled).
  /// Gives how many.
  Result<std::int64_t> requeue_lost();

  /// Removes originals and stage outputs that nothing refers to: what a kill between bytes and row left behind, and
  /// stages of older versions. Only while nothing is added. Gives how many blobs.
  Result<std::int64_t> collect_garbage();

  class Impl;

 private:
  std::shared_ptr<Impl> impl_;  // shared with the handlers that a runner holds
};

}  // namespace onggi
