// Values, transactions, pools and errors, the same on both engines.
#include "store/database.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <barrier>
#include <latch>
#include <limits>
#include <stdexcept>
#include <thread>

#include "base/file.h"
#include "store/any_database.h"
#include "store/remembered.h"
#include "store/unremembered.h"

namespace onggi {
namespace {

class DatabaseTest : public any::DatabaseTest {
 protected:
  std::int64_t count(std::string_view table) {
    const auto rows = database_->query("SELECT COUNT(*) AS n FROM " + std::string(table));
    EXPECT_TRUE(rows.has_value()) << describe(rows.error());
    return rows ? rows->front().integer("n") : -1;
  }
};
ONGGI_ON_ANY_DATABASE(DatabaseTest);

// A file does not go away.
class ServerTest : public DatabaseTest {};
INSTANTIATE_TEST_SUITE_P(Any, ServerTest, testing::Values(any::Engine::postgresql), any::name_of);

TEST_P(DatabaseTest, ValuesComeBackAsTheyWere) {
  run("CREATE TABLE values_of (id BIGINT PRIMARY KEY, t TEXT, n BIGINT, d DOUBLE PRECISION)");
  const std::string large(10 * 1024 * 1024, 'x');
  const std::vector<std::vector<SqlValue>> rows = {
      {std::int64_t{1}, std::string("한글 옹기 🏺 e\xCC\x81"), INT64_MAX, 0.1},
      {std::int64_t{2}, std::string(), INT64_MIN, -1.5e-300},
      {std::int64_t{3}, std::monostate{}, std::monostate{}, std::monostate{}},
      {std::int64_t{4}, std::string("5"), std::int64_t{0}, 5.0},
      {std::int64_t{5}, std::string("quote ' :1 $1 \\ \n line"), std::int64_t{5'000'000'000}, 1.7976931348623157e308},
      {std::int64_t{6}, large, std::int64_t{-1}, 0.0},
  };
  ONGGI_ASSERT_OK(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.execute_many("INSERT INTO values_of (id, t, n, d) VALUES (:1, :2, :3, :4)", rows));
    return true;
  }));
  const auto back = database_->query("SELECT t, n, d, id FROM values_of ORDER BY id");
  ONGGI_ASSERT_OK(back);
  ASSERT_EQ(back->size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const SqlRow& row = (*back)[i];
    const bool null = std::holds_alternative<std::monostate>(rows[i][1]);
    EXPECT_EQ(row.is_null("t"), null);
    EXPECT_EQ(row.is_null("n"), null);
    EXPECT_EQ(row.text("t"), null ? "" : std::get<std::string>(rows[i][1]));
    EXPECT_EQ(row.integer("n"), null ? 0 : std::get<std::int64_t>(rows[i][2]));
    EXPECT_EQ(row.real("d"), null ? 0.0 : std::get<double>(rows[i][3]));
  }
}

TEST_P(DatabaseTest, ComputedColumnsKeepTheirSixtyFourBits) {
  run("CREATE TABLE numbers (n BIGINT, t TEXT)");
  run("INSERT INTO numbers (n, t) VALUES (:1, :2)", {std::int64_t{5'000'000'000}, std::monostate{}});
  run("INSERT INTO numbers (n, t) VALUES (:1, :2)", {std::int64_t{5'000'000'000}, std::string("나")});
  const auto rows = database_->query(
      "SELECT COUNT(*) AS c, SUM(n) AS s, MAX(t) AS t, COALESCE(MAX(n), 0) AS m, AVG(n) AS a, SUM(n) * 0.5 AS h, "
      "MIN(n) "
      "- MAX(n) AS zero FROM numbers");
  ONGGI_ASSERT_OK(rows);
  const SqlRow& row = rows->front();
  EXPECT_EQ(row.integer("c"), 2);
  EXPECT_EQ(row.integer("s"), 10'000'000'000);
  EXPECT_EQ(row.text("t"), "나");
  EXPECT_EQ(row.integer("m"), 5'000'000'000);
  EXPECT_EQ(row.real("a"), 5e9);
  EXPECT_EQ(row.real("h"), 5e9);
  EXPECT_EQ(row.integer("zero"), 0);
  const auto none = database_->query("SELECT SUM(n) AS s FROM numbers WHERE n = :1", {INT64_MAX});
  ONGGI_ASSERT_OK(none);
  EXPECT_TRUE(none->front().is_null("s"));
}

TEST_P(DatabaseTest, TypesFollowEachRowAndNotTheFirst) {
  run("CREATE TABLE mixed (id BIGINT, n BIGINT, t TEXT)");
  for (std::int64_t i = 0; i < 4; ++i)
    run("INSERT INTO mixed (id, n, t) VALUES (:1, :2, :3)",
        {i, i % 2 == 0 ? SqlValue() : SqlValue(i), i % 2 == 0 ? SqlValue(std::string("가")) : SqlValue()});
  const auto rows = database_->query("SELECT n, t FROM mixed ORDER BY id");
  ONGGI_ASSERT_OK(rows);
  EXPECT_TRUE((*rows)[0].is_null("n"));
  EXPECT_EQ((*rows)[1].integer("n"), 1);
  EXPECT_EQ((*rows)[2].text("t"), "가");
  EXPECT_TRUE((*rows)[3].is_null("t"));
}

TEST_P(DatabaseTest, TextThatOneEngineWouldLoseIsRefusedByBoth) {
  run("CREATE TABLE texts (t TEXT, d DOUBLE PRECISION)");
  const std::vector<std::string> refused = {std::string("a\0b", 3), "\xC0\x80", "\xED\xA0\x80", "\xEA\xB0", "\xFF"};
  for (const std::string& text : refused) {
    const auto done = database_->execute("INSERT INTO texts (t) VALUES (:1)", {text});
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().code, ErrorCode::invalid_argument);
  }
  const auto done = database_->execute("INSERT INTO texts (d) VALUES (:1)", {std::numeric_limits<double>::infinity()});
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(count("texts"), 0);
}

TEST_P(DatabaseTest, PlaceholdersInsideOfTextStayText) {
  const auto rows = database_->query("SELECT ':1' AS a, CAST(:1 AS TEXT) AS b -- not :2\n, 'it''s :3' AS c /* :4 */",
                                     {std::string("x")});
  ONGGI_ASSERT_OK(rows);
  EXPECT_EQ(rows->front().text("a"), ":1");
  EXPECT_EQ(rows->front().text("b"), "x");
  EXPECT_EQ(rows->front().text("c"), "it's :3");
}

TEST_P(DatabaseTest, AWriteIsThereInFullOrNotAtAll) {
  run("CREATE TABLE t (n BIGINT)");
  const auto failed = database_->write<bool>([](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.execute("INSERT INTO t (n) VALUES (1)"));
    return fail(ErrorCode::cancelled, "stop");
  });
  EXPECT_EQ(failed.error().code, ErrorCode::cancelled);
  EXPECT_EQ(count("t"), 0);
  const auto throwing = [&] {
    return database_->write<bool>([](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(session.execute("INSERT INTO t (n) VALUES (1)"));
      throw std::runtime_error("from a library");
    });
  };
  EXPECT_THROW(EXPECT_FALSE(throwing().has_value()), std::runtime_error);
  EXPECT_EQ(count("t"), 0);
  run("INSERT INTO t (n) VALUES (2)");  // the connection is good for the next
  EXPECT_EQ(count("t"), 1);
}

TEST_P(DatabaseTest, AFailedStatementCannotBeIgnored) {
  run("CREATE TABLE t (n BIGINT PRIMARY KEY)");
  const auto done = database_->write<bool>([](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.execute("INSERT INTO t (n) VALUES (1)"));
    EXPECT_FALSE(session.execute("INSERT INTO t (n) VALUES (1)").has_value());
    EXPECT_FALSE(session.execute("INSERT INTO t (n) VALUES (2)").has_value());
    return true;
  });
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ErrorCode::conflict);
  EXPECT_EQ(count("t"), 0);
}

TEST_P(DatabaseTest, BrokenRulesAreConflictsWithoutTheValue) {
  run("CREATE TABLE people_of (login TEXT PRIMARY KEY, age BIGINT CHECK (age >= 0))");
  run("INSERT INTO people_of (login, age) VALUES (:1, :2)", {std::string("hong"), std::int64_t{1}});
  const auto twice =
      database_->execute("INSERT INTO people_of (login, age) VALUES (:1, :2)", {std::string("hong"), std::int64_t{1}});
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().code, ErrorCode::conflict);
  EXPECT_THAT(twice.error().message, testing::Not(testing::HasSubstr("hong")));
  const auto negative =
      database_->execute("INSERT INTO people_of (login, age) VALUES (:1, :2)", {std::string("kim"), std::int64_t{-1}});
  EXPECT_EQ(negative.error().code, ErrorCode::conflict);
}

TEST_P(DatabaseTest, WrongStatementsAreOurOwnMistake) {
  run("CREATE TABLE t (n BIGINT)");
  EXPECT_EQ(database_->execute("INSERT INTO nowhere (n) VALUES (1)").error().code, ErrorCode::internal);
  EXPECT_EQ(database_->execute("INSERT INTO t (n) VALUES (:1)").error().code, ErrorCode::internal);
  EXPECT_EQ(database_->execute("DELETE FROM t; DELETE FROM t").error().code, ErrorCode::internal);
  const auto read = database_->read<std::int64_t>([](SqlSession& session) { return session.execute("DELETE FROM t"); });
  EXPECT_EQ(read.error().code, ErrorCode::internal);
  const auto nested = database_->write<std::int64_t>([&](SqlSession&) { return database_->execute("DELETE FROM t"); });
  EXPECT_EQ(nested.error().code, ErrorCode::internal);
}

TEST_P(DatabaseTest, ReturningAndCountsOfChanges) {
  run("CREATE TABLE t (n BIGINT PRIMARY KEY, t TEXT)");
  const auto made =
      database_->query("INSERT INTO t (n, t) VALUES (:1, :2) RETURNING n, t", {std::int64_t{7}, std::string("일곱")});
  ONGGI_ASSERT_OK(made);
  EXPECT_EQ(made->front().integer("n"), 7);
  EXPECT_EQ(made->front().text("t"), "일곱");
  EXPECT_EQ(*database_->execute("INSERT INTO t (n, t) VALUES (7, 'x') ON CONFLICT DO NOTHING"), 0);
  EXPECT_EQ(*database_->execute("INSERT INTO t (n, t) VALUES (8, 'x'), (9, 'y')"), 2);
  EXPECT_EQ(*database_->execute("UPDATE t SET t = 'z' WHERE n > 7"), 2);
  EXPECT_EQ(*database_->execute("CREATE TABLE other (n BIGINT)"), 0);
  EXPECT_EQ(*database_->execute("DELETE FROM t"), 3);
}

TEST_P(DatabaseTest, AReadSeesOneMoment) {
  run("CREATE TABLE t (n BIGINT)");
  const auto seen = database_->read<std::int64_t>([&](SqlSession& session) -> Result<std::int64_t> {
    ONGGI_TRY(const auto before, session.query("SELECT COUNT(*) AS n FROM t"));
    ONGGI_CHECK(database_->execute("INSERT INTO t (n) VALUES (1)"));
    ONGGI_TRY(const auto after, session.query("SELECT COUNT(*) AS n FROM t"));
    return before.front().integer("n") + after.front().integer("n");
  });
  ONGGI_ASSERT_OK(seen);
  EXPECT_EQ(*seen, 0);
  EXPECT_EQ(count("t"), 1);
}

TEST_P(DatabaseTest, ManyWritersLoseNothing) {
  run("CREATE TABLE counters (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)");
  run("INSERT INTO counters (id, n) VALUES (1, 0)");
  const auto other = open_again();
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([&, t] {
      Database& mine = t % 2 == 0 ? *database_ : *other;
      for (int i = 0; i < 20; ++i) {
        const auto done = mine.write<bool>([](SqlSession& session) -> Result<bool> {
          ONGGI_CHECK(session.exclusive("counter"));
          ONGGI_TRY(const auto rows, session.query("SELECT n FROM counters WHERE id = 1"));
          ONGGI_CHECK(session.execute("UPDATE counters SET n = :1 WHERE id = 1", {rows.front().integer("n") + 1}));
          return true;
        });
        EXPECT_TRUE(done.has_value()) << describe(done.error());
      }
    });
  for (std::thread& thread : threads) thread.join();
  const auto rows = database_->query("SELECT n FROM counters");
  EXPECT_EQ(rows->front().integer("n"), 120);
}

TEST_P(ServerTest, ADeadlockIsSettledByRunningAgain) {
  run("CREATE TABLE counters (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)");
  run("INSERT INTO counters (id, n) VALUES (1, 0), (2, 0)");
  std::barrier both_hold_one(2);
  std::atomic<int> runs = 0;
  const auto add_in_order = [&](std::int64_t first, std::int64_t second) {
    bool met = false;
    const auto done = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
      ++runs;
      ONGGI_CHECK(session.execute("UPDATE counters SET n = n + 1 WHERE id = :1", {first}));
      if (!std::exchange(met, true)) both_hold_one.arrive_and_wait();
      ONGGI_CHECK(session.execute("UPDATE counters SET n = n + 1 WHERE id = :1", {second}));
      return true;
    });
    EXPECT_TRUE(done.has_value()) << describe(done.error());
  };
  std::thread forwards([&] { add_in_order(1, 2); });
  std::thread backwards([&] { add_in_order(2, 1); });
  forwards.join();
  backwards.join();
  EXPECT_GE(runs, 3) << "the server broke one of the two, or both where both looked at once";
  EXPECT_EQ(database_->query("SELECT SUM(n) AS n FROM counters")->front().integer("n"), 4);
}

TEST_P(ServerTest, ALostServerIsLookedForAgain) {
  run("CREATE TABLE t (n BIGINT)");
  const auto other = open_again();
  const auto kill_all_but_me =
      "SELECT COUNT(pg_terminate_backend(pid)) AS killed FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND pid "
      "IN "
      "(SELECT pid FROM pg_locks WHERE relation = 't'::regclass)";
  int runs = 0;
  const auto done = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.execute("INSERT INTO t (n) VALUES (1)"));
    if (++runs == 1) ONGGI_CHECK(other->query(kill_all_but_me));
    ONGGI_CHECK(session.execute("INSERT INTO t (n) VALUES (2)"));
    return true;
  });
  ONGGI_ASSERT_OK(done);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(count("t"), 2);
  EXPECT_FALSE(Database::open({.url = "postgresql://nobody@/x?host=/nowhere"}).has_value());
}

