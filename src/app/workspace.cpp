// Opening and closing of a workspace.
#include "app/workspace.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <map>
#include <mutex>

#include "app/procedure_documents.h"
#include "base/hash.h"
#include "base/log.h"

namespace onggi::app {
namespace {

constexpr auto kWaitForCommand = std::chrono::seconds(10);
constexpr auto kLookForChanges = std::chrono::seconds(2);
constexpr auto kTryEmbedderAgain = std::chrono::seconds(30);
constexpr auto kLookForDueSources = std::chrono::seconds(1);
constexpr auto kSweepHistory = std::chrono::milliseconds(std::chrono::hours(1));
constexpr const char* kOwnerLogin = "owner";

// "sqlite:onggi.db" means a file of the home.
std::string database_url(const HomePaths& paths, const std::string& url) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (!url.starts_with(kSqlite)) return url;
  return std::string(kSqlite) + (paths.root / url.substr(kSqlite.size())).string();
}

Result<void> migrate_all(Database& database) {
  for (const auto& migrations :
       {store_migrations(), access_migrations(), index_migrations(), ingest_migrations(), model_migrations(),
        procedure_migrations(), evaluate_migrations(), prompt_migrations(), history_migrations(),
        application_migrations(), monitor_migrations(), collection_migrations()})
    ONGGI_CHECK(migrate(database, migrations));
  return {};
}

// What is longer than the embedder reads would be found by its beginning alone.
Result<ChunkOptions> chunk_options(const Config& config, const Embedder& embedder) {
  constexpr std::int32_t kMarks = 4;  // that the embedder puts around a text
  ChunkOptions options{.tokens_max = config.ingest.chunk_tokens_max,
                       .tokens_overlap = config.ingest.chunk_tokens_overlap};
  auto strategy = chunk_strategy_from(config.ingest.chunk_strategy);
  if (!strategy) return fail(ErrorCode::bad_input, "onggi.toml: ingest.chunk_strategy: " + strategy.error().message);
  options.strategy = *strategy;
  const std::int32_t reads = embedder.info().context_tokens - kMarks;
  if (embedder.info().context_tokens > 0 && options.tokens_max > reads) {
    log(LogLevel::warning, "ingest.chunk_tokens_max is more than the embedder reads, and is lowered",
        {{"embedder", embedder.info().id}, {"chunk_tokens_max", std::to_string(reads)}});
    options.tokens_max = reads;
    options.tokens_overlap = std::min(options.tokens_overlap, reads / 2 - 1);
  }
  if (options.tokens_max < 16 || options.tokens_overlap < 0 || options.tokens_overlap >= options.tokens_max / 2)
    return fail(ErrorCode::bad_input,
                "onggi.toml: ingest.chunk_tokens_max is at least 16, ingest.chunk_tokens_overlap less than half of it");
  return options;
}

void sleep_unless(const Cancel& stopping, std::chrono::milliseconds duration) {
  constexpr auto kStep = std::chrono::milliseconds(50);
  for (auto slept = std::chrono::milliseconds(0); slept < duration && !stopping.requested(); slept += kStep)
    std::this_thread::sleep_for(kStep);
}

SearchSettings search_settings(const Config::Search& config) {
  return {.lexical = config.lexical,
          .dense = config.dense,
          .variants = config.variants,
          .rerank = config.rerank,
          .dense_weight = config.dense_weight};
}

}  // namespace

Result<std::unique_ptr<Analyzer>> open_analyzer(const std::filesystem::path& user_dictionary) {
  ONGGI_TRY(const SharePaths share, find_share());
  return Analyzer::open({.dictionary = share.dictionary, .user_dictionary = user_dictionary});
}

Result<std::shared_ptr<Embedder>> open_embedder(const Analyzer& analyzer) {
  ONGGI_TRY(const SharePaths share, find_share());
  ONGGI_TRY(std::shared_ptr<Embedder> opened, open_static_embedder(share.embedder.string(), analyzer));
  return opened;
}

Result<std::unique_ptr<SpellChecker>> open_spell_checker(const std::filesystem::path& company_words) {
  ONGGI_TRY(const SharePaths share, find_share());
  return SpellChecker::open(
      {.dictionary = share.dictionary, .spelling = share.spelling, .company_words = company_words});
}

