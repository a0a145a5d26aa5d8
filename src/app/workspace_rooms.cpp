// The rooms of an open workspace, each given what it needs of the others.
#include "app/procedure_documents.h"
#include "app/workspace.h"

namespace onggi::app {
namespace {

SearchSettings search_settings(const Config::Search& config) {
  return {.lexical = config.lexical,
          .dense = config.dense,
          .variants = config.variants,
          .rerank = config.rerank,
          .dense_weight = config.dense_weight};
}

}  // namespace

Ingest::Parts Workspace::ingest_parts(std::shared_ptr<const DocumentRecipe> recipe, const ChunkOptions& chunk) {
  return {.database = database,
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
}

void Workspace::open_erasure(const Ingest::Parts& parts) {
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
}

// Rooms that work on documents, and their jobs.
void Workspace::open_documents(const Ingest::Parts& parts) {
  ingest = std::make_unique<Ingest>(parts);
  labelling = std::make_unique<Labelling>(Labelling::Parts{.database = database,
                                                           .catalog = *catalog,
                                                           .permissions = *permissions,
                                                           .people = *people,
                                                           .audit = *audit,
                                                           .ingest = *ingest,
                                                           .clock = system_clock()});
  open_erasure(parts);
  near_duplicates = std::make_unique<NearDuplicates>(
      NearDuplicates::Parts{.ingest = parts, .permissions = *permissions, .trusted = config.duplicates.trusted});
  personal_review = std::make_unique<PersonalReview>(parts);
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
}

void Workspace::open_jobs() {
  runner = std::make_unique<JobRunner>(*jobs, JobRunner::Options{.threads = std::max(config.ingest.threads, 1)});
  ingest->register_handlers(*runner);
  near_duplicates->register_handlers(*runner);
  personal_review->register_handlers(*runner);
  vocabulary->register_handlers(*runner, [this](const Cancel& cancel) -> Result<void> {
    ONGGI_TRY([[maybe_unused]] const auto brought, ingest->catch_up(cancel));
    return {};
  });
  sources->register_handlers(*runner);
  procedure_runs = std::make_unique<ProcedureRuns>(database, *jobs, *procedures, system_clock(),
                                                   procedure_documents(*ingest, *catalog, recipe_parts));
  procedure_runs->register_handlers(*runner);
}

// Rooms that find and answer.
void Workspace::open_answering(const ChunkOptions& chunk) {
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
}

void Workspace::open_trials(const ChunkOptions& chunk) {
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
}

void Workspace::put_together(Purpose purpose, std::shared_ptr<const DocumentRecipe> recipe, const ChunkOptions& chunk) {
  open_documents(ingest_parts(std::move(recipe), chunk));
  open_jobs();
  if (purpose != Purpose::command) follow_schedules();
  if (purpose == Purpose::worker) return;
  open_answering(chunk);
  open_trials(chunk);
  if (purpose != Purpose::server) return;
  follow_others();
  if (next_embedder_) change_embedder_beside();
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
