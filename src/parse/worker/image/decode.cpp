// See decode.h. Leptonica decodes from memory; sizes are asked from headers first, so that a small file cannot unpack
// to gigabytes.
#include "parse/worker/image/decode.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

namespace onggi::parse {
namespace {

constexpr double kPixelsMax = 60e6;  // A4 at 600 dots per inch has 35 million

const l_uint8* data_of(std::string_view bytes) { return reinterpret_cast<const l_uint8*>(bytes.data()); }

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size, bool big_endian) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size && at + i < bytes.size(); ++i)
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i]))
             << (8 * (big_endian ? size - 1 - i : i));
  return value;
}

bool is_tiff(std::string_view bytes) { return bytes.starts_with("II*") || bytes.starts_with("MM"); }
bool is_gif(std::string_view bytes) { return bytes.starts_with("GIF8"); }
bool is_jpeg(std::string_view bytes) { return bytes.starts_with("\xff\xd8"); }

// The value of a tag in the first directory of Exif's TIFF structure (CIPA DC-008 §4.5).
std::optional<std::uint32_t> exif_value(std::string_view tiff, std::uint32_t tag) {
  const bool big = tiff.starts_with("MM");
  const std::size_t directory = number(tiff, 4, 4, big);
  if (directory + 2 > tiff.size()) return std::nullopt;
  const std::size_t entries = number(tiff, directory, 2, big);
  for (std::size_t i = 0; i < entries && directory + 2 + 12 * (i + 1) <= tiff.size(); ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (number(tiff, entry, 2, big) == tag) return number(tiff, entry + 8, 2, big);
  }
  return std::nullopt;
}

// Exif's Orientation (tag 274), 1 to 8: how a camera was held. JPEG segments are walked until the picture begins.
std::uint32_t camera_orientation(std::string_view jpeg) {
  constexpr std::uint32_t kOrientation = 274, kStartOfScan = 0xDA, kApplication1 = 0xE1;
  std::size_t at = 2;
  while (at + 4 <= jpeg.size() && static_cast<unsigned char>(jpeg[at]) == 0xFF) {
    const std::uint32_t marker = static_cast<unsigned char>(jpeg[at + 1]);
    const std::size_t length = number(jpeg, at + 2, 2, true);
    if (marker == kStartOfScan || length < 2) break;
    const std::string_view segment = jpeg.substr(at + 4, length - 2);
    if (marker == kApplication1 && segment.starts_with("Exif"))
      return exif_value(segment.substr(std::min<std::size_t>(6, segment.size())), kOrientation).value_or(1);
    at += 2 + length;
  }
  return 1;
}

ocr::PixPointer as_shown(ocr::PixPointer pix, std::uint32_t orientation) {
  // Orientation → mirrored first, then quarter turns clockwise.
  const bool mirrored = orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7;
  const int turns = orientation == 3 || orientation == 4   ? 2
                    : orientation == 6 || orientation == 7 ? 1
                    : orientation == 5 || orientation == 8 ? 3
                                                           : 0;
  if (mirrored) pixFlipLR(pix.get(), pix.get());
  if (turns == 0) return pix;
  ocr::PixPointer turned(pixRotateOrth(pix.get(), turns));
  return turned ? std::move(turned) : std::move(pix);
}

// Many pictures say 72 or nothing and mean nothing: a page's shape is taken for a page of A4, all else for a screen.
double resolution_of(Pix* pix) {
  const double own = pixGetXRes(pix);
  if (own >= 100 && own <= 1'300) return own;
  const double width = pixGetWidth(pix), height = pixGetHeight(pix);
  const double ratio = std::max(width, height) / std::min(width, height);
  constexpr double kA4Short = 8.27, kScreen = 96;  // inches; dots per inch
  return ratio > 1.3 && ratio < 1.5 && std::min(width, height) > 800 ? std::min(width, height) / kA4Short : kScreen;
}

Result<void> check_size(PixelSize size, const ParseLimits& limits) {
  if (size.width <= 0 || size.height <= 0) return fail(ErrorCode::bad_input, "the picture is broken", "broken");
  const double pixels = 1.0 * size.width * size.height;
  if (pixels > kPixelsMax)
    return fail(ErrorCode::limit_exceeded, "the picture has more than 60 million pixels", "pixels_max");
  if (pixels * 4 > static_cast<double>(limits.inflated_bytes_max))
    return fail(ErrorCode::limit_exceeded, "the picture unpacks to more than inflated_bytes_max", "inflated_bytes_max");
  return {};
}

PixelSize frame_size(std::string_view bytes, std::int32_t frame) {
  if (is_gif(bytes))  // Leptonica reads no GIF headers (GIF89a §18: logical screen descriptor)
    return {static_cast<std::int32_t>(number(bytes, 6, 2, false)),
            static_cast<std::int32_t>(number(bytes, 8, 2, false))};
  PixelSize size;
  const bool read = is_tiff(bytes) ? readHeaderMemTiff(data_of(bytes), bytes.size(), frame, &size.width, &size.height,
                                                       nullptr, nullptr, nullptr, nullptr, nullptr) == 0
                                   : pixReadHeaderMem(data_of(bytes), bytes.size(), nullptr, &size.width, &size.height,
                                                      nullptr, nullptr, nullptr) == 0;
  return read ? size : PixelSize();
}

}  // namespace

PixelSize pixel_size(std::string_view bytes) { return bytes.size() < 16 ? PixelSize() : frame_size(bytes, 0); }

std::int32_t count_frames(std::string_view bytes, const ParseLimits& limits) {
  if (!is_tiff(bytes)) return 1;
  std::int32_t count = 0;
  while (count < limits.pages_max && frame_size(bytes, count).width > 0) ++count;
  return std::max(count, 1);
}

Result<Frame> decode(std::string_view bytes, std::int32_t frame, const ParseLimits& limits) {
  if (frame < 0 || (frame > 0 && !is_tiff(bytes)))
    return fail(ErrorCode::not_found, "the picture has no frame with index " + std::to_string(frame));
  const auto broken = [] { return fail(ErrorCode::bad_input, "the picture is broken", "broken"); };
  if (bytes.size() < 16) return broken();
  ONGGI_CHECK(check_size(frame_size(bytes, frame), limits));
  Frame result;
  result.pix.reset(is_tiff(bytes) ? pixReadMemTiff(data_of(bytes), bytes.size(), frame)
                                  : pixReadMem(data_of(bytes), bytes.size()));
  if (!result.pix) return broken();
  // A GIF's first frame may be larger than the screen that its header names.
  ONGGI_CHECK(check_size({pixGetWidth(result.pix.get()), pixGetHeight(result.pix.get())}, limits));
  result.dots_per_inch = resolution_of(result.pix.get());
  if (is_jpeg(bytes)) result.pix = as_shown(std::move(result.pix), camera_orientation(bytes));
  return result;
}

}  // namespace onggi::parse
