// LoRA adapters: what is refused before libllama sees it, and what one does to a real, tiny model.
#include "model/llama_adapter.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <thread>

#include "base/file.h"
#include "base/hash.h"
#include "model/adapter_maker.h"
#include "model/gguf.h"

namespace onggi::model {
namespace {

constexpr auto kNothing = [](std::size_t) { return 0.0F; };
constexpr auto kSomething = [](std::size_t) { return 0.01F; };

std::shared_ptr<const LlamaModel> weights() {
  static const std::shared_ptr<const LlamaModel> shared = *LlamaModel::open(ONGGI_TEST_MODEL);
  return shared;
}

std::string reason_of(const AdapterMaker& maker) {
  const auto summary = read_gguf(maker.file());
  if (!summary) return summary.error().reason;
  const auto fits = check_adapter(*summary, weights()->summary());
  return fits ? "fits" : fits.error().reason;
}

AdapterMaker one_change(const std::string& name, std::uint64_t in, std::uint64_t rank, std::uint64_t out) {
  return AdapterMaker().change(name, in, rank, out, kSomething, kSomething);
}

TEST(Adapter, FitsTheModelItWasMadeFor) {
  EXPECT_EQ(reason_of(one_change("blk.0.ffn_down.weight", 1536, 4, 576)), "fits");
  EXPECT_EQ(reason_of(one_change("blk.3.attn_k.weight", 576, 8, 192)), "fits");
  AdapterMaker with_norm = one_change("blk.0.ffn_down.weight", 1536, 4, 576);
  EXPECT_EQ(reason_of(with_norm.add({.name = "blk.0.attn_norm.weight", .sizes = {576}, .value = kSomething})), "fits");
}

TEST(Adapter, OfAnotherModelIsRefused) {
  EXPECT_EQ(reason_of(one_change("blk.77.ffn_down.weight", 1536, 4, 576)), "other_base");
  EXPECT_EQ(reason_of(one_change("blk.0.ffn_down.weight", 576, 4, 576)), "other_base");
  EXPECT_EQ(reason_of(one_change("blk.0.ffn_down.weight", 1536, 4, 1536)), "other_base");
  AdapterMaker other = one_change("blk.0.ffn_down.weight", 1536, 4, 576);
  other.architecture = "qwen2";
  EXPECT_EQ(reason_of(other), "other_base");
}

TEST(Adapter, WhatLibllamaWouldAbortOnIsRefused) {
  const std::string name = "blk.0.ffn_down.weight";
  AdapterMaker ranks;  // the halves do not meet
  ranks.add({.name = name + ".lora_a", .sizes = {1536, 4}, .value = kSomething});
  ranks.add({.name = name + ".lora_b", .sizes = {8, 576}, .value = kSomething});
  EXPECT_EQ(reason_of(ranks), "other_base");
  AdapterMaker many;  // matrices for experts that the model does not have
  many.add({.name = name + ".lora_a", .sizes = {1536, 4, 2}, .value = kSomething});
  many.add({.name = name + ".lora_b", .sizes = {4, 576, 2}, .value = kSomething});
  EXPECT_EQ(reason_of(many), "other_base");
  AdapterMaker whole_numbers;
  whole_numbers.add({.name = name + ".lora_a", .sizes = {1536, 4}, .value = kSomething, .type = 26});  // i32
  whole_numbers.add({.name = name + ".lora_b", .sizes = {4, 576}, .value = kSomething});
  EXPECT_EQ(reason_of(whole_numbers), "adapter_type");
  AdapterMaker embeddings;  // of a model that writes with them, too
  embeddings.add({.name = "token_embd.weight.lora_a", .sizes = {4, 49152}, .value = kNothing});
  embeddings.add({.name = "token_embd.weight.lora_b", .sizes = {4, 576}, .value = kNothing});
  EXPECT_EQ(reason_of(embeddings), "adapter_embeddings");
}

TEST(Adapter, WhatIsNoneIsRefused) {
  AdapterMaker half;
  half.add({.name = "blk.0.ffn_down.weight.lora_a", .sizes = {1536, 4}, .value = kSomething});
  EXPECT_EQ(reason_of(half), "not_an_adapter");
  AdapterMaker other_half;
  other_half.add({.name = "blk.0.ffn_down.weight.lora_b", .sizes = {4, 576}, .value = kSomething});
  EXPECT_EQ(reason_of(other_half), "not_an_adapter");
  AdapterMaker weight;
  weight.add({.name = "blk.0.ffn_down.weight", .sizes = {32, 2}, .value = kSomething});
  EXPECT_EQ(reason_of(weight), "not_an_adapter");
  AdapterMaker norms;
  norms.add({.name = "blk.0.attn_norm.weight", .sizes = {576}, .value = kSomething});
  EXPECT_EQ(reason_of(norms), "not_an_adapter");
  AdapterMaker model = one_change("blk.0.ffn_down.weight", 1536, 4, 576);
  model.type = "model";
  EXPECT_EQ(reason_of(model), "not_an_adapter");
  AdapterMaker vectors = one_change("blk.0.ffn_down.weight", 1536, 4, 576);
  vectors.adapter_type = "ia3";
  EXPECT_EQ(reason_of(vectors), "adapter_kind");
  AdapterMaker invoked = one_change("blk.0.ffn_down.weight", 1536, 4, 576);
  invoked.invoked = true;
  EXPECT_EQ(reason_of(invoked), "adapter_kind");
}

class LoadedAdapter : public testing::Test {
 protected:
  LoadedAdapter() : folder_(std::filesystem::path(testing::TempDir()) / ("onggi_adapter_" + random_token(8))) {
    std::filesystem::create_directories(folder_);
  }
  ~LoadedAdapter() override { std::filesystem::remove_all(folder_); }

