// The measures of one document; see parsing.h.
#include <algorithm>
#include <map>

#include "evaluate/edit_distance.h"
#include "evaluate/marked_text.h"
#include "evaluate/one_form.h"
#include "evaluate/parsing.h"
#include "evaluate/tree_distance.h"
#include "text/text.h"

namespace onggi {
namespace {

using namespace evaluate_room;  // NOLINT(google-build-using-namespace): the inside of this very room

using Counts = std::map<char32_t, std::int64_t>;

Counts count_characters(std::string_view utf8) {
  Counts counts;
  for (std::size_t offset = 0; offset < utf8.size();) {
    const char32_t code_point = next_code_point(utf8, offset);
    if (!is_white_space(code_point) && !is_control(code_point)) ++counts[code_point];
  }
  return counts;
}

std::int64_t sum(const Counts& counts) {
  std::int64_t total = 0;
  for (const auto& [code_point, count] : counts) total += count;
  return total;
}

void score_characters(const MarkedText& found, const MarkedText& expected, ParseScores& scores) {
  const Counts there = count_characters(joined(found, Marks::none));
  const Counts wanted = count_characters(joined(expected, Marks::none));
  std::int64_t common = 0;
  for (const auto& [code_point, count] : wanted) {
    const auto same = there.find(code_point);
    if (same != there.end()) common += std::min(count, same->second);
  }
  scores.characters_expected = sum(wanted);
  scores.characters_found = sum(there);
  if (scores.characters_expected == 0) return;
  scores.character_recall = static_cast<double>(common) / static_cast<double>(scores.characters_expected);
  scores.character_precision =
      static_cast<double>(common) / static_cast<double>(std::max<std::int64_t>(scores.characters_found, 1));
}

std::optional<double> order_similarity(std::string_view found, std::string_view expected, bool& exact) {
  if (expected.empty()) return std::nullopt;
  Alphabet alphabet;
  EditDistance distance;
  const Similarity similarity = indel_similarity(distance, alphabet.spell(found), alphabet.spell(expected));
  exact = exact && similarity.exact;
  return similarity.value;
}

// Labels of nodes; cells have one for each pair of spans.
enum Label : std::uint32_t { kRoot, kTable, kRow, kHeading, kContent, kFirstCell };

enum class Texts : std::uint8_t { compared, ignored };

OrderedTree table_tree(const MarkedText& text, TextTable& table_texts, Texts texts) {
  constexpr std::uint32_t kSpans = 1'001;
  OrderedTree tree;
  tree.open();
  for (const MarkedBlock& block : text.blocks) {
    if (block.kind != MarkedBlock::Kind::table) continue;
    tree.open();
    for (const std::vector<MarkedCell>& row : block.table.rows) {
      tree.open();
      for (const MarkedCell& cell : row) {
        tree.open();
        tree.close(kFirstCell + static_cast<std::uint32_t>(cell.row_span) * kSpans +
                       static_cast<std::uint32_t>(cell.column_span),
                   texts == Texts::compared ? table_texts.add(cell.text) : 0);
      }
      tree.close(kRow);
    }
    tree.close(kTable);
  }
  tree.close(kRoot);
  return tree;
}

OrderedTree heading_tree(const MarkedText& text, TextTable& table_texts, Texts texts) {
  OrderedTree tree;
  std::string content, heading;
  const auto number = [&](const std::string& words) {
    return texts == Texts::compared ? table_texts.add(squeeze_spaces(words)) : 0;
  };
  const auto end_content = [&] {
    if (content.empty()) return;
    tree.open();
    tree.close(kContent, number(content));
    content.clear();
  };
  tree.open();
  bool in_section = false;
  const auto end_section = [&] {
    end_content();
    if (in_section) tree.close(kHeading, number(heading));
  };
  for (const MarkedBlock& block : text.blocks) {
    if (block.kind != MarkedBlock::Kind::heading) {
      content.append(" ").append(written(block, Marks::all));
      continue;
    }
    end_section();
    tree.open();
    in_section = true;
    heading = block.text;
  }
  end_section();
  tree.close(kRoot);
  return tree;
}

// `uncounted`: roots that only hold the tree together.
double tree_similarity(const OrderedTree& found, const OrderedTree& expected, TextTable& texts, std::size_t uncounted) {
  const std::size_t nodes = std::max(found.nodes.size(), expected.nodes.size()) - uncounted;
  const double distance = tree_distance(found, expected, texts);
  return std::clamp(1 - distance / static_cast<double>(std::max<std::size_t>(nodes, 1)), 0.0, 1.0);
}

std::int64_t count_blocks(const MarkedText& text, MarkedBlock::Kind kind) {
  return std::ranges::count(text.blocks, kind, &MarkedBlock::kind);
}

bool has_tables(const MarkedText& text) { return count_blocks(text, MarkedBlock::Kind::table) > 0; }

void score_tables(const MarkedText& found, const MarkedText& expected, ParseScores& scores) {
  scores.tables_expected = count_blocks(expected, MarkedBlock::Kind::table);
  scores.tables_found = count_blocks(found, MarkedBlock::Kind::table);
  if (scores.tables_expected == 0) return;
  const auto similarity = [&](Texts texts) {
    if (scores.tables_found == 0) return 0.0;
    TextTable all;
    const OrderedTree left = table_tree(found, all, texts);
    return tree_similarity(left, table_tree(expected, all, texts), all, 1);
  };
  scores.teds = similarity(Texts::compared);
  scores.teds_s = similarity(Texts::ignored);
}

void score_headings(const MarkedText& found, const MarkedText& expected, ParseScores& scores) {
  scores.headings_expected = count_blocks(expected, MarkedBlock::Kind::heading);
  scores.headings_found = count_blocks(found, MarkedBlock::Kind::heading);
  if (scores.headings_expected == 0) return;
  const auto similarity = [&](Texts texts) {
    if (scores.headings_found == 0) return 0.0;
    TextTable all;
    const OrderedTree left = heading_tree(found, all, texts);
    return tree_similarity(left, heading_tree(expected, all, texts), all, 0);
  };
  scores.mhs = similarity(Texts::compared);
  scores.mhs_s = similarity(Texts::ignored);
}

MarkedText expected_text(const std::string& utf8, ExpectedForm form) {
  switch (form) {
    case ExpectedForm::html:
      return marked_from_html(utf8);
    case ExpectedForm::text:
      return marked_from_text(utf8);
    case ExpectedForm::markdown:
      break;
  }
  return marked_from_markdown(utf8);
}

std::optional<double> mean(const ParseScores& scores) {
  double total = 0;
  int there = 0;
  for (const std::optional<double>& score : {scores.nid, scores.teds, scores.mhs}) {
    if (!score) continue;
    total += *score;
    ++there;
  }
  return there == 0 ? std::nullopt : std::optional(total / there);
}

}  // namespace

ParseScores score_parse(std::string_view found_markdown, std::string_view expected, ExpectedForm form) {
  MarkedText found = marked_from_markdown(to_nfc(found_markdown));
  MarkedText wanted = expected_text(to_nfc(expected), form);
  bring_into_one_form(found);
  bring_into_one_form(wanted);
  if (only_pipe_tables(wanted)) spread_spans(found);
  ParseScores scores;
  score_characters(found, wanted, scores);
  const Marks marks = form == ExpectedForm::text ? Marks::none : Marks::all;
  scores.nid = order_similarity(joined(found, marks), joined(wanted, marks), scores.exact);
  if (form != ExpectedForm::text) {
    const auto narrative = [&](const MarkedText& text) { return joined(text, marks, Tables::left_out); };
    const bool tables = has_tables(found) || has_tables(wanted);
    scores.nid_s = tables ? order_similarity(narrative(found), narrative(wanted), scores.exact) : scores.nid;
    score_tables(found, wanted, scores);
    score_headings(found, wanted, scores);
  }
  scores.overall = mean(scores);
  return scores;
}

}  // namespace onggi
