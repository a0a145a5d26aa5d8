// Edit distances of texts and trees: the fast ways against the slow obvious ones, and cases counted by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <random>

#include "evaluate/edit_distance.h"
#include "evaluate/tree_distance.h"
#include "support/any_text.h"

namespace onggi::evaluate_room {
namespace {

// The textbook's table, a cell at a time.
template <typename Cell>
std::size_t table_of(const Symbols& a, const Symbols& b, std::size_t edge, const Cell& cell) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j)
      table[i][j] = i == 0 || j == 0
                        ? edge * (i + j)
                        : cell(table[i - 1][j - 1], table[i - 1][j], table[i][j - 1], a[i - 1] == b[j - 1]);
  return table[a.size()][b.size()];
}

std::size_t slow_common(const Symbols& a, const Symbols& b) {
  return table_of(a, b, 0, [](std::size_t both, std::size_t up, std::size_t left, bool same) {
    return same ? both + 1 : std::max(up, left);
  });
}

std::size_t slow_levenshtein(const Symbols& a, const Symbols& b) {
  return table_of(a, b, 1, [](std::size_t both, std::size_t up, std::size_t left, bool same) {
    return std::min({both + (same ? 0 : 1), up + 1, left + 1});
  });
}

Symbols any_symbols(std::mt19937_64& random, std::size_t length, std::size_t alphabet) {
  Symbols symbols(length);
  for (std::uint32_t& symbol : symbols) symbol = static_cast<std::uint32_t>(any::below(random, alphabet));
  return symbols;
}

// A text and what is left of it after a few changes.
Symbols changed(std::mt19937_64& random, Symbols symbols, std::size_t changes) {
  for (std::size_t i = 0; i < changes && !symbols.empty(); ++i) {
    const auto at = symbols.begin() + static_cast<std::ptrdiff_t>(any::below(random, symbols.size()));
    if (any::below(random, 2) == 0) symbols.erase(at);
    else symbols.insert(at, static_cast<std::uint32_t>(any::below(random, 50)));
  }
  return symbols;
}

TEST(EditDistance, CountsCodePoints) {
  Alphabet alphabet;
  EditDistance distance;
  const Symbols a = alphabet.spell("연차 휴가"), b = alphabet.spell("연가");
  EXPECT_EQ(a.size(), 5U);
  EXPECT_EQ(distance.common_subsequence(a, b).length, 2U);
  EXPECT_EQ(distance.levenshtein(a, b), 3U);
  EXPECT_DOUBLE_EQ(indel_similarity(distance, a, b).value, 4.0 / 7);
  EXPECT_DOUBLE_EQ(normalised_levenshtein(distance, a, b), 3.0 / 5);
}

TEST(EditDistance, KnowsTheTextbooksCases) {
  Alphabet alphabet;
  EditDistance distance;
  EXPECT_EQ(distance.levenshtein(alphabet.spell("kitten"), alphabet.spell("sitting")), 3U);
  EXPECT_EQ(distance.common_subsequence(alphabet.spell("XMJYAUZ"), alphabet.spell("MZJAWXU")).length, 4U);
  EXPECT_EQ(distance.levenshtein({}, alphabet.spell("abc")), 3U);
  EXPECT_DOUBLE_EQ(indel_similarity(distance, {}, {}).value, 1);
  EXPECT_DOUBLE_EQ(indel_similarity(distance, {}, alphabet.spell("가")).value, 0);
}

TEST(EditDistance, SaysWhereOnlyABandWasSearched) {
  std::mt19937_64 random(5);
  const Symbols a = any_symbols(random, 20'000, 4), b = any_symbols(random, 20'000, 4);
  EditDistance thorough, hasty(1'000'000);
  const CommonLength all = thorough.common_subsequence(a, b), some = hasty.common_subsequence(a, b);
  EXPECT_TRUE(all.exact);
  EXPECT_FALSE(some.exact);
  EXPECT_LE(some.length, all.length);
  EXPECT_GT(some.length, all.length / 2);
}

class DistanceProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(DistanceProperty, BitsGiveWhatTheTableGives) {
  std::mt19937_64 random(GetParam());
  EditDistance distance;
  for (int round = 0; round < 20; ++round) {
    const std::size_t alphabet = 1 + any::below(random, 30);
    const Symbols a = any_symbols(random, any::below(random, 700), alphabet);
    const Symbols b = any_symbols(random, any::below(random, 700), alphabet);
    EXPECT_EQ(distance.common_subsequence(a, b).length, slow_common(a, b)) << "seed " << GetParam();
    EXPECT_EQ(distance.levenshtein(a, b), slow_levenshtein(a, b)) << "seed " << GetParam();
  }
}

