// What header.xml of an HWPX says about paragraphs: heading type, list level, and the markers that numbering prints.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "parse/worker/flow/flow.h"

namespace onggi::parse::hwpx {

constexpr std::int32_t kHeadLevels = 10;

enum class HeadType { none, outline, number, bullet };

/// The head of a paragraph shape (hh:heading): its type, which numbering or bullet, which level (from 0).
struct Head {
  HeadType type = HeadType::none;
  std::string id;
  std::int32_t level = 0;
};

class Header {
 public:
  Header() = default;
  explicit Header(const pugi::xml_node& root);

  /// Shape of a paragraph by paraPrIDRef; unknown ids say nothing.
  const Head& head(std::string_view paragraph_shape) const;
  /// Level 1.. of the style "개요 N" / "Outline N"; 0 for others.
  std::int32_t outline_of_style(std::string_view style) const;
  /// True for the caption style that Hangul gives to captions.
  bool is_page_break_before(std::string_view paragraph_shape) const {
    return breaks_.contains(std::string(paragraph_shape));
  }

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
  void read_numbering(const pugi::xml_node& node);
  void read_paragraph_shape(const pugi::xml_node& node);
  void read_style(const pugi::xml_node& node);

  std::map<std::string, Head, std::less<>> heads_;
  std::map<std::string, bool, std::less<>> breaks_;
  std::map<std::string, std::int32_t, std::less<>> outlines_;
  std::map<std::string, Levels, std::less<>> numberings_;
  std::map<std::string, std::string, std::less<>> bullets_;
  std::map<std::string, std::array<std::int32_t, kHeadLevels>, std::less<>> counters_;
};

}  // namespace onggi::parse::hwpx
