// See utf16.h.
#include "parse/worker/pdf/utf16.h"

#include "text/text.h"

namespace onggi::parse::pdf {

std::string from_utf16(const std::vector<char>& bytes) {
  std::string text;
  const auto unit = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(bytes[i]) | static_cast<unsigned char>(bytes[i + 1]) << 8U);
  };
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    char32_t code = unit(i);
    if (code == 0) break;
    if (code >= 0xD800 && code < 0xDC00 && i + 3 < bytes.size() && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10U) + (unit(i + 2) - 0xDC00);
      i += 2;
    }
    append_utf8(text, code >= 0xD800 && code < 0xE000 ? U'�' : code);
  }
  return to_nfc(text);
}

}  // namespace onggi::parse::pdf
