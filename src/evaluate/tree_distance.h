// How far two ordered trees are apart: the cheapest way from one to the other by deleting, inserting and renaming
// nodes. Inside of room evaluate.
//
// Zhang and Shasha (1989), the distance that APTED computes too, as long as both trees are small. Where their product
// passes `kPairsMax`, Selkow's top-down distance (1977): children are aligned in their order, what is deleted goes with
// all that is below it, and only a slanted band of the alignment is searched. That one is never below the true
// distance.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "evaluate/edit_distance.h"

namespace onggi::evaluate_room {

/// Nodes in post order: children stand before their parent.
struct OrderedTree {
  struct Node {
    std::uint32_t label = 0;     // nodes of different labels cost 1 to rename
    std::uint32_t text = 0;      // index into TextTable; 0: no text
    std::uint32_t leftmost = 0;  // index of the first leaf below (of a leaf: its own)
  };
  std::vector<Node> nodes;

  /// Begins a node; what is closed before its own close() are its children.
  void open() { open_.push_back(static_cast<std::uint32_t>(nodes.size())); }
  void close(std::uint32_t label, std::uint32_t text = 0);

 private:
  std::vector<std::uint32_t> open_;
};

/// The texts of all nodes of both trees; equal texts are one.
class TextTable {
 public:
  TextTable() { static_cast<void>(add({})); }
  std::uint32_t add(std::string_view utf8);
  const Symbols& symbols(std::uint32_t text) const { return symbols_[text]; }
  /// Normalised Levenshtein distance of two texts.
  double distance(std::uint32_t a, std::uint32_t b);
  /// Never above distance(); cheap where the texts are long.
  double distance_at_least(std::uint32_t a, std::uint32_t b);
  /// From now on distance_at_least() gives the distance of these two.
  void settle(std::uint32_t a, std::uint32_t b);
  bool is_settled(std::uint32_t a, std::uint32_t b) const;

 private:
  struct Known {
    double distance = 0;
    bool settled = false;
  };
  bool is_short(std::uint32_t a, std::uint32_t b) const;
  double bag_distance(std::uint32_t a, std::uint32_t b) const;

  Alphabet alphabet_;
  EditDistance edit_distance_;
  std::vector<Symbols> symbols_;
  std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> bags_;  // sorted symbols with their counts
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::unordered_map<std::uint64_t, Known> known_;
};

/// Deletions and insertions cost 1; renaming costs the texts' normalised distance, or 1 between labels.
/// Cost: O(|a| × |b|) for the flat trees of tables and sections.
double tree_distance(const OrderedTree& a, const OrderedTree& b, TextTable& texts);

/// Nodes of both trees multiplied, up to which the distance is exact.
inline constexpr std::size_t kPairsMax = 9'000'000;

/// The two ways of tree_distance(), for tests.
double exact_tree_distance(const OrderedTree& a, const OrderedTree& b, TextTable& texts);
double top_down_tree_distance(const OrderedTree& a, const OrderedTree& b, TextTable& texts);

}  // namespace onggi::evaluate_room
