// Pages of an HWPX: explicit breaks, and the line positions that Hangul cached when it last laid the document out
// (hp:lineseg). A position above the one before means: next column, or next page after the last column. Lengths are
// HWPUNIT: 1/7200 inch.
//
// The flag "first line of a page" of the format is set by no version of Hangul we have met, so positions alone tell.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "document/document.h"
#include "parse/worker/flow/flow.h"

namespace onggi::parse::hwpx {

/// Paper of a section.
struct Paper {
  std::int32_t width = 0, height = 0;
  std::int32_t body_height = 0;  // without margins, header and footer
  std::int32_t number = 0;       // of its first page; 0 goes on counting
  enum class Start { any, odd, even } start = Start::any;
};

struct Line {
  std::int32_t position = 0, height = 0;
  bool first_of_paragraph = false;
};

class PageCounter {
 public:
  /// The number that the first page has where no section says one.
  void begin_document(std::int32_t number);
  void begin_section(const Paper& paper);
  void set_columns(std::int32_t columns);
  void set_number(std::int32_t number);  // of the current page
  void set_form(NumberForm form);
  void page_break();
  void column_break();
  void line(const Line& line);
  /// An object of that height begins `below` the last line's position; it may cross page borders. How many is known
  /// with the next line.
  void tall(std::int32_t below, std::int32_t height);
  /// A paragraph with text; `laid_out`: it has line positions.
  void text(bool laid_out);
  /// Ends what tall() began where no line follows.
  void settle();

  std::int32_t current() const { return static_cast<std::int32_t>(pages_.size()) - 1; }
  /// True when positions were missing or a page border had to be guessed.
  bool approximate() const { return approximate_; }
  std::vector<Page> take() { return std::move(pages_); }

 private:
  void advance();
  void relabel();
  bool cross(const Line& line);

  std::vector<Page> pages_;
  Page shape_;
  std::int32_t number_ = 0;
  NumberForm form_ = NumberForm::decimal;
  std::int32_t columns_ = 1, column_ = 0;
  std::int32_t last_position_ = -1, last_height_ = 0;
  std::int32_t body_height_ = 0;
  std::int64_t tall_begin_ = -1, tall_end_ = -1;  // of an object whose end no line has told yet
  bool fresh_ = true;                             // nothing stands on the current page yet
  bool approximate_ = false;
};

}  // namespace onggi::parse::hwpx
