// Conversations: kept sealed, read by their owner and by whom they were shared with, and of those only what they may
// see.
#include "history/conversations.h"

#include <stdlib.h>

#include "access/people.h"
#include "base/hash.h"
#include "store/any_database.h"
#include "support/must.h"

namespace onggi {
namespace {

constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

class ConversationsTest : public any::DatabaseTest {
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
    auto opened = Conversations::open(database_, *vault_, clock_, [this](const Viewer& viewer, const auto& documents) {
      std::set<DocumentId> seen;
      for (const DocumentId& document : documents)
        if (sees_[viewer.login].contains(document)) seen.insert(document);
      return Result<std::set<DocumentId>>(std::move(seen));
    });
    ONGGI_ASSERT_OK(opened);
    conversations_ = *std::move(opened);
    for (const char* login : {"kim", "lee", "park"})
      people_ids_[login] = must(people_->add({.login = login, .clearance = Label::sensitive})).id;
  }
  void TearDown() override {
    conversations_.reset();
    people_.reset();
    vault_.reset();
    any::DatabaseTest::TearDown();
  }

  // Afresh, as for each request: a changed group counts at once.
  Viewer as(const std::string& login) const { return must(people_->viewer_of(people_ids_.at(login), "test")); }

  std::int64_t ask(const ConversationId& id, const std::string& question, const std::string& said,
                   const std::vector<DocumentId>& documents = {}, std::int64_t again = 0, Label label = Label::open) {
    const auto begun = must(conversations_->begin(as("kim"), id, question, again));
    finish(id, begun.number,
           {.said = said, .answer = R"({"answer":")" + said + "\"}", .label = label, .documents = documents});
    clock_.forward(1000);
    return begun.number;
  }
  void finish(const ConversationId& id, std::int64_t number, Conversations::Ending ending) {
    ending.model = "m";
    ONGGI_ASSERT_OK(conversations_->finish(id, number, ending));
  }
  ConversationId start(const std::string& login = "kim") { return must(conversations_->start(as(login), "")); }
  void share(const ConversationId& id, const std::vector<std::string>& principals) {
    Conversations::Changes changes;
    changes.shared_with = principals;
    ONGGI_ASSERT_OK(conversations_->change(as("kim"), id, changes));
  }
  std::string person(const std::string& login) const { return "person:" + people_ids_.at(login).str(); }
  KeptExchange exchange(const std::string& login, const ConversationId& id, std::int64_t number) const {
    for (KeptExchange& one : must(conversations_->get(as(login), id)).exchanges)
      if (one.number == number) return one;
    ADD_FAILURE() << "no exchange " << number;
    return {};
  }
  ErrorCode code_of_get(const std::string& login, const ConversationId& id) const {
    const auto got = conversations_->get(as(login), id);
    return got ? ErrorCode::internal : got.error().code;
  }
  std::size_t found(const std::string& login, std::string_view words) const {
    return must(conversations_->search(as(login), words, 50)).size();
  }
  std::int64_t rows(const std::string& table) const {
    return must(database_->query("SELECT COUNT(*) AS n FROM " + table)).front().integer("n");
  }

  std::unique_ptr<Vault> vault_;
  std::unique_ptr<People> people_;
  std::unique_ptr<Conversations> conversations_;
  std::map<std::string, PersonId> people_ids_;
  std::map<std::string, std::set<DocumentId>> sees_;
  const DocumentId plan_{"doc_plan"}, pay_{"doc_pay"};
};
ONGGI_ON_ANY_DATABASE(ConversationsTest);

TEST_P(ConversationsTest, AreKeptAsTheyWereHeld) {
  const ConversationId id = start();
  ask(id, "연차는  며칠입니까?", "15일입니다 [1].", {plan_}, 0, Label::sensitive);
  ask(id, "임원은요?", "20일입니다 [1].", {plan_, pay_});
  const auto kept = must(conversations_->get(as("kim"), id));
  EXPECT_EQ(kept.row.title, "연차는 며칠입니까?");
  ASSERT_EQ(kept.exchanges.size(), 2U);
  const KeptExchange& first = kept.exchanges[0];
  EXPECT_EQ(first.question, "연차는  며칠입니까?");
  EXPECT_EQ(first.said, "15일입니다 [1].");
  EXPECT_EQ(first.answer, R"({"answer":"15일입니다 [1]."})");
  EXPECT_EQ(first.state, ExchangeState::done);
  EXPECT_EQ(first.label, Label::sensitive);
  EXPECT_EQ(first.model, "m");
  EXPECT_EQ(kept.exchanges[1].documents, (std::vector<DocumentId>{pay_, plan_}));
  EXPECT_LT(first.time_ms, kept.exchanges[1].time_ms);
}

