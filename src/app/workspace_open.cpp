// Opening of a workspace: its folder and lock, its store, text and models, its index.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <map>
#include <mutex>
#include <thread>

#include "app/charged_models.h"
#include "app/workspace.h"
#include "base/hash.h"
#include "base/log.h"

namespace onggi::app {
namespace {

constexpr auto kWaitForCommand = std::chrono::seconds(10);
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
      ModelRegistry::Options{.context_tokens = config.model.context_tokens,
                             .sequences_max = config.model.sequences_max,
                             .threads = config.model.threads,
                             .memory_bytes_max = config.model.memory_mb_max * 1'000'000});
  applications = std::make_unique<Applications>(database, *models, *guards, system_clock());
  ONGGI_TRY(auto wanted, models->embedder(config.model.embedder));
  embedder = std::make_shared<EmbedderInUse>(charged(std::move(wanted), *models, *spending));
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
      ONGGI_TRY(auto next, models->embedder(config.model.embedder));
      next_embedder_ = charged(std::move(next), *models, *spending);
      embedder->use(charged(std::move(before), *models, *spending));
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
  reranker = charged(*std::move(chosen), *models, *spending);
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

}  // namespace onggi::app
