// The budget of memory for open models.
#include "model/open_models.h"

#include <gtest/gtest.h>

#include <thread>

namespace onggi::model {
namespace {

using namespace std::chrono_literals;

OpenModels within(std::int64_t bytes) { return OpenModels({.bytes_max = bytes, .wait = 50ms}); }

ModelMemory takes(const std::string& file, std::int64_t weights, std::int64_t own) {
  return {.weights = file, .weights_bytes = weights, .own_bytes = own};
}

void open_one(OpenModels& models, const std::string& key, const ModelMemory& memory) {
  ASSERT_TRUE(models.make_room(memory).has_value());
  models.keep(key, std::make_shared<int>(1), memory);
}

TEST(OpenModels, TheLongestUnusedMakesRoom) {
  OpenModels models = within(100);
  open_one(models, "a", takes("a", 30, 10));
  open_one(models, "b", takes("b", 30, 10));
  ASSERT_NE(models.find<int>("a"), nullptr);
  open_one(models, "c", takes("c", 30, 10));
  EXPECT_NE(models.find<int>("a"), nullptr);
  EXPECT_EQ(models.find<int>("b"), nullptr);
  EXPECT_EQ(models.bytes(), 80);
}

TEST(OpenModels, WeightsCountOnceForAllThatUseThem) {
  OpenModels models = within(100);
  open_one(models, "a", takes("same", 60, 10));
  open_one(models, "b", takes("same", 60, 10));
  open_one(models, "c", takes("same", 60, 10));
  EXPECT_EQ(models.bytes(), 90);
  EXPECT_NE(models.find<int>("a"), nullptr);
}

TEST(OpenModels, WhatIsInUseIsWaitedForAndNeverClosed) {
  OpenModels models = within(100);
  open_one(models, "a", takes("a", 60, 10));
  auto used = models.find<int>("a");
  EXPECT_EQ(models.make_room(takes("b", 60, 10)).error().reason, "models_in_use");
  EXPECT_EQ(models.make_room(takes("b", 60, 10)).error().code, ErrorCode::unavailable);
  std::jthread user([mine = std::move(used)]() mutable {
    std::this_thread::sleep_for(10ms);
    mine.reset();
  });
  EXPECT_TRUE(models.make_room(takes("b", 60, 10)).has_value());
  EXPECT_EQ(models.find<int>("a"), nullptr);
}

TEST(OpenModels, WhatIsForgottenCountsAsLongAsItIsUsed) {
  OpenModels models = within(100);
  open_one(models, "a\n1", takes("a", 60, 10));
  auto used = models.find<int>("a\n1");
  models.forget("a\n");
  EXPECT_EQ(models.find<int>("a\n1"), nullptr);
  EXPECT_EQ(models.bytes(), 70);
  EXPECT_EQ(models.make_room(takes("b", 60, 10)).error().reason, "models_in_use");
  used.reset();
  EXPECT_EQ(models.bytes(), 0);
  EXPECT_TRUE(models.make_room(takes("b", 60, 10)).has_value());
}

TEST(OpenModels, OneThatNeverFitsIsRefusedAtOnce) {
  OpenModels models = within(100);
  EXPECT_EQ(models.make_room(takes("a", 90, 11)).error().reason, "model_too_large");
}

TEST(OpenModels, WithoutABudgetNothingIsClosed) {
  OpenModels models = within(0);
  for (const char* key : {"a", "b", "c"}) open_one(models, key, takes(key, 1'000'000'000'000, 10));
  for (const char* key : {"a", "b", "c"}) EXPECT_NE(models.find<int>(key), nullptr);
}

TEST(OpenModels, ServersTakeNothingAndStay) {
  OpenModels models = within(100);
  open_one(models, "server", {});
  open_one(models, "a", takes("a", 60, 10));
  open_one(models, "b", takes("b", 60, 10));
  EXPECT_NE(models.find<int>("server"), nullptr);
  EXPECT_EQ(models.find<int>("a"), nullptr);
}

}  // namespace
}  // namespace onggi::model
