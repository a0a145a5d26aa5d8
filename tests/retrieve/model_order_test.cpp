// The order of a configured reranker: which hits it decides, and what its trouble costs.
#include "retrieve/model_order.h"

#include <gtest/gtest.h>

#include <functional>
#include <optional>

namespace onggi::retrieve {
namespace {

/// Scores each passage by what the test says of its number; can be told to fail.
class Judge final : public Reranker {
 public:
  explicit Judge(std::function<double(int)> says) : says_(std::move(says)) { info_.id = "judge"; }
  const ModelInfo& info() const override { return info_; }
  Result<PassageScores> score(std::string_view query, const std::vector<std::string_view>& passages,
                              const Cancel& cancel) override {
    ++asked;
    question = query;
    texts.assign(passages.begin(), passages.end());
    waits = cancel.deadline() != SteadyTime::max();
    if (during) during();
    if (error) return std::unexpected(*error);
    PassageScores scores;
    scores.values.reserve(texts.size());
    for (const std::string& text : texts) scores.values.push_back(says_(std::stoi(text.substr(text.rfind(' ') + 1))));
    return scores;
  }

  void may_read(const std::string& label) { info_.label_max = label; }

  std::optional<Error> error;
  std::function<void()> during;
  int asked = 0;
  bool waits = false;
  std::string question;
  std::vector<std::string> texts;

 private:
  std::function<double(int)> says_;
  ModelInfo info_;
};

std::vector<Hit> hits(int count) {
  std::vector<Hit> made;
  for (int i = 0; i < count; ++i) {
    Hit hit;
    hit.chunk.lead = i == 0 ? "" : "제" + std::to_string(i) + "장";
    hit.chunk.text = "비밀 본문 " + std::to_string(i);
    hit.score = 1.0 / (i + 1);
    made.push_back(std::move(hit));
  }
  return made;
}

std::vector<int> numbers(const std::vector<Hit>& hits) {
  std::vector<int> order;
  order.reserve(hits.size());
  for (const Hit& hit : hits) order.push_back(std::stoi(hit.chunk.text.substr(hit.chunk.text.rfind(' ') + 1)));
  return order;
}

Error error_of(ErrorCode code) { return {.code = code, .message = "no", .reason = "before_answer"}; }

TEST(ModelOrder, WithoutAModelNothingChanges) {
  ModelOrder order(nullptr);
  auto found = hits(3);
  EXPECT_EQ(*order.apply("질문", found, Cancel()), RerankerOutcome::none);
  EXPECT_EQ(numbers(found), (std::vector<int>{0, 1, 2}));
  const auto judge = std::make_shared<Judge>([](int) { return 0.0; });
  std::vector<Hit> nothing;
  EXPECT_EQ(*ModelOrder(judge).apply("질문", nothing, Cancel()), RerankerOutcome::none);
  EXPECT_EQ(judge->asked, 0);
}

TEST(ModelOrder, TheModelOrdersTheFirstAndScoresStayWithTheirPlaces) {
  const auto judge = std::make_shared<Judge>([](int number) { return number == 1 ? -3.0 : number; });
  auto found = hits(4);
  EXPECT_EQ(*ModelOrder(judge).apply("연차휴가?", found, Cancel()), RerankerOutcome::ordered);
  EXPECT_EQ(numbers(found), (std::vector<int>{3, 2, 0, 1}));
  EXPECT_EQ(judge->question, "연차휴가?");
  EXPECT_EQ(judge->texts.at(0), "비밀 본문 0");
  EXPECT_EQ(judge->texts.at(1), "제1장\n비밀 본문 1");
  EXPECT_TRUE(judge->waits) << "a search does not wait for ever";
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].reranker.rank, static_cast<std::int32_t>(i + 1));
    EXPECT_DOUBLE_EQ(found[i].score, 1.0 / static_cast<double>(i + 1));
  }
  EXPECT_EQ(found[0].reranker.score, 3);
  EXPECT_EQ(found[3].reranker.score, -3);
}

TEST(ModelOrder, EqualScoresAndThoseBehindKeepTheirOrder) {
  const auto judge = std::make_shared<Judge>([](int number) { return number >= 30 ? 1.0 : 0.0; });
  auto found = hits(40);
  EXPECT_EQ(*ModelOrder(judge).apply("질문", found, Cancel()), RerankerOutcome::ordered);
  EXPECT_EQ(judge->texts.size(), 32U);
  std::vector<int> expected{30, 31};
  for (int i = 0; i < 30; ++i) expected.push_back(i);
  for (int i = 32; i < 40; ++i) expected.push_back(i);
  EXPECT_EQ(numbers(found), expected);
  EXPECT_EQ(found[31].reranker.rank, 32);
  EXPECT_EQ(found[32].reranker.rank, 0);
}

