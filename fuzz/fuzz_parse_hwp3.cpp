// Any bytes as HWP 3: a document whose account adds up, or an error; never a crash.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "parse/worker/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.empty()) return 0;
  const onggi::ParseOptions options;
  onggi::ParseLimits limits;
  limits.inflated_bytes_max = 16U << 20U;
  limits.output_bytes_max = 4U << 20U;
  limits.pages_max = 50;
  const auto document = onggi::parse::read_hwp3({bytes, "", "", options, limits});
  if (!document) return 0;
  std::int64_t explained = document->account.characters_out;
  for (const auto& dropped : document->account.dropped) explained += dropped.characters;
  if (explained != document->account.characters_in) std::abort();
  return 0;
}