TEST_P(ConversationsTest, NothingThatWasSaidStandsInTheDatabase) {
  const ConversationId id = must(conversations_->start(as("kim"), "비밀 제목"));
  const std::int64_t number = ask(id, "비밀 질문", "비밀 답");
  ONGGI_ASSERT_OK(conversations_->rate(as("kim"), id, number, -1, "비밀 까닭"));
  std::string all;
  for (const SqlRow& row : must(database_->query("SELECT title FROM conversations"))) all += row.text("title");
  for (const SqlRow& row : must(database_->query("SELECT question, said, answer, reason FROM conversation_exchanges")))
    for (const char* column : {"question", "said", "answer", "reason"}) all += row.text(column);
  EXPECT_EQ(all.find("비밀"), std::string::npos);
  EXPECT_EQ(all.find(to_base64("비밀").substr(0, 8)), std::string::npos);
  EXPECT_EQ(exchange("kim", id, number).reason, "비밀 까닭");
}

TEST_P(ConversationsTest, AreNotThereForOthers) {
  const ConversationId id = start();
  const std::int64_t number = ask(id, "질문", "답");
  EXPECT_EQ(code_of_get("lee", id), ErrorCode::not_found);
  EXPECT_EQ(conversations_->change(as("lee"), id, {.title = "x"}).error().code, ErrorCode::not_found);
  EXPECT_EQ(conversations_->remove(as("lee"), id).error().code, ErrorCode::not_found);
  EXPECT_EQ(conversations_->begin(as("lee"), id, "x", 0).error().code, ErrorCode::not_found);
  EXPECT_EQ(conversations_->rate(as("lee"), id, number, 1, "").error().code, ErrorCode::not_found);
  EXPECT_EQ(must(conversations_->list(as("lee"), {})).total, 0);
  EXPECT_EQ(found("lee", "질문"), 0U);
  EXPECT_EQ(code_of_get("kim", ConversationId("cnv_none")), ErrorCode::not_found);
}

TEST_P(ConversationsTest, WhoTheyAreSharedWithReadsThemAndChangesNothing) {
  const ConversationId id = start();
  const std::int64_t number = ask(id, "질문", "답", {plan_});
  ONGGI_ASSERT_OK(conversations_->rate(as("kim"), id, number, -1, "까닭"));
  sees_["lee"] = {plan_};
  share(id, {person("lee")});
  EXPECT_EQ(exchange("lee", id, number).said, "답");
  EXPECT_EQ(exchange("lee", id, number).rating, 0) << "what the owner thinks of an answer stays theirs";
  EXPECT_TRUE(exchange("lee", id, number).reason.empty());
  EXPECT_TRUE(must(conversations_->get(as("lee"), id)).row.shared_with.empty());
  const auto listed = must(conversations_->list(as("lee"), {}));
  ASSERT_EQ(listed.conversations.size(), 1U);
  EXPECT_EQ(listed.conversations[0].person, people_ids_["kim"]);
  for (const auto& refused :
       {conversations_->change(as("lee"), id, {.title = "x"}), conversations_->remove(as("lee"), id),
        conversations_->rate(as("lee"), id, number, 1, "")})
    EXPECT_EQ(refused.error().reason, "shared_read_only");
  EXPECT_EQ(conversations_->begin(as("lee"), id, "x", 0).error().reason, "shared_read_only");
  EXPECT_EQ(found("lee", "질문"), 0U) << "a search looks through one's own";
  EXPECT_EQ(code_of_get("park", id), ErrorCode::not_found);
  share(id, {});
  EXPECT_EQ(code_of_get("lee", id), ErrorCode::not_found);
}

