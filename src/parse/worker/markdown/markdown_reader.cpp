// Markdown (GitHub flavour) → elements, over cmark-gfm's tree with tables, strikethrough and footnotes.
//
// The account counts the literals of the tree and the numbers of ordered lists; markers, link targets and fences are
// markup. Front matter is metadata: counted in and dropped under its name, its title becomes the document's. Blocks of
// HTML go to the HTML reader.
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/html/html_reader.h"
#include "parse/worker/reader.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

using Tree = std::unique_ptr<cmark_node, decltype(&cmark_node_free)>;
using Iterator = std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)>;

Tree parse_tree(std::string_view utf8) {
  // Strikethrough needs two tildes: with one, "10~20명, 30~40명" would lose both of its signs.
  constexpr int kOptions = CMARK_OPT_FOOTNOTES | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE;
  cmark_gfm_core_extensions_ensure_registered();
  const std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)> parser(cmark_parser_new(kOptions),
                                                                           &cmark_parser_free);
  for (const char* name : {"table", "strikethrough"})
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
  cmark_parser_feed(parser.get(), utf8.data(), utf8.size());
  return {cmark_parser_finish(parser.get()), &cmark_node_free};
}

std::string_view literal_of(cmark_node* node) {
  const char* literal = cmark_node_get_literal(node);
  return literal == nullptr ? std::string_view{} : std::string_view(literal);
}

// The table extension's types have names but no installed header.
bool is_type(cmark_node* node, std::string_view name) { return cmark_node_get_type_string(node) == name; }
bool is_table_row(cmark_node* node) { return is_type(node, "table_row") || is_type(node, "table_header"); }

bool is_line_break_tag(std::string_view html) { return html.starts_with("<br") || html.starts_with("<BR"); }

struct FrontMatter {
  std::string_view text;  // with its fences
  std::string_view title;
};

// YAML between "---" lines at the very start, as Jekyll introduced it.
std::optional<FrontMatter> front_matter(std::string_view utf8) {
  if (!utf8.starts_with("---\n") && !utf8.starts_with("---\r\n")) return std::nullopt;
  FrontMatter found;
  for (std::size_t at = utf8.find('\n') + 1; at < utf8.size();) {
    const std::size_t end = std::min(utf8.find('\n', at), utf8.size());
    std::string_view line = utf8.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at = std::min(end + 1, utf8.size());
    if (line == "---" || line == "...") return found.text = utf8.substr(0, at), found;
    if (!line.starts_with("title:")) continue;
    line.remove_prefix(6);
    while (!line.empty() && (line.front() == ' ' || line.front() == '"' || line.front() == '\'')) line.remove_prefix(1);
    while (!line.empty() && (line.back() == ' ' || line.back() == '"' || line.back() == '\'')) line.remove_suffix(1);
    found.title = line;
  }
  return std::nullopt;  // never closed: a rule, not front matter
}

class MarkdownWalker {
 public:
  MarkdownWalker(DocumentBuilder& builder, const ParseLimits& limits) : builder_(builder), limits_(limits) {}

  Result<void> walk(cmark_node* root) {
    const Iterator iterator(cmark_iter_new(root), &cmark_iter_free);
    for (cmark_event_type event{}; (event = cmark_iter_next(iterator.get())) != CMARK_EVENT_DONE && !builder_.full();) {
      cmark_node* node = cmark_iter_get_node(iterator.get());
      if (event == CMARK_EVENT_ENTER) ONGGI_CHECK(enter(node));
      if (event == CMARK_EVENT_EXIT) leave(node);
    }
    return {};
  }

 private:
  struct List {
    bool ordered = false;
    int number = 1;
  };

