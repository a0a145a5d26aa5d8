// See optimize.h.
#include "evaluate/optimize.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <random>

#include "base/hash.h"
#include "evaluate/measured_state.h"
#include "evaluate/retrieval_index.h"

namespace onggi {
namespace {

using nlohmann::json;

constexpr std::size_t kQuestionsLeast = 16;
constexpr std::int32_t kOverlapShare = 8;  // an eighth of the length, as the shipped 48 of 384

ChunkOptions options_of(ChunkStrategy strategy, std::int32_t tokens) {
  ChunkOptions options{.strategy = strategy, .tokens_max = tokens};
  options.tokens_overlap = tokens / kOverlapShare;
  return options;
}

// The cheapest to cut first. A corpus of texts has no numbered clauses, so that structure would be clause once more.
std::vector<ChunkOptions> candidates(const RetrievalTask& search) {
  std::vector<ChunkOptions> all{search.chunk};
  for (const ChunkStrategy strategy : {ChunkStrategy::clause, ChunkStrategy::fixed, ChunkStrategy::sentence,
                                       ChunkStrategy::parent_child, ChunkStrategy::topic})
    for (const std::int32_t tokens : {768, 512, 384, 256, 128})
      if (strategy != ChunkStrategy::topic || search.embedder != nullptr) all.push_back(options_of(strategy, tokens));
  return all;
}

std::string name_of(const ChunkOptions& chunk) {
  return std::string(to_string(chunk.strategy)) + " " + std::to_string(chunk.tokens_max) + "/" +
         std::to_string(chunk.tokens_overlap);
}

// What a measurement depends on beside the way of cutting.
std::string key_of(const RetrievalSet& set, const RetrievalTask& search) {
  Sha256 hash;
  const auto add = [&hash](std::string_view part) {
    hash.add(std::to_string(part.size()) + ":");
    hash.add(part);
  };
  for (const RetrievalDocument& document : set.documents) add(document.id), add(document.title), add(document.text);
  for (const RetrievalQuery& query : set.queries) {
    add(query.id), add(query.text);
    const std::map<std::string, std::int32_t> grades(query.judgements.begin(), query.judgements.end());
    for (const auto& [document, grade] : grades) add(document), add(std::to_string(grade));
  }
  add(chunk_version()), add(search.analyzer.version()), add(search.embedder ? search.embedder->version() : "");
  add(search.use_lexical ? "lexical" : ""), add(search.use_dense ? "dense" : ""), add(search.rerank ? "rerank" : "");
  return hash.hex();
}

void recall(const evaluate_room::MeasuredState& state, TriedChunking& tried) {
  const json kept = state.recall(name_of(tried.chunk));
  tried.chunks = kept.value("chunks", std::int64_t{0});
  tried.scores = kept.value("scores", std::vector<double>{});
}

Result<void> keep(evaluate_room::MeasuredState& state, const TriedChunking& tried) {
  return state.keep(name_of(tried.chunk), {{"chunks", tried.chunks}, {"scores", tried.scores}});
}

using Questions = std::vector<const RetrievalQuery*>;

/// nDCG@10 of each question, over a corpus that is cut and indexed for it.
Result<std::vector<double>> measure(const RetrievalSet& set, const RetrievalTask& search,
                                    std::span<const RetrievalQuery* const> questions, std::int64_t& chunks,
                                    const Cancel& cancel) {
  constexpr std::int32_t kDepth = 100;
  ONGGI_TRY(const auto index, evaluate_room::RetrievalIndex::open(search));
  ONGGI_CHECK(index->add(set.documents, [](std::size_t) {}, cancel));
  chunks = index->chunks();
  std::vector<double> scores;
  for (const RetrievalQuery* query : questions) {
    SearchRequest request{.query = query->text, .limit = kDepth};
    request.use_lexical = search.use_lexical, request.use_dense = search.use_dense;
    request.with_variants = search.with_variants, request.rerank = search.rerank;
    ONGGI_TRY(const SearchResult found, index->retriever().search(request, index->viewer(), cancel));
    const auto ranked = evaluate_room::names_of(evaluate_room::documents_of(found.hits, query->id));
    scores.push_back(score_ranking(ranked, query->judgements).ndcg_10);
  }
  return scores;
}

double mean(const std::vector<double>& scores, std::size_t first) {
  const auto end = scores.begin() + static_cast<std::ptrdiff_t>(std::min(first, scores.size()));
  return end == scores.begin() ? 0
                               : std::accumulate(scores.begin(), end, 0.0) / static_cast<double>(end - scores.begin());
}

bool is_better(const TriedChunking& left, const TriedChunking& right) {
  if (left.scores.size() != right.scores.size()) return left.scores.size() > right.scores.size();
  return mean(left.scores, left.scores.size()) > mean(right.scores, right.scores.size());
}

class Search {
 public:
  Search(const RetrievalSet& set, const OptimizeTask& task,
         const std::function<void(std::size_t, std::size_t)>& progress, const Cancel& cancel)
      : set_(set),
        task_(task),
        progress_(progress),
        cancel_(cancel),
        state_(task.state, key_of(set, task.search)),
        end_(std::chrono::steady_clock::now() + task.budget) {
    Questions all;
    for (const RetrievalQuery& query : set.queries) all.push_back(&query);
    std::mt19937_64 random(0x6F6E676769);  // which half: the same each time
    for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[random() % i]);
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    choosing_.assign(all.begin(), middle), held_out_.assign(middle, all.end());
  }