TEST_P(ConversationsTest, AnAnswerIsReadOnlyByWhoMaySeeAllItRestsOn) {
  const ConversationId id = start();
  const std::int64_t both = ask(id, "둘", "두 문서에서", {plan_, pay_});
  const std::int64_t one = ask(id, "하나", "한 문서에서", {plan_});
  const std::int64_t secret = ask(id, "기밀", "기밀 답", {plan_}, 0, Label::classified);
  share(id, {"everyone"});
  sees_["lee"] = {plan_};
  EXPECT_EQ(exchange("lee", id, one).said, "한 문서에서");
  const KeptExchange hidden = exchange("lee", id, both);
  EXPECT_TRUE(hidden.hidden);
  EXPECT_EQ(hidden.question, "둘");
  EXPECT_EQ(hidden.said + hidden.answer, "");
  EXPECT_TRUE(hidden.documents.empty());
  EXPECT_TRUE(exchange("lee", id, secret).hidden) << "above the clearance";
  EXPECT_FALSE(exchange("kim", id, both).hidden);
  sees_["lee"] = {plan_, pay_};
  EXPECT_EQ(exchange("lee", id, both).said, "두 문서에서");
  sees_["lee"].clear();
  EXPECT_TRUE(exchange("lee", id, one).hidden);
}

TEST_P(ConversationsTest, HalfAnAnswerIsReadByItsOwnerAlone) {
  const ConversationId id = start();
  const auto begun = must(conversations_->begin(as("kim"), id, "질문", 0));
  share(id, {"everyone"});
  EXPECT_EQ(exchange("kim", id, begun.number).state, ExchangeState::asking);
  finish(id, begun.number, {.state = ExchangeState::stopped, .said = "반쪽"});
  EXPECT_EQ(exchange("kim", id, begun.number).said, "반쪽");
  EXPECT_TRUE(exchange("lee", id, begun.number).hidden);
  EXPECT_EQ(exchange("lee", id, begun.number).said, "");
}

TEST_P(ConversationsTest, AGroupThatChangesCountsAtOnce) {
  const ConversationId id = start();
  ask(id, "질문", "답");
  const Group inner = must(people_->add_group("재무팀"));
  const Group outer = must(people_->add_group("본사"));
  share(id, {"group:" + outer.id.str()});
  EXPECT_EQ(code_of_get("lee", id), ErrorCode::not_found);
  ONGGI_ASSERT_OK(people_->join("재무팀", "person:lee"));
  ONGGI_ASSERT_OK(people_->join("본사", "group:재무팀"));
  EXPECT_EQ(exchange("lee", id, 1).said, "답");
  ONGGI_ASSERT_OK(people_->leave("재무팀", "person:lee"));
  EXPECT_EQ(code_of_get("lee", id), ErrorCode::not_found);
  EXPECT_EQ(must(conversations_->list(as("lee"), {})).total, 0);
}

TEST_P(ConversationsTest, EarlierExchangesAreThoseThatCountAndWereAnswered) {
  const ConversationId id = start();
  ask(id, "하나", "답 하나", {plan_});
  const auto failed = must(conversations_->begin(as("kim"), id, "둘", 0));
  finish(id, failed.number, {.state = ExchangeState::failed, .error_code = "unavailable"});
  const std::int64_t third = ask(id, "셋", "답 셋");
  const std::int64_t again = ask(id, "이 말은 세지 않는다", "다른 답 하나", {pay_}, 1);
  const auto begun = must(conversations_->begin(as("kim"), id, "넷", 0));
  ASSERT_EQ(begun.earlier.size(), 2U);
  EXPECT_EQ(begun.earlier[0].said, "다른 답 하나");
  EXPECT_EQ(begun.earlier[0].question, "하나");
  EXPECT_EQ(begun.earlier[0].documents, std::vector<DocumentId>{pay_});
  EXPECT_EQ(begun.earlier[1].number, third);
  const auto third_again = must(conversations_->begin(as("kim"), id, "", third));
  EXPECT_EQ(third_again.question, "셋");
  ASSERT_EQ(third_again.earlier.size(), 1U);
  EXPECT_EQ(third_again.earlier[0].number, again);
  EXPECT_EQ(conversations_->begin(as("kim"), id, "", 99).error().code, ErrorCode::not_found);
}

