// Documents on their way through the methods, on both databases: the run waits without holding a thread, is noted once,
// and says what went wrong.
#include "procedure/runs.h"

#include "procedure/any_procedure.h"

namespace onggi {
namespace {

class ProcedureRunsTest : public any::ProceduresTest {
 protected:
  void SetUp() override {
    ProceduresTest::SetUp();
    if (!procedures_) return;
    jobs_ = std::make_unique<JobQueue>(database_, clock_);
    runs_ = std::make_unique<ProcedureRuns>(database_, *jobs_, *procedures_, clock_, documents());
    runner_ = std::make_unique<JobRunner>(*jobs_, JobRunner::Options{.threads = 1});
    runs_->register_handlers(*runner_);
  }
  void TearDown() override {
    runner_.reset();
    runs_.reset();
    jobs_.reset();
    ProceduresTest::TearDown();
  }

  ProcedureRuns::Documents documents() {
    return {.follow = [this](const std::string&, const std::vector<DocumentId>&) -> Result<RecipeId> {
              ++followed_;
              return RecipeId("recipe_1");
            },
            .waiting = [this](const std::vector<DocumentId>&) -> Result<std::int64_t> {
              if (gone_) return fail(ErrorCode::not_found, "no document");
              return waiting_;
            },
            .outcome = [](const std::vector<DocumentId>&) -> Result<ProcedureRuns::Outcome> {
              return ProcedureRuns::Outcome{.masked = {{"PERSON", 3}}, .held_back = 1};
            },
            .texts = [](const std::vector<DocumentId>& ids, const Cancel&) -> Result<std::vector<SampleUnit>> {
              std::vector<SampleUnit> units;
              for (const DocumentId& id : ids) units.push_back({.document = id, .element = ElementId("e")});
              return units;
            }};
  }

  ProcedureId ready() {
    const auto id = procedures_->start({.purpose = "research", .about = "x", .recipients = {}}, actor_);
    answer_all(*id);
    ONGGI_EXPECT_OK(procedures_->method(*id, "others", "type", "g", actor_));
    return *id;
  }
  void look_again() {
    clock_.forward(500);
    ONGGI_ASSERT_OK(runner_->drain());
  }

  const std::vector<DocumentId> four_{DocumentId("d1"), DocumentId("d2"), DocumentId("d3"), DocumentId("d4")};
  std::int64_t waiting_ = 4;
  int followed_ = 0;
  bool gone_ = false;
  std::unique_ptr<JobQueue> jobs_;
  std::unique_ptr<ProcedureRuns> runs_;
  std::unique_ptr<JobRunner> runner_;
};
ONGGI_ON_ANY_DATABASE(ProcedureRunsTest);

TEST_P(ProcedureRunsTest, WaitsWithoutAThreadAndIsNotedOnce) {
  const ProcedureId id = ready();
  EXPECT_FALSE(runs_->last(id)->has_value());
  ONGGI_ASSERT_OK(runs_->start(id, four_, actor_));
  EXPECT_EQ(runs_->start(id, four_, actor_).error().reason, "run_in_progress");
  ONGGI_ASSERT_OK(runner_->drain());  // comes back although documents wait
  waiting_ = 1;
  look_again();
  EXPECT_DOUBLE_EQ((*runs_->last(id))->progress, 0.75);
  EXPECT_EQ((*runs_->last(id))->state, JobState::queued);
  EXPECT_FALSE(procedures_->get(id)->applied.has_value());
  waiting_ = 0;
  look_again();
  EXPECT_EQ((*runs_->last(id))->state, JobState::done);
  const Procedure state = *procedures_->get(id);
  ASSERT_TRUE(state.applied.has_value());
  EXPECT_EQ(state.applied->documents, four_);
  EXPECT_EQ(state.applied->login, "owner");
  EXPECT_EQ(state.applied->masked.at("PERSON"), 3);
  EXPECT_EQ(state.applied->held_back, 1);
  const std::size_t entries = procedures_->log(id)->size();
  look_again();
  EXPECT_EQ(procedures_->log(id)->size(), entries);
  const auto sample = runs_->draw(id, 0.5, "s", actor_, Cancel());
  ONGGI_ASSERT_OK(sample);
  EXPECT_EQ(sample->population, 4);
}

TEST_P(ProcedureRunsTest, SaysWhatWentWrongAndCanBeStartedAgain) {
  const ProcedureId id = ready();
  ONGGI_ASSERT_OK(runs_->start(id, four_, actor_));
  ONGGI_ASSERT_OK(procedures_->method(id, "PHONE", "keep", "g", actor_));
  waiting_ = 0;
  look_again();
  EXPECT_EQ((*runs_->last(id))->state, JobState::failed);
  EXPECT_EQ((*runs_->last(id))->error_code, "conflict");
  EXPECT_FALSE(procedures_->get(id)->applied.has_value());
  gone_ = true;
  ONGGI_ASSERT_OK(runs_->start(id, four_, actor_));
  look_again();
  EXPECT_EQ((*runs_->last(id))->error_code, "not_found");
  gone_ = false;
  ONGGI_ASSERT_OK(runs_->start(id, four_, actor_));
  look_again();
  EXPECT_TRUE(procedures_->get(id)->applied.has_value());
}

TEST_P(ProcedureRunsTest, ChecksBeforeItBegins) {
  const auto open = procedures_->start({.purpose = "research", .about = "x", .recipients = {}}, actor_);
  EXPECT_EQ(runs_->start(*open, four_, actor_).error().reason, "checklist_open");
  EXPECT_EQ(runs_->draw(*open, 0.1, "", actor_, Cancel()).error().reason, "not_applied");
  const ProcedureId id = ready();
  EXPECT_EQ(runs_->start(id, {}, actor_).error().code, ErrorCode::invalid_argument);
  const std::vector<DocumentId> many(ProcedureRuns::kDocumentsMax + 1, DocumentId("d"));
  EXPECT_EQ(runs_->start(id, many, actor_).error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(followed_, 0);
}

}  // namespace
}  // namespace onggi
