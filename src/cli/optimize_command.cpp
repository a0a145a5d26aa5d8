// onggi optimize retrieval: ways of cutting documents, over a corpus of files.
#include <cmath>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands.h"
#include "cli/measures.h"
#include "cli/progress.h"
#include "evaluate/optimize.h"

namespace onggi::cli_room {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShown = 10;
constexpr const char* kMeasure = "ndcg@10";

double mean_of_scores(const TriedChunking& tried) {
  double sum = 0;
  for (const double score : tried.scores) sum += score;
  return tried.scores.empty() ? 0 : sum / static_cast<double>(tried.scores.size());
}

// Something to change: what was measured on questions that choosing did not see says so, not chance.
bool is_worth_it(const OptimizeReport& report) { return report.complete && report.difference.low > 0; }

Json report_json(const OptimizeReport& report) {
  Json told{{"complete", report.complete}, {"tried", Json::array()}};
  for (const TriedChunking& one : report.tried)
    told["tried"].push_back({{"chunk", chunk_json(one.chunk)},
                             {"chunks", one.chunks},
                             {"questions", one.scores.size()},
                             {"ndcg@10", mean_of_scores(one)}});
  if (!report.complete) return told;
  told["best"] = chunk_json(report.best);
  told["held_out"] = {{"questions", report.held_out},
                      {"best", mean_json(kMeasure, report.best_ndcg_10)},
                      {"current", mean_json(kMeasure, report.current_ndcg_10)},
                      {"difference", difference_json(kMeasure, report.difference)}};
  told["left_out"] = Json::object();
  for (const LeftOut& one : report.left_out) told["left_out"][one.part] = difference_json(kMeasure, one.difference);
  told["toml"] = is_worth_it(report) ? Json(toml_of(report.best)) : Json(nullptr);
  return told;
}

void show_held_out(const OptimizeReport& report, CliIo& io) {
  io.out << say(io, "\n고를 때 쓰지 않은 질문 ", "\nquestions that choosing did not see: ") << report.held_out
         << say(io, "개에서 nDCG@10: 가장 나은 설정 ", "; nDCG@10 of the best ") << report.best_ndcg_10.value
         << say(io, ", 지금 설정 ", ", of the current ") << report.current_ndcg_10.value
         << say(io, ", 차이 ", ", difference ");
  show_difference(report.difference, io);
  io.out << '\n';
  for (const LeftOut& one : report.left_out) {
    const bool dense = one.part == "dense";
    io.out << (dense ? say(io, "벡터 검색을 빼면 ", "without vectors ")
                     : say(io, "재순위를 빼면 ", "without reranking "));
    show_difference(one.difference, io);
    io.out << '\n';
  }
  if (!is_worth_it(report)) {
    io.out << say(io, "지금 설정을 바꿀 근거가 없습니다.\n", "Nothing says that another setting would be better.\n");
    return;
  }
  io.out << say(io, "\nonggi.toml에 넣고 `onggi ingest --again`을 실행하십시오.\n\n",
                "\nPut this into onggi.toml and run `onggi ingest --again`.\n\n")
         << toml_of(report.best);
}

void show(const OptimizeReport& report, CliIo& io) {
  io.out << std::fixed << std::setprecision(4);
  for (std::size_t i = 0; i < std::min(report.tried.size(), kShown); ++i) {
    const TriedChunking& one = report.tried[i];
    if (one.scores.empty()) continue;
    io.out << std::left << std::setw(13) << to_string(one.chunk.strategy) << std::right << std::setw(5)
           << one.chunk.tokens_max << '/' << std::left << std::setw(4) << one.chunk.tokens_overlap << " nDCG@10 "
           << mean_of_scores(one) << say(io, "  질문 ", "  questions ") << one.scores.size()
           << say(io, ", 조각 ", ", chunks ") << one.chunks << '\n';
  }
  if (report.complete) return show_held_out(report, io);
  io.out << say(io, "정해진 시간이 끝났습니다. 같은 --state로 다시 실행하면 이어서 합니다.\n",
                "The time is up. Run it again with the same --state to go on.\n");
}

}  // namespace

Result<std::chrono::milliseconds> budget_of(const OptimizeRetrievalCommand& command) {
  constexpr double kMillisecondsAMinute = 60'000;
  if (command.budget_minutes < 0) return fail(ErrorCode::invalid_argument, "--budget is a number of minutes from 0");
  return std::chrono::milliseconds(std::llround(std::ceil(command.budget_minutes * kMillisecondsAMinute)));
}

Done optimize_retrieval_command(const OptimizeRetrievalCommand& command, const Common& common, CliHost& host,
                                CliIo& io) {
  ONGGI_TRY(const auto budget, budget_of(command));
  ONGGI_TRY(const Analyzer* analyzer, host.analyzer());
  OptimizeTask task{.search = {.analyzer = *analyzer}};
  ONGGI_TRY(task.search.embedder, host.recipe_parts().embedder());
  ONGGI_TRY(task.search.thesaurus, host.thesaurus());
  ONGGI_TRY(task.search.chunk.strategy, chunk_strategy_from(command.chunk_strategy));
  task.search.chunk.tokens_max = command.chunk_tokens;
  task.search.chunk.tokens_overlap = command.chunk_overlap;
  task.budget = budget;
  if (!command.state.empty()) task.state = resolved(io, command.state);
  ONGGI_TRY(const RetrievalSet set, read_retrieval_set({.corpus = resolved(io, command.corpus),
                                                        .queries = resolved(io, command.queries),
                                                        .qrels = resolved(io, command.qrels)}));
  CountLine line(common, io);
  ONGGI_TRY(const OptimizeReport report, optimize_retrieval(set, task, std::ref(line), io.cancel));
  line.clear();
  if (common.json) io.out << report_json(report).dump() << '\n';
  else show(report, io);
  return report.complete ? 0 : 1;
}

}  // namespace onggi::cli_room