TEST_P(ConversationsTest, TheLastAnswerCountsUnlessItFailedOrAnotherIsChosen) {
  const ConversationId id = start();
  const std::int64_t first = ask(id, "질문", "하나");
  const std::int64_t second = ask(id, "", "둘", {}, first);
  EXPECT_EQ(exchange("kim", id, first).replaced_by, second);
  EXPECT_EQ(exchange("kim", id, second).replaced_by, 0);
  EXPECT_EQ(exchange("kim", id, second).first_number, first);
  const auto third = must(conversations_->begin(as("kim"), id, "", second));
  EXPECT_EQ(exchange("kim", id, second).replaced_by, 0) << "while another is asked for";
  finish(id, third.number, {.state = ExchangeState::stopped});
  EXPECT_EQ(exchange("kim", id, second).replaced_by, 0);
  EXPECT_EQ(exchange("kim", id, third.number).replaced_by, second);
  ONGGI_ASSERT_OK(conversations_->change(as("kim"), id, {.counts = first}));
  EXPECT_EQ(exchange("kim", id, first).replaced_by, 0);
  EXPECT_EQ(exchange("kim", id, second).replaced_by, first);
  EXPECT_EQ(conversations_->change(as("kim"), id, {.counts = third.number}).error().reason, "not_answered");
  EXPECT_EQ(conversations_->change(as("kim"), id, {.counts = 99}).error().code, ErrorCode::not_found);
  // Two that are asked for at once end in any order.
  const auto left = must(conversations_->begin(as("kim"), id, "둘째 질문", 0));
  const auto right = must(conversations_->begin(as("kim"), id, "", left.number));
  finish(id, right.number, {.said = "오른쪽"});
  EXPECT_EQ(exchange("kim", id, left.number).replaced_by, right.number);
  finish(id, left.number, {.state = ExchangeState::failed});
  EXPECT_EQ(exchange("kim", id, right.number).replaced_by, 0);
}

TEST_P(ConversationsTest, AnExchangeEndsOnce) {
  const ConversationId id = start();
  const std::int64_t number = ask(id, "질문", "답");
  EXPECT_EQ(conversations_->finish(id, number, {.said = "달리"}).error().code, ErrorCode::not_found);
  const auto begun = must(conversations_->begin(as("kim"), id, "질문", 0));
  ONGGI_ASSERT_OK(conversations_->remove(as("kim"), id));
  EXPECT_EQ(conversations_->finish(id, begun.number, {.said = "답"}).error().code, ErrorCode::not_found);
  EXPECT_EQ(rows("conversation_exchanges") + rows("conversation_documents"), 0);
}

TEST_P(ConversationsTest, AQuestionThatACrashLeftIsStopped) {
  const ConversationId id = start();
  const auto begun = must(conversations_->begin(as("kim"), id, "질문", 0));
  clock_.forward(Conversations::kAskingMaxMs + 1);
  EXPECT_EQ(exchange("kim", id, begun.number).state, ExchangeState::stopped);
}

TEST_P(ConversationsTest, AreFoundHoweverTheWordsAreWritten) {
  const ConversationId id = start();
  ask(id, "계약 기간은 얼마입니까?", "The Contract runs for 2년 [1].");
  for (const char* words : {"계약기간", "계약  기간", "기간 계약", "contract RUNS", "ｃｏｎｔｒａｃｔ", "2년",
                            "\xE1\x84\x80\xE1\x85\xA8\xE1\x84\x8B\xE1\x85\xA3\xE1\x86\xA8"})  // 계약 in conjoining jamo
    EXPECT_EQ(found("kim", words), 1U) << words;
  EXPECT_EQ(found("kim", "위약금"), 0U);
  EXPECT_EQ(found("kim", "계약 위약금"), 0U) << "all words must stand there";
  for (const char* nothing : {"", "  ", "\xff"})
    EXPECT_EQ(conversations_->search(as("kim"), nothing, 5).error().code, ErrorCode::invalid_argument);
  const ConversationId titled = must(conversations_->start(as("kim"), "위약금 정리"));
  const auto by_title = must(conversations_->search(as("kim"), "위약금", 5));
  ASSERT_EQ(by_title.size(), 1U);
  EXPECT_EQ(by_title[0].conversation.id, titled);
  EXPECT_EQ(by_title[0].number, 0);
}

TEST_P(ConversationsTest, AreListedNewestFirstByPage) {
  std::vector<ConversationId> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(start());
    ask(ids.back(), "질문", "답");
  }
  ask(ids[0], "다시", "답");
  const auto first = must(conversations_->list(as("kim"), {.limit = 2}));
  EXPECT_EQ(first.total, 5);
  ASSERT_EQ(first.conversations.size(), 2U);
  EXPECT_EQ(first.conversations[0].id, ids[0]);
  EXPECT_EQ(first.conversations[1].id, ids[4]);
  EXPECT_EQ(must(conversations_->list(as("kim"), {.limit = 2, .offset = 4})).conversations[0].id, ids[1]);
}

