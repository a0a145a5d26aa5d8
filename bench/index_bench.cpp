// The embedded index at 100,000 chunks: building, searching by words and by vectors, under filters, with numbers of
// memory.
//
// Chunks are synthetic: 10,000 documents of ten chunks, 120 words a chunk by Zipf's law over 200,000 words, each word
// with two bigrams and now and then a part (what the analyser gives for Korean prose, about 300 tokens a chunk). A
// question has six words, drawn by the same law but for the fifty most frequent. 256 dimensions. p50 and p95 are
// counters in milliseconds. What big merges leave over when the last document is in, is settle_s.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>

#include "index/index.h"

namespace onggi {
namespace {

constexpr std::uint32_t kDocuments = 10'000, kChunksOfDocument = 10, kWords = 120, kVocabulary = 200'000;
constexpr std::int32_t kDimensions = 256;
constexpr std::uint64_t kPermissions = 100;
using Random = std::mt19937_64;

std::uint32_t zipf(Random& random, double skip = 1) {
  const double u = std::generate_canonical<double, 53>(random);
  return static_cast<std::uint32_t>(skip * std::pow(kVocabulary / skip, u));
}

void add_word(std::vector<Token>& tokens, std::uint32_t word, std::uint32_t position) {
  tokens.push_back({"낱말" + std::to_string(word), TokenKind::morpheme, {}, position});
  tokens.push_back({"두" + std::to_string(word % 1987), TokenKind::bigram, {}, position});
  if (word > 30) tokens.push_back({"자" + std::to_string(word % 1571), TokenKind::bigram, {}, position});
  if (word % 5 == 0) tokens.push_back({"낱말" + std::to_string(word / 5), TokenKind::part, {}, position});
}

/// Around one of 2,000 centres, as texts lie around subjects.
std::vector<float> vector(Random& random) {
  std::normal_distribution<float> normal;
  Random centre(random() % 2000);
  std::vector<float> values(kDimensions);
  for (float& value : values) value = normal(centre) + 0.7F * normal(random);
  return values;
}

std::vector<IndexedChunk> document(std::uint32_t number) {
  Random random(number + 1);
  std::vector<IndexedChunk> chunks;
  for (std::uint32_t i = 0; i < kChunksOfDocument; ++i) {
    IndexedChunk chunk{ChunkId("chk_" + std::to_string(random())),
                       DocumentId("doc_" + std::to_string(number)),
                       PermissionId("per_" + std::to_string(number % kPermissions)),
                       {},
                       {},
                       vector(random)};
    for (std::uint32_t word = 0; word < 5; ++word) add_word(chunk.lead_tokens, number * 5 % kVocabulary + word, word);
    for (std::uint32_t word = 0; word < kWords; ++word) add_word(chunk.body_tokens, zipf(random), word);
    chunks.push_back(std::move(chunk));
  }
  return chunks;
}

std::vector<Token> question(Random& random) {
  std::vector<Token> tokens;
  for (std::uint32_t word = 0; word < 6; ++word) add_word(tokens, zipf(random, 50), word);
  return tokens;
}

IndexFilter filter(std::uint64_t permissions) {
  IndexFilter allowed;
  for (std::uint64_t i = 0; i < permissions; ++i) allowed.permissions.emplace_back("per_" + std::to_string(i));
  return allowed;
}

double megabytes_resident() {
  std::ifstream status("/proc/self/statm");
  double size = 0, resident = 0;
  status >> size >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Built once for all benches, kept for the whole run.
struct Built {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("onggi-index-bench-" + std::to_string(::getpid()));
  std::unique_ptr<Index> index;
  double build_s = 0, settle_s = 0, save_s = 0, open_s = 0, slowest_replace_ms = 0;

  IndexOptions options() const { return {folder, kDimensions, "bench", "bench"}; }
  static double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

  Built() {
    index = std::move(open_embedded_index(options())->index);
    for (std::uint32_t number = 0; number < kDocuments; ++number) {
      auto chunks = document(number);  // making them is not measured
      const auto start = std::chrono::steady_clock::now();
      if (!index->replace(DocumentId("doc_" + std::to_string(number)), std::move(chunks))) std::abort();
      const double s = seconds_since(start);
      build_s += s;
      slowest_replace_ms = std::max(slowest_replace_ms, s * 1000);
    }
    auto start = std::chrono::steady_clock::now();
    if (!index->settle(Cancel())) std::abort();
    settle_s = seconds_since(start);
    start = std::chrono::steady_clock::now();
    if (!index->save()) std::abort();
    save_s = seconds_since(start);
    index.reset();
    start = std::chrono::steady_clock::now();
    index = std::move(open_embedded_index(options())->index);
    open_s = seconds_since(start);
  }
  ~Built() {
    index.reset();
    std::filesystem::remove_all(folder);
  }
};

const Built& built() {
  static const Built once;
  return once;
}

template <typename Search>
void measure(benchmark::State& state, const Search& search) {
  const Built& all = built();
  Random random(42);
  std::vector<double> times_ms;
  for (int warm_up = 0; warm_up < 20; ++warm_up) search(*all.index, random);
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    const std::size_t hits = search(*all.index, random);
    times_ms.push_back(Built::seconds_since(start) * 1000);
    benchmark::DoNotOptimize(hits);
  }
  std::ranges::sort(times_ms);
  state.counters["p50_ms"] = times_ms[times_ms.size() / 2];
  state.counters["p95_ms"] = times_ms[times_ms.size() * 95 / 100];
}

void build_and_open(benchmark::State& state) {
  for (auto _ : state) {
    const Built& all = built();
    state.counters["build_s"] = all.build_s;
    state.counters["settle_s"] = all.settle_s;
    state.counters["slowest_replace_ms"] = all.slowest_replace_ms;
    state.counters["save_s"] = all.save_s;
    state.counters["open_s"] = all.open_s;
    state.counters["disk_MB"] = static_cast<double>(all.index->stats().bytes_on_disk) / 1e6;
    state.counters["heap_MB"] = static_cast<double>(all.index->stats().bytes_in_memory) / 1e6;
    state.counters["resident_MB"] = megabytes_resident();
  }
}

void lexical(benchmark::State& state) {
  const IndexFilter allowed = filter(static_cast<std::uint64_t>(state.range(0)));
  measure(state, [&](const Index& index, Random& random) {
    return index
        .search_lexical(query_terms(question(random)), allowed, static_cast<std::int32_t>(state.range(1)), Cancel())
        ->size();
  });
}

void by_vector(benchmark::State& state) {
  const IndexFilter allowed = filter(static_cast<std::uint64_t>(state.range(0)));
  measure(state, [&](const Index& index, Random& random) {
    return index.search_vector(vector(random), allowed, 100, {.exact = state.range(1) != 0}, Cancel())->size();
  });
}

/// What a change costs while 100,000 chunks are there, and a search with many dead documents beside.
void replace_one(benchmark::State& state) {
  Random random(7);
  for (auto _ : state) {
    state.PauseTiming();
    const auto number = static_cast<std::uint32_t>(random() % kDocuments);
    auto chunks = document(number);
    state.ResumeTiming();
    if (!built().index->replace(DocumentId("doc_" + std::to_string(number)), std::move(chunks))) std::abort();
  }
}

BENCHMARK(build_and_open)->Iterations(1);
BENCHMARK(lexical)
    ->ArgNames({"of_100_permissions", "limit"})
    ->Args({100, 10})
    ->Args({100, 100})
    ->Args({50, 100})
    ->Args({1, 100})
    ->Iterations(1000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(by_vector)
    ->ArgNames({"of_100_permissions", "exact"})
    ->Args({100, 0})
    ->Args({10, 0})
    ->Args({1, 0})
    ->Args({100, 1})
    ->Iterations(300)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(replace_one)->Iterations(500)->Unit(benchmark::kMillisecond);
BENCHMARK(lexical)
    ->Name("lexical_after_500_replaced")
    ->ArgNames({"of_100_permissions", "limit"})
    ->Args({100, 100})
    ->Iterations(1000)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace onggi

BENCHMARK_MAIN();