  Result<OptimizeReport> run() {
    ONGGI_CHECK(state_.load());
    for (const ChunkOptions& chunk : candidates(task_.search)) add(chunk);
    std::size_t alive = tried_.size();
    measurements_ = alive + alive / kKept + alive / (kKept * kKept) + kFinalMeasurements;
    OptimizeReport report;
    for (const std::size_t share : {4U, 2U, 1U}) {
      const std::size_t questions = std::min(std::max(choosing_.size() / share, std::size_t{4}), choosing_.size());
      ONGGI_TRY(const bool done, round(alive, questions));
      if (!done) break;
      rank(alive, questions);
      report.complete = share == 1;
      alive = std::max<std::size_t>(alive / kKept, 1);
    }
    report.tried = tried_;
    if (!report.complete) std::ranges::stable_sort(report.tried, is_better);
    if (report.complete) ONGGI_CHECK(conclude(report));
    return report;
  }

 private:
  static constexpr std::size_t kKept = 3;  // one of so many goes on to the next round
  static constexpr std::size_t kFinalMeasurements = 4;

  void add(const ChunkOptions& chunk) {
    if (std::ranges::any_of(tried_, [&](const auto& one) { return name_of(one.chunk) == name_of(chunk); })) return;
    TriedChunking made{.chunk = chunk, .chunks = 0, .scores = {}};
    recall(state_, made);
    tried_.push_back(std::move(made));
  }

  bool is_over() const { return task_.budget.count() > 0 && std::chrono::steady_clock::now() > end_; }

  /// The first `alive` answer questions until each has answered so many; false: the budget ended.
  Result<bool> round(std::size_t alive, std::size_t questions) {
    for (std::size_t i = 0; i < alive; ++i) {
      TriedChunking& one = tried_[i];
      if (one.scores.size() < questions) {
        if (is_over()) return false;
        const auto open = std::span(choosing_).subspan(one.scores.size(), questions - one.scores.size());
        ONGGI_TRY(const auto more, measured(one.chunk, open, one.chunks));
        one.scores.insert(one.scores.end(), more.begin(), more.end());
        ONGGI_CHECK(keep(state_, one));
      }
      progress_(++done_, measurements_);
    }
    return true;
  }

  // By these questions alone: what a kept state says about later ones must not change who goes on.
  void rank(std::size_t alive, std::size_t questions) {
    std::ranges::stable_sort(std::span(tried_).first(alive), std::ranges::greater{},
                             [questions](const TriedChunking& one) { return mean(one.scores, questions); });
  }

  Result<std::vector<double>> measured(const ChunkOptions& chunk, std::span<const RetrievalQuery* const> questions,
                                       std::int64_t& chunks) const {
    RetrievalTask search = task_.search;
    search.chunk = chunk;
    return measure(set_, search, questions, chunks, cancel_);
  }

  // On questions that choosing did not see, however long it takes: without this nothing is known.
  Result<void> conclude(OptimizeReport& report) {
    std::int64_t chunks = 0;
    report.best = tried_.front().chunk;
    report.held_out = std::ssize(held_out_);
    ONGGI_TRY(const auto best, measured(report.best, held_out_, chunks));
    progress_(++done_, measurements_);
    ONGGI_TRY(const auto current, measured(task_.search.chunk, held_out_, chunks));
    progress_(++done_, measurements_);
    report.best_ndcg_10 = mean_of(best), report.current_ndcg_10 = mean_of(current);
    report.difference = paired_difference(best, current);
    for (const std::string_view part : {"dense", "rerank"}) {
      RetrievalTask search = task_.search;
      search.chunk = report.best;
      bool& used = part == "dense" ? search.use_dense : search.rerank;
      if (used && (part != "dense" || search.use_lexical)) {
        used = false;
        ONGGI_TRY(const auto without, measure(set_, search, held_out_, chunks, cancel_));
        report.left_out.push_back({std::string(part), paired_difference(without, best)});
      }
      progress_(++done_, measurements_);
    }
    return {};
  }

  const RetrievalSet& set_;
  const OptimizeTask& task_;
  const std::function<void(std::size_t, std::size_t)>& progress_;
  const Cancel& cancel_;
  evaluate_room::MeasuredState state_;
  std::chrono::steady_clock::time_point end_;
  Questions choosing_, held_out_;
  std::vector<TriedChunking> tried_;
  std::size_t done_ = 0, measurements_ = 0;
};

}  // namespace

Result<OptimizeReport> optimize_retrieval(const RetrievalSet& set, const OptimizeTask& task,
                                          const std::function<void(std::size_t, std::size_t)>& progress,
                                          const Cancel& cancel) {
  if (set.queries.size() < kQuestionsLeast)
    return fail(ErrorCode::invalid_argument, "choosing needs at least " + std::to_string(kQuestionsLeast) +
                                                 " judged questions, there are " + std::to_string(set.queries.size()));
  return Search(set, task, progress, cancel).run();
}

}  // namespace onggi
