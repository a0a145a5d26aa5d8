// Glyphs → words.
#include "parse/worker/pdf/words.h"

#include <algorithm>
#include <cmath>

#include "parse/worker/document_builder.h"
#include "parse/worker/pdf/document.h"
#include "parse/worker/pdf/page_source.h"
#include "parse/worker/pdf/scan.h"
#include "text/text.h"

namespace onggi::parse {
namespace pdf {
namespace {

// Too narrow a word costs nothing: what is looked for is compared without spaces.
bool begins_word(const Glyph& last, const Glyph& next) {
  const double size = std::max({last.size, next.size, 1.0});
  const double gap = next.box.x0 - last.box.x1;
  return next.space_before || next.guessed_space || std::abs(next.baseline - last.baseline) > 0.5 * size ||
         gap > 0.33 * size || gap < -2 * size;
}

Box united_with(const Box& a, const Box& b) {
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}

}  // namespace

std::vector<PageWord> words_of(const std::vector<Glyph>& glyphs, const PageLayout& layout) {
  std::vector<PageWord> words;
  for (std::size_t i = 0; i < glyphs.size(); ++i) {
    const bool begins = i == 0 || begins_word(glyphs[i - 1], glyphs[i]);
    if (begins) words.push_back({.text = {}, .box = glyphs[i].box});
    append_utf8(words.back().text, glyphs[i].code);
    words.back().box = united_with(words.back().box, glyphs[i].box);
  }
  for (PageWord& word : words) {
    word.text = to_nfc(word.text);
    word.box = turned_back(word.box, layout);
  }
  return words;
}

}  // namespace pdf

Result<std::vector<PageWord>> pdf_page_words(const ReadContext& context, std::int32_t page_index) {
  ONGGI_TRY(const pdf::DocumentPointer document, pdf::open_document(context));
  if (page_index < 0 || page_index >= FPDF_GetPageCount(document.get()))
    return fail(ErrorCode::not_found, "the document has no page with index " + std::to_string(page_index));
  ONGGI_TRY(const pdf::PagePointer page, pdf::open_page(document.get(), page_index));
  ONGGI_TRY(pdf::PageSource source, pdf::load_page(page.get()));
  pdf::PageLayout layout;
  DocumentBuilder builder(context.media_type, context.limits);  // only what is read is asked for, no account of it
  pdf::recognise_scan(context, document.get(), page_index, source, layout, builder);
  layout.page.width = source.width;
  layout.page.height = source.height;
  layout.turn = source.turn;
  layout.flow_width = source.flow_width;
  layout.flow_height = source.flow_height;
  return pdf::words_of(source.glyphs, layout);
}

}  // namespace onggi::parse
