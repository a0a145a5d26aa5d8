// A big index: building, merging, searching, changing meanwhile.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

#include "index_driver.h"

namespace onggi {
namespace {

constexpr std::size_t kChunksOfDocument = 10, kWordsOfChunk = 100, kBatch = 65'536;
constexpr double kVocabulary = 200'000;

std::string zipf_word(Random& random, double skip = 1) {
  const double u = std::generate_canonical<double, 53>(random);
  return "낱말" + std::to_string(static_cast<int>(skip * std::pow(kVocabulary / skip, u)));
}

std::vector<Token> zipf_tokens(Random& random, std::size_t count, double skip = 1) {
  std::vector<Token> tokens;
  tokens.reserve(count);
  for (std::uint32_t position = 0; position < count; ++position)
    tokens.push_back({zipf_word(random, skip), TokenKind::morpheme, {}, position});
  return tokens;
}

/// Around one of 2,000 centres.
std::vector<float> near_a_centre(Random& random, std::size_t dimensions) {
  std::normal_distribution<float> normal;
  Random centre(random() % 2000);
  std::vector<float> values(dimensions);
  for (float& value : values) value = normal(centre);
  for (float& value : values) value += 0.7F * normal(random);
  return values;
}

IndexedDocument big_document(std::size_t number, std::uint64_t version, std::size_t dimensions) {
  Random random(number * 31 + version);
  const DocumentId id("doc_" + six(number));
  IndexedDocument document{id, {}, "1"};
  for (std::size_t i = 0; i < kChunksOfDocument; ++i)
    document.chunks.push_back({ChunkId("chk_" + std::to_string(random())),
                               id,
                               PermissionId("per_" + std::to_string(number % 100)),
                               {},
                               zipf_tokens(random, kWordsOfChunk),
                               near_a_centre(random, dimensions)});
  return document;
}

IndexFilter first_permissions(int count) {
  IndexFilter filter;
  for (int i = 0; i < count; ++i) filter.permissions.emplace_back("per_" + std::to_string(i));
  return filter;
}

void say_times(const std::string& what, std::vector<double> ms) {
  std::ranges::sort(ms);
  const auto at = [&](double share) {
    return ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1))];
  };
  std::printf(R"({"what":"%s","n":%zu,"p50":%.2f,"p95":%.2f,"p99":%.2f,"max":%.2f})"
              "\n",
              what.c_str(), ms.size(), at(0.5), at(0.95), at(0.99), ms.back());
  std::fflush(stdout);
}

struct Times {
  std::vector<double> words_ms, vectors_ms, both_ms;
};

/// A hundred hits each, as retrieval asks for them.
void time_searches(const Index& index, const IndexFilter& filter, std::size_t dimensions, Random& random, int count,
                   Times& times) {
  for (int i = 0; i < count; ++i) {
    const auto tokens = query_terms(zipf_tokens(random, 4, 20));
    const auto vector = near_a_centre(random, dimensions);
    const Stopwatch watch(CLOCK_MONOTONIC);
    must(index.search_lexical(tokens, filter, 100, Cancel()));
    times.words_ms.push_back(watch.passed() * 1e3);
    must(index.search_vector(vector, filter, 100, Cancel()));
    times.both_ms.push_back(watch.passed() * 1e3);
    times.vectors_ms.push_back(times.both_ms.back() - times.words_ms.back());
  }
}

void say_searches(const std::string& when, const Times& times) {
  say_times("words, " + when, times.words_ms);
  say_times("vectors, " + when, times.vectors_ms);
  say_times("both, " + when, times.both_ms);
}

void say_recall(const Index& index, std::size_t dimensions) {
  for (const auto& [visible, permissions] : {std::pair{"all", 100}, {"10 %", 10}, {"1 %", 1}}) {
    const IndexFilter filter = first_permissions(permissions);
    Random random(98);
    double found = 0;
    constexpr int kQueries = 50;
    for (int i = 0; i < kQueries; ++i) {
      const auto vector = near_a_centre(random, dimensions);
      const auto exact = must(index.search_vector(vector, filter, 10, {true, 0}, Cancel()));
      const auto hits = must(index.search_vector(vector, filter, 10, Cancel()));
      for (const IndexHit& hit : hits) found += hit.score >= exact.back().score ? 1 : 0;
    }
    std::printf(R"({"what":"recall@10, %s","recall":%.4f})"
                "\n",
                visible, found / (kQueries * 10));
  }
}

