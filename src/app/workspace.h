// A workspace: all rooms over one home, put together from its configuration.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "access/audit.h"
#include "access/meters.h"
#include "access/people.h"
#include "access/permissions.h"
#include "answer/answer.h"
#include "app/paths.h"
#include "app/trial_indexes.h"
#include "application/applications.h"
#include "base/config.h"
#include "base/file.h"
#include "base/turns.h"
#include "clean/spelling.h"
#include "cli/cli.h"
#include "collection/files.h"
#include "collection/vector_stores.h"
#include "evaluate/change_gate.h"
#include "evaluate/question_runs.h"
#include "evaluate/question_sets.h"
#include "history/conversations.h"
#include "history/responses.h"
#include "index/catalog.h"
#include "index/company_words.h"
#include "index/index.h"
#include "index/metadata.h"
#include "ingest/erasure.h"
#include "ingest/ingest.h"
#include "ingest/labelling.h"
#include "ingest/near_duplicates.h"
#include "ingest/personal_review.h"
#include "ingest/pseudonyms.h"
#include "ingest/sources.h"
#include "ingest/vocabulary.h"
#include "model/embedder_in_use.h"
#include "model/registry.h"
#include "monitor/spending.h"
#include "monitor/traces.h"
#include "parse/parse.h"
#include "procedure/procedure.h"
#include "procedure/runs.h"
#include "prompt/guards.h"
#include "prompt/prompt_sets.h"
#include "prompt/prompts.h"
#include "retrieve/company_thesaurus.h"
#include "retrieve/retrieve.h"
#include "retrieve/thesaurus.h"
#include "store/blobs.h"
#include "store/database.h"
#include "store/jobs.h"
#include "store/rotation.h"
#include "store/vault.h"

namespace onggi::app {

/// What a process is to a workspace.
enum class Purpose {
  command,  // one command; waits a while for another command to finish
  server,   // holds the home until it stops
  worker,   // only takes jobs; several may share a home over PostgreSQL, none keeps an index
};

/// Everything that a home needs, opened in order; members are torn down in the reverse order. Not copied, not moved:
/// rooms hold references to each other.
class Workspace {
 public:
  /// Opens the home, making it when it is new: folders (0700), key, onggi.toml, tables, and the person `owner`, for
  /// whom the command line acts. Errors: unavailable (held by another process, read-only, disk full, database gone),
  /// bad_input (onggi.toml, damaged database).
  static Result<std::unique_ptr<Workspace>> open(const std::filesystem::path& home, Purpose purpose);
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  /// Brings the index to the state of the catalog: at once for a command, behind the scenes for a server (`rebuilding`
  /// meanwhile).
  Result<void> catch_up();
  bool rebuilding() const { return rebuilding_.load(); }

  /// How far the vectors of another embedder are that is to follow the one in use; none: none is.
  struct NextVectors {
    std::string embedder;
    std::int64_t done = 0, documents = 0;
    bool refused = false;  // they found less (evaluate.gate), and do not follow
  };
  std::optional<NextVectors> next_vectors() const;

  /// Starts the job runner's threads (once) and wakes them.
  void work();

  /// Problems found, one line each; with `repair` what can be mended is mended first.
  Result<std::vector<std::string>> doctor(bool repair);

  CliRooms cli_rooms();

