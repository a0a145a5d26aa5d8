// The audit chain: whole when nobody touched it, broken at the right number when somebody did.
#include "access/audit.h"

#include <gmock/gmock.h>

#include <random>
#include <thread>

#include "store/any_database.h"

namespace onggi {
namespace {

class AuditTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    any::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    ONGGI_ASSERT_OK(migrate(*database_, access_migrations()));
    auto vault = Vault::open(folder_.path() / "keys", Vault::Create::yes);
    ONGGI_ASSERT_OK(vault);
    log_ = std::make_unique<AuditLog>(database_, *vault, clock_);
  }
  void append(int count) {
    for (int i = 0; i < count; ++i) {
      const auto done = log_->append({.actor = "person_" + std::to_string(i % 3),
                                      .through = "password",
                                      .action = i % 2 == 0 ? "document.read" : "search",
                                      .object = "document:doc_" + std::to_string(i),
                                      .outcome = "ok",
                                      .detail = "{\"hits\":3}",
                                      .address = "10.0.0.7"});
      ASSERT_TRUE(done.has_value()) << describe(done.error());
      clock_.forward(10);
    }
  }
  std::int64_t break_at() {  // 0: whole
    const auto found = log_->first_break();
    EXPECT_TRUE(found.has_value()) << describe(found.error());
    return found ? found->value_or(0) : -1;
  }
  std::unique_ptr<AuditLog> log_;
};
ONGGI_ON_ANY_DATABASE(AuditTest);

TEST_P(AuditTest, WhatIsWrittenSoonIsInTheChainBesideTheRest) {
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&, thread] {
        for (int one = 0; one < 50; ++one) {
          const AuditEntry entry{.actor = "person_" + std::to_string(thread), .action = "chat.complete"};
          EXPECT_TRUE(log_->append_soon(entry).has_value());
        }
      });
    append(20);
  }
  const auto entries = log_->list({.limit = 1'000});
  ONGGI_ASSERT_OK(entries);
  ASSERT_EQ(entries->size(), 220U) << "listing begins with what waits";
  for (const AuditEntry& entry : *entries) EXPECT_GT(entry.time_ms, 0);
  EXPECT_EQ(break_at(), 0);
  EXPECT_EQ(log_->append_soon({.actor = std::string(513, 'x')}).error().code, ErrorCode::invalid_argument);
}

TEST_P(AuditTest, WhatIsLeftIsWrittenAtTheEnd) {
  ONGGI_ASSERT_OK(log_->append_soon({.actor = "person_1", .action = "chat.complete"}));
  log_.reset();
  const auto rows = database_->query("SELECT action FROM audit_entries");
  ONGGI_ASSERT_OK(rows);
  ASSERT_EQ(rows->size(), 1U);
}

TEST_P(AuditTest, WhatCannotBeWrittenIsToldAndKept) {
  append(1);
  ONGGI_ASSERT_OK(database_->execute("UPDATE audit_head SET signature = 'forged'"));
  ONGGI_ASSERT_OK(log_->append_soon({.actor = "person_1", .action = "chat.complete"}));
  EXPECT_EQ(log_->flush().error().reason, "audit_damaged");
  EXPECT_EQ(log_->append_soon({.actor = "person_2", .action = "chat.complete"}).error().reason, "audit_damaged")
      << "nothing goes on unseen";
  ONGGI_ASSERT_OK(database_->execute("DELETE FROM audit_head"));
  ONGGI_ASSERT_OK(database_->execute("DELETE FROM audit_entries"));
  ONGGI_ASSERT_OK(log_->flush());
  EXPECT_EQ(log_->list({})->size(), 2U);
}

TEST_P(AuditTest, NumbersWithoutGapsNewestFirst) {
  EXPECT_EQ(break_at(), 0);
  append(5);
  const auto entries = log_->list({});
  ONGGI_ASSERT_OK(entries);
  ASSERT_EQ(entries->size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ((*entries)[i].number, static_cast<std::int64_t>(5 - i));
  EXPECT_EQ((*entries)[4].address, "10.0.0.7");
  EXPECT_EQ((*entries)[3].time_ms - (*entries)[4].time_ms, 10);
  EXPECT_EQ(break_at(), 0);
  EXPECT_EQ(log_->list({.actor = "person_0"})->size(), 2U);
  EXPECT_EQ(log_->list({.action = "search"})->size(), 2U);
  EXPECT_EQ(log_->list({.object = "document:doc_3"})->size(), 1U);
  const auto page = log_->list({.before_number = 4, .limit = 2});
  ASSERT_EQ(page->size(), 2U);
  EXPECT_EQ(page->front().number, 3);
}

TEST_P(AuditTest, TheDeedAndItsEntryAreOne) {
  const auto undone = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(log_->append(session, {.actor = "a", .action = "person.add"}));
    return fail(ErrorCode::conflict, "the deed failed");
  });
  EXPECT_FALSE(undone.has_value());
  EXPECT_TRUE(log_->list({})->empty());
  append(1);
  EXPECT_EQ(log_->list({})->front().number, 1);
}

