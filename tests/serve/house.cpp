// Building and tearing down the server of the tests.
#include "serve/house.h"

#include "base/file.h"
#include "evaluate/empty_trials.h"
#include "support/must.h"
#include "text/shared_analyzer.h"

namespace onggi {
namespace {

std::string chunk_event(const std::string& piece) {
  const nlohmann::json choice = {{"index", 0}, {"delta", {{"content", piece}}}};
  return "data: " + nlohmann::json{{"choices", nlohmann::json::array({choice})}}.dump() + "\n\n";
}

/// Id and name once, then the arguments in two pieces.
std::vector<std::string> call_events(const nlohmann::json& call) {
  const auto event = [](nlohmann::json delta) {
    const nlohmann::json choice = {{"index", 0},
                                   {"delta", {{"tool_calls", nlohmann::json::array({std::move(delta)})}}}};
    return "data: " + nlohmann::json{{"choices", nlohmann::json::array({choice})}}.dump() + "\n\n";
  };
  nlohmann::json head = call;
  const std::string arguments = call["function"]["arguments"];
  head["function"]["arguments"] = "";
  const std::size_t half = arguments.size() / 2;
  const auto piece = [&](const std::string& text) {
    return event({{"index", call["index"]}, {"function", {{"arguments", text}}}});
  };
  return {event(head), piece(arguments.substr(0, half)), piece(arguments.substr(half))};
}

}  // namespace

/// An answer that ends it, or none.
Result<std::optional<IncomingAnswer>> ScriptedModel::take(const OutgoingRequest& request, const Cancel& cancel) {
  note_call(request);
  if (status != 200) return IncomingAnswer{.status = status, .headers = {}, .body = error_body};
  if (last_messages().size() > messages_max)
    return IncomingAnswer{
        .status = 400, .headers = {}, .body = R"({"error":{"message":"too long","code":"context_length_exceeded"}})"};
  while (silent && !cancel.requested()) std::this_thread::yield();
  return std::nullopt;
}

Result<IncomingAnswer> ScriptedModel::send(const OutgoingRequest& request, const Cancel& cancel) {
  ONGGI_TRY(auto refusal, take(request, cancel));
  if (refusal) return *std::move(refusal);
  if (silent) note_stopped();
  ONGGI_CHECK(cancel.check());
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  const bool calls = !tool_calls.empty();
  nlohmann::json message = {{"content", calls && !speaks_before_calls ? nlohmann::json() : nlohmann::json(text)}};
  if (calls) message["tool_calls"] = tool_calls;
  const nlohmann::json choice = {{"message", message}, {"finish_reason", calls ? "tool_calls" : "stop"}};
  const nlohmann::json body = {{"choices", nlohmann::json::array({choice})},
                               {"usage", {{"prompt_tokens", 7}, {"completion_tokens", 3}}}};
  return IncomingAnswer{.status = 200, .headers = {}, .body = body.dump()};
}

Result<IncomingAnswer> ScriptedModel::stream(const OutgoingRequest& request,
                                             const std::function<bool(std::string_view)>& on_bytes,
                                             const Cancel& cancel) {
  ONGGI_TRY(auto refusal, take(request, cancel));
  if (refusal) return *std::move(refusal);
  bool wanted = !silent;
  if (tool_calls.empty() || speaks_before_calls)
    for (const std::string& piece : pieces) wanted = wanted && on_bytes(chunk_event(piece));
  for (const nlohmann::json& call : tool_calls)
    for (const std::string& event : call_events(call)) wanted = wanted && on_bytes(event);
  while (endless && wanted && !cancel.requested()) wanted = on_bytes(chunk_event(pieces.back()));
  if (silent || endless) note_stopped();
  if (!wanted || cancel.requested()) return fail(ErrorCode::cancelled, "cancelled");
  if (breaks) {
    on_bytes("data: {\"error\":{\"message\":\"out of memory\"}}\n\n");
    return IncomingAnswer{.status = 200, .headers = {}, .body = ""};
  }
  const std::string reason = tool_calls.empty() ? "stop" : "tool_calls";
  on_bytes("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}\n\n");
  on_bytes("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\ndata: [DONE]\n\n");
  return IncomingAnswer{.status = 200, .headers = {}, .body = ""};
}

void ScriptedModel::note_call(const OutgoingRequest& request) {
  const std::lock_guard lock(mutex_);
  ++calls_;
  const auto body = nlohmann::json::parse(request.body, nullptr, false);
  last_messages_ = body.is_object() ? body.value("messages", nlohmann::json::array()) : nlohmann::json::array();
  changed_.notify_all();
}

nlohmann::json ScriptedModel::last_messages() {
  const std::lock_guard lock(mutex_);
  return last_messages_;
}

void ScriptedModel::note_stopped() {
  const std::lock_guard lock(mutex_);
  ++stopped_;
  changed_.notify_all();
}

bool ScriptedModel::wait_for_stopped() {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return stopped_ > 0; });
}