RecipeParts recipe_parts_of_this_machine(std::function<Result<const Analyzer*>()> analyzer) {
  struct Kept {
    std::mutex mutex;
    std::map<std::filesystem::path, std::shared_ptr<const SpellChecker>> checkers;  // by the company's words
    std::shared_ptr<Embedder> embedder;
  };
  auto kept = std::make_shared<Kept>();
  RecipeParts parts;
  parts.spell_checker = [kept](const std::filesystem::path& words) -> Result<std::shared_ptr<const SpellChecker>> {
    const std::scoped_lock lock(kept->mutex);
    auto& checker = kept->checkers[words];
    if (checker == nullptr) {
      ONGGI_TRY(checker, open_spell_checker(words));
    }
    return checker;
  };
  parts.embedder = [kept, analyzer = std::move(analyzer)]() -> Result<std::shared_ptr<Embedder>> {
    const std::scoped_lock lock(kept->mutex);
    if (kept->embedder == nullptr) {
      ONGGI_TRY(const Analyzer* opened, analyzer());
      ONGGI_TRY(kept->embedder, open_embedder(*opened));
    }
    return kept->embedder;
  };
  return parts;
}

Result<std::unique_ptr<Parser>> open_parser(const Config::Ingest& config) {
  Parser::Options options;
  options.workers_max = std::max(config.threads, 1);
  options.limits.seconds_max = config.parse_seconds_max;
  options.limits.memory_bytes_max = config.parse_memory_bytes_max;
  return Parser::open(options);
}

Result<std::unique_ptr<Workspace>> Workspace::open(const std::filesystem::path& home, Purpose purpose) {
  std::unique_ptr<Workspace> workspace(new Workspace());  // NOLINT: the constructor is private
  ONGGI_CHECK(workspace->open_home(home));
  ONGGI_CHECK(workspace->take_lock(purpose));
  ONGGI_CHECK(workspace->open_store());
  ONGGI_CHECK(workspace->open_text_and_models(purpose));
  if (purpose != Purpose::worker) ONGGI_CHECK(workspace->open_index());
  ONGGI_CHECK(workspace->find_owner());
  ONGGI_TRY(auto recipe, workspace->own_recipe());
  ONGGI_TRY(const ChunkOptions chunk, chunk_options(workspace->config, workspace->wanted_embedder()));
  workspace->put_together(purpose, std::move(recipe), chunk);
  // With the lock of an embedded store in hand nobody else works on jobs: what a killed process held is free at once.
  if (!workspace->shared_store()) ONGGI_CHECK(workspace->jobs->take_back_leases());
  ONGGI_TRY([[maybe_unused]] const auto requeued, workspace->ingest->requeue_lost());
  ONGGI_CHECK(workspace->near_duplicates->queue_waiting());
  ONGGI_CHECK(workspace->personal_review->queue_waiting());
  ONGGI_CHECK(workspace->vocabulary->queue_waiting());
  return workspace;
}

Workspace::~Workspace() {
  stopping_.request();
  if (background_.joinable()) background_.join();
  if (schedules_.joinable()) schedules_.join();
  if (changing_.joinable()) changing_.join();
  if (runner) runner->stop();
  if (!index) return;
  if (const auto saved = index->save(); !saved)
    log(LogLevel::error, "index not saved", {{"reason", describe(saved.error())}});
}

Result<void> Workspace::open_home(const std::filesystem::path& home) {
  std::error_code error;
  paths.root = std::filesystem::absolute(home, error);
  const bool is_new = !std::filesystem::exists(paths.config(), error);
  ONGGI_CHECK(make_folder(paths.root));
  if (is_new) {
    ::chmod(paths.root.c_str(), S_IRWXU);
    ONGGI_CHECK(write_file(paths.config(), default_config_text(), Durable::yes, 0600));
  }
  for (const auto& folder : {paths.blobs(), paths.keys(), paths.index(), paths.uploads()})
    ONGGI_CHECK(make_folder(folder));
  ONGGI_TRY(config, read_config(paths.config()));
  return {};
}

bool Workspace::shared_store() const { return !config.store.url.starts_with("sqlite:"); }

