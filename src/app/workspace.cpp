// What an open workspace does beside its rooms: it follows others, changes its embedder, sweeps and looks after itself.
#include "app/workspace.h"

#include <chrono>
#include <thread>

#include "base/log.h"

namespace onggi::app {
namespace {

constexpr auto kLookForChanges = std::chrono::seconds(2);
constexpr auto kTryEmbedderAgain = std::chrono::seconds(30);
constexpr auto kLookForDueSources = std::chrono::seconds(1);
constexpr auto kSweepHistory = std::chrono::milliseconds(std::chrono::hours(1));

void sleep_unless(const Cancel& stopping, std::chrono::milliseconds duration) {
  constexpr auto kStep = std::chrono::milliseconds(50);
  for (auto slept = std::chrono::milliseconds(0); slept < duration && !stopping.requested(); slept += kStep)
    std::this_thread::sleep_for(kStep);
}

}  // namespace

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

bool Workspace::shared_store() const { return !config.store.url.starts_with("sqlite:"); }

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

// Asked as the owner, who sees every document, and with the vectors that are kept already.
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

}  // namespace onggi::app
