// HWP 5 → Document: opens the file, reads DocInfo, walks the sections in order.
#include <charconv>

#include "parse/worker/crypto/crypto.h"
#include "parse/worker/hwp/body.h"
#include "parse/worker/hwp/file.h"
#include "parse/worker/hwp/info.h"
#include "parse/worker/ooxml/chart.h"
#include "parse/worker/picture/picture.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace hwp {
namespace {

class Reader {
 public:
  Reader(File file, const ReadContext& context)
      : file_(std::move(file)),
        context_(context),
        builder_(context.media_type, context.limits),
        body_(info_, builder_, context.limits.depth_max) {}

  Result<Document> read() {
    const Summary summary = file_.summary();
    builder_.set_title(summary.title);
    builder_.set_author(summary.author);
    ONGGI_CHECK(read_info());
    if (file_.sections().empty())
      return fail(ErrorCode::bad_input, "the document has no section of text in it", "broken");
    std::int32_t read = 0;
    for (const std::string& path : file_.sections()) {
      ONGGI_CHECK(read_section(path, read));
      if (body_.too_deep())
        return fail(ErrorCode::limit_exceeded, "the document nests deeper than depth_max", "depth_max");
    }
    if (read == 0) return fail(ErrorCode::bad_input, "every section of the document is broken", "broken");
    return finish();
  }

 private:
  void warn_cut_off() { builder_.warn("truncated", "a part of the document is cut off: what came before was read"); }

  // What is broken gives nothing and a warning; limits stop the file.
  Result<std::string> tolerant(const std::string& path) {
    bool cut_off = false;
    auto bytes = file_.records(path, cut_off);
    if (cut_off) warn_cut_off();
    if (bytes || bytes.error().code == ErrorCode::limit_exceeded) return bytes;
    builder_.warn("part_unreadable", "a part of the document is broken or missing and was left out");
    return std::string();
  }

  Result<void> read_info() {
    ONGGI_TRY(const std::string bytes, tolerant("DocInfo"));
    info_ = Info(split_records(bytes), file_.version());
    return {};
  }

  Result<void> read_section(const std::string& path, std::int32_t& read) {
    ONGGI_TRY(const std::string bytes, tolerant(path));
    if (bytes.empty()) return {};
    ++read;
    const Records records = split_records(bytes);
    if (records.cut_off) warn_cut_off();
    body_.section(records, blocks_);
    return {};
  }

  std::string binary(std::string_view name) {
    std::size_t number = 0;
    std::from_chars(name.data(), name.data() + name.size(), number);
    const Binary* binary = info_.binary(number);
    if (binary == nullptr || binary->number == 0) return {};
    return file_.binary(binary->number, binary->packing).value_or(std::string());
  }

  // An OLE object of Hangul's own chart program is a compound file of its own, behind its size, with the chart as XML.
  // What other programs put into a document only they can read; Hangul shows a picture of it.
  std::string chart_xml(const Block& block) {
    constexpr std::size_t kSize = 4;
    const std::string bytes = binary(block.picture);
    if (bytes.size() <= kSize) return {};
    const auto object = CompoundFile::open(std::string_view(bytes).substr(kSize), context_.limits);
    return object ? object->read("OOXMLChartContents").value_or(std::string()) : std::string();
  }

  void emit_object(const Block& block, const std::vector<Place>& places) {
    const std::string xml = chart_xml(block);
    if (xml.empty()) {
      ++unread_objects_;
    } else {
      ooxml::add_chart(xml, builder_, places);
    }
  }

  void emit_all(const std::vector<Page>& pages) {
    std::vector<Block> flow;
    for (Block& block : blocks_) {
      if (block.picture.empty()) {
        flow.push_back(std::move(block));
        continue;
      }
      emit(std::exchange(flow, {}), pages, builder_);
      if (block.attached == Attached::chart) {
        emit_object(block, places_of(block, pages));
        continue;
      }
      const std::string picture = context_.options.ocr == Ocr::off ? std::string() : binary(block.picture);
      add_figure(builder_, context_, picture, block.text, places_of(block, pages));
    }
    emit(std::move(flow), pages, builder_);
  }

  Result<Document> finish() {
    if (body_.pages().approximate())
      builder_.warn("page_approximate", "the file does not say where all of its pages begin");
    if (body_.hidden() > 0)
      builder_.warn("hidden_text",
                    std::to_string(body_.hidden()) + " pieces of text cannot be seen in the printed document");
    std::vector<Page> pages = body_.pages().take();
    if (pages.size() > static_cast<std::size_t>(context_.limits.pages_max))
      return fail(ErrorCode::limit_exceeded, "the document has more pages than pages_max", "pages_max");
    emit_all(pages);
    if (unread_objects_ > 0)
      builder_.warn("inner_file_unread", std::to_string(unread_objects_) + " objects of other programs were not read");
    for (Page& page : pages) builder_.add_page(std::move(page));
    auto document = std::move(builder_).finish();
    if (document && document->elements.empty())
      document->warnings.push_back({"no_text", -1, "there is no text in the document"});
    return document;
  }

  File file_;
  const ReadContext& context_;
  Info info_;
  DocumentBuilder builder_;
  Body body_;
  std::vector<Block> blocks_;
  std::int32_t unread_objects_ = 0;
};

}  // namespace
}  // namespace hwp

Result<Document> read_hwp(const ReadContext& context) {
  ONGGI_TRY(hwp::File file, hwp::File::open(context));
  return hwp::Reader(std::move(file), context).read();
}

void warm_hwp() {
  warm_compound();
  warm_crypto();
}

}  // namespace onggi::parse
