// Vector stores: documents under a name, with attributes, that a program searches and asks together (OpenAI's "vector
// stores").
//
// A store belongs to one person and is not there for anybody else. It narrows and never widens: a document that its
// owner may not see is neither counted nor listed nor searched, and is there again once it may be seen again.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/permissions.h"
#include "base/clock.h"
#include "collection/attributes.h"
#include "collection/cursor.h"
#include "index/catalog.h"
#include "store/migrations.h"

namespace onggi {

using VectorStoreId = Id<struct VectorStoreTag>;
using FileBatchId = Id<struct FileBatchTag>;

/// The tables of this room.
std::vector<Migration> collection_migrations();

/// As the document's own state says; cancelled: its batch was cancelled before it was read.
enum class StoreFileState : std::uint8_t { in_progress, completed, failed, cancelled };
std::string_view to_string(StoreFileState state);  // as OpenAI names them
std::optional<StoreFileState> store_file_state_from(std::string_view text);

struct FileCounts {
  std::int64_t in_progress = 0, completed = 0, failed = 0, cancelled = 0;
  std::int64_t total() const { return in_progress + completed + failed + cancelled; }
};

struct VectorStore {
  VectorStoreId id;
  std::string name, description;
  std::map<std::string, std::string> metadata;
  std::int64_t expires_days = 0;  // after it was used last; 0: never
  UnixMs created_ms = 0;
  UnixMs active_ms = 0;  // when it was used last, to the minute
  FileCounts files;
  std::int64_t bytes = 0;  // of the files that are completed

  UnixMs expires_ms() const;  // 0: never
};

struct StoreFile {
  DocumentRow document;
  StoreFileState state = StoreFileState::in_progress;
  Attributes attributes;
  UnixMs added_ms = 0;
};

struct FileBatch {
  FileBatchId id;
  bool cancelled = false;
  UnixMs created_ms = 0;
  FileCounts files;  // those that are still in the store
};

/// Thread and process safe over its database. Errors of all that take an id: not_found, also for what is there but
/// somebody else's; for a file also where the viewer may not see it.
class VectorStores {
 public:
  static constexpr std::int64_t kStoresMax = 1'000;  // of one person
  static constexpr std::int64_t kFilesMax = 10'000;  // of one store
  static constexpr std::size_t kAddedMax = 2'000;    // files at once

  struct Parts {
    std::shared_ptr<Database> database;  // shared with every room that owns tables
    const Catalog& catalog;
    const Permissions& permissions;
    const Clock& clock;
  };
  explicit VectorStores(Parts parts) : parts_(std::move(parts)) {}

  struct NewFile {
    DocumentId document;
    Attributes attributes;
  };
  struct NewStore {
    std::string name, description;
    std::map<std::string, std::string> metadata;
    std::int64_t expires_days = 0;
    std::vector<NewFile> files;
  };
  /// Errors: limit_exceeded (kStoresMax), and those of add_files().
  Result<VectorStore> add(const Viewer& viewer, const NewStore& wanted);
  Result<VectorStore> get(const Viewer& viewer, const VectorStoreId& id) const;
  Result<Paged<VectorStore>> list(const Viewer& viewer, const Cursor& cursor) const;

  struct Change {  // none: stays as it is
    std::optional<std::string> name;
    std::optional<std::map<std::string, std::string>> metadata;
    std::optional<std::int64_t> expires_days;
  };
  /// Counts as a use: also one that expired lives on.
  Result<VectorStore> change(const Viewer& viewer, const VectorStoreId& id, const Change& change);
  /// The documents stay.
  Result<void> remove(const Viewer& viewer, const VectorStoreId& id);

  // ---- its files ----

  /// What is in it already gets these attributes. Errors: not_found ("no_such_file") where the viewer does not see one
  /// of them; limit_exceeded (kFilesMax, kAddedMax); invalid_argument ("vector_store_expired").
  Result<void> add_files(const Viewer& viewer, const VectorStoreId& id, const std::vector<NewFile>& files);
  Result<StoreFile> file(const Viewer& viewer, const VectorStoreId& id, const DocumentId& document) const;
  /// In the order in which the documents came in. `state`: of those alone.
  Result<Paged<StoreFile>> files(const Viewer& viewer, const VectorStoreId& id, std::optional<StoreFileState> state,
                                 const Cursor& cursor) const;
  Result<void> set_attributes(const Viewer& viewer, const VectorStoreId& id, const DocumentId& document,
                              const Attributes& attributes);
  /// Out of the store; the document stays.
  Result<void> remove_file(const Viewer& viewer, const VectorStoreId& id, const DocumentId& document);

  // ---- batches: files that were added together ----

  /// Errors: those of add_files().
  Result<FileBatch> add_batch(const Viewer& viewer, const VectorStoreId& id, const std::vector<NewFile>& files);
  Result<FileBatch> batch(const Viewer& viewer, const VectorStoreId& id, const FileBatchId& batch) const;
  /// What is not read yet stays out of searches; the documents are read all the same. One that is done stays as it is.
  Result<FileBatch> cancel_batch(const Viewer& viewer, const VectorStoreId& id, const FileBatchId& batch);
  Result<Paged<StoreFile>> batch_files(const Viewer& viewer, const VectorStoreId& id, const FileBatchId& batch,
                                       std::optional<StoreFileState> state, const Cursor& cursor) const;

  // ---- searching ----

  struct Searched {
    DocumentId document;
    std::string name;  // of the file
    Attributes attributes;
    DocumentId indexed_as;  // under which document its chunks stand: another one for the same text as that
  };
  /// The files that a search looks at: completed ones that meet the filter. None: nothing is to be found; to the
  /// retriever no document would mean all of them. Counts as a use. Errors: invalid_argument ("vector_store_expired").
  Result<std::vector<Searched>> to_search(const Viewer& viewer, const VectorStoreId& id,
                                          const std::optional<AttributeFilter>& filter);

 private:
  Result<void> check_files(const Viewer& viewer, const std::vector<NewFile>& files) const;
  Result<void> put_files(SqlSession& session, const VectorStoreId& id, const std::vector<NewFile>& files) const;
  Result<void> use(SqlSession& session, const Viewer& viewer, const VectorStoreId& id) const;
  struct Selection {
    FileBatchId batch;    // of its files alone; empty: all
    DocumentId document;  // this one alone; empty: all
    std::optional<StoreFileState> state;
  };
  Result<Paged<StoreFile>> select(const Viewer& viewer, const VectorStoreId& id, const Selection& selection,
                                  const Cursor& cursor) const;

  Parts parts_;
};

}  // namespace onggi
