// See pages.h.
#include "parse/worker/hwp/pages.h"

#include <algorithm>

namespace onggi::parse::hwp {
namespace {

constexpr double kUnitsPerPoint = 100;
constexpr std::size_t kPagesMax = 200'000;   // far beyond pages_max, which the reader checks at the end
constexpr std::int32_t kTallPagesMax = 500;  // a hostile height must not make pages by the million

}  // namespace

void Pages::begin_section(const Paper& paper) {
  shape_.width = paper.width / kUnitsPerPoint;
  shape_.height = paper.height / kUnitsPerPoint;
  body_height_ = paper.body_height;
  columns_ = 1;
  if (paper.number > 0) number_ = paper.number - 1;
  advance();
}

void Pages::advance() {
  if (pages_.size() >= kPagesMax) return;
  ++number_;
  column_ = 0;
  last_position_ = -1;
  fresh_ = true;
  pages_.push_back(shape_);
  relabel();
}

void Pages::relabel() {
  if (!pages_.empty()) pages_.back().label = format_number(number_, form_);
}

void Pages::set_columns(std::int32_t columns) {
  columns_ = std::clamp(columns, 1, 255);
  column_ = 0;
}

void Pages::set_number(std::int32_t number) {
  number_ = number;
  relabel();
}

void Pages::set_form(NumberForm form) {
  form_ = form;
  relabel();
}

void Pages::page_break() {
  if (!fresh_ || last_position_ >= 0) advance();
}

void Pages::column_break() {
  last_position_ = -1;
  if (++column_ >= columns_) advance();
}

void Pages::line(const Line& line) {
  // The same position again is a new page only for paragraphs of which no two find room on one: programs that write
  // files without laying them out give every line the same position.
  const bool again =
      line.first_of_paragraph && line.position == last_position_ && body_height_ > 0 && last_height_ > body_height_ / 2;
  if (line.position < last_position_ || again) column_break();
  const std::int32_t end_before = last_position_ < 0 ? 0 : last_position_ + last_height_;
  if (line.first_of_paragraph) gap_ = line.position - end_before;
  last_position_ = line.position;
  last_height_ = line.height;
}

void Pages::tall(std::int32_t height) {
  if (body_height_ <= 0 || columns_ > 1 || height <= 0) return;
  const std::int64_t end = std::int64_t{std::max(last_position_, 0)} + height;
  const std::int64_t crossed = std::min<std::int64_t>((end - tolerance()) / body_height_, kTallPagesMax);
  for (std::int64_t i = 0; i < crossed; ++i) advance();
  if (crossed <= 0) return;
  approximate_ = true;
  // Rows that find no room leave the foot of a page empty: a line above the object's end by height means that it took
  // one page more.
  last_position_ =
      static_cast<std::int32_t>(std::max<std::int64_t>(end - crossed * body_height_ - body_height_ / 20, -1));
  last_height_ = 0;
}

bool Pages::lies_above(std::int32_t height) {
  if (gap_ + tolerance() < height) return false;
  gap_ -= height;
  return true;
}

bool Pages::fits(std::int32_t height) const {
  return body_height_ <= 0 || std::int64_t{std::max(last_position_, 0)} + height <= body_height_ + tolerance();
}

std::int32_t Pages::next() {
  needed_ = pages_.size() + 1;
  return current() + 1;
}

std::vector<Page> Pages::take() {
  while (pages_.size() < std::min(needed_, kPagesMax)) advance();
  return std::move(pages_);
}

void Pages::text(bool laid_out) {
  fresh_ = false;
  approximate_ = approximate_ || !laid_out;
}

}  // namespace onggi::parse::hwp
