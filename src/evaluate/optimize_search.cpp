// See optimize_search.h.
#include "evaluate/optimize_search.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>

#include "base/hash.h"
#include "evaluate/asking.h"
#include "evaluate/measured_state.h"

namespace onggi {
namespace {

using nlohmann::json;

constexpr std::size_t kAtOnce = 100;  // questions after which what was measured is kept

// Embedders say 0.1 to 0.5 of themselves; fusion lets the weight grow up to fourfold where words say little.
constexpr std::array<double, 6> kDenseWeights = {0.05, 0.1, 0.2, 0.35, 0.5, 1};

/// How much of a search is done, in no unit: vectors have to be embedded, reranking reads fifty passages.
int cost_of(const SearchSettings& one) {
  return (one.lexical ? 1 : 0) + (one.dense ? 4 : 0) + (one.variants ? 1 : 0) + (one.rerank ? 2 : 0);
}

std::string name_of(const SearchSettings& one) {
  std::string name = one.lexical && one.dense ? "both" : one.lexical ? "lexical" : "dense";
  if (one.variants) name += " variants";
  if (one.rerank) name += " rerank";
  if (one.dense_weight) name += " weight " + json(*one.dense_weight).dump();  // the shortest that reads back the same
  return name;
}

struct Measured {
  std::vector<double> scores, times_ms;  // of the first questions of a half
};

class Search {
 public:
  Search(const OptimizeSearchParts& parts, const OptimizeSearchTask& task,
         const std::function<void(std::size_t, std::size_t)>& progress, const Cancel& cancel)
      : parts_(parts),
        task_(task),
        progress_(progress),
        cancel_(cancel),
        current_(parts.retriever.settings()),
        end_(std::chrono::steady_clock::now() + task.budget) {}

  Result<OptimizeSearchReport> run() {
    ONGGI_CHECK(prepare());
    ONGGI_CHECK(state_->load());
    OptimizeSearchReport report{.choosing = std::ssize(choosing_), .held_out = std::ssize(held_out_)};
    const auto candidates = search_candidates(current_, parts_.retriever.has_vectors());
    searches_ = candidates.size() * choosing_.size() + 2 * held_out_.size();
    Measured of_current;
    for (const SearchSettings& settings : candidates) {
      if (is_over()) return ordered(std::move(report));
      ONGGI_TRY(const Measured measured, measure(settings, choosing_, "choosing"));
      if (report.tried.empty()) of_current = measured;
      report.tried.push_back(told(settings, measured, of_current));
    }
    report = ordered(std::move(report));
    ONGGI_CHECK(conclude(report));
    return report;
  }

 private:
  Result<void> prepare() {
    ONGGI_TRY(const auto visible, parts_.permissions.visible_to(task_.viewer));
    ONGGI_TRY(auto questions, parts_.sets.questions(visible, task_.set));
    std::erase_if(questions, [](const JudgedQuestion& one) { return !one.accepted; });
    ONGGI_TRY(targets_, evaluate_room::targets_of(parts_.catalog, visible, questions));
    std::ranges::sort(questions, {}, [](const JudgedQuestion& one) { return one.id.str(); });
    ONGGI_TRY(const std::string key, key_of(visible, questions));
    state_.emplace(task_.state, key);
    for (JudgedQuestion& one : questions) (is_held_out(one.id) ? held_out_ : choosing_).push_back(std::move(one));
    if (are_enough(choosing_.size(), held_out_.size())) return {};
    return fail(ErrorCode::invalid_argument,
                "choosing needs at least " + std::to_string(kQuestionsLeast) + " accepted questions, and " +
                    std::to_string(kHalfLeast) + " in each half of them; there are " +
                    std::to_string(choosing_.size()) + " and " + std::to_string(held_out_.size()) + ": add some",
                "few_questions");
  }

  // What a measurement depends on beside the settings: who asks what, and of which documents in which state.
  Result<std::string> key_of(const std::vector<PermissionId>& visible,
                             const std::vector<JudgedQuestion>& questions) const {
    Sha256 hash;
    const auto add = [&hash](std::string_view part) {
      hash.add(std::to_string(part.size()) + ":");
      hash.add(part);
    };
    add(task_.index_version);
    for (const JudgedQuestion& one : questions) {
      const auto target = targets_.find(one.document);
      add(one.id.str()), add(one.text), add(target == targets_.end() ? "" : target->second.str());
    }
    ONGGI_TRY(const auto rows, parts_.catalog.all());
    std::vector<DocumentId> ids;
    ids.reserve(rows.size());
    for (const DocumentRow& row : rows) ids.push_back(row.id);
    ONGGI_TRY(const auto documents, parts_.catalog.documents(visible, ids));
    for (const DocumentRow& row : documents) add(row.id.str()), add(row.stage_key), add(row.superseded_on);
    return hash.hex();
  }