TEST_P(AuditTest, FieldsHaveLimits) {
  EXPECT_EQ(log_->append({.actor = std::string(513, 'x')}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(log_->append({.detail = std::string(4097, 'x')}).error().code, ErrorCode::invalid_argument);
}

TEST_P(AuditTest, ManyWritersMakeOneChain) {
  const auto other = open_again();
  auto vault = Vault::open(folder_.path() / "keys", Vault::Create::no);
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      AuditLog mine(t % 2 == 0 ? database_ : other, *vault, clock_);
      for (int i = 0; i < 15; ++i) ONGGI_EXPECT_OK(mine.append({.actor = "a", .action = "search"}));
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(log_->list({})->front().number, 60);
  EXPECT_EQ(break_at(), 0);
}

TEST_P(AuditTest, EveryChangedFieldIsNoticed) {
  append(6);
  for (const char* change : {"time_ms = time_ms + 1", "actor = 'person_9'", "through = 'key:x'", "action = 'x'",
                             "object = ''", "outcome = 'not_allowed'", "detail = ''", "address = ''", "hash = '0'",
                             "actor = actor || through, through = ''"}) {
    run("CREATE TABLE kept AS SELECT * FROM audit_entries");
    run("UPDATE audit_entries SET " + std::string(change) + " WHERE number = 3");
    EXPECT_EQ(break_at(), 3) << change;
    run("DELETE FROM audit_entries");
    run("INSERT INTO audit_entries SELECT * FROM kept");
    run("DROP TABLE kept");
    EXPECT_EQ(break_at(), 0);
  }
}

TEST_P(AuditTest, RemovedInsertedSwappedAndCutRowsAreNoticed) {
  append(6);
  const std::vector<std::pair<std::string, std::int64_t>> attacks = {
      {"DELETE FROM audit_entries WHERE number = 1", 1},
      {"DELETE FROM audit_entries WHERE number = 3", 3},
      {"DELETE FROM audit_entries WHERE number = 6", 6},
      {"DELETE FROM audit_entries WHERE number > 2", 3},
      {"DELETE FROM audit_entries", 1},
      {"INSERT INTO audit_entries SELECT 7, time_ms, actor, through, action, object, outcome, detail, address, hash "
       "FROM audit_entries WHERE number = 6",
       7},
      {"INSERT INTO audit_entries SELECT 0, time_ms, actor, through, action, object, outcome, detail, address, hash "
       "FROM audit_entries WHERE number = 1",
       1},
      {"UPDATE audit_entries SET number = 9 WHERE number = 6", 6},
      {"UPDATE audit_head SET number = 5", 6},
      {"UPDATE audit_head SET hash = '0'", 6},
      {"DELETE FROM audit_head", 6},
  };
  for (const auto& [attack, number] : attacks) {
    run("CREATE TABLE kept AS SELECT * FROM audit_entries");
    run("CREATE TABLE kept_head AS SELECT * FROM audit_head");
    run(attack);
    EXPECT_EQ(break_at(), number) << attack;
    run("DELETE FROM audit_entries");
    run("DELETE FROM audit_head");
    run("INSERT INTO audit_entries SELECT * FROM kept");
    run("INSERT INTO audit_head SELECT * FROM kept_head");
    run("DROP TABLE kept");
    run("DROP TABLE kept_head");
    ASSERT_EQ(break_at(), 0);
  }
}

TEST_P(AuditTest, ATamperedHeadStopsFurtherEntries) {
  append(3);
  run("UPDATE audit_head SET number = 2");
  EXPECT_EQ(log_->append({.actor = "a"}).error().reason, "audit_damaged");
  run("DELETE FROM audit_head");
  EXPECT_EQ(log_->append({.actor = "a"}).error().reason, "audit_damaged");
}

TEST_P(AuditTest, AnotherKeyReadsAnotherChain) {
  append(3);
  auto vault = Vault::open(folder_.path() / "other", Vault::Create::yes);
  ONGGI_ASSERT_OK(vault);
  const AuditLog other(database_, *vault, clock_);
  EXPECT_EQ(other.first_break()->value_or(0), 1);
}

TEST_P(AuditTest, AnyTouchOfALongChainIsNoticedAtItsPlace) {
  append(30);
  // Long enough for more than one page of the walk.
  ONGGI_ASSERT_OK(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    for (int i = 0; i < 1100; ++i) ONGGI_CHECK(log_->append(session, {.actor = "a", .action = "search"}));
    return true;
  }));
  EXPECT_EQ(break_at(), 0);
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const auto number = static_cast<std::int64_t>(1 + random() % 1130);
    run("UPDATE audit_entries SET actor = actor || 'x' WHERE number = :1", {number});
    EXPECT_EQ(break_at(), number);
    run("UPDATE audit_entries SET actor = SUBSTR(actor, 1, LENGTH(actor) - 1) WHERE number = :1", {number});
    ASSERT_EQ(break_at(), 0);
  }
}

}  // namespace
}  // namespace onggi
