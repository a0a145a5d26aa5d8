// HTML → marked text, by gumbo. A plain walk of its own: the reader of parse/ is what is measured.
#include <gumbo.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <memory_resource>
#include <utility>

#include "evaluate/marked_text.h"
#include "text/text.h"

namespace onggi::evaluate_room {
namespace {

// gumbo's own release goes down the tree by recursion: an arena instead, as the HTML reader has it.
void* allocate(void* arena, std::size_t size) {
  return static_cast<std::pmr::memory_resource*>(arena)->allocate(size == 0 ? 1 : size);
}
void release(void* /*arena*/, void* /*memory*/) {}

bool is_one_of(GumboTag tag, std::initializer_list<GumboTag> tags) {
  return std::ranges::find(tags, tag) != tags.end();
}

bool is_hidden(GumboTag tag) {
  return is_one_of(tag, {GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_HEAD, GUMBO_TAG_TEMPLATE, GUMBO_TAG_NOSCRIPT,
                         GUMBO_TAG_TITLE, GUMBO_TAG_IFRAME, GUMBO_TAG_OBJECT});
}

// Inline elements do not end a block; everything else does.
bool is_inline(GumboTag tag) {
  return is_one_of(tag,
                   {GUMBO_TAG_A,    GUMBO_TAG_ABBR, GUMBO_TAG_B,      GUMBO_TAG_BDI,   GUMBO_TAG_BDO,  GUMBO_TAG_CITE,
                    GUMBO_TAG_CODE, GUMBO_TAG_DATA, GUMBO_TAG_DEL,    GUMBO_TAG_DFN,   GUMBO_TAG_EM,   GUMBO_TAG_FONT,
                    GUMBO_TAG_I,    GUMBO_TAG_INS,  GUMBO_TAG_KBD,    GUMBO_TAG_LABEL, GUMBO_TAG_MARK, GUMBO_TAG_Q,
                    GUMBO_TAG_S,    GUMBO_TAG_SAMP, GUMBO_TAG_SMALL,  GUMBO_TAG_SPAN,  GUMBO_TAG_SUB,  GUMBO_TAG_SUP,
                    GUMBO_TAG_TIME, GUMBO_TAG_U,    GUMBO_TAG_STRIKE, GUMBO_TAG_TT,    GUMBO_TAG_VAR,  GUMBO_TAG_STRONG,
                    GUMBO_TAG_WBR,  GUMBO_TAG_RUBY, GUMBO_TAG_IMG,    GUMBO_TAG_BIG});
}

std::int32_t heading_level(GumboTag tag) {
  constexpr auto kLevels =
      std::to_array({GUMBO_TAG_H1, GUMBO_TAG_H2, GUMBO_TAG_H3, GUMBO_TAG_H4, GUMBO_TAG_H5, GUMBO_TAG_H6});
  const auto* const found = std::ranges::find(kLevels, tag);
  return found == kLevels.end() ? 0 : static_cast<std::int32_t>(found - kLevels.begin()) + 1;
}

std::int32_t span_of(const GumboNode& node, const char* name) {
  constexpr std::int32_t kSpanMax = 1'000;
  const GumboAttribute* attribute = gumbo_get_attribute(&node.v.element.attributes, name);
  std::int32_t value = 1;
  if (attribute != nullptr) std::from_chars(attribute->value, attribute->value + std::strlen(attribute->value), value);
  return std::clamp(value, 1, kSpanMax);
}

class HtmlWalk {
 public:
  MarkedText take() {
    end_block();
    return std::move(text_);
  }

  void visit(const GumboNode& node, int depth) {
    if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE || node.type == GUMBO_NODE_CDATA) {
      line_.append(node.v.text.text);
      return;
    }
    if (node.type != GUMBO_NODE_ELEMENT || depth > kDepthMax) return;
    const GumboTag tag = node.v.element.tag;
    if (is_hidden(tag)) return;
    if (tag == GUMBO_TAG_BR) line_.push_back(' ');
    else if (tag == GUMBO_TAG_TABLE) add_table(node, depth);
    else if (heading_level(tag) > 0) add_heading(node, depth);
    else if (is_inline(tag)) visit_children(node, depth);
    else add_block(node, depth);
  }

