// What every reader's fuzz target does: one input, small limits, any answer but a crash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "document/render.h"
#include "parse/worker/reader.h"

namespace onggi::parse {

inline void fuzz_reader(std::string_view media_type, const std::uint8_t* data, std::size_t size) {
  if (size == 0) return;  // refused before any reader
  const ParseOptions options;
  ParseLimits limits;
  limits.inflated_bytes_max = 16U << 20U;
  limits.output_bytes_max = 4U << 20U;
  limits.pages_max = 50;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto document = find_reader(media_type)->read({bytes, "", media_type, options, limits});
  if (document) static_cast<void>(to_markdown(*document).size() + to_html(*document).size());
}

}  // namespace onggi::parse
