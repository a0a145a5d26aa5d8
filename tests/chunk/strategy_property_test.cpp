// What every strategy keeps, looked for with seeds: running text, rules, tables with cells of several lines, and a
// sentence that has no end.
#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "chunk/chunk.h"
#include "document/clause.h"
#include "support/any_rule.h"

namespace onggi {
namespace {

constexpr auto kAll =
    std::to_array<ChunkStrategy>({ChunkStrategy::structure, ChunkStrategy::sentence, ChunkStrategy::clause,
                                  ChunkStrategy::topic, ChunkStrategy::parent_child, ChunkStrategy::fixed});

// Counts letters: enough of a vector space to have near and far sentences.
class LetterEmbedder final : public Embedder {
 public:
  LetterEmbedder() { info_.dimensions = 32; }
  const ModelInfo& info() const override { return info_; }
  const std::string& version() const override { return version_; }
  double fusion_weight() const override { return 0; }
  Result<Embeddings> embed(const std::vector<std::string_view>& texts, EmbedAs /*as*/, const Cancel& cancel) override {
    ONGGI_CHECK(cancel.check());
    Embeddings made{.dimensions = info_.dimensions, .values = {}};
    for (const std::string_view text : texts) {
      std::vector<float> row(static_cast<std::size_t>(info_.dimensions), 0.0F);
      for (std::size_t at = 0; at < text.size();) row[next_code_point(text, at) % row.size()] += 1;
      made.values.insert(made.values.end(), row.begin(), row.end());
    }
    return made;
  }

 private:
  ModelInfo info_;
  std::string version_ = "letters";
};

void append_lined_table(std::mt19937_64& random, CleanText& text) {
  any::append_element(text, ElementKind::table, 0, "");
  CleanElement& table = text.elements.back();
  for (std::size_t row = 0, rows = 2 + any::below(random, 12); row < rows; ++row) {
    if (row > 0) text.utf8 += '\n';
    const std::size_t begin = text.utf8.size();
    text.utf8 += any::word(random) + " | " + any::word(random) + " | " + any::sentence(random) + "\n" +
                 any::sentence(random) + " | " + any::word(random);
    table.rows.push_back({begin, text.utf8.size()});
  }
  table.header_rows = static_cast<std::int32_t>(any::below(random, 3));
  table.bytes.end = text.utf8.size();
}

CleanText any_document(std::mt19937_64& random) {
  CleanText text = any::below(random, 2) == 0 ? any::rule_text(random) : any::clean_text(random);
  if (any::below(random, 3) == 0) append_lined_table(random, text);
  return text;
}

ChunkOptions any_options(std::mt19937_64& random, ChunkStrategy strategy) {
  ChunkOptions options{.strategy = strategy};
  options.tokens_max =
      static_cast<std::int32_t>(96 + any::below(random, 500));           // clauses keep their numbers from 96 on
  if (strategy == ChunkStrategy::parent_child) options.tokens_max *= 3;  // of which a child has a third
  options.tokens_min = static_cast<std::int32_t>(any::below(random, static_cast<std::size_t>(options.tokens_max)));
  options.tokens_overlap =
      static_cast<std::int32_t>(any::below(random, static_cast<std::size_t>(options.tokens_max / 2)));
  return options;
}

/// What a chunk of this strategy may hold.
std::int32_t ceiling(const ChunkOptions& options) {
  return options.strategy == ChunkStrategy::parent_child ? std::max(options.tokens_max / 3, 16) : options.tokens_max;
}

const CleanElement& element_of(const CleanText& text, const Piece& piece) {
  return *std::ranges::find(text.elements, piece.element, &CleanElement::id);
}

bool covered(const std::vector<Chunk>& chunks, const CleanElement& element) {
  std::vector<bool> seen(element.bytes.size(), false);
  for (const Chunk& chunk : chunks)
    for (const Piece& piece : chunk.pieces)
      if (piece.element == element.id)
        std::fill(seen.begin() + static_cast<std::ptrdiff_t>(piece.bytes.begin - element.bytes.begin),
                  seen.begin() + static_cast<std::ptrdiff_t>(piece.bytes.end - element.bytes.begin), true);
  return std::ranges::find(seen, false) == seen.end();
}

// The sentences of what a strategy must not cut: of a row of a table, or of the whole element.
std::vector<ByteRange> sentences_of(const CleanText& text, const CleanElement& element) {
  std::vector<ByteRange> all;
  const auto add = [&](ByteRange whole) {
    for (const ByteRange& one : split_sentences(slice(text.utf8, whole)))
      all.push_back({one.begin + whole.begin, one.end + whole.begin});
  };
  if (element.rows.empty()) add(element.bytes);
  for (const ByteRange& row : element.rows) add(row);
  return all;
}

class StrategyProperty : public testing::TestWithParam<std::tuple<ChunkStrategy, std::uint64_t>> {
 protected:
  void SetUp() override {
    std::mt19937_64 random(std::get<1>(GetParam()));
    text_ = any_document(random);
    options_ = any_options(random, std::get<0>(GetParam()));
    auto made = split(text_, {estimating_counter(), &embedder_}, options_);
    ASSERT_TRUE(made.has_value()) << made.error().message;
    chunks_ = *std::move(made);
  }