bool ScriptedModel::wait_for_call() {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return calls_ > 0; });
}

House::House(ServeLimits limits, const std::optional<Config::Server>& config, Meters::Defaults meters)
    : config_(config.value_or(Config::Server{})), meter_defaults_(meters) {
  open_rooms();
  server_ = must(Server::open(rooms(), {.listen = "127.0.0.1:0",
                                        .tls_certificate = config_.tls_certificate,
                                        .tls_key = config_.tls_key,
                                        .upload_folder = uploads(),
                                        .limits = limits}));
  thread_ = std::jthread([this] {
    server_->run();
    ended_ = true;
  });
}

ServeRooms House::rooms() {
  return {
      .people = *people_,
      .meters = *meters_,
      .permissions = *permissions_,
      .audit = *audit_,
      .catalog = *catalog_,
      .ingest = *ingest_,
      .labelling = *labelling_,
      .near_duplicates = *near_duplicates_,
      .personal_review = *personal_review_,
      .sources = *sources_,
      .jobs = *jobs_,
      .turns = turns_,
      .retriever = *retriever_,
      .answerer = *answerer_,
      .functions = *functions_,
      .models = *models_,
      .spending = *spending_,
      .pseudonyms = *pseudonyms_,
      .procedures = *procedures_,
      .procedure_runs = *procedure_runs_,
      .search_uses = search_uses_.get(),
      .conversations = conversations_.get(),
      .responses = responses_.get(),
      .traces = traces_.get(),
      .trace_text = "answers",
      .question_sets = *question_sets_,
      .question_runs = *question_runs_,
      .vocabulary = *vocabulary_,
      .guards = *guards_,
      .prompts = *prompts_,
      .prompt_sets = *prompt_sets_,
      .applications = *applications_,
      .files = *files_,
      .vector_stores = *vector_stores_,
      .report_fonts = {},
      .config = config_,
      .default_model = "",
      .recipe_parts = {},
      .work = [this] { ++work_calls; },
      .readiness = [this] { return readiness; },
      .sizes = [this] { return ServeSizes{.documents = index_->stats().documents, .chunks = index_->stats().chunks}; }};
}

Error House::open_second(const std::string& listen) {
  const auto opened =
      Server::open(rooms(), {.listen = listen, .tls_certificate = {}, .tls_key = {}, .upload_folder = uploads()});
  return opened ? Error{} : opened.error();
}

House::~House() { stop_and_join(); }

void House::stop_and_join() {
  server_->stop();
  if (thread_.joinable()) thread_.join();
}

