// See question_runs.h.
#include "evaluate/question_runs.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <unordered_set>

#include "evaluate/asking.h"
#include "text/text.h"

namespace onggi {
namespace {

using nlohmann::json;

constexpr std::string_view kJobType = "evaluate.run";
constexpr std::int32_t kCounted = 10;  // ranks that count in measures "at 10"
constexpr std::size_t kNameBytesMax = 200;

json json_of(const RunSettings& settings) {
  json text{{"lexical", settings.lexical},
            {"dense", settings.dense},
            {"variants", settings.variants},
            {"rerank", settings.rerank}};
  if (const auto& chunk = settings.index.chunk)
    text["chunk"] = {{"strategy", to_string(chunk->strategy)},
                     {"tokens_max", chunk->tokens_max},
                     {"tokens_overlap", chunk->tokens_overlap}};
  if (!settings.index.embedder.empty()) text["embedder"] = settings.index.embedder;
  return text;
}

/// What the workspace's own settings change about a search, as words behind the version of its index.
std::string told(const SearchSettings& settings) {
  std::string text;
  if (!settings.lexical) text += ", no words";
  if (!settings.dense) text += ", no vectors";
  if (!settings.variants) text += ", no variants";
  if (!settings.rerank) text += ", no reranking";
  if (settings.dense_weight) text += ", dense weight " + json(*settings.dense_weight).dump();
  return text;
}

std::unexpected<Error> no_run(const QuestionRunId& id) {
  return fail(ErrorCode::not_found, "no run " + id.str() + "; `onggi evaluate runs SET` names them");
}

using evaluate_room::ndcg_10;
using evaluate_room::ndcg_read;
double within_10(std::int32_t rank) { return rank > 0 && rank <= kCounted ? 1 : 0; }

RunMeasures measured(const std::vector<RunOutcome>& outcomes) {
  std::vector<double> ndcg, mrr, recall, hit, answer, read, times;
  for (const RunOutcome& one : outcomes) {
    ndcg.push_back(ndcg_10(one.document_rank));
    mrr.push_back(within_10(one.document_rank) > 0 ? 1.0 / one.document_rank : 0);
    recall.push_back(within_10(one.document_rank));
    hit.push_back(one.document_rank == 1 ? 1 : 0);
    if (!one.question.answer.empty()) answer.push_back(within_10(one.answer_rank));
    if (one.read_tokens >= 0) read.push_back(ndcg_read(one.read_tokens));
    times.push_back(static_cast<double>(one.duration_us) / 1e3);
  }
  std::ranges::sort(times);
  return {.ndcg_10 = mean_of(ndcg),
          .mrr_10 = mean_of(mrr),
          .recall_10 = mean_of(recall),
          .hit_1 = mean_of(hit),
          .answer_10 = mean_of(answer),
          .ndcg_read = mean_of(read),
          .p50_ms = percentile(times, 0.5),
          .p95_ms = percentile(times, 0.95)};
}

/// The worst first: its document is not found or far down, then its answer.
double worth(const RunOutcome& one) {
  return ndcg_10(one.document_rank) + (one.question.answer.empty() ? 0 : within_10(one.answer_rank) / 100);
}

std::vector<FoundPassage> passages_of(const std::string& text,
                                      const std::unordered_map<std::string, std::string>& names) {
  std::vector<FoundPassage> found;
  for (const json& pair : json::parse(text)) {
    const auto document = pair.at(1).get<std::string>();
    if (const auto name = names.find(document); name != names.end())
      found.push_back({ChunkId(pair.at(0).get<std::string>()), DocumentId(document), name->second});
  }
  return found;
}

/// File names of the visible documents that outcomes name.
Result<std::unordered_map<std::string, std::string>> names_in(const Catalog& catalog,
                                                              const std::vector<PermissionId>& permissions,
                                                              const std::vector<SqlRow>& rows) {
  std::unordered_set<std::string> named;
  for (const SqlRow& row : rows)
    for (const json& pair : json::parse(row.text("hits"))) named.insert(pair.at(1).get<std::string>());
  std::vector<DocumentId> ids;
  ids.reserve(named.size());
  for (const std::string& id : named) ids.emplace_back(id);
  ONGGI_TRY(const auto documents, catalog.documents(permissions, ids));
  std::unordered_map<std::string, std::string> names;
  for (const DocumentRow& row : documents) names.emplace(row.id.str(), row.name);
  return names;
}

}  // namespace

QuestionRuns::QuestionRuns(Parts parts) : parts_(std::move(parts)) {}

Result<QuestionRunId> QuestionRuns::start(const QuestionSetId& set, const std::string& name,
                                          const RunSettings& settings, const Viewer& viewer) {
  if (!settings.lexical && !settings.dense)
    return fail(ErrorCode::invalid_argument, "at least one of the legs lexical and dense must be used");
  if (!is_valid_utf8(name) || name.size() > kNameBytesMax)
    return fail(ErrorCode::invalid_argument, "the name of a run is valid UTF-8 of at most 200 bytes");
  ONGGI_TRY(const std::string version, version_of(settings));
  ONGGI_TRY(const auto visible, parts_.permissions.visible_to(viewer));
  ONGGI_TRY(const QuestionSet found, parts_.sets.get(visible, set.str()));
  if (found.accepted == 0)
    return fail(ErrorCode::invalid_argument, "the set has no accepted question about a document that you may see",
                "no_questions");
  QuestionRunId id(new_id("run"));
  ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_TRY(
        const JobId job,
        parts_.jobs.enqueue(
            session,
            {.type = std::string(kJobType),
             .payload = json{{"run", id.str()}, {"person", viewer.person.str()}, {"through", viewer.through}}.dump(),
             .owner = viewer.person.str()}));
    ONGGI_CHECK(session.execute(
        "INSERT INTO question_runs (id, set_id, name, settings, index_version, started_by, started_ms, job_id) VALUES "
        "(:1, :2, :3, :4, :5, :6, :7, :8)",
        {id.str(), found.id.str(), squeeze_spaces(to_nfc(name)), json_of(settings).dump(), version, viewer.person.str(),
         parts_.clock.now_ms(), job.str()}));
    return true;
  }));
  return id;
}

