// onggi evaluate questions | run | runs: the workspace's own questions, and how well they are found.
#include <iomanip>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/waiting.h"
#include "evaluate/answers.h"
#include "evaluate/change_gate.h"
#include "text/text.h"

namespace onggi::cli_room {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kFileBytesMax = 64U << 20U;
constexpr std::size_t kWorstShown = 10;

/// Documents that one may ask about, by file name; a name that two have is none.
Result<std::map<std::string, DocumentId>> documents_by_name(CliRooms& rooms, const std::vector<PermissionId>& visible) {
  ONGGI_TRY(const auto rows, rooms.catalog.all());
  std::vector<DocumentId> ids;
  ids.reserve(rows.size());
  for (const DocumentRow& row : rows) ids.push_back(row.id);
  ONGGI_TRY(const auto documents, rooms.catalog.documents(visible, ids));
  std::map<std::string, DocumentId> by_name;
  for (const DocumentRow& row : documents) {
    if (!row.superseded_on.empty()) continue;
    const auto [at, is_new] = by_name.try_emplace(to_nfc(row.name), row.id);
    if (!is_new) at->second = DocumentId();
  }
  return by_name;
}

/// Rows of `evaluate answers`; questions that nothing answers are not asked of a search.
Result<std::vector<JudgedQuestion>> read_questions(CliRooms& rooms, const std::vector<PermissionId>& visible,
                                                   const std::filesystem::path& file) {
  ONGGI_TRY(const std::string text, read_file(file, kFileBytesMax));
  ONGGI_TRY(const auto cases, read_answer_cases(text));
  ONGGI_TRY(const auto documents, documents_by_name(rooms, visible));
  std::vector<JudgedQuestion> questions;
  for (const AnswerCase& one : cases) {
    if (!one.answerable) continue;
    const auto at = documents.find(to_nfc(one.document));
    if (at == documents.end()) return fail(ErrorCode::not_found, "question " + one.id + ": no such document");
    if (at->second.empty())
      return fail(ErrorCode::invalid_argument, "question " + one.id + ": several documents have this file name");
    questions.push_back({.id = {},
                         .text = one.question,
                         .answer = one.answer,
                         .document = at->second,
                         .name = {},
                         .origin = std::string(kByFile)});
  }
  return questions;
}

/// The set of this name, made when it is new.
Result<QuestionSetId> set_named(CliRooms& rooms, const std::vector<PermissionId>& visible, const std::string& name) {
  const auto found = rooms.question_sets.get(visible, name);
  if (found) return found->id;
  if (found.error().code != ErrorCode::not_found) return std::unexpected(found.error());
  ONGGI_TRY(QuestionSetId id, rooms.question_sets.add(name, rooms.owner));
  ONGGI_CHECK(note_deed(rooms, "questions.make", "question_set:" + id.str()));
  return id;
}

Done tell_added(CliRooms& rooms, const QuestionSetId& id, std::int64_t added, const Common& common, CliIo& io) {
  ONGGI_CHECK(note_deed(rooms, "questions.add", "question_set:" + id.str(), Json{{"questions", added}}.dump()));
  if (common.json) io.out << Json{{"set", id.str()}, {"added", added}}.dump() << '\n';
  else io.out << say(io, "더한 질문 ", "questions added ") << grouped(added) << '\n';
  return 0;
}

Json json_of(const JudgedQuestion& question) {
  return {{"id", question.id.str()},   {"question", question.text}, {"answer", question.answer},
          {"document", question.name}, {"origin", question.origin}, {"accepted", question.accepted}};
}

Done list_questions(CliRooms& rooms, const std::vector<PermissionId>& visible, const std::string& name,
                    const Common& common, CliIo& io) {
  ONGGI_TRY(const QuestionSet set, rooms.question_sets.get(visible, name));
  ONGGI_TRY(const auto questions, rooms.question_sets.questions(visible, set.id));
  for (const JudgedQuestion& question : questions) {
    if (common.json) io.out << json_of(question).dump() << '\n';
    else
      io.out << (question.accepted ? "" : say(io, "(제안) ", "(proposed) ")) << question.text << '\t' << question.answer
             << '\t' << question.name << '\n';
  }
  return 0;
}

Done list_sets(CliRooms& rooms, const std::vector<PermissionId>& visible, const Common& common, CliIo& io) {
  ONGGI_TRY(const auto sets, rooms.question_sets.list(visible));
  for (const QuestionSet& set : sets) {
    if (common.json)
      io.out << Json{{"id", set.id.str()}, {"name", set.name}, {"accepted", set.accepted}, {"proposed", set.proposed}}
                    .dump()
             << '\n';
    else
      io.out << set.name << '\t' << say(io, "질문 ", "questions ") << grouped(set.accepted)
             << say(io, "\t제안 ", "\tproposed ") << grouped(set.proposed) << '\n';
  }
  return 0;
}

Done accept_all(CliRooms& rooms, const std::vector<PermissionId>& visible, const std::string& name,
                const Common& common, CliIo& io) {
  ONGGI_TRY(const QuestionSet set, rooms.question_sets.get(visible, name));
  ONGGI_TRY(const auto questions, rooms.question_sets.questions(visible, set.id));
  std::vector<QuestionId> proposed;
  for (const JudgedQuestion& question : questions)
    if (!question.accepted) proposed.push_back(question.id);
  ONGGI_TRY(const std::int64_t accepted,
            rooms.question_sets.decide(visible, set.id, proposed, QuestionSets::Decision::accept));
  ONGGI_CHECK(note_deed(rooms, "questions.decide", "question_set:" + set.id.str(),
                        Json{{"decision", "accept"}, {"questions", accepted}}.dump()));
  if (common.json) io.out << Json{{"set", set.id.str()}, {"accepted", accepted}}.dump() << '\n';
  else io.out << say(io, "받아들인 질문 ", "questions accepted ") << grouped(accepted) << '\n';
  return 0;
}

struct Row {
  const char *name, *korean, *english;
  Mean RunMeasures::* mean;
};
constexpr Row kRows[] = {
    {"ndcg@10", "nDCG@10        ", "nDCG@10    ", &RunMeasures::ndcg_10},
    {"mrr@10", "MRR@10         ", "MRR@10     ", &RunMeasures::mrr_10},
    {"recall@10", "재현율@10      ", "recall@10  ", &RunMeasures::recall_10},
    {"hit@1", "첫째로 찾음    ", "hit@1      ", &RunMeasures::hit_1},
    {"answer@10", "답이 든 조각@10", "answer@10  ", &RunMeasures::answer_10},
    {"ndcg_read", "nDCG(읽은 토큰)", "nDCG (read)", &RunMeasures::ndcg_read},
};

Json json_of(const PairedDifference& difference) {
  return {{"ndcg@10", difference.value}, {"low", difference.low},       {"high", difference.high},
          {"p", difference.p},           {"better", difference.better}, {"worse", difference.worse}};
}

Json read_json(const PairedDifference& difference) {
  return {{"ndcg_read", difference.value}, {"low", difference.low}, {"high", difference.high}, {"p", difference.p}};
}

Json json_of(const QuestionRun& run) {
  Json told{{"id", run.id.str()},
            {"name", run.name},
            {"state", to_string(run.state)},
            {"questions", run.measures.ndcg_10.of},
            {"index_version", run.index_version}};
  Json intervals = Json::object();
  for (const Row& row : kRows) {
    const Mean& mean = run.measures.*row.mean;
    told[row.name] = mean.value;
    intervals[row.name] = {mean.low, mean.high};
  }
  told["intervals"] = std::move(intervals);
  told["latency_ms"] = {{"p50", run.measures.p50_ms}, {"p95", run.measures.p95_ms}};
  return told;
}

void show(const QuestionRun& run, CliIo& io) {
  io.out << std::fixed << std::setprecision(4);
  for (const Row& row : kRows) {
    const Mean& mean = run.measures.*row.mean;
    if (mean.of == 0) continue;
    io.out << say(io, row.korean, row.english) << "  " << mean.value << "  (95 % " << mean.low << "–" << mean.high
           << ")\n";
  }
  io.out << std::setprecision(2) << say(io, "질문 ", "questions ") << run.measures.ndcg_10.of
         << say(io, ", 검색 p50 ", ", search p50 ") << run.measures.p50_ms << " ms, p95 " << run.measures.p95_ms
         << " ms\n";
}

void show_worst(const std::vector<RunOutcome>& outcomes, CliIo& io) {
  std::size_t shown = 0;
  for (const RunOutcome& outcome : outcomes) {
    if (outcome.document_rank == 1 || shown++ == kWorstShown) break;
    io.out << (outcome.document_rank == 0 ? say(io, "찾지 못함", "not found")
                                          : std::to_string(outcome.document_rank) + say(io, "위", ""))
           << '\t' << outcome.question.text << '\t' << outcome.question.name << '\n';
  }
}

void show(const PairedDifference& difference, CliIo& io) {
  io.out << std::showpos << difference.value << " (95 % " << difference.low << "–" << difference.high << std::noshowpos
         << ", p " << difference.p << say(io, "), 나은 질문 ", "), better ") << difference.better
         << say(io, ", 못한 질문 ", ", worse ") << difference.worse << '\n';
}

void show(const RunComparison& comparison, CliIo& io) {
  io.out << std::setprecision(4) << say(io, "견준 실행과의 차이: nDCG@10 ", "against the other run: nDCG@10 ");
  show(comparison.ndcg_10, io);
  io.out << say(io, "                    nDCG(읽은 토큰) ", "                       nDCG (read) ");
  show(comparison.ndcg_read, io);
}

/// What the run's own index has otherwise; of what is not said, the workspace's.
Result<TrialSettings> trial_of(const EvaluateRunCommand& command, const ChunkOptions& own) {
  TrialSettings trial{.chunk = {}, .embedder = command.embedder};
  const bool overlap = command.chunk_overlap >= 0;
  if (command.chunk_strategy.empty() && command.chunk_tokens == 0 && !overlap) return trial;
  trial.chunk = own;
  if (!command.chunk_strategy.empty()) {
    ONGGI_TRY(trial.chunk->strategy, chunk_strategy_from(command.chunk_strategy));
  }
  if (command.chunk_tokens != 0) {
    trial.chunk->tokens_max = command.chunk_tokens;
    trial.chunk->tokens_overlap = command.chunk_tokens * own.tokens_overlap / own.tokens_max;
  }
  if (overlap) trial.chunk->tokens_overlap = command.chunk_overlap;
  return trial;
}

Result<RunSettings> settings_of(const EvaluateRunCommand& command) {
  RunSettings settings{.variants = !command.as_typed, .rerank = !command.no_rerank};
  if (command.legs == "lexical") settings.dense = false;
  else if (command.legs == "dense") settings.lexical = false;
  else if (command.legs != "lexical,dense" && command.legs != "dense,lexical")
    return fail(ErrorCode::invalid_argument, "--legs is lexical, dense or lexical,dense");
  return settings;
}

/// The run that --against names; "last": the newest one before this.
Result<std::optional<QuestionRunId>> other_run(CliRooms& rooms, const std::vector<PermissionId>& visible,
                                               const QuestionSetId& set, const std::string& against) {
  if (against.empty()) return std::nullopt;
  ONGGI_TRY(const auto runs, rooms.question_runs.list(visible, set));
  for (const QuestionRun& run : runs)
    if (run.state == JobState::done && (against == "last" || run.id.str() == against || run.name == against))
      return run.id;
  if (against == "last") return std::nullopt;
  return fail(ErrorCode::not_found, "no finished run " + against + " of this set");
}

Result<QuestionRun> wait_for_run(CliRooms& rooms, const std::vector<PermissionId>& visible, const QuestionRunId& id,
                                 const Common& common, CliIo& io) {
  CountLine line(common, io);
  QuestionRun run;
  ONGGI_CHECK(wait_until(rooms, io.cancel, [&]() -> Result<bool> {
    ONGGI_TRY(run, rooms.question_runs.get(visible, id));
    line(static_cast<std::int64_t>(run.progress * 100), 100, say(io, "질문", "questions"));
    return run.state != JobState::queued && run.state != JobState::running;
  }));
  line.clear();
  if (run.state == JobState::failed)
    return fail(error_code_from(run.error_code), "the run failed: " + run.error_message);
  if (run.state == JobState::cancelled) return fail(ErrorCode::cancelled, "the run was cancelled");
  return run;
}

}  // namespace