TEST_P(DatabaseTest, ALockThatStaysIsUnavailable) {
  run("CREATE TABLE t (n BIGINT PRIMARY KEY)");
  run("INSERT INTO t (n) VALUES (1)");
  const auto impatient = open_again(50);
  const auto done = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.execute("UPDATE t SET n = 2"));
    const auto waited = impatient->execute("UPDATE t SET n = 3");
    EXPECT_FALSE(waited.has_value());
    EXPECT_EQ(waited.error().code, ErrorCode::unavailable);
    EXPECT_EQ(waited.error().reason, "busy");
    return true;
  });
  ONGGI_ASSERT_OK(done);
}

TEST_P(DatabaseTest, AFullPoolIsUnavailable) {
  auto small = Database::open({.url = url_, .connections_max = 1, .busy_timeout_ms = 50});
  ONGGI_ASSERT_OK(small);
  const auto outer = (*small)->read<bool>([&](SqlSession&) -> Result<bool> {
    const auto inner = (*small)->query("SELECT 1 AS one");
    EXPECT_EQ(inner.error().code, ErrorCode::unavailable);
    EXPECT_EQ(inner.error().reason, "busy");
    return true;
  });
  ONGGI_ASSERT_OK(outer);
  ONGGI_EXPECT_OK((*small)->query("SELECT 1 AS one"));
}

