// Little-endian fields in order, with a memory: reading beyond the end gives zeros and is remembered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace onggi::parse::hwp3 {

class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : bytes_(bytes) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return number(4); }

  /// The next `size` bytes; where fewer are left nothing is taken and the cursor is no longer ok.
  std::string_view raw(std::size_t size) {
    if (size > bytes_.size() - at_) {
      at_ = bytes_.size();
      ok_ = false;
      return {};
    }
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }
  void skip(std::size_t size) { raw(size); }
  std::string_view rest() const { return bytes_.substr(at_); }
  std::size_t left() const { return bytes_.size() - at_; }
  /// False once something was read beyond the end.
  bool ok() const { return ok_; }

 private:
  std::uint32_t number(std::size_t size) {
    const std::string_view bytes = raw(size);
    std::uint32_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[i]);
    return value;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace onggi::parse::hwp3