Done evaluate_questions(const EvaluateQuestionsCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const Viewer viewer, viewer_for(*rooms, {}));
  ONGGI_TRY(const auto visible, rooms->permissions.visible_to(viewer));
  if (command.verb == "sets") return list_sets(*rooms, visible, common, io);
  if (command.verb == "list") return list_questions(*rooms, visible, command.set, common, io);
  if (command.verb == "accept") return accept_all(*rooms, visible, command.set, common, io);
  if (command.verb == "remove") {
    ONGGI_TRY(const QuestionSet set, rooms->question_sets.get(visible, command.set));
    ONGGI_CHECK(rooms->question_sets.remove(set.id));
    ONGGI_CHECK(note_deed(*rooms, "questions.remove", "question_set:" + set.id.str()));
    return 0;
  }
  if (command.verb == "propose") {
    ONGGI_TRY(const QuestionSetId id, set_named(*rooms, visible, command.set));
    ONGGI_TRY(const std::int64_t added,
              rooms->question_sets.propose(visible, id, static_cast<std::size_t>(command.limit), io.cancel));
    return tell_added(*rooms, id, added, common, io);
  }
  ONGGI_TRY(auto questions, read_questions(*rooms, visible, resolved(io, command.file)));
  ONGGI_TRY(const QuestionSetId id, set_named(*rooms, visible, command.set));
  ONGGI_TRY(const std::int64_t added, rooms->question_sets.put(visible, id, std::move(questions)));
  return tell_added(*rooms, id, added, common, io);
}

