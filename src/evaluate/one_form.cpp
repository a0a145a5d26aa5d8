// One form for both sides; see one_form.h.
#include "evaluate/one_form.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "text/text.h"

namespace onggi::evaluate_room {
namespace {

constexpr std::string_view kEmptyBox = "☐", kTickedBox = "☒";

using Replacement = std::pair<std::string_view, std::string_view>;

void replace_all(std::string& text, const Replacement& replacement) {
  const auto& [from, to] = replacement;
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

void make_typography_plain(std::string& text) {
  constexpr auto kPlain = std::to_array<Replacement>({
      {"\u2018", "'"},
      {"\u2019", "'"},
      {"\u201c", "\""},
      {"\u201d", "\""},
      {"\u2010", "-"},
      {"\u2011", "-"},
      {"\u2611", kTickedBox},
      {"\u00ad", ""},
      {"\u200b", ""},
      {"\u2060", ""},
      {"\ufeff", ""},
  });
  for (const Replacement& replacement : kPlain) replace_all(text, replacement);
}

// Task list items (GFM 0.29 §5.3) at the beginning of a text.
void make_box_of_task_mark(std::string& text) {
  for (const auto& [mark, box] : {Replacement{"[ ] ", kEmptyBox}, {"[x] ", kTickedBox}, {"[X] ", kTickedBox}})
    if (text.starts_with(mark)) text.replace(0, mark.size() - 1, box);
}

bool is_bullet(std::string_view word) {
  // "o" and "§" are what Word's bullets are in a plain font.
  constexpr auto kGlyphs = std::to_array<std::string_view>(
      {"-", "*", "•", "◦", "▪", "▫", "■", "□", "●", "○", "·", "‣", "–", "➢", "✓", "o", "§"});
  return std::ranges::find(kGlyphs, word) != kGlyphs.end();
}

std::string_view first_word(std::string_view text) { return text.substr(0, text.find(' ')); }

// "3", "3.", "1.2", "1.2.", "3)": the digits and inner points, or nothing.
std::string_view number_of(std::string_view word) {
  if (!word.empty() && (word.back() == '.' || word.back() == ')')) word.remove_suffix(1);
  std::size_t run = 0;
  for (const char byte : word) {
    const bool digit = byte >= '0' && byte <= '9';
    if (!digit && (byte != '.' || run == 0)) return {};
    run = digit ? run + 1 : 0;
    constexpr std::size_t kDigitsMax = 3;  // more are a year or an amount
    if (run > kDigitsMax) return {};
  }
  return run == 0 ? std::string_view{} : word;
}

void take_mark_out(MarkedBlock& item) {
  make_box_of_task_mark(item.text);
  const std::string word(first_word(item.text));
  if (word.size() == item.text.size()) return;
  const std::string_view number = number_of(word);
  if (is_bullet(word)) item.text.erase(0, word.size() + 1);
  else if (item.mark == "- " && !number.empty()) {
    item.mark = std::string(number).append(". ");
    item.text.erase(0, word.size() + 1);
  }
}

bool is_block_mark(std::string_view word) {
  constexpr auto kMarks = std::to_array<std::string_view>({"-", "•", "◦", "▪", "·", "|", "o"});
  const bool heading = !word.empty() && word.size() <= 6 && word.find_first_not_of('#') == std::string_view::npos;
  return heading || std::ranges::find(kMarks, word) != kMarks.end();
}

// A cell that holds nothing else keeps its mark: "-" says that there is nothing.
std::string without_block_marks(std::string text) {
  replace_all(text, {"- [ ] ", "☐ "});
  replace_all(text, {"- [x] ", "☒ "});
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view word = first_word(rest);
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    if (!is_block_mark(word)) out.append(out.empty() ? "" : " ").append(word);
  }
  return out.empty() ? text : out;
}

bool names_a_chart(const MarkedBlock& block) {
  constexpr auto kKinds = std::to_array<std::string_view>({"Area chart", "Bar chart", "Box plot", "Column chart",
                                                           "Doughnut chart", "Line chart", "Other chart", "Pie chart",
                                                           "Radar chart", "Scatter chart", "Scatter plot"});
  return block.kind == MarkedBlock::Kind::text && std::ranges::find(kKinds, block.text) != kKinds.end();
}

void unify(MarkedBlock& block) {
  if (block.kind != MarkedBlock::Kind::table) {
    make_typography_plain(block.text);
    if (!block.mark.empty()) take_mark_out(block);
    return;
  }
  for (std::vector<MarkedCell>& row : block.table.rows)
    for (MarkedCell& cell : row) {
      make_typography_plain(cell.text);
      cell.text = without_block_marks(std::move(cell.text));
    }
  const std::vector<std::vector<MarkedCell>>& rows = block.table.rows;
  if (rows.size() == 1 && rows.front().size() == 1) block = {.text = rows.front().front().text};
}

struct Size {
  std::size_t rows = 0, columns = 0;
};

Size size_of(const MarkedTable& table) {
  Size size{.rows = table.rows.size()};
  for (const std::vector<MarkedCell>& row : table.rows) {
    std::size_t width = 0;
    for (const MarkedCell& cell : row) width += static_cast<std::size_t>(cell.column_span);
    size.columns = std::max(size.columns, width);
  }
  return size;
}

// Where cells of rows above reach into a row, its own move to the right (WHATWG §4.9.12).
class Spread {
 public:
  explicit Spread(std::size_t rows) : rows_(rows), taken_(rows) {}

