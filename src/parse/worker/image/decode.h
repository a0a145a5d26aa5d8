// Bitmaps out of the bytes of picture files: PNG, JPEG, TIFF, BMP, GIF, WebP, PNM. Inside of the image reader and of
// pictures in documents.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "parse/parse.h"
#include "parse/worker/ocr/pix.h"

namespace onggi::parse {

struct Frame {
  ocr::PixPointer pix;       // as a viewer shows it: turned as a camera's note says
  double dots_per_inch = 0;  // its own, or a guess from its shape where it has none that can be
};

/// Frames of the file: more than one in TIFF only; of an animation the first. At most `limits.pages_max` are counted.
std::int32_t count_frames(std::string_view bytes, const ParseLimits& limits);

/// Errors: bad_input "broken"; limit_exceeded "pixels_max" (60 million), "inflated_bytes_max"; not_found for a frame
/// that is not there.
Result<Frame> decode(std::string_view bytes, std::int32_t frame, const ParseLimits& limits);

struct PixelSize {
  std::int32_t width = 0, height = 0;
};
/// What the header says; zero where it cannot be read. Costs next to nothing.
PixelSize pixel_size(std::string_view bytes);

}  // namespace onggi::parse
