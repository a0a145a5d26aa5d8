// Question sets and runs over a real index and catalog, on both databases.
#include "evaluate/question_runs.h"

#include <gmock/gmock.h>

#include <array>
#include <map>
#include <span>

#include "access/people.h"
#include "evaluate/change_gate.h"
#include "evaluate/empty_trials.h"
#include "evaluate/optimize_search.h"
#include "store/any_database.h"
#include "store/vault.h"
#include "support/must.h"

namespace onggi {
namespace {

using testing::ElementsAre;

class QuestionRunsTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (!database_) return;
    for (const auto& migrations : {store_migrations(), access_migrations(), index_migrations(), evaluate_migrations()})
      must(migrate(*database_, migrations));
    vault_ = must(Vault::open(folder_.path() / "keys", Vault::Create::yes));
    people_ = std::make_unique<People>(database_, *vault_, clock_);
    editor_ = viewer(must(people_->add({.login = "editor", .display_name = "", .role = Role::editor})).id);
    other_ = viewer(must(people_->add({.login = "other", .display_name = "", .role = Role::editor})).id);
    index_ = std::move(must(open_embedded_index({folder_.path() / "index", 0, "", analyzer_->version()})).index);
    everyone_ = must(permissions_->intern(Label::open, {"everyone"}));
    own_ = must(permissions_->intern(Label::open, {"person:" + editor_.person.str()}));
    add("휴가", everyone_, {"1년간 출근한 직원에게 15일의 연차휴가를 준다.", "연차휴가는 입사일부터 센다."});
    add("여비", everyone_, {"서울 출장의 숙박비는 하루 10만원을 한도로 한다."});
    add("연봉", own_, {"팀장의 기본 연봉은 6천만 원이다."});
    set_ = must(sets_->add("규정", editor_.person));
  }

  Viewer viewer(const PersonId& id) { return must(people_->viewer_of(id, "test")); }
  std::vector<PermissionId> visible(const Viewer& viewer) { return must(permissions_->visible_to(viewer)); }

