// Any bytes as a picture: its frames are counted and decoded, or refused; never a crash. Recognition itself is left
// out: it would take all the time and sees pixels only.
#include <cstdint>
#include <string_view>

#include "parse/worker/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.empty()) return 0;
  const onggi::ParseOptions options{.ocr = onggi::Ocr::off};
  onggi::ParseLimits limits;
  limits.inflated_bytes_max = 16U << 20U;
  limits.pages_max = 20;
  const auto document = onggi::parse::read_image({bytes, "", "image/png", options, limits});
  if (document) static_cast<void>(onggi::parse::render_image({bytes, "", "image/png", options, limits}, 0, 36));
  return 0;
}
