// Traces: kept sealed, read by who asked and who runs the system, of text only what they may see; bounded, swept,
// erased.
#include "monitor/traces.h"

#include <stdlib.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "access/people.h"
#include "base/hash.h"
#include "monitor/trace_queue.h"
#include "store/any_database.h"
#include "support/must.h"

namespace onggi {
namespace {

constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

class TracesTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    ::unsetenv("ONGGI_MASTER_KEY");
    any::DatabaseTest::SetUp();
    if (!database_) return;
    for (const auto& migrations : {store_migrations(), access_migrations(), monitor_migrations()})
      ONGGI_ASSERT_OK(migrate(*database_, migrations));
    auto vault = open_vault(folder_.path() / "keys", *database_);
    ONGGI_ASSERT_OK(vault);
    vault_ = std::make_unique<Vault>(*std::move(vault));
    people_ = std::make_unique<People>(database_, *vault_, clock_);
    traces_ = open(30);
    for (const char* login : {"kim", "lee"})
      people_ids_[login] = must(people_->add({.login = login, .clearance = Label::sensitive})).id;
    people_ids_["admin"] = must(people_->add({.login = "admin", .role = Role::admin})).id;
    sees_["kim"] = sees_["lee"] = sees_["admin"] = {DocumentId("doc_plan")};
  }
  void TearDown() override {
    traces_.reset();
    people_.reset();
    vault_.reset();
    any::DatabaseTest::TearDown();
  }

  std::unique_ptr<Traces> open(std::int64_t keep_days) {
    const auto visible = [this](const Viewer& viewer, const std::vector<DocumentId>& documents) {
      std::set<DocumentId> seen;
      for (const DocumentId& document : documents)
        if (sees_[viewer.login].contains(document)) seen.insert(document);
      return Result<std::set<DocumentId>>(std::move(seen));
    };
    return must(
        Traces::open(database_, *vault_, clock_, visible, Traces::Options{.keep_days = keep_days, .exporter = {}}));
  }
  Viewer as(const std::string& login) const { return must(people_->viewer_of(people_ids_.at(login), "test")); }
  Trace trace(const std::string& id, const std::string& login = "kim") const {
    Trace made{.id = TraceId(id), .person = people_ids_.at(login), .through = "password"};
    made.time_ms = clock_.now_ms();
    made.model = "writer";
    made.documents = {DocumentId("doc_plan")};
    made.course = R"({"hits":[]})";
    made.text = R"({"question":"비밀 물음 )" + id + "\"}";
    return made;
  }
  void note(const Trace& trace) {
    traces_->note(trace);
    clock_.forward(1000);
  }
  std::vector<std::string> listed(const std::string& login, const Traces::Filter& filter = {}) const {
    std::vector<std::string> ids;
    for (const Trace& one : must(traces_->list(as(login), filter)).traces) ids.push_back(one.id.str());
    return ids;
  }
  ErrorCode getting(const std::string& login, const std::string& id) const {
    const auto got = traces_->get(as(login), TraceId(id));
    return got ? ErrorCode::internal : got.error().code;
  }
  std::int64_t rows() const { return must(database_->query("SELECT COUNT(*) AS n FROM traces")).front().integer("n"); }

  std::unique_ptr<Vault> vault_;
  std::unique_ptr<People> people_;
  std::unique_ptr<Traces> traces_;
  std::map<std::string, PersonId> people_ids_;
  std::map<std::string, std::set<DocumentId>> sees_;
};
ONGGI_ON_ANY_DATABASE(TracesTest);

using Ids = std::vector<std::string>;

