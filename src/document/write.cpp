// See write.h.
#include "document/write.h"

#include <ostream>

#include "document/write_parts.h"

namespace onggi {
namespace {

template <typename Block>
Result<void> write_blocks(DocumentStream& document, std::ostream& out, const Block& block) {
  for (;;) {
    ONGGI_TRY(const Element* element, document.next());
    if (element == nullptr) return {};
    out << block(*element);
  }
}

template <typename Blocks>
Result<void> write_with(DocumentStream& document, std::ostream& out) {
  Blocks blocks;
  ONGGI_CHECK(write_blocks(document, out, [&](const Element& element) { return blocks.block(element); }));
  out << blocks.end();
  return {};
}

}  // namespace

Result<void> write_document(DocumentStream& document, std::string_view form, std::ostream& out) {
  if (form == "html") return write_blocks(document, out, document_room::html_block);
  if (form == "text") return write_with<document_room::TextBlocks>(document, out);
  if (form != "json") return write_with<document_room::MarkdownBlocks>(document, out);
  ONGGI_CHECK(document_room::write_json(document.head(), [&] { return document.next(); }, out));
  out << '\n';
  return {};
}

}  // namespace onggi