TEST_P(DatabaseTest, HundredsThatWaitForFewConnectionsAllComeToTheirTurn) {
  auto small = Database::open({.url = url_, .connections_max = 2, .busy_timeout_ms = 60'000});
  ONGGI_ASSERT_OK(small);
  std::latch all(300);
  std::atomic<int> served = 0;
  {
    std::vector<std::jthread> threads;
    for (int one = 0; one < 300; ++one)
      threads.emplace_back([&] {
        all.arrive_and_wait();
        for (int time = 0; time < 5; ++time) served += (*small)->query("SELECT 1 AS one").has_value() ? 1 : 0;
      });
  }
  EXPECT_EQ(served, 1'500);
}

TEST_P(DatabaseTest, ACommitOfAnybodyMakesAnotherVersion) {
  const auto first = database_->version();
  if (database_->dialect() == SqlSession::Dialect::postgresql) {
    EXPECT_FALSE(first.has_value());
    return;
  }
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(database_->version(), first);
  run("CREATE TABLE t (n BIGINT)");
  const auto second = database_->version();
  EXPECT_NE(second, first);
  const auto undone = database_->write<bool>([](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.execute("INSERT INTO t (n) VALUES (1)"));
    return fail(ErrorCode::cancelled, "not this time");
  });
  EXPECT_FALSE(undone.has_value());
  EXPECT_EQ(database_->version(), second);
  ONGGI_ASSERT_OK(open_again(1'000)->execute("INSERT INTO t (n) VALUES (1)"));
  std::this_thread::sleep_for(std::chrono::milliseconds(110));  // as long as another process's may take to be seen
  const auto third = database_->version();
  EXPECT_NE(third, second);
  {
    const UnrememberedWrites adding;
    run("INSERT INTO t (n) VALUES (2)");
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(110));
  EXPECT_EQ(database_->version(), third) << "what nobody remembers";
}

TEST_P(DatabaseTest, WhatIsRememberedIsNeverOlderThanTheDatabase) {
  run("CREATE TABLE t (n BIGINT)");
  run("INSERT INTO t (n) VALUES (0)");
  Remembered<std::int64_t> known;
  std::atomic<int> reads = 0;
  const auto value = [&] {
    return known.get(*database_, "n", [&]() -> Result<std::int64_t> {
      ++reads;
      ONGGI_TRY(const auto rows, database_->query("SELECT n FROM t"));
      return rows.front().integer("n");
    });
  };
  for (int time = 0; time < 3; ++time) EXPECT_EQ(*value(), 0);
  EXPECT_EQ(reads, database_->version() ? 1 : 3);
  std::atomic<std::int64_t> committed = 0;
  std::vector<std::jthread> readers;
  for (int one = 0; one < 4; ++one)
    readers.emplace_back([&] {
      while (committed < 200) {
        const std::int64_t before = committed;
        EXPECT_GE(value().value_or(-1), before);
      }
    });
  for (std::int64_t n = 1; n <= 200; ++n) {
    ONGGI_EXPECT_OK(database_->execute("UPDATE t SET n = :1", {n}));
    committed = n;
  }
  readers.clear();
  EXPECT_EQ(*value(), 200);
  ONGGI_EXPECT_OK(open_again(10'000)->execute("UPDATE t SET n = 201"));
  std::this_thread::sleep_for(std::chrono::milliseconds(110));
  EXPECT_EQ(*value(), 201) << "of another process";
}

TEST_P(DatabaseTest, ErrorsAreNotRemembered) {
  Remembered<std::int64_t> known;
  const auto fails = [&] {
    return known.get(*database_, "n", []() -> Result<std::int64_t> { return fail(ErrorCode::not_found, "no n"); });
  };
  EXPECT_EQ(fails().error().code, ErrorCode::not_found);
  EXPECT_EQ(*known.get(*database_, "n", []() -> Result<std::int64_t> { return 7; }), 7);
}

TEST_P(DatabaseTest, ManyDifferentStatementsFit) {
  for (int i = 0; i < 600; ++i) {
    const auto rows = database_->query("SELECT " + std::to_string(i) + " AS n");
    ONGGI_ASSERT_OK(rows);
    ASSERT_EQ(rows->front().integer("n"), i);
  }
}

TEST_P(DatabaseTest, ManyRowsWithMixedTypesInOneGo) {
  run("CREATE TABLE t (id BIGINT PRIMARY KEY, d DOUBLE PRECISION)");
  std::vector<std::vector<SqlValue>> rows;
  rows.reserve(1000);
  for (std::int64_t i = 0; i < 1000; ++i)
    rows.push_back({i, i % 3 == 0 ? SqlValue() : i % 3 == 1 ? SqlValue(i) : SqlValue(0.5)});
  const auto insert = [&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.execute_many("INSERT INTO t (id, d) VALUES (:1, :2)", rows));
    return true;
  };
  ONGGI_ASSERT_OK(database_->write<bool>(insert));
  EXPECT_EQ(count("t"), 1000);
  const auto again = database_->write<bool>(insert);  // the first row of the pipeline collides
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_EQ(count("t"), 1000);
}

TEST(DatabaseOpenTest, SaysWhatIsWrong) {
  const any::TemporaryFolder folder;
  const auto error_of = [](const std::string& url) {
    const auto opened = Database::open({.url = url, .busy_timeout_ms = 50});
    EXPECT_FALSE(opened.has_value()) << url;
    return opened ? Error{} : opened.error();
  };
  EXPECT_EQ(error_of("mysql://x").code, ErrorCode::invalid_argument);
  EXPECT_EQ(error_of("sqlite:").code, ErrorCode::invalid_argument);
  EXPECT_EQ(error_of("sqlite::memory:").code, ErrorCode::invalid_argument);
  EXPECT_EQ(error_of("sqlite:/tmp/\"onggi\".db").code, ErrorCode::invalid_argument);
  EXPECT_EQ(error_of("sqlite:" + (folder.path() / "no" / "onggi.db").string()).code, ErrorCode::unavailable);
  EXPECT_EQ(error_of("sqlite:" + folder.path().string()).code, ErrorCode::unavailable);
  const auto text = folder.path() / "letter.txt";
  ONGGI_ASSERT_OK(write_file(text, std::string(5000, 'x')));
  EXPECT_EQ(error_of("sqlite:" + text.string()).code, ErrorCode::bad_input);
  EXPECT_EQ(error_of("sqlite:" + text.string()).reason, "not_a_database");
  const auto gone = error_of("postgresql://me:geheim@127.0.0.1:1/db");
  EXPECT_EQ(gone.code, ErrorCode::unavailable);
  EXPECT_THAT(gone.message, testing::Not(testing::HasSubstr("geheim")));
}

TEST(DatabaseOpenTest, ADamagedFileIsBadInput) {
  const any::TemporaryFolder folder;
  const auto path = folder.path() / "onggi.db";
  {
    const auto database = Database::open({.url = "sqlite:" + path.string()});
    ONGGI_ASSERT_OK(database);
    ONGGI_ASSERT_OK((*database)->execute("CREATE TABLE t (n BIGINT, t TEXT)"));
    for (int i = 0; i < 50; ++i)
      ONGGI_ASSERT_OK(
          (*database)->execute("INSERT INTO t (n, t) VALUES (:1, :2)", {std::int64_t{i}, std::string(500, 'x')}));
  }
  auto bytes = read_file(path);
  ONGGI_ASSERT_OK(bytes);
  for (std::size_t i = 4096; i < bytes->size(); ++i) (*bytes)[i] = '\x55';
  ONGGI_ASSERT_OK(write_file(path, *bytes));
  const auto database = Database::open({.url = "sqlite:" + path.string()});
  const auto rows = database ? (*database)->query("SELECT n, t FROM t") : std::unexpected(database.error());
  ASSERT_FALSE(rows.has_value());
  EXPECT_EQ(rows.error().code, ErrorCode::bad_input);
  EXPECT_EQ(rows.error().reason, "database_damaged");
}

TEST(DatabaseOpenTest, AFullDiskIsUnavailableAndLosesNothing) {
  const any::TemporaryFolder folder;
  const auto database = Database::open({.url = "sqlite:" + (folder.path() / "onggi.db").string()});
  ONGGI_ASSERT_OK(database);
  ONGGI_ASSERT_OK((*database)->execute("CREATE TABLE t (t TEXT)"));
  ONGGI_ASSERT_OK((*database)->execute("INSERT INTO t (t) VALUES ('kept')"));
  // SQLite answers a full disk and this limit with the same code, SQLITE_FULL.
  ONGGI_ASSERT_OK((*database)->query("PRAGMA max_page_count = 20"));
  const auto done = (*database)->execute("INSERT INTO t (t) VALUES (:1)", {std::string(500'000, 'x')});
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ErrorCode::unavailable);
  EXPECT_EQ(done.error().reason, "disk_full");
  ONGGI_EXPECT_OK((*database)->execute("INSERT INTO t (t) VALUES ('after')"));
  EXPECT_EQ((*database)->query("SELECT t FROM t")->size(), 2U);
}

// In a process of its own, which gives up root: root may write everywhere.
TEST(DatabaseOpenTest, AReadOnlyHomeIsSaidToBeOne) {
  const any::TemporaryFolder folder;
  const auto path = folder.path() / "onggi.db";
  ONGGI_ASSERT_OK(Database::open({.url = "sqlite:" + path.string()}));
  ASSERT_EQ(::chmod(path.c_str(), 0444), 0);
  ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    if (::geteuid() == 0 && (::setegid(kNobody) != 0 || ::seteuid(kNobody) != 0)) ::_exit(2);
    const auto there = Database::open({.url = "sqlite:" + path.string()});
    const auto fresh = Database::open({.url = "sqlite:" + (folder.path() / "new.db").string()});
    const bool said = !there && there.error().code == ErrorCode::unavailable && there.error().reason == "read_only";
    const bool said_too = !fresh && fresh.error().code == ErrorCode::unavailable && fresh.error().reason == "read_only";
    ::_exit(said && said_too ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
}

TEST(DatabaseOpenTest, ADatabaseIsForItsOwner) {
  const any::TemporaryFolder folder;
  const auto path = folder.path() / "옹기's home.db";
  ONGGI_ASSERT_OK(Database::open({.url = "sqlite:" + path.string()}));
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace
}  // namespace onggi