  // A sentence without an end runs into the next 항 or 호; there a clause ends all the same.
  bool holds_a_mark(const CleanElement& element, ByteRange sentence) const {
    if (element.clause.empty()) return false;
    const std::string_view own = slice(text_.utf8, element.bytes);
    const auto at = [&](std::size_t byte) {
      return clause_at(clause_from(element.clause), own, byte - element.bytes.begin);
    };
    return at(sentence.begin) != at(sentence.end);
  }

  LetterEmbedder embedder_;
  CleanText text_;
  ChunkOptions options_;
  std::vector<Chunk> chunks_;
};

/// All but `fixed`, which cuts wherever its window ends.
class KeepingProperty : public StrategyProperty {};

TEST_P(StrategyProperty, EveryByteLiesInAChunkWithinTheBudget) {
  for (const Chunk& chunk : chunks_) {
    ASSERT_FALSE(chunk.pieces.empty());
    EXPECT_LE(chunk.tokens, ceiling(options_)) << chunk.lead;
    EXPECT_EQ(chunk.tokens, estimating_counter().count(chunk.lead + "\n" + chunk_text(text_, chunk)));
    for (const Piece& piece : chunk.pieces) EXPECT_TRUE(is_valid_utf8(slice(text_.utf8, piece.bytes)));
  }
  for (const CleanElement& element : text_.elements) EXPECT_TRUE(covered(chunks_, element)) << element.id.str();
}

TEST_P(StrategyProperty, PiecesStandInReadingOrder) {
  std::size_t last = 0;
  for (const Chunk& chunk : chunks_) {
    EXPECT_GE(chunk.pieces.back().bytes.end, last);
    for (std::size_t i = 1; i < chunk.pieces.size(); ++i)
      EXPECT_GE(chunk.pieces[i].bytes.begin, chunk.pieces[i - 1].bytes.end);
    last = chunk.pieces.back().bytes.end;
  }
}

// A border inside of a sentence is only there where the sentence alone leaves no room for a lead.
TEST_P(KeepingProperty, ASentenceIsCutOnlyWhenItAloneIsOverTheBudget) {
  const std::int32_t sure = ceiling(options_) / 4;  // lead, clause and table header take at most three quarters
  for (const CleanElement& element : text_.elements)
    for (const ByteRange& sentence : sentences_of(text_, element)) {
      if (estimating_counter().count(slice(text_.utf8, sentence)) > sure - 8) continue;
      if (options_.strategy == ChunkStrategy::clause && holds_a_mark(element, sentence)) continue;
      const bool whole = std::ranges::any_of(chunks_, [&](const Chunk& chunk) {
        return std::ranges::any_of(chunk.pieces, [&](const Piece& piece) {
          return piece.bytes.begin <= sentence.begin && piece.bytes.end >= sentence.end;
        });
      });
      EXPECT_TRUE(whole) << slice(text_.utf8, sentence);
    }
}

TEST_P(KeepingProperty, AClauseKeepsItsNumber) {
  for (const Chunk& chunk : chunks_) {
    const Piece& first = chunk.pieces.front();
    const CleanElement& element = element_of(text_, first);
    if (element.clause.empty()) continue;
    const Clause clause = clause_at(clause_from(element.clause), slice(text_.utf8, element.bytes),
                                    first.bytes.begin - element.bytes.begin);
    EXPECT_TRUE(chunk.lead.contains(to_string(clause))) << to_string(clause) << " is not in " << chunk.lead;
  }
}

TEST_P(KeepingProperty, ATableThatIsCutSaysWhatItsColumnsMean) {
  for (const Chunk& chunk : chunks_) {
    const CleanElement& table = element_of(text_, chunk.pieces.front());
    if (table.header_rows == 0 || table.rows.empty()) continue;
    const auto last = std::min(static_cast<std::size_t>(table.header_rows), table.rows.size()) - 1;
    const ByteRange header{table.rows.front().begin, table.rows[last].end};
    if (chunk.pieces.front().bytes.begin < header.end) continue;
    if (estimating_counter().count(slice(text_.utf8, header)) > ceiling(options_) / 3) continue;
    EXPECT_TRUE(chunk.lead.ends_with(slice(text_.utf8, header))) << chunk.lead;
  }
}

std::string name_of(ChunkStrategy strategy) {
  std::string name(to_string(strategy));
  std::ranges::replace(name, '-', '_');
  return name;
}

std::string seed_name(const testing::TestParamInfo<std::tuple<ChunkStrategy, std::uint64_t>>& one) {
  return name_of(std::get<0>(one.param)) + "_" + std::to_string(std::get<1>(one.param));
}

const auto kSeeds = testing::Range<std::uint64_t>(1, 81);
INSTANTIATE_TEST_SUITE_P(Seeds, StrategyProperty, testing::Combine(testing::ValuesIn(kAll), kSeeds), seed_name);
INSTANTIATE_TEST_SUITE_P(Seeds, KeepingProperty,
                         testing::Combine(testing::ValuesIn(std::span(kAll).first(kAll.size() - 1)), kSeeds),
                         seed_name);

class EveryStrategy : public testing::TestWithParam<ChunkStrategy> {};

TEST_P(EveryStrategy, CutsASentenceOfAHundredKilobytesBetweenWords) {
  CleanText text{.title = "끝없는 문장", .utf8 = {}, .elements = {}};
  std::string endless;
  while (endless.size() < 100'000) endless += "그리고 또 이어지는 말 ";
  any::append_element(text, ElementKind::paragraph, 0, endless);
  LetterEmbedder embedder;
  const auto chunks = split(text, {estimating_counter(), &embedder}, {.strategy = GetParam()});
  ASSERT_TRUE(chunks.has_value()) << chunks.error().message;
  EXPECT_GT(chunks->size(), 50U);
  EXPECT_TRUE(covered(*chunks, text.elements.front()));
  for (const Chunk& chunk : *chunks) {
    EXPECT_LE(chunk.tokens, 384);
    EXPECT_TRUE(slice(text.utf8, chunk.pieces.back().bytes).ends_with(' '));
  }
}

TEST_P(EveryStrategy, HasAName) { EXPECT_EQ(*chunk_strategy_from(to_string(GetParam())), GetParam()); }

TEST_P(EveryStrategy, GivesNothingForNothing) {
  LetterEmbedder embedder;
  EXPECT_TRUE(split({}, {estimating_counter(), &embedder}, {.strategy = GetParam()})->empty());
}

INSTANTIATE_TEST_SUITE_P(All, EveryStrategy, testing::ValuesIn(kAll),
                         [](const auto& one) { return name_of(one.param); });

TEST(Strategy, ThatIsUnknownIsRefusedWithThoseThereAre) {
  const auto unknown = chunk_strategy_from("paragraph");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, ErrorCode::invalid_argument);
  EXPECT_TRUE(unknown.error().message.contains("parent-child"));
}

TEST(Strategy, TopicNeedsAnEmbedderAndStopsWhenTold) {
  const ChunkOptions topic{.strategy = ChunkStrategy::topic};
  std::mt19937_64 random(7);
  const CleanText text = any::rule_text(random);
  EXPECT_EQ(split(text, {estimating_counter()}, topic).error().code, ErrorCode::invalid_argument);
  LetterEmbedder embedder;
  const Cancel cancel;
  cancel.request();
  EXPECT_EQ(split(text, {estimating_counter(), &embedder, cancel}, topic).error().code, ErrorCode::cancelled);
}

// Ten sentences of one thing, ten of another: the border between them is found.
TEST(Strategy, TopicCutsWhereTheWordsChange) {
  CleanText text;
  std::string body;
  for (int i = 0; i < 10; ++i) body += "aaaa aaaaa aaa aaaaaa. ";
  const std::size_t border = body.size();
  for (int i = 0; i < 10; ++i) body += "zzzz zzz zzzzz zzzzzz. ";
  body.pop_back();
  any::append_element(text, ElementKind::paragraph, 0, body);
  LetterEmbedder embedder;
  const auto chunks = split(text, {estimating_counter(), &embedder},
                            {.strategy = ChunkStrategy::topic, .tokens_max = 384, .tokens_min = 16});
  ASSERT_EQ(chunks->size(), 2U);
  EXPECT_EQ((*chunks)[1].pieces.front().bytes.begin, border);
}

TEST(Strategy, ParentChildReadsWhatItWasGivenAndOthersTheChunkAlone) {
  EXPECT_EQ(read_tokens({.strategy = ChunkStrategy::parent_child, .tokens_max = 500}), 500);
  EXPECT_EQ(read_tokens({.strategy = ChunkStrategy::structure, .tokens_max = 500}), 0);
}

}  // namespace
}  // namespace onggi
