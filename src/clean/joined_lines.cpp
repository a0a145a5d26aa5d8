// Lines of a page layout → paragraphs.
#include <algorithm>
#include <array>
#include <vector>

#include "clean/normal_text.h"
#include "text/text.h"

namespace onggi::clean_room {
namespace {

constexpr std::size_t kWidthMin = 30;  // columns; narrower lines are lists, verses, forms
constexpr double kFull = 0.95;         // of the longest line of the paragraph: broken within words

struct Line {
  std::string_view text;
  std::size_t columns = 0;
};

// Columns on a page: Hangul and Hanja are two wide.
std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t offset = 0; offset < text.size();) columns += next_code_point(text, offset) >= 0x1100 ? 2U : 1U;
  return columns;
}

std::vector<Line> lines_of(std::string_view utf8) {
  std::vector<Line> lines;
  for (std::size_t begin = 0; begin <= utf8.size();) {
    const std::size_t end = std::min(utf8.find('\n', begin), utf8.size());
    const std::string_view line = utf8.substr(begin, end - begin);
    lines.push_back({line, columns_of(line)});
    begin = end + 1;
  }
  return lines;
}

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

// "1.", "12)", "(3)", "가.", "(나)": what numbers an item.
bool begins_with_number(std::string_view line) {
  const bool open = line.starts_with('(');
  if (open) line.remove_prefix(1);
  std::size_t size = 0;
  while (size < line.size() && size < 3 && is_digit(line[size])) ++size;
  if (size == 0) {
    std::size_t after = 0;
    if (line.empty() || !is_hangul_syllable(next_code_point(line, after))) return false;
    size = after;
  }
  if (size >= line.size()) return false;
  return line[size] == ')' || (!open && line[size] == '.');
}

bool begins_something(std::string_view line) {
  constexpr auto kMarks = std::to_array<std::string_view>(
      {"-", "*", "+", "#", "|", ">",  "```", "•", "·",    "◦",    "▪",    "■",   "□", "○", "●",
       "◎", "◇", "◆", "▶", "※", "ㆍ", "【",  "<", "http", "부칙", "별표", "[별", " ", "\t"});
  if (std::ranges::any_of(kMarks, [&](std::string_view mark) { return line.starts_with(mark); })) return true;
  std::size_t offset = 0;
  const char32_t first = line.empty() ? 0 : next_code_point(line, offset);
  const bool circled = first >= 0x2460 && first <= 0x24FF;
  const bool article =
      line.starts_with("제") && offset < line.size() && (is_digit(line[offset]) || line[offset] == ' ');
  return circled || article || begins_with_number(line);
}

bool ends_something(std::string_view line) {
  constexpr auto kEnds =
      std::to_array<std::string_view>({".", "?", "!", ":", ";", "。", "…", "|", ".”", ".\"", ".)", ".’", ".'"});
  return std::ranges::any_of(kEnds, [&](std::string_view end) { return line.ends_with(end); });
}

// Particles and endings that no word begins with: the break before them cut a word.
bool goes_on_in_word(std::string_view line) {
  constexpr auto kParts = std::to_array<std::string_view>(
      {"을",     "를",     "는",   "에",   "에서",   "에게",   "에는",   "에도",   "에서는", "으로",
       "으로써", "으로서", "로써", "로서", "의",     "까지",   "부터",   "까지의", "부터의", "습니다",
       "니다",   "이며",   "이고", "이다", "입니다", "이라는", "에서의", "으로의", "에게는", "께서"});
  const std::string_view word = line.substr(0, line.find_first_of(" .,"));
  return std::ranges::find(kParts, word) != kParts.end();
}

bool ends_in_hangul(std::string_view line) {
  const std::size_t last = floor_to_code_point(line, line.size() - 1);
  std::size_t offset = last;
  return is_hangul_syllable(next_code_point(line, offset));
}

// Whether a line was broken because it was full: the next word had no room on it, or it was cut within a word.
bool is_full(const Line& line, const Line& next, std::size_t widest) {
  const std::size_t word = columns_of(next.text.substr(0, next.text.find(' ')));
  return line.columns + 1 + word > widest || static_cast<double>(line.columns) >= kFull * static_cast<double>(widest);
}

bool is_plain(std::string_view line) {
  return !line.starts_with('#') && !line.starts_with('|') && !line.starts_with(' ') && !line.starts_with('\t');
}

// [begin, end) of lines without an empty one, without code: joins[i] says whether line i goes on in line i + 1.
void judge(const std::vector<Line>& lines, std::size_t begin, std::size_t end, std::vector<bool>& joins) {
  std::size_t widest = 0;
  for (std::size_t i = begin; i < end; ++i) widest = std::max(widest, lines[i].columns);
  if (widest < kWidthMin) return;
  bool all_full = end - begin >= 3;  // then it is one paragraph, and sentences end at its breaks by chance
  for (std::size_t i = begin; i + 1 < end; ++i) {
    const bool goes_on = is_plain(lines[i].text) && !begins_something(lines[i + 1].text);
    joins[i] = goes_on && is_full(lines[i], lines[i + 1], widest);
    all_full = all_full && joins[i];
  }
  for (std::size_t i = begin; i + 1 < end && !all_full; ++i) joins[i] = joins[i] && !ends_something(lines[i].text);
}

std::vector<bool> joins_of(const std::vector<Line>& lines) {
  std::vector<bool> joins(lines.size());
  bool code = false;
  for (std::size_t begin = 0; begin < lines.size();) {
    std::size_t end = begin;
    bool fence = code;
    for (; end < lines.size() && !lines[end].text.empty(); ++end)
      if (lines[end].text.starts_with("```")) code = !code, fence = true;
    if (!fence) judge(lines, begin, end, joins);
    begin = end + 1;
  }
  return joins;
}

}  // namespace

Changed joined_lines(std::string_view utf8) {
  if (utf8.find('\n') == std::string_view::npos) return {std::string(utf8), 0};
  const std::vector<Line> lines = lines_of(utf8);
  const std::vector<bool> joins = joins_of(lines);
  Changed changed;
  changed.text.reserve(utf8.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    changed.text += lines[i].text;
    if (i + 1 == lines.size()) break;
    if (!joins[i]) {
      changed.text += '\n';
      continue;
    }
    ++changed.count;
    if (!(goes_on_in_word(lines[i + 1].text) && ends_in_hangul(lines[i].text))) changed.text += ' ';
  }
  return changed;
}

}  // namespace onggi::clean_room
