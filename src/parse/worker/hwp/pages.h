// Pages of an HWP 5 document (PARA_LINE_SEG): how objects and tables lie on what flow/laid_out_pages.h counts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "parse/worker/flow/laid_out_pages.h"

namespace onggi::parse::hwp {

/// A length as the file has it, cut to what cannot overflow.
constexpr std::int32_t length_from(std::int32_t units) {
  constexpr std::int32_t kLengthMax = 100'000'000;
  return std::clamp(units, -kLengthMax, kLengthMax);
}

class Pages : public LaidOutPages {
 public:
  void line(const LineSegment& line);
  /// True when an object of that height fills the gap between the paragraph's first line and what came before it:
  /// where a paragraph has text or further objects, its line stands below an object that pushes text away.
  bool lies_above(std::int32_t height);
  /// An object of that height begins at the last line's position and may cross page borders.
  void tall(std::int32_t height);
  /// True when an object of that height finds room below the last line's position.
  bool fits(std::int32_t height) const;
  /// The page after the current one, which there will be.
  std::int32_t next();
  std::vector<Page> take();

 private:
  std::int32_t tolerance() const { return body_height_ / 50; }  // margins around objects are not ours to know

  std::int32_t gap_ = 0;    // above the first line of the paragraph
  std::size_t needed_ = 0;  // pages that there are at least
};

}  // namespace onggi::parse::hwp
