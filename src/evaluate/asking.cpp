// See asking.h.
#include "evaluate/asking.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "evaluate/contained.h"

namespace onggi::evaluate_room {
namespace {

using nlohmann::json;

constexpr std::int32_t kCounted = 10;  // ranks that count in nDCG@10
constexpr std::size_t kKept = 10;      // passages that an outcome names
constexpr std::size_t kAtOnce = 20;    // outcomes a transaction
constexpr double kTrialShare = 0.7;    // of the progress of a run: the making of its own index

/// Which document a search can find for this one: of equal texts the first, of versions the one that holds.
DocumentId found_as(const Catalog& catalog, const std::vector<PermissionId>& visible, const DocumentRow& row) {
  if (row.state == DocumentState::duplicate) return row.duplicate_of;
  if (row.superseded_on.empty()) return row.id;
  const auto versions = catalog.versions_of(visible, row);
  if (!versions) return row.id;
  for (const DocumentRow& version : *versions)
    if (version.superseded_on.empty()) return version.id;
  return row.id;
}

std::string hits_text(const std::vector<Hit>& hits) {
  json kept = json::array();
  for (std::size_t i = 0; i < std::min(hits.size(), kKept); ++i)
    kept.push_back({hits[i].chunk.id.str(), hits[i].document.str()});
  return kept.dump();
}

/// One run at work.
class Working {
 public:
  Working(const QuestionRuns::Parts& parts, const JobContext& context) : parts_(parts), context_(context) {}

  Result<void> run() {
    const json task = json::parse(context_.job.payload);
    id_ = QuestionRunId(task.at("run").get<std::string>());
    ONGGI_CHECK(prepare(PersonId(task.at("person").get<std::string>()), task.at("through").get<std::string>()));
    ONGGI_CHECK(make_trial());
    const double before = trial_ ? kTrialShare : 0;
    for (std::size_t i = 0; i < questions_.size(); ++i) {
      ONGGI_CHECK(context_.cancel.check());
      ONGGI_CHECK(ask(questions_[i]));
      if (rows_.size() >= kAtOnce) ONGGI_CHECK(write(false));
      context_.report(before + (1 - before) * static_cast<double>(i + 1) / static_cast<double>(questions_.size()),
                      "search");
    }
    return write(true);
  }

 private:
  // What was asked before this worker took over stays.
  Result<void> prepare(const PersonId& person, const std::string& through) {
    ONGGI_TRY(const auto rows,
              parts_.database->query("SELECT set_id, settings FROM question_runs WHERE id = :1", {id_.str()}));
    if (rows.empty()) return fail(ErrorCode::not_found, "run " + id_.str() + " was removed");
    settings_ = run_settings(rows.front().text("settings"));
    ONGGI_TRY(viewer_, parts_.people.viewer_of(person, through));
    ONGGI_TRY(visible_, parts_.permissions.visible_to(viewer_));
    ONGGI_TRY(questions_, parts_.sets.questions(visible_, QuestionSetId(rows.front().text("set_id"))));
    ONGGI_TRY(const auto done,
              parts_.database->query("SELECT question_id FROM question_outcomes WHERE run_id = :1", {id_.str()}));
    std::unordered_set<std::string> asked;
    for (const SqlRow& row : done) asked.insert(row.text("question_id"));
    std::erase_if(questions_, [&](const JudgedQuestion& one) { return !one.accepted || asked.contains(one.id.str()); });
    ONGGI_TRY(targets_, targets_of(parts_.catalog, visible_, questions_));
    return {};
  }

  Result<void> make_trial() {
    if (settings_.index.is_own() || questions_.empty()) return {};
    const auto report = [this](std::int64_t done, std::int64_t all) {
      context_.report(kTrialShare * static_cast<double>(done) / static_cast<double>(std::max<std::int64_t>(all, 1)),
                      "index");
    };
    ONGGI_TRY(trial_, parts_.indexes.make(settings_.index, report, context_.cancel));
    return {};
  }

  Result<void> ask(const JudgedQuestion& question) {
    SearchRequest request{.query = question.text, .limit = kDepth};
    request.use_lexical = settings_.lexical, request.use_dense = settings_.dense;
    request.with_variants = settings_.variants, request.rerank = settings_.rerank;
    // Passages as an answerer reads them: of parent-child what stands around them, too.
    request.read_tokens = read_tokens(settings_.index.chunk.value_or(parts_.indexes.own_chunk()));
    const Retriever& retriever = trial_ ? trial_->retriever() : parts_.retriever;
    ONGGI_TRY(const SearchResult found, retriever.search(request, viewer_, context_.cancel));
    // A run of two orders would measure neither; the job is tried again.
    if (found.reranker == RerankerOutcome::failed)
      return fail(ErrorCode::unavailable, "the reranker (model.reranker) did not answer: `onggi search` would go on");
    const DocumentId& wanted = targets_[question.document];
    const Ranks ranks = ranks_of(found.hits, wanted, question.answer);
    rows_.push_back({id_.str(), question.id.str(), std::int64_t{ranks.document}, std::int64_t{ranks.answer},
                     hits_text(found.hits), found.duration_us,
                     std::int64_t{read_tokens_until(found.hits, wanted, question.answer)}});
    return {};
  }