  bool is_over() const { return task_.budget.count() > 0 && std::chrono::steady_clock::now() > end_; }

  /// nDCG@10 of each question, as far as it was not kept.
  Result<Measured> measure(const SearchSettings& settings, std::span<const JudgedQuestion> questions,
                           const std::string& half) {
    const std::string name = half + ": " + name_of(settings);
    const json kept = state_->recall(name);
    Measured measured{kept.value("scores", std::vector<double>{}), kept.value("times_ms", std::vector<double>{})};
    const Retriever retriever = parts_.retriever.with(settings);
    for (std::size_t i = measured.scores.size(); i < questions.size(); ++i) {
      ONGGI_CHECK(ask(retriever, questions[i], measured));
      progress_(done_ + i + 1, searches_);
      if ((i + 1) % kAtOnce == 0 || i + 1 == questions.size())
        ONGGI_CHECK(state_->keep(name, {{"scores", measured.scores}, {"times_ms", measured.times_ms}}));
    }
    done_ += questions.size();
    progress_(done_, searches_);
    return measured;
  }

  Result<void> ask(const Retriever& retriever, const JudgedQuestion& question, Measured& into) const {
    const SearchRequest request{.query = question.text, .limit = evaluate_room::kDepth};
    ONGGI_TRY(const SearchResult found, retriever.search(request, task_.viewer, cancel_));
    const auto target = targets_.find(question.document);
    const DocumentId& wanted = target == targets_.end() ? question.document : target->second;
    into.scores.push_back(evaluate_room::ndcg_10(evaluate_room::ranks_of(found.hits, wanted, {}).document));
    into.times_ms.push_back(static_cast<double>(found.duration_us) / 1e3);
    return {};
  }

  static TriedSettings told(const SearchSettings& settings, Measured measured, const Measured& of_current) {
    std::ranges::sort(measured.times_ms);
    return {.settings = settings,
            .ndcg_10 = mean_of(measured.scores),
            .difference = paired_difference(measured.scores, of_current.scores),
            .p50_ms = percentile(measured.times_ms, 0.5),
            .p95_ms = percentile(measured.times_ms, 0.95)};
  }

  static OptimizeSearchReport ordered(OptimizeSearchReport report) {
    std::ranges::stable_sort(report.tried, std::ranges::greater{},
                             [](const TriedSettings& one) { return one.ndcg_10.value; });
    return report;
  }

  // On questions that choosing did not see, however long it takes: without this nothing is known.
  Result<void> conclude(OptimizeSearchReport& report) {
    report.best = report.tried.front().settings;
    ONGGI_TRY(const Measured best, measure(report.best, held_out_, "held out"));
    ONGGI_TRY(const Measured current, measure(current_, held_out_, "held out"));
    report.best_ndcg_10 = mean_of(best.scores), report.current_ndcg_10 = mean_of(current.scores);
    report.difference = paired_difference(best.scores, current.scores);
    report.complete = true;
    return {};
  }

  const OptimizeSearchParts& parts_;
  const OptimizeSearchTask& task_;
  const std::function<void(std::size_t, std::size_t)>& progress_;
  const Cancel& cancel_;
  SearchSettings current_;
  std::chrono::steady_clock::time_point end_;
  std::optional<evaluate_room::MeasuredState> state_;
  std::map<DocumentId, DocumentId> targets_;
  std::vector<JudgedQuestion> choosing_, held_out_;
  std::size_t done_ = 0, searches_ = 0;
};

/// What both legs can weigh: the embedder's own word first.
std::vector<std::optional<double>> weights_for(bool both) {
  std::vector<std::optional<double>> weights{std::nullopt};
  if (both) weights.insert(weights.end(), kDenseWeights.begin(), kDenseWeights.end());
  return weights;
}

}  // namespace

std::vector<SearchSettings> search_candidates(const SearchSettings& current, bool has_vectors) {
  std::vector<SearchSettings> all;
  for (const bool dense : {false, true})
    for (const bool lexical : {true, false})
      for (const bool variants : {false, true})
        for (const bool rerank : {false, true})
          for (const auto& weight : weights_for(lexical && dense))
            if ((lexical || dense) && (has_vectors || !dense))
              all.push_back(
                  {.lexical = lexical, .dense = dense, .variants = variants, .rerank = rerank, .dense_weight = weight});
  std::ranges::stable_sort(all, {}, cost_of);
  std::erase(all, current);
  all.insert(all.begin(), current);
  return all;
}

Result<OptimizeSearchReport> optimize_search(const OptimizeSearchParts& parts, const OptimizeSearchTask& task,
                                             const std::function<void(std::size_t, std::size_t)>& progress,
                                             const Cancel& cancel) {
  return Search(parts, task, progress, cancel).run();
}

}  // namespace onggi