/// Documents replaced one after another as fast as it goes, until told to stop.
std::vector<double> change(Index& index, std::size_t documents, std::size_t dimensions, const std::atomic<bool>& stop) {
  std::vector<double> ms;
  Random random(5);
  while (!stop) {
    IndexedDocument document = big_document(random() % documents, 1 + random() % 1000, dimensions);
    const Stopwatch watch(CLOCK_MONOTONIC);
    must(index.replace(document.id, std::move(document.chunks)));
    ms.push_back(watch.passed() * 1e3);
  }
  return ms;
}

void say_size(const Index& index, const char* when, double wall_s, double cpu_s) {
  const IndexStats stats = index.stats();
  std::printf(
      R"({"what":"%s","wall_s":%.1f,"cpu_s":%.1f,"chunks":%lld,"segments":%lld,"graphs":%lld,"disk_MB":%.0f,"heap_MB":%.0f,"peak_MB":%.0f})"
      "\n",
      when, wall_s, cpu_s, static_cast<long long>(stats.chunks), static_cast<long long>(stats.segments),
      static_cast<long long>(stats.graphs), static_cast<double>(stats.bytes_on_disk) / 1e6,
      static_cast<double>(stats.bytes_in_memory) / 1e6, peak_megabytes());
  std::fflush(stdout);
}

}  // namespace

int large(std::size_t chunks, std::size_t dimensions) {
  const Folder folder;
  auto index = open(folder, static_cast<std::int32_t>(dimensions));
  const std::size_t documents = chunks / kChunksOfDocument;
  const Stopwatch wall(CLOCK_MONOTONIC), cpu(CLOCK_PROCESS_CPUTIME_ID);
  double making_wall = 0, making_cpu = 0;
  std::vector<double> bulk_ms;
  for (std::size_t number = 0; number < documents;) {
    std::vector<IndexedDocument> batch;
    const Stopwatch making(CLOCK_MONOTONIC), making_own(CLOCK_THREAD_CPUTIME_ID);
    for (; number < documents && batch.size() < kBatch / kChunksOfDocument; ++number)
      batch.push_back(big_document(number, 0, dimensions));
    making_wall += making.passed(), making_cpu += making_own.passed();
    const Stopwatch bringing(CLOCK_MONOTONIC);
    must(index->replace_all(std::move(batch)));
    must(index->save());
    bulk_ms.push_back(bringing.passed() * 1e3);
  }
  say_size(*index, "brought", wall.passed() - making_wall, cpu.passed() - making_cpu);
  say_times("bulk of 65,536 chunks, saved", bulk_ms);
  must(index->settle(Cancel()));
  must(index->save());
  say_size(*index, "merged, graphs made", wall.passed() - making_wall, cpu.passed() - making_cpu);
  index.reset();
  const Stopwatch opening(CLOCK_MONOTONIC);
  index = open(folder, static_cast<std::int32_t>(dimensions));
  say_size(*index, "opened again", opening.passed(), 0);
  say_recall(*index, dimensions);
  Random random(99);
  for (const auto& [visible, permissions] : {std::pair{"all visible", 100}, {"10 % visible", 10}, {"1 % visible", 1}}) {
    Times times;
    time_searches(*index, first_permissions(permissions), dimensions, random, 300, times);
    say_searches(visible, times);
  }
  std::atomic<bool> stop = false;
  std::vector<double> change_ms;
  std::thread changer([&] { change_ms = change(*index, documents, dimensions, stop); });
  Times times;
  for (const Stopwatch changing(CLOCK_MONOTONIC); changing.passed() < 60;)
    time_searches(*index, first_permissions(100), dimensions, random, 50, times);
  stop = true;
  changer.join();
  say_searches("all visible, beside changes", times);
  say_times("replace of a document of 10 chunks", change_ms);
  say_size(*index, "after changes", wall.passed(), cpu.passed());
  return 0;
}

}  // namespace onggi