TEST_P(TracesTest, AreReadAsTheyWereNoted) {
  Trace given = trace("trc_1");
  given.way = TraceWay::responses;
  given.request_id = "req_1";
  given.belongs_to = "resp_1";
  given.exchange = 3;
  given.application = "leave";
  given.prompt = "answer.question@2";
  given.abstained = true;
  given.label = Label::sensitive;
  given.prompt_tokens = 70, given.completion_tokens = 9;
  given.retrieve_us = 1200, given.first_us = 2500, given.whole_us = 4100;
  note(given);
  const Trace kept = must(traces_->get(as("kim"), given.id));
  EXPECT_EQ(kept.person, given.person);
  EXPECT_EQ(kept.through, "password");
  EXPECT_EQ(kept.way, TraceWay::responses);
  EXPECT_EQ(kept.time_ms, given.time_ms);
  EXPECT_EQ(kept.request_id, "req_1");
  EXPECT_EQ(kept.belongs_to, "resp_1");
  EXPECT_EQ(kept.exchange, 3);
  EXPECT_EQ(kept.application, "leave");
  EXPECT_EQ(kept.prompt, "answer.question@2");
  EXPECT_EQ(kept.outcome, "ok");
  EXPECT_TRUE(kept.abstained);
  EXPECT_FALSE(kept.refused);
  EXPECT_EQ(kept.label, Label::sensitive);
  EXPECT_EQ(kept.documents, given.documents);
  EXPECT_EQ(kept.prompt_tokens, 70);
  EXPECT_EQ(kept.completion_tokens, 9);
  EXPECT_EQ(kept.retrieve_us, 1200);
  EXPECT_EQ(kept.first_us, 2500);
  EXPECT_EQ(kept.whole_us, 4100);
  EXPECT_EQ(kept.course, given.course);
  EXPECT_EQ(kept.text, given.text);
  EXPECT_FALSE(kept.hidden);
}

TEST_P(TracesTest, NothingThatWasSaidStandsInTheDatabase) {
  note(trace("trc_1"));
  traces_->flush();
  const auto rows = must(database_->query("SELECT course, text FROM traces"));
  ASSERT_EQ(rows.size(), 1U);
  const std::string all = rows.front().text("course") + rows.front().text("text");
  EXPECT_FALSE(all.empty());
  EXPECT_EQ(all.find("비밀"), std::string::npos);
  EXPECT_EQ(all.find("hits"), std::string::npos);
  run("UPDATE traces SET text = course");
  EXPECT_EQ(traces_->get(as("kim"), TraceId("trc_1")).error().reason, "sealed_damaged");
}

TEST_P(TracesTest, AreNotThereForOthersButWhoRunsTheSystem) {
  note(trace("trc_1"));
  note(trace("trc_2", "lee"));
  EXPECT_EQ(getting("lee", "trc_1"), ErrorCode::not_found);
  EXPECT_EQ(getting("kim", "trc_no"), ErrorCode::not_found);
  EXPECT_EQ(listed("kim"), Ids{"trc_1"});
  EXPECT_EQ(listed("lee"), Ids{"trc_2"});
  EXPECT_EQ(listed("lee", {.person = people_ids_.at("kim")}), Ids{});
  EXPECT_EQ(listed("admin"), (Ids{"trc_2", "trc_1"}));
  EXPECT_EQ(listed("admin", {.person = people_ids_.at("kim")}), Ids{"trc_1"});
  EXPECT_EQ(must(traces_->get(as("admin"), TraceId("trc_1"))).text, trace("trc_1").text);
}

TEST_P(TracesTest, TextIsForWhoSeesAllDocumentsAndTheLabel) {
  Trace two = trace("trc_1");
  two.documents.emplace_back("doc_pay");
  note(two);
  Trace sensitive = trace("trc_2");
  sensitive.label = Label::sensitive;
  note(sensitive);
  const auto hidden = [&](const std::string& login, const std::string& id) {
    const Trace got = must(traces_->get(as(login), TraceId(id)));
    EXPECT_EQ(got.hidden, got.text.empty() && got.course.empty() && got.documents.empty());
    EXPECT_EQ(got.model, "writer");
    return got.hidden;
  };
  EXPECT_TRUE(hidden("kim", "trc_1"));  // their own, too
  EXPECT_FALSE(hidden("kim", "trc_2"));
  EXPECT_TRUE(hidden("admin", "trc_2"));  // above the clearance
  sees_["kim"].insert(DocumentId("doc_pay"));
  EXPECT_FALSE(hidden("kim", "trc_1"));
  EXPECT_TRUE(hidden("admin", "trc_1"));
  sees_["kim"].erase(DocumentId("doc_plan"));  // closed since, or removed
  EXPECT_TRUE(hidden("kim", "trc_2"));
  for (const Trace& one : must(traces_->list(as("kim"), {})).traces) EXPECT_TRUE(one.hidden && one.text.empty());
}

