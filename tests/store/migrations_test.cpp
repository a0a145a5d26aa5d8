// Numbered changes of the schema: once, in order, and never rewritten.
#include "store/migrations.h"

#include <algorithm>
#include <thread>

#include "store/any_database.h"

namespace onggi {
namespace {

class MigrationsTest : public any::DatabaseTest {};
ONGGI_ON_ANY_DATABASE(MigrationsTest);

const Migration kFirst{"room", 1, "begin",
                       "-- 0001_begin.sql — why: a test;\nCREATE TABLE a (\n  n BIGINT, -- not; here\n  t TEXT\n);\n\n"
                       "CREATE INDEX a_n ON a (n);\nINSERT INTO a (n, t) VALUES (1, 'x; y');\n"};
const Migration kSecond{"room", 2, "more", "ALTER TABLE a ADD COLUMN m BIGINT NOT NULL DEFAULT 7"};

TEST_P(MigrationsTest, EachRunsOnceInOrder) {
  ONGGI_ASSERT_OK(migrate(*database_, std::vector{kFirst}));
  ONGGI_ASSERT_OK(migrate(*database_, std::vector{kFirst, kSecond}));
  ONGGI_ASSERT_OK(migrate(*database_, std::vector{kFirst, kSecond}));
  const auto rows = database_->query("SELECT n, t, m FROM a");
  ONGGI_ASSERT_OK(rows);
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front().text("t"), "x; y");
  EXPECT_EQ(rows->front().integer("m"), 7);
}

TEST_P(MigrationsTest, AChangedTextIsAConflict) {
  ONGGI_ASSERT_OK(migrate(*database_, std::vector{kFirst}));
  Migration changed = kFirst;
  changed.sql = "CREATE TABLE other (n BIGINT);";
  const auto done = migrate(*database_, std::vector{changed});
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ErrorCode::conflict);
  EXPECT_EQ(done.error().where, "migration room/0001_begin");
}

TEST_P(MigrationsTest, ANewerDatabaseIsAConflict) {
  ONGGI_ASSERT_OK(migrate(*database_, std::vector{kFirst, kSecond}));
  const auto done = migrate(*database_, std::vector{kFirst});
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().reason, "database_newer");
}

TEST_P(MigrationsTest, AFailedOneLeavesNothing) {
  const Migration broken{"room", 1, "broken", "CREATE TABLE b (n BIGINT);\nCREATE TABLE b (n BIGINT);\n"};
  EXPECT_FALSE(migrate(*database_, std::vector{broken}).has_value());
  EXPECT_FALSE(database_->query("SELECT n FROM b").has_value());
  ONGGI_EXPECT_OK(migrate(*database_, std::vector{kFirst}));
}

TEST_P(MigrationsTest, ManyProcessesMayBeginAtOnce) {
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      const auto mine = open_again();
      const auto done = migrate(*mine, std::vector{kFirst, kSecond});
      EXPECT_TRUE(done.has_value()) << describe(done.error());
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(database_->query("SELECT COUNT(*) AS n FROM a")->front().integer("n"), 1);
}

TEST_P(MigrationsTest, TheRoomsOwnAreNumberedFromOne) {
  const auto mine = store_migrations();
  for (std::size_t i = 0; i < mine.size(); ++i) {
    EXPECT_EQ(mine[i].room, "store");
    EXPECT_EQ(mine[i].number, static_cast<int>(i) + 1);
    EXPECT_TRUE(mine[i].sql.starts_with("-- 000")) << "begins with a comment that says why";
  }
  ONGGI_EXPECT_OK(migrate(*database_, mine));
}

}  // namespace
}  // namespace onggi
