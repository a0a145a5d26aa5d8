// Pages of an HWP 5 document: explicit breaks, and the line positions that Hangul cached when it last laid the document
// out (PARA_LINE_SEG). A position above the one before means: next column, or next page after the last column.
//
// The flag "first line of a page" of the format is set by no version of Hangul we have met, so positions alone tell.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "document/document.h"
#include "parse/worker/flow/flow.h"

namespace onggi::parse::hwp {

/// A length as the file has it, cut to what cannot overflow.
constexpr std::int32_t length_from(std::int32_t units) {
  constexpr std::int32_t kLengthMax = 100'000'000;
  return std::clamp(units, -kLengthMax, kLengthMax);
}

/// Paper of a section in HWPUNIT (1/7200 inch); `number` is its first page's number, 0 goes on counting.
struct Paper {
  std::int32_t width = 0, height = 0, body_height = 0;
  std::int32_t number = 0;
};

class Pages {
 public:
  void begin_section(const Paper& paper);
  void set_columns(std::int32_t columns);
  void set_number(std::int32_t number);  // of the current page
  void set_form(NumberForm form);
  void page_break();
  void column_break();
  struct Line {
    std::int32_t position = 0, height = 0;
    bool first_of_paragraph = false;
  };
  void line(const Line& line);
  /// True when an object of that height fills the gap between the paragraph's first line and what came before it:
  /// where a paragraph has text or further objects, its line stands below an object that pushes text away.
  bool lies_above(std::int32_t height);
  /// An object of that height begins at the last line's position and may cross page borders.
  void tall(std::int32_t height);
  /// True when an object of that height finds room below the last line's position.
  bool fits(std::int32_t height) const;
  /// The page after the current one, which there will be.
  std::int32_t next();
  /// A paragraph with text; `laid_out`: it has line positions.
  void text(bool laid_out);

  std::int32_t current() const { return static_cast<std::int32_t>(pages_.size()) - 1; }
  /// True when positions were missing or a table's own page borders had to be guessed.
  bool approximate() const { return approximate_; }
  std::vector<Page> take();

 private:
  void advance();
  void relabel();
  std::int32_t tolerance() const { return body_height_ / 50; }  // margins around objects are not ours to know

  std::vector<Page> pages_;
  Page shape_;
  std::int32_t number_ = 0;
  NumberForm form_ = NumberForm::decimal;
  std::int32_t columns_ = 1, column_ = 0;
  std::int32_t last_position_ = -1, last_height_ = 0;
  std::int32_t gap_ = 0;  // above the first line of the paragraph
  std::int32_t body_height_ = 0;
  std::size_t needed_ = 0;  // pages that there are at least
  bool fresh_ = true;       // nothing stands on the current page yet
  bool approximate_ = false;
};

}  // namespace onggi::parse::hwp
