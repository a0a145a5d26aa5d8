// Sources: places outside from which documents come by themselves and stay fresh. A folder, an S3 bucket, a query, a
// web site or a mail archive is looked through on a schedule; only what changed is worked on, what is gone goes.
//
// What a kind of source takes stands in docs/sources.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "ingest/ingest.h"
#include "net/http_client.h"
#include "store/blobs.h"
#include "store/database.h"
#include "store/jobs.h"

namespace onggi {

using SourceId = Id<struct SourceTag>;

/// One time that a source was looked through.
struct SourceRun {
  std::int64_t number = 0;
  std::string state;  // "running", "done", "failed"; "stopped": it was cancelled, and the next run goes on with it
  UnixMs started_ms = 0, finished_ms = 0;
  std::string error_code, error_message;
  std::int64_t created = 0, changed = 0, unchanged = 0, removed = 0, failed = 0;  // items
};

struct Source {
  SourceId id;
  std::string name, kind;
  std::string location;  // folder, bucket, database or start address
  std::string options;   // JSON object, checked
  std::string schedule;  // "every 15m", "daily 03:00"; empty: only when asked
  std::string state;     // "active", "paused", "removing"
  PersonId owner;        // of its documents, too
  PermissionId permission;
  std::map<std::string, std::string> fields;  // metadata that all its documents get
  std::vector<std::string> secrets;           // names of those that are kept; nothing gives their values
  UnixMs next_ms = 0;                         // of the next run; 0: none is due
  UnixMs created_ms = 0, updated_ms = 0;
  std::int64_t documents = 0;     // that it holds here
  std::optional<SourceRun> last;  // none: it never ran
  JobId job;                      // that looks through it or removes it now; empty: none
  double progress = 0;            // of that job, 0..1
};

/// One thing that a source holds: a file, an object, a row, a page, a message.
struct SourceItem {
  std::string item;  // its name within the source
  DocumentId document;
  std::string what;                       // in the last run: "created", "changed", "unchanged", "failed"
  std::string error_code, error_message;  // why it was not brought, or why its document could not be read
};

/// What a source is told; also what of it changes, where what is absent stays.
struct SourceWish {
  std::optional<std::string> name, kind, location, options, schedule;
  std::optional<PermissionId> permission;
  std::optional<std::map<std::string, std::string>> fields, secrets;
  PersonId owner;
  /// named: local files only below [sources] folders of the configuration, for wishes that come over the network.
  enum class Folders : std::uint8_t { any, named } folders = Folders::named;
};

/// Thread safe. Over a shared store several processes may run the same sources: each run happens once.
class Sources {
 public:
  struct Parts {
    std::shared_ptr<Database> database;  // shared with every room that owns tables
    Ingest& documents;
    Catalog& catalog;
    BlobStore& blobs;
    JobQueue& jobs;
    std::shared_ptr<HttpClient> http;  // shared with models
    std::shared_ptr<Gate> gate;        // of `http`; asked before a database over the network is called, too
    const Clock& clock;
    std::filesystem::path home;                  // no source may read in it
    std::filesystem::path scratch;               // for what is on its way, encrypted
    std::vector<std::filesystem::path> folders;  // see SourceWish::Folders
    std::uint64_t bytes_max = 300ULL << 20U;     // of one item
  };
  explicit Sources(Parts parts);

  /// "folder", "mail", "s3", "sql", "web".
  static std::vector<std::string_view> kinds();

  /// Keeps a source; with a schedule of "every ..." its first run is due at once. Needs name, kind, location and
  /// permission. Errors: invalid_argument naming the option; conflict (name taken); not_allowed (a folder that is not
  /// among those allowed, the home itself, or a host that [network] allow does not name).
  Result<Source> add(const SourceWish& wish);

  Result<std::vector<Source>> list() const;  // by name
  /// By id or name. Errors: not_found.
  Result<Source> get(std::string_view id_or_name) const;
  Result<std::vector<SourceRun>> runs(const SourceId& id, std::int32_t limit) const;  // newest first

  enum class Which : std::uint8_t { all, failed };
  Result<std::vector<SourceItem>> items(const SourceId& id, Which which, std::int32_t limit,
                                        std::int32_t offset) const;  // by name
  /// How many of its documents are being worked on.
  Result<std::int64_t> waiting(const SourceId& id) const;

  /// What is absent stays; `kind` stays always. Secrets given are put in the place of all that there were. Another
  /// permission or other fields reach the documents with the next run. Errors: as add().
  Result<Source> change(const SourceId& id, const SourceWish& wish);
  Result<void> pause(const SourceId& id);   // the schedule rests; a run may still be asked for
  Result<void> resume(const SourceId& id);  // and is due at the next time of its schedule

  /// Queues a run, or gives the one that is queued or running. `allow_empty`: remove everything where the source holds
  /// nothing any more; without it such a run fails ("source_empty"), because that is what a lost mount looks like.
  enum class AllowEmpty : std::uint8_t { no, yes };
  Result<JobId> run(const SourceId& id, AllowEmpty allow_empty = AllowEmpty::no);

  /// Queues the removal of a source, and (remove) of all documents that came from it.
  enum class Documents : std::uint8_t { keep, remove };
  Result<JobId> remove(const SourceId& id, Documents documents);

  /// Queues runs of all sources that are due, each once, whoever asks; now and then, by whoever runs jobs. Gives how
  /// many.
  Result<std::int64_t> enqueue_due();

  /// The handlers of "source.sync" and "source.remove".
  void register_handlers(JobRunner& runner);

  /// Whether a blob holds the secrets of a source, for who collects garbage.
  static Result<bool> keeps(Database& database, const BlobId& blob);

  class Impl;

 private:
  std::shared_ptr<Impl> impl_;  // shared with the handlers that a runner holds
};

}  // namespace onggi