  void add(const std::string& name, const PermissionId& permission, const std::vector<std::string>& texts) {
    DocumentRow row;
    row.id = DocumentId("doc_" + name), row.source = "upload:" + name, row.name = name + ".txt", row.title = name;
    row.permission = permission, row.state = DocumentState::ready;
    std::vector<ChunkRow> chunks;
    std::vector<IndexedChunk> indexed;
    for (const std::string& text : texts) {
      const ChunkId id("chk_" + name + std::to_string(chunks.size()));
      chunks.push_back(
          {id, row.id, static_cast<std::int32_t>(chunks.size()), name, text, {{ElementId("e"), text, {}}}});
      indexed.push_back({id, row.id, permission, analyzer_->tokens(name), analyzer_->tokens(text), {}});
    }
    must(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(catalog_->put(session, row));
      ONGGI_CHECK(catalog_->replace_chunks(session, row.id, chunks));
      return true;
    }));
    must(index_->replace(row.id, indexed));
  }

  static JudgedQuestion question(const std::string& text, const std::string& document, const std::string& answer = "") {
    return {.id = {},
            .text = text,
            .answer = answer,
            .document = DocumentId("doc_" + document),
            .name = {},
            .origin = "person"};
  }
  void ask_three() {
    must(sets_->put(visible(editor_), set_,
                    {question("연차휴가는 며칠인가요?", "휴가", "15일"), question("숙박비 한도는?", "여비", "10 만원"),
                     question("팀장 연봉은?", "연봉", "6천만 원")}));
  }
  QuestionRunId run(const Viewer& viewer, const RunSettings& settings = {}) {
    const QuestionRunId id = must(runs_->start(set_, "", settings, viewer));
    must(runner_->drain());
    return id;
  }

  std::unique_ptr<Analyzer> analyzer_ = must(Analyzer::open({ONGGI_DICTIONARY_DIR, {}}));
  std::optional<Vault> vault_;
  std::unique_ptr<People> people_;
  Viewer editor_, other_;
  std::unique_ptr<Index> index_;
  PermissionId everyone_, own_;
  QuestionSetId set_;
  // Made when first asked for: the database is there after SetUp().
  template <typename T>
  class Late {
   public:
    explicit Late(std::function<std::unique_ptr<T>()> make) : make_(std::move(make)) {}
    T* operator->() {
      if (!made_) made_ = make_();
      return made_.get();
    }
    T& operator*() { return *operator->(); }
    void become(T other) { made_ = std::make_unique<T>(std::move(other)); }

   private:
    std::function<std::unique_ptr<T>()> make_;
    std::unique_ptr<T> made_;
  };
  Late<Permissions> permissions_{[this] { return std::make_unique<Permissions>(database_); }};
  Late<Catalog> catalog_{[this] { return std::make_unique<Catalog>(database_, clock_); }};
  Late<JobQueue> jobs_{[this] { return std::make_unique<JobQueue>(database_, clock_); }};
  Late<SearchUses> uses_{[this] { return std::make_unique<SearchUses>(database_, *catalog_, clock_); }};
  Late<QuestionSets> sets_{[this] { return std::make_unique<QuestionSets>(database_, *catalog_, *uses_, clock_); }};
  Late<Retriever> retriever_{[this] {
    return std::make_unique<Retriever>(Retriever::Parts{.analyzer = *analyzer_,
                                                        .index = *index_,
                                                        .catalog = *catalog_,
                                                        .permissions = *permissions_,
                                                        .embedder = nullptr,
                                                        .trace = null_trace()});
  }};
  Late<EmptyTrials> trials_{[this] {
    return std::make_unique<EmptyTrials>(folder_.path() / "trial", *retriever_, *catalog_, analyzer_->version());
  }};
  Late<QuestionRuns> runs_{[this] {
    return std::make_unique<QuestionRuns>(QuestionRuns::Parts{.database = database_,
                                                              .jobs = *jobs_,
                                                              .sets = *sets_,
                                                              .catalog = *catalog_,
                                                              .people = *people_,
                                                              .permissions = *permissions_,
                                                              .retriever = *retriever_,
                                                              .clock = clock_,
                                                              .indexes = *trials_});
  }};
  Late<JobRunner> runner_{[this] {
    auto runner = std::make_unique<JobRunner>(*jobs_, JobRunner::Options{.threads = 1});
    runs_->register_handlers(*runner);
    return runner;
  }};
};

TEST_P(QuestionRunsTest, CountsWhatIsReadUntilTheAnswerComes) {
  must(sets_->put(visible(editor_), set_,
                  {question("연차휴가는 며칠인가요?", "휴가", "15일"), question("연차휴가는 언제부터 세나요?", "휴가"),
                   question("연차휴가를 다 쓰면?", "휴가", "돈으로 준다")}));
  const QuestionRunId id = run(editor_);
  std::map<std::string, std::int32_t> read;
  for (const RunOutcome& outcome : must(runs_->outcomes(visible(editor_), id)))
    read[outcome.question.answer] = outcome.read_tokens;
  const std::int32_t first = estimating_counter().count("휴가\n1년간 출근한 직원에게 15일의 연차휴가를 준다.");
  EXPECT_GE(read.at("15일"), first);
  EXPECT_LE(read.at("15일"), 3 * first);
  EXPECT_GT(read.at(""), 0) << "without an answer the first passage of the document tells";
  EXPECT_EQ(read.at("돈으로 준다"), 0) << "nothing tells";
  EXPECT_NEAR(must(runs_->get(visible(editor_), id)).measures.ndcg_read.value, 2.0 / 3, 1e-9);
}

TEST_P(QuestionRunsTest, ARunMayHaveAnIndexOfItsOwn) {
  ask_three();
  const QuestionRunId own = run(editor_);
  EXPECT_EQ(trials_->made, 0);
  const RunSettings settings{
      .index = {.chunk = ChunkOptions{.strategy = ChunkStrategy::parent_child, .tokens_max = 128, .tokens_overlap = 16},
                .embedder = "another"}};
  const QuestionRunId id = run(editor_, settings);
  EXPECT_EQ(trials_->made, 1);
  const QuestionRun done = must(runs_->get(visible(editor_), id));
  EXPECT_EQ(done.state, JobState::done);
  EXPECT_EQ(done.settings, settings);
  EXPECT_EQ(done.index_version, "another");
  EXPECT_EQ(done.measures.ndcg_10.value, 0);
  EXPECT_EQ(must(runs_->compare(visible(editor_), id, own)).ndcg_read.value, -1);
  EXPECT_EQ(runs_->start(set_, "", {.index = {.chunk = {}, .embedder = "none"}}, editor_).error().code,
            ErrorCode::not_found);
}

