// HWP 3 → Document: opens the file, reads its tree, walks it.
#include "parse/worker/hwp3/body.h"
#include "parse/worker/hwp3/file.h"
#include "parse/worker/hwp3/letters.h"
#include "parse/worker/hwp3/paragraphs.h"
#include "parse/worker/picture/picture.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace hwp3 {
namespace {

void warn_of_losses(const File& file, const Tree& tree, const Body& body, DocumentBuilder& builder) {
  if (file.cut_off || tree.cut_off) builder.warn("truncated", "the document breaks off: what came before was read");
  if (tree.broken_drawings > 0)
    builder.warn("part_unreadable",
                 std::to_string(tree.broken_drawings) + " drawings are broken: text in them is lost");
  if (tree.unknown > 0)
    builder.warn("encoding_replaced", std::to_string(tree.unknown) + " letters have no meaning that is known");
  if (body.approximate()) builder.warn("page_approximate", "the file does not say where all of its pages begin");
  if (body.hidden() > 0)
    builder.warn("hidden_text",
                 std::to_string(body.hidden()) + " pieces of text cannot be seen in the printed document");
}

void emit_all(std::vector<Block> blocks, const std::vector<Page>& pages, const Tree& tree, const ReadContext& context,
              DocumentBuilder& builder) {
  std::vector<Block> flow;
  for (Block& block : blocks) {
    if (block.picture.empty()) {
      flow.push_back(std::move(block));
      continue;
    }
    emit(std::exchange(flow, {}), pages, builder);
    const auto found = tree.pictures.find(block.picture);
    if (found != tree.pictures.end() && context.options.ocr != Ocr::off)
      add_figure(builder, context, found->second, block.text, places_of(block, pages));
  }
  emit(std::move(flow), pages, builder);
}

}  // namespace
}  // namespace hwp3

Result<Document> read_hwp3(const ReadContext& context) {
  using namespace hwp3;  // NOLINT(google-build-using-namespace): all of this function
  ONGGI_TRY(const File file, File::open(context));
  const Tree tree = read_tree(file.body, context.limits.depth_max);
  if (tree.too_deep) return fail(ErrorCode::limit_exceeded, "the document nests deeper than depth_max", "depth_max");
  if (tree.cut_off && tree.paragraphs.empty())
    return fail(ErrorCode::bad_input, "the document breaks off before its first paragraph", "broken");
  DocumentBuilder builder(context.media_type, context.limits);
  builder.set_title(file.title);
  builder.set_author(file.author);
  Body body(file, tree, builder);
  std::vector<Block> blocks;
  body.read(blocks);
  std::vector<Page> pages = body.pages();
  if (pages.size() > static_cast<std::size_t>(context.limits.pages_max))
    return fail(ErrorCode::limit_exceeded, "the document has more pages than pages_max", "pages_max");
  warn_of_losses(file, tree, body, builder);
  emit_all(std::move(blocks), pages, tree, context, builder);
  for (Page& page : pages) builder.add_page(std::move(page));
  return std::move(builder).finish();
}

void warm_hwp3() {
  hwp3::warm_crypto();
  std::string letter;
  constexpr std::uint16_t kFirstHanja = 0x4000;
  hwp3::append_letter(letter, kFirstHanja);
}

}  // namespace onggi::parse