  void add(std::size_t row, const MarkedCell& cell) {
    while (is_taken(row, column_)) ++column_;
    const std::size_t end = column_ + static_cast<std::size_t>(cell.column_span);
    const std::size_t below = std::min(row + static_cast<std::size_t>(cell.row_span), rows_.size());
    for (std::size_t r = row; r < below; ++r)
      for (std::size_t c = column_; c < end; ++c) put(r, c, cell.text);
    column_ = end;
  }
  void end_row() { column_ = 0; }

  MarkedTable take() {
    std::size_t width = 0;
    for (const std::vector<MarkedCell>& row : rows_) width = std::max(width, row.size());
    for (std::vector<MarkedCell>& row : rows_) row.resize(width);
    return {std::move(rows_)};
  }

 private:
  bool is_taken(std::size_t row, std::size_t column) const {
    return column < taken_[row].size() && taken_[row][column];
  }
  void put(std::size_t row, std::size_t column, const std::string& text) {
    if (rows_[row].size() <= column) rows_[row].resize(column + 1);
    if (taken_[row].size() <= column) taken_[row].resize(column + 1);
    rows_[row][column].text = text;
    taken_[row][column] = true;
  }

  std::vector<std::vector<MarkedCell>> rows_;
  std::vector<std::vector<bool>> taken_;
  std::size_t column_ = 0;
};

MarkedTable spread(const MarkedTable& table) {
  constexpr std::size_t kPlacesMax = 2'000'000;
  const Size size = size_of(table);
  if (size.columns != 0 && size.rows > kPlacesMax / size.columns) return table;
  Spread places(size.rows);
  for (std::size_t row = 0; row < size.rows; ++row) {
    for (const MarkedCell& cell : table.rows[row]) places.add(row, cell);
    places.end_row();
  }
  return places.take();
}

}  // namespace

void bring_into_one_form(MarkedText& text) {
  for (MarkedBlock& block : text.blocks) unify(block);
  std::erase_if(text.blocks, names_a_chart);
}

bool only_pipe_tables(const MarkedText& text) {
  bool any = false;
  for (const MarkedBlock& block : text.blocks) {
    if (block.kind != MarkedBlock::Kind::table) continue;
    if (!block.table.of_pipes) return false;
    any = true;
  }
  return any;
}

void spread_spans(MarkedText& text) {
  for (MarkedBlock& block : text.blocks)
    if (block.kind == MarkedBlock::Kind::table) block.table = spread(block.table);
}

}  // namespace onggi::evaluate_room
