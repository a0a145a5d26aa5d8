// Lines → blocks.
#include "answer/functions/outline.h"

#include <algorithm>
#include <optional>

#include "answer/passages.h"
#include "text/text.h"

namespace onggi::answer_room {
namespace {

constexpr std::size_t kHeadingCodePointsMax = 40;

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

// "1. ", "1) ", "(1) ", "가. ", "Ⅰ. ", "■ ", "□ ", "○ ": how long the mark is; 0: none.
std::size_t number_mark(std::string_view line) {
  std::size_t at = line.starts_with("(") ? 1 : 0;
  const std::size_t begin = at;
  while (at < line.size() && is_digit(line[at])) ++at;
  if (at == begin) {
    std::size_t behind = at;
    const char32_t letter = at < line.size() ? next_code_point(line, behind) : 0;
    constexpr std::u32string_view kOrder = U"가나다라마바사아자차카타파하ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ";
    if (kOrder.find(letter) == std::u32string_view::npos || letter == 0) return 0;
    at = behind;
  }
  if (at >= line.size() || (line[at] != '.' && line[at] != ')')) return 0;
  ++at;
  return at < line.size() && line[at] == ' ' ? at + 1 : 0;
}

std::size_t bullet_mark(std::string_view line) {
  for (const std::string_view mark : {"- ", "* ", "+ ", "• ", "· ", "○ ", "ㅇ ", "※ ", "▶ ", "◦ "})
    if (line.starts_with(mark)) return mark.size();
  return 0;
}

std::size_t square_mark(std::string_view line) {
  for (const std::string_view mark : {"■ ", "□ ", "◆ ", "◇ ", "● "})
    if (line.starts_with(mark)) return mark.size();
  return 0;
}

bool ends_sentence(std::string_view line) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{".", "!", ":", ",", ";", "…", "다", "요", "함", "음", "됨", "임", "까"},
      [&](std::string_view end) { return line.ends_with(end); });
}

// "제3조(정의) 이 규정에서 …": the end of what is its heading.
std::size_t clause_heading(std::string_view line) {
  constexpr std::string_view kBegin = "제", kClause = "조";
  if (!line.starts_with(kBegin)) return 0;
  std::size_t at = kBegin.size();
  while (at < line.size() && is_digit(line[at])) ++at;
  if (at == kBegin.size() || !line.substr(at).starts_with(kClause)) return 0;
  const std::size_t open = at + kClause.size();
  if (open >= line.size() || line[open] != '(') return 0;
  const std::size_t close = line.find(')', open);
  return close == std::string_view::npos ? 0 : close + 1;
}

std::string without_emphasis(std::string_view line) {
  std::string text;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line.substr(at).starts_with("**") || line.substr(at).starts_with("__")) ++at;
    else if (line[at] != '`') text += line[at];
  }
  return squeeze_spaces(text);
}

class Outline {
 public:
  explicit Outline(std::string_view text) : lines_(split_at(text, "\n")) {}

  std::vector<Block> read() {
    for (at_ = 0; at_ < lines_.size(); ++at_) {
      const std::string line = squeeze_spaces(lines_[at_]);
      if (line.empty() || line == "---") open_ = false;
      else if (line.starts_with("```")) fenced_ = !fenced_, open_ = false;
      else if (!fenced_) take(line);
    }
    return std::move(blocks_);
  }

 private:
  void take(const std::string& line) {
    if (line.starts_with("#")) return take_marked_heading(line);
    if (line.starts_with("|")) return take_row(line);
    if (const std::size_t end = clause_heading(line); end > 0) {
      add(BlockKind::heading, line.substr(0, end), 2);
      if (const std::string rest = squeeze_spaces(line.substr(end)); !rest.empty()) add(BlockKind::paragraph, rest);
      open_ = true;
      return;
    }
    if (is_heading(line))
      return add(BlockKind::heading, line.substr(std::max(number_mark(line), square_mark(line))), 2);
    if (const std::size_t mark = std::max(bullet_mark(line), number_mark(line)); mark > 0)
      return add(BlockKind::item, line.substr(mark));
    if (open_ && !blocks_.empty() && blocks_.back().kind != BlockKind::heading) {
      blocks_.back().text += " " + without_emphasis(line);
      return;
    }
    add(BlockKind::paragraph, line);
    open_ = true;
  }

  void take_marked_heading(const std::string& line) {
    const std::size_t level = line.find_first_not_of('#');
    if (level == std::string::npos) return;
    add(BlockKind::heading, line.substr(level), static_cast<int>(level));
  }

  void take_row(const std::string& line) {
    if (line.find_first_not_of("|-: ") == std::string::npos) return;  // the rule below a header
    add(BlockKind::row, line.substr(1, line.ends_with("|") ? line.size() - 2 : std::string::npos));
  }

  void add(BlockKind kind, std::string_view text, int level = 0) {
    open_ = false;
    if (std::string plain = without_emphasis(text); !plain.empty()) blocks_.push_back({kind, level, std::move(plain)});
  }

  // A short line that ends no sentence, at the beginning or behind a blank line or with a number, above some text.
  bool is_heading(const std::string& line) const {
    if (bullet_mark(line) > 0 || count_code_points(line) > kHeadingCodePointsMax || ends_sentence(line)) return false;
    const bool apart = at_ == 0 || squeeze_spaces(lines_[at_ - 1]).empty();
    if (!apart && square_mark(line) == 0 && number_mark(line) == 0) return false;
    if (line.find(": ") != std::string::npos) return false;
    std::size_t next = at_ + 1;
    while (next < lines_.size() && squeeze_spaces(lines_[next]).empty()) ++next;
    if (next >= lines_.size()) return false;
    const std::string below = squeeze_spaces(lines_[next]);
    const bool list_goes_on = number_mark(line) > 0 && number_mark(below) > 0 && next == at_ + 1;
    return !list_goes_on && count_code_points(below) > 8;
  }

  std::vector<std::string_view> lines_;
  std::vector<Block> blocks_;
  std::size_t at_ = 0;
  bool open_ = false, fenced_ = false;  // a paragraph that the next line goes on with; inside of code
};

}  // namespace

std::vector<Block> outline_of(std::string_view text) { return Outline(text).read(); }

std::vector<Sentence> sentences_of(const std::vector<Block>& outline) {
  std::vector<Sentence> sentences;
  for (std::size_t block = 0; block < outline.size(); ++block) {
    if (outline[block].kind == BlockKind::heading || outline[block].kind == BlockKind::row) continue;
    for (const ByteRange range : split_sentences(outline[block].text))
      if (std::string text = squeeze_spaces(slice(outline[block].text, range)); !text.empty())
        sentences.push_back({std::move(text), block});
  }
  return sentences;
}

}  // namespace onggi::answer_room