TEST(ModelOrder, WhatIsAboveTheModelsLabelIsNotSentAndStaysWhereItIs) {
  const auto judge = std::make_shared<Judge>([](int number) { return number; });
  judge->may_read("O");
  auto found = hits(5);
  found[1].label = Label::sensitive, found[3].label = Label::classified;
  EXPECT_EQ(*ModelOrder(judge).apply("질문", found, Cancel()), RerankerOutcome::ordered);
  EXPECT_EQ(numbers(found), (std::vector<int>{4, 1, 2, 3, 0}));
  EXPECT_EQ(judge->texts.size(), 3U);
  for (Hit& hit : found) hit.label = Label::sensitive;
  EXPECT_EQ(*ModelOrder(judge).apply("질문", found, Cancel()), RerankerOutcome::none);
  EXPECT_EQ(judge->asked, 1);
}

TEST(ModelOrder, TroubleLeavesTheBuiltInOrderAndIsToldOnceWithoutAWordOfIt) {
  SteadyTime now{};
  const auto judge = std::make_shared<Judge>([](int number) { return number; });
  ModelOrder order(judge, [&] { return now; });
  testing::internal::CaptureStderr();
  for (const ErrorCode code : {ErrorCode::limit_exceeded, ErrorCode::invalid_argument, ErrorCode::unavailable}) {
    judge->error = error_of(code);
    auto found = hits(3);
    EXPECT_EQ(*order.apply("비밀 질문", found, Cancel()), RerankerOutcome::failed);
    EXPECT_EQ(numbers(found), (std::vector<int>{0, 1, 2}));
    EXPECT_EQ(found[0].reranker.rank, 0);
  }
  const std::string told = testing::internal::GetCapturedStderr();
  EXPECT_EQ(judge->asked, 3);
  EXPECT_NE(told.find("judge"), std::string::npos) << told;
  EXPECT_EQ(told.find("limit_exceeded"), told.rfind("limit_exceeded"));
  EXPECT_EQ(told.find("unavailable"), std::string::npos) << "the same trouble is told once: " << told;
  EXPECT_EQ(told.find("비밀"), std::string::npos);
}

TEST(ModelOrder, AServerThatIsAwayIsLeftAloneForAMinute) {
  for (const ErrorCode code : {ErrorCode::unavailable, ErrorCode::timeout}) {
    SteadyTime now{};
    const auto judge = std::make_shared<Judge>([](int number) { return number; });
    ModelOrder order(judge, [&] { return now; });
    auto found = hits(3);
    judge->error = error_of(code);
    EXPECT_EQ(*order.apply("질문", found, Cancel()), RerankerOutcome::failed);
    judge->error.reset();
    now += std::chrono::seconds(59);
    EXPECT_EQ(*order.apply("질문", found, Cancel()), RerankerOutcome::failed);
    EXPECT_EQ(judge->asked, 1);
    now += std::chrono::seconds(1);
    EXPECT_EQ(*order.apply("질문", found, Cancel()), RerankerOutcome::ordered);
    EXPECT_EQ(numbers(found), (std::vector<int>{2, 1, 0}));
    EXPECT_EQ(judge->asked, 2);
  }
}

TEST(ModelOrder, WhatStopsTheSearchIsNoTroubleOfTheModel) {
  const auto judge = std::make_shared<Judge>([](int number) { return number; });
  ModelOrder order(judge);
  const Cancel cancel;
  judge->error = error_of(ErrorCode::cancelled);
  judge->during = [&] { cancel.request(); };
  auto found = hits(3);
  EXPECT_EQ(order.apply("질문", found, cancel).error().code, ErrorCode::cancelled);
  judge->during = nullptr, judge->error.reset();
  EXPECT_EQ(*order.apply("질문", found, Cancel()), RerankerOutcome::ordered) << "it was not left alone for that";
  const Cancel late = Cancel().with_timeout(std::chrono::milliseconds(-1));
  EXPECT_EQ(order.apply("질문", found, late).error().code, ErrorCode::timeout);
}

}  // namespace
}  // namespace onggi::retrieve
