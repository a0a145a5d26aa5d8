// See scan.h.
#include "parse/worker/pdf/scan.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <type_traits>

#include "parse/worker/ocr/pix.h"
#include "parse/worker/pdf/page_source.h"
#include "text/text.h"

namespace onggi::parse::pdf {
namespace {

constexpr std::int64_t kFewCharacters = 12;  // a scanned page may carry a stamped number
constexpr double kPixelsMax = 30e6;

struct DestroyBitmap {
  void operator()(FPDF_BITMAP bitmap) const { FPDFBitmap_Destroy(bitmap); }
};
using BitmapPointer = std::unique_ptr<std::remove_pointer_t<FPDF_BITMAP>, DestroyBitmap>;

// Hangul that is no Korean: a font whose table points a few syllables off gives final consonants that the language
// hardly has, and nearly no open syllables. In Korean text about half of all syllables are open, and the rare finals
// (ㄳ ㄵ ㄺ ㄻ ㄼ ㄽ ㄾ ㄿ ㅀ ㅋ, numbered as in Unicode's conjoining jamo) stay below one in a hundred.
bool is_garbled(std::string_view utf8) {
  constexpr std::u32string_view kRareFinals = U"\x03\x05\x09\x0A\x0B\x0C\x0D\x0E\x0F\x18";
  constexpr std::int64_t kEnough = 40;
  std::int64_t syllables = 0, open = 0, rare = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t code = next_code_point(utf8, at);
    if (code < U'가' || code > U'힣') continue;
    const char32_t final = (code - U'가') % 28;
    ++syllables;
    open += final == 0 ? 1 : 0;
    rare += kRareFinals.find(final) != std::u32string_view::npos ? 1 : 0;
  }
  return syllables >= kEnough && (rare * 100 > syllables * 6 || open * 100 < syllables * 15);
}

// Dots per inch of the biggest bitmap on the page: a scan is painted as it was taken, not blown up.
double own_resolution(FPDF_PAGE page) {
  constexpr double kUsual = 300;  // for pages that are drawn
  constexpr int kImage = 3, kObjectsMax = 500;
  double area = 0, resolution = kUsual;
  for (int i = 0; i < std::min(FPDFPage_CountObjects(page), kObjectsMax); ++i) {
    const FPDF_PAGEOBJECT object = FPDFPage_GetObject(page, i);
    if (object == nullptr || FPDFPageObj_GetType(object) != kImage) continue;
    unsigned int width = 0, height = 0;
    float left = 0, bottom = 0, right = 0, top = 0;
    if (FPDFImageObj_GetImagePixelSize(object, &width, &height) == 0 ||
        FPDFPageObj_GetBounds(object, &left, &bottom, &right, &top) == 0)
      continue;
    const double across = double{right} - double{left}, down = double{top} - double{bottom};
    if (!(across > 1 && down > 1) || across * down <= area) continue;
    area = across * down;
    resolution = 72 * std::sqrt(double{1} * width * height / area);  // of either side, whichever way it is turned
  }
  const double page_area = double{FPDF_GetPageWidthF(page)} * double{FPDF_GetPageHeightF(page)};
  return area > 0.3 * page_area ? std::clamp(resolution, 72.0, 400.0) : kUsual;
}

// BGRx → grey.
ocr::PixPointer to_pix(FPDF_BITMAP bitmap, int width, int height) {
  ocr::PixPointer pix(pixCreate(width, height, 8));
  if (!pix) return nullptr;
  const auto* pixels = static_cast<const unsigned char*>(FPDFBitmap_GetBuffer(bitmap));
  const auto stride = static_cast<std::size_t>(FPDFBitmap_GetStride(bitmap));
  const auto words = static_cast<std::size_t>(pixGetWpl(pix.get()));
  l_uint32* data = pixGetData(pix.get());
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    l_uint32* line = data + y * words;
    const unsigned char* from = pixels + y * stride;
    for (std::size_t x = 0; x < static_cast<std::size_t>(width); ++x, from += 4) {
      const unsigned grey = (29U * from[0] + 150U * from[1] + 77U * from[2]) >> 8U;
      line[x / 4] |= grey << (24U - 8U * (x % 4));  // Leptonica counts bytes of a word from its top
    }
  }
  return pix;
}

struct Painted {
  ocr::PixPointer pix;
  double dots_per_inch = 0;
};

