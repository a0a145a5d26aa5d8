// One page of a PDF as PNG: PDFium paints, libpng packs, all in memory.
#include <png.h>

#include <cmath>
#include <memory>
#include <vector>

#include "parse/worker/pdf/document.h"

namespace onggi::parse {
namespace pdf {
namespace {

constexpr double kPixelsMax = 40e6;  // 160 MB of bitmap; A4 at 300 dots per inch has 8.7 million

struct ClosePage {
  void operator()(FPDF_PAGE page) const { FPDF_ClosePage(page); }
};
struct DestroyBitmap {
  void operator()(FPDF_BITMAP bitmap) const { FPDFBitmap_Destroy(bitmap); }
};

Result<std::string> to_png(FPDF_BITMAP bitmap, std::int32_t width, std::int32_t height) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_BGR;
  // BGRx → BGR in place of alpha: the page was painted on white.
  const auto* pixels = static_cast<const unsigned char*>(FPDFBitmap_GetBuffer(bitmap));
  const auto stride = static_cast<std::size_t>(FPDFBitmap_GetStride(bitmap));
  const auto columns = static_cast<std::size_t>(width);
  std::vector<unsigned char> packed(columns * 3 * static_cast<std::size_t>(height));
  for (std::size_t row = 0; row < static_cast<std::size_t>(height); ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      for (std::size_t channel = 0; channel < 3; ++channel)
        packed[(row * columns + column) * 3 + channel] = pixels[row * stride + column * 4 + channel];
    }
  }
  png_alloc_size_t size = 0;
  if (png_image_write_to_memory(&image, nullptr, &size, 0, packed.data(), 0, nullptr) == 0)
    return fail(ErrorCode::internal, "the page image cannot be packed");
  std::string png(size, '\0');
  if (png_image_write_to_memory(&image, png.data(), &size, 0, packed.data(), 0, nullptr) == 0)
    return fail(ErrorCode::internal, "the page image cannot be packed");
  png.resize(size);
  return png;
}

// Boxes count from the top left corner, as the bitmap does.
void paint_over(FPDF_BITMAP bitmap, const std::vector<Box>& covers, double dots_per_point) {
  constexpr unsigned long kBlack = 0xFF000000;
  for (const Box& box : covers) {
    const auto left = static_cast<int>(std::floor(box.x0 * dots_per_point)),
               top = static_cast<int>(std::floor(box.y0 * dots_per_point));
    const auto right = static_cast<int>(std::ceil(box.x1 * dots_per_point)),
               bottom = static_cast<int>(std::ceil(box.y1 * dots_per_point));
    FPDFBitmap_FillRect(bitmap, left, top, right - left, bottom - top, kBlack);
  }
}

}  // namespace
}  // namespace pdf

Result<PageImage> render_pdf_page(const ReadContext& context, std::int32_t page_index, double dots_per_inch) {
  ONGGI_TRY(const pdf::DocumentPointer document, pdf::open_document(context));
  if (page_index < 0 || page_index >= FPDF_GetPageCount(document.get()))
    return fail(ErrorCode::not_found, "the document has no page with index " + std::to_string(page_index));
  const std::unique_ptr<std::remove_pointer_t<FPDF_PAGE>, pdf::ClosePage> page(
      FPDF_LoadPage(document.get(), page_index));
  if (!page)
    return fail(ErrorCode::bad_input, "page " + std::to_string(page_index + 1) + " cannot be loaded", "broken");
  const double width = std::ceil(double{FPDF_GetPageWidthF(page.get())} * dots_per_inch / 72);
  const double height = std::ceil(double{FPDF_GetPageHeightF(page.get())} * dots_per_inch / 72);
  if (!(width >= 1 && height >= 1)) return fail(ErrorCode::bad_input, "the page has no area", "broken");
  if (width * height > pdf::kPixelsMax || width > 30'000 || height > 30'000) {
    return fail(ErrorCode::limit_exceeded,
                "the page image would have more than 40 million pixels: ask for fewer dots per inch", "pixels_max");
  }
  const auto columns = static_cast<std::int32_t>(width), rows = static_cast<std::int32_t>(height);
  const std::unique_ptr<std::remove_pointer_t<FPDF_BITMAP>, pdf::DestroyBitmap> bitmap(
      FPDFBitmap_Create(columns, rows, 0));
  if (!bitmap)
    return fail(ErrorCode::limit_exceeded, "the page image needs more memory than there is", "memory_bytes_max");
  constexpr unsigned long kWhite = 0xFFFFFFFF;
  constexpr int kAnnotations = 0x01;
  FPDFBitmap_FillRect(bitmap.get(), 0, 0, columns, rows, kWhite);
  FPDF_RenderPageBitmap(bitmap.get(), page.get(), 0, 0, columns, rows, 0, kAnnotations);
  pdf::paint_over(bitmap.get(), context.options.covers, dots_per_inch / 72);
  ONGGI_TRY(std::string png, pdf::to_png(bitmap.get(), columns, rows));
  return PageImage{.png = std::move(png), .width_px = columns, .height_px = rows};
}

}  // namespace onggi::parse
