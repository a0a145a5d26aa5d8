// HWPX (OWPML, KS X 6101) → Document: header.xml, then the sections in the order of the spine.
#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "parse/worker/crypto/crypto.h"
#include "parse/worker/hwpx/body.h"
#include "parse/worker/hwpx/parts.h"
#include "parse/worker/ooxml/chart.h"
#include "parse/worker/picture/picture.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace hwpx {
namespace {

class Reader {
 public:
  Reader(Parts parts, const ReadContext& context, DocumentBuilder& builder)
      : parts_(std::move(parts)),
        context_(context),
        builder_(builder),
        body_(header_, builder, context.limits.depth_max) {}

  Result<Document> read() {
    ONGGI_CHECK(read_header());
    std::vector<Block> blocks;
    std::int32_t read = 0;
    for (const std::string& name : parts_.sections()) {
      ONGGI_CHECK(read_section(name, blocks, read));
      if (body_.too_deep())
        return fail(ErrorCode::limit_exceeded, "the document nests deeper than depth_max", "depth_max");
    }
    if (read == 0) return fail(ErrorCode::bad_input, "every section of the document is broken", "broken");
    ONGGI_CHECK(read_master_pages(blocks));
    return finish(std::move(blocks));
  }

 private:
  Result<void> read_header() {
    ONGGI_TRY(const std::string part, parts_.xml(parts_.header()));
    XmlScan scan(part);
    if (!scan.next_child(0)) return {};
    header_ = Header(scan);
    if (scan.cut_off()) parts_.warn_cut_off();
    body_.pages().begin_document(header_.first_page_number());
    return {};
  }

  Result<void> read_section(const std::string& name, std::vector<Block>& blocks, std::int32_t& read) {
    ONGGI_TRY(const std::string part, parts_.xml(name));
    Source source(part, builder_);
    if (body_.section(source, blocks)) {
      ++read;
    } else {
      builder_.warn("part_missing", "a section of the document is missing, empty or no XML");
    }
    if (source.cut_off()) parts_.warn_cut_off();
    return {};
  }

  Result<void> read_master_pages(std::vector<Block>& blocks) {
    for (const std::string& name : parts_.master_pages()) {
      ONGGI_TRY(const std::string part, parts_.xml(name));
      Source source(part, builder_);
      std::vector<Block> page;
      body_.master_page(source, page);
      std::ranges::move(page, std::back_inserter(blocks));
    }
    return {};
  }

  // A picture that stands in many places is looked at once. One that cannot be read costs itself only.
  void emit_figure(const Block& block, const std::vector<Page>& pages) {
    const std::string member = parts_.member_of(block.picture);
    if (!pictures_.insert(member).second) return builder_.add(ElementKind::figure, block.text, places_of(block, pages));
    const auto picture = parts_.bytes(member);
    if (!picture) {
      builder_.warn("part_unreadable", "a picture was left out: " + picture.error().message);
      return builder_.add(ElementKind::figure, block.text, places_of(block, pages));
    }
    add_figure(builder_, context_, *picture, block.text, places_of(block, pages));
  }

  Result<void> emit_chart(const Block& block, const std::vector<Page>& pages) {
    ONGGI_TRY(const std::string part, parts_.xml(block.picture));
    ooxml::add_chart(part, builder_, places_of(block, pages));
    return {};
  }

  Result<void> emit_all(std::vector<Block> blocks, const std::vector<Page>& pages) {
    for (Block& block : blocks) {
      if (block.picture.empty()) {
        std::vector<Block> one;
        one.push_back(std::move(block));
        emit(std::move(one), pages, builder_);
      } else if (block.role == "chart") {
        ONGGI_CHECK(emit_chart(block, pages));
      } else {
        emit_figure(block, pages);
      }
    }
    return {};
  }

  Result<Document> finish(std::vector<Block> blocks) {
    if (body_.pages().approximate())
      builder_.warn("page_approximate", "the file does not say where all of its pages begin");
    if (body_.hidden() > 0)
      builder_.warn("hidden_text", std::to_string(body_.hidden()) + " pieces of text are hidden from a reader's eye");
    std::vector<Page> pages = body_.pages().take();
    if (pages.size() > static_cast<std::size_t>(context_.limits.pages_max))
      return fail(ErrorCode::limit_exceeded, "the document has more pages than pages_max", "pages_max");
    const std::size_t found = blocks.size();
    ONGGI_CHECK(emit_all(std::move(blocks), pages));
    if (builder_.empty())
      builder_.warn("no_text", found == 0 ? "the document holds no text"
                                          : "the document holds no text, only " + std::to_string(found) + " objects");
    parts_.check_others();
    for (Page& page : pages) builder_.add_page(std::move(page));
    return std::move(builder_).finish();
  }

  Parts parts_;
  const ReadContext& context_;
  DocumentBuilder& builder_;
  Header header_;
  Body body_;
  std::set<std::string> pictures_;  // members given already
};

}  // namespace
}  // namespace hwpx

Result<Document> read_hwpx(const ReadContext& context) {
  DocumentBuilder builder(context.media_type, context.limits);
  ONGGI_TRY(hwpx::Parts parts, hwpx::Parts::open(context, builder));
  return hwpx::Reader(std::move(parts), context, builder).read();
}

void warm_hwpx() { warm_crypto(); }

}  // namespace onggi::parse
