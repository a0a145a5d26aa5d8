// A procedure from its purpose to its report, on both databases: the order of steps, the log and its chain.
#include "procedure/procedure.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "procedure/any_procedure.h"
#include "procedure/statistics.h"

namespace onggi {
namespace {

class ProcedureTest : public any::ProceduresTest {
 protected:
  ProcedureId started() {
    auto id = procedures_->start(
        {.purpose = "research", .about = "상담 기록으로 분류 모델을 만든다", .recipients = {"연구팀"}}, actor_);
    EXPECT_TRUE(id.has_value());
    return *id;
  }
  ProcedureId applied() {
    const ProcedureId id = started();
    answer_all(id, "free_text");
    ONGGI_EXPECT_OK(procedures_->method(id, "others", "type", "목적에 필요하지 않음", actor_));
    ONGGI_EXPECT_OK(procedures_->method(id, "PERSON", "pseudonym", "같은 사람을 이어 보아야 함", actor_));
    ONGGI_EXPECT_OK(procedures_->applied(id, applied_, *procedures_->recipe(id), actor_));
    return id;
  }
  static std::vector<SampleUnit> texts(int count) {
    std::vector<SampleUnit> units;
    for (int i = 0; i < count; ++i)
      units.push_back(
          {.document = DocumentId("doc_" + std::to_string(i % 7)), .element = ElementId("e" + std::to_string(i))});
    return units;
  }
  static std::vector<std::int64_t> numbers(std::int64_t first, std::int64_t last) {
    std::vector<std::int64_t> units;
    for (std::int64_t unit = first; unit <= last; ++unit) units.push_back(unit);
    return units;
  }

