// onggi evaluate retrieval.
#include <array>
#include <functional>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>
#include <vector>

#include "base/file.h"
#include "chunk/chunk.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "evaluate/retrieval.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

constexpr std::size_t kWorstShown = 10;

struct Row {
  const char* name;
  Mean RetrievalReport::* mean;
};
constexpr auto kRows = std::to_array<Row>({{"ndcg@10", &RetrievalReport::ndcg_10},
                                           {"recall@5", &RetrievalReport::recall_5},
                                           {"recall@10", &RetrievalReport::recall_10},
                                           {"recall@100", &RetrievalReport::recall_100},
                                           {"mrr@10", &RetrievalReport::mrr_10},
                                           {"hit@1", &RetrievalReport::hit_1}});

json difference_json(const PairedDifference& difference) {
  return {{"ndcg@10", difference.value}, {"low", difference.low},       {"high", difference.high},
          {"p", difference.p},           {"better", difference.better}, {"worse", difference.worse}};
}

json report_json(const RetrievalReport& report, const RetrievalSet& set) {
  json told = {
      {"queries", report.queries.size()},      {"unjudged", set.unjudged},
      {"documents", report.documents},         {"chunks", report.chunks},
      {"index_seconds", report.index_seconds}, {"latency_ms", {{"p50", report.p50_ms}, {"p95", report.p95_ms}}}};
  json intervals = json::object(), worst = json::array();
  for (const Row& row : kRows) {
    const Mean& mean = report.*row.mean;
    told[row.name] = mean.value;
    intervals[row.name] = {mean.low, mean.high};
  }
  for (std::size_t i = 0; i < std::min(report.queries.size(), kWorstShown); ++i)
    worst.push_back({{"query_id", report.queries[i].id}, {"ndcg@10", report.queries[i].scores.ndcg_10}});
  told["intervals"] = std::move(intervals);
  told["worst"] = std::move(worst);
  return told;
}

void show(const RetrievalReport& report, CliIo& io) {
  io.out << std::fixed << std::setprecision(4);
  for (const Row& row : kRows) {
    const Mean& mean = report.*row.mean;
    io.out << std::left << std::setw(12) << row.name << mean.value << "  (95 % " << mean.low << "–" << mean.high
           << ")\n";
  }
  io.out << std::setprecision(2) << say(io, "질문 ", "questions ") << report.queries.size()
         << say(io, ", 문서 ", ", documents ") << report.documents << say(io, ", 조각 ", ", chunks ") << report.chunks
         << say(io, ", 색인 ", ", indexed in ") << report.index_seconds << say(io, "초, 검색 p50 ", " s, search p50 ")
         << report.p50_ms << " ms, p95 " << report.p95_ms << " ms\n";
}

void show(const PairedDifference& difference, CliIo& io) {
  io.out << std::setprecision(4) << say(io, "견준 결과와의 차이 ", "against the other run ") << std::showpos
         << difference.value << " (95 % " << difference.low << "–" << difference.high << std::noshowpos << ", p "
         << difference.p << say(io, "), 나은 질문 ", "), better ") << difference.better
         << say(io, ", 못한 질문 ", ", worse ") << difference.worse << '\n';
}

/// Which legs a search asks. Errors: invalid_argument.
Result<void> read_legs(const std::string& text, RetrievalTask& task) {
  if (text == "lexical") task.use_dense = false;
  else if (text == "dense") task.use_lexical = false;
  else if (text != "lexical,dense" && text != "dense,lexical")
    return fail(ErrorCode::invalid_argument, "--legs is lexical, dense or lexical,dense");
  return {};
}

}  // namespace

Done evaluate_retrieval_command(const EvaluateRetrievalCommand& command, const Common& common, CliHost& host,
                                CliIo& io) {
  ONGGI_TRY(const Analyzer* analyzer, host.analyzer());
  RetrievalTask task{.analyzer = *analyzer};
  ONGGI_CHECK(read_legs(command.legs, task));
  ONGGI_TRY(task.chunk.strategy, chunk_strategy_from(command.chunk_strategy));
  task.chunk.tokens_max = command.chunk_tokens;
  task.chunk.tokens_overlap = command.chunk_overlap;
  task.rerank = !command.no_rerank, task.with_variants = !command.as_typed;
  if (task.use_dense || task.chunk.strategy == ChunkStrategy::topic) {
    ONGGI_TRY(task.embedder, host.recipe_parts().embedder());
  }
  if (task.with_variants) {
    ONGGI_TRY(task.thesaurus, host.thesaurus());
  }
  ONGGI_TRY(const RetrievalSet set, read_retrieval_set({.corpus = resolved(io, command.corpus),
                                                        .queries = resolved(io, command.queries),
                                                        .qrels = resolved(io, command.qrels)}));
  std::vector<RetrievalRun> others;
  for (const std::string& file : command.compare) {
    ONGGI_TRY(RetrievalRun other, read_trec_run(resolved(io, file)));
    others.push_back(std::move(other));
  }
  CountLine line(common, io);
  ONGGI_TRY(const RetrievalReport report, evaluate_retrieval(set, task, std::ref(line), io.cancel));
  line.clear();
  if (!command.run.empty()) ONGGI_CHECK(write_file(resolved(io, command.run), trec_run(report.run)));
  std::vector<PairedDifference> differences;
  differences.reserve(others.size());
  for (const RetrievalRun& other : others) differences.push_back(compare(report, set, other));
  if (common.json) {
    json told = report_json(report, set);
    told["compared"] = json::array();
    for (const PairedDifference& difference : differences) told["compared"].push_back(difference_json(difference));
    io.out << told.dump() << '\n';
    return 0;
  }
  show(report, io);
  for (const PairedDifference& difference : differences) show(difference, io);
  return 0;
}

}  // namespace onggi::cli_room
