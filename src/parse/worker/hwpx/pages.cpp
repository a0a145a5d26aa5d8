// See pages.h.
#include "parse/worker/hwpx/pages.h"

#include <algorithm>

namespace onggi::parse::hwpx {
namespace {

constexpr std::int64_t kTallPagesMax = 500;  // a hostile height must not make pages by the million

}  // namespace

void PageCounter::begin_section(const Paper& paper) {
  settle();
  LaidOutPages::begin_section(paper);
}

void PageCounter::page_break() {
  settle();
  LaidOutPages::page_break();
}

void PageCounter::line(const LineSegment& line) {
  if (!cross(line)) {
    const bool same = line.first_of_paragraph && line.position == last_position_;
    if (!follow(line) && same) approximate_ = true;
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
bool PageCounter::cross(const LineSegment& line) {
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

}  // namespace onggi::parse::hwpx
