// HWPML (Hangul's document as one XML file, .hml) → Document.
#include "parse/worker/flow/xml.h"
#include "parse/worker/hwpml/body.h"
#include "parse/worker/reader.h"

namespace onggi::parse {

Result<Document> read_hwpml(const ReadContext& context) {
  ONGGI_TRY(const auto part, parse_xml(std::string(context.bytes)));
  if (local_name(part->root()) != "HWPML")
    return fail(ErrorCode::bad_input, "the file is XML, but no HWPML document", "broken");
  DocumentBuilder builder(context.media_type, context.limits);
  if (part->cut_off) builder.warn("truncated", "the document is cut off: what came before was read");
  const pugi::xml_node top = child(part->root(), "HEAD");
  const pugi::xml_node summary = child(top, "DOCSUMMARY");
  builder.set_title(direct_text(child(summary, "TITLE")));
  builder.set_author(direct_text(child(summary, "AUTHOR")));
  hwpml::Head head(top);
  hwpml::Body body(head, builder, context.limits.depth_max);
  std::vector<Block> blocks;
  for (const pugi::xml_node& section : child(part->root(), "BODY").children()) {
    if (local_name(section) == "SECTION") body.section(section, blocks);
    if (body.too_deep())
      return fail(ErrorCode::limit_exceeded, "the document nests deeper than depth_max", "depth_max");
  }
  if (body.hidden() > 0)
    builder.warn("hidden_text",
                 std::to_string(body.hidden()) + " pieces of text cannot be seen in the printed document");
  emit(std::move(blocks), {}, builder);
  auto document = std::move(builder).finish();
  if (document && document->elements.empty())
    document->warnings.push_back({"no_text", -1, "there is no text in the document"});
  return document;
}

}  // namespace onggi::parse
