// Responses: kept sealed, their owner's alone, gone on from as long as all of it is there and open.
#include "history/responses.h"

#include <stdlib.h>

#include "access/people.h"
#include "base/hash.h"
#include "history/conversations.h"
#include "store/any_database.h"
#include "support/must.h"

namespace onggi {
namespace {

constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

class ResponsesTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    ::unsetenv("ONGGI_MASTER_KEY");
    any::DatabaseTest::SetUp();
    if (!database_) return;
    for (const auto& migrations : {store_migrations(), access_migrations(), history_migrations()})
      ONGGI_ASSERT_OK(migrate(*database_, migrations));
    auto vault = open_vault(folder_.path() / "keys", *database_);
    ONGGI_ASSERT_OK(vault);
    vault_ = std::make_unique<Vault>(*std::move(vault));
    people_ = std::make_unique<People>(database_, *vault_, clock_);
    responses_ = must(Responses::open(database_, *vault_, clock_, [this](const Viewer&, const auto& documents) {
      std::set<DocumentId> seen;
      for (const DocumentId& document : documents)
        if (open_.contains(document)) seen.insert(document);
      return Result<std::set<DocumentId>>(std::move(seen));
    }));
    for (const char* login : {"kim", "lee"})
      people_ids_[login] = must(people_->add({.login = login, .clearance = Label::sensitive})).id;
  }
  void TearDown() override {
    responses_.reset();
    people_.reset();
    vault_.reset();
    any::DatabaseTest::TearDown();
  }

  Viewer as(const std::string& login) const { return must(people_->viewer_of(people_ids_.at(login), "test")); }
  KeptResponse response(const std::string& id, const std::string& previous = "") const {
    return {.id = ResponseId(id),
            .previous = ResponseId(previous),
            .state = ResponseState::completed,
            .model = "m",
            .input = "[\"비밀 물음 " + id + "\"]",
            .body = "{\"id\":\"비밀 답 " + id + "\"}"};
  }
  void keep(const KeptResponse& response, const std::string& login = "kim") {
    ONGGI_ASSERT_OK(responses_->keep(as(login), response));
    clock_.forward(1000);
  }
  Error error_going_on(const std::string& id, const std::string& login = "kim") const {
    const auto chain = responses_->to_go_on_from(as(login), ResponseId(id));
    return chain ? Error{ErrorCode::internal, "it goes on", {}, {}} : chain.error();
  }
  std::int64_t rows(const std::string& table) const {
    return must(database_->query("SELECT COUNT(*) AS n FROM " + table)).front().integer("n");
  }

  std::unique_ptr<Vault> vault_;
  std::unique_ptr<People> people_;
  std::unique_ptr<Responses> responses_;
  std::map<std::string, PersonId> people_ids_;
  std::set<DocumentId> open_{DocumentId("doc_plan")};
};
ONGGI_ON_ANY_DATABASE(ResponsesTest);

TEST_P(ResponsesTest, AreReadAsTheyWereKept) {
  KeptResponse given = response("resp_1");
  given.label = Label::sensitive;
  given.documents = {DocumentId("doc_plan"), DocumentId("doc_pay"), DocumentId("doc_plan")};
  given.state = ResponseState::incomplete;
  keep(given);
  const KeptResponse kept = must(responses_->get(as("kim"), given.id));
  EXPECT_EQ(kept.input, given.input);
  EXPECT_EQ(kept.body, given.body);
  EXPECT_EQ(kept.state, ResponseState::incomplete);
  EXPECT_EQ(kept.model, "m");
  EXPECT_EQ(kept.label, Label::sensitive);
  EXPECT_EQ(kept.documents, (std::vector<DocumentId>{DocumentId("doc_pay"), DocumentId("doc_plan")}));
  EXPECT_TRUE(kept.previous.empty());
  EXPECT_EQ(responses_->keep(as("kim"), given).error().code, ErrorCode::conflict);
}

