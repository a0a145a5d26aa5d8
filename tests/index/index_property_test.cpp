// What is always true of the index, looked for by seeds.
#include "index/any_index.h"

#include <atomic>
#include <thread>

#include "index/half.h"
#include "index/postings.h"

namespace onggi {
namespace {

class IndexProperty : public testing::TestWithParam<std::uint64_t> {};

void expect_like_slow(const Index& index, const any::SlowIndex& slow, any::Random& random) {
  const Cancel cancel;
  for (int i = 0; i < 12; ++i) {
    const IndexFilter filter = i == 0 ? any::everything() : any::filter(random);
    const std::vector<QueryTerm> query = query_terms(any::tokens(random, 1 + any::up_to(random, 8)));
    const auto limit = static_cast<std::int32_t>(1 + any::up_to(random, 30));
    const auto hits = index.search_lexical(query, filter, limit, cancel);
    ASSERT_TRUE(hits.has_value());
    any::expect_same(*hits, slow.lexical(query, filter, static_cast<std::size_t>(limit)), 1e-6);
  }
}

/// Half floats move cosines a little, so neighbours may swap; each must be as near as its rank demands.
void expect_near(const Index& index, const any::SlowIndex& slow, any::Random& random) {
  for (int i = 0; i < 6; ++i) {
    const IndexFilter filter = any::filter(random);
    const std::vector<float> query = any::vector(random);
    const auto hits = index.search_vector(query, filter, 10, Cancel());
    ASSERT_TRUE(hits.has_value());
    const auto wanted = slow.nearest(query, filter, 10);
    ASSERT_EQ(hits->size(), wanted.size());
    for (std::size_t rank = 0; rank < wanted.size(); ++rank) EXPECT_NEAR((*hits)[rank].score, wanted[rank].score, 2e-3);
  }
}

void change(Index& index, any::SlowIndex& slow, any::Random& random) {
  const DocumentId document = any::document_id(any::up_to(random, 60));
  const bool known = slow.documents().contains(document);
  switch (random() % 9) {
    case 2: {  // many at once, some of them without chunks
      std::vector<IndexedDocument> many;
      for (std::uint32_t number = any::up_to(random, 50); number < 60; number += 1 + any::up_to(random, 9)) {
        const DocumentId one = any::document_id(number);
        many.push_back({one, random() % 5 == 0 ? std::vector<IndexedChunk>() : any::chunks(random, one), {}});
        slow.replace(one, many.back().chunks);
      }
      ASSERT_TRUE(index.replace_all(std::move(many)).has_value());
      return;
    }
    case 0: {
      ASSERT_TRUE(index.replace(document, {}).has_value());
      slow.replace(document, {});
      return;
    }
    case 1: {
      const PermissionId permission = any::permission(random);
      EXPECT_EQ(index.set_permission(document, permission).has_value(), known);
      if (known) slow.set_permission(document, permission);
      return;
    }
    default: {
      const auto chunks = any::chunks(random, document);
      ASSERT_TRUE(index.replace(document, chunks).has_value());
      slow.replace(document, chunks);
    }
  }
}

TEST_P(IndexProperty, FindsWhatTheSlowObviousIndexFinds) {
  any::Random random(GetParam());
  const any::Folder folder;
  any::SlowIndex slow;
  auto index = any::open(any::options(folder));
  for (int round = 0; round < 6; ++round) {
    for (int i = 0; i < 40; ++i) change(*index, slow, random);
    expect_like_slow(*index, slow, random);
    expect_near(*index, slow, random);
    if (round % 2 == 0) {
      ASSERT_TRUE(index->save().has_value());
    }
    if (round % 3 == 2) {
      ASSERT_TRUE(index->save().has_value());
      index.reset();
      index = any::open(any::options(folder));
      expect_like_slow(*index, slow, random);
    }
  }
}

TEST_P(IndexProperty, DoesNotDependOnHowItCameAbout) {
  any::Random random(GetParam());
  const any::Folder lived_folder, fresh_folder;
  any::SlowIndex slow;
  auto lived = any::open(any::options(lived_folder));
  for (int i = 0; i < 150; ++i) {
    change(*lived, slow, random);
    if (random() % 20 == 0) {
      ASSERT_TRUE(lived->save().has_value());
    }
  }
  auto fresh = any::open(any::options(fresh_folder));
  std::vector<DocumentId> order;
  for (const auto& [document, chunks] : slow.documents()) order.push_back(document);
  std::ranges::shuffle(order, random);
  for (const DocumentId& document : order)
    ASSERT_TRUE(fresh->replace(document, slow.documents().at(document)).has_value());
  EXPECT_EQ(lived->stats().chunks, fresh->stats().chunks);
  EXPECT_EQ(lived->stats().documents, fresh->stats().documents);
  for (int i = 0; i < 20; ++i) {
    const auto query = query_terms(any::tokens(random, 4));
    const auto filter = any::filter(random);
    any::expect_same(*lived->search_lexical(query, filter, 20, Cancel()),
                     *fresh->search_lexical(query, filter, 20, Cancel()), 0);
    const auto vector = any::vector(random);
    any::expect_same(*lived->search_vector(vector, filter, 20, Cancel()),
                     *fresh->search_vector(vector, filter, 20, Cancel()), 0);
    const std::vector<std::string> terms{query[0].term, "없는말"};
    EXPECT_EQ(lived->document_frequencies(terms), fresh->document_frequencies(terms));
  }
}

// A large limit never prunes: what a small one gives must be its beginning, bit for bit.
TEST_P(IndexProperty, PruningChangesNothing) {
  any::Random random(GetParam());
  const any::Folder folder;
  auto index = any::open(any::options(folder));
  for (std::uint32_t i = 0; i < 90; ++i)
    ASSERT_TRUE(index->replace(any::document_id(i), any::chunks(random, any::document_id(i), 120)).has_value());
  for (int i = 0; i < 30; ++i) {
    const auto query = query_terms(any::tokens(random, 1 + any::up_to(random, 12)));
    const auto filter = i % 2 == 0 ? any::everything() : any::filter(random);
    auto all = *index->search_lexical(query, filter, 10'000, Cancel());
    const auto few = *index->search_lexical(query, filter, 10, Cancel());
    all.resize(std::min<std::size_t>(all.size(), 10));
    any::expect_same(few, all, 0);
    for (const IndexHit& hit : few) EXPECT_LT(hit.score, index->lexical_bound(query));
  }
}

TEST_P(IndexProperty, PostingsComeBackAndSeekFindsTheNext) {
  any::Random random(GetParam());
  std::vector<index::Posting> postings;
  std::uint32_t chunk = any::up_to(random, 3);
  const std::uint32_t count = 1 + any::up_to(random, 1000);
  for (std::uint32_t i = 0; i < count; ++i) {
    postings.push_back({chunk, 1 + any::up_to(random, 300)});
    chunk += 1 + any::up_to(random, random() % 10 == 0 ? 5000 : 3);
  }
  std::vector<std::uint32_t> lengths(chunk + std::size_t{1});
  for (std::uint32_t& length : lengths) length = 1 + any::up_to(random, 5000);
  std::string bytes(any::up_to(random, 9), '#');
  const std::size_t begin = bytes.size() - bytes.size() % 4;  // anywhere, but even with the lists before it
  bytes.resize(begin);
  index::append_postings(bytes, postings, lengths);
  index::PostingCursor all(bytes.data() + begin, count);
  for (const index::Posting& posting : postings) {
    EXPECT_EQ(all.chunk(), posting.chunk);
    EXPECT_EQ(all.frequency(), posting.frequency);
    all.next();
  }
  EXPECT_EQ(all.chunk(), index::PostingCursor::kEnd);
  index::PostingCursor seeking(bytes.data() + begin, count);
  for (std::uint32_t target = 0; target < chunk + 10; target += 1 + any::up_to(random, 700)) {
    const index::PostingBlock* const block = seeking.block_of(target);
    seeking.seek(target);
    const auto wanted = std::ranges::lower_bound(postings, target, {}, &index::Posting::chunk);
    EXPECT_EQ(seeking.chunk(), wanted == postings.end() ? index::PostingCursor::kEnd : wanted->chunk);
    if (wanted == postings.end()) continue;
    EXPECT_EQ(seeking.frequency(), wanted->frequency);
    EXPECT_EQ(block != nullptr, seeking.has_table());
    if (block == nullptr) continue;
    EXPECT_GE(block->last, wanted->chunk);
    EXPECT_GE(block->frequency_max, wanted->frequency);
    EXPECT_LE(block->length_min, lengths[wanted->chunk]);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, IndexProperty, testing::Range<std::uint64_t>(1, 9));

TEST(Half, EveryHalfComesBackAndRoundingIsToTheNearest) {
  for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = index::from_half(half);
    if (std::isnan(value)) continue;
    EXPECT_EQ(index::to_half(value), half) << bits;
  }
  EXPECT_EQ(index::to_half(1.0F), 0x3C00U);
  EXPECT_EQ(index::to_half(-0.5F), 0xB800U);
  EXPECT_EQ(index::to_half(1.0F + 0x1p-11F), 0x3C00U);  // a tie goes to the even one
  EXPECT_EQ(index::to_half(1.0F + 0x1p-11F + 0x1p-20F), 0x3C01U);
  EXPECT_EQ(index::to_half(1e6F), 0x7C00U);
}

TEST(Half, DotIsTheSumOfProductsForEveryLength) {
  any::Random random(3);
  std::normal_distribution<float> normal;
  for (std::size_t dimensions = 1; dimensions < 100; ++dimensions) {
    std::vector<float> query(dimensions);
    std::vector<std::uint16_t> row(dimensions);
    double sum = 0;
    for (std::size_t i = 0; i < dimensions; ++i) {
      query[i] = normal(random);
      row[i] = index::to_half(normal(random));
      sum += static_cast<double>(query[i]) * static_cast<double>(index::from_half(row[i]));
    }
    EXPECT_NEAR(index::dot_half(query.data(), row.data(), dimensions), sum, 1e-4);
  }
}

// Every version of the document holds both of its words in all of its chunks: a search that saw half a change would
// find another number.
TEST(IndexConcurrency, SearchesSeeWholeDocuments) {
  const any::Folder folder;
  auto index = any::open(any::options(folder));
  const auto version = [](int number) {
    std::vector<IndexedChunk> chunks;
    for (int i = 0; i < 5; ++i)
      chunks.push_back(
          {ChunkId("chk_" + std::to_string(number) + "_" + std::to_string(i)),
           DocumentId("doc"),
           PermissionId("per_0"),
           {},
           {{"계약", TokenKind::morpheme, {}, 0}, {"판" + std::to_string(number), TokenKind::morpheme, {}, 1}},
           {}});
    return chunks;
  };
  ASSERT_TRUE(index->replace(DocumentId("doc"), version(0)).has_value());
  std::atomic<bool> done = false;
  std::atomic<int> searches = 0, torn = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!done || searches < 100) {
        const auto hits = index->search_lexical({{"계약"}}, any::everything(), 50, Cancel());
        std::set<std::string> versions;
        for (const IndexHit& hit : *hits)
          if (hit.document.str() == "doc") versions.insert(hit.chunk.str().substr(0, hit.chunk.str().rfind('_')));
        const auto own = std::ranges::count_if(*hits, [](const IndexHit& hit) { return hit.document.str() == "doc"; });
        if (versions.size() != 1 || own != 5) ++torn;
        ++searches;
      }
    });
  }
  any::Random random(11);
  for (int number = 1; number < 400; ++number) {
    EXPECT_TRUE(index->replace(DocumentId("doc"), version(number)).has_value());
    const DocumentId other = any::document_id(any::up_to(random, 30));  // makes merges happen beside
    EXPECT_TRUE(index->replace(other, any::chunks(random, other)).has_value());
    if (number % 50 == 0) {
      EXPECT_TRUE(index->save().has_value());
    }
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(torn, 0);
}

}  // namespace
}  // namespace onggi
