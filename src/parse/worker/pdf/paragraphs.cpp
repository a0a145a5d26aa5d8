// Lines → paragraphs, headings, list items; see layout.h.
//
// A paragraph goes on while size and weight stay, lines keep their distance, no marker begins, and the line before was
// full: the next line's first word would not have fitted into it any more.
#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "parse/worker/pdf/layout.h"
#include "text/text.h"

namespace onggi::parse::pdf {

std::string without_spaces(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    if (byte != ' ' && byte != '\n' && byte != '\t') result += byte;
  }
  return result;
}

namespace {

struct Paragraph {
  std::string text;
  std::vector<Place> places;
  std::vector<Line> ends;  // first and last line
  double size = 0;
  bool bold = false;
  std::int32_t lines = 1;
  std::int32_t marker = 0;  // list depth by its marker; 0: none
};

struct Waiting {
  ElementKind kind = ElementKind::page_header;
  std::string text;
  Place place;
};

bool is_digit(char32_t code) { return code >= U'0' && code <= U'9'; }

// "1." "1)" "(1)" "가." "가)" "(가)" "a)" "①" "-" "•" "○" ... with white space behind. Depth: the usual order of Korean
// official writing (1. 가. 1) 가) (1) (가) ①, 행정업무의 운영 및 혁신에 관한 규정 시행규칙 제2조), bullets below.
std::int32_t marker_depth(std::string_view text) {
  static constexpr std::u32string_view kBullets = U"•●○■□▪◦‣·-–—*▶▷◆◇❖➢→※✓✔☐☑❍◎";
  std::size_t offset = 0;
  const char32_t first = next_code_point(text, offset);
  const auto followed_by_space = [&](std::size_t at) { return at < text.size() && text[at] == ' '; };
  if (kBullets.find(first) != std::u32string_view::npos)
    return followed_by_space(offset) || first == U'•' || first == U'○' || first == U'□' ? 1 : 0;
  if (first >= U'①' && first <= U'⑳') return 7;
  if (first >= U'㉠' && first <= U'㉻') return 8;
  const bool open = first == U'(';
  if (open) offset = 1;
  std::size_t at = open ? 1 : 0;
  const std::size_t begin = at;
  while (at < text.size() && is_digit(static_cast<unsigned char>(text[at]))) ++at;
  const bool number = at > begin && at - begin <= 3;
  if (!number) {
    at = begin;
    const char32_t letter = next_code_point(text, at);
    static constexpr std::u32string_view kSyllables = U"가나다라마바사아자차카타파하";
    const bool latin = (letter >= U'a' && letter <= U'z') || (letter >= U'A' && letter <= U'Z');
    if (kSyllables.find(letter) == std::u32string_view::npos && !latin) return 0;
  }
  if (at >= text.size()) return 0;
  const char close = text[at];
  const std::int32_t step = number ? 0 : 1;
  if (open) return close == ')' ? 5 + step : 0;
  if (close == ')' && (at + 1 == text.size() || text[at + 1] != ')')) return 3 + step;
  return close == '.' && followed_by_space(at + 1) ? 1 + step : 0;
}

// "제1장 총칙" → 1; "제2절" → 2; "제3조(정의)" alone on its line → 3; "1.2 범위" → 2; else 0.
std::int32_t numbered_heading_level(std::string_view text) {
  if (text.starts_with("제")) {
    std::size_t at = std::string_view("제").size();
    while (at < text.size() && text[at] == ' ') ++at;
    const std::size_t begin = at;
    while (at < text.size() && is_digit(static_cast<unsigned char>(text[at]))) ++at;
    if (at == begin) return 0;
    while (at < text.size() && text[at] == ' ') ++at;
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("편") || rest.starts_with("장")) return 1;
    if (rest.starts_with("절") || rest.starts_with("관")) return 2;
    if (rest.starts_with("조") && rest.ends_with(")")) return 3;
    return 0;
  }
  std::int32_t dots = 0;
  std::size_t at = 0;
  while (at < text.size() && (is_digit(static_cast<unsigned char>(text[at])) || (text[at] == '.' && at > 0)))
    dots += text[at++] == '.' ? 1 : 0;
  if (at == 0 || at >= text.size() || text[at] != ' ' || dots == 0) return 0;
  return text[at - 1] == '.' ? dots : dots + 1;
}

bool ends_a_sentence(std::string_view text) {
  for (const std::string_view end : {".", "?", "!", "。", ":", ";", ","}) {
    if (text.ends_with(end)) return true;
  }
  return false;
}

bool is_full(const Line& last, const Line& next) {
  const double width = last.column_right - last.column_left;
  // Centred text has its rest on both sides.
  const double indent = last.box.x0 - last.column_left;
  const double rest = last.column_right - last.box.x1;
  const bool centred = indent > 2 * last.size && std::abs(indent - rest) < 0.5 * last.size;
  return (centred ? rest + indent : rest) < next.first_word_width + 0.9 * last.size && width > 0;
}

