// DOCX (ECMA-376, WordprocessingML) → Document: opens the package, finds the parts by their relationships, walks the
// stories.
#include <algorithm>
#include <map>
#include <memory>

#include "parse/worker/docx/body.h"
#include "parse/worker/flow/xml.h"
#include "parse/worker/flow/xml_pieces.h"
#include "parse/worker/flow/xml_scan.h"
#include "parse/worker/memory/forget.h"
#include "parse/worker/ooxml/chart.h"
#include "parse/worker/ooxml/embedded.h"
#include "parse/worker/ooxml/office_package.h"
#include "parse/worker/ooxml/page_writer.h"
#include "parse/worker/picture/picture.h"
#include "parse/worker/reader.h"
#include "parse/worker/zip/package.h"

namespace onggi::parse {
namespace docx {
namespace {

using ooxml::Relations;

// From here on the text is read in stretches: a tree of it would take several times as much.
constexpr std::size_t kLargeBytes = 4U << 20U;

class Reader {
 public:
  Reader(Package package, const ReadContext& context)
      : context_(context),
        builder_(context.media_type, context.limits),
        package_(std::move(package), builder_),
        body_(parts_, parts_.main_relations, builder_, context.limits.depth_max) {}

  Result<Document> read() {
    ONGGI_TRY(main_, package_.main_part("word/document.xml"));
    if (!package_.has(main_)) return fail(ErrorCode::bad_input, "the package has no Word document in it", "broken");
    ONGGI_TRY(parts_.main_relations, package_.relations(main_));
    ONGGI_CHECK(read_parts());
    ONGGI_TRY(std::vector<Block> blocks, read_body());
    std::ranges::move(body_.unreferenced_comments(), std::back_inserter(blocks));
    if (body_.too_deep())
      return fail(ErrorCode::limit_exceeded, "the document nests deeper than depth_max", "depth_max");
    return finish(std::move(blocks));
  }

 private:
  // Parts are kept until the end: nodes point into them.
  pugi::xml_node keep(std::unique_ptr<XmlPart> part) {
    if (!part) return {};
    kept_.push_back(std::move(part));
    return kept_.back()->root();
  }

  // The part of a kind, or an empty node; a broken side part costs a warning, not the document.
  Result<pugi::xml_node> side_part(std::string_view kind, Relations* relations = nullptr) {
    const std::string name = ooxml::part_of_kind(parts_.main_relations, kind);
    if (!package_.has(name)) return pugi::xml_node();
    if (relations != nullptr) {
      ONGGI_TRY(*relations, package_.relations(name));
    }
    ONGGI_TRY(auto part, package_.open_side(name));
    return keep(std::move(part));
  }

  Result<void> read_parts() {
    ONGGI_TRY(const pugi::xml_node styles, side_part("styles"));
    parts_.styles = Styles(styles);
    ONGGI_TRY(const pugi::xml_node numbering, side_part("numbering"));
    parts_.numbering = Numbering(numbering);
    ONGGI_TRY(const pugi::xml_node footnotes, side_part("footnotes", &parts_.footnote_relations));
    read_notes(footnotes, parts_.footnotes);
    ONGGI_TRY(const pugi::xml_node endnotes, side_part("endnotes", &parts_.endnote_relations));
    read_notes(endnotes, parts_.endnotes);
    ONGGI_TRY(const pugi::xml_node comments, side_part("comments", &parts_.comment_relations));
    read_notes(comments, parts_.comments);
    return {};
  }

  Result<std::vector<Block>> read_body() {
    ONGGI_TRY(std::string bytes, package_.members().read(main_));
    forget_mapping(context_.bytes);
    if (bytes.size() >= kLargeBytes) {
      bytes = xml_utf8(std::move(bytes));
      if (auto pieces = XmlPieces::open(bytes, "body", "sectPr", {"pPr", "body"})) return read_pieces(*pieces);
    }
    ONGGI_TRY(auto part, package_.tree_of(std::move(bytes)));
    const pugi::xml_node text = child(keep(std::move(part)), "body");
    ONGGI_CHECK(begin(sections_of(text)));
    builder_.count_in(raw_text(text));
    return body_.read(text);
  }

