// What all sheets of a workbook share: strings, cell styles, and how cells are addressed (ECMA-376 part 1, section 18).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/ooxml/number_format.h"
#include "parse/worker/xlsx/xml_pull.h"

namespace onggi::parse::xlsx {

constexpr std::int32_t kRowsMax = 1'048'576, kColumnsMax = 16'384;  // the program's own limits

/// A rectangle of cells, counted from 0, both ends included.
struct Range {
  std::int32_t top = 0, left = 0, bottom = 0, right = 0;
  bool contains(std::int32_t row, std::int32_t column) const {
    return row >= top && row <= bottom && column >= left && column <= right;
  }
  bool overlaps(const Range& other) const {
    return top <= other.bottom && other.top <= bottom && left <= other.right && other.left <= right;
  }
  bool operator==(const Range&) const = default;
};

struct Address {
  std::int32_t row = 0, column = 0;
};
/// "B3", "$B$3"; none for what lies outside of a sheet.
std::optional<Address> address_from(std::string_view text);
/// "A1:C9", "B3", and whole rows "$1:$2".
std::optional<Range> range_from(std::string_view text);
std::string address_text(std::int32_t row, std::int32_t column);

/// The table of shared strings, in one piece of memory.
class SharedStrings {
 public:
  /// Reads the whole part. What is only a reading aid (phonetic runs) is counted in and dropped.
  void read(XmlPull& xml, DocumentBuilder& builder);
  std::size_t size() const { return ends_.size(); }
  std::string_view at(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(text_).substr(begin, ends_[index] - begin);
  }
  const std::string& memory() const { return text_; }

 private:
  std::string text_;
  std::vector<std::size_t> ends_;
};

/// ST_Xstring: "_x000D_" stands for a character that XML cannot hold (22.9.2.19).
std::string unescaped(std::string_view text);

struct CellStyle {
  std::uint32_t format = 0;  // into CellStyles::formats
  bool bold = false, bordered = false;
};

class CellStyles {
 public:
  CellStyles() { formats_.emplace_back(); }
  explicit CellStyles(const pugi::xml_node& root);
  /// A cell's style by its index; a plain one for unknown indices.
  const CellStyle& at(std::size_t index) const;
  const ooxml::NumberFormat& format(const CellStyle& style) const { return formats_[style.format]; }

 private:
  std::vector<CellStyle> styles_;
  std::vector<ooxml::NumberFormat> formats_;
};

struct Workbook {
  SharedStrings strings;
  CellStyles styles;
  ooxml::Epoch epoch = ooxml::Epoch::y1900;
  std::map<std::string, std::string, std::less<>> people;  // of threaded comments: id → name
};

}  // namespace onggi::parse::xlsx
