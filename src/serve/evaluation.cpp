// /api/question-sets, /api/question-runs: questions about the workspace's own documents, and how well they are found.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "evaluate/cuttings.h"
#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::int64_t kProposalsMax = 1'000, kProposals = 100;
constexpr std::size_t kQuestionsAtOnceMax = 1'000;

QuestionSetId set_of(const Call& call) {
  QuestionSetId id{std::string(call.request.parameter("set_id"))};
  call.deed.object = "question_set:" + id.str();
  return id;
}

QuestionRunId run_of(const Call& call) {
  QuestionRunId id{std::string(call.request.parameter("run_id"))};
  call.deed.object = "question_run:" + id.str();
  return id;
}

Result<std::vector<PermissionId>> visible(const Call& call) { return call.rooms.permissions.visible_to(call.viewer); }

json encode(const QuestionSet& set, Logins& logins) {
  return {{"id", set.id.str()},     {"name", set.name},         {"made_by", logins.of(set.made_by)},
          {"made_ms", set.made_ms}, {"accepted", set.accepted}, {"proposed", set.proposed}};
}

json encode(const JudgedQuestion& question) {
  return {{"id", question.id.str()},        {"question", question.text},
          {"answer", question.answer},      {"document_id", question.document.str()},
          {"document_name", question.name}, {"origin", question.origin},
          {"accepted", question.accepted}};
}

json encode(const Mean& mean) {
  return {{"value", mean.value}, {"low", mean.low}, {"high", mean.high}, {"of", mean.of}};
}

json encode(const ChunkOptions& chunk) {
  return {{"strategy", to_string(chunk.strategy)},
          {"tokens_max", chunk.tokens_max},
          {"tokens_overlap", chunk.tokens_overlap}};
}

json encode(const RunSettings& settings) {
  const TrialSettings& index = settings.index;
  return {{"lexical", settings.lexical},
          {"dense", settings.dense},
          {"variants", settings.variants},
          {"rerank", settings.rerank},
          {"chunk", index.chunk ? encode(*index.chunk) : json(nullptr)},
          {"embedder", index.embedder.empty() ? json(nullptr) : json(index.embedder)}};
}

json encode(const QuestionRun& run, Logins& logins) {
  const RunMeasures& measures = run.measures;
  return {{"id", run.id.str()},
          {"set_id", run.set.str()},
          {"name", run.name},
          {"settings", encode(run.settings)},
          {"index_version", run.index_version},
          {"started_by", logins.of(run.started_by)},
          {"started_ms", run.started_ms},
          {"state", to_string(run.state)},
          {"progress", run.progress},
          {"error",
           run.error_code.empty() ? json(nullptr) : json{{"code", run.error_code}, {"message", run.error_message}}},
          {"measures",
           {{"ndcg_10", encode(measures.ndcg_10)},
            {"mrr_10", encode(measures.mrr_10)},
            {"recall_10", encode(measures.recall_10)},
            {"hit_1", encode(measures.hit_1)},
            {"answer_10", encode(measures.answer_10)},
            {"ndcg_read", encode(measures.ndcg_read)},
            {"p50_ms", measures.p50_ms},
            {"p95_ms", measures.p95_ms}}}};
}

json encode(const RunOutcome& outcome) {
  json found = json::array();
  for (const FoundPassage& passage : outcome.found)
    found.push_back(
        {{"chunk_id", passage.chunk.str()}, {"document_id", passage.document.str()}, {"document_name", passage.name}});
  return {{"question", encode(outcome.question)},
          {"document_rank", outcome.document_rank},
          {"answer_rank", outcome.answer_rank},
          {"read_tokens", outcome.read_tokens < 0 ? json(nullptr) : json(outcome.read_tokens)},
          {"duration_us", outcome.duration_us},
          {"found", std::move(found)}};
}

json encode(const PairedDifference& difference) {
  return {{"value", difference.value}, {"low", difference.low},       {"high", difference.high},
          {"p", difference.p},         {"better", difference.better}, {"worse", difference.worse}};
}

json encode(const RunComparison& comparison) {
  json outcomes = json::array();
  for (const ComparedOutcome& one : comparison.outcomes)
    outcomes.push_back({{"question", encode(one.question)},
                        {"document_rank", one.rank},
                        {"other_document_rank", one.other_rank},
                        {"answer_rank", one.answer_rank},
                        {"other_answer_rank", one.other_answer_rank}});
  return {{"ndcg_10", encode(comparison.ndcg_10)},
          {"ndcg_read", encode(comparison.ndcg_read)},
          {"outcomes", std::move(outcomes)}};
}

Result<JudgedQuestion> read_question(const json& row) {
  if (!row.is_object()) return bad_field("questions", "must be a list of objects");
  const Fields fields(row);
  JudgedQuestion question;
  ONGGI_TRY(question.text, fields.text("question"));
  ONGGI_TRY(auto answer, fields.text_if("answer"));
  ONGGI_TRY(const std::string document, fields.text("document_id"));
  question.answer = std::move(answer).value_or("");
  question.document = DocumentId(document);
  question.origin = kByPerson;
  return question;
}