TEST_P(TracesTest, AreFiltered) {
  Trace slow = trace("trc_slow"), failed = trace("trc_failed"), unknown = trace("trc_unknown"), app = trace("trc_app");
  slow.whole_us = 3'000'000;
  failed.outcome = "unavailable";
  unknown.abstained = true;
  app.application = "leave", app.model = "other", app.request_id = "req_9", app.belongs_to = "cnv_1", app.exchange = 2;
  const UnixMs first = clock_.now_ms();
  for (const Trace* one : {&slow, &failed, &unknown, &app}) {
    Trace timed = *one;
    timed.time_ms = clock_.now_ms();
    note(timed);
  }
  EXPECT_EQ(listed("kim", {.took_us_min = 2'000'000}), Ids{"trc_slow"});
  EXPECT_EQ(listed("kim", {.failed = true}), Ids{"trc_failed"});
  EXPECT_EQ(listed("kim", {.failed = false}), (Ids{"trc_app", "trc_unknown", "trc_slow"}));
  EXPECT_EQ(listed("kim", {.abstained = true}), Ids{"trc_unknown"});
  EXPECT_EQ(listed("kim", {.model = "other"}), Ids{"trc_app"});
  EXPECT_EQ(listed("kim", {.application = "leave"}), Ids{"trc_app"});
  EXPECT_EQ(listed("kim", {.request_id = "req_9"}), Ids{"trc_app"});
  EXPECT_EQ(listed("kim", {.belongs_to = "cnv_1"}), Ids{"trc_app"});
  EXPECT_EQ(listed("kim", {.from_ms = first + 1000, .before_ms = first + 3000}), (Ids{"trc_unknown", "trc_failed"}));
  EXPECT_EQ(listed("kim", {.rating = -1}), Ids{});
  ONGGI_ASSERT_OK(traces_->rate(as("lee"), "cnv_1", 2, -1));
  EXPECT_EQ(listed("kim", {.rating = -1}), Ids{});
  ONGGI_ASSERT_OK(traces_->rate(as("kim"), "cnv_1", 2, -1));
  EXPECT_EQ(listed("kim", {.rating = -1}), Ids{"trc_app"});
}

TEST_P(TracesTest, PagesFollowEachOther) {
  std::vector<std::string> all;
  for (int i = 0; i < 7; ++i) {
    traces_->note(trace("trc_" + std::to_string(i)));  // several at the same moment
    if (i % 3 == 2) clock_.forward(1000);
  }
  Traces::Filter filter{.limit = 3};
  for (int pages = 0; pages < 4; ++pages) {
    const auto page = must(traces_->list(as("kim"), filter));
    for (const Trace& one : page.traces) all.push_back(one.id.str());
    if (page.next.empty()) break;
    filter.cursor = page.next;
  }
  EXPECT_EQ(all, (Ids{"trc_6", "trc_5", "trc_4", "trc_3", "trc_2", "trc_1", "trc_0"}));
  for (const char* wrong : {"x", "12", ".trc", "-"})
    EXPECT_EQ(traces_->list(as("kim"), {.cursor = wrong}).error().reason, "bad_cursor") << wrong;
}

TEST_P(TracesTest, OneThatCannotBeKeptTakesNoOthersAlong) {
  Trace nobodys = trace("trc_2");
  nobodys.person = PersonId("per_gone");
  traces_->note(trace("trc_1"));
  traces_->note(nobodys);
  traces_->note(trace("trc_3"));
  EXPECT_EQ(listed("kim"), (Ids{"trc_3", "trc_1"}));
  EXPECT_EQ(traces_->counts().kept, 2);
  EXPECT_EQ(traces_->counts().dropped, 1);
}

