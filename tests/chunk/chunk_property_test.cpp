// What is always true of chunks, looked for with seeds.
#include <gtest/gtest.h>

#include "chunk/chunk.h"
#include "support/any_text.h"

namespace onggi {
namespace {

ChunkOptions any_options(std::mt19937_64& random) {
  ChunkOptions options;
  options.tokens_max = static_cast<std::int32_t>(16 + any::below(random, 400));
  options.tokens_min = static_cast<std::int32_t>(any::below(random, static_cast<std::size_t>(options.tokens_max)));
  options.tokens_overlap =
      static_cast<std::int32_t>(any::below(random, static_cast<std::size_t>(options.tokens_max / 2)));
  options.lead_tokens_max = static_cast<std::int32_t>(any::below(random, 100));
  return options;
}

bool covers(const std::vector<Chunk>& chunks, const CleanElement& element) {
  std::vector<bool> seen(element.bytes.size(), false);
  for (const Chunk& chunk : chunks)
    for (const Piece& piece : chunk.pieces)
      if (piece.element == element.id)
        for (std::size_t byte = piece.bytes.begin; byte < piece.bytes.end; ++byte)
          seen[byte - element.bytes.begin] = true;
  return std::find(seen.begin(), seen.end(), false) == seen.end();
}

class ChunkProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(ChunkProperty, EveryByteLiesInAChunkWithinTheBudget) {
  std::mt19937_64 random(GetParam());
  const CleanText text = any::clean_text(random);
  const ChunkOptions options = any_options(random);
  const auto chunks = split(text, {estimating_counter()}, options);
  ASSERT_TRUE(chunks.has_value()) << chunks.error().message;
  for (const Chunk& chunk : *chunks) {
    ASSERT_FALSE(chunk.pieces.empty());
    EXPECT_LE(chunk.tokens, options.tokens_max)
        << "seed " << GetParam() << ", lead of " << estimating_counter().count(chunk.lead);
    for (const Piece& piece : chunk.pieces)
      EXPECT_TRUE(is_valid_utf8(slice(text.utf8, piece.bytes))) << "seed " << GetParam();
  }
  for (const CleanElement& element : text.elements)
    EXPECT_TRUE(covers(*chunks, element)) << "element " << element.id.str() << ", seed " << GetParam();
}

TEST_P(ChunkProperty, PiecesStandInReadingOrder) {
  std::mt19937_64 random(GetParam());
  const CleanText text = any::clean_text(random);
  const auto chunks = split(text, {estimating_counter()}, any_options(random));
  ASSERT_TRUE(chunks.has_value());
  std::size_t last = 0;
  for (const Chunk& chunk : *chunks) {
    EXPECT_GE(chunk.pieces.back().bytes.end, last) << "seed " << GetParam();
    for (std::size_t i = 1; i < chunk.pieces.size(); ++i)
      EXPECT_GE(chunk.pieces[i].bytes.begin, chunk.pieces[i - 1].bytes.end) << "seed " << GetParam();
    last = chunk.pieces.back().bytes.end;
  }
}

TEST_P(ChunkProperty, TheSameTextGivesTheSameChunks) {
  std::mt19937_64 random(GetParam());
  const CleanText text = any::clean_text(random);
  const ChunkOptions options = any_options(random);
  const auto once = split(text, {estimating_counter()}, options), twice = split(text, {estimating_counter()}, options);
  ASSERT_EQ(once->size(), twice->size());
  for (std::size_t i = 0; i < once->size(); ++i) EXPECT_EQ((*once)[i].pieces, (*twice)[i].pieces);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ChunkProperty, testing::Range<std::uint64_t>(1, 61));

TEST(Chunk, RefusesOptionsThatCannotBeMet) {
  EXPECT_EQ(split({}, {estimating_counter()}, {.tokens_max = 8}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(split({}, {estimating_counter()}, {.tokens_max = 100, .tokens_overlap = 50}).error().code,
            ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace onggi