TEST_P(ConversationsTest, AreRenamedAndRated) {
  const ConversationId id = start();
  const std::int64_t number = ask(id, "질문", "답");
  ONGGI_ASSERT_OK(conversations_->change(as("kim"), id, {.title = "  새   이름 "}));
  EXPECT_EQ(must(conversations_->get(as("kim"), id)).row.title, "새 이름");
  EXPECT_EQ(conversations_->change(as("kim"), id, {.title = " "}).error().reason, "bad_title");
  EXPECT_EQ(conversations_->change(as("kim"), id, {.title = std::string(201, 'x')}).error().reason, "bad_title");
  ONGGI_ASSERT_OK(conversations_->rate(as("kim"), id, number, 1, ""));
  EXPECT_EQ(exchange("kim", id, number).rating, 1);
  EXPECT_EQ(conversations_->rate(as("kim"), id, number, 2, "").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(conversations_->rate(as("kim"), id, 99, 1, "").error().code, ErrorCode::not_found);
  EXPECT_EQ(conversations_->rate(as("kim"), id, number, 1, std::string(4001, 'x')).error().code,
            ErrorCode::limit_exceeded);
}

TEST_P(ConversationsTest, GoWhenNobodyWentOnWithThem) {
  const ConversationId old = start(), used = start();
  ask(old, "질문", "답", {plan_});
  ask(used, "질문", "답");
  clock_.forward(300 * kDayMs);
  ask(used, "다시", "답");
  clock_.forward(66 * kDayMs);
  EXPECT_EQ(must(conversations_->sweep(0)), 0);
  EXPECT_EQ(must(conversations_->sweep(365)), 1);
  EXPECT_EQ(code_of_get("kim", old), ErrorCode::not_found);
  EXPECT_EQ(must(conversations_->get(as("kim"), used)).exchanges.size(), 2U);
  EXPECT_EQ(rows("conversation_documents"), 0);
}

TEST_P(ConversationsTest, GoWithTheirPerson) {
  const ConversationId id = start("lee");
  start("kim");
  run("DELETE FROM people WHERE login = 'lee'");
  EXPECT_EQ(rows("conversations"), 1);
  EXPECT_EQ(code_of_get("kim", id), ErrorCode::not_found);
}

TEST_P(ConversationsTest, AnErasureTakesOutWhatHoldsThePerson) {
  const ConversationId id = start();
  ask(id, "홍길동의 전화는?", "010-1234-5678입니다.");
  const std::int64_t other = ask(id, "연차는?", "15일");
  const std::int64_t again = ask(id, "", "홍길동은 20일", {}, other);
  const std::int64_t stays = ask(id, "출장비는?", "10만 원");
  const auto holds = [](std::string_view text) { return text.find("홍길동") != std::string_view::npos; };
  for (const auto deed : {Conversations::Deed::count, Conversations::Deed::remove})
    EXPECT_EQ(must(conversations_->go_through(holds, deed)), 4);  // three exchanges and the title
  const auto kept = must(conversations_->get(as("kim"), id));
  ASSERT_EQ(kept.exchanges.size(), 1U);
  EXPECT_EQ(kept.exchanges[0].number, stays);
  EXPECT_EQ(kept.row.title, "");
  EXPECT_EQ(must(conversations_->go_through(holds, Conversations::Deed::remove)), 0);
  EXPECT_GT(again, other);
}

TEST_P(ConversationsTest, AnotherProcessReadsThem) {
  const ConversationId id = start();
  ask(id, "질문", "답");
  const auto again = Conversations::open(open_again(), *vault_, clock_,
                                         [](const Viewer&, const auto&) { return Result<std::set<DocumentId>>(); });
  ONGGI_ASSERT_OK(again);
  EXPECT_EQ(must((*again)->get(as("kim"), id)).exchanges[0].said, "답");
  run("UPDATE conversation_exchanges SET said = 'AAAA'");
  EXPECT_EQ((*again)->get(as("kim"), id).error().reason, "sealed_damaged");
}

}  // namespace
}  // namespace onggi
