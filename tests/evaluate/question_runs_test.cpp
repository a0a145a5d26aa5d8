// Question sets and runs over a real index and catalog, on both databases.
#include "evaluate/question_runs.h"

#include <gmock/gmock.h>

#include "access/people.h"
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

   private:
    std::function<std::unique_ptr<T>()> make_;
    std::unique_ptr<T> made_;
  };
  Late<Permissions> permissions_{[this] { return std::make_unique<Permissions>(database_); }};
  Late<Catalog> catalog_{[this] { return std::make_unique<Catalog>(database_, clock_); }};
  Late<JobQueue> jobs_{[this] { return std::make_unique<JobQueue>(database_, clock_); }};
  Late<QuestionSets> sets_{[this] { return std::make_unique<QuestionSets>(database_, *catalog_, clock_); }};
  Late<Retriever> retriever_{[this] {
    return std::make_unique<Retriever>(Retriever::Parts{.analyzer = *analyzer_,
                                                        .index = *index_,
                                                        .catalog = *catalog_,
                                                        .permissions = *permissions_,
                                                        .embedder = nullptr,
                                                        .trace = null_trace()});
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
                                                              .index_version = [] { return "one"; }});
  }};
  Late<JobRunner> runner_{[this] {
    auto runner = std::make_unique<JobRunner>(*jobs_, JobRunner::Options{.threads = 1});
    runs_->register_handlers(*runner);
    return runner;
  }};
};

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

ONGGI_ON_ANY_DATABASE(QuestionRunsTest);

}  // namespace
}  // namespace onggi
