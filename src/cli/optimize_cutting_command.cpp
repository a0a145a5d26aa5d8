// onggi optimize retrieval --set --cutting: lengths and strategies of chunks, over the workspace's own questions.
#include <algorithm>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands.h"
#include "cli/measures.h"
#include "cli/progress.h"
#include "cli/waiting.h"
#include "evaluate/cuttings.h"

namespace onggi::cli_room {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kMeasure = "ndcg_read";

Json report_json(const CuttingReport& report) {
  Json told{{"complete", report.choice.has_value()}, {"tried", Json::array()}};
  for (const TriedCutting& one : report.tried) {
    Json tried{{"chunk", chunk_json(one.chunk)}, {"own", one.own}, {"run", one.run.id.str()}};
    tried.update(mean_json(kMeasure, one.run.measures.ndcg_read));
    tried["ndcg@10"] = one.run.measures.ndcg_10.value;
    tried["answer@10"] = one.run.measures.answer_10.value;
    tried["questions"] = one.run.measures.ndcg_10.of;
    told["tried"].push_back(std::move(tried));
  }
  if (!report.choice) return told;
  const CuttingChoice& choice = *report.choice;
  told["best"] = chunk_json(choice.best);
  told["held_out"] = {{"questions", choice.held_out},
                      {"best", mean_json(kMeasure, choice.best_ndcg_read)},
                      {"own", mean_json(kMeasure, choice.own_ndcg_read)},
                      {"difference", difference_json(kMeasure, choice.difference)}};
  told["toml"] = choice.is_worth_it() ? Json(toml_of(choice.best)) : Json(nullptr);
  return told;
}

void show_choice(const CuttingChoice& choice, CliIo& io) {
  io.out << say(io, "\n고른 설정: ", "\nchosen: ") << to_string(choice.best.strategy) << ' ' << choice.best.tokens_max
         << '/' << choice.best.tokens_overlap
         << say(io, "\n고를 때 쓰지 않은 질문 ", "\nquestions that choosing did not see: ") << choice.held_out
         << say(io, "개에서 nDCG(읽은 토큰): 고른 설정 ", "; nDCG (read) of the chosen ") << choice.best_ndcg_read.value
         << say(io, ", 지금 설정 ", ", of the current ") << choice.own_ndcg_read.value
         << say(io, ", 차이 ", ", difference ");
  show_difference(choice.difference, io);
  io.out << '\n';
  if (!choice.is_worth_it()) {
    io.out << say(io, "지금 설정을 바꿀 근거가 없습니다.\n", "Nothing says that another setting would be better.\n");
    return;
  }
  io.out << say(io, "\nonggi.toml에 넣고 서버를 다시 시작한 다음 `onggi ingest --again`을 실행하십시오.\n\n",
                "\nPut this into onggi.toml, start a server anew and run `onggi ingest --again`.\n\n")
         << toml_of(choice.best);
}

void show(const CuttingReport& report, CliIo& io) {
  io.out << std::fixed << std::setprecision(4);
  for (const TriedCutting& one : report.tried) {
    const RunMeasures& measures = one.run.measures;
    io.out << std::left << std::setw(13) << to_string(one.chunk.strategy) << std::right << std::setw(5)
           << one.chunk.tokens_max << '/' << std::left << std::setw(4) << one.chunk.tokens_overlap << std::right
           << say(io, " nDCG(읽은 토큰) ", " nDCG (read) ") << measures.ndcg_read.value << " (95 % "
           << measures.ndcg_read.low << "–" << measures.ndcg_read.high << ")  nDCG@10 " << measures.ndcg_10.value
           << (one.own ? say(io, "  지금 설정", "  in use now") : "") << '\n';
  }
  if (report.choice) return show_choice(*report.choice, io);
  io.out << say(io, "고르기에는 질문이 적습니다. 받아들인 질문이 16개 이상, 절반마다 4개 이상 있어야 합니다.\n",
                "Too few questions to choose: it takes 16 accepted ones, and 4 in each half.\n");
}

double progress_of(const CuttingReport& report) {
  double sum = 0;
  for (const TriedCutting& one : report.tried) sum += one.run.state == JobState::done ? 1 : one.run.progress;
  return report.tried.empty() ? 1 : sum / static_cast<double>(report.tried.size());
}

bool is_at_work(const TriedCutting& one) {
  return one.run.state == JobState::queued || one.run.state == JobState::running;
}

}  // namespace

Done optimize_cutting_command(const OptimizeRetrievalCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const Viewer viewer, viewer_for(*rooms, command.as));
  ONGGI_TRY(const auto visible, rooms->permissions.visible_to(viewer));
  ONGGI_TRY(const QuestionSet set, rooms->question_sets.get(visible, command.set));
  ONGGI_TRY(const std::int64_t queued, start_cuttings(rooms->question_runs, rooms->catalog, set.id, viewer, visible));
  ONGGI_CHECK(note_deed(*rooms, "questions.optimize", "question_set:" + set.id.str(), Json{{"runs", queued}}.dump()));
  CountLine line(common, io);
  CuttingReport report;
  ONGGI_CHECK(wait_until(*rooms, io.cancel, [&]() -> Result<bool> {
    ONGGI_TRY(report, cutting_report(rooms->question_runs, set.id, visible));
    line(static_cast<std::int64_t>(progress_of(report) * 100), 100, say(io, "시험", "trial"));
    return std::ranges::none_of(report.tried, is_at_work);
  }));
  line.clear();
  if (common.json) io.out << report_json(report).dump() << '\n';
  else show(report, io);
  return report.choice ? 0 : 1;
}

}  // namespace onggi::cli_room