  Result<void> write(bool last) {
    const auto written = parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(session.execute_many(
          "INSERT INTO question_outcomes (run_id, question_id, document_rank, answer_rank, hits, duration_us, "
          "read_tokens) VALUES (:1, :2, :3, :4, :5, :6, :7) ON CONFLICT (run_id, question_id) DO NOTHING",
          rows_));
      if (last) ONGGI_CHECK(parts_.jobs.complete(session, context_.job.id, context_.worker));
      return true;
    });
    if (!written) return std::unexpected(written.error());
    rows_.clear();
    return {};
  }

  const QuestionRuns::Parts& parts_;
  const JobContext& context_;
  QuestionRunId id_;
  RunSettings settings_;
  Viewer viewer_;
  std::vector<PermissionId> visible_;
  std::vector<JudgedQuestion> questions_;
  std::map<DocumentId, DocumentId> targets_;
  std::unique_ptr<TrialIndex> trial_;  // null: the workspace's own is asked
  std::vector<std::vector<SqlValue>> rows_;
};

}  // namespace

Ranks ranks_of(const std::vector<Hit>& hits, const DocumentId& wanted, const std::string& answer) {
  Ranks ranks;
  const std::string wanted_text = loose(answer);
  std::unordered_set<DocumentId> documents;
  for (const Hit& hit : hits) {
    documents.insert(hit.document);
    if (hit.document != wanted) continue;
    if (ranks.document == 0) ranks.document = static_cast<std::int32_t>(documents.size());
    if (ranks.answer == 0 && !wanted_text.empty() &&
        loose(hit.chunk.lead + "\n" + hit.chunk.text).contains(wanted_text))
      ranks.answer = hit.rank;
  }
  return ranks;
}

std::int32_t read_tokens_until(const std::vector<Hit>& hits, const DocumentId& wanted, const std::string& answer) {
  const std::string wanted_text = loose(answer);
  std::int32_t read = 0;
  for (const Hit& hit : hits) {
    const std::string text = hit.chunk.lead + "\n" + hit.chunk.text;
    read += estimating_counter().count(text);
    if (hit.document == wanted && (wanted_text.empty() || loose(text).contains(wanted_text))) return read;
  }
  return 0;
}

double ndcg_read(std::int32_t read_tokens) {
  constexpr std::int32_t kPlaceTokens = 384;
  return read_tokens > 0 ? ndcg_10((read_tokens + kPlaceTokens - 1) / kPlaceTokens) : 0;
}

double ndcg_10(std::int32_t rank) { return rank > 0 && rank <= kCounted ? 1 / std::log2(1.0 + rank) : 0; }

Result<std::map<DocumentId, DocumentId>> targets_of(const Catalog& catalog, const std::vector<PermissionId>& visible,
                                                    const std::vector<JudgedQuestion>& questions) {
  std::vector<DocumentId> ids;
  ids.reserve(questions.size());
  for (const JudgedQuestion& question : questions) ids.push_back(question.document);
  ONGGI_TRY(const auto documents, catalog.documents(visible, ids));
  std::map<DocumentId, DocumentId> targets;
  for (const DocumentRow& row : documents) targets[row.id] = found_as(catalog, visible, row);
  return targets;
}

RunSettings run_settings(const std::string& text) {
  const json read = json::parse(text);
  RunSettings settings{.lexical = read.at("lexical").get<bool>(),
                       .dense = read.at("dense").get<bool>(),
                       .variants = read.at("variants").get<bool>(),
                       .rerank = read.at("rerank").get<bool>()};
  settings.index.embedder = read.value("embedder", "");
  if (const auto chunk = read.find("chunk"); chunk != read.end()) {
    settings.index.chunk = ChunkOptions{.tokens_max = chunk->at("tokens_max").get<std::int32_t>(),
                                        .tokens_overlap = chunk->at("tokens_overlap").get<std::int32_t>()};
    if (const auto strategy = chunk_strategy_from(chunk->at("strategy").get<std::string>()))
      settings.index.chunk->strategy = *strategy;
  }
  return settings;
}

Result<void> ask_questions(const QuestionRuns::Parts& parts, const JobContext& context) {
  return Working(parts, context).run();
}

}  // namespace onggi::evaluate_room
