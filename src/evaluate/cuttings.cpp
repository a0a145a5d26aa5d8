// See cuttings.h.
#include "evaluate/cuttings.h"

#include <algorithm>
#include <array>
#include <map>

#include "evaluate/asking.h"

namespace onggi {
namespace {

constexpr std::array<std::int32_t, 7> kLengths = {96, 128, 192, 256, 512, 768, 1024};
constexpr std::array<ChunkStrategy, 5> kStrategies = {ChunkStrategy::clause, ChunkStrategy::structure,
                                                      ChunkStrategy::sentence, ChunkStrategy::topic,
                                                      ChunkStrategy::parent_child};

/// A run of a way to cut alone: everything else is as people search.
bool is_of_cutting(const QuestionRun& run) {
  return run.settings.index.chunk && run.settings == RunSettings{.index = {run.settings.index.chunk, {}}};
}

bool is_at_work(const QuestionRun& run) { return run.state == JobState::queued || run.state == JobState::running; }

/// Runs of ways to cut, by way: the newest that did not fail.
Result<std::vector<QuestionRun>> newest(const QuestionRuns& runs, const QuestionSetId& set,
                                        const std::vector<PermissionId>& permissions) {
  ONGGI_TRY(auto all, runs.list(permissions, set));
  std::vector<QuestionRun> kept;
  for (QuestionRun& run : all) {
    const bool usable = is_of_cutting(run) && run.state != JobState::failed && run.state != JobState::cancelled;
    const bool known =
        std::ranges::any_of(kept, [&](const QuestionRun& other) { return other.settings.index == run.settings.index; });
    if (usable && !known) kept.push_back(std::move(run));
  }
  return kept;
}

Result<UnixMs> last_change(const Catalog& catalog) {
  ONGGI_TRY(const auto rows, catalog.all());
  UnixMs last = 0;
  for (const DocumentRow& row : rows) last = std::max(last, row.updated_ms);
  return last;
}

struct Halves {
  std::vector<double> choosing, held_out;  // ndcg_read, in order of question ids
};

Result<Halves> halves_of(const QuestionRuns& runs, const QuestionRun& run,
                         const std::vector<PermissionId>& permissions) {
  ONGGI_TRY(auto outcomes, runs.outcomes(permissions, run.id));
  std::ranges::sort(outcomes, {}, [](const RunOutcome& one) { return one.question.id; });
  Halves halves;
  for (const RunOutcome& one : outcomes)
    (is_held_out(one.question.id) ? halves.held_out : halves.choosing)
        .push_back(evaluate_room::ndcg_read(one.read_tokens));
  return halves;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

Result<std::optional<CuttingChoice>> choose(const QuestionRuns& runs, const std::vector<TriedCutting>& tried,
                                            const std::vector<PermissionId>& permissions) {
  const auto own = std::ranges::find(tried, true, &TriedCutting::own);
  if (own == tried.end()) return std::nullopt;
  ONGGI_TRY(const Halves own_halves, halves_of(runs, own->run, permissions));
  if (!are_enough(own_halves.choosing.size(), own_halves.held_out.size())) return std::nullopt;
  CuttingChoice choice{
      .best = own->chunk, .choosing = std::ssize(own_halves.choosing), .held_out = std::ssize(own_halves.held_out)};
  Halves best = own_halves;
  for (const TriedCutting& one : tried) {
    ONGGI_TRY(Halves halves, halves_of(runs, one.run, permissions));
    const bool same = halves.choosing.size() == best.choosing.size() && halves.held_out.size() == best.held_out.size();
    if (!same || mean(halves.choosing) <= mean(best.choosing)) continue;  // others were asked, or it is no better
    best = std::move(halves), choice.best = one.chunk;
  }
  choice.best_ndcg_read = mean_of(best.held_out), choice.own_ndcg_read = mean_of(own_halves.held_out);
  choice.difference = paired_difference(best.held_out, own_halves.held_out);
  return choice;
}

}  // namespace

std::vector<ChunkOptions> cuttings_to_try(const ChunkOptions& own) {
  std::vector<std::int32_t> lengths(kLengths.begin(), kLengths.end());
  if (std::ranges::find(lengths, own.tokens_max) == lengths.end()) lengths.push_back(own.tokens_max);
  std::ranges::sort(lengths);
  std::vector<ChunkOptions> all;
  for (const std::int32_t length : lengths) {
    all.push_back(own);
    all.back().tokens_max = length;
    all.back().tokens_overlap = length * own.tokens_overlap / own.tokens_max;
  }
  for (const ChunkStrategy strategy : kStrategies) {
    if (strategy == own.strategy) continue;
    all.push_back(own);
    all.back().strategy = strategy;
  }
  return all;
}

Result<std::int64_t> start_cuttings(QuestionRuns& runs, const Catalog& catalog, const QuestionSetId& set,
                                    const Viewer& viewer, const std::vector<PermissionId>& permissions) {
  ONGGI_TRY(const auto known, newest(runs, set, permissions));
  ONGGI_TRY(const UnixMs changed, last_change(catalog));
  ONGGI_TRY(const std::int64_t questions, runs.accepted(set, permissions));
  std::int64_t queued = 0;
  for (const ChunkOptions& chunk : cuttings_to_try(runs.own_chunk())) {
    const RunSettings settings{.index = {.chunk = chunk, .embedder = {}}};
    ONGGI_TRY(const std::string version, runs.version_of(settings));
    const bool is_there = std::ranges::any_of(known, [&](const QuestionRun& run) {
      return run.settings == settings && run.index_version == version && run.started_ms > changed &&
             (is_at_work(run) || run.measures.ndcg_10.of >= questions);
    });
    if (is_there) continue;
    ONGGI_CHECK(runs.start(set, "", settings, viewer));
    ++queued;
  }
  return queued;
}

Result<CuttingReport> cutting_report(const QuestionRuns& runs, const QuestionSetId& set,
                                     const std::vector<PermissionId>& permissions) {
  ONGGI_TRY(auto known, newest(runs, set, permissions));
  const ChunkOptions& own = runs.own_chunk();
  CuttingReport report;
  for (QuestionRun& run : known) {
    const ChunkOptions chunk = *run.settings.index.chunk;
    report.tried.push_back({.chunk = chunk, .own = chunk == own, .run = std::move(run)});
  }
  std::ranges::sort(report.tried, {}, [&](const TriedCutting& one) {
    return std::tuple(one.chunk.strategy != own.strategy, one.chunk.strategy, one.chunk.tokens_max,
                      one.chunk.tokens_overlap);
  });
  if (std::ranges::any_of(report.tried, [](const TriedCutting& one) { return is_at_work(one.run); })) return report;
  ONGGI_TRY(report.choice, choose(runs, report.tried, permissions));
  return report;
}

}  // namespace onggi