Painted paint(FPDF_DOCUMENT document, std::int32_t page_index) {
  const PagePointer page(FPDF_LoadPage(document, page_index));
  if (!page) return {};
  const double across = double{FPDF_GetPageWidthF(page.get())} / 72,
               down = double{FPDF_GetPageHeightF(page.get())} / 72;
  if (!(across > 0.1 && down > 0.1)) return {};
  Painted painted;
  painted.dots_per_inch = std::min(own_resolution(page.get()), std::sqrt(kPixelsMax / (across * down)));
  const int width = static_cast<int>(std::ceil(across * painted.dots_per_inch));
  const int height = static_cast<int>(std::ceil(down * painted.dots_per_inch));
  const BitmapPointer bitmap(FPDFBitmap_Create(width, height, 0));
  if (!bitmap) return {};
  constexpr unsigned long kWhite = 0xFFFFFFFF;
  constexpr int kAnnotations = 0x01;
  FPDFBitmap_FillRect(bitmap.get(), 0, 0, width, height, kWhite);
  FPDF_RenderPageBitmap(bitmap.get(), page.get(), 0, 0, width, height, 0, kAnnotations);
  painted.pix = to_pix(bitmap.get(), width, height);
  return painted;
}

bool wants_recognition(Ocr ocr, TextFault fault) {
  return ocr == Ocr::force || (ocr == Ocr::automatic && fault != TextFault::none);
}

Box in_points(const Box& box, double factor) {
  return {box.x0 * factor, box.y0 * factor, box.x1 * factor, box.y1 * factor};
}

// Symbols of one word touch: their boxes are guesses, and a gap would be read as a space.
void add_glyphs(const ocr::TextLine& line, double factor, PageSource& source) {
  for (std::size_t i = 0; i < line.symbols.size(); ++i) {
    const ocr::Symbol& symbol = line.symbols[i];
    Box box = symbol.box;
    const bool in_word = i + 1 < line.symbols.size() && !line.symbols[i + 1].space_before;
    if (in_word) box.x1 = std::max(box.x0 + 1, line.symbols[i + 1].box.x0);
    append_utf8(source.raw, symbol.code);
    Glyph glyph;
    glyph.code = symbol.code;
    glyph.box = in_points(box, factor);
    glyph.baseline = line.baseline * factor;
    glyph.size = line.size * factor;
    glyph.space_before = symbol.space_before;
    source.glyphs.push_back(glyph);
  }
}

void add_uncertain(const ocr::TextLine& line, double factor, PageLayout& layout) {
  constexpr std::size_t kWordsMax = 400;
  std::vector<UncertainWord>& words = layout.page.uncertain;
  for (std::size_t begin = 0, end = 0; begin < line.symbols.size() && words.size() < kWordsMax; begin = end) {
    UncertainWord word{.text = {}, .box = line.symbols[begin].box, .confidence = 100};
    for (end = begin; end < line.symbols.size() && (end == begin || !line.symbols[end].space_before); ++end) {
      append_utf8(word.text, line.symbols[end].code);
      word.box = united(word.box, line.symbols[end].box);
      word.confidence = std::min(word.confidence, line.symbols[end].confidence);
    }
    if (word.confidence >= ocr::kWordConfidenceMin) continue;
    word.text = to_nfc(word.text);
    word.confidence = std::round(word.confidence);
    word.box = turned_back(in_points(word.box, factor), layout);
    words.push_back(std::move(word));
  }
}

void lay_out_scan(PageSource& source, std::int32_t index, PageLayout& layout) {
  for (const auto take : {take_tables, take_open_tables}) {
    std::vector<DraftTable> found = take(source);
    std::move(found.begin(), found.end(), std::back_inserter(layout.tables));
  }
  std::vector<Fragment> fragments = fragments_of(source.glyphs);
  for (std::size_t i = 0; i < layout.tables.size(); ++i) {
    const Box& box = layout.tables[i].box;
    fragments.push_back({.text = {}, .box = box, .baseline = box.y0, .table = static_cast<std::int32_t>(i)});
  }
  layout.lines = lines_of(std::move(fragments), source.rulings, index);
  find_aligned_tables(layout);
}

}  // namespace

TextFault text_fault(const PageSource& source) {
  const std::int64_t visible = count_visible(source.raw);
  if (source.unmapped > 0 && source.unmapped * 4 > visible + source.unmapped) return TextFault::unmapped;
  if (visible < kFewCharacters && source.picture_area > 0.2) return TextFault::missing;
  return is_garbled(source.raw) ? TextFault::garbled : TextFault::none;
}