Result<std::optional<ChunkOptions>> read_chunk(const Fields& fields, const ChunkOptions& own) {
  constexpr std::int64_t kTokensMax = 8192;
  const json* given = fields.find("chunk");
  if (given == nullptr || given->is_null()) return std::nullopt;
  if (!given->is_object()) return bad_field("settings.chunk", "must be an object");
  const Fields inner(*given);
  ChunkOptions chunk = own;
  ONGGI_TRY(const auto strategy, inner.text_if("strategy"));
  if (strategy) {
    ONGGI_TRY(chunk.strategy, chunk_strategy_from(*strategy));
  }
  ONGGI_TRY(const std::int64_t tokens,
            inner.integer("tokens_max", {.min = 16, .max = kTokensMax, .fallback = own.tokens_max}));
  ONGGI_TRY(const std::int64_t overlap,
            inner.integer("tokens_overlap",
                          {.min = 0, .max = kTokensMax, .fallback = tokens * own.tokens_overlap / own.tokens_max}));
  chunk.tokens_max = static_cast<std::int32_t>(tokens), chunk.tokens_overlap = static_cast<std::int32_t>(overlap);
  return chunk;
}

Result<RunSettings> read_settings(const Fields& fields, const ChunkOptions& own) {
  RunSettings settings;
  const json* given = fields.find("settings");
  if (given == nullptr) return settings;
  if (!given->is_object()) return bad_field("settings", "must be an object");
  const Fields inner(*given);
  ONGGI_TRY(settings.lexical, inner.flag("lexical", true));
  ONGGI_TRY(settings.dense, inner.flag("dense", true));
  ONGGI_TRY(settings.variants, inner.flag("variants", true));
  ONGGI_TRY(settings.rerank, inner.flag("rerank", true));
  ONGGI_TRY(settings.index.chunk, read_chunk(inner, own));
  ONGGI_TRY(auto embedder, inner.text_if("embedder"));
  settings.index.embedder = std::move(embedder).value_or("");
  return settings;
}

json encode(const CuttingReport& report, Logins& logins) {
  json tried = json::array();
  for (const TriedCutting& one : report.tried)
    tried.push_back({{"chunk", encode(one.chunk)}, {"own", one.own}, {"run", encode(one.run, logins)}});
  json choice = nullptr;
  if (const auto& chosen = report.choice)
    choice = {{"best", encode(chosen->best)},
              {"questions", {{"choosing", chosen->choosing}, {"held_out", chosen->held_out}}},
              {"best_ndcg_read", encode(chosen->best_ndcg_read)},
              {"own_ndcg_read", encode(chosen->own_ndcg_read)},
              {"difference", encode(chosen->difference)},
              {"worth_it", chosen->is_worth_it()}};
  return {{"tried", std::move(tried)}, {"choice", std::move(choice)}};
}

Result<Response> cuttings_response(const Call& call, const QuestionSetId& set, int status) {
  ONGGI_TRY(const auto permissions, visible(call));
  ONGGI_TRY(const CuttingReport report, cutting_report(call.rooms.question_runs, set, permissions));
  Logins logins(call.rooms.people);
  return json_response(status, encode(report, logins));
}

}  // namespace

Result<Response> list_question_sets(const Call& call) {
  ONGGI_TRY(const auto permissions, visible(call));
  ONGGI_TRY(const auto sets, call.rooms.question_sets.list(permissions));
  Logins logins(call.rooms.people);
  json list = json::array();
  for (const QuestionSet& set : sets) list.push_back(encode(set, logins));
  return json_response(200, {{"sets", std::move(list)}});
}

Result<Response> add_question_set(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string name, fields.text("name"));
  ONGGI_TRY(const QuestionSetId id, call.rooms.question_sets.add(name, call.viewer.person));
  call.deed.object = "question_set:" + id.str();
  ONGGI_TRY(const auto permissions, visible(call));
  ONGGI_TRY(const QuestionSet set, call.rooms.question_sets.get(permissions, id.str()));
  Logins logins(call.rooms.people);
  return json_response(201, encode(set, logins));
}

Result<Response> get_question_set(const Call& call) {
  const QuestionSetId id = set_of(call);
  ONGGI_TRY(const auto permissions, visible(call));
  ONGGI_TRY(const QuestionSet set, call.rooms.question_sets.get(permissions, id.str()));
  ONGGI_TRY(const auto questions, call.rooms.question_sets.questions(permissions, set.id));
  Logins logins(call.rooms.people);
  json body = encode(set, logins);
  body["questions"] = json::array();
  for (const JudgedQuestion& question : questions) body["questions"].push_back(encode(question));
  return json_response(200, body);
}

Result<Response> remove_question_set(const Call& call) {
  ONGGI_CHECK(call.rooms.question_sets.remove(set_of(call)));
  return Response::empty();
}