  const ProcedureActor inspector_{.person = PersonId("per_2"), .login = "reviewer", .through = "password"};
  const Procedure::Applied applied_{.recipe = RecipeId("recipe_1"),
                                    .documents = {DocumentId("doc_1"), DocumentId("doc_2")},
                                    .rows = {},
                                    .masked = {{"PERSON", 12}},
                                    .held_back = 0};
};
ONGGI_ON_ANY_DATABASE(ProcedureTest);

TEST_P(ProcedureTest, GoesItsWayAndTheReportSaysSo) {
  const ProcedureId id = applied();
  EXPECT_EQ(*procedures_->recipe(id), "name: " + id.str() +
                                          "\noperations:\n  - pii:\n      action: type\n      kinds: {PERSON: "
                                          "pseudonym}\n");
  const auto sample = procedures_->draw(id, texts(2000), 0.01, "s", actor_);
  ONGGI_ASSERT_OK(sample);
  const auto drawn = static_cast<std::int64_t>(sample->units.size());
  EXPECT_EQ(drawn, sample_size(2000, 0.01));
  EXPECT_EQ(procedures_->decide(id, true, "적정", inspector_).error().reason, "inspection_open");
  ONGGI_ASSERT_OK(procedures_->mark(id, numbers(1, drawn), {}, inspector_));
  ONGGI_ASSERT_OK(procedures_->mark(id, {3, 5}, {{"PHONE", 2}, {"OTHER", 1}}, inspector_));
  ONGGI_ASSERT_OK(procedures_->mark(id, {5}, {}, inspector_));  // looked again: nothing
  EXPECT_EQ(procedures_->get(id)->next(), "verdict");
  ONGGI_ASSERT_OK(procedures_->decide(id, false, "전화번호가 남음", inspector_));
  EXPECT_EQ(procedures_->get(id)->next(), "closed");

  const nlohmann::json report = procedure_report(id, *procedures_->log(id), *procedures_->first_break(id));
  EXPECT_EQ(report["inspection"]["with_something_left"], 1);
  EXPECT_EQ(report["inspection"]["left"], (nlohmann::json{{"PHONE", 2}, {"OTHER", 1}}));
  EXPECT_NEAR(report["inspection"]["interval_95"][1].get<double>(), leak_rate(1, drawn).high, 1e-12);
  EXPECT_FALSE(report["inspection"]["shown_below_rate_max"].get<bool>());
  EXPECT_EQ(report["log_changed_at"], nullptr);
  EXPECT_EQ(report["people"], (nlohmann::json{{"inspected_by_others", true}, {"judged_by_others", true}}));
  const std::string page = procedure_page(report);
  for (const char* words :
       {"가명처리 결과 보고서", "같은 사람을 이어 보아야 함", "과학적 연구", "부적정", "연구팀", "바뀌지 않음"})
    EXPECT_NE(page.find(words), std::string::npos) << words;
  const auto noted = audit_->list({.action = "procedure.verdict"});
  ASSERT_EQ(noted->size(), 1U);
  EXPECT_EQ(noted->front().object, "procedure:" + id.str());
}

TEST_P(ProcedureTest, StepsHaveAnOrder) {
  const ProcedureId id = started();
  EXPECT_EQ(procedures_->get(id)->next(), "checklist");
  EXPECT_EQ(procedures_->recipe(id).error().reason, "checklist_open");
  EXPECT_EQ(procedures_->applied(id, applied_, "", actor_).error().reason, "checklist_open");
  EXPECT_EQ(procedures_->draw(id, texts(3), 0.01, "", actor_).error().reason, "not_applied");
  EXPECT_EQ(procedures_->mark(id, {1}, {}, inspector_).error().reason, "no_sample");
  answer_all(id, "free_text");
  EXPECT_EQ(procedures_->recipe(id).error().reason, "method_missing");
  ONGGI_ASSERT_OK(procedures_->method(id, "others", "type", "g", actor_));
  ONGGI_ASSERT_OK(procedures_->applied(id, applied_, *procedures_->recipe(id), actor_));
  ONGGI_ASSERT_OK(procedures_->draw(id, texts(30), 0.1, "", actor_));
  ONGGI_ASSERT_OK(procedures_->mark(id, {1}, {}, inspector_));
  // Another method: what was drawn and marked was made by the one before.
  ONGGI_ASSERT_OK(procedures_->method(id, "PHONE", "keep", "g", actor_));
  EXPECT_EQ(procedures_->get(id)->next(), "apply");
  EXPECT_TRUE(procedures_->get(id)->marks.empty());
  EXPECT_EQ(procedures_->decide(id, true, "g", inspector_).error().reason, "inspection_open");
}

TEST_P(ProcedureTest, SaysWhatIsWrong) {
  const auto code = [](const auto& result) { return result.error().code; };
  EXPECT_EQ(code(procedures_->start({.purpose = "marketing", .about = "x", .recipients = {}}, actor_)),
            ErrorCode::invalid_argument);
  EXPECT_EQ(code(procedures_->start({.purpose = "research", .about = "", .recipients = {}}, actor_)),
            ErrorCode::invalid_argument);
  const ProcedureId id = applied();
  EXPECT_EQ(code(procedures_->answer(id, "nothing", false, "", actor_)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(procedures_->answer(id, "identifiers", true, "", actor_)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(procedures_->method(id, "NAME", "type", "g", actor_)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(procedures_->method(id, "PHONE", "burn", "g", actor_)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(procedures_->method(id, "PHONE", "keep", "", actor_)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(procedures_->draw(id, {}, 0.01, "", actor_)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(procedures_->draw(id, texts(3), 0, "", actor_)), ErrorCode::invalid_argument);
  ONGGI_ASSERT_OK(procedures_->draw(id, texts(3), 0.01, "", actor_));
  EXPECT_EQ(code(procedures_->mark(id, {4}, {}, inspector_)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(procedures_->mark(id, {1}, {{"PHONE", 0}}, inspector_)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(procedures_->mark(id, {1}, {{"TELEPHONE", 1}}, inspector_)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(procedures_->get(ProcedureId("prc_x"))), ErrorCode::not_found);
  EXPECT_EQ(code(procedures_->answer(ProcedureId("prc_x"), "identifiers", false, "", actor_)), ErrorCode::not_found);
  ONGGI_ASSERT_OK(procedures_->mark(id, numbers(1, 3), {}, inspector_));
  ONGGI_ASSERT_OK(procedures_->decide(id, true, "g", inspector_));
  EXPECT_EQ(procedures_->mark(id, {1}, {}, inspector_).error().reason, "procedure_closed");
}

// The seed alone draws: the same texts again, whatever order they are given in; another seed draws others.
TEST_P(ProcedureTest, ASeedDrawsTheSameTextsAgain) {
  const ProcedureId id = applied();
  const auto ids = [&](std::vector<SampleUnit> population, const std::string& seed) {
    std::vector<std::string> drawn;
    const auto sample = procedures_->draw(id, std::move(population), 0.05, seed, actor_);
    for (const SampleUnit& unit : sample->units) drawn.push_back(unit.element.str());
    return drawn;
  };
  auto turned = texts(500);
  std::ranges::reverse(turned);
  const auto first = ids(texts(500), "봄");
  EXPECT_EQ(first, ids(turned, "봄"));
  EXPECT_NE(first, ids(texts(500), "여름"));
  // Each text is as likely as every other: over many seeds each is drawn about as often.
  std::map<std::string, int> often;
  for (int seed = 0; seed < 200; ++seed)
    for (const std::string& element : ids(texts(60), std::to_string(seed))) ++often[element];
  const double share = static_cast<double>(sample_size(60, 0.05)) / 60;
  ASSERT_LT(share, 0.8);
  for (const auto& [element, count] : often)  // five standard deviations
    EXPECT_NEAR(count, 200 * share, 5 * std::sqrt(200 * share * (1 - share))) << element;
}

TEST_P(ProcedureTest, AChangedLogIsNoticed) {
  const ProcedureId id = applied();
  ONGGI_ASSERT_OK(procedures_->draw(id, texts(3), 0.01, "s", actor_));
  ONGGI_ASSERT_OK(procedures_->mark(id, numbers(1, 3), {{"PHONE", 1}}, inspector_));
  EXPECT_EQ(*procedures_->first_break(id), std::nullopt);
  const auto last = static_cast<std::int64_t>(procedures_->log(id)->size());
  run("UPDATE procedure_log SET detail = '{\"left\":{},\"units\":[1,2,3]}' WHERE step = 'mark'");
  EXPECT_EQ(**procedures_->first_break(id), last);
  EXPECT_EQ(procedures_->decide(id, true, "g", inspector_).error().reason, "procedure_changed");
  EXPECT_EQ(procedures_->list()->size(), 1U);
  EXPECT_EQ(procedure_report(id, *procedures_->log(id), *procedures_->first_break(id))["log_changed_at"], last);
  run("UPDATE procedure_log SET detail = '[' WHERE step = 'method'");  // the report still comes, and says where
  EXPECT_LT(procedure_report(id, *procedures_->log(id), *procedures_->first_break(id))["log_changed_at"], last);
}

// Who applied, or chose a method that stands, is not the one to check; others are.
TEST_P(ProcedureTest, WhoProcessedDoesNotCheck) {
  const ProcedureId id = applied();
  ONGGI_ASSERT_OK(procedures_->draw(id, texts(3), 0.01, "", actor_));
  const ProcedureActor chooser{.person = PersonId("per_3"), .login = "chooser", .through = "password"};
  EXPECT_EQ(procedures_->mark(id, {1}, {}, actor_).error().reason, "same_person");
  ONGGI_ASSERT_OK(procedures_->method(id, "PHONE", "type", "g", chooser));
  ONGGI_ASSERT_OK(procedures_->applied(id, applied_, *procedures_->recipe(id), inspector_));
  ONGGI_ASSERT_OK(procedures_->draw(id, texts(3), 0.01, "", chooser));
  for (const ProcedureActor& one : {actor_, chooser, inspector_})
    EXPECT_EQ(procedures_->mark(id, {1}, {}, one).error().code, ErrorCode::not_allowed) << one.login;
  const ProcedureActor fourth{.person = PersonId("per_4"), .login = "fourth", .through = "password"};
  ONGGI_ASSERT_OK(procedures_->mark(id, numbers(1, 3), {}, fourth));
  EXPECT_EQ(procedures_->decide(id, true, "g", chooser).error().reason, "same_person");
  ONGGI_ASSERT_OK(procedures_->decide(id, true, "g", fourth));
}

// A company of one: allowed by its configuration, and the report says so.
TEST_P(ProcedureTest, OnePersonMayDoBothWhereTheConfigurationSaysSo) {
  Procedures alone(database_, *audit_, *vault_, clock_, {.two_people = false});
  const ProcedureId id = applied();
  ONGGI_ASSERT_OK(alone.draw(id, texts(3), 0.01, "", actor_));
  ONGGI_ASSERT_OK(alone.mark(id, numbers(1, 3), {}, actor_));
  const auto people = [&] { return procedure_report(id, *alone.log(id), {})["people"]; };
  EXPECT_EQ(people(), (nlohmann::json{{"inspected_by_others", false}, {"judged_by_others", nullptr}}));
  ONGGI_ASSERT_OK(alone.decide(id, true, "g", inspector_));
  EXPECT_EQ(people(), (nlohmann::json{{"inspected_by_others", false}, {"judged_by_others", true}}));
}

TEST_P(ProcedureTest, RowsOfAFileInsteadOfDocuments) {
  const ProcedureId id = applied();
  EXPECT_EQ(procedures_->draw_rows(id, 0.1, "s", actor_).error().reason, "documents_applied");
  Procedure::Applied rows = applied_;
  rows.rows = ProcedureRows{.file = "/data/민원.jsonl",
                            .hash_in = "a",
                            .hash_out = "b",
                            .rows_in = 70,
                            .rows_out = 60,
                            .permission = PermissionId("prm_1")};
  const std::string recipe = *procedures_->recipe(id);
  EXPECT_EQ(procedures_->applied(id, rows, recipe, actor_).error().code, ErrorCode::invalid_argument);  // not both
  rows.documents.clear();
  ONGGI_ASSERT_OK(procedures_->applied(id, rows, recipe, actor_));
  EXPECT_EQ(procedures_->draw(id, texts(3), 0.1, "s", actor_).error().reason, "rows_applied");
  const auto first = procedures_->draw_rows(id, 0.1, "s", actor_), again = procedures_->draw_rows(id, 0.1, "s", actor_);
  ONGGI_ASSERT_OK(again);
  std::set<std::int64_t> drawn;
  for (std::size_t i = 0; i < again->units.size(); ++i) {
    EXPECT_EQ(first->units[i].row, again->units[i].row);
    drawn.insert(again->units[i].row);
  }
  EXPECT_EQ(static_cast<std::int64_t>(drawn.size()), sample_size(60, 0.1));
  EXPECT_TRUE(*drawn.begin() >= 1 && *drawn.rbegin() <= 60);
  const Procedure state = *procedures_->get(id);
  EXPECT_EQ(state.sample->units.front().row, again->units.front().row);
  EXPECT_EQ(state.sample->times, 2);
  EXPECT_EQ(state.applied->rows->permission.str(), "prm_1");
  const nlohmann::json report = procedure_report(id, *procedures_->log(id), {});
  EXPECT_EQ(report["applied"]["rows"]["file"], "민원.jsonl");
  EXPECT_EQ(report["applied"]["documents"], nullptr);
}

// What was processed under methods that no longer stand is not noted.
TEST_P(ProcedureTest, MethodsThatChangeMeanwhileAreNoticed) {
  const ProcedureId id = applied();
  const std::string before = *procedures_->recipe(id);
  ONGGI_ASSERT_OK(procedures_->method(id, "PHONE", "keep", "g", actor_));
  EXPECT_EQ(procedures_->applied(id, applied_, before, actor_).error().reason, "method_changed");
}

}  // namespace
}  // namespace onggi
