// See remarks.h. Comments: ECMA-376 part 1, section 19.4; threads: MS-PPTX 2.6.
#include "parse/worker/pptx/remarks.h"

#include "parse/worker/flow/xml.h"
#include "parse/worker/ooxml/drawing_text.h"
#include "parse/worker/pptx/layout.h"

namespace onggi::parse::pptx {
namespace {

void write_comment(const pugi::xml_node& node, const Authors& authors, ooxml::PageWriter& page) {
  const pugi::xml_node plain = child(node, "text"), body = child(node, "txBody");
  std::string text = direct_text(plain);
  page.builder().count_in(text);
  if (!body.empty()) {
    page.builder().count_in(ooxml::raw_drawing_text(body));
    text += ooxml::joined(ooxml::read_text_body(body, page.context().limits.depth_max, page.builder()));
  }
  if (count_visible(text) == 0) return;
  const auto author = authors.find(attribute(node, "authorId"));
  const std::string lead = author == authors.end() || author->second.empty() ? std::string() : author->second + ": ";
  page.builder().count_in(lead);
  page.add(ElementKind::paragraph, lead + text, {.role = "comment"});
}

}  // namespace

Result<Authors> read_authors(const ooxml::Relations& presentation, ooxml::OfficePackage& package) {
  Authors authors;
  for (const char* kind : {"commentAuthors", "authors"}) {
    const std::string part = ooxml::part_of_kind(presentation, kind);
    if (!package.has(part)) continue;
    ONGGI_TRY(const auto xml, package.open_side(part));
    if (!xml) continue;
    for (const pugi::xml_node& node : xml->root().children())
      authors.emplace(attribute(node, "id"), attribute(node, "name"));
  }
  return authors;
}

Result<void> write_notes(const ooxml::Relations& slide, ooxml::OfficePackage& package, ooxml::PageWriter& page) {
  const std::string part = ooxml::part_of_kind(slide, "notesSlide");
  if (!package.has(part)) return {};
  ONGGI_TRY(const auto xml, package.open_side(part));
  if (!xml) return {};
  const pugi::xml_node tree = child(child(xml->root(), "cSld"), "spTree");
  page.builder().count_in(ooxml::raw_drawing_text(tree));
  for (const pugi::xml_node& shape : tree.children()) {
    const auto placeholder = placeholder_of(shape);
    const bool notes = placeholder && placeholder->type == "body";
    if (!notes) {
      page.builder().drop("notes_frame", ooxml::raw_drawing_text(shape));
      continue;
    }
    for (const auto& line :
         ooxml::read_text_body(child(shape, "txBody"), page.context().limits.depth_max, page.builder()))
      page.add(ElementKind::paragraph, line.text, {.role = "speaker_note"});
  }
  return {};
}

Result<void> write_comments(const ooxml::Relations& slide, const Authors& authors, ooxml::OfficePackage& package,
                            ooxml::PageWriter& page) {
  for (const auto& [id, relation] : slide) {
    if (relation.type != "comments" || relation.external || !package.has(relation.target)) continue;
    ONGGI_TRY(const auto xml, package.open_side(relation.target));
    if (!xml) continue;
    for (const pugi::xml_node& comment : xml->root().children()) {
      write_comment(comment, authors, page);
      for (const pugi::xml_node& reply : child(comment, "replyLst").children()) write_comment(reply, authors, page);
    }
  }
  return {};
}

}  // namespace onggi::parse::pptx
