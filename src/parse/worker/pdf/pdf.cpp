// PDF with a text layer → Document, page by page through PDFium, then over the whole document; the steps stand in
// layout.h.
#include <algorithm>

#include "parse/worker/document_builder.h"
#include "parse/worker/pdf/document.h"
#include "parse/worker/pdf/page_source.h"

namespace onggi::parse {
namespace pdf {
namespace {

constexpr std::int64_t kFewCharacters = 12;  // a scanned page may carry a stamped number

class Reader {
 public:
  explicit Reader(const ReadContext& context) : context_(context), builder_(context.media_type, context.limits) {}

  Result<Document> read() {
    ONGGI_TRY(const DocumentPointer document, open_document(context_));
    const std::int32_t count = FPDF_GetPageCount(document.get());
    const std::int32_t first = std::clamp(context_.options.first_page.value_or(0), 0, count);
    const std::int32_t last = std::clamp(context_.options.last_page.value_or(count - 1), -1, count - 1);
    pages_.resize(static_cast<std::size_t>(count));
    std::int32_t unreadable = 0;
    for (std::int32_t page = 0; page < count; ++page) {
      PageLayout& layout = pages_[static_cast<std::size_t>(page)];
      layout.page.label = page_label(document.get(), page);
      if (page >= first && page <= last) unreadable += read_page(document.get(), page, layout) ? 0 : 1;
    }
    if (unreadable == count) return fail(ErrorCode::bad_input, "no page of the document can be read", "broken");
    set_title(meta_text(document.get(), "Title"));
    return finish(outline_of(document.get()));
  }

 private:
  // One lost page costs a warning, not the document.
  bool read_page(FPDF_DOCUMENT document, std::int32_t index, PageLayout& layout) {
    auto loaded = load_page(document, index);
    if (!loaded) {
      builder_.warn("page_unreadable", "this page is broken and was left out", index);
      return false;
    }
    PageSource& source = *loaded;
    layout.page.width = source.width;
    layout.page.height = source.height;
    layout.turn = source.turn;
    layout.flow_width = source.flow_width;
    layout.flow_height = source.flow_height;
    account(source, index);
    layout.angled = std::move(source.angled);
    layout.tables = take_tables(source);
    std::vector<Fragment> fragments = fragments_of(source.glyphs);
    for (std::size_t i = 0; i < layout.tables.size(); ++i) {
      const Box& box = layout.tables[i].box;
      fragments.push_back({.text = {}, .box = box, .baseline = box.y0, .table = static_cast<std::int32_t>(i)});
    }
    layout.lines = lines_of(std::move(fragments), index);
    find_aligned_tables(layout);
    return true;
  }

  void account(const PageSource& source, std::int32_t index) {
    builder_.count_in(source.raw);
    builder_.count_in(source.unmapped);
    builder_.drop("unmapped_glyph", source.unmapped);
    builder_.drop("outside_page", source.outside);
    if (source.unmapped > 0) {
      builder_.warn(
          "unmapped_glyph",
          std::to_string(source.unmapped) + " glyphs of this page have no character: reading it as an image would help",
          index);
    }
    const std::int64_t visible = count_visible(source.raw);
    if (visible < kFewCharacters && source.picture_area > 0.2)
      builder_.warn("needs_ocr", "this page is a picture: it has next to no text of its own", index);
  }

  // Programs that print put their own or the file's name there.
  void set_title(const std::string& title) {
    for (const std::string_view junk : {"Microsoft ", "untitled", "Untitled", "제목 없음", "about:blank"}) {
      if (title.starts_with(junk)) return;
    }
    for (const std::string_view ending :
         {".hwp", ".hwpx", ".doc", ".docx", ".html", ".tex", ".dvi", ".pdf", ".indd", ".xlsx", ".pptx"}) {
      if (title.ends_with(ending)) return;
    }
    builder_.set_title(title);
  }

  Result<Document> finish(const Outline& outline) {
    mark_margins(pages_);
    LineJoiner joiner;
    joiner.learn(pages_);
    std::int64_t hyphens = 0;
    std::vector<Element> elements = elements_of(pages_, outline, joiner, hyphens);
    for (Element& element : elements) {
      if (element.table) {
        builder_.add_table(*std::move(element.table), std::move(element.places));
      } else {
        builder_.add(element.kind, element.text, std::move(element.places), element.level);
      }
    }
    if (hyphens > 0) builder_.drop("line_hyphen", hyphens);
    for (PageLayout& page : pages_) builder_.add_page(std::move(page.page));
    return std::move(builder_).finish();
  }

  const ReadContext& context_;
  DocumentBuilder builder_;
  std::vector<PageLayout> pages_;
};

}  // namespace
}  // namespace pdf

void warm_pdf() {
  static const bool once = [] {
    const FPDF_LIBRARY_CONFIG config{2, nullptr, nullptr, 0};
    FPDF_InitLibraryWithConfig(&config);
    return true;
  }();
  static_cast<void>(once);
}

Result<Document> read_pdf(const ReadContext& context) { return pdf::Reader(context).read(); }

}  // namespace onggi::parse
