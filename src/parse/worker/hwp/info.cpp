// See info.h. Records: HWP 5.0 file format, "document information".
#include "parse/worker/hwp/info.h"

#include <algorithm>

#include "text/text.h"

namespace onggi::parse::hwp {
namespace {

constexpr std::size_t kLevelsBefore51 = 7;
constexpr std::size_t kHeadSize = 12;  // attributes, width, distance, character shape
constexpr std::uint32_t kVersionWithLongLevels = 0x05010000;

constexpr std::uint32_t kWhite = 0x00FFFFFF;
constexpr std::uint32_t kNoColor = 0xFFFFFFFF;
bool is_color(std::uint32_t color) { return color != kWhite && color != kNoColor; }

std::int32_t outline_of_name(std::string_view name) {
  for (const std::string_view prefix : {"개요 ", "Outline "}) {
    if (!name.starts_with(prefix)) continue;
    const std::string_view number = name.substr(prefix.size());
    if (number == "10") return 10;
    if (number.size() == 1 && number[0] >= '1' && number[0] <= '9') return number[0] - '0';
  }
  return 0;
}

}  // namespace

NumberForm number_form(std::uint32_t code) {
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"DIGIT", "CIRCLED_DIGIT", "ROMAN_CAPITAL", "ROMAN_SMALL", "LATIN_CAPITAL", "LATIN_SMALL",
       "CIRCLED_LATIN_CAPITAL", "CIRCLED_LATIN_SMALL", "HANGUL_SYLLABLE", "CIRCLED_HANGUL_SYLLABLE", "HANGUL_JAMO",
       "CIRCLED_HANGUL_JAMO", "HANGUL_PHONETIC", "IDEOGRAPH", "CIRCLED_IDEOGRAPH", "DECAGON_CIRCLE",
       "DECAGON_CIRCLE_HANJA"});
  return code < kNames.size() ? number_form_from(kNames.at(code)) : NumberForm::decimal;
}

Info::Info(const Records& records, std::uint32_t version) {
  for (const Record& record : records.list) {
    if (record.tag == Tag::document_properties) read_properties(record.bytes);
    if (record.tag == Tag::border_fill) read_border_fill(record.bytes);  // before the shapes that refer to them
    if (record.tag == Tag::letter_shape) read_letter_shape(record.bytes);
    if (record.tag == Tag::numbering) read_numbering(record.bytes);
    if (record.tag == Tag::bullet) read_bullet(record.bytes);
    if (record.tag == Tag::paragraph_shape) read_shape(record.bytes, version);
    if (record.tag == Tag::style) read_style(record.bytes);
    if (record.tag == Tag::bin_data) read_binary(record.bytes);
  }
}

void Info::read_properties(std::string_view bytes) {
  Fields fields(bytes);
  fields.skip(2);  // count of sections
  first_page_number_ = std::max<std::int32_t>(fields.u16(), 1);
}

void Info::read_border_fill(std::string_view bytes) {
  Fields fields(bytes);
  fields.skip(32);  // attributes, four borders, diagonal
  const std::uint32_t kinds = fields.u32();
  const bool plain = (kinds & 1U) != 0;  // others are pictures and gradients
  painted_.push_back((kinds & ~1U) != 0 || (plain && is_color(fields.u32())));
}

void Info::read_letter_shape(std::string_view bytes) {
  constexpr std::int32_t kTinyMax = 100;  // of 1/100 point
  Fields fields(bytes);
  fields.skip(42);  // for seven scripts: font, ratio, spacing, size, position
  const std::int32_t height = fields.i32();
  fields.skip(6);  // attributes, shadow's distance
  const bool white = fields.left() >= 4 && fields.u32() == kWhite;
  fields.skip(4);  // underline's colour
  const bool shaded = fields.left() >= 4 && is_color(fields.u32());
  fields.skip(4);  // shadow's colour
  const bool unseen = white && !shaded && !paints(fields.u16());
  const bool tiny = height > 0 && height <= kTinyMax;
  letters_.push_back(tiny ? Sight::never : unseen ? Sight::needs_background : Sight::plain);
}