TEST_P(QuestionRunsTest, TheGateLetsNothingThroughThatFindsLess) {
  std::vector<JudgedQuestion> many;
  for (int number = 0; number < 12; ++number)
    many.push_back(question("연차휴가는 며칠인가요? " + std::to_string(number), "휴가", "15일"));
  must(sets_->put(visible(editor_), set_, many));
  const auto gate = [&](const TrialSettings& wanted) {
    const GateRuns runs = must(start_gate(*runs_, *sets_, "규정", wanted, editor_, visible(editor_)));
    EXPECT_FALSE(must(gate_result(*runs_, visible(editor_), runs)).has_value()) << "not over";
    must(runner_->drain());
    return must(gate_result(*runs_, visible(editor_), runs)).value();
  };
  EXPECT_FALSE(is_worse(gate({})));
  EXPECT_TRUE(is_worse(gate({.chunk = {}, .embedder = "another"})));
  EXPECT_EQ(start_gate(*runs_, *sets_, "없는 집합", {}, editor_, visible(editor_)).error().code, ErrorCode::not_found);
}

TEST_P(QuestionRunsTest, WhatPeopleAgreeOnIsProposed) {
  const auto use = [&](const Viewer& person, const std::string& query, const std::string& chunk, SearchUse what) {
    return uses_->note(person, visible(person), query, ChunkId("chk_" + chunk), what);
  };
  const Viewer third = viewer(must(people_->add({.login = "third", .display_name = "", .role = Role::reader})).id);
  must(use(editor_, "연차  며칠", "휴가0", SearchUse::opened));
  must(use(editor_, "연차 며칠", "휴가1", SearchUse::opened));
  EXPECT_TRUE(must(uses_->agreed(visible(editor_), 10)).empty()) << "nobody's own question is shown to others";
  must(use(other_, "연차 며칠", "휴가1", SearchUse::right));
  must(use(other_, "연차 며칠", "여비0", SearchUse::opened));
  must(use(editor_, "팀장", "연봉0", SearchUse::right));
  EXPECT_EQ(use(other_, "팀장", "연봉0", SearchUse::right).error().code, ErrorCode::not_found) << "not visible";
  EXPECT_EQ(use(other_, "  ", "휴가0", SearchUse::right).error().code, ErrorCode::invalid_argument);
  auto agreed = must(uses_->agreed(visible(editor_), 10));
  ASSERT_EQ(agreed.size(), 1U);
  EXPECT_EQ(agreed.front().query, "연차 며칠");
  EXPECT_EQ(agreed.front().document, DocumentId("doc_휴가"));

  must(sets_->propose(visible(editor_), set_, 10, Cancel()));
  const auto questions = must(sets_->questions(visible(editor_), set_));
  const auto proposed = std::ranges::find(questions, "연차 며칠", &JudgedQuestion::text);
  ASSERT_NE(proposed, questions.end());
  EXPECT_EQ(proposed->origin, kByUse);
  EXPECT_FALSE(proposed->accepted);

  // Calling it wrong takes the agreement back, and opening it later does not bring it again.
  must(use(other_, "연차 며칠", "휴가0", SearchUse::wrong));
  must(use(other_, "연차 며칠", "휴가0", SearchUse::opened));
  must(use(third, "연차 며칠", "휴가0", SearchUse::right));
  EXPECT_EQ(must(uses_->agreed(visible(editor_), 10)).size(), 1U) << "two of three agree";
  must(use(third, "연차 며칠", "휴가0", SearchUse::wrong));
  EXPECT_TRUE(must(uses_->agreed(visible(editor_), 10)).empty());
}

