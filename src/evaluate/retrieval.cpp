// See retrieval.h.
#include "evaluate/retrieval.h"

#include <algorithm>
#include <chrono>

#include "evaluate/retrieval_index.h"

namespace onggi {
namespace {

using Stopwatch = std::chrono::steady_clock;

constexpr std::int32_t kDepth = 100;
constexpr std::int32_t kShown = 10;

std::int64_t micros_since(Stopwatch::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Stopwatch::now() - start).count();
}

/// Asked twice: for as many as are scored, and for as many as a person looks at, which is what is timed.
Result<std::vector<std::pair<std::string, double>>> ask(const evaluate_room::RetrievalIndex& index,
                                                        const RetrievalTask& task, const RetrievalQuery& query,
                                                        QueryOutcome& outcome, const Cancel& cancel) {
  SearchRequest request{.query = query.text, .limit = kDepth};
  request.use_lexical = task.use_lexical, request.use_dense = task.use_dense;
  request.with_variants = task.with_variants, request.rerank = task.rerank;
  ONGGI_TRY(const SearchResult found, index.retriever().search(request, index.viewer(), cancel));
  request.limit = kShown;
  const auto start = Stopwatch::now();
  ONGGI_CHECK(index.retriever().search(request, index.viewer(), cancel));
  outcome.duration_us = micros_since(start);
  return evaluate_room::documents_of(found.hits, query.id);
}

void sum_up(RetrievalReport& report) {
  report.ndcg_10 = mean_over(report.queries, &RankingScores::ndcg_10);
  report.recall_5 = mean_over(report.queries, &RankingScores::recall_5);
  report.recall_10 = mean_over(report.queries, &RankingScores::recall_10);
  report.recall_100 = mean_over(report.queries, &RankingScores::recall_100);
  report.mrr_10 = mean_over(report.queries, &RankingScores::mrr_10);
  report.hit_1 = mean_over(report.queries, &RankingScores::hit_1);
  std::vector<double> times;
  times.reserve(report.queries.size());
  for (const QueryOutcome& query : report.queries) times.push_back(static_cast<double>(query.duration_us) / 1e3);
  std::ranges::sort(times);
  report.p50_ms = percentile(times, 0.5), report.p95_ms = percentile(times, 0.95);
  std::ranges::stable_sort(report.queries, {}, [](const QueryOutcome& query) { return query.scores.ndcg_10; });
}

}  // namespace

Result<RetrievalReport> evaluate_retrieval(const RetrievalSet& set, const RetrievalTask& task,
                                           const std::function<void(std::size_t, std::size_t)>& progress,
                                           const Cancel& cancel) {
  ONGGI_TRY(const auto index, evaluate_room::RetrievalIndex::open(task));
  const std::size_t all = set.documents.size() + set.queries.size();
  const auto start = Stopwatch::now();
  ONGGI_CHECK(index->add(set.documents, [&](std::size_t done) { progress(done, all); }, cancel));
  RetrievalReport report;
  report.index_seconds = static_cast<double>(micros_since(start)) / 1e6;
  report.documents = static_cast<std::int64_t>(set.documents.size());
  report.chunks = index->chunks();
  for (const RetrievalQuery& query : set.queries) {
    QueryOutcome outcome{.id = query.id, .text = query.text};
    ONGGI_TRY(auto ranked, ask(*index, task, query, outcome, cancel));
    outcome.scores = score_ranking(evaluate_room::names_of(ranked), query.judgements);
    report.run.emplace(query.id, std::move(ranked));
    report.queries.push_back(std::move(outcome));
    progress(set.documents.size() + report.queries.size(), all);
  }
  sum_up(report);
  return report;
}

PairedDifference compare(const RetrievalReport& report, const RetrievalSet& set, const RetrievalRun& other) {
  std::vector<double> ours, theirs;
  for (const RetrievalQuery& query : set.queries) {
    const auto score = [&](const RetrievalRun& run) {
      const auto found = run.find(query.id);
      return found == run.end() ? 0 : score_ranking(evaluate_room::names_of(found->second), query.judgements).ndcg_10;
    };
    ours.push_back(score(report.run));
    theirs.push_back(score(other));
  }
  return paired_difference(ours, theirs);
}

}  // namespace onggi