TEST_P(TracesTest, GoAfterTheirTimeWithWhatTheyBelongToAndWhereNoneAreKept) {
  Trace of_conversation = trace("trc_1");
  of_conversation.belongs_to = "cnv_1";
  note(of_conversation);
  clock_.forward(20 * kDayMs);
  note(trace("trc_2"));
  EXPECT_EQ(must(traces_->sweep()), 0);
  ONGGI_ASSERT_OK(traces_->forget(as("lee"), "cnv_1"));
  EXPECT_EQ(rows(), 2);
  ONGGI_ASSERT_OK(traces_->forget(as("kim"), "cnv_1"));
  EXPECT_EQ(listed("kim"), Ids{"trc_2"});
  clock_.forward(31 * kDayMs);
  EXPECT_EQ(must(traces_->sweep()), 1);
  note(trace("trc_3"));
  traces_ = open(0);
  EXPECT_FALSE(traces_->keeps());
  note(trace("trc_4"));
  traces_->flush();
  EXPECT_EQ(rows(), 1);
  EXPECT_EQ(must(traces_->sweep()), 1);
  EXPECT_EQ(rows(), 0);
}

TEST_P(TracesTest, AreLookedThroughForAPerson) {
  note(trace("trc_1"));
  Trace without = trace("trc_2");
  without.text.clear();
  note(without);
  const auto holds = [](std::string_view text) { return text.find("물음 trc_1") != std::string_view::npos; };
  EXPECT_EQ(must(traces_->go_through(holds, Traces::Deed::count)), 1);
  EXPECT_EQ(rows(), 2);
  EXPECT_EQ(must(traces_->go_through(holds, Traces::Deed::remove)), 1);
  EXPECT_EQ(listed("kim"), Ids{"trc_2"});
}

TEST_P(TracesTest, AreWrittenWhenTheRoomCloses) {
  traces_->note(trace("trc_1"));
  traces_.reset();
  traces_ = open(30);
  EXPECT_EQ(listed("kim"), Ids{"trc_1"});
}

TEST_P(TracesTest, ATextThatIsTooLongIsLeftOut) {
  Trace big = trace("trc_1");
  big.text.assign(Traces::kTextBytesMax + 1, 'a');
  note(big);
  const Trace kept = must(traces_->get(as("kim"), big.id));
  EXPECT_TRUE(kept.text.empty());
  EXPECT_EQ(kept.course, big.course);
}

/// Holds the queue's thread until it is let go.
class Held {
 public:
  std::int64_t hand_on(const std::vector<Trace>& traces) {
    std::unique_lock lock(mutex_);
    handed_ += traces.size();
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    return 0;
  }
  void wait_for_first() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return handed_ > 0; });
  }
  void let_go() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  std::size_t handed() {
    const std::lock_guard lock(mutex_);
    return handed_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  std::size_t handed_ = 0;
};

TEST(TraceQueue, DropsWhatFindsNoRoomAndWaitsForNobody) {
  Held held;
  monitor::TraceQueue queue({.traces_max = 3, .bytes_max = 100, .gather = std::chrono::milliseconds(0)},
                            [&](const std::vector<Trace>& traces) { return held.hand_on(traces); });
  queue.add({.id = TraceId("first")});
  held.wait_for_first();
  Trace big;
  big.text.assign(101, 'a');
  queue.add(big);
  for (int i = 0; i < 5; ++i) queue.add({.id = TraceId("later")});
  EXPECT_EQ(queue.dropped(), 3);
  held.let_go();
  queue.flush();
  EXPECT_EQ(held.handed(), 4U);
  EXPECT_EQ(queue.handed_on(), 4);
}

TEST(TraceParentHeader, IsReadStrictly) {
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736", span = "00f067aa0ba902b7";
  const auto read = trace_parent_from("00-" + trace + "-" + span + "-01");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->trace, trace);
  EXPECT_EQ(read->span, span);
  EXPECT_TRUE(trace_parent_from("01-" + trace + "-" + span + "-01-more").has_value());
  for (const std::string& wrong :
       {std::string(), "00-" + trace + "-" + span, "00-" + trace + "-" + span + "-01-more",
        "ff-" + trace + "-" + span + "-01", "00-" + std::string(32, '0') + "-" + span + "-01",
        "00-" + trace + "-" + std::string(16, '0') + "-01", "00-" + std::string(32, 'A') + "-" + span + "-01",
        "00_" + trace + "-" + span + "-01", "00-" + trace + "-" + span + "-0g"})
    EXPECT_FALSE(trace_parent_from(wrong).has_value()) << wrong;
}

}  // namespace
}  // namespace onggi