  HomePaths paths;
  Config config;
  PersonId owner;
  // Shared with all rooms that own tables or call out; the others belong to the workspace alone.
  std::shared_ptr<Database> database;
  std::shared_ptr<Gate> gate;
  std::shared_ptr<HttpClient> http;
  std::shared_ptr<EmbedderInUse> embedder;
  std::shared_ptr<Reranker> reranker;  // null where none is configured, and in a worker, which does not search
  std::unique_ptr<Vault> vault;
  std::unique_ptr<BlobStore> blobs;
  std::unique_ptr<People> people;
  std::unique_ptr<Meters> meters;
  std::unique_ptr<Spending> spending;
  std::unique_ptr<Permissions> permissions;
  std::unique_ptr<AuditLog> audit;
  std::unique_ptr<JobQueue> jobs;
  std::unique_ptr<Catalog> catalog;
  std::unique_ptr<Metadata> metadata;
  std::unique_ptr<CompanyWords> company_words;
  std::unique_ptr<Analyzer> analyzer;
  std::unique_ptr<CompanyThesaurus> thesaurus;
  std::unique_ptr<Guards> guards;
  std::unique_ptr<Prompts> prompts;
  std::unique_ptr<PromptSets> prompt_sets;
  std::unique_ptr<Vocabulary> vocabulary;
  std::unique_ptr<ModelRegistry> models;
  std::unique_ptr<Applications> applications;
  std::unique_ptr<Files> files;
  std::unique_ptr<VectorStores> vector_stores;
  std::unique_ptr<Parser> parser;
  RecipeParts recipe_parts;  // what recipes of this workspace may ask for
  std::unique_ptr<Pseudonyms> pseudonyms;
  std::unique_ptr<Procedures> procedures;
  std::unique_ptr<Index> index;
  std::unique_ptr<Ingest> ingest;
  std::unique_ptr<Labelling> labelling;
  std::unique_ptr<Sources> sources;
  std::unique_ptr<ProcedureRuns> procedure_runs;
  std::unique_ptr<SearchUses> search_uses;
  std::unique_ptr<Conversations> conversations;
  std::unique_ptr<Responses> responses;
  std::unique_ptr<Traces> traces;
  std::unique_ptr<QuestionSets> question_sets;
  std::unique_ptr<WorkspaceTrials> trials;      // not in a worker
  std::unique_ptr<QuestionRuns> question_runs;  // not in a worker: it has no index
  std::unique_ptr<Erasure> erasure;
  std::unique_ptr<NearDuplicates> near_duplicates;
  std::unique_ptr<PersonalReview> personal_review;
  std::unique_ptr<Turns> turns;  // of all that keeps a core busy for a person who waits
  std::unique_ptr<Retriever> retriever;
  std::unique_ptr<Answerer> answerer;
  std::unique_ptr<Functions> functions;
  std::unique_ptr<JobRunner> runner;

 private:
  Workspace() = default;
  Result<void> open_home(const std::filesystem::path& home);
  Result<void> take_lock(Purpose purpose);
  Result<void> open_store();
  Result<void> open_text_and_models(Purpose purpose);
  Result<void> open_vocabulary(Purpose purpose);
  Result<std::shared_ptr<const DocumentRecipe>> own_recipe() const;
  Result<void> open_index();
  Result<void> find_owner();
  Ingest::Parts ingest_parts(std::shared_ptr<const DocumentRecipe> recipe, const ChunkOptions& chunk);
  void open_documents(const Ingest::Parts& parts);
  void open_erasure(const Ingest::Parts& parts);
  void open_jobs();
  void open_answering(const ChunkOptions& chunk);
  void open_trials(const ChunkOptions& chunk);
  void put_together(Purpose purpose, std::shared_ptr<const DocumentRecipe> recipe, const ChunkOptions& chunk);
  Result<Rotated> rotate_vault(const std::string& given_key,
                               const std::function<void(std::int64_t, std::int64_t)>& progress, const Cancel& cancel);
  Result<void> check_keys_and_erasures(std::vector<std::string>& problems);
  const Embedder& wanted_embedder() const { return next_embedder_ ? *next_embedder_ : *embedder; }
  Result<void> change_embedder();
  Result<bool> next_embedder_finds_less();
  Result<RunComparison> outcome_of(const GateRuns& runs, const std::vector<PermissionId>& visible);
  void change_embedder_beside();
  void follow_others();
  void follow_schedules();
  Result<std::set<DocumentId>> visible_documents(const Viewer& viewer, const std::vector<DocumentId>& ids) const;
  Result<void> open_traces(Purpose purpose);
  Result<std::int64_t> sweep_history();
  bool shared_store() const;

  FileDescriptor lock_;
  KeysInUse keys_in_use_;
  std::atomic<bool> rebuilding_{false};
  std::atomic<bool> working_{false};
  Cancel stopping_;
  std::shared_ptr<Embedder> next_embedder_;  // set while opening; null: the one in use is the one of onggi.toml
  std::atomic<std::int64_t> embedded_ahead_{0}, to_embed_ahead_{0};
  std::atomic<bool> embedder_changed_{false}, embedder_refused_{false};
  std::jthread background_, schedules_, changing_;
};

/// Analyzer and parser without any home, for commands that need only these.
Result<std::unique_ptr<Analyzer>> open_analyzer(const std::filesystem::path& user_dictionary);

/// The built-in embedder; `analyzer` outlives it.
Result<std::shared_ptr<Embedder>> open_embedder(const Analyzer& analyzer);

/// Errors: not_found or unavailable when what was installed is missing; bad_input for the company's words.
Result<std::unique_ptr<SpellChecker>> open_spell_checker(const std::filesystem::path& company_words);

/// What recipes may ask for, without a workspace: spell checkers and the built-in embedder, opened when the first
/// recipe asks for them, and kept.
RecipeParts recipe_parts_of_this_machine(std::function<Result<const Analyzer*>()> analyzer);
Result<std::unique_ptr<Parser>> open_parser(const Config::Ingest& config);

}  // namespace onggi::app
