// Opening parts for commands, and running server and worker.
#include "app/host.h"

#include <chrono>
#include <memory>
#include <ostream>
#include <thread>

#include "app/command_socket.h"
#include "base/log.h"
#include "serve/serve.h"

namespace onggi::app {
namespace {

constexpr auto kLookForStop = std::chrono::milliseconds(100);

Readiness readiness_of(const Workspace& workspace) {
  Readiness readiness{.ready = true, .rebuilding = workspace.rebuilding()};
  if (auto next = workspace.next_vectors()) {
    readiness.next_embedder = std::move(next->embedder);
    readiness.next_done = next->done, readiness.next_documents = next->documents;
    readiness.next_refused = next->refused;
  }
  return readiness;
}

ServeRooms serve_rooms(Workspace& workspace) {
  return {.people = *workspace.people,
          .meters = *workspace.meters,
          .permissions = *workspace.permissions,
          .audit = *workspace.audit,
          .catalog = *workspace.catalog,
          .ingest = *workspace.ingest,
          .labelling = *workspace.labelling,
          .near_duplicates = *workspace.near_duplicates,
          .personal_review = *workspace.personal_review,
          .sources = *workspace.sources,
          .jobs = *workspace.jobs,
          .turns = *workspace.turns,
          .retriever = *workspace.retriever,
          .answerer = *workspace.answerer,
          .functions = *workspace.functions,
          .models = *workspace.models,
          .spending = *workspace.spending,
          .pseudonyms = *workspace.pseudonyms,
          .procedures = *workspace.procedures,
          .procedure_runs = *workspace.procedure_runs,
          .search_uses = workspace.config.search.learn_from_use ? workspace.search_uses.get() : nullptr,
          .conversations = workspace.config.history.conversations ? workspace.conversations.get() : nullptr,
          .responses = workspace.config.history.conversations ? workspace.responses.get() : nullptr,
          .traces = workspace.config.monitor.trace_days > 0 || !workspace.config.monitor.otlp_url.empty()
                        ? workspace.traces.get()
                        : nullptr,
          .trace_text = workspace.config.monitor.trace_text,
          .question_sets = *workspace.question_sets,
          .question_runs = *workspace.question_runs,
          .vocabulary = *workspace.vocabulary,
          .guards = *workspace.guards,
          .prompts = *workspace.prompts,
          .prompt_sets = *workspace.prompt_sets,
          .applications = *workspace.applications,
          .files = *workspace.files,
          .vector_stores = *workspace.vector_stores,
          .report_fonts = find_report_fonts(),
          .config = workspace.config.server,
          .default_model = workspace.config.model.default_id,
          .recipe_parts = workspace.recipe_parts,
          .work = [&workspace] { workspace.work(); },
          .readiness = [&workspace] { return readiness_of(workspace); },
          .sizes =
              [&workspace] {
                const IndexStats stats = workspace.index->stats();
                return ServeSizes{.documents = stats.documents, .chunks = stats.chunks};
              }};
}

// Waits for the stop sign without holding up the thread that serves.
class StopWatch {
 public:
  StopWatch(const Cancel& cancel, std::function<void()> stop)
      : watching_([cancel, stop = std::move(stop)](const std::stop_token& done) {
          while (!done.stop_requested() && !cancel.requested()) std::this_thread::sleep_for(kLookForStop);
          if (cancel.requested()) stop();
        }) {}

 private:
  std::jthread watching_;
};

}  // namespace

Host::Host(std::filesystem::path home)
    : home_(std::move(home)), recipe_parts_(recipe_parts_of_this_machine([this] { return analyzer(); })) {}
Host::~Host() = default;

Result<Parser*> Host::parser() {
  if (!parser_) {
    ONGGI_TRY(parser_, open_parser({}));
  }
  return parser_.get();
}

Result<const Analyzer*> Host::analyzer() {
  if (!analyzer_) {
    ONGGI_TRY(analyzer_, open_analyzer({}));
  }
  return analyzer_.get();
}

Result<const Thesaurus*> Host::thesaurus() {
  if (!thesaurus_) {
    ONGGI_TRY(const Analyzer* analyzer, this->analyzer());
    ONGGI_TRY(const SharePaths share, find_share());
    ONGGI_TRY(thesaurus_, Thesaurus::open(share.thesaurus, *analyzer));
  }
  return thesaurus_.get();
}

Result<const GuardRules*> Host::guard_rules() {
  if (!guard_rules_) {
    ONGGI_TRY(const std::string rules, read_guard_rules());
    ONGGI_TRY(guard_rules_, GuardRules::read(rules));
  }
  return &*guard_rules_;
}

Result<CliRooms*> Host::rooms() {
  if (!workspace_) {
    ONGGI_TRY(workspace_, Workspace::open(home_, Purpose::command));
    ONGGI_CHECK(workspace_->catch_up());
    rooms_.emplace(workspace_->cli_rooms());
  }
  return &*rooms_;
}

Result<void> Host::serve(const std::string& listen, CliIo& io) {
  ONGGI_TRY(workspace_, Workspace::open(home_, Purpose::server));
  Workspace& workspace = *workspace_;
  const Config::Server& config = workspace.config.server;
  const std::string address = listen.empty() ? config.listen : listen;
  ONGGI_TRY(const auto server, Server::open(serve_rooms(workspace), {.listen = address,
                                                                     .tls_certificate = config.tls_certificate,
                                                                     .tls_key = config.tls_key,
                                                                     .upload_folder = workspace.paths.uploads()}));
  ONGGI_TRY(const auto socket,
            CommandSocket::open(workspace.paths.socket(), [&workspace](const SentCommand& command, CliIo& guest) {
              GuestHost host(workspace);
              return run_command(command.arguments, host, guest);
            }));
  workspace.work();
  io.err << "onggi " << ONGGI_VERSION << "  " << (config.tls_certificate.empty() ? "http" : "https") << "://"
         << address.substr(0, address.rfind(':')) << ':' << server->port() << std::endl;
  const StopWatch watch(io.cancel, [&server] { server->stop(); });
  server->run();
  return {};
}

Result<void> Host::work(CliIo& io) {
  ONGGI_TRY(workspace_, Workspace::open(home_, Purpose::worker));
  workspace_->work();
  io.err << (io.korean ? "작업을 기다립니다.\n" : "Waiting for jobs.\n") << std::flush;
  while (!io.cancel.requested()) std::this_thread::sleep_for(kLookForStop);
  return {};
}

Result<void> GuestHost::serve(const std::string& /*listen*/, CliIo& /*io*/) {
  return fail(ErrorCode::unavailable, "a server holds this workspace already");
}

Result<void> GuestHost::work(CliIo& /*io*/) {
  return fail(ErrorCode::unavailable, "a server holds this workspace and does its work");
}

}  // namespace onggi::app
