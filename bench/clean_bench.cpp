// What one row costs: letters, n-grams and the signature of a text; megabytes a second of one core.
#include <benchmark/benchmark.h>

#include <random>
#include <string>

#include "clean/duplicates.h"

namespace onggi {
namespace {

// Syllables that Korean has, in words of one to five; a full stop now and then.
std::string any_text(std::size_t bytes) {
  std::mt19937_64 random(1);
  std::string text;
  while (text.size() < bytes) {
    for (std::size_t syllables = 1 + random() % 5; syllables > 0; --syllables) {
      const auto c = static_cast<unsigned>(0xAC00 + random() % 11172);
      text += static_cast<char>(0xE0U | (c >> 12U));
      text += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
      text += static_cast<char>(0x80U | (c & 0x3FU));
    }
    text += random() % 12 == 0 ? ". " : " ";
  }
  return text;
}

void sketch(benchmark::State& state, DuplicateMethod method) {
  const std::string text = any_text(static_cast<std::size_t>(state.range(0)));
  const DuplicateFinder finder({.method = method});
  for (auto _ : state) benchmark::DoNotOptimize(finder.sketch(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(sketch, exact, DuplicateMethod::exact)->Arg(1000)->Arg(10000);
BENCHMARK_CAPTURE(sketch, minhash, DuplicateMethod::minhash)->Arg(100)->Arg(1000)->Arg(10000);
BENCHMARK_CAPTURE(sketch, levenshtein, DuplicateMethod::levenshtein)->Arg(100)->Arg(1000);

}  // namespace
}  // namespace onggi

BENCHMARK_MAIN();
