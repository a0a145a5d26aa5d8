// Pictures of pages → Document: each frame is a page, its text is recognised.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "parse/worker/document_builder.h"
#include "parse/worker/image/decode.h"
#include "parse/worker/ocr/ocr.h"
#include "parse/worker/pdf/scan.h"
#include "parse/worker/pdf/words.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

class ImageReader {
 public:
  explicit ImageReader(const ReadContext& context) : context_(context), builder_(context.media_type, context.limits) {}

  Result<Document> read() {
    const std::int32_t count = count_frames(context_.bytes, context_.limits);
    const std::int32_t first = std::clamp(context_.options.first_page.value_or(0), 0, count);
    const std::int32_t last = std::clamp(context_.options.last_page.value_or(count - 1), -1, count - 1);
    sources_.resize(static_cast<std::size_t>(count));
    pages_.resize(static_cast<std::size_t>(count));
    const ocr::Deadline deadline = ocr::deadline_of(context_.limits, context_.inner);
    for (std::int32_t page = 0; page < count; ++page) {
      pages_[static_cast<std::size_t>(page)].page.label = std::to_string(page + 1);
      if (page < first || page > last) continue;
      const auto read = read_frame(page, deadline);
      if (!read && count == 1) return std::unexpected(read.error());
      if (!read) builder_.warn("page_unreadable", "this frame is broken or too large and was left out", page);
    }
    pdf::add_scanned_pages(std::move(sources_), std::move(pages_), builder_);
    return std::move(builder_).finish();
  }

 private:
  Result<void> read_frame(std::int32_t index, ocr::Deadline deadline) {
    ONGGI_TRY(const Frame frame, decode(context_.bytes, index, context_.limits));
    pdf::PageLayout& layout = pages_[static_cast<std::size_t>(index)];
    layout.page.width = pixGetWidth(frame.pix.get()) * 72 / frame.dots_per_inch;
    layout.page.height = pixGetHeight(frame.pix.get()) * 72 / frame.dots_per_inch;
    if (context_.options.ocr == Ocr::off || !ocr::can_recognise()) {
      builder_.warn("needs_ocr", "this page is a picture, and text recognition is switched off or not installed",
                    index);
      return {};
    }
    if (std::chrono::steady_clock::now() > deadline) {
      builder_.warn("ocr_incomplete", "seconds_max left no time to recognise this page", index);
      return {};
    }
    const ocr::PageText text = ocr::recognise(frame.pix.get(), deadline);
    pdf::warn_about(text, index, builder_);
    pdf::use_recognised(text, frame.dots_per_inch, sources_[static_cast<std::size_t>(index)], layout);
    return {};
  }

  const ReadContext& context_;
  DocumentBuilder builder_;
  std::vector<pdf::PageSource> sources_;
  std::vector<pdf::PageLayout> pages_;
};

Result<std::string> to_png(Pix* pix) {
  l_uint8* bytes = nullptr;
  std::size_t size = 0;
  if (pixWriteMemPng(&bytes, &size, pix, 0) != 0 || bytes == nullptr)
    return fail(ErrorCode::internal, "the page image cannot be packed");
  std::string png(reinterpret_cast<const char*>(bytes), size);
  std::free(bytes);
  return png;
}

Result<void> paint_over(Pix* pix, const std::vector<Box>& covers, double dots_per_point) {
  constexpr l_uint32 kBlack = 0, kOpaqueBlack = 0xff;
  for (const Box& box : covers) {
    const auto left = static_cast<l_int32>(std::floor(box.x0 * dots_per_point)),
               top = static_cast<l_int32>(std::floor(box.y0 * dots_per_point));
    const auto right = static_cast<l_int32>(std::ceil(box.x1 * dots_per_point)),
               bottom = static_cast<l_int32>(std::ceil(box.y1 * dots_per_point));
    if (right <= 0 || bottom <= 0 || left >= pixGetWidth(pix) || top >= pixGetHeight(pix)) continue;
    ::Box* area = boxCreate(left, top, right - left, bottom - top);
    const bool painted =
        area != nullptr && pixSetInRectArbitrary(pix, area, pixGetDepth(pix) == 32 ? kOpaqueBlack : kBlack) == 0;
    boxDestroy(&area);
    if (!painted) return fail(ErrorCode::internal, "a place of the page image cannot be painted over");
  }
  return {};
}

}  // namespace

Result<Document> read_image(const ReadContext& context) { return ImageReader(context).read(); }

Result<PageImage> render_image(const ReadContext& context, std::int32_t page_index, double dots_per_inch) {
  constexpr double kPixelsMax = 40e6;
  ONGGI_TRY(const Frame frame, decode(context.bytes, page_index, context.limits));
  const double scale = dots_per_inch / frame.dots_per_inch;
  const double width = pixGetWidth(frame.pix.get()) * scale, height = pixGetHeight(frame.pix.get()) * scale;
  if (!(width >= 1 && height >= 1)) return fail(ErrorCode::bad_input, "the page has no area", "broken");
  if (width * height > kPixelsMax) {
    return fail(ErrorCode::limit_exceeded,
                "the page image would have more than 40 million pixels: ask for fewer dots per inch", "pixels_max");
  }
  const ocr::PixPointer plain(pixRemoveColormap(frame.pix.get(), REMOVE_CMAP_BASED_ON_SRC));
  const ocr::PixPointer deep(plain ? pixConvertTo8Or32(plain.get(), L_CLONE, 0) : nullptr);
  const auto factor = static_cast<float>(scale);
  const ocr::PixPointer sized(deep ? pixScale(deep.get(), factor, factor) : nullptr);
  if (!sized)
    return fail(ErrorCode::limit_exceeded, "the page image needs more memory than there is", "memory_bytes_max");
  ONGGI_CHECK(paint_over(sized.get(), context.options.covers, dots_per_inch / 72));
  ONGGI_TRY(std::string png, to_png(sized.get()));
  return PageImage{.png = std::move(png), .width_px = pixGetWidth(sized.get()), .height_px = pixGetHeight(sized.get())};
}

Result<std::vector<PageWord>> image_words(const ReadContext& context, std::int32_t page_index) {
  ONGGI_TRY(const Frame frame, decode(context.bytes, page_index, context.limits));
  if (context.options.ocr == Ocr::off || !ocr::can_recognise()) return std::vector<PageWord>();
  pdf::PageSource source;
  pdf::PageLayout layout;
  layout.page.width = pixGetWidth(frame.pix.get()) * 72 / frame.dots_per_inch;
  layout.page.height = pixGetHeight(frame.pix.get()) * 72 / frame.dots_per_inch;
  const ocr::PageText text = ocr::recognise(frame.pix.get(), ocr::deadline_of(context.limits, context.inner));
  pdf::use_recognised(text, frame.dots_per_inch, source, layout);
  return pdf::words_of(source.glyphs, layout);
}

void warm_image() { ocr::warm_ocr(); }

}  // namespace onggi::parse