TEST_P(ResponsesTest, NothingThatWasSaidStandsInTheDatabase) {
  keep(response("resp_1"));
  std::string all;
  for (const SqlRow& row : must(database_->query("SELECT input, body FROM responses")))
    all += row.text("input") + row.text("body");
  EXPECT_FALSE(all.empty());
  EXPECT_EQ(all.find("비밀"), std::string::npos);
  EXPECT_EQ(all.find(to_base64("비밀").substr(0, 8)), std::string::npos);
  run("UPDATE responses SET body = input");
  EXPECT_EQ(responses_->get(as("kim"), ResponseId("resp_1")).error().reason, "sealed_damaged");
}

TEST_P(ResponsesTest, AreNotThereForOthers) {
  keep(response("resp_1"));
  const ResponseId id("resp_1");
  EXPECT_EQ(responses_->get(as("lee"), id).error().code, ErrorCode::not_found);
  EXPECT_EQ(responses_->before(as("lee"), id).error().code, ErrorCode::not_found);
  EXPECT_EQ(responses_->remove(as("lee"), id).error().code, ErrorCode::not_found);
  EXPECT_EQ(error_going_on("resp_1", "lee").code, ErrorCode::not_found);
  // Naming somebody else's as the one before leads nowhere either.
  keep(response("resp_2", "resp_1"), "lee");
  EXPECT_EQ(error_going_on("resp_2", "lee").code, ErrorCode::not_found);
  EXPECT_TRUE(must(responses_->before(as("lee"), ResponseId("resp_2"))).empty());
  EXPECT_EQ(must(responses_->get(as("kim"), id)).model, "m");
}

TEST_P(ResponsesTest, AreGoneOnFromInTheirOrder) {
  keep(response("resp_b"));
  keep(response("resp_a", "resp_b"));
  keep(response("resp_c", "resp_a"));
  keep(response("resp_d", "resp_a"));
  std::vector<std::string> ids;
  for (const KeptResponse& one : must(responses_->to_go_on_from(as("kim"), ResponseId("resp_c"))))
    ids.push_back(one.id.str());
  EXPECT_EQ(ids, (std::vector<std::string>{"resp_b", "resp_a", "resp_c"}));
  EXPECT_EQ(must(responses_->before(as("kim"), ResponseId("resp_c"))).size(), 2U);
  ONGGI_ASSERT_OK(responses_->remove(as("kim"), ResponseId("resp_b")));
  EXPECT_EQ(error_going_on("resp_c").code, ErrorCode::not_found) << "what stood before is gone";
  EXPECT_EQ(must(responses_->before(as("kim"), ResponseId("resp_c"))).size(), 1U);
  EXPECT_EQ(error_going_on("resp_none").code, ErrorCode::not_found);
}

TEST_P(ResponsesTest, AreNotGoneOnFromWhereDocumentsWereClosed) {
  KeptResponse given = response("resp_1");
  given.documents = {DocumentId("doc_plan")};
  keep(given);
  keep(response("resp_2", "resp_1"));
  EXPECT_EQ(error_going_on("resp_2").message, "it goes on");
  open_.clear();
  EXPECT_EQ(error_going_on("resp_2").reason, "documents_closed");
  EXPECT_EQ(must(responses_->get(as("kim"), ResponseId("resp_1"))).body, given.body) << "its owner reads it";
  KeptResponse secret = response("resp_3");
  secret.label = Label::classified;
  keep(secret);
  EXPECT_EQ(error_going_on("resp_3").reason, "documents_closed");
}

TEST_P(ResponsesTest, EndOnce) {
  KeptResponse given = response("resp_1");
  given.state = ResponseState::in_progress;
  keep(given);
  EXPECT_EQ(error_going_on("resp_1").reason, "not_completed");
  const Responses::Ending ending{.state = ResponseState::completed,
                                 .body = "{\"x\":1}",
                                 .label = Label::sensitive,
                                 .documents = {DocumentId("doc_plan")}};
  ONGGI_ASSERT_OK(responses_->finish(ResponseId("resp_1"), ending));
  const KeptResponse kept = must(responses_->get(as("kim"), ResponseId("resp_1")));
  EXPECT_EQ(kept.state, ResponseState::completed);
  EXPECT_EQ(kept.body, "{\"x\":1}");
  EXPECT_EQ(kept.documents.size(), 1U);
  EXPECT_EQ(responses_->finish(ResponseId("resp_1"), {.state = ResponseState::cancelled, .body = "{}"}).error().code,
            ErrorCode::not_found);
  EXPECT_EQ(must(responses_->get(as("kim"), ResponseId("resp_1"))).state, ResponseState::completed);
}