Result<QuestionRun> QuestionRuns::run_of(const std::vector<PermissionId>& permissions, const SqlRow& row) const {
  QuestionRun run{.id = QuestionRunId(row.text("id")),
                  .set = QuestionSetId(row.text("set_id")),
                  .name = row.text("name"),
                  .settings = evaluate_room::run_settings(row.text("settings")),
                  .index_version = row.text("index_version"),
                  .started_by = PersonId(row.text("started_by")),
                  .started_ms = row.integer("started_ms")};
  // A job that ended well may be gone already.
  if (const auto job = parts_.jobs.get(JobId(row.text("job_id")))) {
    run.state = job->state, run.progress = job->progress;
    run.error_code = job->error_code, run.error_message = job->error_message;
  }
  ONGGI_TRY(const auto asked, outcomes(permissions, run.id));
  run.measures = measured(asked);
  return run;
}

Result<std::vector<QuestionRun>> QuestionRuns::list(const std::vector<PermissionId>& permissions,
                                                    const QuestionSetId& set) const {
  ONGGI_TRY(const QuestionSet found, parts_.sets.get(permissions, set.str()));
  ONGGI_TRY(const auto rows,
            parts_.database->query("SELECT * FROM question_runs WHERE set_id = :1 ORDER BY started_ms DESC, id DESC",
                                   {found.id.str()}));
  std::vector<QuestionRun> runs;
  for (const SqlRow& row : rows) {
    ONGGI_TRY(QuestionRun run, run_of(permissions, row));
    runs.push_back(std::move(run));
  }
  return runs;
}

Result<QuestionRun> QuestionRuns::get(const std::vector<PermissionId>& permissions, const QuestionRunId& id) const {
  ONGGI_TRY(const auto rows, parts_.database->query("SELECT * FROM question_runs WHERE id = :1", {id.str()}));
  if (rows.empty()) return no_run(id);
  return run_of(permissions, rows.front());
}

