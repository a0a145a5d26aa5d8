// What models took: summed exactly, by whom, written behind the calls, added up by several servers.
#include "monitor/spending.h"

#include <thread>

#include "access/people.h"
#include "monitor/traces.h"
#include "store/any_database.h"
#include "support/must.h"

namespace onggi {
namespace {

constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

class SpendingTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    any::DatabaseTest::SetUp();
    if (!database_) return;
    for (const auto& migrations : {store_migrations(), access_migrations(), monitor_migrations()})
      ONGGI_ASSERT_OK(migrate(*database_, migrations));
    spending_ = open();
  }
  void TearDown() override {
    spending_.reset();
    any::DatabaseTest::TearDown();
  }
  std::unique_ptr<Spending> open(const std::string& currency = "KRW") {
    return std::make_unique<Spending>(database_, clock_, currency);
  }
  std::string month() const { return day_of(clock_.now_ms()).substr(0, 7); }
  static Spending::Who who(const std::string& model, const std::string& person = "per_1", const std::string& key = "") {
    return {.model = model, .person = PersonId(person), .key = key, .application = {}};
  }
  static Spent call(std::int64_t micros) {
    return {.calls = 1,
            .prompt_tokens = 10,
            .cached_tokens = 4,
            .completion_tokens = 3,
            .computed_us = 7,
            .cost_micros = micros};
  }
  std::unique_ptr<Spending> spending_;
};
ONGGI_ON_ANY_DATABASE(SpendingTest);

TEST_P(SpendingTest, SumsByWhatIsAskedFor) {
  spending_->note(who("hcx", "per_1", "key_1"), call(70));
  spending_->note(who("hcx", "per_1", "key_1"), call(70));
  spending_->note(who("hcx", "per_2"), call(1));
  spending_->note(who("small", "per_2"), call(0));
  const auto models = must(spending_->of_month(month(), Spending::By::model));
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].name, "hcx") << "what cost most comes first";
  EXPECT_EQ(models[0].currency, "KRW");
  EXPECT_EQ(models[0].spent.calls, 3);
  EXPECT_EQ(models[0].spent.prompt_tokens, 30);
  EXPECT_EQ(models[0].spent.cached_tokens, 12);
  EXPECT_EQ(models[0].spent.computed_us, 21);
  EXPECT_EQ(models[0].spent.completion_tokens, 9);
  EXPECT_EQ(models[0].spent.cost_micros, 141);
  EXPECT_EQ(models[1].spent.calls, 1);
  const auto people = must(spending_->of_month(month(), Spending::By::person));
  ASSERT_EQ(people.size(), 2U);
  EXPECT_EQ(people[0].name, "per_1");
  EXPECT_EQ(people[1].spent.calls, 2);
  const auto keys = must(spending_->of_month(month(), Spending::By::key));
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].name, "key_1");
  EXPECT_EQ(keys[1].name, "") << "through no key";
  EXPECT_EQ(must(spending_->of_month(month(), Spending::By::application)).size(), 1U);
}

TEST_P(SpendingTest, KeepsDaysAndMonthsApart) {
  spending_->note(who("hcx"), call(1));
  const std::string first = month();
  clock_.forward(kDayMs);
  spending_->note(who("hcx"), call(2));
  clock_.forward(40 * kDayMs);
  spending_->note(who("hcx"), call(4));
  std::int64_t days = 0, sum = 0;
  for (const auto& row : must(spending_->of_month(first, Spending::By::day))) ++days, sum += row.spent.cost_micros;
  EXPECT_LE(sum, 3);
  EXPECT_GE(days, 1);
  const auto later = must(spending_->of_month(month(), Spending::By::day));
  ASSERT_EQ(later.size(), 1U);
  EXPECT_EQ(later[0].name, day_of(clock_.now_ms()));
  EXPECT_EQ(later[0].spent.cost_micros, 4);
  for (const std::string wrong : {"2026", "2026-13", "2026-1", "", "2026-11-01", "' OR 1", "20a6-11"})
    EXPECT_EQ(spending_->of_month(wrong, Spending::By::day).error().reason, "bad_month") << wrong;
}

TEST_P(SpendingTest, WritesAtItsEndAndAddsToWhatOthersWrote) {
  auto other = open();
  std::vector<std::jthread> callers;
  for (Spending* one : {spending_.get(), other.get()})
    for (int thread = 0; thread < 4; ++thread)
      callers.emplace_back([one] {
        for (int index = 0; index < 100; ++index) {
          one->note(who("hcx"), call(1));
          if (index % 25 == 0) must(one->flush());
        }
      });
  callers.clear();
  other.reset();
  spending_.reset();
  const auto rows = must(open()->of_month(month(), Spending::By::model));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].spent.calls, 800);
  EXPECT_EQ(rows[0].spent.cost_micros, 800);
}

TEST_P(SpendingTest, NeverAddsWonToDollars) {
  spending_->note(who("hcx"), call(100));
  open("USD")->note(who("hcx"), call(5));
  const auto rows = must(spending_->of_month(month(), Spending::By::model));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].currency, "KRW");
  EXPECT_EQ(rows[0].spent.cost_micros, 100);
  EXPECT_EQ(rows[1].currency, "USD");
}

}  // namespace
}  // namespace onggi