TEST_P(DistanceProperty, TheBandFindsWhatTheWholeTableHolds) {
  std::mt19937_64 random(GetParam());
  EditDistance distance;
  const Symbols a = any_symbols(random, 1'500 + any::below(random, 1'500), 1 + any::below(random, 40));
  for (const std::size_t changes : {std::size_t{1}, std::size_t{30}, std::size_t{300}, std::size_t{1'500}}) {
    const Symbols b = changed(random, a, changes);
    const CommonLength common = distance.common_subsequence(a, b);
    EXPECT_TRUE(common.exact);
    EXPECT_EQ(common.length, slow_common(a, b)) << changes << " changes, seed " << GetParam();
    EXPECT_EQ(common.length, distance.common_subsequence(b, a).length);
    EXPECT_EQ(distance.levenshtein(a, b), slow_levenshtein(a, b)) << changes << " changes, seed " << GetParam();
  }
}

// ---- trees ----

// "(1 (2'가) (2'나))": labels, texts behind a quote, children in brackets.
OrderedTree tree_from(const std::string& written, TextTable& texts) {
  OrderedTree tree;
  std::size_t at = 0;
  const std::function<void()> node = [&] {
    ++at;
    const auto label = static_cast<std::uint32_t>(written[at++] - '0');
    std::string text;
    tree.open();
    if (written[at] == '\'')
      for (++at; written[at] != '(' && written[at] != ')'; ++at) text.push_back(written[at]);
    while (written[at] != ')')
      if (written[at] == '(') node();
      else ++at;
    ++at;
    tree.close(label, texts.add(text));
  };
  node();
  return tree;
}

double between(const std::string& a, const std::string& b) {
  TextTable texts;
  const OrderedTree left = tree_from(a, texts);
  return tree_distance(left, tree_from(b, texts), texts);
}

TEST(TreeDistance, CountsWhatAPersonCounts) {
  EXPECT_DOUBLE_EQ(between("(1(2)(2))", "(1(2)(2))"), 0);
  EXPECT_DOUBLE_EQ(between("(1(2)(2))", "(1(2))"), 1);            // one deleted
  EXPECT_DOUBLE_EQ(between("(1(2)(3))", "(1(3)(2))"), 2);         // order counts
  EXPECT_DOUBLE_EQ(between("(1(2(3)(3)))", "(1(3)(3))"), 1);      // a deleted node's children move up
  EXPECT_DOUBLE_EQ(between("(1(2))", "(1(3))"), 1);               // renamed
  EXPECT_DOUBLE_EQ(between("(1(2'abcd))", "(1(2'abxd))"), 0.25);  // a text's distance
  EXPECT_DOUBLE_EQ(between("(1(2'abcd))", "(1(3'abcd))"), 1);     // the label decides first
  EXPECT_DOUBLE_EQ(between("(1(2(4)(5))(3))", "(1(2(4))(3(5)))"), 2);
}

OrderedTree any_tree(std::mt19937_64& random, TextTable& texts, std::size_t nodes) {
  OrderedTree tree;
  std::size_t depth = 1;
  tree.open();
  for (std::size_t made = 1; made < nodes;) {
    if (depth > 1 && any::below(random, 2) == 0) {
      tree.close(static_cast<std::uint32_t>(any::below(random, 3)), texts.add(any::word(random).substr(0, 3)));
      --depth;
    } else if (depth < 5) {
      tree.open();
      ++depth;
      ++made;
    }
  }
  for (; depth > 1; --depth) tree.close(1);
  tree.close(0);
  return tree;
}

// The definition: of two forests, delete the last root of one or the other, or rename one into the other.
double slow_distance(const OrderedTree& a, const OrderedTree& b, TextTable& texts) {
  struct Forest {
    std::size_t begin, end;  // nodes in post order
  };
  std::map<std::array<std::size_t, 4>, double> known;
  const std::function<double(Forest, Forest)> forests = [&](Forest x, Forest y) -> double {
    if (x.begin == x.end) return static_cast<double>(y.end - y.begin);
    if (y.begin == y.end) return static_cast<double>(x.end - x.begin);
    const std::array<std::size_t, 4> key{x.begin, x.end, y.begin, y.end};
    if (const auto found = known.find(key); found != known.end()) return found->second;
    const OrderedTree::Node &left = a.nodes[x.end - 1], &right = b.nodes[y.end - 1];
    const double rename = left.label != right.label ? 1 : texts.distance(left.text, right.text);
    const double best = std::min({forests({x.begin, x.end - 1}, y) + 1, forests(x, {y.begin, y.end - 1}) + 1,
                                  forests({x.begin, left.leftmost}, {y.begin, right.leftmost}) +
                                      forests({left.leftmost, x.end - 1}, {right.leftmost, y.end - 1}) + rename});
    return known[key] = best;
  };
  return forests({0, a.nodes.size()}, {0, b.nodes.size()});
}

TEST_P(DistanceProperty, TreesAreAsFarApartAsTheDefinitionSays) {
  std::mt19937_64 random(GetParam());
  for (int round = 0; round < 5; ++round) {
    TextTable texts;
    const OrderedTree a = any_tree(random, texts, 1 + any::below(random, 14));
    const OrderedTree b = any_tree(random, texts, 1 + any::below(random, 14));
    const double distance = exact_tree_distance(a, b, texts);
    EXPECT_NEAR(distance, slow_distance(a, b, texts), 1e-4) << "seed " << GetParam();
    EXPECT_NEAR(distance, exact_tree_distance(b, a, texts), 1e-4) << "seed " << GetParam();
    EXPECT_NEAR(exact_tree_distance(a, a, texts), 0, 1e-9);
    EXPECT_NEAR(top_down_tree_distance(a, a, texts), 0, 1e-9);
    EXPECT_GE(top_down_tree_distance(a, b, texts), distance - 1e-4) << "seed " << GetParam();
  }
}

// Long texts start with a lower bound: the result must be that of their true distances.
TEST_P(DistanceProperty, LowerBoundsOfLongTextsDoNotShow) {
  std::mt19937_64 random(GetParam());
  TextTable lazy, eager;
  std::vector<std::string> long_texts;
  for (int i = 0; i < 6; ++i) {
    std::string text;
    for (int sentence = 0; sentence < 25; ++sentence) text += any::sentence(random);
    long_texts.push_back(text);
  }
  const auto make = [&](TextTable& texts, std::uint64_t seed) {
    std::mt19937_64 choose(seed);
    OrderedTree tree;
    tree.open();
    for (int i = 0; i < 5; ++i) {
      tree.open();
      tree.open();
      tree.close(2, texts.add(long_texts[any::below(choose, long_texts.size())].substr(3 * any::below(choose, 2))));
      tree.close(1, texts.add(std::string(1, static_cast<char>('a' + any::below(choose, 4)))));
    }
    tree.close(0);
    return tree;
  };
  const OrderedTree a = make(eager, GetParam() + 1), b = make(eager, GetParam() + 2);
  for (std::uint32_t x = 0; x < 20; ++x)
    for (std::uint32_t y = 0; y < 20; ++y)
      if (x < a.nodes.size() && y < b.nodes.size()) eager.settle(a.nodes[x].text, b.nodes[y].text);
  const OrderedTree c = make(lazy, GetParam() + 1), d = make(lazy, GetParam() + 2);
  EXPECT_NEAR(exact_tree_distance(c, d, lazy), exact_tree_distance(a, b, eager), 1e-4) << "seed " << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Seeds, DistanceProperty, testing::Range<std::uint64_t>(0, 12));

// Two tables of 4,000 rows: what is changed is found row by row.
TEST(TreeDistance, LargeTreesAreComparedRowByRow) {
  TextTable texts;
  const auto table = [&](int rows, int left_out) {
    OrderedTree tree;
    tree.open();
    for (int row = 0; row < rows; ++row) {
      if (row == left_out) continue;
      tree.open();
      for (int column = 0; column < 2; ++column) {
        tree.open();
        tree.close(2, texts.add(std::to_string(row) + "/" + std::to_string(column)));
      }
      tree.close(1);
    }
    tree.close(0);
    return tree;
  };
  const OrderedTree whole = table(4'000, -1), without = table(4'000, 1'700);
  ASSERT_GT(whole.nodes.size() * without.nodes.size(), kPairsMax);
  EXPECT_DOUBLE_EQ(tree_distance(whole, whole, texts), 0);
  EXPECT_DOUBLE_EQ(tree_distance(whole, without, texts), 3);
}

}  // namespace
}  // namespace onggi::evaluate_room
