// PPTX (ECMA-376, PresentationML) → Document: each slide a page, its shapes in reading order, then its notes and
// comments.
#include <map>

#include "parse/worker/flow/xml.h"
#include "parse/worker/ooxml/embedded.h"
#include "parse/worker/ooxml/office_package.h"
#include "parse/worker/ooxml/page_writer.h"
#include "parse/worker/pptx/remarks.h"
#include "parse/worker/pptx/slide_writer.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace pptx {
namespace {

using ooxml::Relations;

class Reader {
 public:
  Reader(Package package, const ReadContext& context)
      : context_(context),
        builder_(context.media_type, context.limits),
        package_(std::move(package), builder_),
        page_(builder_, context) {}

  Result<Document> read() {
    ONGGI_TRY(const std::string main, package_.main_part("ppt/presentation.xml"));
    if (!package_.has(main)) return fail(ErrorCode::bad_input, "the package has no presentation in it", "broken");
    ONGGI_TRY(const Relations relations, package_.relations(main));
    ONGGI_TRY(const auto presentation, package_.open(main));
    const pugi::xml_node root = presentation->root();
    if (const auto size = frame_of_size(child(root, "sldSz"))) size_ = *size;
    first_number_ = attribute_number(root, "firstSlideNum", 1);
    ONGGI_TRY(authors_, read_authors(relations, package_));
    std::int32_t index = 0;
    for (const pugi::xml_node& node : child(root, "sldIdLst").children()) {
      if (local_name(node) != "sldId" || builder_.full()) continue;
      if (index >= context_.limits.pages_max)
        return fail(ErrorCode::limit_exceeded, "the presentation has more slides than pages_max", "pages_max");
      // A slide's id attribute comes twice: its own number, and the relation's.
      ONGGI_CHECK(read_slide(ooxml::target_of(relations, relation_id(node)), index++));
    }
    if (index == 0) builder_.warn("no_slides", "the presentation has no slides");
    ONGGI_CHECK(read_properties());
    for (const std::string& part : embedded_) ONGGI_CHECK(ooxml::add_embedded(builder_, context_, package_, part));
    return ooxml::finish_or_say_why(std::move(builder_));
  }

 private:
  struct Size {
    double width = 0, height = 0;
  };
  static std::optional<Size> frame_of_size(const pugi::xml_node& node) {
    constexpr double kEmuPerPoint = 12'700;
    if (node.empty()) return std::nullopt;
    return Size{attribute_number(node, "cx", 0) / kEmuPerPoint, attribute_number(node, "cy", 0) / kEmuPerPoint};
  }

  static std::string_view relation_id(const pugi::xml_node& node) {
    for (const pugi::xml_attribute& one : node.attributes()) {
      const std::string_view name = one.name();
      if (name.ends_with(":id")) return one.value();
    }
    return {};
  }

  Result<void> read_slide(const std::string& part, std::int32_t index) {
    Page page{.label = std::to_string(first_number_ + index), .width = size_.width, .height = size_.height};
    const bool wanted = ooxml::is_wanted(context_.options, index);
    std::unique_ptr<XmlPart> slide;
    if (wanted && package_.has(part)) {
      ONGGI_TRY(slide, package_.open_side(part));
    }
    const std::string_view shown = slide ? attribute(slide->root(), "show") : std::string_view("1");
    const bool hidden = shown == "0" || shown == "false";
    page_.begin(std::move(page), hidden ? "hidden" : "");
    if (!wanted) return {};
    if (!slide) {
      builder_.warn("page_unreadable", "this slide's part is missing or broken", index);
      return {};
    }
    if (hidden) builder_.warn("hidden_content", "this slide is hidden", index);
    return write_slide(*slide, part);
  }

  Result<void> write_slide(const XmlPart& slide, const std::string& part) {
    ONGGI_TRY(const Relations relations, package_.relations(part));
    ONGGI_TRY(const Layout layout, layout_of(relations));
    const pugi::xml_node tree = child(child(slide.root(), "cSld"), "spTree");
    builder_.count_in(ooxml::raw_drawing_text(tree));
    ONGGI_TRY(const std::vector<Shape> shapes, shapes_of(tree, layout, builder_, context_.limits.depth_max));
    SlideWriter writer(package_, page_, relations, layout);
    ONGGI_CHECK(writer.write(shapes));
    ONGGI_CHECK(write_notes(relations, package_, page_));
    ONGGI_CHECK(write_comments(relations, authors_, package_, page_));
    embedded_.insert(embedded_.end(), writer.embedded().begin(), writer.embedded().end());
    return {};
  }

  Result<Layout> layout_of(const Relations& slide) {
    const std::string layout = ooxml::part_of_kind(slide, "slideLayout");
    ONGGI_TRY(auto layout_part, shared_part(layout));
    if (!layout_part) return Layout();
    ONGGI_TRY(const Relations relations, package_.relations(layout));
    ONGGI_TRY(auto master_part, shared_part(ooxml::part_of_kind(relations, "slideMaster")));
    return Layout(std::move(layout_part), std::move(master_part));
  }

  Result<std::shared_ptr<XmlPart>> shared_part(const std::string& part) {
    if (const auto known = shared_.find(part); known != shared_.end()) return known->second;
    std::shared_ptr<XmlPart> opened;
    if (package_.has(part)) {
      ONGGI_TRY(auto xml, package_.open_side(part));
      opened = std::move(xml);
    }
    return shared_.emplace(part, std::move(opened)).first->second;
  }

  Result<void> read_properties() {
    if (!package_.has("docProps/core.xml")) return {};
    ONGGI_TRY(const auto core, package_.open_side("docProps/core.xml"));
    if (!core) return {};
    builder_.set_author(direct_text(child(core->root(), "creator")));
    const std::string title = direct_text(child(core->root(), "title"));
    // What the program puts there by itself.
    if (title != "PowerPoint Presentation" && title != "PowerPoint 프레젠테이션" && title != "슬라이드 1")
      builder_.set_title(title);
    return {};
  }

  const ReadContext& context_;
  DocumentBuilder builder_;
  ooxml::OfficePackage package_;
  ooxml::PageWriter page_;
  Size size_;
  std::int32_t first_number_ = 1;
  Authors authors_;
  std::vector<std::string> embedded_;  // read last: their pages come behind all slides
  std::map<std::string, std::shared_ptr<XmlPart>, std::less<>> shared_;  // layouts and masters, used by many slides
};

}  // namespace
}  // namespace pptx

Result<Document> read_pptx(const ReadContext& context) {
  ONGGI_TRY(Package package, Package::open(context.bytes, context.limits));
  return pptx::Reader(std::move(package), context).read();
}

}  // namespace onggi::parse
