// PDF with a text layer → Document, page by page through PDFium, then over the whole document; the steps stand in
// layout.h.
#include <algorithm>

#include "parse/worker/document_builder.h"
#include "parse/worker/pdf/document.h"
#include "parse/worker/pdf/extras.h"
#include "parse/worker/pdf/page_source.h"
#include "parse/worker/pdf/pictures.h"
#include "parse/worker/pdf/scan.h"
#include "parse/worker/pdf/tags.h"
#include "parse/worker/picture/picture.h"

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
    {
      const Form form(document.get());
      std::int32_t unreadable = 0;
      for (std::int32_t page = 0; page < count; ++page) {
        PageLayout& layout = pages_[static_cast<std::size_t>(page)];
        layout.page.label = page_label(document.get(), page);
        if (page >= first && page <= last) unreadable += read_page(document.get(), form, page, layout) ? 0 : 1;
      }
      if (unreadable == count) return fail(ErrorCode::bad_input, "no page of the document can be read", "broken");
    }
    set_title(meta_text(document.get(), "Title"));
    builder_.set_author(meta_text(document.get(), "Author"));
    return finish(document.get());
  }

 private:
  // One lost page costs a warning, not the document.
  bool read_page(FPDF_DOCUMENT document, const Form& form, std::int32_t index, PageLayout& layout) {
    const auto page = open_page(document, index);
    auto loaded = page ? load_page(page->get()) : Result<PageSource>(std::unexpected(page.error()));
    if (!loaded) {
      builder_.warn("page_unreadable", "this page is broken and was left out", index);
      return false;
    }
    PageSource& source = *loaded;
    recognise_scan(context_, document, index, source, layout, builder_);
    layout.page.width = source.width;
    layout.page.height = source.height;
    layout.turn = source.turn;
    layout.flow_width = source.flow_width;
    layout.flow_height = source.flow_height;
    account(source, index);
    layout.angled = std::move(source.angled);
    layout.hidden = std::move(source.hidden);
    annotations(page->get(), form, index, layout);
    lay_out(page->get(), source, layout);
    for (DraftTable& island : layout.tables) {
      if (island.ready) builder_.count_in(island.ready->kind == ElementKind::figure ? island.ready->text : "");
    }
    layout.lines = flow_lines(source, layout, index);
    find_aligned_tables(layout);
    if (layout.lines.empty() && layout.angled.empty() && layout.hidden.empty()) says_nothing(source, index);
    return true;
  }

  void lay_out(FPDF_PAGE page, PageSource& source, PageLayout& layout) {
    const auto keep = [&](std::vector<DraftTable> found) {
      std::move(found.begin(), found.end(), std::back_inserter(layout.tables));
    };
    PageTags tags = load_tags(page);
    const bool tagged = apply_tags(tags, source);
    if (tagged) keep(take_tagged_tables(tags, source, TagTables::complete));
    keep(take_tables(source));
    keep(take_open_tables(source));
    if (tagged) keep(take_tagged_tables(tags, source, TagTables::all));
    if (tagged) layout.tags = std::move(tags.tags);
    if (count_visible(source.raw) < kFewCharacters) return;  // a scan is no figure in a text
    keep(figures_of(source, layout.tags));
  }

  std::vector<Line> flow_lines(const PageSource& source, PageLayout& layout, std::int32_t index) {
    layout.tables.insert(layout.tables.end(), std::make_move_iterator(fields_.begin()),
                         std::make_move_iterator(fields_.end()));
    fields_.clear();
    std::vector<Fragment> fragments = fragments_of(source.glyphs);
    for (std::size_t i = 0; i < layout.tables.size(); ++i) {
      const DraftTable& island = layout.tables[i];
      fragments.push_back({.text = {},
                           .box = island.box,
                           // A field follows the label on its left.
                           .baseline = island.ready && !island.ready->role.empty() ? island.box.y1 : island.box.y0,
                           .tag = island.tag,
                           .table = static_cast<std::int32_t>(i)});
    }
    return lines_of(std::move(fragments), source.rulings, index);
  }

  // Fields stand in the flow, where their labels are; comments follow the page.
  void annotations(FPDF_PAGE page, const Form& form, std::int32_t index, PageLayout& layout) {
    Annotations found = annotations_of(page, form, to_page_of(page), builder_);
    layout.comments = std::move(found.comments);
    if (found.pins_files) pinned_.push_back(index);
    for (Element& field : found.fields) {
      Box box = *field.places.front().box;
      double width = layout.page.width, height = layout.page.height;
      for (std::int32_t i = 0; i < layout.turn; ++i, std::swap(width, height)) box = turned(box, height);
      fields_.push_back({.box = box, .ready = std::move(field)});
    }
  }

  void account(const PageSource& source, std::int32_t index) {
    builder_.count_in(source.raw);
    builder_.count_in(source.unmapped);
    builder_.drop("unmapped_glyph", source.unmapped);
    builder_.drop("outside_page", source.outside);
    builder_.drop("painted_twice", source.repeated);
    if (source.unmapped > 0) {
      builder_.warn(
          "unmapped_glyph",
          std::to_string(source.unmapped) + " glyphs of this page have no character: reading it as an image would help",
          index);
    }
    if (!has_usable_text(source))
      builder_.warn("needs_ocr", "this page is a picture: it has next to no text of its own", index);
  }

  // Recognised text would come in where this is false.
  static bool has_usable_text(const PageSource& source) {
    return source.looked_at || count_visible(source.raw) >= kFewCharacters || source.picture_area <= 0.2;
  }

  // A page that gives nothing says why.
  void says_nothing(const PageSource& source, std::int32_t index) {
    if (source.looked_at || !has_usable_text(source) || source.unmapped > 0) return;  // said already
    if (!source.outside.empty())
      return builder_.warn("page_empty", "all text of this page lies beyond its edges", index);
    if (source.rulings.empty() && source.areas.empty() && source.pictures.empty())
      return builder_.warn("page_empty", "this page is blank, or what it should show cannot be read", index);
    builder_.warn("page_empty", "this page has drawings or small pictures, but no text", index);
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

  Result<Document> finish(FPDF_DOCUMENT document) {
    Losses losses;
    mark_margins(pages_);
    find_footnotes(pages_, losses);
    LineJoiner joiner;
    joiner.learn(pages_);
    Flow flow = flow_of(pages_, outline_of(document), joiner, losses);
    hand_over(document, std::move(flow));
    builder_.drop("line_hyphen", losses.hyphens);
    builder_.drop("repeated_table_header", losses.repeated_header);
    builder_.count_in(losses.marks);
    for (PageLayout& page : pages_) builder_.add_page(std::move(page.page));
    add_attachments(document, context_, builder_);
    for (const std::int32_t index : pinned_) {
      if (const auto page = open_page(document, index)) add_pinned_files(page->get(), context_, builder_);
    }
    return std::move(builder_).finish();
  }

  void hand_over(FPDF_DOCUMENT document, Flow flow) {
    auto picture = flow.pictures.begin();
    for (std::size_t i = 0; i < flow.elements.size(); ++i) {
      Element& element = flow.elements[i];
      if (element.table) {
        builder_.add_table(*std::move(element.table), std::move(element.places));
      } else if (element.kind == ElementKind::figure) {
        const bool bitmap = picture != flow.pictures.end() && picture->element == i;
        const std::string bytes = bitmap ? bytes_of(document, *picture++) : std::string();
        add_figure(builder_, context_, bytes, element.text, std::move(element.places));
      } else if (!element.role.empty()) {
        element.text = element_text(element.text);
        builder_.add(std::move(element));
      } else {
        builder_.add(element.kind, element.text, std::move(element.places), element.level);
      }
    }
  }

  // Taken out only now, one at a time: a document's pictures together may be larger than memory.
  std::string bytes_of(FPDF_DOCUMENT document, const PictureOf& picture) const {
    if (context_.options.ocr == Ocr::off) return {};
    const auto page = open_page(document, picture.page_index);
    return page ? picture_bytes(page->get(), picture.ordinal) : std::string();
  }

  const ReadContext& context_;
  DocumentBuilder builder_;
  std::vector<PageLayout> pages_;
  std::vector<DraftTable> fields_;    // of the page being read
  std::vector<std::int32_t> pinned_;  // pages to which files are pinned
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
