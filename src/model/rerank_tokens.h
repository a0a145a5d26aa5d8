// What a reranker reads where nobody tells.
#pragma once

#include <cstdint>
#include <ranges>
#include <string_view>

#include "text/analyzer.h"

namespace onggi {

/// Tokens by the estimate: each passage is read together with the question.
template <std::ranges::sized_range Passages>
std::int64_t estimated_rerank_tokens(std::string_view query, const Passages& passages) {
  const TokenCounter& counter = estimating_counter();
  std::int64_t tokens = counter.count(query) * static_cast<std::int64_t>(std::ranges::size(passages));
  for (const std::string_view passage : passages) tokens += counter.count(passage);
  return tokens;
}

}  // namespace onggi