  Result<std::vector<Block>> read_pieces(XmlPieces& pieces) {
    ONGGI_TRY(auto wanted, pieces.wanted());
    const auto nodes = keep(std::move(wanted)).children();
    ONGGI_CHECK(begin({nodes.begin(), nodes.end()}));
    std::vector<Block> blocks;
    for (;;) {
      ONGGI_TRY(const auto piece, pieces.next());
      if (!piece) return blocks;
      builder_.count_in(raw_text(piece->root()));
      std::ranges::move(body_.read(piece->root()), std::back_inserter(blocks));
    }
  }

  Result<void> begin(const std::vector<pugi::xml_node>& sections) {
    body_.pages().begin(sections);
    return read_margins(sections);
  }

  void read_notes(const pugi::xml_node& root, Parts::Notes& notes) {
    for (const pugi::xml_node& node : root.children()) {
      const std::string_view type = attribute(node, "type");
      if (type == "separator" || type == "continuationSeparator" || type == "continuationNotice") continue;
      const std::string_view name = local_name(node);
      if (name != "footnote" && name != "endnote" && name != "comment") continue;
      if (notes.emplace(std::string(attribute(node, "id")), node).second) builder_.count_in(raw_text(node));
    }
  }

  static std::vector<pugi::xml_node> sections_of(const pugi::xml_node& text) {
    std::vector<pugi::xml_node> sections;
    for (auto node = next_in_order(text, text); !node.empty(); node = next_in_order(node, text)) {
      const std::string_view parent = local_name(node.parent());
      if (local_name(node) == "sectPr" && (parent == "pPr" || parent == "body")) sections.push_back(node);
    }
    return sections;
  }

  // Headers and footers once a part, before the text of the document: they belong to every page of their section.
  Result<void> read_margins(const std::vector<pugi::xml_node>& sections) {
    std::map<std::string, bool> seen;
    for (const pugi::xml_node& section : sections) {
      for (const pugi::xml_node& node : section.children()) {
        const bool header = local_name(node) == "headerReference";
        if (!header && local_name(node) != "footerReference") continue;
        const std::string name = ooxml::target_of(parts_.main_relations, attribute(node, "id"));
        if (!package_.has(name) || !seen.emplace(name, true).second) continue;
        ONGGI_TRY(auto part, package_.open_side(name));
        ONGGI_TRY(const Relations relations, package_.relations(name));
        read_margin(keep(std::move(part)), relations, header ? ElementKind::page_header : ElementKind::page_footer);
      }
    }
    return {};
  }

  void read_margin(const pugi::xml_node& root, const Relations& relations, ElementKind kind) {
    builder_.count_in(raw_text(root));
    Body story(parts_, relations, builder_, context_.limits.depth_max);  // its page breaks mean nothing
    story.pages().begin({});
    std::vector<Block> blocks = story.read(root);
    const auto apart = std::ranges::stable_partition(blocks, stays_inside);
    std::vector<Block> others(std::make_move_iterator(apart.begin()), std::make_move_iterator(apart.end()));
    blocks.erase(apart.begin(), apart.end());
    std::int64_t separators = 0;
    Block block{.kind = kind, .text = flatten(blocks, separators)};
    builder_.count_in(separators);
    margins_.push_back(std::move(block));
    for (Block& other : others) {  // a logo on every page says nothing; what has words stays
      if (other.attached == Attached::none || count_visible(other.text) > 0) {
        other.attached = Attached::none;
        margins_.push_back(std::move(other));
      }
    }
  }

