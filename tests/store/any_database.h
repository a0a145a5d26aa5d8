// The same test on both engines: a fresh SQLite file, or a fresh schema on the private PostgreSQL of the tests.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/hash.h"
#include "store/database.h"

namespace onggi::any {

/// A clock whose hands the test holds.
class HandClock final : public Clock {
 public:
  UnixMs now_ms() const override { return now_; }
  void forward(std::int64_t duration_ms) { now_ += duration_ms; }

 private:
  std::atomic<UnixMs> now_ = 1'767'225'600'000;  // 2026-01-01
};

/// A folder that is gone with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "onggi-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

enum class Engine { sqlite, postgresql };

/// `TEST_P(MyTest, ...)` with `class MyTest : public any::DatabaseTest` and ONGGI_ON_ANY_DATABASE(MyTest).
class DatabaseTest : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    if (GetParam() == Engine::sqlite) {
      url_ = "sqlite:" + (folder_.path() / "onggi.db").string();
    } else {
      const char* server = std::getenv("ONGGI_TEST_POSTGRES");
      if (server != nullptr && std::string_view(server) == "off") GTEST_SKIP() << "ONGGI_TEST_POSTGRES=off";
      ASSERT_NE(server, nullptr) << "no PostgreSQL for this test: eval \"$(scripts/postgres_for_tests.sh start)\", or "
                                    "ONGGI_TEST_POSTGRES=off to skip";
      make_schema(server);
    }
    if (HasFatalFailure()) return;
    auto opened = Database::open({.url = url_});
    ASSERT_TRUE(opened.has_value()) << describe(opened.error());
    database_ = *std::move(opened);
  }

  void TearDown() override {
    database_.reset();
    if (server_ != nullptr) {
      const auto dropped = server_->execute("DROP SCHEMA " + schema_ + " CASCADE");
      EXPECT_TRUE(dropped.has_value()) << describe(dropped.error());
    }
  }

  /// Another pool on the same data, as another process would have it.
  std::shared_ptr<Database> open_again(std::int32_t busy_timeout_ms = 10'000) {
    auto opened = Database::open({.url = url_, .busy_timeout_ms = busy_timeout_ms});
    EXPECT_TRUE(opened.has_value()) << describe(opened.error());
    return opened.value_or(nullptr);
  }

  void run(std::string_view sql, const std::vector<SqlValue>& parameters = {}) {
    const auto done = database_->execute(sql, parameters);
    ASSERT_TRUE(done.has_value()) << sql << ": " << describe(done.error());
  }

  bool is_postgresql() const { return GetParam() == Engine::postgresql; }

  TemporaryFolder folder_;
  HandClock clock_;
  std::string url_;
  std::shared_ptr<Database> database_;

 private:
  void make_schema(const std::string& server) {
    auto opened = Database::open({.url = server});
    ASSERT_TRUE(opened.has_value()) << describe(opened.error());
    server_ = *std::move(opened);
    schema_ = "test_" + to_hex(random_bytes(8));
    const auto made = server_->execute("CREATE SCHEMA " + schema_);
    ASSERT_TRUE(made.has_value()) << describe(made.error());
    url_ = server + (server.find('?') == std::string::npos ? "?" : "&") + "options=-csearch_path%3D" + schema_;
  }

  std::string schema_;
  std::shared_ptr<Database> server_;
};

inline std::string name_of(const testing::TestParamInfo<Engine>& info) {
  return info.param == Engine::sqlite ? "sqlite" : "postgresql";
}

/// Asserts that a Result holds a value and says its error otherwise.
#define ONGGI_ASSERT_OK(result) ASSERT_TRUE((result).has_value()) << ::onggi::describe((result).error())
#define ONGGI_EXPECT_OK(result) EXPECT_TRUE((result).has_value()) << ::onggi::describe((result).error())

#define ONGGI_ON_ANY_DATABASE(Suite)                                                                        \
  INSTANTIATE_TEST_SUITE_P(Any, Suite,                                                                      \
                           testing::Values(::onggi::any::Engine::sqlite, ::onggi::any::Engine::postgresql), \
                           ::onggi::any::name_of)

}  // namespace onggi::any
