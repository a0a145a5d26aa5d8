// Pages of the paragraphs of an HWPX; see body.h.
#include <algorithm>
#include <iterator>
#include <utility>

#include "parse/worker/hwpx/body.h"

namespace onggi::parse::hwpx {
namespace {

constexpr std::int32_t kLengthMax = 10'000'000;

std::int32_t length(const Source& xml, std::string_view name) { return std::clamp(xml.number(name, 0), 0, kLengthMax); }

void read_paper(Source& xml, Paper& paper) {
  paper.width = length(xml, "width");
  paper.height = length(xml, "height");
  if (xml.attribute("landscape") == "NARROWLY")
    std::swap(paper.width, paper.height);  // the names are the wrong way round in the format itself
  paper.body_height = paper.height;
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    if (xml.name() != "margin") continue;
    for (const std::string_view side : {"top", "bottom", "header", "footer"}) paper.body_height -= length(xml, side);
  }
}

void read_start(const Source& xml, Paper& paper) {
  paper.number = std::max(xml.number("page", 0), 0);
  const std::string start = xml.attribute("pageStartsOn");
  if (start == "ODD") paper.start = Paper::Start::odd;
  if (start == "EVEN") paper.start = Paper::Start::even;
}

}  // namespace

void Body::section_properties(Source& xml) {
  Paper paper;
  if (const std::string shape = xml.attribute("outlineShapeIDRef"); !shape.empty()) outline_numbering_ = shape;
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    if (xml.name() == "pagePr") {
      read_paper(xml, paper);
    } else if (xml.name() == "startNum") {
      read_start(xml, paper);
    } else if (xml.name() == "masterPage" ||
               (xml.name() == "pageBorderFill" && header_.paints(xml.attribute("borderFillIDRef")))) {
      page_painted_ = true;
    }
  }
  if (!std::exchange(section_begun_, true)) pages_.begin_section(paper);
}

void Body::read_lines(Source& xml) {
  bool first = lines_.empty();
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    if (xml.name() != "lineseg") continue;
    lines_.push_back({.units = xml.number("textpos", 0),
                      .line = {.position = xml.number("vertpos", 0),
                               .height = xml.number("vertsize", 0),
                               .first_of_paragraph = std::exchange(first, false)}});
  }
}

void Body::happens(const Paragraph& paragraph, Happening happening) {
  if (!paragraph.top) return;
  happening.units = units_;
  happenings_.push_back(happening);
}

void Body::happen(const Happening& happening) {
  switch (happening.what) {
    case Happening::What::number:
      return pages_.set_number(happening.value);
    case Happening::What::form:
      return pages_.set_form(happening.number_form);
    case Happening::What::columns:
      return pages_.set_columns(happening.value);
    case Happening::What::tall:
      return pages_.tall(happening.below, happening.value);
  }
}

std::int32_t Body::page_at(std::int32_t units) const {
  if (lines_.empty()) return pages_.current();
  const auto after = std::ranges::upper_bound(lines_, units, {}, &LineMark::units);
  return after == lines_.begin() ? lines_.front().page : std::prev(after)->page;
}

void Body::extend_open_table(std::vector<Block>& out, std::int32_t page, std::int32_t position) {
  if (open_table_ == 0) return;
  constexpr std::int32_t kTop = 2000;  // the table ended on the page before when the next line stands at the top
  Block& table = out[std::exchange(open_table_, 0) - 1];
  table.last_page = std::max(table.last_page, position <= kTop ? page - 1 : page);
}

// Gives lines, and by them the paragraph's blocks, their pages.
void Body::place(Paragraph& paragraph, std::vector<Block>& out) {
  if (!std::exchange(section_begun_, true)) pages_.begin_section({});
  if (page_break_) pages_.page_break();
  if (column_break_) pages_.column_break();
  auto next = happenings_.begin();
  for (LineMark& mark : lines_) {
    const bool first = &mark == &lines_.front();
    for (; !first && next != happenings_.end() && next->units < mark.units; ++next) happen(*next);
    const std::int32_t before = pages_.current();
    pages_.line(mark.line);
    mark.page = pages_.current();
    if (first && mark.page > before) extend_open_table(out, mark.page, mark.line.position);
  }
  open_table_ = 0;
  for (; next != happenings_.end(); ++next) happen(*next);
  const auto move_placed = [&](std::vector<Block>& blocks) {
    for (Block& block : blocks) {
      const std::int32_t end = std::max(block.first_page, block.last_page - 1);
      block.first_page = page_at(block.first_page);
      block.last_page = page_at(end);
      out.push_back(std::move(block));
      if (out.back().table) open_table_ = out.size();
    }
  };
  if (!paragraph.done.empty() || !paragraph.after.empty()) pages_.text(!lines_.empty());
  move_placed(paragraph.done);
  move_placed(paragraph.after);
}

}  // namespace onggi::parse::hwpx