TEST_P(QuestionRunsTest, WhatIsOldOrLevelIsNotProposed) {
  const auto both_open = [&](const std::string& query, const std::string& chunk) {
    for (const Viewer* person : {&editor_, &other_})
      must(uses_->note(*person, visible(*person), query, ChunkId("chk_" + chunk), SearchUse::opened));
  };
  both_open("숙박비", "여비0");
  both_open("규정", "여비0");
  both_open("규정", "휴가0");
  auto agreed = must(uses_->agreed(visible(editor_), 10));
  ASSERT_EQ(agreed.size(), 1U) << "of two documents that are level neither is right";
  EXPECT_EQ(agreed.front().query, "숙박비");
  clock_.forward(SearchUses::kKeptMs + 1);
  EXPECT_TRUE(must(uses_->agreed(visible(editor_), 10)).empty());
  both_open("휴가", "휴가0");
  EXPECT_EQ(must(database_->query("SELECT id FROM search_uses", {})).size(), 2U) << "the old ones are gone";
}

TEST_P(QuestionRunsTest, FindsTheDocumentAndTheAnswer) {
  ask_three();
  const QuestionRunId id = run(editor_);
  const QuestionRun done = must(runs_->get(visible(editor_), id));
  EXPECT_EQ(done.state, JobState::done);
  EXPECT_EQ(done.index_version, "one");
  EXPECT_EQ(done.measures.ndcg_10.of, 3);
  EXPECT_DOUBLE_EQ(done.measures.ndcg_10.value, 1);
  EXPECT_DOUBLE_EQ(done.measures.answer_10.value, 1);
  for (const RunOutcome& outcome : must(runs_->outcomes(visible(editor_), id))) {
    EXPECT_EQ(outcome.document_rank, 1);
    ASSERT_FALSE(outcome.found.empty());
    EXPECT_EQ(outcome.found.front().document, outcome.question.document);
  }
}

TEST_P(QuestionRunsTest, ShowsNobodyWhatTheyMayNotSee) {
  ask_three();
  const QuestionRunId id = run(editor_);
  EXPECT_EQ(must(sets_->list(visible(other_))).front().accepted, 2);
  EXPECT_EQ(must(sets_->questions(visible(other_), set_)).size(), 2U);
  EXPECT_EQ(must(runs_->get(visible(other_), id)).measures.ndcg_10.of, 2);
  for (const RunOutcome& outcome : must(runs_->outcomes(visible(other_), id))) {
    EXPECT_NE(outcome.question.document.str(), "doc_연봉");
    for (const FoundPassage& passage : outcome.found) EXPECT_NE(passage.document.str(), "doc_연봉");
  }
  // A run asks what its starter may see, as its starter.
  EXPECT_EQ(must(runs_->outcomes(visible(editor_), run(other_))).size(), 2U);
  EXPECT_EQ(must(sets_->decide(visible(other_), set_, {must(sets_->questions(visible(editor_), set_))[2].id},
                               QuestionSets::Decision::discard)),
            0);
  const auto put = sets_->put(visible(other_), set_, {question("연봉은?", "연봉")});
  ASSERT_FALSE(put.has_value());
  EXPECT_EQ(put.error().code, ErrorCode::not_found);
}

TEST_P(QuestionRunsTest, ComparesQuestionByQuestionWhatWasLostFirst) {
  // The second question is found by the document's name alone, which a search that may not read cannot put first.
  must(sets_->put(visible(editor_), set_,
                  {question("연차휴가는 며칠인가요?", "휴가"), question("없는낱말질문", "여비")}));
  const QuestionRunId first = run(editor_), second = run(editor_);
  const RunComparison same = must(runs_->compare(visible(editor_), second, first));
  EXPECT_EQ(same.outcomes.size(), 2U);
  EXPECT_EQ(same.ndcg_10.better + same.ndcg_10.worse, 0);
  must(database_->execute("UPDATE question_outcomes SET document_rank = 0 WHERE run_id = :1 AND document_rank = 1",
                          {second.str()}));
  const RunComparison worse = must(runs_->compare(visible(editor_), second, first));
  EXPECT_EQ(worse.ndcg_10.worse, 1);
  EXPECT_LT(worse.ndcg_10.value, 0);
  EXPECT_EQ(worse.outcomes.front().question.text, "연차휴가는 며칠인가요?");
  EXPECT_EQ(worse.outcomes.front().rank, 0);
  EXPECT_EQ(worse.outcomes.front().other_rank, 1);
  const QuestionSetId other_set = must(sets_->add("다른 집합", editor_.person));
  must(sets_->put(visible(editor_), other_set, {question("숙박비?", "여비")}));
  const QuestionRunId foreign = must(runs_->start(other_set, "", {}, editor_));
  EXPECT_EQ(runs_->compare(visible(editor_), foreign, first).error().code, ErrorCode::invalid_argument);
}

