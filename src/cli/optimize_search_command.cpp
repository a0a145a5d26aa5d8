// onggi optimize retrieval --set: the settings of a search, over the workspace's own questions.
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>

#include "cli/commands.h"
#include "cli/measures.h"
#include "cli/progress.h"
#include "evaluate/optimize_search.h"

namespace onggi::cli_room {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShown = 10;
constexpr const char* kMeasure = "ndcg@10";

bool has_both(const SearchSettings& settings) { return settings.lexical && settings.dense; }

// Something to change: what was measured on questions that choosing did not see says so, not chance.
bool is_worth_it(const OptimizeSearchReport& report) { return report.complete && report.difference.low > 0; }

/// The whole section: what is not named is as shipped.
std::string toml_of(const SearchSettings& settings) {
  std::string text = "[search]\n";
  if (!settings.lexical) text += "lexical = false\n";
  if (!settings.dense) text += "dense = false\n";
  if (settings.dense_weight && has_both(settings))
    text += "dense_weight = " + Json(*settings.dense_weight).dump() + "\n";
  if (!settings.variants) text += "variants = false\n";
  if (!settings.rerank) text += "rerank = false\n";
  return text;
}

/// `retriever` knows what vectors weigh where the settings leave it to the embedder.
Json settings_json(const SearchSettings& settings, const Retriever& retriever) {
  return {{"lexical", settings.lexical},
          {"dense", settings.dense},
          {"variants", settings.variants},
          {"rerank", settings.rerank},
          {"dense_weight", has_both(settings) ? Json(retriever.with(settings).dense_weight()) : Json(nullptr)}};
}

Json report_json(const OptimizeSearchReport& report, const Retriever& retriever) {
  Json told{{"complete", report.complete},
            {"questions", {{"choosing", report.choosing}, {"held_out", report.held_out}}},
            {"current", settings_json(retriever.settings(), retriever)},
            {"tried", Json::array()}};
  for (const TriedSettings& one : report.tried) {
    Json tried{{"settings", settings_json(one.settings, retriever)}};
    tried.update(mean_json(kMeasure, one.ndcg_10));
    tried["difference"] = difference_json(kMeasure, one.difference);
    tried["latency_ms"] = {{"p50", one.p50_ms}, {"p95", one.p95_ms}};
    told["tried"].push_back(std::move(tried));
  }
  if (!report.complete) return told;
  told["best"] = settings_json(report.best, retriever);
  told["held_out"] = {{"questions", report.held_out},
                      {"best", mean_json(kMeasure, report.best_ndcg_10)},
                      {"current", mean_json(kMeasure, report.current_ndcg_10)},
                      {"difference", difference_json(kMeasure, report.difference)}};
  told["toml"] = is_worth_it(report) ? Json(toml_of(report.best)) : Json(nullptr);
  return told;
}

std::string words_of(const SearchSettings& settings, const Retriever& retriever, const CliIo& io) {
  std::ostringstream text;
  if (has_both(settings))
    text << say(io, "낱말+의미(비중 ", "words+vectors (weight ") << retriever.with(settings).dense_weight() << ")";
  else text << (settings.lexical ? say(io, "낱말만", "words alone") : say(io, "의미만", "vectors alone"));
  if (settings.variants) text << say(io, ", 다른 표기", ", variants");
  if (settings.rerank) text << say(io, ", 재정렬", ", reranked");
  return text.str();
}

void show_tried(const TriedSettings& one, const Retriever& retriever, CliIo& io) {
  io.out << "nDCG@10 " << one.ndcg_10.value << " (95 % " << one.ndcg_10.low << "–" << one.ndcg_10.high << ")  ";
  if (one.settings == retriever.settings()) io.out << say(io, "지금 설정", "in use now");
  else {
    io.out << say(io, "지금과의 차이 ", "against now ");
    show_difference(one.difference, io);
  }
  io.out << "  p50 " << std::setprecision(1) << one.p50_ms << " ms  " << std::setprecision(4)
         << words_of(one.settings, retriever, io) << '\n';
}

void show_held_out(const OptimizeSearchReport& report, const Retriever& retriever, CliIo& io) {
  io.out << say(io, "\n고른 설정: ", "\nchosen: ") << words_of(report.best, retriever, io)
         << say(io, "\n고를 때 쓰지 않은 질문 ", "\nquestions that choosing did not see: ") << report.held_out
         << say(io, "개에서 nDCG@10: 고른 설정 ", "; nDCG@10 of the chosen ") << report.best_ndcg_10.value
         << say(io, ", 지금 설정 ", ", of the current ") << report.current_ndcg_10.value
         << say(io, ", 차이 ", ", difference ");
  show_difference(report.difference, io);
  io.out << '\n';
  if (!is_worth_it(report)) {
    io.out << say(io, "지금 설정을 바꿀 근거가 없습니다.\n", "Nothing says that another setting would be better.\n");
    return;
  }
  io.out << say(io, "\nonggi.toml의 [search]를 다음으로 바꾸십시오. 서버는 다시 시작해야 합니다.\n\n",
                "\nPut this in place of [search] in onggi.toml; a server has to be started anew.\n\n")
         << toml_of(report.best);
}

void show(const OptimizeSearchReport& report, const Retriever& retriever, CliIo& io) {
  io.out << std::fixed << std::setprecision(4) << say(io, "고르는 데 쓴 질문 ", "questions to choose on: ")
         << report.choosing << say(io, "개\n", "\n");
  for (std::size_t i = 0; i < report.tried.size(); ++i)
    if (i < kShown || report.tried[i].settings == retriever.settings()) show_tried(report.tried[i], retriever, io);
  if (report.complete) return show_held_out(report, retriever, io);
  io.out << say(io, "정해진 시간이 끝났습니다. 같은 --state로 다시 실행하면 이어서 합니다.\n",
                "The time is up. Run it again with the same --state to go on.\n");
}

}  // namespace

Done optimize_search_command(const OptimizeRetrievalCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(const auto budget, budget_of(command));
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const Viewer viewer, viewer_for(*rooms, command.as));
  ONGGI_TRY(const auto visible, rooms->permissions.visible_to(viewer));
  ONGGI_TRY(const QuestionSet set, rooms->question_sets.get(visible, command.set));
  OptimizeSearchTask task{.set = set.id,
                          .viewer = viewer,
                          .index_version = rooms->question_runs.index_version(),
                          .budget = budget,
                          .state = {}};
  if (!command.state.empty()) task.state = resolved(io, command.state);
  ONGGI_CHECK(note_deed(*rooms, "questions.optimize", "question_set:" + set.id.str()));
  const OptimizeSearchParts parts{rooms->question_sets, rooms->catalog, rooms->permissions, rooms->retriever};
  CountLine line(common, io);
  ONGGI_TRY(const OptimizeSearchReport report, optimize_search(parts, task, std::ref(line), io.cancel));
  line.clear();
  if (common.json) io.out << report_json(report, rooms->retriever).dump() << '\n';
  else show(report, rooms->retriever, io);
  return report.complete ? 0 : 1;
}

}  // namespace onggi::cli_room
