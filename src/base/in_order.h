// Work on pieces of a stream by all cores, results in the order of the pieces.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <optional>
#include <utility>

#include "base/cancel.h"
#include "base/result.h"

namespace onggi {

/// `read` gives piece after piece (nullopt: the end) and `write` takes what `work` made of each, both called from the
/// calling thread in order; `work` runs on threads of its own. At most twice `threads` pieces are under way at
/// once. The first error ends it; pieces before the one that failed are written. cancelled when `cancel` is set.
template <typename Piece, typename Made>
Result<void> in_order(unsigned threads, const std::function<Result<std::optional<Piece>>()>& read,
                      const std::function<Result<Made>(Piece)>& work, const std::function<Result<void>(Made)>& write,
                      const Cancel& cancel) {
  std::deque<std::future<Result<Made>>> under_way;
  const std::size_t most = threads == 0 ? 2 : std::size_t{2} * threads;
  bool ended = false;
  while (!ended || !under_way.empty()) {
    ONGGI_CHECK(cancel.check());
    while (!ended && under_way.size() < most) {
      ONGGI_TRY(std::optional<Piece> piece, read());
      if (!piece) ended = true;
      else under_way.push_back(std::async(std::launch::async, work, std::move(*piece)));
    }
    if (under_way.empty()) break;
    Result<Made> made = under_way.front().get();
    under_way.pop_front();
    if (!made) return std::unexpected(std::move(made).error());
    ONGGI_CHECK(write(std::move(*made)));
  }
  return {};
}

}  // namespace onggi