class ParagraphMaker {
 public:
  ParagraphMaker(std::vector<PageLayout>& pages, const Outline& outline, const LineJoiner& joiner,
                 std::int64_t& hyphens)
      : pages_(pages), outline_(outline), joiner_(joiner), hyphens_(hyphens) {}

  std::vector<Element> make() {
    measure();
    for (PageLayout& page : pages_) page_elements(page);
    finish();
    return std::move(elements_);
  }

 private:
  // Body size: the size most characters have. Sizes above it become heading levels in order.
  void measure() {
    std::map<long, std::int64_t> characters, bold;
    std::int64_t all = 0, all_bold = 0;
    for (const PageLayout& page : pages_) {
      for (const Line& line : page.lines) {
        if (line.table >= 0 || line.kind != ElementKind::paragraph) continue;
        const auto count = static_cast<std::int64_t>(count_code_points(line.text));
        characters[std::lround(line.size * 2)] += count;
        all += count;
        all_bold += line.bold ? count : 0;
      }
    }
    std::int64_t most = 0;
    for (const auto& [size, count] : characters) {
      if (count > most) most = count, body_size_ = static_cast<double>(size) / 2;
    }
    bold_is_special_ = all_bold * 10 < all * 4;
    for (const PageLayout& page : pages_) {
      for (const Line& line : page.lines) {
        if (line.table < 0 && line.kind == ElementKind::paragraph && is_big(line.size) && !ends_a_sentence(line.text))
          heading_sizes_.insert(-std::lround(line.size * 2));
      }
    }
  }

  bool is_big(double size) const { return size >= 1.15 * body_size_; }

  void page_elements(PageLayout& page) {
    for (const Line& line : page.lines) {
      if (line.table >= 0) {
        finish();
        table(page, page.tables[static_cast<std::size_t>(line.table)]);
      } else if (line.kind != ElementKind::paragraph) {
        margin(page, line);
      } else if (!open_ || !continues(line)) {
        finish();
        begin(page, line);
      } else {
        extend(page, line);
      }
    }
    for (const Angled& angled : page.angled)
      add(ElementKind::paragraph, angled.text, {place(page, angled.box, false)}, 0);
  }

  Place place(const PageLayout& page, const Box& box, bool flow = true) const {
    const auto index = static_cast<std::int32_t>(&page - pages_.data());
    return {.page_index = index, .page_label = page.page.label, .box = flow ? turned_back(box, page) : box};
  }

  // A paragraph may go on after the page's footer and the next page's header: they wait for its end.
  void margin(const PageLayout& page, const Line& line) {
    waiting_.push_back({line.kind, line.text, place(page, line.box)});
    if (!open_) give_waiting();
  }

  void give_waiting() {
    for (Waiting& margin : std::exchange(waiting_, {})) add(margin.kind, margin.text, {std::move(margin.place)}, 0);
  }

  void begin(const PageLayout& page, const Line& line) {
    open_ = true;
    current_ = {.text = line.text,
                .places = {place(page, line.box)},
                .ends = {line, line},
                .size = line.size,
                .bold = line.bold,
                .marker = marker_depth(line.text)};
    box_ = line.box;
  }

  void extend(const PageLayout& page, const Line& line) {
    const bool moved = current_.ends[1].page != line.page || current_.ends[1].column != line.column;
    joiner_.join(current_.text, current_.ends[1], line, hyphens_);
    leading_ = line.baseline - current_.ends[1].baseline;
    const auto index = static_cast<std::int32_t>(&page - pages_.data());
    box_ = current_.places.back().page_index == index ? united(box_, line.box) : line.box;
    const Place here = place(page, box_);
    if (current_.places.back().page_index == index) {
      current_.places.back() = here;
    } else {
      current_.places.push_back(here);
    }
    if (moved) current_.ends[0] = line;
    current_.ends[1] = line;
    ++current_.lines;
  }

  // A marker begins a new item. "다." at a line's start is more often the end of a sentence that was cut there.
  bool begins_anew(const Line& line) const {
    if (numbered_heading_level(line.text) > 0) return true;
    if (marker_depth(line.text) == 0) return false;
    const bool sentence_end = line.text.starts_with("다. ") || line.text.starts_with("다.)") || line.text == "다.";
    return !sentence_end || ends_a_sentence(current_.text) || !is_full(current_.ends[1], line);
  }

  bool continues(const Line& line) const {
    const Line& last = current_.ends[1];
    if (std::abs(line.size - last.size) > 0.08 * std::max(line.size, last.size) || line.bold != last.bold) return false;
    if (begins_anew(line)) return false;
    if (line.page != last.page || line.column != last.column) return continues_elsewhere(line);
    const double leading = line.baseline - last.baseline;
    if (leading > 2.1 * line.size || leading < 0) return false;
    if (current_.lines > 1 && leading_ > 0 && leading > 1.25 * leading_) return false;
    const double indent = line.box.x0 - last.box.x0;
    const bool first = current_.lines == 1;
    if (is_big(line.size)) return is_full(last, line) || leading < 1.5 * line.size;  // a long title on two lines
    if (indent > 0.8 * line.size && !(first && current_.marker > 0)) return false;
    if (indent < -0.8 * line.size && !first) return false;
    return is_full(last, line);
  }

