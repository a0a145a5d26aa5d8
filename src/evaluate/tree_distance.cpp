// Zhang and Shasha's tree edit distance; see tree_distance.h.
#include "evaluate/tree_distance.h"

#include <algorithm>
#include <optional>

namespace onggi::evaluate_room {
namespace {

using Node = OrderedTree::Node;

// Costs are sums of a few thousand terms: float holds them, in half of the memory.
class Matrix {
 public:
  Matrix(std::size_t rows, std::size_t columns) : columns_(columns), values_(rows * columns) {}
  float& at(std::size_t row, std::size_t column) { return values_[row * columns_ + column]; }

 private:
  std::size_t columns_;
  std::vector<float> values_;
};

// Roots of the subtrees that the algorithm must look at: the last node of each leftmost leaf.
std::vector<std::size_t> key_roots(const std::vector<Node>& nodes) {
  std::vector<bool> seen(nodes.size());
  std::vector<std::size_t> roots;
  for (std::size_t i = nodes.size(); i-- > 0;) {
    if (seen[nodes[i].leftmost]) continue;
    seen[nodes[i].leftmost] = true;
    roots.push_back(i);
  }
  std::ranges::reverse(roots);
  return roots;
}

class ZhangShasha {
 public:
  ZhangShasha(const OrderedTree& a, const OrderedTree& b, TextTable& texts)
      : a_(a.nodes), b_(b.nodes), texts_(texts), trees_(a_.size(), b_.size()), forests_(a_.size() + 1, b_.size() + 1) {}

  // With lower bounds for long texts.
  double run() {
    const std::vector<std::size_t> roots_b = key_roots(b_);
    for (const std::size_t i : key_roots(a_))
      for (const std::size_t j : roots_b) fill(i, j);
    return static_cast<double>(trees_.at(a_.size() - 1, b_.size() - 1));
  }

  // Settles the long texts that the last run's mapping renames into each other; returns by how much that raises its
  // cost, or nothing when all were settled.
  std::optional<double> settle_mapping() {
    double raised = 0;
    const auto bounds = mapped_bounds();
    for (const auto& [left, right] : bounds) {
      const double bound = texts_.distance_at_least(left, right);
      texts_.settle(left, right);
      raised += texts_.distance(left, right) - bound;
    }
    return bounds.empty() ? std::nullopt : std::optional(raised);
  }

 private:
  // Pairs of texts in the best mapping whose distance is only a bound so far.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> mapped_bounds() {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> bounds;
    std::vector<std::pair<std::size_t, std::size_t>> open = {{a_.size() - 1, b_.size() - 1}};
    while (!open.empty()) {
      const auto [i, j] = open.back();
      open.pop_back();
      for (const auto& [left, right] : walk_back(i, j, open))
        if (a_[left].label == b_[right].label && !texts_.is_settled(a_[left].text, b_[right].text))
          bounds.emplace_back(a_[left].text, b_[right].text);
    }
    return bounds;
  }

  float rename(std::size_t i, std::size_t j) {
    if (a_[i].label != b_[j].label) return 1;
    return static_cast<float>(texts_.distance_at_least(a_[i].text, b_[j].text));
  }

  // Distances of all forests that begin with the leftmost leaves of i and j (forests_ is indexed from there), and of
  // the trees among them.
  void fill(std::size_t i, std::size_t j) {
    const std::size_t first_a = a_[i].leftmost, first_b = b_[j].leftmost;
    forests_.at(0, 0) = 0;
    for (std::size_t x = first_a; x <= i; ++x) forests_.at(x - first_a + 1, 0) = forests_.at(x - first_a, 0) + 1;
    for (std::size_t y = first_b; y <= j; ++y) forests_.at(0, y - first_b + 1) = forests_.at(0, y - first_b) + 1;
    for (std::size_t x = first_a; x <= i; ++x)
      for (std::size_t y = first_b; y <= j; ++y) {
        const std::size_t row = x - first_a, column = y - first_b;
        const float either = std::min(forests_.at(row, column + 1), forests_.at(row + 1, column)) + 1;
        const bool trees = a_[x].leftmost == first_a && b_[y].leftmost == first_b;
        const float both = trees ? forests_.at(row, column) + rename(x, y)
                                 : forests_.at(a_[x].leftmost - first_a, b_[y].leftmost - first_b) + trees_.at(x, y);
        forests_.at(row + 1, column + 1) = std::min(either, both);
        if (trees) trees_.at(x, y) = forests_.at(row + 1, column + 1);
      }
  }

  // The pairs that the best mapping of the trees at i and j renames; subtrees that it maps as a whole go to `open`.
  std::vector<std::pair<std::size_t, std::size_t>> walk_back(std::size_t i, std::size_t j,
                                                             std::vector<std::pair<std::size_t, std::size_t>>& open) {
    fill(i, j);
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    const std::size_t first_a = a_[i].leftmost, first_b = b_[j].leftmost;
    std::size_t row = i - first_a + 1, column = j - first_b + 1;
    while (row > 0 && column > 0) {
      const float here = forests_.at(row, column);
      const std::size_t x = first_a + row - 1, y = first_b + column - 1;
      if (here == forests_.at(row - 1, column) + 1) {
        --row;
      } else if (here == forests_.at(row, column - 1) + 1) {
        --column;
      } else if (a_[x].leftmost == first_a && b_[y].leftmost == first_b) {
        pairs.emplace_back(x, y);
        --row, --column;
      } else {
        open.emplace_back(x, y);
        row = a_[x].leftmost - first_a;
        column = b_[y].leftmost - first_b;
      }
    }
    return pairs;
  }

  const std::vector<Node>& a_;
  const std::vector<Node>& b_;
  TextTable& texts_;
  Matrix trees_, forests_;
};

}  // namespace

void OrderedTree::close(std::uint32_t label, std::uint32_t text) {
  nodes.push_back({label, text, open_.back()});
  open_.pop_back();
}

// Long texts begin with a cheap lower bound of their distance. A mapping that is best under lower bounds, and none of
// whose own renamings is a bound any more, is best altogether: so only texts that some mapping wanted are compared.
// Where that takes too many rounds (long texts that have nothing to do with each other), the cheapest mapping so far
// is an upper bound.
double exact_tree_distance(const OrderedTree& a, const OrderedTree& b, TextTable& texts) {
  if (a.nodes.empty() || b.nodes.empty()) return static_cast<double>(a.nodes.size() + b.nodes.size());
  constexpr int kRounds = 12;
  ZhangShasha work(a, b, texts);
  double cheapest = static_cast<double>(a.nodes.size() + b.nodes.size());
  for (int round = 0; round < kRounds; ++round) {
    const double distance = work.run();
    const auto raised = work.settle_mapping();
    if (!raised) return distance;
    cheapest = std::min(cheapest, distance + *raised);
  }
  return cheapest;
}

double tree_distance(const OrderedTree& a, const OrderedTree& b, TextTable& texts) {
  return a.nodes.size() * b.nodes.size() <= kPairsMax ? exact_tree_distance(a, b, texts)
                                                      : top_down_tree_distance(a, b, texts);
}

}  // namespace onggi::evaluate_room
