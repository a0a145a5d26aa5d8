// What header.xml of an HWPX says about paragraphs and letters: heading type, list level, the markers that numbering
// prints, page breaks, and which letters and backgrounds cannot be told apart.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "parse/worker/flow/flow.h"
#include "parse/worker/flow/xml_scan.h"

namespace onggi::parse::hwpx {

constexpr std::int32_t kHeadLevels = 10;

enum class HeadType { none, outline, number, bullet };

/// The head of a paragraph shape (hh:heading): its type, which numbering or bullet, which level (from 0).
struct Head {
  HeadType type = HeadType::none;
  std::string id;
  std::int32_t level = 0;
};

/// How well letters of a shape can be seen.
enum class Sight { plain, needs_background, never };

class Header {
 public:
  Header() = default;
  explicit Header(XmlScan& xml);

  /// Shape of a paragraph by paraPrIDRef; unknown ids say nothing.
  const Head& head(std::string_view paragraph_shape) const;
  /// Level 1.. of the style "개요 N" / "Outline N"; 0 for others.
  std::int32_t outline_of_style(std::string_view style) const;
  bool is_page_break_before(std::string_view paragraph_shape) const { return breaks_.contains(paragraph_shape); }
  /// Letters by charPrIDRef: white without a background of their own need one; of one point or less are never seen.
  Sight sight(std::string_view letter_shape) const;
  /// True when a borderFill paints something that is not white.
  bool paints(std::string_view border_fill) const { return painted_.contains(border_fill); }
  bool is_painted_paragraph(std::string_view paragraph_shape) const {
    return painted_paragraphs_.contains(paragraph_shape);
  }
  /// Number of the document's first page (hh:beginNum).
  std::int32_t first_page_number() const { return first_page_number_; }

  /// Counts one paragraph of a numbering and gives its marker ("1.", "가)", "①"); empty when the level prints nothing.
  std::string next_number(std::string_view numbering, std::int32_t level);
  std::string bullet(std::string_view id) const;

 private:
  struct Level {
    NumberForm form = NumberForm::decimal;
    std::int32_t start = 1;
    std::string pattern;  // "^1.^2."
  };
  using Levels = std::array<Level, kHeadLevels>;
  using Ids = std::set<std::string, std::less<>>;
  void read(XmlScan& xml, std::string_view name);
  void read_numbering(XmlScan& xml);
  void read_paragraph_shape(XmlScan& xml);
  void read_paragraph_part(XmlScan& xml, const std::string& id);
  void read_style(const XmlScan& xml);
  void read_letter_shape(const XmlScan& xml);
  void read_border_fill(XmlScan& xml);

  std::map<std::string, Head, std::less<>> heads_;
  std::map<std::string, std::int32_t, std::less<>> outlines_;
  std::map<std::string, Levels, std::less<>> numberings_;
  std::map<std::string, std::string, std::less<>> bullets_;
  std::map<std::string, std::array<std::int32_t, kHeadLevels>, std::less<>> counters_;
  Ids breaks_, painted_, painted_paragraphs_, tiny_letters_, white_letters_;
  std::int32_t first_page_number_ = 1;
};

}  // namespace onggi::parse::hwpx
