// Rerankers in GGUF files, held against the same model computed by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "base/file.h"
#include "base/hash.h"
#include "model/gguf.h"
#include "model/rank_model.h"

namespace onggi::model {
namespace {

constexpr double kTolerance = 0.02;  // libggml computes GELU by a table of half floats
const EngineOptions kSmall{.context_tokens = 64, .sequences_max = 1, .threads = 1};

class GgufReranker : public testing::Test {
 protected:
  GgufReranker() : folder_(std::filesystem::path(testing::TempDir()) / ("onggi_rank_" + random_token(8))) {
    std::filesystem::create_directories(folder_);
  }
  ~GgufReranker() override { std::filesystem::remove_all(folder_); }

  std::shared_ptr<const LlamaModel> weights(const RankModel::Shape& shape) {
    const auto file = folder_ / "rank.gguf";
    EXPECT_TRUE(write_file(file, model_.file(shape)).has_value());
    auto opened = LlamaModel::open(file.string());
    EXPECT_TRUE(opened.has_value()) << describe(opened.error());
    return opened.value_or(nullptr);
  }
  std::vector<double> scores(const RankModel::Shape& shape, const std::string& query,
                             const std::vector<std::string>& passages) {
    const auto reranker = open_gguf_reranker("rank", weights(shape), kSmall);
    EXPECT_TRUE(reranker.has_value()) << describe(reranker.error());
    if (!reranker) return {};
    EXPECT_TRUE((*reranker)->info().can_rerank);
    auto scored = (*reranker)->score(query, {passages.begin(), passages.end()}, Cancel());
    EXPECT_TRUE(scored.has_value()) << describe(scored.error());
    EXPECT_TRUE(!scored || passages.empty() || (scored->tokens > 0 && scored->computed_us > 0));
    return scored.value_or(PassageScores()).values;
  }
  std::string reason_of(const RankModel::Shape& shape) {
    const auto opened = open_gguf_reranker("rank", weights(shape), kSmall);
    return opened ? "fine" : opened.error().reason;
  }

  std::filesystem::path folder_;
  RankModel model_{7};
};

std::string words(const std::vector<int>& numbers) {
  std::string text;
  for (const int number : numbers) text += (text.empty() ? "w" : " w") + std::to_string(number);
  return text;
}

/// [CLS] question [SEP]... passage [SEP]
std::vector<int> pair_of(const std::vector<int>& question, int separators, const std::vector<int>& passage) {
  std::vector<int> tokens{RankModel::kCls};
  for (const int number : question) tokens.push_back(RankModel::word(number));
  tokens.insert(tokens.end(), static_cast<std::size_t>(separators), RankModel::kSep);
  for (const int number : passage) tokens.push_back(RankModel::word(number));
  tokens.push_back(RankModel::kSep);
  return tokens;
}

TEST_F(GgufReranker, ScoresAsTheModelComputedByHand) {
  const std::vector<int> question{1, 2, 3};
  std::vector<std::vector<int>> passages;
  for (int i = 0; i < 20; ++i) {  // more than go through the model together
    passages.emplace_back();
    for (int word = 0; word <= i % 7; ++word) passages.back().push_back((5 * i + 3 * word) % 40);
  }
  std::vector<std::string> texts;
  texts.reserve(passages.size());
  for (const auto& passage : passages) texts.push_back(words(passage));
  for (const auto& [separators, count] : {std::pair{"end", 1}, {"both", 2}}) {
    const auto scored = scores({.separators = separators}, words(question), texts);
    ASSERT_EQ(scored.size(), passages.size());
    double low = scored[0], high = scored[0];
    for (std::size_t i = 0; i < passages.size(); ++i) {
      EXPECT_NEAR(scored[i], model_.score(pair_of(question, count, passages[i])), kTolerance) << separators << i;
      low = std::min(low, scored[i]), high = std::max(high, scored[i]);
    }
    EXPECT_GT(high - low, 20 * kTolerance) << "the passages must differ for this to say anything";
  }
}

TEST_F(GgufReranker, FollowsTheTemplateOfTheFileAndTextsStayTexts) {
  const RankModel::Shape shape{.rerank_template = "[CLS] w9 {query} [SEP] w8 {document} [SEP]"};
  const auto scored = scores(shape, "w1", {"w4", "[SEP] w4"});
  const auto expected = [&](const std::vector<int>& tokens) { return model_.score(tokens); };
  const auto word = RankModel::word;
  const std::vector<int> tokens{RankModel::kCls, word(9), word(1), RankModel::kSep, word(8), word(4), RankModel::kSep};
  EXPECT_NEAR(scored.at(0), expected(tokens), kTolerance);
  std::vector<int> closed = tokens;
  closed.insert(closed.begin() + 5, RankModel::kSep);
  EXPECT_GT(std::abs(scored.at(1) - expected(closed)), kTolerance) << "a passage cannot write a separator";
}

TEST_F(GgufReranker, CutsWhatIsLongerThanItReads) {
  std::vector<int> passage(200, 6), question(100, 3);
  const auto scored = scores({}, words({1, 2}), {words(passage)});
  EXPECT_NEAR(scored.at(0), model_.score(pair_of({1, 2}, 1, std::vector<int>(59, 6))), kTolerance);
  const auto both = scores({}, words(question), {words(passage)});
  EXPECT_NEAR(both.at(0), model_.score(pair_of(std::vector<int>(30, 3), 1, std::vector<int>(31, 6))), kTolerance);
}

TEST_F(GgufReranker, AnEmptyPassageHasAScoreToo) {
  EXPECT_NEAR(scores({}, "w1", {""}).at(0), model_.score(pair_of({1}, 1, {})), kTolerance);
  EXPECT_TRUE(scores({}, "w1", {}).empty());
}

TEST_F(GgufReranker, RefusesFilesThatAreNone) {
  EXPECT_EQ(reason_of({}), "fine");
  EXPECT_EQ(reason_of({.says_rank = false}), "not_a_reranker");
  EXPECT_EQ(reason_of({.with_head = false}), "not_a_reranker");
  EXPECT_EQ(reason_of({.separators = "none"}), "not_a_reranker");
  EXPECT_EQ(reason_of({.rerank_template = "{document} {query}"}), "not_a_reranker");
  EXPECT_EQ(reason_of({.rerank_template = "nothing"}), "not_a_reranker");
  const auto embedder = open_gguf_embedder("rank", weights({.with_head = false}), kSmall);
  ASSERT_FALSE(embedder.has_value());
  EXPECT_EQ(embedder.error().reason, "not_an_embedder");
}

TEST_F(GgufReranker, FeelsACancel) {
  const auto reranker = *open_gguf_reranker("rank", weights({}), kSmall);
  const Cancel cancel;
  cancel.request();
  EXPECT_EQ(reranker->score("w1", {"w2"}, cancel).error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace onggi::model