  Result<void> enter(cmark_node* node) {
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HTML_BLOCK) return append_html(literal_of(node), limits_, builder_);
    if (type != CMARK_NODE_HTML_INLINE) builder_.count_in(literal_if_text(type, node));
    if (type == CMARK_NODE_LIST) enter_list(node);
    if (type == CMARK_NODE_ITEM) enter_item();
    if (type == CMARK_NODE_CODE_BLOCK) builder_.add(ElementKind::code, literal_of(node));
    if (is_table_row(node)) grid_.next_row();
    enter_inline(type, node);
    return {};
  }

  static std::string_view literal_if_text(cmark_node_type type, cmark_node* node) {
    const bool text = type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK;
    return text ? literal_of(node) : std::string_view{};
  }

  void enter_inline(cmark_node_type type, cmark_node* node) {
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) text_.append(literal_of(node));
    if (type == CMARK_NODE_SOFTBREAK) text_.push_back(' ');
    if (type == CMARK_NODE_LINEBREAK) text_.push_back('\n');
    if (type == CMARK_NODE_HTML_INLINE && is_line_break_tag(literal_of(node))) text_.push_back('\n');
  }

  void enter_list(cmark_node* node) {
    lists_.push_back({cmark_node_get_list_type(node) == CMARK_ORDERED_LIST, cmark_node_get_list_start(node)});
  }

  void enter_item() {
    item_open_ = true;
    List& list = lists_.back();
    if (!list.ordered) return;
    const std::string number = std::to_string(list.number++) + ". ";
    builder_.count_in(number);
    text_.append(number);  // "1. 2. text" opens two lists at once
  }

  void leave(cmark_node* node) {
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HEADING) flush(ElementKind::heading, cmark_node_get_heading_level(node));
    if (type == CMARK_NODE_PARAGRAPH) leave_paragraph(node);
    if (type == CMARK_NODE_ITEM)
      flush(ElementKind::list_item, level());  // an item without a paragraph still has its number
    if (type == CMARK_NODE_LIST) lists_.pop_back();
    if (is_type(node, "table")) builder_.add_table(grid_.take());
    if (is_type(node, "table_cell")) leave_cell(node);
  }

  void leave_paragraph(cmark_node* node) {
    if (!lists_.empty() && std::exchange(item_open_, false)) return flush(ElementKind::list_item, level());
    cmark_node* only = cmark_node_first_child(node);
    const bool image =
        only != nullptr && cmark_node_next(only) == nullptr && cmark_node_get_type(only) == CMARK_NODE_IMAGE;
    const bool footnote = cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_FOOTNOTE_DEFINITION;
    flush(image ? ElementKind::figure : footnote ? ElementKind::footnote : ElementKind::paragraph, 0);
  }

  void leave_cell(cmark_node* node) {
    const bool header = cmark_gfm_extensions_get_table_row_is_header(cmark_node_parent(node)) != 0;
    grid_.add(std::exchange(text_, {}), 1, 1, header);
  }

  void flush(ElementKind kind, std::int32_t element_level) {
    builder_.add(kind, std::exchange(text_, {}), {}, element_level);
  }

  std::int32_t level() const { return std::min(static_cast<std::int32_t>(lists_.size()), limits_.depth_max); }

  DocumentBuilder& builder_;
  const ParseLimits& limits_;
  std::vector<List> lists_;
  TableGrid grid_;
  std::string text_;        // inline text of the block that is open
  bool item_open_ = false;  // its first paragraph is still to come
};

}  // namespace

Result<Document> read_markdown(const ReadContext& context) {
  const Decoded decoded = decode_text(context.bytes);
  DocumentBuilder builder(context.media_type, context.limits);
  warn_replaced(builder, decoded);
  std::string_view body = decoded.utf8;
  if (const auto front = front_matter(body)) {
    builder.set_title(front->title);
    builder.count_in(front->text);
    builder.drop("front_matter", front->text);
    body.remove_prefix(front->text.size());
  }
  const Tree tree = parse_tree(body);
  ONGGI_CHECK(MarkdownWalker(builder, context.limits).walk(tree.get()));
  return std::move(builder).finish();
}

}  // namespace onggi::parse
