// See pages.h.
#include "parse/worker/hwp/pages.h"

#include <algorithm>

namespace onggi::parse::hwp {
namespace {

constexpr std::int32_t kTallPagesMax = 500;  // a hostile height must not make pages by the million

}  // namespace

void Pages::line(const LineSegment& line) {
  follow(line);
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

}  // namespace onggi::parse::hwp
