// Selkow's top-down distance for trees that are too large for Zhang and Shasha's; see tree_distance.h.
#include <algorithm>
#include <limits>

#include "evaluate/tree_distance.h"

namespace onggi::evaluate_room {
namespace {

using Node = OrderedTree::Node;

struct Children {
  std::vector<std::uint32_t> roots;  // indices of nodes, in order
};

std::vector<Children> children_of(const std::vector<Node>& nodes) {
  std::vector<Children> children(nodes.size());
  std::vector<std::uint32_t> open;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    const auto first = std::ranges::lower_bound(open, nodes[i].leftmost);
    children[i].roots.assign(first, open.end());
    open.erase(first, open.end());
    open.push_back(i);
  }
  return children;
}

class TopDown {
 public:
  TopDown(const OrderedTree& a, const OrderedTree& b, TextTable& texts)
      : a_(a.nodes), b_(b.nodes), children_a_(children_of(a_)), children_b_(children_of(b_)), texts_(texts) {}

  double trees(std::size_t i, std::size_t j) {
    const double rename = a_[i].label != b_[j].label ? 1 : texts_.distance(a_[i].text, b_[j].text);
    return rename + forests(children_a_[i].roots, children_b_[j].roots);
  }

 private:
  using Roots = std::vector<std::uint32_t>;

  static double size(const std::vector<Node>& nodes, std::size_t i) {
    return static_cast<double>(i - nodes[i].leftmost + 1);
  }

  bool equal(std::size_t i, std::size_t j) const {
    const std::size_t count = i - a_[i].leftmost + 1;
    if (count != j - b_[j].leftmost + 1) return false;
    for (std::size_t k = 0; k < count; ++k) {
      const Node& left = a_[i - k];
      const Node& right = b_[j - k];
      if (left.label != right.label || left.text != right.text || i - left.leftmost != j - right.leftmost) return false;
    }
    return true;
  }

  // Aligns two lists of children: rows of a's against a window of b's columns around the slanted diagonal.
  double forests(const Roots& all_a, const Roots& all_b) {
    std::size_t begin = 0;
    const std::size_t shorter = std::min(all_a.size(), all_b.size());
    while (begin < shorter && equal(all_a[begin], all_b[begin])) ++begin;
    std::size_t end = 0;
    while (end < shorter - begin && equal(all_a[all_a.size() - 1 - end], all_b[all_b.size() - 1 - end])) ++end;
    const Roots left(all_a.begin() + static_cast<std::ptrdiff_t>(begin),
                     all_a.end() - static_cast<std::ptrdiff_t>(end));
    const Roots right(all_b.begin() + static_cast<std::ptrdiff_t>(begin),
                      all_b.end() - static_cast<std::ptrdiff_t>(end));
    return aligned(left, right);
  }

  // One row of the alignment: what stands outside of its window costs too much to be on any way.
  struct Row {
    std::size_t first = 0;
    std::vector<double> values;
    double at(std::size_t column) const {
      return column < first || column - first >= values.size() ? kNever : values[column - first];
    }
  };

  double aligned(const Roots& left, const Roots& right) {
    const std::size_t half = std::max<std::size_t>(kPairs / (left.size() + 1), kNarrowest) / 2;
    Row above;
    for (std::size_t i = 0; i <= left.size(); ++i) {
      // Windows of neighbouring rows overlap, so that a way through always stays.
      const std::size_t middle = i * right.size() / std::max<std::size_t>(left.size(), 1);
      const std::size_t next = left.empty() ? right.size() : (i + 1) * right.size() / left.size();
      Row row{.first = middle > half ? middle - half : 0, .values = {}};
      const std::size_t last = std::min(right.size(), std::max(middle + half, next));
      for (std::size_t j = row.first; j <= last; ++j) {
        double best = i == 0 && j == 0 ? 0 : kNever;
        if (i > 0) best = std::min(best, above.at(j) + size(a_, left[i - 1]));
        if (j > 0) best = std::min(best, row.at(j - 1) + size(b_, right[j - 1]));
        if (i > 0 && j > 0 && above.at(j - 1) < best)
          best = std::min(best, above.at(j - 1) + trees(left[i - 1], right[j - 1]));
        row.values.push_back(best);
      }
      above = std::move(row);
    }
    return above.at(right.size());
  }

  static constexpr double kNever = std::numeric_limits<double>::infinity();
  static constexpr std::size_t kPairs = 400'000;  // pairs of children that one alignment compares
  static constexpr std::size_t kNarrowest = 32;

  const std::vector<Node>& a_;
  const std::vector<Node>& b_;
  std::vector<Children> children_a_, children_b_;
  TextTable& texts_;
};

}  // namespace

double top_down_tree_distance(const OrderedTree& a, const OrderedTree& b, TextTable& texts) {
  if (a.nodes.empty() || b.nodes.empty()) return static_cast<double>(a.nodes.size() + b.nodes.size());
  return TopDown(a, b, texts).trees(a.nodes.size() - 1, b.nodes.size() - 1);
}

}  // namespace onggi::evaluate_room