Result<void> Workspace::take_lock(Purpose purpose) {
  if (purpose == Purpose::worker) {
    if (shared_store()) return {};
    return fail(ErrorCode::invalid_argument,
                "`onggi worker` shares a PostgreSQL store; this workspace keeps its own (store.url in onggi.toml), so "
                "`onggi serve` does the work itself");
  }
  lock_ = FileDescriptor(::open(paths.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock_) return std::unexpected(system_error("create", paths.lock(), errno));
  const auto give_up =
      std::chrono::steady_clock::now() + (purpose == Purpose::command ? kWaitForCommand : std::chrono::seconds(1));
  while (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (std::chrono::steady_clock::now() > give_up)
      return fail(ErrorCode::unavailable,
                  "another onggi process holds the workspace " + paths.root.string() + "; wait for it or stop it",
                  "home_locked");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return {};
}

Result<void> Workspace::open_store() {
  ONGGI_TRY(database, Database::open({.url = database_url(paths, config.store.url)}));
  ONGGI_CHECK(migrate_all(*database));
  ONGGI_TRY(keys_in_use_, KeysInUse::open(paths.blobs()));  // before the keys are read: a rotation waits for us
  ONGGI_TRY(Vault opened, open_vault(paths.keys(), *database));
  vault = std::make_unique<Vault>(std::move(opened));
  ONGGI_TRY(blobs, BlobStore::open(paths.blobs(), *vault));
  people = std::make_unique<People>(database, *vault, system_clock());
  const Config::Limits& limits = config.limits;
  meters = std::make_unique<Meters>(
      database, system_clock(),
      Meters::Defaults{.key = {.requests = limits.key_requests, .tokens = limits.key_tokens},
                       .person = {.requests = limits.person_requests, .tokens = limits.person_tokens}});
  spending = std::make_unique<Spending>(database, system_clock(), config.model.currency);
  permissions = std::make_unique<Permissions>(database);
  audit = std::make_unique<AuditLog>(database, *vault, system_clock());
  jobs = std::make_unique<JobQueue>(database, system_clock());
  catalog = std::make_unique<Catalog>(database, system_clock());
  metadata = std::make_unique<Metadata>(database, system_clock());
  files = std::make_unique<Files>(Files::Parts{.database = database, .catalog = *catalog, .permissions = *permissions});
  vector_stores = std::make_unique<VectorStores>(VectorStores::Parts{
      .database = database, .catalog = *catalog, .permissions = *permissions, .clock = system_clock()});
  company_words = std::make_unique<CompanyWords>(database, system_clock());
  pseudonyms = std::make_unique<Pseudonyms>(database, *vault, system_clock());
  search_uses = std::make_unique<SearchUses>(database, *catalog, system_clock());
  ONGGI_TRY(conversations,
            Conversations::open(database, *vault, system_clock(), [this](const auto& viewer, const auto& ids) {
              return visible_documents(viewer, ids);
            }));
  ONGGI_TRY(responses, Responses::open(database, *vault, system_clock(), [this](const auto& viewer, const auto& ids) {
              return visible_documents(viewer, ids);
            }));
  question_sets = std::make_unique<QuestionSets>(database, *catalog, *search_uses, system_clock());
  procedures = std::make_unique<Procedures>(database, *audit, *vault, system_clock(),
                                            Procedures::Options{.two_people = config.procedure.two_people});
  return {};
}

// They go out from servers and commands; a worker answers nobody.
Result<void> Workspace::open_traces(Purpose purpose) {
  const Config::Monitor& wish = config.monitor;
  Traces::Options options{.keep_days = wish.trace_days, .exporter = nullptr};
  if (!wish.otlp_url.empty() && purpose != Purpose::worker) {
    auto exporter =
        OtlpExporter::open(http, *gate, {.url = wish.otlp_url, .text = wish.otlp_text ? OtlpText::yes : OtlpText::no});
    if (!exporter) return within("onggi.toml: monitor.otlp_url", std::move(exporter).error());
    options.exporter = *std::move(exporter);
  }
  const auto visible = [this](const Viewer& viewer, const auto& ids) { return visible_documents(viewer, ids); };
  ONGGI_TRY(traces, Traces::open(database, *vault, system_clock(), visible, std::move(options)));
  return {};
}

// A worker has no file of its own: what the servers keep of theirs is what it uses.
Result<void> Workspace::open_vocabulary(Purpose purpose) {
  vocabulary =
      std::make_unique<Vocabulary>(Vocabulary::Parts{.database = database,
                                                     .words = *company_words,
                                                     .catalog = *catalog,
                                                     .jobs = *jobs,
                                                     .analyzer = *analyzer,
                                                     .use_groups = [this](const std::vector<SynonymGroup>& groups) {
                                                       std::vector<std::vector<std::string>> words;
                                                       words.reserve(groups.size());
                                                       for (const SynonymGroup& group : groups)
                                                         words.push_back(group.words);
                                                       thesaurus->use(words);
                                                     }});
  const std::string& file = config.ingest.user_dictionary;
  if (purpose != Purpose::worker)
    ONGGI_CHECK(vocabulary->take_file(file.empty() ? std::filesystem::path() : paths.root / file));
  return vocabulary->follow();
}

Result<void> Workspace::open_text_and_models(Purpose purpose) {
  ONGGI_TRY(const SharePaths share, find_share());
  ONGGI_TRY(analyzer, Analyzer::open({.dictionary = share.dictionary, .user_dictionary = {}}));
  ONGGI_TRY(auto near, Thesaurus::open(share.thesaurus, *analyzer));
  thesaurus = std::make_unique<CompanyThesaurus>(std::move(near), *analyzer);
  ONGGI_CHECK(open_vocabulary(purpose));
  ONGGI_TRY(const std::string rules, read_guard_rules());
  ONGGI_TRY(guards, Guards::open(database, system_clock(), rules));
  prompts = std::make_unique<Prompts>(database, system_clock(), Prompts::Options{.approval = config.prompt.approval});
  prompt_sets = std::make_unique<PromptSets>(database, system_clock());
  ONGGI_TRY(auto builtin, open_static_embedder(share.embedder.string(), *analyzer));
  gate = allow_hosts(config.network.allow);
  ONGGI_TRY(http, HttpClient::open(gate, {.ca_file = config.network.ca_file, .proxy = config.network.proxy}));
  ONGGI_CHECK(open_traces(purpose));
  models = std::make_unique<ModelRegistry>(
      database, http, std::move(builtin),
      ModelRegistry::Options{config.model.context_tokens, config.model.sequences_max, config.model.threads});
  applications = std::make_unique<Applications>(database, *models, *guards, system_clock());
  ONGGI_TRY(auto wanted, models->embedder(config.model.embedder));
  embedder = std::make_shared<EmbedderInUse>(std::move(wanted));
  ONGGI_TRY(parser, open_parser(config.ingest));
  recipe_parts = recipe_parts_of_this_machine({});
  recipe_parts.embedder = [this]() -> Result<std::shared_ptr<Embedder>> { return embedder; };
  recipe_parts.pseudonym_key = [this] { return pseudonyms->key(); };
  return {};
}

// What a search needs beside the catalog. Vectors of the embedder before serve until those of another one are made;
// where nothing opens it any more, words alone are found until then.
Result<void> Workspace::open_index() {
  VectorSpace kept = kept_vectors(paths.index());
  if (kept.dimensions > 0 && kept.version != embedder->version()) {
    if (auto before = models->embedder_of_version(kept.version)) {
      ONGGI_TRY(next_embedder_, models->embedder(config.model.embedder));
      embedder->use(std::move(before));
    }
  }
  if (kept.dimensions == 0 || kept.version != embedder->version()) {
    ONGGI_TRY(kept.dimensions, embedder->dimensions(stopping_));
  }
  ONGGI_TRY(OpenedIndex opened, open_embedded_index({.folder = paths.index(),
                                                     .dimensions = kept.dimensions,
                                                     .vector_version = embedder->version(),
                                                     .token_version = analyzer->version()}));
  if (opened.rebuilt) log(LogLevel::warning, "index is made again", {{"why", opened.why}});
  index = std::move(opened.index);
  auto chosen = models->reranker(config.model.reranker);
  if (!chosen) return within("onggi.toml: model.reranker", std::move(chosen).error());
  reranker = *std::move(chosen);
  return {};
}

Result<void> Workspace::find_owner() {
  auto found = people->find(kOwnerLogin);
  if (!found && found.error().code == ErrorCode::not_found)
    found =
        people->add({.login = kOwnerLogin, .display_name = "", .role = Role::owner, .clearance = Label::classified});
  if (!found) return std::unexpected(std::move(found).error());
  owner = found->id;
  return {};
}

// The recipe of onggi.toml, or one that only masks.
Result<std::shared_ptr<const DocumentRecipe>> Workspace::own_recipe() const {
  if (config.ingest.recipe.empty() && config.ingest.mask.empty()) return std::shared_ptr<const DocumentRecipe>();
  const std::string& named = config.ingest.recipe;
  const bool preset = !Recipe::preset(named).empty();
  auto recipe = named.empty() ? Recipe::read("name: mask\noperations: [pii: {action: " + config.ingest.mask + "}]", {})
                              : Recipe::open(preset ? std::filesystem::path(named) : paths.root / named, recipe_parts);
  if (!recipe) return within("ingest.recipe", std::move(recipe).error());
  auto made = DocumentRecipe::from(*recipe);
  if (!made) return within("ingest.recipe", std::move(made).error());
  return std::make_shared<const DocumentRecipe>(*std::move(made));
}

void Workspace::put_together(Purpose purpose, std::shared_ptr<const DocumentRecipe> recipe, const ChunkOptions& chunk) {
  const Ingest::Parts parts{
      .database = database,
      .blobs = *blobs,
      .jobs = *jobs,
      .catalog = *catalog,
      .parser = *parser,
      .index = index.get(),
      .analyzer = *analyzer,
      .counter = wanted_embedder().counter(),
      .embedder = embedder,
      .clock = system_clock(),
      .trace = null_trace(),
      .clean = {},
      .recipe_parts = recipe_parts,
      .pseudonyms = pseudonyms.get(),
      .personal_key = vault->subkey("personal findings"),
      .recipe = std::move(recipe),
      .chunk = chunk,
      .bytes_max = config.server.upload_bytes_max,
      .metadata = metadata.get(),
      .permissions = permissions.get(),
      .raise_labels = config.ingest.label_from_markings == "raise",
      .vocabulary = vocabulary.get(),
      .is_used_elsewhere = [this](const BlobId& blob) { return Sources::keeps(*database, blob); }};
  ingest = std::make_unique<Ingest>(parts);
  labelling = std::make_unique<Labelling>(Labelling::Parts{.database = database,
                                                           .catalog = *catalog,
                                                           .permissions = *permissions,
                                                           .people = *people,
                                                           .audit = *audit,
                                                           .ingest = *ingest,
                                                           .clock = system_clock()});
  erasure = std::make_unique<Erasure>(Erasure::Parts{
      .ingest = parts,
      .documents = *ingest,
      .audit = *audit,
      .vault = *vault,
      .home = paths.root,
      .work = [this] { work(); },
      .sealed_rows = {{"conversation_exchanges",
                       [this](const auto& holds, Erasure::SealedDeed deed) {
                         return conversations->go_through(holds, deed == Erasure::SealedDeed::remove
                                                                     ? Conversations::Deed::remove
                                                                     : Conversations::Deed::count);
                       }},
                      {"responses",
                       [this](const auto& holds, Erasure::SealedDeed deed) {
                         return responses->go_through(holds, deed == Erasure::SealedDeed::remove
                                                                 ? Responses::Deed::remove
                                                                 : Responses::Deed::count);
                       }},
                      {"traces", [this](const auto& holds, Erasure::SealedDeed deed) {
                         return traces->go_through(
                             holds, deed == Erasure::SealedDeed::remove ? Traces::Deed::remove : Traces::Deed::count);
                       }}}});
  near_duplicates = std::make_unique<NearDuplicates>(
      NearDuplicates::Parts{.ingest = parts, .permissions = *permissions, .trusted = config.duplicates.trusted});
  personal_review = std::make_unique<PersonalReview>(parts);
  runner = std::make_unique<JobRunner>(*jobs, JobRunner::Options{.threads = std::max(config.ingest.threads, 1)});
  ingest->register_handlers(*runner);
  near_duplicates->register_handlers(*runner);
  personal_review->register_handlers(*runner);
  vocabulary->register_handlers(*runner, [this](const Cancel& cancel) -> Result<void> {
    ONGGI_TRY([[maybe_unused]] const auto brought, ingest->catch_up(cancel));
    return {};
  });
  sources = std::make_unique<Sources>(
      Sources::Parts{.database = database,
                     .documents = *ingest,
                     .catalog = *catalog,
                     .blobs = *blobs,
                     .jobs = *jobs,
                     .http = http,
                     .gate = gate,
                     .clock = system_clock(),
                     .home = paths.root,
                     .scratch = paths.uploads(),
                     .folders = {config.sources.folders.begin(), config.sources.folders.end()},
                     .bytes_max = config.server.upload_bytes_max});
  sources->register_handlers(*runner);
  procedure_runs = std::make_unique<ProcedureRuns>(database, *jobs, *procedures, system_clock(),
                                                   procedure_documents(*ingest, *catalog, recipe_parts));
  procedure_runs->register_handlers(*runner);
  if (purpose != Purpose::command) follow_schedules();
  if (purpose == Purpose::worker) return;
  turns = std::make_unique<Turns>(std::max(1, config.server.worker_threads));
  retriever = std::make_unique<Retriever>(Retriever::Parts{.analyzer = *analyzer,
                                                           .index = *index,
                                                           .catalog = *catalog,
                                                           .permissions = *permissions,
                                                           .embedder = embedder,
                                                           .trace = null_trace(),
                                                           .metadata = metadata.get(),
                                                           .thesaurus = thesaurus.get(),
                                                           .conditions = &labelling->search(),
                                                           .reranker = reranker,
                                                           .turns = turns.get(),
                                                           .settings = search_settings(config.search)});
  answerer = std::make_unique<Answerer>(Answerer::Parts{.retriever = *retriever,
                                                        .analyzer = *analyzer,
                                                        .thesaurus = *thesaurus,
                                                        .models = *models,
                                                        .trace = null_trace(),
                                                        .default_model = config.model.default_id,
                                                        .read_tokens = read_tokens(chunk),
                                                        .guards = guards.get(),
                                                        .prompts = prompts.get(),
                                                        .removes_unsupported = config.answer.remove_unsupported,
                                                        .rewrites = config.answer.rewrite_follow_ups});
  functions =
      std::make_unique<Functions>(Functions::Parts{.analyzer = *analyzer,
                                                   .embedder = recipe_parts.embedder,
                                                   .spell_checker = [this] { return recipe_parts.spell_checker({}); },
                                                   .models = models.get(),
                                                   .default_model = config.model.default_id,
                                                   .prompts = prompts.get()});
  trials = std::make_unique<WorkspaceTrials>(WorkspaceTrials::Parts{.ingest = *ingest,
                                                                    .catalog = *catalog,
                                                                    .analyzer = *analyzer,
                                                                    .models = *models,
                                                                    .retriever = *retriever,
                                                                    .embedder = embedder,
                                                                    .chunk = chunk,
                                                                    .folder = paths.trials()});
  question_runs = std::make_unique<QuestionRuns>(QuestionRuns::Parts{.database = database,
                                                                     .jobs = *jobs,
                                                                     .sets = *question_sets,
                                                                     .catalog = *catalog,
                                                                     .people = *people,
                                                                     .permissions = *permissions,
                                                                     .retriever = *retriever,
                                                                     .clock = system_clock(),
                                                                     .indexes = *trials});
  question_runs->register_handlers(*runner);
  if (purpose != Purpose::server) return;
  follow_others();
  if (next_embedder_) change_embedder_beside();
}

Result<void> Workspace::catch_up() {
  ONGGI_TRY([[maybe_unused]] const auto brought, ingest->catch_up(stopping_));
  return {};
}

// A server brings its index up to date beside its first requests, and over a shared store keeps doing so for what
// workers finish.
void Workspace::follow_others() {
  rebuilding_ = true;
  background_ = std::jthread([this] {
    while (!stopping_.requested()) {
      if (const auto done = catch_up(); !done && done.error().code != ErrorCode::cancelled)
        log(LogLevel::error, "index does not catch up", {{"reason", describe(done.error())}});
      rebuilding_ = false;
      if (!shared_store()) return;
      sleep_unless(stopping_, kLookForChanges);
    }
  });
}

// Asked as the owner, who sees every document, and with the vectors that are kept already.
// Waits for both runs.
Result<RunComparison> Workspace::outcome_of(const GateRuns& runs, const std::vector<PermissionId>& visible) {
  constexpr auto kLookEvery = std::chrono::milliseconds(200);
  for (;;) {
    ONGGI_CHECK(stopping_.check());
    ONGGI_TRY(const auto compared, gate_result(*question_runs, visible, runs));
    if (compared) return *compared;
    sleep_unless(stopping_, kLookEvery);
  }
}

Result<bool> Workspace::next_embedder_finds_less() {
  if (config.evaluate.gate.empty()) return false;
  ONGGI_TRY(const Viewer viewer, people->viewer_of(owner, "gate"));
  ONGGI_TRY(const auto visible, permissions->visible_to(viewer));
  auto gate_runs = start_gate(*question_runs, *question_sets, config.evaluate.gate,
                              {.chunk = {}, .embedder = next_embedder_->info().id}, viewer, visible);
  if (!gate_runs) return within("evaluate.gate", std::move(gate_runs).error());
  work();
  const auto compared = outcome_of(*gate_runs, visible);
  if (!compared) {
    // It is tried again, with runs of its own.
    for (const QuestionRunId& id : {gate_runs->before, gate_runs->after}) ONGGI_CHECK(question_runs->remove(id));
    return std::unexpected(compared.error());
  }
  if (!is_worse(*compared)) return false;
  log(LogLevel::warning, "the embedder was not changed: less is found with it",
      {{"embedder", next_embedder_->info().id},
       {"questions", config.evaluate.gate},
       {"run", gate_runs->after.str()},
       {"against", gate_runs->before.str()},
       {"ndcg@10", std::to_string(compared->ndcg_10.value)}});
  return true;
}

// First all vectors are made and kept, document by document, while those before serve; then they take their place,
// which costs no more than reading them.
Result<void> Workspace::change_embedder() {
  log(LogLevel::info, "vectors of another embedder are made", {{"embedder", next_embedder_->info().id}});
  const auto report = [this](std::int64_t done, std::int64_t all) { embedded_ahead_ = done, to_embed_ahead_ = all; };
  for (std::int64_t made = 1; made > 0;) {  // again, for what came in meanwhile
    ONGGI_TRY(made, ingest->embed_ahead(*next_embedder_, report, stopping_));
  }
  ONGGI_TRY(const bool refused, next_embedder_finds_less());
  embedder_refused_ = refused;
  if (refused) return {};
  ONGGI_TRY(const std::int32_t dimensions, next_embedder_->dimensions(stopping_));
  rebuilding_ = true;
  ONGGI_CHECK(index->change_vectors(dimensions, next_embedder_->version()));
  embedder->use(next_embedder_);
  embedder_changed_ = true;
  const auto brought = catch_up();
  rebuilding_ = false;
  if (brought) log(LogLevel::info, "the embedder was changed", {{"embedder", next_embedder_->info().id}});
  return brought;
}

void Workspace::change_embedder_beside() {
  changing_ = std::jthread([this] {
    while (!stopping_.requested()) {
      const auto done = change_embedder();
      if (done || embedder_changed_ || done.error().code == ErrorCode::cancelled) return;
      log(LogLevel::warning, "vectors of another embedder are not made; tried again soon",
          {{"reason", describe(done.error())}});
      sleep_unless(stopping_, kTryEmbedderAgain);
    }
  });
}

std::optional<Workspace::NextVectors> Workspace::next_vectors() const {
  if (!next_embedder_ || embedder_changed_) return std::nullopt;
  return NextVectors{next_embedder_->info().id, embedded_ahead_, to_embed_ahead_, embedder_refused_};
}

// Whoever works on jobs looks for sources that are due; over a shared store each run is queued by one of them.
void Workspace::follow_schedules() {
  schedules_ = std::jthread([this] {
    UnixMs swept_ms = 0;
    while (!stopping_.requested()) {
      if (const UnixMs now = system_clock().now_ms(); now - swept_ms >= kSweepHistory.count()) {
        swept_ms = now;
        if (const auto swept = sweep_history(); !swept)
          log(LogLevel::error, "old conversations, responses and traces are not removed",
              {{"reason", describe(swept.error())}});
      }
      if (const auto followed = vocabulary->follow(); !followed)
        log(LogLevel::error, "the company's words are not taken up", {{"reason", describe(followed.error())}});
      const auto queued = sources->enqueue_due();
      if (!queued) log(LogLevel::error, "due sources are not found", {{"reason", describe(queued.error())}});
      else if (*queued > 0) runner->notify();
      sleep_unless(stopping_, kLookForDueSources);
    }
  });
}

Result<std::set<DocumentId>> Workspace::visible_documents(const Viewer& viewer,
                                                          const std::vector<DocumentId>& ids) const {
  std::set<DocumentId> seen;
  if (ids.empty()) return seen;
  ONGGI_TRY(const auto visible, permissions->visible_to(viewer));
  ONGGI_TRY(const auto rows, catalog->documents(visible, ids));
  for (const DocumentRow& row : rows) seen.insert(row.id);
  return seen;
}

// Conversations and responses that nobody went on with for long, and traces of long ago.
Result<std::int64_t> Workspace::sweep_history() {
  ONGGI_TRY(const std::int64_t held, conversations->sweep(config.history.keep_days));
  ONGGI_TRY(const std::int64_t answered, responses->sweep(config.history.keep_days));
  ONGGI_TRY(const std::int64_t traced, traces->sweep());
  return held + answered + traced;
}

void Workspace::work() {
  if (!working_.exchange(true)) runner->start();
  runner->notify();
}

Result<std::vector<std::string>> Workspace::doctor(bool repair) {
  if (repair) {
    ONGGI_TRY([[maybe_unused]] const auto requeued, ingest->requeue_lost());
    ONGGI_TRY([[maybe_unused]] const auto changed, vocabulary->sweep([](std::int64_t, std::int64_t) {}, stopping_));
    ONGGI_CHECK(catch_up());
    if (next_vectors()) ONGGI_CHECK(change_embedder());
    ONGGI_TRY([[maybe_unused]] const auto removed, ingest->collect_garbage());
    ONGGI_TRY([[maybe_unused]] const auto swept, sweep_history());
  }
  ONGGI_TRY(std::vector<std::string> problems, ingest->check());
  if (const auto next = next_vectors(); next && next->refused)
    problems.push_back("vectors: those of " + next->embedder + " found less in the questions " + config.evaluate.gate +
                       " (evaluate.gate) and were not taken into use; `onggi evaluate runs` tells how much");
  else if (next)
    problems.push_back("vectors: not yet of " + next->embedder +
                       "; `onggi serve` makes them while it serves, `onggi doctor --repair` at once");
  ONGGI_TRY(const auto broken, audit->first_break());
  if (broken) problems.push_back("audit log: the chain is broken at entry " + std::to_string(*broken));
  ONGGI_CHECK(check_keys_and_erasures(problems));
  return problems;
}

Result<void> Workspace::check_keys_and_erasures(std::vector<std::string>& problems) {
  ONGGI_TRY(const VaultStatus status, vault_status(*vault, *database, *blobs));
  if (status.rotating_since_ms != 0)
    problems.emplace_back("keys: a rotation was stopped; `onggi vault rotate` goes on with it");
  if (status.damaged > 0)
    problems.push_back("keys: " + std::to_string(status.damaged) + " blobs do not open with the workspace's keys");
  ONGGI_TRY(const auto unfinished, erasure->unfinished());
  for (const std::string& id : unfinished)
    problems.push_back("erasure " + id + " was stopped; give the same `onggi erase` command again");
  return {};
}

Result<Rotated> Workspace::rotate_vault(const std::string& given_key,
                                        const std::function<void(std::int64_t, std::int64_t)>& progress,
                                        const Cancel& cancel) {
  const Rotation rotation{.vault = *vault,
                          .database = *database,
                          .blobs = *blobs,
                          .in_use = keys_in_use_,
                          .keys_folder = paths.keys(),
                          .given_key = given_key,
                          .note =
                              [this](SqlSession& session, std::string_view action, const std::string& detail) {
                                AuditEntry entry;
                                entry.actor = owner.str();
                                entry.through = "command line";
                                entry.action = action;
                                entry.object = "key:" + detail;
                                entry.outcome = "ok";
                                return audit->append(session, std::move(entry));
                              },
                          .progress = progress};
  return rotate(rotation, cancel);
}

CliRooms Workspace::cli_rooms() {
  return {.people = *people,
          .permissions = *permissions,
          .audit = *audit,
          .catalog = *catalog,
          .ingest = *ingest,
          .labelling = *labelling,
          .sources = *sources,
          .jobs = *jobs,
          .retriever = *retriever,
          .answerer = *answerer,
          .functions = *functions,
          .models = *models,
          .spending = *spending,
          .erasure = *erasure,
          .near_duplicates = *near_duplicates,
          .personal_review = *personal_review,
          .pseudonyms = *pseudonyms,
          .procedures = *procedures,
          .procedure_runs = *procedure_runs,
          .question_sets = *question_sets,
          .question_runs = *question_runs,
          .vocabulary = *vocabulary,
          .guards = *guards,
          .prompts = *prompts,
          .prompt_sets = *prompt_sets,
          .applications = *applications,
          .traces = config.monitor.trace_days > 0 ? traces.get() : nullptr,
          .trace_text = config.monitor.trace_text,
          .report_fonts = find_report_fonts(),
          .recipe_parts = recipe_parts,
          .vault = {.status = [this] { return vault_status(*vault, *database, *blobs); },
                    .rotate = [this](const auto& given_key, const auto& progress,
                                     const auto& cancel) { return rotate_vault(given_key, progress, cancel); }},
          .gate = config.evaluate.gate,
          .owner = owner,
          .work = [this] { work(); },
          .doctor = [this](bool repair) { return doctor(repair); }};
}

}  // namespace onggi::app
