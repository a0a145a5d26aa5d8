// See runs.h.
#include "procedure/runs.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "procedure/steps.h"

namespace onggi {

using namespace procedure_room;  // NOLINT(google-build-using-namespace): the inside of this very room

namespace {

using nlohmann::json;

constexpr std::string_view kJobType = "procedure.apply";
constexpr UnixMs kLookAgainMs = 500;    // at documents that others work on
constexpr std::int32_t kAttempts = 20;  // it only looks after documents, which have attempts of their own

struct Task {
  ProcedureId procedure;
  std::string recipe;
  std::vector<DocumentId> documents;
  ProcedureActor actor;
};

std::string payload_of(const Task& task) {
  json documents = json::array();
  for (const DocumentId& id : task.documents) documents.push_back(id.str());
  return json{{"procedure", task.procedure.str()}, {"recipe", task.recipe},     {"documents", std::move(documents)},
              {"person", task.actor.person.str()}, {"login", task.actor.login}, {"through", task.actor.through}}
      .dump();
}

Task task_of(const std::string& payload) {
  const json read = json::parse(payload);
  Task task{.procedure = ProcedureId(read.at("procedure").get<std::string>()),
            .recipe = read.at("recipe").get<std::string>(),
            .documents = {},
            .actor = {.person = PersonId(read.at("person").get<std::string>()),
                      .login = read.at("login").get<std::string>(),
                      .through = read.at("through").get<std::string>()}};
  for (const json& id : read.at("documents")) task.documents.emplace_back(id.get<std::string>());
  return task;
}

bool is_open(JobState state) { return state == JobState::queued || state == JobState::running; }

}  // namespace

ProcedureRuns::ProcedureRuns(std::shared_ptr<Database> database, JobQueue& jobs, Procedures& procedures,
                             const Clock& clock, Documents documents)
    : database_(std::move(database)),
      jobs_(jobs),
      procedures_(procedures),
      clock_(clock),
      documents_(std::move(documents)) {}

Result<JobId> ProcedureRuns::start(const ProcedureId& id, const std::vector<DocumentId>& documents,
                                   const ProcedureActor& actor) {
  ONGGI_TRY(const Procedure state, procedures_.get(id));
  if (state.verdict)
    return fail(ErrorCode::conflict, "procedure " + id.str() + " is closed; start another one", "procedure_closed");
  ONGGI_TRY(std::string recipe, procedures_.recipe(id));
  if (documents.empty()) return wrong("name at least one document");
  if (documents.size() > kDocumentsMax)
    return fail(ErrorCode::limit_exceeded, "at most " + std::to_string(kDocumentsMax) + " documents a procedure");
  const Task task{.procedure = id, .recipe = std::move(recipe), .documents = documents, .actor = actor};
  return database_->write<JobId>([&](SqlSession& session) -> Result<JobId> {
    ONGGI_CHECK(session.exclusive("procedures"));
    ONGGI_TRY(const auto before, last(id));
    if (before && is_open(before->state))
      return fail(ErrorCode::conflict, "documents are on their way through these methods already", "run_in_progress");
    ONGGI_TRY(JobId job, jobs_.enqueue(session, {.type = std::string(kJobType),
                                                 .payload = payload_of(task),
                                                 .key = "procedure:" + id.str(),
                                                 .attempts_max = kAttempts,
                                                 .owner = actor.person.str()}));
    ONGGI_CHECK(session.execute("DELETE FROM procedure_runs WHERE procedure_id = :1", {id.str()}));
    ONGGI_CHECK(session.execute("INSERT INTO procedure_runs (procedure_id, job_id, documents) VALUES (:1, :2, :3)",
                                {id.str(), job.str(), static_cast<std::int64_t>(documents.size())}));
    return job;
  });
}

Result<std::optional<ProcedureRun>> ProcedureRuns::last(const ProcedureId& id) const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT job_id, documents FROM procedure_runs WHERE procedure_id = :1", {id.str()}));
  if (rows.empty()) return std::optional<ProcedureRun>();
  auto job = jobs_.get(JobId(rows.front().text("job_id")));
  if (!job && job.error().code == ErrorCode::not_found) return std::optional<ProcedureRun>();
  if (!job) return std::unexpected(std::move(job).error());
  return ProcedureRun{.job = job->id,
                      .state = job->state,
                      .progress = job->progress,
                      .documents = rows.front().integer("documents"),
                      .error_code = job->error_code,
                      .error_message = job->error_message};
}

Result<Procedure::Sample> ProcedureRuns::draw(const ProcedureId& id, double rate_max, const std::string& seed,
                                              const ProcedureActor& actor, const Cancel& cancel) {
  ONGGI_TRY(const Procedure state, procedures_.get(id));
  if (state.applied && state.applied->rows) return procedures_.draw_rows(id, rate_max, seed, actor);
  if (!state.applied)
    return fail(ErrorCode::conflict, "the methods that stand now were not applied yet", "not_applied");
  ONGGI_TRY(auto texts, documents_.texts(state.applied->documents, cancel));
  return procedures_.draw(id, std::move(texts), rate_max, seed, actor);
}

void ProcedureRuns::register_handlers(JobRunner& runner) {
  runner.add(std::string(kJobType), [this](const JobContext& context) { return do_job(context); });
}

// The documents are jobs of their own. This one only looks after them, and gives its thread back meanwhile: a runner
// with a single thread would wait for itself.
Result<void> ProcedureRuns::do_job(const JobContext& context) {
  const Task task = task_of(context.job.payload);
  ONGGI_TRY(const RecipeId recipe, documents_.follow(task.recipe, task.documents));
  ONGGI_TRY(const std::int64_t waiting, documents_.waiting(task.documents));
  if (waiting > 0) {
    const double done = 1 - static_cast<double>(waiting) / static_cast<double>(task.documents.size());
    return jobs_.postpone(context.job.id, context.worker, clock_.now_ms() + kLookAgainMs, done, "apply");
  }
  ONGGI_TRY(Outcome outcome, documents_.outcome(task.documents));
  const Procedure::Applied applied{.recipe = recipe,
                                   .documents = task.documents,
                                   .rows = {},
                                   .masked = std::move(outcome.masked),
                                   .held_back = outcome.held_back};
  return procedures_.applied(task.procedure, applied, task.recipe, task.actor, [&](SqlSession& session) {
    return jobs_.complete(session, context.job.id, context.worker);
  });
}

}  // namespace onggi