void Info::read_numbering(std::string_view bytes) {
  Fields fields(bytes);
  Numbering numbering;
  auto& levels = numbering.levels;
  const auto read_level = [&](NumberingLevel& level) {
    Fields head(fields.raw(kHeadSize));
    level.form = number_form(head.u32() >> 5U & 0xFU);
    level.pattern = fields.text();
  };
  const auto read_start = [&](NumberingLevel& level) {
    if (fields.left() >= 4) level.start = std::max(fields.i32(), 1);
  };
  std::for_each_n(levels.begin(), kLevelsBefore51, read_level);
  const std::uint16_t start = fields.u16();
  if (start > 0) levels[0].start = start;
  std::for_each_n(levels.begin(), kLevelsBefore51, read_start);
  if (fields.left() > 0) std::for_each(levels.begin() + kLevelsBefore51, levels.end(), read_level);
  std::for_each(levels.begin() + kLevelsBefore51, levels.end(), read_start);
  numberings_.push_back(std::move(numbering));
}

void Info::read_bullet(std::string_view bytes) {
  Fields fields(bytes);
  fields.skip(kHeadSize);
  bullets_.push_back(plain_bullet(utf8_from(fields.raw(2))));
}

void Info::read_shape(std::string_view bytes, std::uint32_t version) {
  Fields fields(bytes);
  const std::uint32_t attributes = fields.u32();
  ParagraphShape shape;
  shape.page_before = (attributes >> 19U & 1U) != 0;
  shape.head = static_cast<HeadType>(attributes >> 23U & 3U);
  shape.level = attributes >> 25U & 7U;
  fields.skip(26);  // margins, indent, spacing, tab stops
  shape.id = fields.u16();
  shape.painted = paints(fields.u16());
  fields.skip(20);  // border's distances, further attributes, line spacing
  // Three bits cannot hold levels 8 to 10: newer files say the level once more, at the end.
  if (version >= kVersionWithLongLevels && fields.left() >= 4) shape.level = fields.u32();
  shape.level = std::min(shape.level, kNumberingLevels - 1);
  shapes_.push_back(shape);
}

void Info::read_style(std::string_view bytes) {
  Fields fields(bytes);
  const std::string name = fields.text();
  const std::int32_t level = outline_of_name(name);
  outlines_.push_back(level > 0 ? level : outline_of_name(fields.text()));
}

void Info::read_binary(std::string_view bytes) {
  constexpr std::uint16_t kLink = 0;
  Fields fields(bytes);
  const std::uint16_t attributes = fields.u16();
  Binary binary;
  if ((attributes & 0xFU) != kLink) binary.number = fields.u16();
  const std::uint32_t packing = attributes >> 4U & 3U;
  if (packing > 0) binary.packing = packing == 1 ? Packing::packed : Packing::plain;
  binaries_.push_back(binary);
}

const ParagraphShape& Info::shape(std::size_t index) const {
  static const ParagraphShape kNone;
  return index < shapes_.size() ? shapes_[index] : kNone;
}

Sight Info::sight(std::size_t letter_shape) const {
  return letter_shape < letters_.size() ? letters_[letter_shape] : Sight::plain;
}

bool Info::paints(std::size_t border_fill) const {
  return border_fill > 0 && border_fill <= painted_.size() && painted_[border_fill - 1];
}

std::int32_t Info::outline_of_style(std::size_t style) const { return style < outlines_.size() ? outlines_[style] : 0; }

const Binary* Info::binary(std::size_t number) const {
  return number > 0 && number <= binaries_.size() ? &binaries_[number - 1] : nullptr;
}

std::string Info::bullet(std::size_t id) const {
  return id > 0 && id <= bullets_.size() ? bullets_[id - 1] : std::string();
}

std::string Info::next_number(std::size_t numbering, std::size_t level) {
  if (numbering == 0 || numbering > numberings_.size()) return {};
  return numberings_[numbering - 1].next(level);
}

}  // namespace onggi::parse::hwp