Result<Response> add_questions(const Call& call) {
  const QuestionSetId id = set_of(call);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  const json* rows = fields.find("questions");
  if (rows == nullptr || !rows->is_array() || rows->empty() || rows->size() > kQuestionsAtOnceMax)
    return bad_field("questions", "must be a list of 1 to 1000 questions");
  std::vector<JudgedQuestion> questions;
  for (const json& row : *rows) {
    ONGGI_TRY(JudgedQuestion question, read_question(row));
    questions.push_back(std::move(question));
  }
  ONGGI_TRY(const auto permissions, visible(call));
  ONGGI_TRY(const std::int64_t added, call.rooms.question_sets.put(permissions, id, std::move(questions)));
  call.deed.detail = dump({{"questions", added}});
  return json_response(201, {{"added", added}});
}

Result<Response> propose_questions(const Call& call) {
  const QuestionSetId id = set_of(call);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::int64_t limit,
            fields.integer("limit", {.min = 1, .max = kProposalsMax, .fallback = kProposals}));
  ONGGI_TRY(const auto permissions, visible(call));
  ONGGI_TRY(const std::int64_t added,
            call.rooms.question_sets.propose(permissions, id, static_cast<std::size_t>(limit), call.cancel));
  call.deed.detail = dump({{"questions", added}});
  return json_response(201, {{"added", added}});
}

Result<Response> decide_questions(const Call& call) {
  const QuestionSetId id = set_of(call);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const auto names, fields.texts("questions"));
  ONGGI_TRY(const std::string decision, fields.text("decision"));
  if (decision != "accept" && decision != "discard") return bad_field("decision", "must be accept or discard");
  std::vector<QuestionId> questions(names.begin(), names.end());
  ONGGI_TRY(const auto permissions, visible(call));
  ONGGI_TRY(const std::int64_t decided,
            call.rooms.question_sets.decide(
                permissions, id, questions,
                decision == "accept" ? QuestionSets::Decision::accept : QuestionSets::Decision::discard));
  call.deed.detail = dump({{"decision", decision}, {"questions", decided}});
  return json_response(200, {{"decided", decided}});
}

Result<Response> list_question_runs(const Call& call) {
  ONGGI_TRY(const auto permissions, visible(call));
  ONGGI_TRY(const auto runs, call.rooms.question_runs.list(permissions, set_of(call)));
  Logins logins(call.rooms.people);
  json list = json::array();
  for (const QuestionRun& run : runs) list.push_back(encode(run, logins));
  return json_response(200, {{"runs", std::move(list)}});
}

Result<Response> get_cuttings(const Call& call) { return cuttings_response(call, set_of(call), 200); }

Result<Response> try_cuttings(const Call& call) {
  const QuestionSetId set = set_of(call);
  ONGGI_TRY(const auto permissions, visible(call));
  ONGGI_TRY(const std::int64_t queued,
            start_cuttings(call.rooms.question_runs, call.rooms.catalog, set, call.viewer, permissions));
  call.deed.detail = dump({{"runs", queued}});
  call.rooms.work();
  return cuttings_response(call, set, 202);
}

Result<Response> start_question_run(const Call& call) {
  const QuestionSetId set = set_of(call);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const auto name, fields.text_if("name"));
  ONGGI_TRY(const RunSettings settings, read_settings(fields, call.rooms.question_runs.own_chunk()));
  // All documents are cut and embedded for it, on the machine that people search with.
  if (!settings.index.is_own() && !allows(call.viewer.role, Right::manage_system))
    return fail(ErrorCode::not_allowed, "a run over an index of its own needs the right manage_system",
                "right_missing");
  ONGGI_TRY(const QuestionRunId id, call.rooms.question_runs.start(set, name.value_or(""), settings, call.viewer));
  call.deed.detail = dump({{"run", id.str()}});
  call.rooms.work();
  ONGGI_TRY(const auto permissions, visible(call));
  ONGGI_TRY(const QuestionRun run, call.rooms.question_runs.get(permissions, id));
  Logins logins(call.rooms.people);
  return json_response(202, encode(run, logins));
}

Result<Response> get_question_run(const Call& call) {
  const QuestionRunId id = run_of(call);
  ONGGI_TRY(const auto permissions, visible(call));
  ONGGI_TRY(const QuestionRun run, call.rooms.question_runs.get(permissions, id));
  Logins logins(call.rooms.people);
  json body = encode(run, logins);
  if (const auto other = call.request.query_value("against")) {
    ONGGI_TRY(const RunComparison comparison,
              call.rooms.question_runs.compare(permissions, id, QuestionRunId(std::string(*other))));
    body["comparison"] = encode(comparison);
    return json_response(200, body);
  }
  ONGGI_TRY(const auto outcomes, call.rooms.question_runs.outcomes(permissions, id));
  body["outcomes"] = json::array();
  for (const RunOutcome& outcome : outcomes) body["outcomes"].push_back(encode(outcome));
  return json_response(200, body);
}

Result<Response> remove_question_run(const Call& call) {
  ONGGI_CHECK(call.rooms.question_runs.remove(run_of(call)));
  return Response::empty();
}

}  // namespace onggi::serve_room
