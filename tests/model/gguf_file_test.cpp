// Broken model files are refused before libllama sees them.
#include "model/gguf_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <random>

#include "base/file.h"
#include "model/gguf_maker.h"
#include "model/llama_model.h"

namespace onggi::model {
namespace {

using Maker = GgufMaker;

Maker head(std::uint64_t tensors, std::uint64_t keys) {
  Maker maker;
  maker.raw("GGUF").number<std::uint32_t>(3).number(tensors).number(keys);
  return maker;
}

Maker& architecture(Maker& maker) { return maker.text("general.architecture").number<std::uint32_t>(8).text("llama"); }

/// One key, one tensor of 8 f32, 32 bytes of weights at an aligned place.
std::string whole_file(std::uint64_t elements = 8, std::uint32_t type = 0, std::uint64_t offset = 0) {
  Maker maker = head(1, 1);
  architecture(maker).text("w").number<std::uint32_t>(1).number(elements).number(type).number(offset);
  std::string bytes = maker.bytes();
  bytes.resize((bytes.size() + 31) / 32 * 32);
  return bytes + std::string(32, '\0');
}

std::string reason_of(std::string_view bytes) {
  const auto result = read_gguf(bytes);
  return result ? "fine" : result.error().reason;
}

TEST(GgufFile, ReadsTheHeadOfARealModel) {
  const auto summary = check_gguf(ONGGI_TEST_MODEL);
  ASSERT_TRUE(summary.has_value()) << describe(summary.error());
  EXPECT_EQ(summary->architecture, "llama");
  EXPECT_EQ(summary->context_tokens, 8192U);
  EXPECT_EQ(summary->dimensions, 576U);
  EXPECT_TRUE(summary->has_chat_template);
  EXPECT_FALSE(summary->pooled);
  EXPECT_EQ(summary->adapter, "");
  EXPECT_EQ(summary->file_bytes, std::filesystem::file_size(ONGGI_TEST_MODEL));
  EXPECT_EQ(summary->cache_bytes_per_token, 30U * 3 * (64 + 64) * 2) << "30 layers, 3 shared heads of 64";
  EXPECT_EQ(summary->tensors.at("blk.0.ffn_down.weight").sizes, (std::array<std::uint64_t, 4>{1536, 576, 1, 1}));
}

TEST(GgufFile, HeadsMayDifferFromLayerToLayer) {
  Maker maker = head(1, 5);
  architecture(maker).text("llama.block_count").number<std::uint32_t>(4).number<std::uint32_t>(3);
  maker.text("llama.embedding_length").number<std::uint32_t>(4).number<std::uint32_t>(64);
  maker.text("llama.attention.head_count").number<std::uint32_t>(4).number<std::uint32_t>(4);
  maker.text("llama.attention.head_count_kv").number<std::uint32_t>(9).number<std::uint32_t>(4);
  maker.number<std::uint64_t>(3).number<std::uint32_t>(4).number<std::uint32_t>(2).number<std::uint32_t>(0);
  maker.text("w").number<std::uint32_t>(1).number<std::uint64_t>(8).number<std::uint32_t>(0).number<std::uint64_t>(0);
  std::string bytes = maker.bytes();
  bytes.resize((bytes.size() + 31) / 32 * 32 + 32);
  const auto summary = read_gguf(bytes);
  ASSERT_TRUE(summary.has_value()) << describe(summary.error());
  EXPECT_EQ(summary->cache_bytes_per_token, (4U + 2 + 0) * (16 + 16) * 2);
}

TEST(GgufFile, TakesATinyWholeOne) { EXPECT_EQ(reason_of(whole_file()), "fine"); }

TEST(GgufFile, WhatIsNotGgufIsNamedSo) {
  EXPECT_EQ(reason_of("PK\x03\x04 this is a zip"), "not_gguf");
  EXPECT_EQ(reason_of("GG"), "not_gguf");
  EXPECT_EQ(
      reason_of(
          Maker().raw("GGUF").number<std::uint32_t>(77).number<std::uint64_t>(0).number<std::uint64_t>(0).bytes()),
      "not_gguf");
  EXPECT_EQ(check_gguf("/nowhere/model.gguf").error().code, ErrorCode::not_found);
  EXPECT_EQ(check_gguf("/").error().reason, "not_gguf");
}

TEST(GgufFile, SizesThatPointOutsideAreRefused) {
  EXPECT_EQ(reason_of(whole_file(1ULL << 39U)), "broken_gguf");
  EXPECT_EQ(reason_of(whole_file(0)), "broken_gguf");
  EXPECT_EQ(reason_of(whole_file(9)), "broken_gguf");
  EXPECT_EQ(reason_of(whole_file(8, 0, 32)), "broken_gguf");
  EXPECT_EQ(reason_of(whole_file(8, 0, UINT64_MAX - 31)), "broken_gguf");
  EXPECT_EQ(reason_of(whole_file(8, 0, 1)), "broken_gguf");
  EXPECT_EQ(reason_of(whole_file(8, 4)), "broken_gguf");    // a type that was removed from the format
  EXPECT_EQ(reason_of(whole_file(8, 999)), "broken_gguf");  // one that never was
  EXPECT_EQ(reason_of(head(UINT64_MAX, 1).bytes()), "broken_gguf");
  EXPECT_EQ(reason_of(head(1, UINT64_MAX).bytes()), "broken_gguf");
  EXPECT_EQ(reason_of(head(1, 1).number<std::uint64_t>(UINT64_MAX).bytes()), "broken_gguf");
  EXPECT_EQ(reason_of(head(0, 1)
                          .text("a")
                          .number<std::uint32_t>(9)
                          .number<std::uint32_t>(10)
                          .number<std::uint64_t>(UINT64_MAX / 8 + 1)
                          .bytes()),
            "broken_gguf");
  Maker split = head(1, 2);
  architecture(split).text("split.count").number<std::uint32_t>(2).number<std::uint16_t>(3);
  EXPECT_EQ(reason_of(split.bytes()), "split_gguf");
}

TEST(GgufFile, EveryCutIsNoticed) {
  const std::string whole = whole_file();
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_NE(reason_of(std::string_view(whole).substr(0, length)), "fine") << length;
}

TEST(GgufFile, RandomDamageNeverReadsOutside) {
  const std::string whole = whole_file();
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    std::mt19937_64 random(seed);
    std::string bytes = whole;
    for (int i = 0; i < 4; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    const auto result = read_gguf(bytes);  // under the sanitizer a read outside ends the test
    if (!result) {
      EXPECT_EQ(result.error().code, ErrorCode::bad_input) << "seed " << seed;
    }
  }
}

TEST(GgufFile, ACutModelDoesNotReachLibllama) {
  const auto path = std::filesystem::path(testing::TempDir()) / "onggi_cut.gguf";
  const std::string bytes = *read_file(ONGGI_TEST_MODEL);
  for (const std::size_t length :
       {std::size_t{3}, std::size_t{1000}, std::size_t{500'000}, bytes.size() / 2, bytes.size() - 1}) {
    ASSERT_TRUE(write_file(path, std::string_view(bytes).substr(0, length)).has_value());
    const auto model = LlamaModel::open(path.string());
    ASSERT_FALSE(model.has_value()) << length;
    EXPECT_EQ(model.error().code, ErrorCode::bad_input) << length;
  }
  std::filesystem::remove(path);
}

TEST(GgufFile, AnUnknownArchitectureIsAnErrorNotACrash) {
  const auto path = std::filesystem::path(testing::TempDir()) / "onggi_empty_model.gguf";
  ASSERT_TRUE(write_file(path, whole_file()).has_value());
  const auto model = LlamaModel::open(path.string());
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().reason, "unknown_architecture");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace onggi::model