  // Over the end of a column or page only a sentence in the middle goes on.
  bool continues_elsewhere(const Line& line) const {
    const Line& last = current_.ends[1];
    if (is_big(line.size) || ends_a_sentence(current_.text) || !is_full(last, line)) return false;
    const double indent = line.box.x0 - line.column_left;
    return current_.lines > 1 && indent < 0.8 * line.size && line.page - last.page <= 1;
  }

  void finish() {
    if (!std::exchange(open_, false)) return;
    ElementKind kind = ElementKind::paragraph;
    const std::int32_t level = heading_level(current_);
    if (level > 0) {
      kind = ElementKind::heading;
    } else if (current_.marker > 0) {
      kind = ElementKind::list_item;
    }
    add(kind, current_.text, current_.places, level > 0 ? std::min(level, 6) : current_.marker);
    give_waiting();
  }

  std::int32_t heading_level(const Paragraph& paragraph) const {
    const std::size_t length = count_code_points(paragraph.text);
    if (paragraph.lines > 3 || length > 120 || count_visible(paragraph.text) < 2) return 0;
    if (const auto known = outline_.find(without_spaces(paragraph.text)); known != outline_.end()) return known->second;
    const bool letters = std::any_of(paragraph.text.begin(), paragraph.text.end(), [](char byte) {
      return static_cast<unsigned char>(byte) >= 0x80 || std::isalpha(static_cast<unsigned char>(byte)) != 0;
    });
    if (!letters || paragraph.text.find("....") != std::string::npos) return 0;
    const std::int32_t numbered = numbered_heading_level(paragraph.text);
    if (is_big(paragraph.size) && (!ends_a_sentence(paragraph.text) || numbered > 0)) return size_level(paragraph.size);
    const std::int32_t below = static_cast<std::int32_t>(heading_sizes_.size()) + 1;
    if (numbered > 0 && length <= 60 && paragraph.lines == 1 && paragraph.text.starts_with("제")) return numbered;
    const bool stands_out =
        paragraph.bold && bold_is_special_ && paragraph.size >= 0.95 * body_size_ && paragraph.lines <= 2;
    return stands_out && !ends_a_sentence(paragraph.text) && length <= 80 ? below : 0;
  }

  std::int32_t size_level(double size) const {
    const auto at = heading_sizes_.find(-std::lround(size * 2));
    return 1 + static_cast<std::int32_t>(
                   std::distance(heading_sizes_.begin(), at == heading_sizes_.end() ? heading_sizes_.begin() : at));
  }

  void table(const PageLayout& page, DraftTable& draft) {
    for (std::size_t i = 0; i < draft.lines.size(); ++i) {
      Cell& cell = draft.table.cells[i];
      for (std::size_t j = 0; j < draft.lines[i].size(); ++j) cell_line(draft.lines[i], j, cell.text);
      if (cell.box) cell.box = turned_back(*cell.box, page);
    }
    Element& element = elements_.emplace_back();
    element.kind = ElementKind::table;
    element.places = {place(page, draft.box)};
    element.table = std::move(draft.table);
  }

  void cell_line(const std::vector<Line>& lines, std::size_t index, std::string& text) {
    const Line& line = lines[index];
    if (index == 0) {
      text = line.text;
      return;
    }
    const Line& last = lines[index - 1];
    const double rest = (last.column_right - last.column_left) - (last.box.x1 - last.box.x0);
    if (rest < line.first_word_width + 1.6 * last.size && marker_depth(line.text) == 0) {
      joiner_.join(text, last, line, hyphens_);
    } else {
      text += "\n" + line.text;
    }
  }

  void add(ElementKind kind, const std::string& text, std::vector<Place> places, std::int32_t level) {
    Element& element = elements_.emplace_back();
    element.kind = kind;
    element.text = text;
    element.places = std::move(places);
    element.level = level;
  }

  std::vector<PageLayout>& pages_;
  const Outline& outline_;
  const LineJoiner& joiner_;
  std::int64_t& hyphens_;
  std::vector<Element> elements_;
  std::vector<Waiting> waiting_;
  Paragraph current_;
  Box box_;  // of the current paragraph on its last page, in the flow
  bool open_ = false;
  double leading_ = 0;  // of the current paragraph
  double body_size_ = 10;
  bool bold_is_special_ = true;
  std::set<long> heading_sizes_;  // negated half points: the biggest first
};

}  // namespace

std::vector<Element> elements_of(std::vector<PageLayout>& pages, const Outline& outline, const LineJoiner& joiner,
                                 std::int64_t& hyphens) {
  return ParagraphMaker(pages, outline, joiner, hyphens).make();
}

}  // namespace onggi::parse::pdf
