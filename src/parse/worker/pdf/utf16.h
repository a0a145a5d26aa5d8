// PDFium's string functions: UTF-16LE, called once for the length, once for the bytes.
#pragma once

#include <string>
#include <vector>

namespace onggi::parse::pdf {

/// UTF-8 NFC up to the first zero.
std::string from_utf16(const std::vector<char>& bytes);

/// `call(buffer, bytes)` gives the length in bytes with its zero. Longer than 64 KiB: empty.
template <typename Call>
std::string utf16_text(const Call& call) {
  constexpr unsigned long kBytesMax = 65'536;
  const unsigned long length = call(nullptr, 0UL);
  if (length <= 2 || length > kBytesMax) return {};
  std::vector<char> bytes(length);
  call(bytes.data(), length);
  return from_utf16(bytes);
}

}  // namespace onggi::parse::pdf
