// What keys and people may take: the bucket against a slow model, and the months of keys over both databases.
#include "access/meters.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <random>
#include <thread>

#include "store/any_database.h"

namespace onggi {
namespace {

constexpr UnixMs kBegin = 1'790'000'000'000;

/// The bucket as one would write it without caring for exactness in whole numbers or for speed: it fills each
/// millisecond by itself.
struct SlowBucket {
  long double level, per_minute;
  UnixMs now;
  void pass(UnixMs to) {
    for (; now < to; ++now) level = std::min(per_minute, level + per_minute / 60'000);
  }
};

class BucketProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(BucketProperty, GivesWhatASlowModelGives) {
  std::mt19937_64 random(GetParam());
  const auto any = [&](std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random);
  };
  const std::int64_t limit = any(1, 200);
  TokenBucket bucket;
  SlowBucket model{
      .level = static_cast<long double>(limit), .per_minute = static_cast<long double>(limit), .now = kBegin};
  UnixMs now = kBegin;
  constexpr long double kNear = 1e-6L;
  for (int step = 0; step < 300; ++step) {
    now += any(0, 3) == 0 ? 0 : any(0, 20'000);
    model.pass(now);
    const std::int64_t units = any(0, limit + 2);
    // Where the slow model's rounding would decide, it says nothing.
    if (std::abs(model.level - static_cast<long double>(units)) < kNear) continue;
    if (any(0, 4) == 0) {
      bucket.charge(units, limit, now);
      model.level -= static_cast<long double>(units);
      continue;
    }
    const bool fits = model.level >= static_cast<long double>(units);
    const std::int64_t wait = bucket.wait_ms(units, limit, now);
    ASSERT_EQ(bucket.take(units, limit, now), fits) << "step " << step;
    if (fits) model.level -= static_cast<long double>(units);
    else if (units <= limit) {
      const long double missing = static_cast<long double>(units) - model.level;
      EXPECT_NEAR(static_cast<double>(wait), static_cast<double>(missing * 60'000 / limit), 1.01) << "step " << step;
      TokenBucket later = bucket;
      EXPECT_FALSE(later.take(units, limit, now + wait - 1));
      EXPECT_TRUE(later.take(units, limit, now + wait));
    }
    const bool is_clear = std::abs(model.level - std::round(model.level)) > kNear;
    const auto left = static_cast<std::int64_t>(std::max(0.0L, std::floor(model.level)));
    EXPECT_TRUE(!is_clear || bucket.remaining(limit, now) == left) << "step " << step;
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, BucketProperty, testing::Range<std::uint64_t>(1, 41));

TEST(Bucket, FillsNothingWhenTheClockIsSetBackAndStaysRightAfterYears) {
  TokenBucket bucket;
  ASSERT_TRUE(bucket.take(10, 10, kBegin));
  EXPECT_FALSE(bucket.take(1, 10, kBegin - 3'600'000));
  EXPECT_EQ(bucket.remaining(10, kBegin + 30'000'000'000'000), 10);
}

class MetersTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    any::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    ONGGI_ASSERT_OK(migrate(*database_, access_migrations()));
    auto vault = Vault::open(folder_.path() / "keys", Vault::Create::yes);
    ONGGI_ASSERT_OK(vault);
    people_ = std::make_unique<People>(database_, *vault, clock_);
    const auto person = people_->add({.login = "hong"});
    ONGGI_ASSERT_OK(person);
    person_ = person->id;
  }
  std::string key(const KeyTerms& terms) {
    const auto created = people_->add_key(person_, "상담 앱", 0, terms);
    EXPECT_TRUE(created.has_value()) << describe(created.error());
    return created ? created->secret : "";
  }
  Viewer through(const std::string& secret) {
    auto viewer = people_->viewer_of_key(secret);
    EXPECT_TRUE(viewer.has_value());
    return viewer.value_or(Viewer{});
  }
  std::unique_ptr<People> people_;
  PersonId person_;
};
ONGGI_ON_ANY_DATABASE(MetersTest);

using Refused = MeterAnswer::Refused;

TEST_P(MetersTest, TermsOfAKeyComeBackAsTheyWereGiven) {
  const KeyTerms terms{.scopes = {KeyScope::models, KeyScope::retrieval},
                       .models = {"onggi", "smollm2"},
                       .requests_per_minute = 60,
                       .tokens_per_minute = 9'000,
                       .tokens_per_month = 1'000'000};
  const Viewer viewer = through(key(terms));
  ASSERT_TRUE(viewer.key.has_value());
  EXPECT_EQ(scopes_text(viewer.key->terms.scopes), "models retrieval");
  EXPECT_EQ(viewer.key->terms.models, terms.models);
  EXPECT_EQ(viewer.key->terms.tokens_per_minute, 9'000);
  EXPECT_EQ(people_->keys(person_)->front().terms.tokens_per_month, 1'000'000);
  EXPECT_TRUE(viewer.key->terms.scopes.suffice_for({KeyScope::models, KeyScope::documents}));
  EXPECT_FALSE(viewer.key->terms.scopes.suffice_for({KeyScope::documents}));
  EXPECT_FALSE(viewer.key->terms.scopes.suffice_for({}));
  EXPECT_TRUE(KeyTerms().scopes.suffice_for({}));
}

TEST_P(MetersTest, TermsThatMakeNoSenseAreRefused) {
  const auto code = [&](const KeyTerms& terms) { return people_->add_key(person_, "x", 0, terms).error().code; };
  EXPECT_EQ(code({.scopes = {}}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.models = {"smollm2"}}), ErrorCode::invalid_argument);  // beside the scope all
  EXPECT_EQ(code({.requests_per_minute = -1}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.scopes = {KeyScope::models}, .models = {"a\nb"}}), ErrorCode::invalid_argument);
  EXPECT_EQ(scopes_from({"everything"}).error().code, ErrorCode::invalid_argument);
}

TEST_P(MetersTest, RequestsOfAKeyRunOutAndComeBack) {
  Meters meters(database_, clock_, {.key = {.requests = 100}, .person = {}});
  const Viewer viewer = through(key({.requests_per_minute = 3}));
  for (int left = 2; left >= 0; --left) {
    const MeterAnswer answer = meters.take_request(viewer);
    EXPECT_EQ(answer.refused, Refused::no);
    EXPECT_EQ(answer.state.limit, 3);
    EXPECT_EQ(answer.state.remaining, left);
  }
  const MeterAnswer refused = meters.take_request(viewer);
  EXPECT_EQ(refused.refused, Refused::requests);
  EXPECT_EQ(refused.wait_ms, 20'000);
  EXPECT_EQ(refused.state.reset_ms, 60'000);
  clock_.forward(refused.wait_ms);
  EXPECT_EQ(meters.take_request(viewer).refused, Refused::no);
  EXPECT_EQ(meters.take_request(viewer).refused, Refused::requests);
}

TEST_P(MetersTest, APersonsLimitHoldsForAllTheirKeysTogether) {
  Meters meters(database_, clock_, {.key = {}, .person = {.requests = 2, .tokens = 100}});
  const Viewer first = through(key({})), second = through(key({}));
  EXPECT_EQ(meters.take_request(first).refused, Refused::no);
  EXPECT_EQ(meters.take_request(second).refused, Refused::no);
  EXPECT_EQ(meters.take_request(first).refused, Refused::requests);
  EXPECT_EQ(meters.take_tokens(first, 10, 60).refused, Refused::no);
  EXPECT_EQ(meters.take_tokens(second, 10, 60).refused, Refused::tokens);
  meters.settle(first, 60, 20);
  EXPECT_EQ(meters.take_tokens(second, 10, 60).refused, Refused::no);
}

TEST_P(MetersTest, WhatAKeyIsRefusedItsPersonKeeps) {
  Meters meters(database_, clock_, {.key = {}, .person = {.requests = 0, .tokens = 100}});
  const Viewer small = through(key({.tokens_per_minute = 10})), large = through(key({}));
  EXPECT_EQ(meters.take_tokens(small, 1, 10).refused, Refused::no);
  EXPECT_EQ(meters.take_tokens(small, 1, 10).refused, Refused::tokens);
  EXPECT_EQ(meters.take_tokens(large, 1, 90).refused, Refused::no);
}

TEST_P(MetersTest, TokensAreHeldAndThenCorrected) {
  Meters meters(database_, clock_, {});
  const Viewer viewer = through(key({.tokens_per_minute = 600}));
  EXPECT_EQ(meters.take_tokens(viewer, 10, 500).state.remaining, 100);
  const MeterAnswer full = meters.take_tokens(viewer, 10, 200);
  EXPECT_EQ(full.refused, Refused::tokens);
  EXPECT_EQ(full.wait_ms, 10'000);  // 100 tokens at 10 a second
  meters.settle(viewer, 500, 50);
  EXPECT_EQ(meters.take_tokens(viewer, 10, 200).state.remaining, 350);
  meters.settle(viewer, 200, 900);  // more than expected: owed
  EXPECT_EQ(meters.take_tokens(viewer, 1, 1).refused, Refused::tokens);
  EXPECT_EQ(meters.take_tokens(viewer, 601, 700).refused, Refused::size);
}

TEST_P(MetersTest, AnAnswerThatMayBeLongerThanAMinuteAllowsTakesTheWholeMinute) {
  Meters meters(database_, clock_, {});
  const Viewer viewer = through(key({.tokens_per_minute = 600}));
  EXPECT_EQ(meters.take_tokens(viewer, 10, 1'034).refused, Refused::no);
  EXPECT_EQ(meters.take_tokens(viewer, 1, 1).refused, Refused::tokens);
  meters.settle(viewer, 1'034, 30);
  EXPECT_EQ(meters.take_tokens(viewer, 1, 1).state.remaining, 569);
}

TEST_P(MetersTest, AMonthsBudgetEndsAndTheNextOneBegins) {
  auto meters = std::make_unique<Meters>(database_, clock_, Meters::Defaults{});
  const std::string secret = key({.tokens_per_month = 1'000});
  EXPECT_EQ(meters->take_tokens(through(secret), 10, 900).refused, Refused::no);
  meters->settle(through(secret), 900, 900);
  ONGGI_ASSERT_OK(meters->flush());
  EXPECT_EQ(through(secret).key->month_tokens, 900);
  EXPECT_EQ(meters->take_tokens(through(secret), 10, 500).refused, Refused::no);  // holds 500: over the budget
  EXPECT_EQ(meters->take_tokens(through(secret), 1, 1).refused, Refused::quota);
  meters->settle(through(secret), 500, 200);
  ONGGI_ASSERT_OK(meters->flush());
  ONGGI_ASSERT_OK(meters->flush());                                          // a second time adds nothing
  meters = std::make_unique<Meters>(database_, clock_, Meters::Defaults{});  // a restart forgets nothing
  EXPECT_EQ(through(secret).key->month_tokens, 1'100);
  const MeterAnswer refused = meters->take_tokens(through(secret), 1, 1);
  EXPECT_EQ(refused.refused, Refused::quota);
  clock_.forward(refused.wait_ms);
  EXPECT_EQ(meters->take_tokens(through(secret), 1, 1).refused, Refused::no);
}

TEST_P(MetersTest, TwoServersAddToTheSameMonth) {
  const std::string secret = key({.tokens_per_month = 100});
  Meters first(database_, clock_, {}), second(database_, clock_, {});
  for (Meters* meters : {&first, &second}) {
    EXPECT_EQ(meters->take_request(through(secret)).refused, Refused::no);
    EXPECT_EQ(meters->take_tokens(through(secret), 1, 60).refused, Refused::no);
    meters->settle(through(secret), 60, 60);
    ONGGI_ASSERT_OK(meters->flush());
  }
  EXPECT_EQ(through(secret).key->month_tokens, 120);
  EXPECT_EQ(through(secret).key->month_requests, 2);
  EXPECT_EQ(first.take_tokens(through(secret), 1, 1).refused, Refused::quota);
}

TEST_P(MetersTest, ManyThreadsTakeExactlyTheLimit) {
  Meters meters(database_, clock_, {.key = {.requests = 500}, .person = {.requests = 700}});
  const Viewer viewer = through(key({}));
  std::atomic<int> taken = 0;
  {
    std::vector<std::jthread> threads;
    threads.reserve(8);
    for (int thread = 0; thread < 8; ++thread)
      threads.emplace_back([&] {
        for (int one = 0; one < 200; ++one)
          if (meters.take_request(viewer).refused == Refused::no) ++taken;
      });
  }
  EXPECT_EQ(taken, 500);
  ONGGI_ASSERT_OK(meters.flush());
  EXPECT_EQ(people_->keys(person_)->front().month_requests, 500);
}

}  // namespace
}  // namespace onggi
