// See laid_out_pages.h.
#include "parse/worker/flow/laid_out_pages.h"

#include <algorithm>

namespace onggi::parse {
namespace {

constexpr double kUnitsPerPoint = 100;

// What files say may be anything; counting on must not overflow.
std::int32_t sane(std::int32_t number) { return std::clamp(number, 0, 1'000'000'000); }

}  // namespace

void LaidOutPages::begin_document(std::int32_t number) { number_ = sane(number) - 1; }

void LaidOutPages::begin_section(const Paper& paper) {
  shape_.width = paper.width / kUnitsPerPoint;
  shape_.height = paper.height / kUnitsPerPoint;
  body_height_ = paper.body_height;
  columns_ = 1;
  if (paper.number > 0) number_ = sane(paper.number) - 1;
  const bool odd = number_ % 2 == 0;  // of the page to come
  if ((paper.start == Paper::Start::odd && !odd) || (paper.start == Paper::Start::even && odd)) ++number_;
  advance();
}

void LaidOutPages::advance() {
  if (pages_.size() >= kPagesMax) return;
  ++number_;
  column_ = 0;
  last_position_ = -1;
  fresh_ = true;
  pages_.push_back(shape_);
  relabel();
}

void LaidOutPages::relabel() {
  if (!pages_.empty()) pages_.back().label = format_number(number_, form_);
}

void LaidOutPages::set_columns(std::int32_t columns) {
  columns_ = std::clamp(columns, 1, 255);
  column_ = 0;
}

void LaidOutPages::set_number(std::int32_t number) {
  number_ = sane(number);
  relabel();
}

void LaidOutPages::set_form(NumberForm form) {
  form_ = form;
  relabel();
}

void LaidOutPages::page_break() {
  if (!fresh_ || last_position_ >= 0) advance();
}

void LaidOutPages::column_break() {
  last_position_ = -1;
  if (++column_ >= columns_) advance();
}

bool LaidOutPages::follow(const LineSegment& line) {
  // The same position again is a new page only for paragraphs of which no two find room on one: programs that write
  // files without laying them out give every line the same position.
  const bool same = line.first_of_paragraph && line.position == last_position_;
  const bool full = body_height_ > 0 && last_height_ > body_height_ / 2;
  if (line.position >= last_position_ && !(same && full)) return false;
  column_break();
  return true;
}

void LaidOutPages::text(bool laid_out) {
  fresh_ = false;
  approximate_ = approximate_ || !laid_out;
}

}  // namespace onggi::parse
