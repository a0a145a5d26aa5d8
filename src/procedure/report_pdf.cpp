// The report as a PDF: its tables laid out on A4.
//
// A cell becomes lines, broken between words (a word that is wider than its cell is cut). A row goes to the next page
// as a whole; only one that is higher than a page is split between lines. A table that goes on repeats its headings.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "procedure/pdf_paper.h"
#include "procedure/procedure.h"
#include "procedure/report_tables.h"
#include "text/text.h"

namespace onggi {

using namespace procedure_room;  // NOLINT(google-build-using-namespace): the inside of this very room

namespace {

constexpr double kLeft = 51, kRight = kPaperWidth - 51;                // 18 mm
constexpr double kTop = 64, kBottom = kPaperHeight - 58;               // between header and footer
constexpr double kPadX = 5, kPadY = 4, kLeading = 1.45, kRise = 1.02;  // of a cell; of a line, in sizes of its text
constexpr double kBeforeTitle = 20, kAfterTitle = 6;

constexpr Ink kBlack{0.11F, 0.106F, 0.098F}, kGrey{0.365F, 0.345F, 0.31F}, kRule{0.725F, 0.702F, 0.655F},
    kShade{0.961F, 0.949F, 0.925F};
constexpr TextStyle kTitle{Face::bold, 18, kBlack}, kTitleSmall{Face::regular, 10, kGrey},
    kHeading{Face::bold, 12, kBlack}, kHeadingSmall{Face::regular, 9, kGrey}, kText{Face::regular, 9, kBlack},
    kLabel{Face::bold, 9, kBlack}, kSmall{Face::regular, 7.2, kGrey};

struct Line {
  std::string text;
  TextStyle style;
  double height() const { return style.size * kLeading; }
};
using Cell = std::vector<Line>;

double height_of(const Cell& cell) {
  double height = 0;
  for (const Line& line : cell) height += line.height();
  return height;
}

class Layout {
 public:
  Layout(PdfPaper& paper, const nlohmann::json& report) : paper_(paper), report_(report) { next_page(); }

  void title(const ReportCell& title);
  void table(const ReportTable& table);
  void headers_and_footers(const std::string& title);

 private:
  void next_page() {
    paper_.add_page();
    y_ = kTop;
  }
  Cell cell_of(const ReportCell& cell, double width, const TextStyle& style) const;
  void break_into(Cell& lines, std::string_view text, double width, const TextStyle& style) const;
  std::size_t fitting(std::string_view word, double width, const TextStyle& style) const;
  std::vector<Cell> row_of(const std::vector<ReportCell>& row, const ReportTable& table, bool heading) const;
  void heading_row(const ReportTable& table);
  void row(std::vector<Cell> cells, const ReportTable& table);
  void draw(const std::vector<Cell>& cells, const ReportTable& table, bool heading);
  static double row_height(const std::vector<Cell>& cells) {
    double height = 0;
    for (const Cell& cell : cells) height = std::max(height, height_of(cell));
    return height + 2 * kPadY;
  }

  PdfPaper& paper_;
  const nlohmann::json& report_;
  double y_ = kTop;
};

// How many bytes of a word fit; at least one letter.
std::size_t Layout::fitting(std::string_view word, double width, const TextStyle& style) const {
  std::size_t end = 0;
  for (std::size_t at = 0; at < word.size();) {
    next_code_point(word, at);
    if (end > 0 && paper_.width_of(word.substr(0, at), style) > width) break;
    end = at;
  }
  return end;
}

void Layout::break_into(Cell& lines, std::string_view text, double width, const TextStyle& style) const {
  std::string line;
  const auto done = [&] { lines.push_back({std::exchange(line, {}), style}); };
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    const std::string longer = line.empty() ? std::string(word) : line + " " + std::string(word);
    if (paper_.width_of(longer, style) <= width) {
      line = longer;
      continue;
    }
    if (!line.empty()) done();
    while (paper_.width_of(word, style) > width) {
      const std::size_t cut = fitting(word, width, style);
      lines.push_back({std::string(word.substr(0, cut)), style});
      word.remove_prefix(cut);
    }
    line = word;
  }
  if (!line.empty()) done();
}

Cell Layout::cell_of(const ReportCell& cell, double width, const TextStyle& style) const {
  Cell lines;
  const std::string text = PdfPaper::writable(cell.text);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    break_into(lines, std::string_view(text).substr(begin, end - begin), width, style);
    begin = end + 1;
  }
  break_into(lines, PdfPaper::writable(cell.small), width, kSmall);
  if (lines.empty()) lines.push_back({{}, style});
  return lines;
}

std::vector<Cell> Layout::row_of(const std::vector<ReportCell>& row, const ReportTable& table, bool heading) const {
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const double width = table.widths[i] * (kRight - kLeft) - 2 * kPadX;
    const bool label = heading || (table.columns.empty() && i == 0);
    cells.push_back(cell_of(row[i], width, label ? kLabel : kText));
  }
  return cells;
}