void House::open_rooms() {
  vault_ = must(Vault::open(folder_.path() / "keys", Vault::Create::yes));
  database_ = must(Database::open({.url = "sqlite:" + (folder_.path() / "onggi.db").string()}));
  for (const auto& migrations : {store_migrations(), access_migrations(), index_migrations(), model_migrations(),
                                 ingest_migrations(), evaluate_migrations(), prompt_migrations(), history_migrations(),
                                 application_migrations(), monitor_migrations(), collection_migrations()})
    must(migrate(*database_, migrations));
  blobs_ = must(BlobStore::open(folder_.path() / "blobs", *vault_));
  people_ = std::make_unique<People>(database_, *vault_, system_clock());
  meters_ = std::make_unique<Meters>(database_, system_clock(), meter_defaults_);
  spending_ = std::make_unique<Spending>(database_, system_clock(), "KRW");
  permissions_ = std::make_unique<Permissions>(database_);
  audit_ = std::make_unique<AuditLog>(database_, *vault_, system_clock());
  jobs_ = std::make_unique<JobQueue>(database_, system_clock());
  catalog_ = std::make_unique<Catalog>(database_, system_clock());
  procedures_ = std::make_unique<Procedures>(database_, *audit_, *vault_, system_clock(), Procedures::Options{});
  procedure_runs_ =
      std::make_unique<ProcedureRuns>(database_, *jobs_, *procedures_, system_clock(), ProcedureRuns::Documents{});
  const auto visible_documents = [this](const Viewer& viewer, const std::vector<DocumentId>& ids) {
    std::set<DocumentId> seen;
    const auto visible = must(permissions_->visible_to(viewer));
    for (const DocumentRow& row : must(catalog_->documents(visible, ids))) seen.insert(row.id);
    return Result<std::set<DocumentId>>(std::move(seen));
  };
  conversations_ = must(Conversations::open(database_, *vault_, system_clock(), visible_documents));
  responses_ = must(Responses::open(database_, *vault_, system_clock(), visible_documents));
  traces_ = must(Traces::open(database_, *vault_, system_clock(), visible_documents, {}));
  pseudonyms_ = std::make_unique<Pseudonyms>(database_, *vault_, system_clock());
  auto builtin =
      must(open_static_embedder(std::string(ONGGI_SOURCE_DIR) + "/data/embedder/static-ko.bin", shared_analyzer()));
  models_ = std::make_unique<ModelRegistry>(database_, model, std::move(builtin), ModelRegistry::Options{});
  must(models_->add({.id = "remote-chat",
                     .kind = "remote",
                     .path = {},
                     .url = "http://model.test:1/v1",
                     .remote_id = "m",
                     .key_env = {}}));
  embedder_ = std::make_shared<CountingEmbedder>(must(models_->embedder("")));
  std::filesystem::create_directories(folder_.path() / "index");
  index_ = std::move(must(open_embedded_index({.folder = folder_.path() / "index",
                                               .dimensions = embedder_->info().dimensions,
                                               .vector_version = embedder_->version(),
                                               .token_version = shared_analyzer().version()}))
                         .index);
  metadata_ = std::make_unique<Metadata>(database_, system_clock());
  company_words_ = std::make_unique<CompanyWords>(database_, system_clock());
  words_analyzer_ = must(Analyzer::open({.dictionary = ONGGI_DICTIONARY_DIR, .user_dictionary = {}}));
  prompts_ = std::make_unique<Prompts>(database_, system_clock(), Prompts::Options{});
  prompt_sets_ = std::make_unique<PromptSets>(database_, system_clock());
  guards_ = must(
      Guards::open(database_, system_clock(), must(read_file(ONGGI_SOURCE_DIR "/data/guards/rules.toml", 1U << 20U))));
  applications_ = std::make_unique<Applications>(database_, *models_, *guards_, system_clock());
  files_ =
      std::make_unique<Files>(Files::Parts{.database = database_, .catalog = *catalog_, .permissions = *permissions_});
  vector_stores_ = std::make_unique<VectorStores>(VectorStores::Parts{
      .database = database_, .catalog = *catalog_, .permissions = *permissions_, .clock = system_clock()});
  vocabulary_ = std::make_unique<Vocabulary>(Vocabulary::Parts{.database = database_,
                                                               .words = *company_words_,
                                                               .catalog = *catalog_,
                                                               .jobs = *jobs_,
                                                               .analyzer = *words_analyzer_,
                                                               .use_groups = {}});
  const Ingest::Parts parts{.database = database_,
                            .blobs = *blobs_,
                            .jobs = *jobs_,
                            .catalog = *catalog_,
                            .parser = parser_,
                            .index = index_.get(),
                            .analyzer = shared_analyzer(),
                            .counter = estimating_counter(),
                            .embedder = embedder_,
                            .clock = system_clock(),
                            .trace = null_trace(),
                            .clean = {},
                            .personal_key = vault_->subkey("personal findings"),
                            .chunk = {},
                            .metadata = metadata_.get(),
                            .permissions = permissions_.get()};
  ingest_ = std::make_unique<Ingest>(parts);
  near_duplicates_ = std::make_unique<NearDuplicates>(
      NearDuplicates::Parts{.ingest = parts, .permissions = *permissions_, .trusted = {"upload:규정/"}});
  personal_review_ = std::make_unique<PersonalReview>(parts);
  labelling_ = std::make_unique<Labelling>(Labelling::Parts{.database = database_,
                                                            .catalog = *catalog_,
                                                            .permissions = *permissions_,
                                                            .people = *people_,
                                                            .audit = *audit_,
                                                            .ingest = *ingest_,
                                                            .clock = system_clock()});
  std::shared_ptr<Gate> gate = allow_hosts({});
  sources_ = std::make_unique<Sources>(Sources::Parts{.database = database_,
                                                      .documents = *ingest_,
                                                      .catalog = *catalog_,
                                                      .blobs = *blobs_,
                                                      .jobs = *jobs_,
                                                      .http = must(HttpClient::open(gate, {})),
                                                      .gate = gate,
                                                      .clock = system_clock(),
                                                      .home = folder_.path(),
                                                      .scratch = uploads(),
                                                      .folders = {},
                                                      .bytes_max = 1U << 20U});
  runner_ = std::make_unique<JobRunner>(*jobs_, JobRunner::Options{});
  sources_->register_handlers(*runner_);
  ingest_->register_handlers(*runner_);
  near_duplicates_->register_handlers(*runner_);
  personal_review_->register_handlers(*runner_);
  retriever_ = std::make_unique<Retriever>(Retriever::Parts{.analyzer = shared_analyzer(),
                                                            .index = *index_,
                                                            .catalog = *catalog_,
                                                            .permissions = *permissions_,
                                                            .embedder = embedder_,
                                                            .trace = null_trace(),
                                                            .metadata = metadata_.get(),
                                                            .conditions = &labelling_->search(),
                                                            .turns = &turns_});
  search_uses_ = std::make_unique<SearchUses>(database_, *catalog_, system_clock());
  question_sets_ = std::make_unique<QuestionSets>(database_, *catalog_, *search_uses_, system_clock());
  trials_ =
      std::make_unique<EmptyTrials>(folder_.path() / "trial", *retriever_, *catalog_, shared_analyzer().version());
  question_runs_ = std::make_unique<QuestionRuns>(QuestionRuns::Parts{.database = database_,
                                                                      .jobs = *jobs_,
                                                                      .sets = *question_sets_,
                                                                      .catalog = *catalog_,
                                                                      .people = *people_,
                                                                      .permissions = *permissions_,
                                                                      .retriever = *retriever_,
                                                                      .clock = system_clock(),
                                                                      .indexes = *trials_});
  question_runs_->register_handlers(*runner_);
  thesaurus_ = must(Thesaurus::open(ONGGI_SOURCE_DIR "/data/thesaurus/ko.tsv", shared_analyzer()));
  answerer_ = std::make_unique<Answerer>(Answerer::Parts{.retriever = *retriever_,
                                                         .analyzer = shared_analyzer(),
                                                         .thesaurus = *thesaurus_,
                                                         .models = *models_,
                                                         .trace = null_trace(),
                                                         .default_model = "",
                                                         .guards = guards_.get(),
                                                         .prompts = prompts_.get()});
  functions_ = std::make_unique<Functions>(
      Functions::Parts{.analyzer = shared_analyzer(), .models = models_.get(), .default_model = ""});
}