Done evaluate_run(const EvaluateRunCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const Viewer viewer, viewer_for(*rooms, command.as));
  ONGGI_TRY(const auto visible, rooms->permissions.visible_to(viewer));
  ONGGI_TRY(const QuestionSet set, rooms->question_sets.get(visible, command.set));
  ONGGI_TRY(RunSettings settings, settings_of(command));
  ONGGI_TRY(settings.index, trial_of(command, rooms->question_runs.own_chunk()));
  ONGGI_TRY(const auto other, other_run(*rooms, visible, set.id, command.against));
  ONGGI_TRY(const QuestionRunId id, rooms->question_runs.start(set.id, command.name, settings, viewer));
  ONGGI_CHECK(note_deed(*rooms, "questions.run", "question_set:" + set.id.str(), Json{{"run", id.str()}}.dump()));
  ONGGI_TRY(const QuestionRun run, wait_for_run(*rooms, visible, id, common, io));
  std::optional<RunComparison> comparison;
  if (other) {
    ONGGI_TRY(comparison, rooms->question_runs.compare(visible, id, *other));
  }
  if (common.json) {
    Json told = json_of(run);
    if (comparison) {
      told["compared"] = json_of(comparison->ndcg_10);
      told["compared"]["read"] = read_json(comparison->ndcg_read);
    }
    io.out << told.dump() << '\n';
  } else {
    show(run, io);
    if (comparison) show(*comparison, io);
    ONGGI_TRY(const auto outcomes, rooms->question_runs.outcomes(visible, id));
    show_worst(outcomes, io);
  }
  return comparison && is_worse(*comparison) ? 1 : 0;
}

Done evaluate_runs(const EvaluateRunCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const Viewer viewer, viewer_for(*rooms, command.as));
  ONGGI_TRY(const auto visible, rooms->permissions.visible_to(viewer));
  ONGGI_TRY(const QuestionSet set, rooms->question_sets.get(visible, command.set));
  ONGGI_TRY(const auto runs, rooms->question_runs.list(visible, set.id));
  for (const QuestionRun& run : runs) {
    if (common.json) {
      io.out << json_of(run).dump() << '\n';
      continue;
    }
    io.out << run.id.str() << '\t' << run.name << '\t' << to_string(run.state) << '\t' << std::fixed
           << std::setprecision(4) << run.measures.ndcg_10.value << '\t' << run.index_version << '\n';
  }
  return 0;
}

}  // namespace onggi::cli_room
