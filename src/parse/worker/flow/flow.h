// What the flowing formats (DOCX, HWPX) share: blocks in reading order with the pages they touch, cells flattened to
// text, and the markers that numbered paragraphs print.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/document_builder.h"

namespace onggi::parse {

/// What a block shows from a part of the package of its own; the reader opens it when it hands the block on.
enum class Attached : std::uint8_t { none, picture, chart, diagram, file };

/// An element on its way: nested blocks are flattened before they become elements.
struct Block {
  ElementKind kind = ElementKind::paragraph;
  std::string text;
  std::int32_t level = 0;
  std::optional<Table> table;
  std::int32_t first_page = 0, last_page = 0;
  std::string role, latex;  // as of Element
  std::string picture;      // of a figure: what its reader calls the picture's bytes
  Attached attached = Attached::none;
  std::string part;  // the attached part's name
};

/// Where a block stands; none without pages.
std::vector<Place> places_of(const Block& block, const std::vector<Page>& pages);

/// The text of a cell, note or text box that holds `blocks`: a line a block, nested tables as lines of "a | b".
/// `separators` grows by the visible characters this adds to the source's text.
std::string flatten(const std::vector<Block>& blocks, std::int64_t& separators);

/// Cannot be words of a cell, note or margin: pictures, notes, headers, footers, whatever has a role.
bool is_hoisted(const Block& block);

/// The text of a cell, note or margin of Hangul's formats that holds `inner`. What is hoisted goes to `hoisted`, to
/// follow as elements of their own; formulas become
/// "$...$" in their line. The account of both is kept.
std::string flatten_cell(std::vector<Block> inner, std::vector<Block>& hoisted, DocumentBuilder& builder);

/// Hands blocks to the builder; with no `pages` they have no place.
void emit(std::vector<Block> blocks, const std::vector<Page>& pages, DocumentBuilder& builder);

/// How a number is printed. Names of OOXML's ST_NumberFormat and OWPML's NumberType2 are both understood.
enum class NumberForm {
  none,
  bullet,
  decimal,
  decimal_zero,
  roman_upper,
  roman_lower,
  letter_upper,
  letter_lower,
  circled,
  hangul_syllable,
  hangul_consonant,
  circled_hangul,
  hangul_digit,
  hanja_digit,
};
NumberForm number_form_from(std::string_view name);
std::string format_number(std::int32_t number, NumberForm form);

/// Bullets of symbol fonts stand in the private use area; this gives a plain "•", "■", "➢" ... for them.
std::string plain_bullet(std::string_view bullet);
/// Tick boxes and arrows of the Wingdings and Symbol fonts as Unicode; 0 for those we do not know.
char32_t plain_symbol(char32_t private_use);

}  // namespace onggi::parse
