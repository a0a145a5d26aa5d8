// Markdown → marked text, by cmark-gfm. HTML tables are cut out first: to CommonMark an HTML block ends at a blank
// line, to those who write tables in Markdown it ends at </table>.
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "evaluate/marked_text.h"
#include "text/text.h"

namespace onggi::evaluate_room {
namespace {

using Tree = std::unique_ptr<cmark_node, decltype(&cmark_node_free)>;

Tree parse_tree(std::string_view utf8) {
  cmark_gfm_core_extensions_ensure_registered();
  const std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)> parser(
      cmark_parser_new(CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE), &cmark_parser_free);
  for (const char* name : {"table", "strikethrough"})
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
  cmark_parser_feed(parser.get(), utf8.data(), utf8.size());
  return {cmark_parser_finish(parser.get()), &cmark_node_free};
}

std::string_view literal_of(cmark_node* node) {
  const char* literal = cmark_node_get_literal(node);
  return literal == nullptr ? std::string_view{} : std::string_view(literal);
}

bool is_type(cmark_node* node, std::string_view name) { return cmark_node_get_type_string(node) == name; }

// The text below a node; tags and comments are no text, a line break is a space.
std::string text_below(cmark_node* node) {
  const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> iterator(cmark_iter_new(node), &cmark_iter_free);
  std::string text;
  for (cmark_event_type event{}; (event = cmark_iter_next(iterator.get())) != CMARK_EVENT_DONE;) {
    cmark_node* here = cmark_iter_get_node(iterator.get());
    if (event != CMARK_EVENT_ENTER) continue;
    const cmark_node_type type = cmark_node_get_type(here);
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) text.append(literal_of(here));
    if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK || literal_of(here).starts_with("<br"))
      text.push_back(' ');
  }
  return squeeze_spaces(text);
}

bool has_text(const std::vector<MarkedCell>& row) {
  return std::ranges::any_of(row, [](const MarkedCell& cell) { return !cell.text.empty(); });
}

MarkedTable pipe_table(cmark_node* node) {
  MarkedTable table{.of_pipes = true};
  for (cmark_node* row = cmark_node_first_child(node); row != nullptr; row = cmark_node_next(row)) {
    auto& cells = table.rows.emplace_back();
    for (cmark_node* cell = cmark_node_first_child(row); cell != nullptr; cell = cmark_node_next(cell))
      cells.push_back({1, 1, text_below(cell)});
  }
  // A table without a header has an empty one in GFM.
  if (table.rows.size() > 1 && !has_text(table.rows.front())) table.rows.erase(table.rows.begin());
  return table;
}

// Where the HTML tables of a text stood, a line of this with the table's number stands instead.
constexpr std::string_view kPlace = "\xee\x80\x80table";

class MarkdownWalk {
 public:
  explicit MarkdownWalk(std::vector<MarkedText> tables) : tables_(std::move(tables)) {}

  MarkedText take() { return std::move(text_); }

  void blocks(cmark_node* parent) {
    constexpr int kDepthMax = 200;
    if (depth_ > kDepthMax) return;
    ++depth_;
    for (cmark_node* node = cmark_node_first_child(parent); node != nullptr; node = cmark_node_next(node)) block(node);
    --depth_;
  }