Result<std::vector<RunOutcome>> QuestionRuns::outcomes(const std::vector<PermissionId>& permissions,
                                                       const QuestionRunId& id) const {
  ONGGI_TRY(const auto run, parts_.database->query("SELECT set_id FROM question_runs WHERE id = :1", {id.str()}));
  if (run.empty()) return no_run(id);
  ONGGI_TRY(const auto questions, parts_.sets.questions(permissions, QuestionSetId(run.front().text("set_id"))));
  ONGGI_TRY(const auto rows, parts_.database->query("SELECT * FROM question_outcomes WHERE run_id = :1", {id.str()}));
  ONGGI_TRY(const auto names, names_in(parts_.catalog, permissions, rows));
  std::unordered_map<std::string, const SqlRow*> by_question;
  for (const SqlRow& row : rows) by_question.emplace(row.text("question_id"), &row);
  std::vector<RunOutcome> outcomes;
  for (const JudgedQuestion& question : questions) {
    const auto at = by_question.find(question.id.str());
    if (at == by_question.end()) continue;
    const SqlRow& row = *at->second;
    outcomes.push_back({.question = question,
                        .document_rank = static_cast<std::int32_t>(row.integer("document_rank")),
                        .answer_rank = static_cast<std::int32_t>(row.integer("answer_rank")),
                        .read_tokens = static_cast<std::int32_t>(row.integer("read_tokens")),
                        .found = passages_of(row.text("hits"), names),
                        .duration_us = row.integer("duration_us")});
  }
  std::ranges::stable_sort(outcomes, {}, worth);
  return outcomes;
}

Result<RunComparison> QuestionRuns::compare(const std::vector<PermissionId>& permissions, const QuestionRunId& id,
                                            const QuestionRunId& other) const {
  ONGGI_TRY(const QuestionRun ours, get(permissions, id));
  ONGGI_TRY(const QuestionRun theirs, get(permissions, other));
  if (ours.set != theirs.set)
    return fail(ErrorCode::invalid_argument, "only runs of the same question set can be compared");
  ONGGI_TRY(const auto our_outcomes, outcomes(permissions, id));
  ONGGI_TRY(const auto their_outcomes, outcomes(permissions, other));
  std::map<QuestionId, const RunOutcome*> by_question;
  for (const RunOutcome& one : their_outcomes) by_question.emplace(one.question.id, &one);
  RunComparison comparison;
  std::vector<double> our_scores, their_scores, our_read, their_read;
  for (const RunOutcome& one : our_outcomes) {
    const auto at = by_question.find(one.question.id);
    if (at == by_question.end()) continue;
    comparison.outcomes.push_back(
        {one.question, one.document_rank, at->second->document_rank, one.answer_rank, at->second->answer_rank});
    our_scores.push_back(ndcg_10(one.document_rank)), their_scores.push_back(ndcg_10(at->second->document_rank));
    if (one.read_tokens < 0 || at->second->read_tokens < 0) continue;
    our_read.push_back(ndcg_read(one.read_tokens)), their_read.push_back(ndcg_read(at->second->read_tokens));
  }
  if (!our_scores.empty()) comparison.ndcg_10 = paired_difference(our_scores, their_scores);
  if (!our_read.empty()) comparison.ndcg_read = paired_difference(our_read, their_read);
  const auto change = [](const ComparedOutcome& one) { return ndcg_10(one.rank) - ndcg_10(one.other_rank); };
  // What changed at all comes first; of that, what was lost.
  std::ranges::stable_sort(comparison.outcomes, {}, [&](const ComparedOutcome& one) {
    const double by = change(one);
    return std::pair(by == 0, by);
  });
  return comparison;
}

Result<void> QuestionRuns::remove(const QuestionRunId& id) {
  ONGGI_TRY(const auto rows, parts_.database->query("SELECT job_id FROM question_runs WHERE id = :1", {id.str()}));
  if (rows.empty()) return no_run(id);
  if (const auto cancelled = parts_.jobs.cancel(JobId(rows.front().text("job_id")));
      !cancelled && cancelled.error().code != ErrorCode::not_found && cancelled.error().code != ErrorCode::conflict)
    return cancelled;
  ONGGI_CHECK(parts_.database->execute("DELETE FROM question_runs WHERE id = :1", {id.str()}));
  return {};
}

Result<std::string> QuestionRuns::version_of(const RunSettings& settings) const {
  ONGGI_TRY(const std::string version, parts_.indexes.version(settings.index));
  return version + told(parts_.retriever.settings());
}

Result<std::int64_t> QuestionRuns::accepted(const QuestionSetId& set,
                                            const std::vector<PermissionId>& permissions) const {
  ONGGI_TRY(const QuestionSet found, parts_.sets.get(permissions, set.str()));
  return found.accepted;
}

std::string QuestionRuns::index_version() const { return parts_.indexes.version({}).value_or(""); }

void QuestionRuns::register_handlers(JobRunner& runner) {
  runner.add(std::string(kJobType),
             [this](const JobContext& context) { return evaluate_room::ask_questions(parts_, context); });
}

}  // namespace onggi