  Result<void> read_properties(const std::vector<Block>& blocks) {
    if (package_.has("docProps/core.xml")) {
      ONGGI_TRY(const auto core, package_.open_side("docProps/core.xml"));
      if (core) {
        builder_.set_title(child(core->root(), "title").text().get());
        builder_.set_author(child(core->root(), "creator").text().get());
      }
    }
    const auto title =
        std::find_if(blocks.begin(), blocks.end(), [](const Block& block) { return block.kind == ElementKind::title; });
    if (title != blocks.end()) builder_.set_title(title->text);
    return {};
  }

  Result<Document> finish(std::vector<Block> blocks) {
    body_.drop_unreferenced_notes();
    ONGGI_CHECK(read_properties(blocks));
    PageCounter& counter = body_.pages();
    const bool any = counter.any();
    if (any && counter.approximate())
      builder_.warn("page_approximate", "page borders are those of the last program that saved the file");
    std::vector<Page> pages = any ? counter.take() : std::vector<Page>();
    if (pages.size() > static_cast<std::size_t>(context_.limits.pages_max)) {
      return fail(ErrorCode::limit_exceeded, "the document has more pages than pages_max", "pages_max");
    }
    emit(std::move(margins_), pages, builder_);
    ONGGI_CHECK(emit_all(std::move(blocks), pages));
    for (Page& page : pages) builder_.add_page(std::move(page));
    for (const std::string& part : files_) ONGGI_CHECK(ooxml::add_embedded(builder_, context_, package_, part));
    return ooxml::finish_or_say_why(std::move(builder_));
  }

  // Blocks in order; those that show a part of their own with what the part holds.
  Result<void> emit_all(std::vector<Block> blocks, const std::vector<Page>& pages) {
    constexpr std::size_t kReadyMax = 1'000;
    std::vector<Block> ready;
    for (Block& block : blocks) {
      if (ready.size() >= kReadyMax) emit(std::exchange(ready, {}), pages, builder_);
      if (block.attached == Attached::picture) {
        emit(std::exchange(ready, {}), pages, builder_);
        ONGGI_CHECK(emit_picture(block, pages));
      } else if (block.attached == Attached::none || !package_.has(block.part)) {
        ready.push_back(std::move(block));
      } else if (block.attached == Attached::file) {
        files_.push_back(block.part);  // read last: their pages come behind ours
      } else {
        ONGGI_CHECK(read_graphic(block, ready));
      }
    }
    emit(std::move(ready), pages, builder_);
    return {};
  }

  Result<void> emit_picture(const Block& block, const std::vector<Page>& pages) {
    std::string bytes;
    if (package_.has(block.part)) {
      ONGGI_TRY(bytes, package_.read_side(block.part));
    }
    add_figure(builder_, context_, bytes, block.text, places_of(block, pages));
    return {};
  }

  Result<void> read_graphic(const Block& block, std::vector<Block>& out) {
    ONGGI_TRY(const auto part, package_.open_side(block.part));
    if (!part) return {};
    if (block.attached == Attached::chart) {
      std::ranges::move(ooxml::blocks_of(ooxml::read_chart(part->root(), builder_), block), std::back_inserter(out));
      return {};
    }
    for (std::string& text : ooxml::read_diagram(part->root(), context_.limits.depth_max, builder_)) {
      out.push_back(
          {.text = std::move(text), .first_page = block.first_page, .last_page = block.last_page, .role = "text_box"});
    }
    return {};
  }

  const ReadContext& context_;
  DocumentBuilder builder_;
  ooxml::OfficePackage package_;
  std::string main_;
  std::vector<std::unique_ptr<XmlPart>> kept_;
  Parts parts_;
  Body body_;
  std::vector<Block> margins_;
  std::vector<std::string> files_;  // embedded
};

}  // namespace
}  // namespace docx

Result<Document> read_docx(const ReadContext& context) {
  ONGGI_TRY(Package package, Package::open(context.bytes, context.limits));
  return docx::Reader(std::move(package), context).read();
}

}  // namespace onggi::parse
