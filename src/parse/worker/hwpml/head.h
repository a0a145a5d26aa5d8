// HEAD of an HWPML document: what paragraphs refer to by id.
#pragma once

#include <cstdint>
#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "parse/worker/flow/numbering.h"

namespace onggi::parse::hwpml {

enum class HeadType : std::uint8_t { none, outline, number, bullet };

/// What a PARASHAPE says about the mark before its paragraphs.
struct ParagraphShape {
  HeadType head = HeadType::none;
  std::string id;  // of the numbering or bullet
  std::size_t level = 0;
};

/// "HangulSyllable" → as OWPML's HANGUL_SYLLABLE.
NumberForm number_form(std::string_view name);

class Head {
 public:
  Head() = default;
  explicit Head(const pugi::xml_node& head);

  const ParagraphShape& shape(std::string_view id) const;
  /// Level 1.. of the style "개요 N" / "Outline N"; 0 for others.
  std::int32_t outline_of_style(std::string_view id) const;
  std::string bullet(std::string_view id) const;
  std::string next_number(std::string_view numbering, std::size_t level);

 private:
  void read_numbering(const pugi::xml_node& node);
  void read_shape(const pugi::xml_node& node);

  std::map<std::string, ParagraphShape, std::less<>> shapes_;
  std::map<std::string, std::int32_t, std::less<>> outlines_;
  std::map<std::string, std::string, std::less<>> bullets_;
  std::map<std::string, Numbering, std::less<>> numberings_;
};

}  // namespace onggi::parse::hwpml
