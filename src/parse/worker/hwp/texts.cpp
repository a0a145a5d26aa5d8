// Texts that records hold themselves, and the count of all; see body.h.
#include <array>
#include <charconv>

#include "parse/worker/hwp/body.h"

namespace onggi::parse::hwp {
namespace {

constexpr std::size_t kObjectHeadSize = 44;  // of a CTRL_HEADER before the description: "common properties of objects"

// The value of "Name:wstring:5:12345" in the settings of a form object.
std::string wide_setting(std::string_view settings, std::string_view name) {
  const std::string start = std::string(name) + ":wstring:";
  const std::size_t found = settings.find(start);
  if (found == std::string_view::npos) return {};
  settings.remove_prefix(found + start.size());
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(settings.data(), settings.data() + settings.size(), length);
  if (error != std::errc() || end == settings.data() + settings.size() || *end != ':') return {};
  settings.remove_prefix(static_cast<std::size_t>(end - settings.data()) + 1);
  return std::string(settings.substr(0, byte_offset_of_code_point(settings, length)));
}

std::string plain_text(std::string_view units) {
  const std::size_t count = units.size() / 2;
  std::string text;
  std::size_t run = 0;
  for (std::size_t i = 0; i < count;) {
    const char16_t unit = unit_at(units, i);
    if (unit >= 32) {
      ++i;
      continue;
    }
    text += utf8_from(units.substr(2 * run, 2 * (i - run)));
    if (unit == 24) text += '-';
    if (is_single_unit(unit) && unit != 24) text += ' ';
    i += is_single_unit(unit) ? 1 : kControlUnits;
    run = std::min(i, count);
  }
  return text + utf8_from(units.substr(2 * run)) + "\n";
}

std::string control_text(std::string_view bytes) {
  const std::uint32_t id = Fields(bytes).u32();
  if (id == control_id("tcps")) return overlapped_letters(bytes) + "\n";
  if (id != control_id("tdut")) return {};
  const Ruby ruby = ruby_text(bytes);
  return ruby.main + "\n" + ruby.above + "\n";
}

}  // namespace

std::string equation_script(std::string_view bytes) {
  Fields fields(bytes);
  fields.skip(4);  // attributes
  return fields.text();
}

std::string overlapped_letters(std::string_view bytes) {
  Fields fields(bytes);
  fields.skip(4);  // id
  return fields.text();
}

Ruby ruby_text(std::string_view bytes) {
  Fields fields(bytes);
  fields.skip(4);  // id
  Ruby ruby{.main = fields.text(), .above = {}};
  ruby.above = fields.text();
  return ruby;
}

std::string text_art(std::string_view bytes) {
  Fields fields(bytes);
  fields.skip(32);  // four corners
  return fields.text();
}

std::string form_text(std::string_view bytes) {
  // The record's layout is not in the specification; its settings are one run of UTF-16 behind a short head.
  const std::string settings = utf8_from(bytes);
  const std::string caption = wide_setting(settings, "Caption");
  const std::string text = wide_setting(settings, "Text");
  return caption + (caption.empty() || text.empty() ? "" : " ") + text;
}

std::string object_description(std::string_view bytes) {
  // Hangul writes "그림입니다. 원본 그림의 이름: ..." into every object: only a person's words are kept.
  static constexpr auto kAutomatic = std::to_array<std::string_view>(
      {"그림입니다", "사각형입니다", "표입니다", "수식입니다", "묶음 개체입니다", "OLE 개체입니다", "차트입니다"});
  if (bytes.size() <= kObjectHeadSize) return {};
  std::string words = Fields(bytes.substr(kObjectHeadSize)).text();
  for (const std::string_view start : kAutomatic) {
    if (words.starts_with(start)) return {};
  }
  return words;
}

std::string raw_text(const Records& records) {
  std::string text;
  for (const Record& record : records.list) {
    if (record.tag == Tag::paragraph_text) text += plain_text(record.bytes);
    if (record.tag == Tag::control_header) text += control_text(record.bytes);
    if (record.tag == Tag::equation) text += equation_script(record.bytes) + "\n";
    if (record.tag == Tag::text_art) text += text_art(record.bytes) + "\n";
    if (record.tag == Tag::form_object) text += form_text(record.bytes) + "\n";
  }
  return text;
}

}  // namespace onggi::parse::hwp
