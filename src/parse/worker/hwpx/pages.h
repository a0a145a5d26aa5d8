// Pages of an HWPX (hp:lineseg): how tall objects lie on what flow/laid_out_pages.h counts.
#pragma once

#include <cstdint>
#include <vector>

#include "parse/worker/flow/laid_out_pages.h"

namespace onggi::parse::hwpx {

class PageCounter : public LaidOutPages {
 public:
  void begin_section(const Paper& paper);
  void page_break();
  void line(const LineSegment& line);
  /// An object of that height begins `below` the last line's position; it may cross page borders. How many is known
  /// with the next line.
  void tall(std::int32_t below, std::int32_t height);
  /// Ends what tall() began where no line follows.
  void settle();
  std::vector<Page> take() { return std::move(pages_); }

 private:
  bool cross(const LineSegment& line);

  std::int64_t tall_begin_ = -1, tall_end_ = -1;  // of an object whose end no line has told yet
};

}  // namespace onggi::parse::hwpx
