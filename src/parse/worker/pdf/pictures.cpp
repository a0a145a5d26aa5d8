// See pictures.h.
#include "parse/worker/pdf/pictures.h"

#include <algorithm>
#include <memory>
#include <type_traits>

#include "parse/worker/pdf/graphics.h"

namespace onggi::parse::pdf {
namespace {

constexpr double kPixelsMax = 40e6;

struct DestroyBitmap {
  void operator()(FPDF_BITMAP bitmap) const { FPDFBitmap_Destroy(bitmap); }
};

// Icons, rules made of bitmaps and backgrounds of whole pages are no figures.
bool is_figure(const Picture& picture, const PageSource& source) {
  const double width = picture.box.x1 - picture.box.x0, height = picture.box.y1 - picture.box.y0;
  if (width < 50 || height < 30 || picture.width_px < 80 || picture.height_px < 40) return false;
  if (width * height > 0.7 * source.flow_width * source.flow_height) return false;
  const auto over = std::count_if(source.glyphs.begin(), source.glyphs.end(), [&](const Glyph& glyph) {
    return glyph.box.x0 > picture.box.x0 && glyph.box.x1 < picture.box.x1 && glyph.box.y0 > picture.box.y0 &&
           glyph.box.y1 < picture.box.y1;
  });
  return over < 30;  // text on a coloured picture reads by itself
}

}  // namespace

std::vector<DraftTable> figures_of(const PageSource& source, const std::vector<Tag>& tags) {
  std::vector<DraftTable> figures;
  std::vector<bool> shown(tags.size(), false);
  const auto figure = [&](std::int32_t tag, const Box& box, std::int32_t ordinal) {
    DraftTable& island = figures.emplace_back();
    island.box = box;
    island.tag = tag;
    island.picture = ordinal;
    island.ready = Element{.id = {}, .kind = ElementKind::figure, .text = {}, .places = {}, .table = {}, .latex = {}};
    if (tag < 0 || shown[static_cast<std::size_t>(tag)]) return;
    island.ready->text = tags[static_cast<std::size_t>(tag)].alternative;
    shown[static_cast<std::size_t>(tag)] = true;
  };
  constexpr std::size_t kFiguresMax = 200;
  for (const Picture& picture : source.pictures) {
    const std::int32_t tag = tags.empty() ? -1 : picture.tag;
    if (figures.size() < kFiguresMax && is_figure(picture, source)) figure(tag, picture.box, picture.ordinal);
  }
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (!shown[i] && !tags[i].alternative.empty()) figure(static_cast<std::int32_t>(i), {}, -1);
  }
  return figures;
}

std::string picture_bytes(FPDF_PAGE page, std::int32_t ordinal) {
  const FPDF_PAGEOBJECT image = find_picture(page, ordinal);
  unsigned int width = 0, height = 0;
  if (image == nullptr || FPDFImageObj_GetImagePixelSize(image, &width, &height) == 0) return {};
  if (static_cast<double>(width) * static_cast<double>(height) > kPixelsMax) return {};
  const std::unique_ptr<std::remove_pointer_t<FPDF_BITMAP>, DestroyBitmap> bitmap(FPDFImageObj_GetBitmap(image));
  if (!bitmap) return {};
  constexpr int kGray = 1, kBgr = 2;
  const int format = FPDFBitmap_GetFormat(bitmap.get());
  const std::size_t step = format == kGray ? 1 : format == kBgr ? 3 : 4;
  const auto columns = static_cast<std::size_t>(std::max(FPDFBitmap_GetWidth(bitmap.get()), 0));
  const auto rows = static_cast<std::size_t>(std::max(FPDFBitmap_GetHeight(bitmap.get()), 0));
  const auto stride = static_cast<std::size_t>(std::max(FPDFBitmap_GetStride(bitmap.get()), 0));
  const auto* pixels = static_cast<const unsigned char*>(FPDFBitmap_GetBuffer(bitmap.get()));
  if (pixels == nullptr || columns * step > stride) return {};
  std::string bytes = "P6\n" + std::to_string(columns) + " " + std::to_string(rows) + "\n255\n";
  bytes.reserve(bytes.size() + columns * rows * 3);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      const unsigned char* pixel = pixels + row * stride + column * step;
      const bool gray = step == 1;
      bytes += static_cast<char>(gray ? pixel[0] : pixel[2]);
      bytes += static_cast<char>(gray ? pixel[0] : pixel[1]);
      bytes += static_cast<char>(pixel[0]);
    }
  }
  return bytes;
}

}  // namespace onggi::parse::pdf