void use_recognised(const ocr::PageText& text, double dots_per_inch, PageSource& source, PageLayout& layout) {
  const double factor = 72 / dots_per_inch;
  const bool sideways = text.turn % 2 == 1;
  source.turn = layout.turn = text.turn;
  source.flow_width = layout.flow_width = text.width * factor;
  source.flow_height = layout.flow_height = text.height * factor;
  if (source.width <= 0) source.width = sideways ? source.flow_height : source.flow_width;
  if (source.height <= 0) source.height = sideways ? source.flow_width : source.flow_height;
  layout.page.width = source.width;
  layout.page.height = source.height;
  layout.skew = text.skew;
  for (const ocr::TextLine& line : text.lines) {
    add_glyphs(line, factor, source);
    add_uncertain(line, factor, layout);
  }
  for (const ocr::RuledLine& line : text.rulings)
    source.rulings.push_back({line.horizontal, line.at * factor, line.from * factor, line.to * factor});
}

void warn_about(const ocr::PageText& text, std::int32_t page_index, DocumentBuilder& builder) {
  if (!text.complete)
    builder.warn("ocr_incomplete", "recognition was stopped by seconds_max: the page's text is not complete",
                 page_index);
  if (text.lines.empty() && text.complete)
    return builder.warn("no_text", "no text was recognised in this picture", page_index);
  const bool doubtful =
      text.confidence < ocr::kPageConfidenceMin || text.unread * 5 > static_cast<std::int32_t>(text.lines.size());
  if (!doubtful) return;
  builder.warn("ocr_low_confidence",
               "recognised with a mean confidence of " + std::to_string(std::lround(text.confidence)) + " of 100; " +
                   std::to_string(text.unread) + " lines could not be read",
               page_index);
}

void recognise_scan(const ReadContext& context, FPDF_DOCUMENT document, std::int32_t page_index, PageSource& source,
                    PageLayout& layout, DocumentBuilder& builder) {
  const TextFault fault = text_fault(source);
  if (!wants_recognition(context.options.ocr, fault) || !ocr::can_recognise()) return;
  const ocr::Deadline deadline = ocr::deadline_of(context.limits, context.inner);
  if (std::chrono::steady_clock::now() > deadline)
    return builder.warn("ocr_incomplete", "seconds_max left no time to recognise this page", page_index);
  const Painted painted = paint(document, page_index);
  if (!painted.pix) return;
  const ocr::PageText text = ocr::recognise(painted.pix.get(), deadline);
  warn_about(text, page_index, builder);
  source.looked_at = true;
  if (text.lines.empty()) return;
  builder.count_in(source.raw);
  builder.count_in(source.unmapped);
  builder.drop("replaced_by_recognition", source.raw);
  builder.drop("replaced_by_recognition", source.unmapped);
  source = {.width = source.width, .height = source.height};
  use_recognised(text, painted.dots_per_inch, source, layout);
}

void add_scanned_pages(std::vector<PageSource> sources, std::vector<PageLayout> pages, DocumentBuilder& builder) {
  for (std::size_t i = 0; i < pages.size(); ++i) {
    builder.count_in(sources[i].raw);
    lay_out_scan(sources[i], static_cast<std::int32_t>(i), pages[i]);
  }
  Losses losses;
  mark_margins(pages);
  find_footnotes(pages, losses);
  LineJoiner joiner;
  joiner.learn(pages);
  for (Element& element : flow_of(pages, {}, joiner, losses).elements) {
    if (element.table) {
      builder.add_table(*std::move(element.table), std::move(element.places));
    } else {
      builder.add(element.kind, element.text, std::move(element.places), element.level);
    }
  }
  builder.drop("line_hyphen", losses.hyphens);
  builder.drop("repeated_table_header", losses.repeated_header);
  builder.count_in(losses.marks);
  for (PageLayout& page : pages) builder.add_page(std::move(page.page));
}

std::string plain_text(const ocr::PageText& text) {
  PageSource source;
  for (const ocr::TextLine& line : text.lines) add_glyphs(line, 1, source);
  std::string plain;
  for (const Line& line : lines_of(fragments_of(source.glyphs), {}, 0))
    plain.append(plain.empty() ? "" : "\n").append(line.text);
  return plain;
}

}  // namespace onggi::parse::pdf
