// HWPX (OWPML, KS X 6101) → Document: opens the package, reads header.xml, walks the sections in the order of the
// spine.
#include <algorithm>
#include <charconv>
#include <map>
#include <memory>

#include "parse/worker/flow/xml.h"
#include "parse/worker/hwpx/body.h"
#include "parse/worker/reader.h"
#include "parse/worker/zip/package.h"

namespace onggi::parse {
namespace hwpx {
namespace {

// "Contents/section12.xml" → 12; -1 for other names.
std::int32_t section_number(std::string_view name) {
  const std::size_t slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  constexpr std::string_view kStart = "section";
  if (!name.starts_with(kStart) || !name.ends_with(".xml")) return -1;
  name.remove_prefix(kStart.size());
  std::int32_t number = -1;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

class Reader {
 public:
  Reader(Package package, const ReadContext& context)
      : package_(std::move(package)),
        context_(context),
        builder_(context.media_type, context.limits),
        body_(header_, builder_, context.limits.depth_max) {}

  Result<Document> read() {
    ONGGI_CHECK(refuse_encrypted());
    ONGGI_CHECK(read_manifest());
    ONGGI_CHECK(read_header());
    if (sections_.empty()) sections_ = sections_by_name();
    if (sections_.empty())
      return fail(ErrorCode::bad_input, "the package has no section of a Hangul document in it", "broken");
    std::vector<Block> blocks;
    std::int32_t read = 0;
    for (const std::string& name : sections_) {
      ONGGI_CHECK(read_section(name, blocks, read));
      if (body_.too_deep())
        return fail(ErrorCode::limit_exceeded, "the document nests deeper than depth_max", "depth_max");
    }
    if (read == 0) return fail(ErrorCode::bad_input, "every section of the document is broken", "broken");
    return finish(std::move(blocks));
  }

 private:
  Result<void> refuse_encrypted() {
    if (!package_.has("META-INF/manifest.xml")) return {};
    ONGGI_TRY(const std::string manifest, package_.read("META-INF/manifest.xml"));
    if (manifest.find("encryption-data") == std::string::npos) return {};
    return fail(ErrorCode::bad_input, "the document is encrypted: save it without a password", "password_required");
  }

  // A side part that is missing or broken gives nothing; limits and passwords stop the file.
  Result<std::unique_ptr<XmlPart>> tolerant(std::string_view name) {
    if (!package_.has(name)) return nullptr;
    auto bytes = package_.read(name);
    if (!bytes && (bytes.error().code != ErrorCode::bad_input || bytes.error().reason == "password_required"))
      return std::unexpected(bytes.error());
    auto part = bytes ? parse_xml(std::move(*bytes)) : Result<std::unique_ptr<XmlPart>>(std::unexpected(bytes.error()));
    if (!part) {
      builder_.warn("part_unreadable", "a part of the package is broken and was left out");
      return nullptr;
    }
    if ((*part)->cut_off) builder_.warn("truncated", "a part of the package is cut off: what came before was read");
    return part;
  }

  Result<void> read_manifest() {
    std::string path = "Contents/content.hpf";
    ONGGI_TRY(const auto container, tolerant("META-INF/container.xml"));
    if (container) {
      for (auto node = container->root(); !node.empty(); node = next_in_order(node, container->document)) {
        if (local_name(node) == "rootfile" && attribute(node, "full-path").ends_with(".hpf"))
          path = std::string(attribute(node, "full-path"));
      }
    }
    ONGGI_TRY(const auto manifest, tolerant(path));
    if (!manifest) return {};
    builder_.set_title(child(child(manifest->root(), "metadata"), "title").text().get());
    std::map<std::string, std::string, std::less<>> items;
    for (const pugi::xml_node& item : child(manifest->root(), "manifest").children()) {
      if (local_name(item) == "item") items.emplace(attribute(item, "id"), located(path, attribute(item, "href")));
    }
    if (const auto header = items.find("header"); header != items.end()) header_name_ = header->second;
    for (const pugi::xml_node& reference : child(manifest->root(), "spine").children()) {
      const auto item = items.find(attribute(reference, "idref"));
      if (item != items.end() && section_number(item->second) >= 0) sections_.push_back(item->second);
    }
    return {};
  }

  // Hangul writes paths from the package's root, other programs from the manifest's folder, as OPF wants it.
  std::string located(const std::string& manifest, std::string_view href) const {
    if (package_.has(href)) return std::string(href);
    const std::size_t slash = manifest.rfind('/');
    return slash == std::string::npos ? std::string(href) : manifest.substr(0, slash + 1) + std::string(href);
  }

  Result<void> read_header() {
    ONGGI_TRY(const auto part, tolerant(header_name_));
    if (part) header_ = Header(part->root());
    return {};
  }

  std::vector<std::string> sections_by_name() const {
    std::vector<std::string> names;
    for (const std::string& name : package_.names()) {
      if (section_number(name) >= 0) names.push_back(name);
    }
    std::stable_sort(names.begin(), names.end(), [](const std::string& left, const std::string& right) {
      return section_number(left) < section_number(right);
    });
    return names;
  }

  Result<void> read_section(const std::string& name, std::vector<Block>& blocks, std::int32_t& read) {
    if (!package_.has(name)) {
      builder_.warn("part_missing", "the manifest names a section that is not in the package");
      return {};
    }
    ONGGI_TRY(const auto part, tolerant(name));
    if (!part) return {};
    ++read;
    body_.section(part->root(), blocks);
    return {};
  }

  Result<Document> finish(std::vector<Block> blocks) {
    if (body_.pages().approximate())
      builder_.warn("page_approximate", "page borders are those of the last program that saved the file");
    std::vector<Page> pages = body_.pages().take();
    if (pages.size() > static_cast<std::size_t>(context_.limits.pages_max)) {
      return fail(ErrorCode::limit_exceeded, "the document has more pages than pages_max", "pages_max");
    }
    emit(std::move(blocks), pages, builder_);
    for (Page& page : pages) builder_.add_page(std::move(page));
    return std::move(builder_).finish();
  }

  Package package_;
  const ReadContext& context_;
  std::string header_name_ = "Contents/header.xml";
  std::vector<std::string> sections_;
  Header header_;
  DocumentBuilder builder_;
  Body body_;
};

}  // namespace
}  // namespace hwpx

Result<Document> read_hwpx(const ReadContext& context) {
  ONGGI_TRY(Package package, Package::open(context.bytes, context.limits));
  return hwpx::Reader(std::move(package), context).read();
}

}  // namespace onggi::parse
