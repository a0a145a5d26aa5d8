// See pages.h.
#include "parse/worker/hwpx/pages.h"

#include <algorithm>

namespace onggi::parse::hwpx {
namespace {

constexpr double kUnitsPerPoint = 100;
constexpr std::size_t kPagesMax = 200'000;   // far beyond pages_max, which the reader checks at the end
constexpr std::int64_t kTallPagesMax = 500;  // a hostile height must not make pages by the million

// What files say may be anything; counting on must not overflow.
std::int32_t sane(std::int32_t number) { return std::clamp(number, 0, 1'000'000'000); }

}  // namespace

void PageCounter::begin_document(std::int32_t number) { number_ = sane(number) - 1; }

void PageCounter::begin_section(const Paper& paper) {
  settle();
  shape_.width = paper.width / kUnitsPerPoint;
  shape_.height = paper.height / kUnitsPerPoint;
  body_height_ = paper.body_height;
  columns_ = 1;
  if (paper.number > 0) number_ = sane(paper.number) - 1;
  const bool odd = number_ % 2 == 0;  // of the page to come
  if ((paper.start == Paper::Start::odd && !odd) || (paper.start == Paper::Start::even && odd)) ++number_;
  advance();
}

void PageCounter::advance() {
  if (pages_.size() >= kPagesMax) return;
  ++number_;
  column_ = 0;
  last_position_ = -1;
  fresh_ = true;
  pages_.push_back(shape_);
  relabel();
}

void PageCounter::relabel() {
  if (!pages_.empty()) pages_.back().label = format_number(number_, form_);
}

void PageCounter::set_columns(std::int32_t columns) {
  columns_ = std::clamp(columns, 1, 255);
  column_ = 0;
}

void PageCounter::set_number(std::int32_t number) {
  number_ = sane(number);
  relabel();
}

void PageCounter::set_form(NumberForm form) {
  form_ = form;
  relabel();
}

void PageCounter::page_break() {
  settle();
  if (!fresh_ || last_position_ >= 0) advance();
}

void PageCounter::column_break() {
  last_position_ = -1;
  if (++column_ >= columns_) advance();
}

void PageCounter::line(const Line& line) {
  if (!cross(line)) {
    // The same position again is a new page only for paragraphs of which no two find room on one: programs that write
    // files without laying them out give every line the same position.
    const bool same = line.first_of_paragraph && line.position == last_position_;
    const bool full = body_height_ > 0 && last_height_ > body_height_ / 2;
    if (line.position < last_position_ || (same && full)) {
      column_break();
    } else if (same) {
      approximate_ = true;
    }
  }
  last_position_ = line.position;
  last_height_ = line.height;
}

void PageCounter::tall(std::int32_t below, std::int32_t height) {
  if (body_height_ <= 0 || columns_ > 1 || height <= 0) return;
  if (tall_begin_ < 0) tall_begin_ = tall_end_ = std::int64_t{std::max(last_position_, 0)} + std::max(below, 0);
  tall_end_ += height;
}

// Pages that lie between the begin of a tall object and the line after it. Rows that find no room at the foot of a page
// leave it empty, so the way is as long as the object or longer: the number is rounded up.
bool PageCounter::cross(const Line& line) {
  if (tall_begin_ < 0) return false;
  const std::int64_t slack = body_height_ / 20;
  const std::int64_t missing = tall_end_ - slack - line.position;
  const bool above = line.position < last_position_;
  tall_begin_ = -1;
  if (missing <= 0 || (!above && tall_end_ <= body_height_)) return false;
  const std::int64_t pages = std::clamp<std::int64_t>((missing + body_height_ - 1) / body_height_, 1, kTallPagesMax);
  for (std::int64_t i = 0; i < pages; ++i) advance();
  approximate_ = approximate_ || pages > 1;
  return true;
}

void PageCounter::settle() {
  if (tall_begin_ < 0) return;
  tall_begin_ = -1;
  const std::int64_t crossed = std::min((tall_end_ - body_height_ / 50) / body_height_, kTallPagesMax);
  for (std::int64_t i = 0; i < crossed; ++i) advance();
  approximate_ = approximate_ || crossed > 0;
}

void PageCounter::text(bool laid_out) {
  fresh_ = false;
  approximate_ = approximate_ || !laid_out;
}

}  // namespace onggi::parse::hwpx
