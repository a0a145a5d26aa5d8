// See records.h.
#include "parse/worker/hwp/records.h"

#include <algorithm>

#include "text/text.h"

namespace onggi::parse::hwp {
namespace {

constexpr std::uint32_t kSizeFollows = 0xFFF;

void set_ends(std::vector<Record>& records) {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < records.size(); ++i) {
    while (!open.empty() && records[open.back()].level >= records[i].level) {
      records[open.back()].end = i;
      open.pop_back();
    }
    open.push_back(i);
  }
  for (const std::size_t i : open) records[i].end = records.size();
}

}  // namespace

Records split_records(std::string_view stream) {
  Records records;
  records.list.reserve(stream.size() / 32);
  Fields fields(stream);
  while (fields.left() >= 4) {
    const std::uint32_t header = fields.u32();
    std::uint32_t size = header >> 20U;
    if (size == kSizeFollows) {
      records.cut_off = records.cut_off || fields.left() < 4;
      size = fields.u32();
    }
    records.cut_off = records.cut_off || size > fields.left();
    records.list.push_back({.tag = static_cast<Tag>(header & 0x3FFU),
                            .level = static_cast<std::uint16_t>(header >> 10U & 0x3FFU),
                            .end = 0,
                            .bytes = fields.raw(size)});
  }
  set_ends(records.list);
  return records;
}

std::uint32_t Fields::number(std::size_t size) {
  if (left() < size) {
    at_ = bytes_.size();
    return 0;
  }
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes_[at_ + i]);
  at_ += size;
  return value;
}

std::string_view Fields::raw(std::size_t size) {
  const std::string_view part = bytes_.substr(at_, size);
  at_ += part.size();
  return part;
}

std::string Fields::text() {
  const std::size_t units = u16();
  return utf8_from(raw(2 * units));
}

std::string utf8_from(std::string_view utf16le) {
  const std::size_t units = utf16le.size() / 2;
  std::string text;
  text.reserve(units * 3);
  for (std::size_t i = 0; i < units; ++i) {
    char32_t code_point = unit_at(utf16le, i);
    if (code_point == 0) continue;
    if (code_point >= 0xD800 && code_point <= 0xDFFF) {
      const char32_t low = code_point < 0xDC00 && i + 1 < units ? unit_at(utf16le, i + 1) : 0;
      const bool pair = low >= 0xDC00 && low <= 0xDFFF;
      code_point = pair ? 0x10000 + ((code_point - 0xD800) << 10U) + (low - 0xDC00) : 0xFFFD;
      if (pair) ++i;
    }
    append_utf8(text, code_point);
  }
  return text;
}

}  // namespace onggi::parse::hwp
