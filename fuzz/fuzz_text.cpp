// Any bytes as text: decoded, cut into sentences, searched for personal data.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "text/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const onggi::Decoded decoded = onggi::decode_text(bytes);
  if (!onggi::is_valid_utf8(decoded.utf8)) std::abort();
  for (const onggi::ByteRange& range : onggi::split_sentences(bytes))
    if (range.end > bytes.size() || range.begin >= range.end) std::abort();
  return onggi::split_sentences(decoded.utf8).size() > decoded.utf8.size() ? std::abort(), 0 : 0;
}
