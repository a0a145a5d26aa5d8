// EPUB 2 and 3 → its chapters in the order of the spine, each through the HTML reader. Sources: OCF 3.3 (container,
// encryption), EPUB Packages 3.3 (metadata, manifest, spine, navigation), OPF 2.0.1 (NCX).
#include <algorithm>
#include <map>
#include <optional>

#include "parse/worker/document_builder.h"
#include "parse/worker/epub/xhtml.h"
#include "parse/worker/flow/xml.h"
#include "parse/worker/reader.h"
#include "parse/worker/zip/package.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

using Node = pugi::xml_node;

struct Item {
  std::string path, media_type, properties;
};

struct Book {
  std::string title, author;
  std::vector<Item> spine;
  std::map<std::string, std::string> titles;  // path → what the table of contents calls it
};

std::string words_below(const Node& top) {
  std::string text;
  for (Node node = top; !node.empty(); node = next_in_order(node, top))
    text += node.type() == pugi::node_pcdata ? node.value() : "";
  return squeeze_spaces(text);
}

// "%ED%95%9C" in links; names in the package are plain.
std::string percent_decoded(std::string_view text) {
  const auto digit = [](char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    const char lower = static_cast<char>(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    out.push_back(escape ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i]);
    if (escape) i += 2;
  }
  return out;
}

// A link relative to the file that holds it; the fragment goes.
std::string resolved(std::string_view base, std::string_view link) {
  std::string path(base.substr(0, base.rfind('/') + 1));
  path += percent_decoded(link.substr(0, link.find('#')));
  std::vector<std::string_view> parts;
  for (std::string_view rest = path; !rest.empty();) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view part = rest.substr(0, end);
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::string out;
  for (const std::string_view part : parts) out.append(out.empty() ? "" : "/").append(part);
  return out;
}

Result<std::unique_ptr<XmlPart>> read_xml_part(Package& package, const std::string& path) {
  ONGGI_TRY(std::string bytes, package.read(path));
  return parse_xml(std::move(bytes));
}

// Fonts may be obfuscated in an open book (OCF §6.2); anything else that is encrypted is DRM.
Result<void> check_open(Package& package) {
  if (!package.has("META-INF/encryption.xml")) return {};
  ONGGI_TRY(const auto part, read_xml_part(package, "META-INF/encryption.xml"));
  const Node root = part->root();
  for (Node node = root; !node.empty(); node = next_in_order(node, root)) {
    if (local_name(node) != "EncryptedData") continue;
    const std::string_view method = attribute(child(node, "EncryptionMethod"), "Algorithm");
    if (method == "http://www.idpf.org/2008/embedding" || method == "http://ns.adobe.com/pdf/enc#RC") continue;
    return fail(ErrorCode::unsupported,
                "the book is protected (DRM): it opens only in the seller's program; an unprotected copy is needed",
                "drm");
  }
  return {};
}

Result<std::string> package_path(Package& package) {
  const auto container = read_xml_part(package, "META-INF/container.xml");
  if (container) {
    const Node root = (*container)->root();
    for (Node node = root; !node.empty(); node = next_in_order(node, root)) {
      if (local_name(node) == "rootfile") return percent_decoded(attribute(node, "full-path"));
    }
  }
  const auto found =
      std::ranges::find_if(package.names(), [](const std::string& name) { return name.ends_with(".opf"); });
  if (found == package.names().end()) return fail(ErrorCode::bad_input, "the book has no package document", "broken");
  return *found;
}

void read_ncx(Package& package, const std::string& path, Book& book) {
  const auto part = read_xml_part(package, path);
  if (!part) return;
  const Node root = (*part)->root();
  for (Node node = root; !node.empty(); node = next_in_order(node, root)) {
    if (local_name(node) != "navPoint") continue;
    const std::string_view link = attribute(child(node, "content"), "src");
    book.titles.emplace(resolved(path, link), words_below(child(node, "navLabel")));
  }
}

