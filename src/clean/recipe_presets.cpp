// Recipes by name. Limits follow what is published for large corpora (Gopher: Rae et al. 2021, table A1; C4: Raffel et
// al. 2020; FineWeb: Penedo et al. 2024), in characters where those count English words.
#include <algorithm>
#include <array>
#include <utility>

#include "clean/recipe.h"

namespace onggi {

namespace {

constexpr auto kPresets = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"rag", R"(name: rag
# For documents that are searched and cited: nothing goes that could be an answer.
operations:
  - normalise
  - boilerplate
  - filter: {min_characters: 10, max_symbol_share: 0.6}
  - dedup: {method: minhash, threshold: 0.9}
  - pii: {action: type}
)"},
    {"pretrain", R"(name: pretrain
# For text that a model reads in bulk: running Korean prose, each thing once.
operations:
  - normalise
  - boilerplate
  - filter:
      min_characters: 200
      min_hangul_share: 0.3
      max_symbol_share: 0.3
      max_digit_share: 0.3
      max_repeated_lines: 0.3
      max_repeated_grams: 0.3
      min_function_words: 0.2
      max_list_lines: 0.9
  - dedup: {method: minhash, threshold: 0.7}
  - perplexity
  - pii: {action: type}
)"},
    {"instruction", R"(name: instruction
# For questions and answers: short rows, typing errors among the copies.
operations:
  - normalise: {join_lines: false}
  - filter: {min_characters: 5, max_repeated_grams: 0.5, max_symbol_share: 0.5}
  - dedup: {method: levenshtein, threshold: 0.9}
  - outliers
  - pii: {action: type}
)"},
    {"public-release", R"(name: public-release
# For data that leaves the company: rows with numbers of identity go as a whole, everything else personal is masked,
# also what is less sure.
operations:
  - normalise
  - boilerplate
  - filter: {min_characters: 10, max_symbol_share: 0.6}
  - dedup: {method: minhash, threshold: 0.8}
  - pii:
      action: type
      confidence: 0.35
      kinds: {RRN: remove, FRN: remove, PASSPORT: remove, DRIVER: remove}
)"},
});

}  // namespace

std::vector<std::string_view> Recipe::preset_names() {
  std::vector<std::string_view> names;
  names.reserve(kPresets.size());
  for (const auto& [name, yaml] : kPresets) names.push_back(name);
  return names;
}

std::string_view Recipe::preset(std::string_view name) {
  const auto* found = std::ranges::find(kPresets, name, &std::pair<std::string_view, std::string_view>::first);
  return found == kPresets.end() ? std::string_view() : found->second;
}

}  // namespace onggi
