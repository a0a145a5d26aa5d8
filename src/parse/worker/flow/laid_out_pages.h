// Pages of a document that Hangul laid out (HWP 5, HWPX): explicit breaks, and the line positions that the program kept
// when it last did so. A position above the one before means: next column, or next page after the last column. Lengths
// are HWPUNIT: 1/7200 inch. How objects that cross page borders are met is each format's own.
//
// The flag "first line of a page" of the formats is set by no version of Hangul we have met, so positions alone tell.
#pragma once

#include <cstdint>
#include <vector>

#include "document/document.h"
#include "parse/worker/flow/flow.h"

namespace onggi::parse {

/// Paper of a section.
struct Paper {
  std::int32_t width = 0, height = 0;
  std::int32_t body_height = 0;  // without margins, header and footer
  std::int32_t number = 0;       // of its first page; 0 goes on counting
  enum class Start : std::uint8_t { any, odd, even } start = Start::any;
};

/// A line's place as the file keeps it.
struct LineSegment {
  std::int32_t position = 0, height = 0;
  bool first_of_paragraph = false;
};

class LaidOutPages {
 public:
  /// The number that the first page has where no section says one.
  void begin_document(std::int32_t number);
  void begin_section(const Paper& paper);
  void set_columns(std::int32_t columns);
  void set_number(std::int32_t number);  // of the current page
  void set_form(NumberForm form);
  void page_break();
  void column_break();
  /// A paragraph with text; `laid_out`: it has line positions.
  void text(bool laid_out);

  std::int32_t current() const { return static_cast<std::int32_t>(pages_.size()) - 1; }
  /// True when positions were missing or a page border had to be guessed.
  bool approximate() const { return approximate_; }

 protected:
  static constexpr std::size_t kPagesMax = 200'000;  // far beyond pages_max, which the reader checks at the end

  void advance();
  /// Moves to the next column where this line stands above the one before, and says whether it did.
  bool follow(const LineSegment& line);

  std::vector<Page> pages_;
  std::int32_t columns_ = 1;
  std::int32_t last_position_ = -1, last_height_ = 0;
  std::int32_t body_height_ = 0;
  bool approximate_ = false;

 private:
  void relabel();

  Page shape_;
  std::int32_t number_ = 0;
  NumberForm form_ = NumberForm::decimal;
  std::int32_t column_ = 0;
  bool fresh_ = true;  // nothing stands on the current page yet
};

}  // namespace onggi::parse
