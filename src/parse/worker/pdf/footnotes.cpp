// Notes at the foot of a page, and their marks in the text.
//
// Notes are the last lines of a column, smaller than the body, and begin with a mark: raised ("¹", "1)", "*"), or plain
// where the same mark stands raised in the page's text. A mark that has its note becomes "[^1]" on both sides, so that
// it never glues to a word; other raised text stays where it is ("m2"), with a space behind Hangul and sentence ends
// ("했다1)"), where it is a mark whose note stands elsewhere.
#include <algorithm>
#include <set>

#include "parse/worker/pdf/headings.h"
#include "parse/worker/pdf/layout.h"
#include "text/text.h"

namespace onggi::parse::pdf {
namespace {

constexpr double kSmall = 0.93;       // of the body's size
constexpr double kUpperPart = 0.35;   // of the page: no notes there
constexpr std::size_t kMarkMax = 12;  // bytes

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

// "1", "1)", "(1)", "[1]", "주1)", "*", "†": the bare mark, or nothing.
std::string bare_mark(std::string_view text) {
  if (text.starts_with("주")) text.remove_prefix(std::string_view("주").size());
  while (!text.empty() && (text.front() == '(' || text.front() == '[' || text.front() == ' ')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ')' || text.back() == ']' || text.back() == '.' || text.back() == ' '))
    text.remove_suffix(1);
  if (text.empty() || text.size() > kMarkMax) return {};
  if (std::all_of(text.begin(), text.end(), is_digit)) return text.size() <= 3 ? std::string(text) : std::string();
  for (const std::string_view sign : {"*", "**", "***", "†", "‡", "§", "¶", "††", "※"}) {
    if (text == sign) return std::string(text);
  }
  return {};
}

struct Mark {
  std::string bare;       // empty: none
  std::size_t bytes = 0;  // of the text before the note
  bool raised = false;
};

// The mark at the beginning of a line.
Mark leading_mark(std::string_view text) {
  if (text.starts_with(kRaisedBegin)) {
    const std::size_t end = text.find(kRaisedEnd);
    if (end == std::string_view::npos) return {};
    const std::string bare = bare_mark(text.substr(kRaisedBegin.size(), end - kRaisedBegin.size()));
    std::size_t bytes = end + kRaisedEnd.size();
    if (bytes < text.size() && text[bytes] == ')') ++bytes;
    return {bare, bytes, true};
  }
  const bool word = text.starts_with("주");
  std::size_t at = word ? std::string_view("주").size() : 0;
  const std::size_t begin = at;
  while (at < text.size() && at - begin < 4 && is_digit(text[at])) ++at;
  if (at > begin && at < text.size() && text[at] == ')') return {bare_mark(text.substr(0, at)), at + 1, word};
  if (at > begin) return {};
  std::size_t signs = 0;
  while (signs < text.size() && text[signs] == '*') ++signs;
  return signs > 0 && signs <= 3 && signs < text.size() ? Mark{std::string(text.substr(0, signs)), signs, false}
                                                        : Mark{};
}

template <typename Each>
void each_raised(std::string_view text, const Each& each) {
  for (std::size_t begin = text.find(kRaisedBegin); begin != std::string_view::npos;
       begin = text.find(kRaisedBegin, begin + 1)) {
    const std::size_t end = text.find(kRaisedEnd, begin);
    if (end == std::string_view::npos) return;
    each(text.substr(begin + kRaisedBegin.size(), end - begin - kRaisedBegin.size()));
  }
}

std::set<std::string> marks_of(const PageLayout& page) {
  std::set<std::string> marks;
  const auto collect = [&](const Line& line) {
    each_raised(line.text, [&](std::string_view raised) { marks.insert(bare_mark(raised)); });
    for (const std::string_view sign : {"*", "**", "†", "‡"}) {  // signs are often drawn high without being raised
      if (line.text.size() > sign.size() && line.text.ends_with(sign)) marks.insert(std::string(sign));
    }
  };
  for (const Line& line : page.lines) collect(line);
  for (const DraftTable& table : page.tables) {
    for (const std::vector<Line>& cell : table.lines) std::for_each(cell.begin(), cell.end(), collect);
  }
  return marks;
}

// Marks the notes among the small lines at the end of a column; `end` is behind its last line.
void mark_column(std::vector<Line*>& column, const PageLayout& page, double body_size,
                 const std::set<std::string>& marks, std::set<std::string>& noted) {
  std::size_t begin = column.size();
  while (begin > 0 && column[begin - 1]->size <= kSmall * body_size &&
         column[begin - 1]->box.y0 > kUpperPart * page.flow_height)
    --begin;
  bool in_notes = false;
  for (std::size_t i = begin; i < column.size(); ++i) {
    Line& line = *column[i];
    const Mark mark = leading_mark(line.text);
    const bool begins = !mark.bare.empty() && (mark.raised || marks.contains(mark.bare));
    in_notes = in_notes || begins;
    if (!in_notes) continue;
    line.kind = ElementKind::footnote;
    if (begins) noted.insert(mark.bare);
  }
}

// Notes of a table stand right under it, wherever that is.
void mark_table_notes(PageLayout& page, double body_size, const std::set<std::string>& marks,
                      std::set<std::string>& noted) {
  bool under = false, in_note = false;
  for (Line& line : page.lines) {
    if (line.table >= 0 || line.kind != ElementKind::paragraph) {
      under = line.table >= 0 || (under && line.kind == ElementKind::footnote);
      continue;
    }
    const Mark mark = leading_mark(line.text);
    const bool begins = !mark.bare.empty() && (mark.raised || marks.contains(mark.bare));
    under = under && line.size <= kSmall * body_size && (begins || in_note);
    in_note = under;
    if (!under) continue;
    line.kind = ElementKind::footnote;
    if (begins) noted.insert(mark.bare);
  }
}

void mark_notes(PageLayout& page, double body_size, std::set<std::string>& noted) {
  const std::set<std::string> marks = marks_of(page);
  std::map<std::int32_t, std::vector<Line*>> columns;
  const bool tagged = !page.tags.empty();
  for (Line& line : page.lines) {
    if (line.kind == ElementKind::paragraph && line.table < 0) columns[tagged ? 0 : line.column].push_back(&line);
  }
  for (auto& [number, column] : columns) mark_column(column, page, body_size, marks, noted);
  mark_table_notes(page, body_size, marks, noted);
}

bool wants_space(std::string_view before, std::string_view raised) {
  if (before.empty() || before.ends_with(' ') || bare_mark(raised).empty()) return false;
  std::size_t offset = floor_to_code_point(before, before.size() - 1);
  const char32_t last = next_code_point(before, offset);
  return is_hangul(last) || std::u32string_view(U".,?!\"”’»。").find(last) != std::u32string_view::npos;
}

// Takes the signs of raised text out again. `note`: the text is a note, so its first mark is its own.
std::string resolved(std::string_view text, const std::set<std::string>& noted, bool note, std::int64_t& grown) {
  std::string out;
  if (note) {
    if (const Mark mark = leading_mark(text); noted.contains(mark.bare)) {
      out = "[^" + mark.bare + "] ";
      std::string old(text.substr(0, mark.bytes));
      for (const std::string_view sign : {kRaisedBegin, kRaisedEnd}) {
        if (const std::size_t at = old.find(sign); at != std::string::npos) old.erase(at, sign.size());
      }
      grown += count_visible(out) - count_visible(old);
      text.remove_prefix(mark.bytes);
      while (text.starts_with(' ')) text.remove_prefix(1);
    }
  }
  for (;;) {
    const std::size_t begin = text.find(kRaisedBegin);
    const std::size_t end = begin == std::string_view::npos ? begin : text.find(kRaisedEnd, begin);
    if (end == std::string_view::npos) break;
    out += text.substr(0, begin);
    const std::string_view raised = text.substr(begin + kRaisedBegin.size(), end - begin - kRaisedBegin.size());
    const std::string bare = bare_mark(raised);
    if (!bare.empty() && noted.contains(bare)) {
      out += "[^" + bare + "]";
      grown += count_visible(bare) + 3 - count_visible(raised);
    } else {
      if (wants_space(out, raised)) out += ' ';
      out += raised;
    }
    text.remove_prefix(end + kRaisedEnd.size());
  }
  return out += text;
}

}  // namespace

void find_footnotes(std::vector<PageLayout>& pages, Losses& losses) {
  const BodyStyle body = body_style(pages);
  for (PageLayout& page : pages) {
    std::set<std::string> noted;
    mark_notes(page, body.size, noted);
    const auto resolve = [&](Line& line) {
      const bool note = line.kind == ElementKind::footnote;
      if (note || line.text.find(kRaisedBegin) != std::string::npos)
        line.text = resolved(line.text, noted, note, losses.marks);
    };
    std::for_each(page.lines.begin(), page.lines.end(), resolve);
    for (DraftTable& table : page.tables) {
      for (std::vector<Line>& cell : table.lines) std::for_each(cell.begin(), cell.end(), resolve);
    }
  }
}

}  // namespace onggi::parse::pdf