TEST_P(QuestionRunsTest, GoesOnWhereAKilledWorkerStopped) {
  ask_three();
  const QuestionRunId id = must(runs_->start(set_, "", {}, editor_));
  const JudgedQuestion asked = must(sets_->questions(visible(editor_), set_)).front();
  must(
      database_->execute("INSERT INTO question_outcomes (run_id, question_id, document_rank, answer_rank, hits, "
                         "duration_us) VALUES (:1, :2, 7, 0, '[]', 5)",
                         {id.str(), asked.id.str()}));
  must(runner_->drain());
  const auto outcomes = must(runs_->outcomes(visible(editor_), id));
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_EQ(outcomes.front().question.id, asked.id) << "the worst comes first";
  EXPECT_EQ(outcomes.front().document_rank, 7);
}

TEST_P(QuestionRunsTest, RefusesWhatCannotBeAsked) {
  EXPECT_EQ(runs_->start(set_, "", {}, editor_).error().reason, "no_questions");
  ask_three();
  EXPECT_EQ(runs_->start(set_, "", {.lexical = false, .dense = false}, editor_).error().code,
            ErrorCode::invalid_argument);
  EXPECT_EQ(runs_->start(QuestionSetId("qst_none"), "", {}, editor_).error().code, ErrorCode::not_found);
  EXPECT_EQ(sets_->add("규정", editor_.person).error().reason, "name_taken");
  EXPECT_EQ(sets_->add(" ", editor_.person).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(sets_->put(visible(editor_), set_, {question("", "휴가")}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(sets_->put(visible(editor_), set_, {question(std::string(2000, 'a'), "휴가")}).error().code,
            ErrorCode::invalid_argument);
  EXPECT_EQ(must(sets_->put(visible(editor_), set_, {question("숙박비 한도는?", "여비")})), 0) << "it is there";
}

TEST_P(QuestionRunsTest, QuestionsGoWithTheirDocumentAndRunsWithTheirSet) {
  ask_three();
  run(editor_);
  must(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(catalog_->remove(session, DocumentId("doc_여비")));
    return true;
  }));
  EXPECT_EQ(must(sets_->questions(visible(editor_), set_)).size(), 2U);
  EXPECT_EQ(must(database_->query("SELECT COUNT(*) AS n FROM question_outcomes")).front().integer("n"), 2);
  must(sets_->remove(set_));
  EXPECT_EQ(must(database_->query("SELECT COUNT(*) AS n FROM question_outcomes")).front().integer("n"), 0);
  EXPECT_EQ(must(database_->query("SELECT COUNT(*) AS n FROM question_runs")).front().integer("n"), 0);
}

TEST_P(QuestionRunsTest, ProposalsCountAfterSomebodyAcceptedThem) {
  add("용어", everyone_, {"이 규정에서 “상신”이란 결재를 올리는 일을 말한다."});
  EXPECT_EQ(must(sets_->propose(visible(editor_), set_, 10, Cancel())), 1);
  EXPECT_EQ(must(sets_->propose(visible(editor_), set_, 10, Cancel())), 0) << "it is there";
  EXPECT_EQ(runs_->start(set_, "", {}, editor_).error().reason, "no_questions");
  const auto proposed = must(sets_->questions(visible(editor_), set_));
  ASSERT_EQ(proposed.size(), 1U);
  EXPECT_FALSE(proposed.front().accepted);
  EXPECT_EQ(must(sets_->decide(visible(editor_), set_, {proposed.front().id}, QuestionSets::Decision::accept)), 1);
  EXPECT_EQ(must(runs_->outcomes(visible(editor_), run(editor_))).front().document_rank, 1);
}

TEST_P(QuestionRunsTest, ARunTellsWhichSettingsTheWorkspaceHas) {
  ask_three();
  retriever_.become(retriever_->with({.rerank = false, .dense_weight = 0.25}));
  EXPECT_EQ(must(runs_->get(visible(editor_), run(editor_))).index_version, "one, no reranking, dense weight 0.25");
}

// ---- settings of a search, chosen by measuring (optimize_search.h) ----

/// What a word begins with, syllable by syllable: 연차휴가 → ㅇㅊㅎㄱ.
std::string initials_of(const std::string& word) {
  static constexpr std::array<std::string_view, 19> kInitials = {
      "ㄱ", "ㄲ", "ㄴ", "ㄷ", "ㄸ", "ㄹ", "ㅁ", "ㅂ", "ㅃ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅉ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"};
  constexpr unsigned kFirstSyllable = 0xAC00, kSyllablesOfAnInitial = 588;
  std::string initials;
  for (std::size_t i = 0; i + 2 < word.size(); i += 3) {  // three bytes a syllable
    const auto bits = [&](std::size_t at, unsigned mask) { return static_cast<unsigned char>(word[i + at]) & mask; };
    const unsigned syllable = bits(0, 0x0FU) << 12U | bits(1, 0x3FU) << 6U | bits(2, 0x3FU);
    initials += kInitials[(syllable - kFirstSyllable) / kSyllablesOfAnInitial];
  }
  return initials;
}

class OptimizeSearchTest : public QuestionRunsTest {
 protected:
  static constexpr std::array<std::string_view, 32> kTopics = {
      "연차휴가", "육아휴직", "출장여비", "징계처분", "채용절차", "보안교육", "안전점검", "구매계약",
      "복리후생", "내부감사", "자산관리", "문서보존", "차량운행", "퇴직급여", "성과평가", "승진심사",
      "전보발령", "재택근무", "초과근무", "당직근무", "회의운영", "예산편성", "결산보고", "법인카드",
      "통신비용", "도서구입", "자격수당", "야간수당", "주차관리", "출입통제", "소방훈련", "응급처치"};

  /// People who type initials alone: nothing is found without variants.
  void ask_by_initials(std::size_t questions = kTopics.size()) {
    std::vector<JudgedQuestion> asked;
    for (const std::string_view topic : std::span(kTopics).first(questions)) {
      const std::string word(topic);
      add(word, everyone_, {word + "에 관하여 필요한 사항을 정한다."});
      asked.push_back(question(initials_of(word), word));
    }
    must(sets_->put(visible(editor_), set_, asked));
  }

  Result<OptimizeSearchReport> optimize(const OptimizeSearchTask& task) {
    const OptimizeSearchParts parts{*sets_, *catalog_, *permissions_, *retriever_};
    return optimize_search(
        parts, task, [this](std::size_t done, std::size_t all) { done_ = done, all_ = all; }, Cancel());
  }
  OptimizeSearchTask task() {
    return {.set = set_, .viewer = editor_, .index_version = "one", .budget = {}, .state = folder_.path() / "state"};
  }
  std::size_t done_ = 0, all_ = 0;
};

TEST(SearchCandidates, BeginWithTheCurrentOneAndThenTheCheapest) {
  const SearchSettings current{.rerank = false, .dense_weight = 0.3};
  const auto all = search_candidates(current, true);
  EXPECT_EQ(all.front(), current);
  EXPECT_EQ(all[1],
            (SearchSettings{.lexical = true, .dense = false, .variants = false, .rerank = false, .dense_weight = {}}));
  EXPECT_LE(all.size(), 40U);
  for (const SearchSettings& one : all) {
    EXPECT_EQ(std::ranges::count(all, one), 1);
    EXPECT_TRUE(one.lexical || one.dense);
    EXPECT_TRUE(!one.dense_weight || (one.lexical && one.dense)) << "one leg has nothing to weigh against";
  }
  EXPECT_EQ(std::ranges::count(search_candidates({}, true), SearchSettings{}), 1);
  const auto words_alone = search_candidates({.dense = false}, false);
  EXPECT_EQ(words_alone.size(), 4U);
  EXPECT_TRUE(std::ranges::none_of(words_alone, &SearchSettings::dense)) << "there are no vectors";
}

TEST_P(OptimizeSearchTest, ChoosesWhatFindsMoreAndTellsItOnQuestionsThatItDidNotSee) {
  ask_by_initials();
  retriever_.become(retriever_->with({.dense = false, .variants = false}));
  const OptimizeSearchReport report = must(optimize(task()));
  ASSERT_TRUE(report.complete);
  EXPECT_EQ(report.choosing + report.held_out, std::ssize(kTopics));
  EXPECT_EQ(report.tried.size(), 4U) << "words alone: variants and reranking on and off";
  EXPECT_TRUE(report.best.variants);
  EXPECT_EQ(report.current_ndcg_10.value, 0);
  EXPECT_EQ(report.best_ndcg_10.of, report.held_out);
  EXPECT_GT(report.difference.low, 0.3);
  EXPECT_LT(report.difference.p, 0.05);
  for (const TriedSettings& one : report.tried) {
    EXPECT_EQ(one.ndcg_10.of, report.choosing);
    EXPECT_EQ(one.difference.low > 0, one.settings.variants);
    EXPECT_EQ(one.difference.p == 1, !one.settings.variants) << "the others are as bad as the current ones";
  }
  EXPECT_EQ(done_, all_);
}

TEST_P(OptimizeSearchTest, KeepsTheCurrentSettingsWhereNothingIsBetter) {
  ask_by_initials();
  retriever_.become(retriever_->with({.dense = false}));
  const OptimizeSearchReport report = must(optimize(task()));
  EXPECT_EQ(report.best, retriever_->settings());
  EXPECT_EQ(report.difference.value, 0);
}

TEST_P(OptimizeSearchTest, AStateGoesOnAndIsOfTheseQuestionsAlone) {
  ask_by_initials();
  OptimizeSearchTask hurried = task();
  hurried.budget = std::chrono::milliseconds(1);
  const OptimizeSearchReport stopped = must(optimize(hurried));
  EXPECT_FALSE(stopped.complete);
  EXPECT_LT(stopped.tried.size(), 4U);
  const OptimizeSearchReport whole = must(optimize(task()));
  EXPECT_TRUE(whole.complete);
  // What was measured is not measured again: its times are those of before.
  const OptimizeSearchReport again = must(optimize(task()));
  for (std::size_t i = 0; i < whole.tried.size(); ++i) EXPECT_EQ(again.tried[i].p50_ms, whole.tried[i].p50_ms);
  must(sets_->put(visible(editor_), set_, {question("숙박비 한도는?", "여비")}));
  EXPECT_EQ(optimize(task()).error().code, ErrorCode::bad_input);
  OptimizeSearchTask other = task();
  other.state.clear();
  EXPECT_TRUE(must(optimize(other)).complete);
}

TEST_P(OptimizeSearchTest, NeedsQuestionsThatWereAcceptedAndThatThePersonMaySee) {
  ask_by_initials(15);
  EXPECT_EQ(optimize(task()).error().reason, "few_questions");
  for (int i = 0; i < 30; ++i)
    add("용어" + std::to_string(i), everyone_,
        {"이 규정에서 “" + std::string(kTopics[static_cast<std::size_t>(i)]) +
         "담당”이란 그 일을 맡은 사람을 말한다."});
  EXPECT_GT(must(sets_->propose(visible(editor_), set_, 30, Cancel())), 16);
  EXPECT_EQ(optimize(task()).error().reason, "few_questions") << "proposals do not count";
  std::vector<JudgedQuestion> own;
  for (int i = 0; i < 40; ++i) own.push_back(question("팀장 연봉은 " + std::to_string(i) + "?", "연봉"));
  must(sets_->put(visible(editor_), set_, own));
  OptimizeSearchTask as_other = task();
  as_other.viewer = other_, as_other.state.clear();
  EXPECT_EQ(optimize(as_other).error().reason, "few_questions") << "what other may not see is not asked";
  OptimizeSearchTask as_editor = task();
  as_editor.state.clear();
  EXPECT_EQ(must(optimize(as_editor)).choosing + must(optimize(as_editor)).held_out, 55);
}

ONGGI_ON_ANY_DATABASE(QuestionRunsTest);
ONGGI_ON_ANY_DATABASE(OptimizeSearchTest);

}  // namespace
}  // namespace onggi
