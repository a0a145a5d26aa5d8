// Pages of lists that go on from an id. Ids are made in the order of time (new_id()), so that a page goes on also where
// the thing that was last seen was removed meanwhile.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace onggi {

struct Cursor {
  std::int64_t limit = 20;  // at least 1
  enum class Order : std::uint8_t { newest_first, oldest_first } order = Order::newest_first;
  std::string after, before;  // ids between which the page lies, in its order; empty: no bound
};

template <typename T>
struct Paged {
  std::vector<T> items;
  bool has_more = false;  // in the direction in which the page goes
};

}  // namespace onggi