void Layout::draw(const std::vector<Cell>& cells, const ReportTable& table, bool heading) {
  const double height = row_height(cells);
  double x = kLeft;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const double width = table.widths[i] * (kRight - kLeft);
    if (heading || (table.columns.empty() && i == 0)) paper_.fill(x, y_, width, height, kShade);
    double line_top = y_ + kPadY;
    for (const Line& line : cells[i]) {
      paper_.write(x + kPadX, line_top + line.style.size * kRise, line.text, line.style);
      line_top += line.height();
    }
    x += width;
  }
  x = kLeft;
  for (std::size_t i = 0; i <= cells.size(); ++i) {
    paper_.rule(x, y_, x, y_ + height, kRule);
    if (i < cells.size()) x += table.widths[i] * (kRight - kLeft);
  }
  paper_.rule(kLeft, y_, kRight, y_, kRule);
  paper_.rule(kLeft, y_ + height, kRight, y_ + height, kRule);
  y_ += height;
}

void Layout::heading_row(const ReportTable& table) {
  if (!table.columns.empty()) draw(row_of(table.columns, table, true), table, true);
}

// The lines that fit above `height` are taken off the cells.
std::vector<Cell> take_lines(std::vector<Cell>& cells, double height) {
  std::vector<Cell> taken(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    double used = 0;
    auto end = cells[i].begin();
    for (; end != cells[i].end() && used + end->height() <= height; ++end) used += end->height();
    taken[i].assign(cells[i].begin(), end);
    cells[i].erase(cells[i].begin(), end);
  }
  return taken;
}

void Layout::row(std::vector<Cell> cells, const ReportTable& table) {
  const double of_a_page =
      kBottom - kTop - (table.columns.empty() ? 0 : row_height(row_of(table.columns, table, true)));
  if (y_ + row_height(cells) > kBottom) {
    next_page();
    heading_row(table);
  }
  while (row_height(cells) > of_a_page) {
    draw(take_lines(cells, kBottom - y_ - 2 * kPadY), table, false);
    next_page();
    heading_row(table);
  }
  draw(cells, table, false);
}

void Layout::title(const ReportCell& title) {
  y_ += kTitle.size;
  paper_.write(kLeft, y_, title.text, kTitle);
  y_ += kTitleSmall.size * 1.6;
  paper_.write(kLeft, y_, title.small, kTitleSmall);
  y_ += kBeforeTitle * 0.8;
}

void Layout::table(const ReportTable& table) {
  const bool titled = !table.title.text.empty();
  const double heading = table.columns.empty() ? 0 : row_height(row_of(table.columns, table, true));
  const double first = table.rows.empty() ? 0 : row_height(row_of(table.rows.front(), table, false));
  // A title does not stand alone at the end of a page.
  const double together = (titled ? kBeforeTitle + kHeading.size + kAfterTitle : 0) + heading + first;
  if (y_ + together > kBottom && y_ > kTop) next_page();
  if (titled) {
    if (y_ > kTop) y_ += kBeforeTitle;
    y_ += kHeading.size;
    paper_.write(kLeft, y_, table.title.text, kHeading);
    paper_.write(kLeft + paper_.width_of(table.title.text, kHeading) + 6, y_, table.title.small, kHeadingSmall);
    y_ += kAfterTitle;
  }
  heading_row(table);
  for (const auto& one : table.rows) row(row_of(one, table, false), table);
}

void Layout::headers_and_footers(const std::string& title) {
  constexpr double kHeaderLine = 42, kFooterLine = kPaperHeight - 34;
  constexpr TextStyle kEdge{Face::regular, 8, kGrey};
  const std::string id = PdfPaper::writable(report_.at("id").get<std::string>());
  for (std::size_t page = 0; page < paper_.pages(); ++page) {
    paper_.turn_to(page);
    paper_.write(kLeft, kHeaderLine, title, kEdge);
    paper_.write(kRight - paper_.width_of(id, kEdge), kHeaderLine, id, kEdge);
    paper_.rule(kLeft, kHeaderLine + 6, kRight, kHeaderLine + 6, kRule);
    const std::string number = std::to_string(page + 1) + " / " + std::to_string(paper_.pages());
    paper_.write((kPaperWidth - paper_.width_of(number, kEdge)) / 2, kFooterLine, number, kEdge);
  }
}

}  // namespace

Result<std::string> procedure_pdf(const nlohmann::json& report, const ReportFonts& fonts) {
  const ReportCell title = report_title();
  ONGGI_TRY(PdfPaper paper, PdfPaper::open(fonts, title.text));
  Layout layout(paper, report);
  layout.title(title);
  for (const ReportTable& table : report_tables(report)) layout.table(table);
  layout.headers_and_footers(title.text);
  return paper.bytes();
}

}  // namespace onggi