 private:
  static constexpr int kDepthMax = 500;

  void visit_children(const GumboNode& node, int depth) {
    const GumboVector& children = node.v.element.children;
    std::int32_t number = 0;
    for (unsigned i = 0; i < children.length; ++i) {
      const auto& child = *static_cast<const GumboNode*>(children.data[i]);
      const bool item = child.type == GUMBO_NODE_ELEMENT && child.v.element.tag == GUMBO_TAG_LI;
      if (item) {
        end_block();
        mark_ = node.v.element.tag == GUMBO_TAG_OL ? std::to_string(++number) + ". " : "- ";
      }
      visit(child, depth + 1);
    }
  }

  void add_block(const GumboNode& node, int depth) {
    // A paragraph right at the start of a list item is the item's own text.
    if (mark_.empty() || !squeeze_spaces(line_).empty()) end_block();
    visit_children(node, depth);
    end_block();
  }

  void add_heading(const GumboNode& node, int depth) {
    end_block();
    visit_children(node, depth);
    end_block(heading_level(node.v.element.tag));
  }

  void add_table(const GumboNode& node, int depth) {
    end_block();
    MarkedBlock block{.kind = MarkedBlock::Kind::table};
    add_rows(node, block.table, depth);
    const bool any = std::ranges::any_of(block.table.rows, [](const std::vector<MarkedCell>& row) {
      return std::ranges::any_of(row, [](const MarkedCell& cell) { return !cell.text.empty(); });
    });
    if (any) text_.blocks.push_back(std::move(block));
  }

  // Rows of this table, in its groups too; a table inside of a cell is text of the cell.
  void add_rows(const GumboNode& node, MarkedTable& table, int depth) {
    const GumboVector& children = node.v.element.children;
    for (unsigned i = 0; i < children.length && depth < kDepthMax; ++i) {
      const auto& child = *static_cast<const GumboNode*>(children.data[i]);
      if (child.type != GUMBO_NODE_ELEMENT) continue;
      const GumboTag tag = child.v.element.tag;
      if (is_one_of(tag, {GUMBO_TAG_THEAD, GUMBO_TAG_TBODY, GUMBO_TAG_TFOOT})) add_rows(child, table, depth + 1);
      if (tag == GUMBO_TAG_TR) add_cells(child, table.rows.emplace_back(), depth + 1);
      if (tag == GUMBO_TAG_CAPTION) add_block(child, depth + 1);
    }
  }

  static void add_cells(const GumboNode& node, std::vector<MarkedCell>& row, int depth) {
    const GumboVector& children = node.v.element.children;
    for (unsigned i = 0; i < children.length; ++i) {
      const auto& child = *static_cast<const GumboNode*>(children.data[i]);
      if (child.type != GUMBO_NODE_ELEMENT || !is_one_of(child.v.element.tag, {GUMBO_TAG_TD, GUMBO_TAG_TH})) continue;
      HtmlWalk inside;
      inside.visit_children(child, depth + 1);
      row.push_back({span_of(child, "rowspan"), span_of(child, "colspan"), joined(inside.take(), Marks::none)});
    }
  }

  void end_block(std::int32_t level = 0) {
    MarkedBlock block{.kind = level > 0 ? MarkedBlock::Kind::heading : MarkedBlock::Kind::text, .level = level};
    block.text = squeeze_spaces(line_);
    line_.clear();
    if (block.text.empty()) return;
    if (level == 0) block.mark = std::exchange(mark_, {});
    text_.blocks.push_back(std::move(block));
  }

  MarkedText text_;
  std::string line_, mark_;
};

}  // namespace

MarkedText marked_from_html(std::string_view utf8) {
  std::pmr::monotonic_buffer_resource arena;
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = &allocate;
  options.deallocator = &release;
  options.userdata = &arena;
  const GumboOutput* output = gumbo_parse_with_options(&options, utf8.data(), utf8.size());
  HtmlWalk walk;
  walk.visit(*output->root, 0);
  return walk.take();
}

}  // namespace onggi::evaluate_room