 private:
  void block(cmark_node* node) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_HEADING:
        return add({.kind = MarkedBlock::Kind::heading,
                    .level = cmark_node_get_heading_level(node),
                    .text = text_below(node)});
      case CMARK_NODE_CODE_BLOCK:
        return add({.text = squeeze_spaces(literal_of(node))});
      case CMARK_NODE_HTML_BLOCK:
        return add_all(marked_from_html(literal_of(node)));
      case CMARK_NODE_LIST:
        return list(node);
      case CMARK_NODE_PARAGRAPH:
        return paragraph(text_below(node));
      default:
        if (is_type(node, "table")) add({.kind = MarkedBlock::Kind::table, .table = pipe_table(node)});
        else blocks(node);
    }
  }

  void list(cmark_node* node) {
    const bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    int number = cmark_node_get_list_start(node);
    for (cmark_node* item = cmark_node_first_child(node); item != nullptr; item = cmark_node_next(item)) {
      mark_ = "- ";
      if (ordered) mark_ = std::to_string(number++).append(". ");
      blocks(item);
      mark_.clear();
    }
  }

  void paragraph(std::string text) {
    if (!text.starts_with(kPlace)) return add({.text = std::move(text)});
    std::size_t number = tables_.size();
    std::from_chars(text.data() + kPlace.size(), text.data() + text.size(), number);
    if (number < tables_.size()) add_all(std::move(tables_[number]));
  }

  void add_all(MarkedText text) {
    for (MarkedBlock& block : text.blocks) text_.blocks.push_back(std::move(block));
  }

  void add(MarkedBlock block) {
    if (block.text.empty() && block.kind != MarkedBlock::Kind::table) return;
    if (block.kind == MarkedBlock::Kind::table && std::ranges::none_of(block.table.rows, has_text)) return;
    if (block.kind == MarkedBlock::Kind::text) block.mark = std::exchange(mark_, {});
    text_.blocks.push_back(std::move(block));
  }

  std::vector<MarkedText> tables_;
  MarkedText text_;
  std::string mark_;
  int depth_ = 0;
};

bool begins_with(std::string_view text, std::size_t at, std::string_view lower) {
  if (text.size() - at < lower.size()) return false;
  for (std::size_t i = 0; i < lower.size(); ++i)
    if ((static_cast<unsigned char>(text[at + i]) | 0x20U) != static_cast<unsigned char>(lower[i] | 0x20)) return false;
  return true;
}

// The end of the table that begins at `at`, tables inside of it counted; npos when it is never closed.
std::size_t end_of_table(std::string_view text, std::size_t at) {
  int open = 0;
  for (; (at = text.find('<', at)) != std::string_view::npos; ++at) {
    if (begins_with(text, at, "<table")) ++open;
    if (!begins_with(text, at, "</table")) continue;
    const std::size_t end = text.find('>', at);
    if (--open == 0) return end == std::string_view::npos ? end : end + 1;
  }
  return at;
}

// "[^1]: note" would be read as a link's definition and vanish.
void keep_footnotes(std::string& markdown) {
  for (std::size_t at = 0; (at = markdown.find("[^", at)) != std::string::npos; at += 3)
    if (at == 0 || markdown[at - 1] == '\n') markdown.insert(at, 1, '\\');
}

// Whether the line at `at` opens or closes a fence of code.
bool is_fence(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] == ' ') ++at;
  return text.substr(at, 3) == "```" || text.substr(at, 3) == "~~~";
}

// Takes the HTML tables out of a Markdown text; what stands in fenced code stays.
std::string cut_tables(std::string_view markdown, std::vector<MarkedText>& tables) {
  std::string rest;
  bool in_code = false;
  int unclosed = 0;
  constexpr int kUnclosedMax = 100;  // each of them was searched for to the end of the text
  for (std::size_t at = 0; at < markdown.size();) {
    if ((at == 0 || markdown[at - 1] == '\n') && is_fence(markdown, at)) in_code = !in_code;
    const bool table =
        !in_code && unclosed < kUnclosedMax && markdown[at] == '<' && begins_with(markdown, at, "<table");
    const std::size_t end = table ? end_of_table(markdown, at) : std::string_view::npos;
    if (end == std::string_view::npos) {
      unclosed += table ? 1 : 0;
      rest.push_back(markdown[at++]);
      continue;
    }
    rest.append("\n\n").append(kPlace).append(std::to_string(tables.size())).append("\n\n");
    tables.push_back(marked_from_html(markdown.substr(at, end - at)));
    at = end;
  }
  return rest;
}

}  // namespace

MarkedText marked_from_markdown(std::string_view utf8) {
  std::vector<MarkedText> tables;
  std::string rest = cut_tables(utf8, tables);
  keep_footnotes(rest);
  const Tree tree = parse_tree(rest);
  MarkdownWalk walk(std::move(tables));
  walk.blocks(tree.get());
  return walk.take();
}

}  // namespace onggi::evaluate_room