House::Guest House::guest(Role role, Label clearance) {
  Guest guest{.id = {}, .login = std::string(to_string(role)) + std::to_string(++guests_), .key_line = {}};
  guest.id = must(people_->add({.login = guest.login, .role = role, .clearance = clearance})).id;
  guest.key_line = "Authorization: Bearer " + must(people_->add_key(guest.id, "test")).secret + "\r\n";
  return guest;
}

std::string House::session_line(const Guest& guest) {
  must(people_->set_password(guest.id, "비밀번호 열 글자 넘게"));
  return "Cookie: onggi_session=" + must(people_->log_in(guest.login, "비밀번호 열 글자 넘게")) + "\r\n";
}

std::string House::upload(const std::string& query, const Guest& guest, const std::string& text) {
  const Reply reply = call(port(), "POST", "/api/documents?" + query, guest.key_line, text);
  EXPECT_EQ(reply.status, 202) << reply.body;
  run_jobs();
  return json_of(reply).value("document_id", "");
}

std::vector<AuditEntry> House::audited(const std::string& action) {
  AuditLog::Filter filter;
  filter.action = action;
  return must(audit_->list(filter));
}

nlohmann::json json_of(const Reply& reply) { return nlohmann::json::parse(reply.body, nullptr, false); }

}  // namespace onggi
