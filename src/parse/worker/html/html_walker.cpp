// From an HTML tree to elements; see html_walker.h.
#include "parse/worker/html/html_walker.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "parse/worker/html/html_tables.h"

namespace onggi::parse {
namespace {

template <std::size_t count>
bool is_one_of(GumboTag tag, const std::array<GumboTag, count>& tags) {
  return std::ranges::find(tags, tag) != tags.end();
}

constexpr std::array kInline = {
    GUMBO_TAG_A,      GUMBO_TAG_ABBR,    GUMBO_TAG_B,   GUMBO_TAG_BDI,   GUMBO_TAG_BDO,    GUMBO_TAG_CITE,
    GUMBO_TAG_CODE,   GUMBO_TAG_DATA,    GUMBO_TAG_DEL, GUMBO_TAG_DFN,   GUMBO_TAG_EM,     GUMBO_TAG_FONT,
    GUMBO_TAG_I,      GUMBO_TAG_INS,     GUMBO_TAG_KBD, GUMBO_TAG_LABEL, GUMBO_TAG_MARK,   GUMBO_TAG_Q,
    GUMBO_TAG_RUBY,   GUMBO_TAG_RT,      GUMBO_TAG_RP,  GUMBO_TAG_S,     GUMBO_TAG_SAMP,   GUMBO_TAG_SMALL,
    GUMBO_TAG_SPAN,   GUMBO_TAG_SUB,     GUMBO_TAG_SUP, GUMBO_TAG_TIME,  GUMBO_TAG_STRONG, GUMBO_TAG_TT,
    GUMBO_TAG_U,      GUMBO_TAG_VAR,     GUMBO_TAG_BIG, GUMBO_TAG_NOBR,  GUMBO_TAG_WBR,    GUMBO_TAG_MATH,
    GUMBO_TAG_STRIKE, GUMBO_TAG_ACRONYM,
};

bool is_inline(const GumboNode* node) {
  const GumboTag tag = tag_of(node);
  return is_one_of(tag, kInline) || tag == GUMBO_TAG_UNKNOWN || node->v.element.tag_namespace == GUMBO_NAMESPACE_MATHML;
}

std::string without_blanks(std::string_view text) {
  std::string out;
  for (const char byte : text) {
    if (byte != ' ' && byte != '\t' && byte != '\n')
      out.push_back(byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte);
  }
  return out;
}

bool is_hidden(const GumboNode* node) {
  if (has_attribute(node, "hidden") || attribute(node, "aria-hidden") == "true") return true;
  const std::string style = without_blanks(attribute(node, "style"));
  return style.find("display:none") != std::string::npos || style.find("visibility:hidden") != std::string::npos;
}

// Names that DocBook, Sphinx, MediaWiki, Bootstrap and their like give to what leads elsewhere. Only whole names:
// "navigator" is none.
bool is_named_navigation(const GumboNode* node) {
  constexpr auto kNames =
      std::to_array<std::string_view>({"nav", "navbar", "navheader", "navfooter", "navigation", "breadcrumb",
                                       "breadcrumbs", "pagination", "skip-link", "skiplink"});
  for (std::string_view rest = attribute(node, "class"); !rest.empty();) {
    const std::size_t end = std::min(rest.find_first_of(" \t\n"), rest.size());
    if (std::ranges::find(kNames, rest.substr(0, end)) != kNames.end()) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::ranges::find(kNames, attribute(node, "id")) != kNames.end();
}

// Notes of e-books (EPUB Structural Semantics, DPUB-ARIA) stand in <aside>, which elsewhere is beside the point.
bool is_note(const GumboNode* node) {
  const std::string_view type = attribute(node, "epub:type"), role = attribute(node, "role");
  return type.find("footnote") != std::string_view::npos || type.find("endnote") != std::string_view::npos ||
         type.find("rearnote") != std::string_view::npos || role == "doc-footnote" || role == "doc-endnote";
}

// Why an element is no content, or nothing.
std::optional<std::string_view> drop_reason(const GumboNode* node, bool in_content) {
  switch (tag_of(node)) {
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
      return "script";
    case GUMBO_TAG_STYLE:
      return "style";
    case GUMBO_TAG_NAV:
      return "boilerplate";
    case GUMBO_TAG_ASIDE:
      if (!is_note(node)) return "boilerplate";
      break;
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_FOOTER:
      if (!in_content) return "boilerplate";
      break;
    case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_DATALIST:
    case GUMBO_TAG_INPUT:
    case GUMBO_TAG_TEXTAREA:
      return "form_control";
    case GUMBO_TAG_SVG:
    case GUMBO_TAG_CANVAS:
      return "graphic";
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_AUDIO:
    case GUMBO_TAG_VIDEO:
      return "embedded";
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_TITLE:
      return "metadata";
    default:
      break;
  }
  const std::string_view role = attribute(node, "role");
  if (role == "navigation" || role == "banner" || role == "contentinfo" || role == "search") return "boilerplate";
  if (is_named_navigation(node)) return "boilerplate";
  if (is_hidden(node)) return "hidden";
  return std::nullopt;
}

// In running text every line feed of the source is a blank; only <br> and blocks break lines.
void append_inline(std::string& text, std::string_view source) {
  for (const char byte : source)
    text.push_back(byte == '\n' || byte == '\r' || byte == '\t' || byte == '\f' ? ' ' : byte);
}

void break_line(std::string& text) {
  while (text.ends_with(' ')) text.pop_back();
  if (!text.empty() && text.back() != '\n') text.push_back('\n');
}

}  // namespace

void HtmlWalker::walk(const GumboNode* root) {
  const GumboTag tag = tag_of(root);
  in_content_ = tag == GUMBO_TAG_MAIN || tag == GUMBO_TAG_ARTICLE || attribute(root, "role") == "main" ? 1 : 0;
  visit_children(root);
  flush();
}

void HtmlWalker::flush() {
  // A list item's second paragraph is a paragraph; its number and kind were given to the first.
  if (count_visible(pending_) > 0) {
    builder_.add(block_.kind, pending_, {}, block_.level);
    block_ = {};
  }
  pending_.clear();
  for (const std::string& figure : std::exchange(figures_, {})) builder_.add(ElementKind::figure, figure);
}

void HtmlWalker::visit_children(const GumboNode* node) {
  if (depth_ >= depth_max_) {
    if (!std::exchange(flattened_, true))
      builder_.warn("nesting_flattened", "elements nested deeper than depth_max became plain text");
    pending_.append(flat(node));
    return;
  }
  ++depth_;
  each_child(node, [&](const GumboNode* child) { visit(child); });
  --depth_;
}

void HtmlWalker::visit(const GumboNode* node) {
  if (builder_.full()) return;
  if (!is_element(node)) return append_inline(pending_, text_of(node));
  if (!dropped(node)) visit_element(node);
}

bool HtmlWalker::dropped(const GumboNode* node) {
  auto reason = is_element(node) ? drop_reason(node, in_content_ > 0) : std::nullopt;
  const bool button = tag_of(node) == GUMBO_TAG_BUTTON;
  if (content_ == Content::all && (button || reason == "boilerplate"))
    reason = is_hidden(node) ? std::optional<std::string_view>("hidden") : std::nullopt;
  if (reason) builder_.drop(*reason, tree_.count_characters(node));
  return reason.has_value();
}

void HtmlWalker::visit_element(const GumboNode* node) {
  switch (tag_of(node)) {
    case GUMBO_TAG_H1:
      return visit_heading(node, 1);
    case GUMBO_TAG_H2:
      return visit_heading(node, 2);
    case GUMBO_TAG_H3:
      return visit_heading(node, 3);
    case GUMBO_TAG_H4:
      return visit_heading(node, 4);
    case GUMBO_TAG_H5:
      return visit_heading(node, 5);
    case GUMBO_TAG_H6:
      return visit_heading(node, 6);
    case GUMBO_TAG_BR:
      return pending_.push_back('\n');
    case GUMBO_TAG_IMG:
      return visit_image(node);
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_LISTING:
    case GUMBO_TAG_XMP:
    case GUMBO_TAG_PLAINTEXT:
      return visit_pre(node);
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_MENU:
    case GUMBO_TAG_DIR:
      return visit_list(node);
    case GUMBO_TAG_LI:
      return visit_item(node);
    case GUMBO_TAG_DT:
      return visit_block(node, {ElementKind::list_item, list_level_ + 1});
    case GUMBO_TAG_DD:
      return visit_block(node, {ElementKind::list_item, list_level_ + 2});
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_CAPTION:
      return visit_block(node, {ElementKind::caption, 0});
    case GUMBO_TAG_TABLE:
      return visit_table(node);
    case GUMBO_TAG_ASIDE:
      return visit_block(node, {is_note(node) ? ElementKind::footnote : ElementKind::paragraph, 0});
    default:
      break;
  }
  if (is_inline(node)) return visit_children(node);
  visit_block(node, {});
}

void HtmlWalker::visit_block(const GumboNode* node, Block block) {
  // A block inside of a list item or note that has not spoken yet (<li><p>…) speaks for it.
  const bool first_of_item = (block_.kind == ElementKind::list_item || block_.kind == ElementKind::footnote) &&
                             count_visible(pending_) == count_visible(item_marker_);
  if (block.kind == ElementKind::paragraph && first_of_item) return visit_children(node);
  const GumboTag tag = tag_of(node);
  const bool content = tag == GUMBO_TAG_MAIN || tag == GUMBO_TAG_ARTICLE || tag == GUMBO_TAG_SECTION;
  flush();
  block_ = block;
  in_content_ += content ? 1 : 0;
  visit_children(node);
  in_content_ -= content ? 1 : 0;
  flush();
  block_ = {};
}

void HtmlWalker::visit_list(const GumboNode* node) {
  flush();
  ++list_level_;
  visit_children(node);
  flush();
  --list_level_;
}

void HtmlWalker::visit_item(const GumboNode* node) {
  flush();
  block_ = {ElementKind::list_item, std::max(list_level_, 1)};
  item_marker_ = tree_.list_marker(node);
  pending_ = item_marker_;
  visit_children(node);
  flush();
  block_ = {};
  item_marker_.clear();
}

void HtmlWalker::visit_heading(const GumboNode* node, std::int32_t level) {
  flush();
  builder_.add(ElementKind::heading, squeeze_spaces(flat(node)), {}, level);
}

void HtmlWalker::visit_pre(const GumboNode* node) {
  flush();
  std::string code;
  each_node(node, [&](const GumboNode* below) {
    if (below != node && dropped(below)) return false;
    code.append(text_of(below));
    if (tag_of(below) == GUMBO_TAG_BR) code.push_back('\n');
    if (tag_of(below) == GUMBO_TAG_IMG) code.append(attribute(below, "alt"));
    code.append(tree_.list_marker(below));
    return true;
  });
  builder_.add(ElementKind::code, code);
}

void HtmlWalker::visit_image(const GumboNode* node) {
  const std::string_view alternative = attribute(node, "alt");
  if (count_visible(alternative) > 0) figures_.emplace_back(squeeze_spaces(alternative));
}

void HtmlWalker::visit_table(const GumboNode* node) {
  if (is_layout_table(node)) return visit_block(node, {});
  flush();
  TableGrid grid;
  each_child(node, [&](const GumboNode* child) {
    if (dropped(child)) return;
    const GumboTag tag = tag_of(child);
    if (tag == GUMBO_TAG_CAPTION) return builder_.add(ElementKind::caption, flat(child));
    if (tag == GUMBO_TAG_TBODY || tag == GUMBO_TAG_THEAD || tag == GUMBO_TAG_TFOOT)
      add_rows(child, tag == GUMBO_TAG_THEAD, grid);
  });
  builder_.add_table(without_empty_lines(grid.take()));
}

void HtmlWalker::add_rows(const GumboNode* section, bool header, TableGrid& grid) {
  each_child(section, [&](const GumboNode* row) {
    if (dropped(row) || tag_of(row) != GUMBO_TAG_TR) return;
    grid.next_row();
    each_child(row, [&](const GumboNode* cell) {
      const GumboTag tag = tag_of(cell);
      if (!dropped(cell) && (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH))
        add_cell(cell, header || tag == GUMBO_TAG_TH, grid);
    });
  });
}

void HtmlWalker::add_cell(const GumboNode* cell, bool header, TableGrid& grid) {
  // The limits are those of HTML itself (WHATWG §4.9.11); rowspan 0 means "to the end of the section".
  const std::int32_t rows = number_attribute(cell, "rowspan", 1, 65'534);
  grid.add(flat(cell), rows == 0 ? 65'534 : rows, std::max(number_attribute(cell, "colspan", 1, 1'000), 1), header);
}

std::string HtmlWalker::flat(const GumboNode* root) {
  std::string text;
  const GumboNode* row = nullptr;  // of a table inside, whose cells stand on one line
  const auto is_block = [&](const GumboNode* node) { return node != root && is_element(node) && !is_inline(node); };
  const auto visit = [&](const GumboNode* node) {
    if (node != root && dropped(node)) return false;
    if (is_cell(node) && node != root && std::exchange(row, node->parent) == node->parent) {
      while (text.ends_with(' ') || text.ends_with('\n')) text.pop_back();
      text.append(" | ");
      builder_.count_in(1);
    } else if (tag_of(node) == GUMBO_TAG_IMG) {
      append_inline(text, " " + std::string(attribute(node, "alt")) + " ");
    } else if (is_block(node)) {
      break_line(text);
      text.append(tree_.list_marker(node));
    }
    append_inline(text, text_of(node));
    return true;
  };
  each_node(root, visit, [&](const GumboNode* node) {
    if (is_block(node) && tag_of(node) != GUMBO_TAG_IMG) break_line(text);
  });
  return text;
}

}  // namespace onggi::parse
