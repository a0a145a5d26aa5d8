// Sources, their runs and items as rows. Inside of room ingest.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/sources.h"

namespace onggi::sources {

struct ItemRow {
  std::string id, mark, memo;
  DocumentId document;
  std::int64_t run = 0;
  std::string what, error_code, error_message;
};

inline constexpr std::string_view kSyncJob = "source.sync", kRemoveJob = "source.remove";

/// Thread safe over its database.
class Rows {
 public:
  explicit Rows(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  Result<std::vector<Source>> list() const;
  Result<Source> get(std::string_view id_or_name) const;  // errors: not_found
  Result<BlobId> secrets_of(const SourceId& id) const;
  /// Inserts or replaces by id. Errors: conflict ("name_taken").
  Result<void> put(SqlSession& session, const Source& source, const BlobId& secrets) const;
  Result<void> set_state(SqlSession& session, const SourceId& id, std::string_view state, UnixMs next_ms) const;
  /// Moves the next run on from `source.next_ms`; false: somebody else did.
  Result<bool> move_on(SqlSession& session, const Source& source, UnixMs next_ms) const;
  Result<std::vector<Source>> due(UnixMs now) const;
  Result<void> remove(SqlSession& session, const SourceId& id) const;  // with runs and items

  Result<std::vector<SourceRun>> runs(const SourceId& id, std::int32_t limit) const;
  /// The run that was begun and not ended, else a new one.
  Result<SourceRun> begin_run(SqlSession& session, const SourceId& id, UnixMs now) const;
  /// Counts what the items say of this run; `error` none: it is done.
  Result<void> end_run(SqlSession& session, const SourceId& id, std::int64_t number, UnixMs now,
                       const Error* error) const;
  Result<void> count_removed(SqlSession& session, const SourceId& id, std::int64_t number) const;

  Result<std::optional<ItemRow>> item(const SourceId& id, std::string_view item) const;
  Result<void> put_item(SqlSession& session, const SourceId& id, const ItemRow& item) const;
  Result<void> note_unchanged(const SourceId& id, std::int64_t run, const std::vector<ItemRow>& items) const;
  Result<void> remove_item(SqlSession& session, const SourceId& id, std::string_view item_hash) const;
  struct Gone {
    std::string item_hash;
    DocumentId document;
  };
  /// Items that no run from `run` on has seen.
  Result<std::vector<Gone>> gone(const SourceId& id, std::int64_t run, std::int32_t limit) const;
  struct Seen {
    std::int64_t now = 0, before = 0;
  };
  /// How many items this run has seen, and how many were there that it has not.
  Result<Seen> seen(const SourceId& id, std::int64_t run) const;
  Result<std::vector<SourceItem>> items(const SourceId& id, Sources::Which which, std::int32_t limit,
                                        std::int32_t offset) const;
  Result<std::int64_t> waiting(const SourceId& id) const;

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
};

}  // namespace onggi::sources
