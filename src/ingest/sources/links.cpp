// See links.h. libxml2's HTML reader without a tree: a page of whatever nesting costs no stack.
#include "ingest/sources/links.h"

#include <libxml/HTMLparser.h>

#include <memory>
#include <pugixml.hpp>
#include <unordered_set>

#include "net/url.h"
#include "text/text.h"

namespace onggi::sources {
namespace {

constexpr std::size_t kLinksMax = 10'000;
constexpr std::size_t kPageBytesMax = 16U << 20U;

struct Collected {
  std::string base;
  std::vector<std::string> links;
  std::unordered_set<std::string> seen;
};

std::string attribute(const xmlChar** attributes, std::string_view wanted) {
  for (; attributes != nullptr && attributes[0] != nullptr; attributes += 2)
    if (reinterpret_cast<const char*>(attributes[0]) == wanted && attributes[1] != nullptr)
      return reinterpret_cast<const char*>(attributes[1]);
  return {};
}

void on_element(void* user, const xmlChar* name, const xmlChar** attributes) {
  Collected& found = *static_cast<Collected*>(user);
  const std::string_view tag = reinterpret_cast<const char*>(name);
  if (tag != "a" && tag != "base") return;
  const std::string href = attribute(attributes, "href");
  if (href.empty() || found.links.size() >= kLinksMax) return;
  std::string link = net::resolve_link(found.base, href);
  if (link.empty()) return;
  if (tag == "base") found.base = std::move(link);
  else if (found.seen.insert(link).second) found.links.push_back(std::move(link));
}

}  // namespace

std::vector<std::string> links_of(std::string_view html, const std::string& base) {
  if (html.size() > kPageBytesMax) return {};
  Collected found{.base = base};
  const std::string text = decode_text(html).utf8;  // libxml2 takes what names no charset for Latin-1
  htmlSAXHandler handler{};
  handler.startElement = on_element;
  htmlParserCtxtPtr context = htmlCreatePushParserCtxt(&handler, &found, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8);
  if (context == nullptr) return {};
  htmlCtxtUseOptions(context, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
  htmlParseChunk(context, text.data(), static_cast<int>(text.size()), 1);
  if (context->myDoc != nullptr) xmlFreeDoc(context->myDoc);
  htmlFreeParserCtxt(context);
  return std::move(found.links);
}

std::optional<Sitemap> read_sitemap(std::string_view text) {
  pugi::xml_document xml;
  if (!xml.load_buffer(text.data(), text.size())) return {};
  Sitemap sitemap;
  if (const auto index = xml.child("sitemapindex"); index) {
    for (const auto entry : index.children("sitemap")) sitemap.sitemaps.emplace_back(entry.child_value("loc"));
    return sitemap;
  }
  const auto set = xml.child("urlset");
  if (!set) return {};
  for (const auto entry : set.children("url")) sitemap.pages.emplace_back(entry.child_value("loc"));
  return sitemap;
}

}  // namespace onggi::sources
