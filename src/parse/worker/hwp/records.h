// Tagged records: what the streams of an HWP 5 file consist of (HWP 5.0 file format, "data records").
//
// A record is a header of 32 bits (tag 10, level 10, size 12 bits; size 0xFFF: the real one follows) and its bytes. The
// level makes a tree of the flat list: what follows a record on a deeper level belongs to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onggi::parse::hwp {

// HWPTAG_BEGIN is 0x10; only the tags that the reader looks at.
enum class Tag : std::uint16_t {
  document_properties = 0x10,
  bin_data = 0x12,
  border_fill = 0x14,
  letter_shape = 0x15,
  numbering = 0x17,
  bullet = 0x18,
  paragraph_shape = 0x19,
  style = 0x1A,
  distribution_data = 0x1C,
  paragraph_header = 0x42,
  paragraph_text = 0x43,
  paragraph_letters = 0x44,
  line_segments = 0x45,
  control_header = 0x47,
  list_header = 0x48,
  page_definition = 0x49,
  shape_component = 0x4C,
  table = 0x4D,
  ole = 0x54,
  picture = 0x55,
  equation = 0x58,
  text_art = 0x5A,
  form_object = 0x5B,
  memo_list = 0x5D,
};

struct Record {
  Tag tag{};
  std::uint16_t level = 0;
  std::size_t end = 0;  // index of the first record behind it that does not belong to it
  std::string_view bytes;
};

struct Records {
  std::vector<Record> list;
  bool cut_off = false;  // the stream ends inside of a record: what is there of it is kept
};

/// Total: any bytes give a list. `stream` must outlive it. Cost: O(n).
Records split_records(std::string_view stream);

/// Little-endian fields in order. Reading beyond the end gives zeros and empty texts: older versions of the format end
/// their records earlier.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : bytes_(bytes) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return number(4); }
  std::int32_t i32() { return static_cast<std::int32_t>(number(4)); }
  /// WORD length, then as many UTF-16 units.
  std::string text();
  std::string_view raw(std::size_t size);
  void skip(std::size_t size) { raw(size); }
  std::size_t left() const { return bytes_.size() - at_; }

 private:
  std::uint32_t number(std::size_t size);
  std::string_view bytes_;
  std::size_t at_ = 0;
};

/// UTF-16LE → UTF-8; halves of surrogate pairs become U+FFFD, NUL is left out.
std::string utf8_from(std::string_view utf16le);
/// The n-th UTF-16 unit.
inline char16_t unit_at(std::string_view utf16le, std::size_t n) {
  return static_cast<char16_t>(static_cast<unsigned char>(utf16le[2 * n]) |
                               static_cast<unsigned char>(utf16le[2 * n + 1]) << 8U);
}

/// Four letters as the format writes control ids: "tbl ", "gso ".
constexpr std::uint32_t control_id(const char (&letters)[5]) {
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < 4; ++i) id = id << 8U | static_cast<unsigned char>(letters[i]);
  return id;
}

}  // namespace onggi::parse::hwp
