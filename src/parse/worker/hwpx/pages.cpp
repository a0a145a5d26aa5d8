// Page counting of an HWPX; see body.h. Lengths are HWPUNIT: 1/7200 inch.
#include <algorithm>

#include "parse/worker/flow/xml.h"
#include "parse/worker/hwpx/body.h"

namespace onggi::parse::hwpx {
namespace {

constexpr double kUnitsPerPoint = 100;
constexpr std::int32_t kLengthMax = 10'000'000;
constexpr std::size_t kPagesMax = 200'000;
constexpr std::int32_t kTallPagesMax = 500;  // a hostile height must not make pages by the million

}  // namespace

void PageCounter::begin_section(const pugi::xml_node& properties) {
  const pugi::xml_node page = child(properties, "pagePr");
  const pugi::xml_node margin = child(page, "margin");
  const auto length = [](const pugi::xml_node& node, std::string_view name) {
    return std::clamp(attribute_number(node, name, 0), 0, kLengthMax);
  };
  std::int32_t width = length(page, "width");
  std::int32_t height = length(page, "height");
  if (attribute(page, "landscape") == "NARROWLY")
    std::swap(width, height);  // the names are the wrong way round in the format itself
  shape_.width = width / kUnitsPerPoint;
  shape_.height = height / kUnitsPerPoint;
  body_height_ =
      height - length(margin, "top") - length(margin, "bottom") - length(margin, "header") - length(margin, "footer");
  columns_ = 1;
  const std::int32_t start = attribute_number(child(properties, "startNum"), "page", 0);
  if (start > 0) number_ = start - 1;
  advance();
}

void PageCounter::advance() {
  if (pages_.size() >= kPagesMax) return;  // far beyond pages_max, which finish() checks
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
  number_ = number;
  relabel();
}

void PageCounter::explicit_break() {
  if (!fresh_ || last_position_ >= 0) advance();
}

void PageCounter::column_break() {
  last_position_ = -1;
  if (++column_ < columns_) return;
  advance();
}

void PageCounter::line(std::int32_t position) {
  cached_ = true;
  if (position < last_position_) {
    column_break();
    if (column_ == 0) approximate_ = true;
  }
  last_position_ = position;
}

void PageCounter::tall(std::int32_t height) {
  if (body_height_ <= 0 || columns_ > 1 || height <= 0) return;
  const std::int64_t end = std::int64_t{std::max(last_position_, 0)} + height;
  const std::int64_t crossed = std::min<std::int64_t>((end - body_height_ / 50) / body_height_, kTallPagesMax);
  for (std::int64_t i = 0; i < crossed; ++i) advance();
  approximate_ = approximate_ || crossed > 0;
}

}  // namespace onggi::parse::hwpx