void read_navigation(Package& package, const std::string& path, Book& book) {
  const auto part = read_xml_part(package, path);
  if (!part) return;
  const Node root = (*part)->root();
  bool contents = false;
  for (Node node = root; !node.empty(); node = next_in_order(node, root)) {
    if (local_name(node) == "nav")
      contents = std::string_view(node.attribute("epub:type").value()) != "landmarks" &&
                 std::string_view(node.attribute("epub:type").value()) != "page-list";
    if (contents && local_name(node) == "a")
      book.titles.emplace(resolved(path, attribute(node, "href")), words_below(node));
  }
}

Result<Book> read_book(Package& package) {
  ONGGI_TRY(const std::string path, package_path(package));
  ONGGI_TRY(const auto part, read_xml_part(package, path));
  Book book;
  std::map<std::string, Item, std::less<>> manifest;
  const Node root = part->root();
  for (const Node& node : child(root, "manifest").children()) {
    manifest[std::string(attribute(node, "id"))] = {resolved(path, attribute(node, "href")),
                                                    std::string(attribute(node, "media-type")),
                                                    std::string(attribute(node, "properties"))};
  }
  book.title = words_below(child(child(root, "metadata"), "title"));
  book.author = words_below(child(child(root, "metadata"), "creator"));
  for (const Node& node : child(root, "spine").children()) {
    if (const auto item = manifest.find(attribute(node, "idref")); item != manifest.end())
      book.spine.push_back(item->second);
  }
  for (const auto& [id, item] : manifest) {
    if (item.media_type == "application/x-dtbncx+xml") read_ncx(package, item.path, book);
    if (item.properties.find("nav") != std::string::npos) read_navigation(package, item.path, book);
  }
  if (book.spine.empty()) return fail(ErrorCode::bad_input, "the book's spine names no chapter", "broken");
  return book;
}

bool begins_with_heading(const Document& chapter) {
  constexpr std::ptrdiff_t kLookedAt = 3;
  const auto end = chapter.elements.begin() + std::min(kLookedAt, std::ssize(chapter.elements));
  return std::any_of(chapter.elements.begin(), end, [](const Element& element) {
    return element.kind == ElementKind::heading || element.kind == ElementKind::title;
  });
}

// A chapter that calls itself nothing is called what the table of contents calls it.
void add_chapter(DocumentBuilder& builder, const Book& book, const Item& item, Document chapter) {
  const auto title = book.titles.find(item.path);
  if (title != book.titles.end() && !chapter.elements.empty() && !begins_with_heading(chapter)) {
    builder.count_in(title->second);
    builder.add(ElementKind::heading, title->second, {}, 1);
  }
  builder.append(std::move(chapter), {});
}

void read_chapter(DocumentBuilder& builder, Package& package, const ReadContext& context, const Book& book,
                  const Item& item) {
  const bool markup =
      item.media_type.find("html") != std::string::npos || item.media_type.find("xml") != std::string::npos;
  if (item.properties.find("nav") != std::string::npos || !markup) return;
  const auto bytes = package.read(item.path);
  if (!bytes) return builder.warn("part_unread", "a chapter: " + bytes.error().message);
  const std::string html = xhtml_as_html(decode_text(*bytes).utf8);
  if (html.empty()) return;
  auto chapter = read_part(read_html, {html, {}, "text/html", context.options, context.limits, context.inner});
  if (!chapter) return builder.warn("part_unread", "a chapter: " + chapter.error().message);
  add_chapter(builder, book, item, *std::move(chapter));
}

}  // namespace

Result<Document> read_epub(const ReadContext& context) {
  ONGGI_TRY(Package package, Package::open(context.bytes, context.limits));
  ONGGI_CHECK(check_open(package));
  ONGGI_TRY(const Book book, read_book(package));
  DocumentBuilder builder(context.media_type, context.limits);
  builder.set_title(book.title);
  builder.set_author(book.author);
  for (const Item& item : book.spine) {
    if (builder.full()) break;
    read_chapter(builder, package, context, book, item);
  }
  ONGGI_TRY(Document document, std::move(builder).finish());
  if (document.elements.empty() && document.warnings.empty())
    document.warnings.push_back({"no_text", -1, "the book's chapters hold no text"});
  return document;
}

}  // namespace onggi::parse
