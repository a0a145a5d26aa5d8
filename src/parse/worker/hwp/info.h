// DocInfo of an HWP 5 file: what paragraphs, pictures and numbers of the sections refer to by index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "parse/worker/flow/numbering.h"
#include "parse/worker/hwp/file.h"
#include "parse/worker/hwp/records.h"

namespace onggi::parse::hwp {

enum class HeadType : std::uint8_t { none, outline, number, bullet };

/// What a paragraph shape says about the mark before its paragraphs.
struct ParagraphShape {
  HeadType head = HeadType::none;
  std::size_t level = 0;     // from 0
  std::uint16_t id = 0;      // of the numbering or bullet, from 1
  bool page_before = false;  // a page break before each of its paragraphs
  bool painted = false;      // its background has a colour
};

/// How well letters of a shape can be seen: white ones without a background of their own need one, those of one point
/// or less are never seen.
enum class Sight : std::uint8_t { plain, needs_background, never };

/// A stream of BinData, by its place in the list of DocInfo.
struct Binary {
  std::uint16_t number = 0;  // of the stream; 0: a file outside of the document
  Packing packing = Packing::as_file;
};

/// Names of numbers in controls and numberings ("표 43 번호 모양"): 0 decimal, 1 circled, 2 roman ...
NumberForm number_form(std::uint32_t code);

class Info {
 public:
  Info() = default;
  /// `version` as in the file header. Total: what is broken says nothing.
  Info(const Records& records, std::uint32_t version);

  const ParagraphShape& shape(std::size_t index) const;
  Sight sight(std::size_t letter_shape) const;
  /// True when a border and fill, from 1, paints something that is not white.
  bool paints(std::size_t border_fill) const;
  /// Number of the document's first page.
  std::int32_t first_page_number() const { return first_page_number_; }
  /// Level 1.. of the style "개요 N" / "Outline N"; 0 for others.
  std::int32_t outline_of_style(std::size_t style) const;
  /// By the number that pictures give, from 1; nullptr for none.
  const Binary* binary(std::size_t number) const;
  std::string bullet(std::size_t id) const;
  /// Counts one paragraph of a numbering and gives its mark ("1.", "가)", "①"); empty when the level prints nothing.
  std::string next_number(std::size_t numbering, std::size_t level);

 private:
  void read_properties(std::string_view bytes);
  void read_border_fill(std::string_view bytes);
  void read_letter_shape(std::string_view bytes);
  void read_numbering(std::string_view bytes);
  void read_bullet(std::string_view bytes);
  void read_shape(std::string_view bytes, std::uint32_t version);
  void read_style(std::string_view bytes);
  void read_binary(std::string_view bytes);

  std::vector<ParagraphShape> shapes_;
  std::vector<Sight> letters_;
  std::vector<bool> painted_;
  std::int32_t first_page_number_ = 1;
  std::vector<std::int32_t> outlines_;
  std::vector<Numbering> numberings_;
  std::vector<std::string> bullets_;
  std::vector<Binary> binaries_;
};

}  // namespace onggi::parse::hwp
