// Vectors found through graphs, beside the exact scan of the same index.
#include "index/graph.h"

#include <fstream>

#include "base/file.h"
#include "base/log.h"
#include "index/any_index.h"
#include "index/codes.h"
#include "index/half.h"
#include "index/packing.h"
#include "index/saturation.h"
#include "index/segment_writer.h"

namespace onggi {
namespace {

/// Near neighbours exist only in data that has some shape: vectors around centres, as texts lie around subjects.
std::vector<float> clustered(any::Random& random) {
  any::Random centre(random() % 40);
  std::vector<float> values = any::vector(centre);
  const std::vector<float> own = any::vector(random);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += own[i];
  return values;
}

std::vector<IndexedDocument> documents(any::Random& random, std::uint32_t first, std::uint32_t count) {
  std::vector<IndexedDocument> list;
  for (std::uint32_t number = first; number < first + count; ++number) {
    const DocumentId id = any::document_id(number);
    IndexedChunk chunk{ChunkId("chk_" + std::to_string(random())),
                       id,
                       any::permission(random),
                       {},
                       any::tokens(random, 3),
                       clustered(random)};
    if (random() % 16 == 0) chunk.vector.clear();
    list.push_back({id, {std::move(chunk)}, "1"});
  }
  return list;
}

IndexFilter filter_of(any::Random& random, std::uint32_t documents) {
  IndexFilter filter = any::filter(random);
  if (filter.documents.empty()) return filter;
  filter.documents.clear();
  for (std::uint32_t i = 0; i < documents / 4; ++i)
    filter.documents.push_back(any::document_id(any::up_to(random, documents)));
  return filter;
}

/// Share of the exact ten that are found; every hit has its exact score.
double recall(const Index& index, any::Random& random, std::uint32_t documents, int queries) {
  double found = 0, wanted = 0;
  for (int i = 0; i < queries; ++i) {
    const IndexFilter filter = i % 4 == 0 ? any::everything() : filter_of(random, documents);
    const std::vector<float> query = clustered(random);
    const auto exact = *index.search_vector(query, filter, 10'000, {.exact = true}, Cancel());
    const auto hits = *index.search_vector(query, filter, 10, Cancel());
    EXPECT_EQ(hits.size(), std::min<std::size_t>(10, exact.size()));
    std::map<ChunkId, double> scores;
    for (const IndexHit& hit : exact) scores[hit.chunk] = hit.score;
    for (std::size_t rank = 0; rank < hits.size(); ++rank) {
      EXPECT_TRUE(scores.contains(hits[rank].chunk)) << "outside of the filter";
      EXPECT_EQ(scores[hits[rank].chunk], hits[rank].score);
      if (rank > 0) {
        EXPECT_GE(hits[rank - 1].score, hits[rank].score);
      }
      found += hits[rank].score >= exact[hits.size() - 1].score ? 1 : 0;
    }
    wanted += static_cast<double>(hits.size());
  }
  return wanted > 0 ? found / wanted : 1;
}

void expect_same_answers(const Index& a, const Index& b, any::Random random) {
  for (int i = 0; i < 20; ++i) {
    const std::vector<float> query = clustered(random);
    const IndexFilter filter = i % 2 == 0 ? any::everything() : any::filter(random);
    any::expect_same(*a.search_vector(query, filter, 20, Cancel()), *b.search_vector(query, filter, 20, Cancel()), 0);
  }
}

class GraphProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(GraphProperty, FindsNearlyWhatTheScanFindsAndOnlyWhatPassesTheFilter) {
  any::Random random(GetParam());
  const any::Folder folder;
  auto index = any::open(any::options(folder));
  const std::uint32_t count = index::kGraphRowsMin + 200 + any::up_to(random, 4000);
  ASSERT_TRUE(index->replace_all(documents(random, 0, count)).has_value());
  ASSERT_TRUE(index->settle(Cancel()).has_value());
  EXPECT_EQ(index->stats().graphs, 1);
  EXPECT_GE(recall(*index, random, count, 120), 0.97);
  // Some die, some move, some come anew: few enough that the graph stays.
  for (std::uint32_t i = 0; i < count / 5; ++i) {
    const DocumentId id = any::document_id(any::up_to(random, count - 1));
    if (random() % 2 == 0) {
      ASSERT_TRUE(index->replace(id, {}).has_value());
    } else if (random() % 2 == 0) {
      static_cast<void>(index->set_permission(id, any::permission(random)));
    }
  }
  EXPECT_GE(recall(*index, random, count, 120), 0.97);
  ASSERT_TRUE(index->rewrite().has_value());  // mends the graph where the dead were
  EXPECT_EQ(index->stats().graphs, 1);
  EXPECT_GE(recall(*index, random, count, 120), 0.97);
  const any::Random before = random;
  auto lived = std::move(index);
  std::vector<std::vector<IndexHit>> hits;
  any::Random asking = before;
  for (int i = 0; i < 30; ++i)
    hits.push_back(*lived->search_vector(clustered(asking), any::filter(asking), 20, Cancel()));
  lived.reset();
  lived = any::open(any::options(folder));
  asking = before;
  for (const auto& wanted : hits)
    any::expect_same(*lived->search_vector(clustered(asking), any::filter(asking), 20, Cancel()), wanted, 0);
}

TEST_P(GraphProperty, MergedGraphsFindAsWell) {
  any::Random random(GetParam());
  const any::Folder folder;
  auto index = any::open(any::options(folder));
  std::uint32_t count = 0;
  for (int bulk = 0; bulk < 9; ++bulk) {
    const std::uint32_t more = bulk == 3 ? index::kGraphRowsMin + 800 : 600 + any::up_to(random, 300);
    ASSERT_TRUE(index->replace_all(documents(random, count, more)).has_value());
    count += more;
    if (bulk % 3 == 0) {
      ASSERT_TRUE(index->settle(Cancel()).has_value());
    }
    for (int i = 0; i < 50; ++i)
      ASSERT_TRUE(index->replace(any::document_id(any::up_to(random, count - 1)), {}).has_value());
  }
  ASSERT_TRUE(index->settle(Cancel()).has_value());
  EXPECT_LE(index->stats().segments, 8);
  EXPECT_GE(index->stats().graphs, 1);
  EXPECT_GE(recall(*index, random, count, 120), 0.97);
}

TEST_P(GraphProperty, TheSameDocumentsGiveTheSameAnswers) {
  const any::Folder one_folder, other_folder;
  auto one = any::open(any::options(one_folder)), other = any::open(any::options(other_folder));
  for (Index* index : {one.get(), other.get()}) {
    any::Random random(GetParam());
    ASSERT_TRUE(index->replace_all(documents(random, 0, 3000)).has_value());
    ASSERT_TRUE(index->settle(Cancel()).has_value());
  }
  expect_same_answers(*one, *other, any::Random(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Seeds, GraphProperty, testing::Range<std::uint64_t>(1, 5));

// What dies, moves and comes while a merge runs beside is as if no merge had been.
TEST(GraphConcurrency, ChangesDuringAMergeAreKept) {
  any::Random random(3);
  const any::Folder folder, fresh_folder;
  auto index = any::open(any::options(folder)), fresh = any::open(any::options(fresh_folder));
  std::map<DocumentId, std::vector<IndexedChunk>> now;
  const auto remember = [&](const IndexedDocument& document) { now[document.id] = document.chunks; };
  for (int bulk = 0; bulk < 4; ++bulk) {
    auto many = documents(random, static_cast<std::uint32_t>(bulk) * 2500, 2500);
    std::ranges::for_each(many, remember);
    ASSERT_TRUE(index->replace_all(std::move(many)).has_value());
    for (int i = 0; i < 150; ++i) {  // the graph of the bulk is being made meanwhile
      auto changed = documents(random, any::up_to(random, 9999), 1);
      if (random() % 3 == 0) {
        ASSERT_TRUE(index->replace(changed[0].id, {}).has_value());
        now.erase(changed[0].id);
      } else {
        remember(changed[0]);
        ASSERT_TRUE(index->replace(changed[0].id, changed[0].chunks).has_value());
        if (random() % 3 == 0) {
          ASSERT_TRUE(index->set_permission(changed[0].id, PermissionId("per_1")).has_value());
          now[changed[0].id][0].permission = PermissionId("per_1");
        }
      }
      if (i % 50 == 0) {
        ASSERT_TRUE(index->save().has_value());
      }
    }
  }
  ASSERT_TRUE(index->settle(Cancel()).has_value());
  std::vector<IndexedDocument> all;
  for (const auto& [id, chunks] : now) all.push_back({id, chunks, "1"});
  ASSERT_TRUE(fresh->replace_all(std::move(all)).has_value());
  EXPECT_EQ(index->stats().chunks, fresh->stats().chunks);
  for (int reopened = 0; reopened < 2; ++reopened) {
    for (int i = 0; i < 40; ++i) {
      const auto query = query_terms(any::tokens(random, 4));
      const auto filter = any::filter(random);
      any::expect_same(*index->search_lexical(query, filter, 50, Cancel()),
                       *fresh->search_lexical(query, filter, 50, Cancel()), 0);
      const auto vector = clustered(random);
      any::expect_same(*index->search_vector(vector, filter, 50, {.exact = true}, Cancel()),
                       *fresh->search_vector(vector, filter, 50, {.exact = true}, Cancel()), 0);
    }
    ASSERT_TRUE(index->save().has_value());
    index.reset();
    index = any::open(any::options(folder));
  }
}

TEST(GraphMerge, ClosingDoesNotWaitForAMergeAndLosesNothing) {
  any::Random random(4);
  const any::Folder folder;
  auto index = any::open(any::options(folder));
  ASSERT_TRUE(index->replace_all(documents(random, 0, 6000)).has_value());
  ASSERT_TRUE(index->save().has_value());
  index.reset();  // the graph is not made yet
  index = any::open(any::options(folder));
  EXPECT_EQ(index->stats().documents, 6000);
  ASSERT_TRUE(index->settle(Cancel()).has_value());
  EXPECT_EQ(index->stats().graphs, 1);
}

TEST(GraphDamage, AFlippedByteInAnyPartOfItIsNoticed) {
  set_log_level(LogLevel::error);
  any::Random random(8);
  const any::Folder folder;
  {
    auto index = any::open(any::options(folder));
    ASSERT_TRUE(index->replace_all(documents(random, 0, index::kGraphRowsMin + 300)).has_value());
    ASSERT_TRUE(index->settle(Cancel()).has_value());
    ASSERT_TRUE(index->save().has_value());
  }
  std::filesystem::path graph;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    if (entry.path().extension() == ".graph") graph = entry.path();
  ASSERT_FALSE(graph.empty());
  const std::string whole = *read_file(graph);
  for (std::size_t i = 0; i < 30; ++i) {
    std::string bytes = whole;
    char& byte = bytes[i < 10 ? i * 8 : random() % bytes.size()];
    byte = static_cast<char>(byte ^ (1 << (random() % 8)));
    std::ofstream(graph) << bytes;
    auto opened = open_embedded_index(any::options(folder));
    ASSERT_TRUE(opened.has_value());
    EXPECT_TRUE(opened->rebuilt);
    EXPECT_EQ(opened->why, "damaged");
    EXPECT_TRUE(opened->index->contents()->empty());
  }
  std::ofstream(graph) << whole;
  EXPECT_EQ(any::open(any::options(folder))->stats().graphs, 1);
}

TEST(Codes, EveryMachineComputesTheSameWholeNumbers) {
  any::Random random(5);
  std::normal_distribution<float> normal;
  for (const std::size_t dimensions : {1UL, 24UL, 63UL, 64UL, 65UL, 128UL, 200UL, 384UL}) {
    std::vector<std::uint16_t> halves(dimensions * 70);
    for (std::uint16_t& half : halves) half = index::to_half(normal(random));
    const std::size_t stride = index::code_stride(dimensions);
    std::vector<std::int8_t> bytes(stride * 70);
    std::vector<index::CodeScale> scales;
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < 70; ++row) {
      rows.push_back(row);
      scales.push_back(index::encode_row({halves.data() + row * dimensions, dimensions}, bytes.data() + row * stride));
    }
    const index::Codes codes{scales.data(), bytes.data(), stride};
    index::CodeQuery query;
    query.set(codes, 3);
    std::vector<float> nearness(rows.size());
    query.nearness(codes, rows, nearness.data());
    for (const std::uint32_t row : rows) {
      std::int32_t sum = 0;
      double exact = 0;
      for (std::size_t i = 0; i < dimensions; ++i) {
        sum += bytes[3 * stride + i] * bytes[row * stride + i];
        exact += static_cast<double>(index::from_half(halves[3 * dimensions + i])) *
                 static_cast<double>(index::from_half(halves[row * dimensions + i]));
      }
      EXPECT_EQ(nearness[row], static_cast<float>(sum) * (scales[3].scale * scales[row].scale));
      EXPECT_NEAR(static_cast<double>(nearness[row]), exact, 0.02 * static_cast<double>(dimensions) + 0.05);
    }
  }
}

TEST(Packing, EveryWidthComesBack) {
  any::Random random(6);
  for (std::uint32_t bits = 0; bits <= 32; ++bits) {
    alignas(16) std::array<std::uint32_t, index::kPacked> numbers{}, back{};
    for (std::uint32_t& number : numbers) number = bits == 0 ? 0 : static_cast<std::uint32_t>(random()) >> (32 - bits);
    std::vector<unsigned char> bytes(index::packed_bytes(bits) + 1, 0xAB);
    index::pack(numbers.data(), bits, bytes.data());
    EXPECT_EQ(bytes.back(), 0xAB);
    index::unpack(bytes.data(), bits, back.data());
    EXPECT_EQ(back, numbers) << bits;
    std::uint32_t sum = 7;
    for (std::uint32_t& number : numbers) number = sum += number;
    index::add_up(back.data(), 7);
    EXPECT_EQ(back, numbers);
  }
}

TEST(Saturation, ManyAtOnceScoreLikeOne) {
  any::Random random(7);
  std::vector<std::uint32_t> chunks, frequencies, lengths(5000);
  for (std::uint32_t& length : lengths) length = 1 + any::up_to(random, 60'000);
  for (std::uint32_t i = 0; i < 131; ++i) {
    chunks.push_back(any::up_to(random, 4999));
    frequencies.push_back(1 + any::up_to(random, 3000));
  }
  for (const std::uint64_t length : {1ULL, 1'000ULL, 123'456'789ULL}) {
    const index::Saturation saturation(4321, length);
    const double weight = std::generate_canonical<double, 53>(random) * 0x1p35;
    std::vector<index::Score> scores(chunks.size());
    index::score_postings(saturation, weight, chunks, frequencies, lengths, scores.data());
    for (std::size_t i = 0; i < chunks.size(); ++i)
      EXPECT_EQ(scores[i], saturation.score(weight, frequencies[i], lengths[chunks[i]]));
  }
}

}  // namespace
}  // namespace onggi