TEST_P(ResponsesTest, OneThatACrashLeftHasFailed) {
  KeptResponse given = response("resp_1");
  given.state = ResponseState::in_progress;
  keep(given);
  EXPECT_EQ(must(responses_->get(as("kim"), given.id)).state, ResponseState::in_progress);
  clock_.forward(Responses::kWorkingMaxMs);
  EXPECT_EQ(must(responses_->get(as("kim"), given.id)).state, ResponseState::failed);
}

TEST_P(ResponsesTest, TooLongOnesAreNotKept) {
  KeptResponse given = response("resp_1");
  given.body.resize(Responses::kBytesMax, 'x');
  EXPECT_EQ(responses_->keep(as("kim"), given).error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(rows("responses"), 0);
}

TEST_P(ResponsesTest, WhatLayUnusedLongestMakesRoom) {
  keep(response("resp_old"));
  keep(response("resp_used"));
  keep(response("resp_of_lee"), "lee");
  // As many as a person may have, made by the database: sealed text is not needed to be counted.
  run("INSERT INTO responses (id, person, previous, state, model, input, body, label, created_ms, used_ms) "
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9998) "
      "SELECT 'resp_more' || i, (SELECT id FROM people WHERE login = 'kim'), '', 'completed', 'm', '', '', 0, 1, " +
      std::to_string(clock_.now_ms()) + " FROM n");
  EXPECT_EQ(rows("responses"), Responses::kResponsesMax + 1);
  clock_.forward(1000);
  keep(response("resp_next", "resp_used"));
  EXPECT_EQ(rows("responses"), Responses::kResponsesMax + 1);
  EXPECT_EQ(responses_->get(as("kim"), ResponseId("resp_old")).error().code, ErrorCode::not_found);
  keep(response("resp_last"));
  EXPECT_EQ(must(responses_->get(as("kim"), ResponseId("resp_used"))).model, "m") << "it was gone on from";
  EXPECT_EQ(must(responses_->get(as("lee"), ResponseId("resp_of_lee"))).model, "m");
}

TEST_P(ResponsesTest, GoWhenNobodyWentOnFromThem) {
  keep(response("resp_old"));
  keep(response("resp_first"));
  clock_.forward(20 * kDayMs);
  keep(response("resp_second", "resp_first"));
  clock_.forward(20 * kDayMs);
  EXPECT_EQ(must(responses_->sweep(0)), 0);
  EXPECT_EQ(must(responses_->sweep(30)), 1);
  EXPECT_EQ(responses_->get(as("kim"), ResponseId("resp_old")).error().code, ErrorCode::not_found);
  EXPECT_EQ(must(responses_->before(as("kim"), ResponseId("resp_second"))).size(), 1U);
}

TEST_P(ResponsesTest, GoWithTheirPerson) {
  KeptResponse given = response("resp_1");
  given.documents = {DocumentId("doc_plan")};
  keep(given, "lee");
  keep(response("resp_2"));
  run("DELETE FROM people WHERE login = 'lee'");
  EXPECT_EQ(rows("responses"), 1);
  EXPECT_EQ(rows("response_documents"), 0);
}

TEST_P(ResponsesTest, AnErasureTakesOutWhatHoldsThePerson) {
  keep(response("resp_1"));
  KeptResponse in_input = response("resp_2"), in_body = response("resp_3");
  in_input.input = "[\"홍길동의 전화는?\"]";
  in_body.body = "{\"text\":\"홍길동입니다\"}";
  keep(in_input);
  keep(in_body);
  const auto holds = [](std::string_view text) { return text.find("홍길동") != std::string_view::npos; };
  for (const auto deed : {Responses::Deed::count, Responses::Deed::remove})
    EXPECT_EQ(must(responses_->go_through(holds, deed)), 2);
  EXPECT_EQ(rows("responses"), 1);
  EXPECT_EQ(must(responses_->go_through(holds, Responses::Deed::remove)), 0);
}

}  // namespace
}  // namespace onggi