  std::string written(const std::string& name, const std::string& bytes) const {
    const auto path = folder_ / name;
    EXPECT_TRUE(write_file(path, bytes).has_value());
    return path.string();
  }

  static std::shared_ptr<LanguageModel> chat(const std::string& adapter, double scale = 1) {
    EngineOptions options{.context_tokens = 256, .sequences_max = 2, .threads = 1};
    options.reuse_prefixes = false;
    if (!adapter.empty()) options.adapter = *LlamaAdapter::open(weights(), adapter, scale);
    return *open_gguf_chat("tuned", weights(), options);
  }

  /// How likely the model holds each of the first tokens after a prompt to be.
  static std::map<std::string, double> first_token(LanguageModel& model) {
    GenerateOptions options;
    options.tokens_max = 1;
    options.logprobs = true;
    options.top_logprobs = 20;
    const auto answer = model.write({{.role = ChatRole::user, .content = "Name a color."}}, options, nullptr, Cancel());
    EXPECT_TRUE(answer.has_value()) << describe(answer.error());
    std::map<std::string, double> result;
    if (!answer || answer->logprobs.empty()) return result;
    for (const TokenLogprob& token : answer->logprobs.front().top) result[token.token] = token.logprob;
    return result;
  }

  /// The mean difference over what both name; 100 where they name nothing in common.
  static double distance(const std::map<std::string, double>& left, const std::map<std::string, double>& right) {
    double sum = 0;
    int both = 0;
    for (const auto& [token, logprob] : left)
      if (const auto other = right.find(token); other != right.end()) sum += std::abs(logprob - other->second), ++both;
    return both == 0 ? 100 : sum / both;
  }

  std::filesystem::path folder_;
};

TEST_F(LoadedAdapter, ChangesWhatTheModelSaysAsMuchAsItsScaleSays) {
  const auto plain = first_token(*chat(""));
  const auto zero = first_token(*chat(written("zero.gguf", strong_adapter(0))));
  EXPECT_LT(distance(plain, zero), 0.01);
  const std::string one = written("one.gguf", strong_adapter(0.06F));
  const auto single = first_token(*chat(one)), twice = first_token(*chat(one, 2));
  const auto doubled = first_token(*chat(written("two.gguf", strong_adapter(0.12F))));
  EXPECT_GT(distance(plain, single), 0.2);
  EXPECT_GT(distance(single, twice), 0.2);
  EXPECT_LT(distance(twice, doubled), 0.02);
}

TEST_F(LoadedAdapter, LeavesTheModelToOthersAsItIs) {
  const auto plain = chat("");
  const auto before = first_token(*plain);
  {
    const auto tuned = chat(written("one.gguf", strong_adapter(0.06F)));
    EXPECT_GT(distance(before, first_token(*tuned)), 0.2);
    EXPECT_LT(distance(before, first_token(*plain)), 0.01);
  }
  EXPECT_LT(distance(before, first_token(*plain)), 0.01);
}

TEST_F(LoadedAdapter, ComesAndGoesWhileOthersCompute) {
  const std::string file = written("one.gguf", strong_adapter(0.06F));
  const auto plain = chat("");
  std::atomic<bool> over = false;
  std::atomic<int> answered = 0;
  std::jthread other([&] {
    while (!over) answered += first_token(*plain).empty() ? 0 : 1;
  });
  for (int round = 0; round < 6; ++round) EXPECT_FALSE(first_token(*chat(file)).empty());
  const int until = answered + 1;
  while (answered < until) std::this_thread::yield();  // whoever computes goes on after the last one went
  over = true;
}

TEST_F(LoadedAdapter, IsNoModelAndAModelIsNoAdapter) {
  EXPECT_EQ(LlamaModel::open(written("one.gguf", strong_adapter(1))).error().reason, "is_an_adapter");
  EXPECT_EQ(LlamaAdapter::open(weights(), ONGGI_TEST_MODEL, 1).error().reason, "not_an_adapter");
  EXPECT_EQ(LlamaAdapter::open(weights(), (folder_ / "none.gguf").string(), 1).error().code, ErrorCode::not_found);
  const std::string whole = strong_adapter(1);
  const auto cut = LlamaAdapter::open(weights(), written("cut.gguf", whole.substr(0, whole.size() / 2)), 1);
  EXPECT_EQ(cut.error().reason, "broken_gguf");
}

}  // namespace
}  // namespace onggi::model
