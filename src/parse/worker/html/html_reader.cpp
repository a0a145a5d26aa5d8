// HTML → elements: charset, title, main content; the walk itself is html_walker.
//
// The account counts every text node of the body, alternative texts and list numbers. The head (title, meta) is
// metadata: its title becomes the document's and is not counted.
#include "parse/worker/html/html_reader.h"

#include <algorithm>
#include <span>

#include "parse/worker/html/html_stretches.h"
#include "parse/worker/html/html_tree.h"
#include "parse/worker/html/html_walker.h"
#include "parse/worker/memory/forget.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

// gumbo's time grows with the square of open elements: 4,000 take milliseconds, 100,000 minutes. Elements deeper than
// depth_max but below this are read and flattened.
constexpr std::int32_t kParserDepthPerDepthMax = 20;

// Longer texts are parsed in stretches: a tree takes nine times its text.
constexpr std::size_t kTreeBytesMax = 4U << 20U;

bool is_name_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '-' ||
         byte == '_';
}

// The first charset= of a meta element near the start (WHATWG §13.2.3.2, prescan); both meta forms spell it that way.
std::string_view stated_charset(std::string_view bytes) {
  constexpr std::size_t kPrescanBytes = 4096;
  const std::string_view head = bytes.substr(0, kPrescanBytes);
  constexpr std::string_view kKey = "charset";
  const auto same = [](char left, char right) { return (left | 0x20) == (right | 0x20); };
  const auto found = std::search(head.begin(), head.end(), kKey.begin(), kKey.end(), same);
  if (found == head.end()) return {};
  std::string_view rest = head.substr(static_cast<std::size_t>(found - head.begin()) + kKey.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(" =\"'"), rest.size()));
  const auto end = std::ranges::find_if_not(rest, is_name_byte);
  return rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
}

Result<void> check_depth(std::string_view utf8, const ParseLimits& limits) {
  if (guess_depth(utf8) <= limits.depth_max * kParserDepthPerDepthMax) return {};
  return fail(ErrorCode::limit_exceeded,
              "elements nest deeper than " + std::to_string(kParserDepthPerDepthMax) + " times depth_max (" +
                  std::to_string(limits.depth_max) + ")",
              "depth_max");
}

// Where the page says what its main content is, and that holds most of a page's worth of text, the rest is boilerplate.
const GumboNode* main_content(const HtmlTree& tree, const GumboNode* body) {
  constexpr std::int64_t kWorthACharacters = 200;
  const GumboNode* main = nullptr;
  const GumboNode* article = nullptr;
  int articles = 0;
  each_node(body, [&](const GumboNode* node) {
    const bool is_main = tag_of(node) == GUMBO_TAG_MAIN || attribute(node, "role") == "main";
    if (is_main && main == nullptr) main = node;
    if (tag_of(node) == GUMBO_TAG_ARTICLE && ++articles == 1) article = node;
    return true;
  });
  const GumboNode* candidate = main != nullptr ? main : articles == 1 ? article : nullptr;
  if (candidate == nullptr) return body;
  const std::int64_t inside = tree.count_characters(candidate);
  return inside >= kWorthACharacters || inside * 4 >= tree.count_characters(body) ? candidate : body;
}

std::string title_of(const HtmlTree& tree) {
  const GumboNode* title = tree.find(GUMBO_TAG_TITLE);
  std::string text;
  if (title != nullptr) each_node(title, [&](const GumboNode* node) { return text.append(text_of(node)), true; });
  return text;
}

std::string author_of(const HtmlTree& tree) {
  const GumboNode* head = tree.find(GUMBO_TAG_HEAD);
  std::string author;
  if (head == nullptr) return author;
  each_node(head, [&](const GumboNode* node) {
    if (author.empty() && tag_of(node) == GUMBO_TAG_META && fold(attribute(node, "name")) == "author")
      author = attribute(node, "content");
    return author.empty();
  });
  return author;
}

// `part` of the body is content, nullptr: nothing of it.
void append_part(const HtmlTree& tree, const GumboNode* body, const GumboNode* part, const ReadContext& context,
                 DocumentBuilder& builder) {
  builder.count_in(tree.count_characters(body));
  if (part != body) builder.drop("boilerplate", tree.count_characters(body, part));
  if (part != nullptr) HtmlWalker(tree, builder, context.limits.depth_max, context.options.content).walk(part);
}

void append_whole(std::string_view utf8, const ReadContext& context, DocumentBuilder& builder) {
  const HtmlTree tree(utf8);
  forget(std::as_bytes(std::span(utf8)));  // the tree has its own
  builder.set_title(title_of(tree));
  builder.set_author(author_of(tree));
  const GumboNode* body = tree.find(GUMBO_TAG_BODY);
  if (body == nullptr) return;
  const GumboNode* part = context.options.content == Content::all ? body : main_content(tree, body);
  append_part(tree, body, part, context, builder);
}

const GumboNode* content_in(const GumboNode* body, HtmlContent content) {
  const GumboNode* found = nullptr;
  each_node(body, [&](const GumboNode* node) {
    const bool main = tag_of(node) == GUMBO_TAG_MAIN || attribute(node, "role") == "main";
    if (content == HtmlContent::main ? main : tag_of(node) == GUMBO_TAG_ARTICLE) found = node;
    return found == nullptr;
  });
  return found;
}

void append_stretches(std::string_view utf8, std::size_t stretch, const ReadContext& context,
                      DocumentBuilder& builder) {
  const HtmlContent content = context.options.content == Content::all ? HtmlContent::body : guess_content(utf8);
  HtmlStretches stretches(utf8, stretch);
  std::size_t forgotten = 0;
  while (auto html = stretches.next()) {
    const HtmlTree tree(*html);
    forget(std::as_bytes(std::span(utf8.substr(forgotten, stretches.done() - forgotten))));
    forgotten = stretches.done();
    builder.set_title(title_of(tree));
    builder.set_author(author_of(tree));
    const GumboNode* body = tree.find(GUMBO_TAG_BODY);
    if (body == nullptr) continue;
    append_part(tree, body, content == HtmlContent::body ? body : content_in(body, content), context, builder);
  }
}

}  // namespace

Result<void> append_html(std::string_view utf8, const ParseLimits& limits, DocumentBuilder& builder) {
  ONGGI_CHECK(check_depth(utf8, limits));
  const HtmlTree tree(utf8);
  const GumboNode* body = tree.find(GUMBO_TAG_BODY);
  if (body == nullptr) return {};
  builder.count_in(tree.count_characters(body));
  HtmlWalker(tree, builder, limits.depth_max).walk(body);
  return {};
}

Result<Document> read_html(const ReadContext& context) {
  const Decoded decoded = decode_text(context.bytes, stated_charset(context.bytes));
  forget_mapping(context.bytes);
  ONGGI_CHECK(check_depth(decoded.utf8, context.limits));
  DocumentBuilder builder(context.media_type, context.limits);
  warn_replaced(builder, decoded);
  if (decoded.utf8.size() <= kTreeBytesMax) append_whole(decoded.utf8, context, builder);
  else append_stretches(decoded.utf8, kTreeBytesMax / 4, context, builder);
  return std::move(builder).finish();
}

}  // namespace onggi::parse
