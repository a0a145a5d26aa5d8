// See body.h. Names: HWPML 2.x, "BODY".
#include "parse/worker/hwpml/body.h"

#include <algorithm>
#include <utility>

#include "parse/worker/flow/addressed_table.h"
#include "parse/worker/flow/equation.h"
#include "parse/worker/flow/xml.h"
#include "text/text.h"

namespace onggi::parse::hwpml {
namespace {

constexpr std::size_t kHeadingCodePointsMax = 120;  // longer outline paragraphs are running text with a number

// Text that lies in an object itself and not in a paragraph of it.
std::string own_text(const pugi::xml_node& node, std::string_view name) {
  if (name == "TEXTART") return std::string(attribute(node, "Text"));
  if (name == "COMPOSE") return std::string(attribute(node, "ComposeText"));
  if (name == "BUTTON" || name == "CHECKBUTTON" || name == "RADIOBUTTON")
    return std::string(attribute(node, "Caption"));
  return {};
}

void move_all(std::vector<Block>& from, std::vector<Block>& to) { std::ranges::move(from, std::back_inserter(to)); }

}  // namespace

std::string raw_text(const pugi::xml_node& top) {
  std::string text;
  for (auto node = next_in_order(top, top); !node.empty(); node = next_in_order(node, top)) {
    const std::string_view name = local_name(node);
    if (name == "CHAR" || name == "SCRIPT" || name == "MAINTEXT" || name == "SUBTEXT") text += direct_text(node) + "\n";
    if (name == "HYPEN" || name == "HYPHEN") text += "-\n";
    if (const std::string own = own_text(node, name); !own.empty()) text += own + "\n";
  }
  return text;
}

bool Body::deeper(std::int32_t depth) {
  too_deep_ = too_deep_ || depth > depth_max_;
  return !too_deep_;
}

void Body::section(const pugi::xml_node& node, std::vector<Block>& out) {
  builder_.count_in(raw_text(node));
  paragraphs(node, out, 1);
}

void Body::paragraphs(const pugi::xml_node& list, std::vector<Block>& out, std::int32_t depth) {
  if (!deeper(depth)) return;
  for (const pugi::xml_node& node : list.children()) {
    if (local_name(node) == "P") paragraph(node, out, depth + 1);
    if (local_name(node) == "PARALIST") paragraphs(node, out, depth + 1);
  }
}

void Body::paragraph(const pugi::xml_node& node, std::vector<Block>& out, std::int32_t depth) {
  if (!deeper(depth)) return;
  Paragraph paragraph{.node = node};
  for (const pugi::xml_node& part : node.children()) {
    if (local_name(part) != "TEXT") {
      content(part, paragraph, depth + 1);
      continue;
    }
    for (const pugi::xml_node& piece : part.children()) content(piece, paragraph, depth + 1);
  }
  flush(paragraph);
  move_all(paragraph.done, out);
  move_all(paragraph.after, out);
}

void Body::letters(const pugi::xml_node& node, Paragraph& paragraph) {
  for (const pugi::xml_node& piece : node.children()) {
    const std::string_view name = local_name(piece);
    if (piece.type() == pugi::node_pcdata || piece.type() == pugi::node_cdata) paragraph.text += piece.value();
    if (name == "TAB") paragraph.text += '\t';
    if (name == "LINEBREAK") paragraph.text += '\n';
    if (name == "HYPEN" || name == "HYPHEN") paragraph.text += '-';
    if (name == "NBSPACE" || name == "FWSPACE") paragraph.text += ' ';
  }
}

bool Body::note(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth) {
  const std::string_view name = local_name(node);
  if (name == "FOOTNOTE" || name == "ENDNOTE") {
    aside(node, ElementKind::footnote, {}, paragraph.after, depth);
  } else if (name == "HIDDENCOMMENT") {
    ++hidden_;
    aside(node, ElementKind::paragraph, "hidden", paragraph.after, depth);
  } else if (name == "HEADER" || name == "FOOTER" || name == "MASTERPAGE") {
    std::vector<Block> margin;
    aside(node, name == "FOOTER" ? ElementKind::page_footer : ElementKind::page_header, {}, margin, depth);
    if (margin.empty() || margins_.insert(margin.front().text).second) {
      move_all(margin, paragraph.after);
    } else {
      builder_.drop("repeated_margin", margin.front().text);
    }
  } else if (name == "FIELDBEGIN") {
    aside(node, ElementKind::paragraph, "memo", paragraph.after, depth);  // of fields only memos hold paragraphs
  } else {
    return false;
  }
  return true;
}

void Body::content(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth) {
  if (!deeper(depth) || node.type() != pugi::node_element || note(node, paragraph, depth + 1)) return;
  const std::string_view name = local_name(node);
  if (name == "CHAR") return letters(node, paragraph);
  if (name == "TABLE") return table(node, paragraph, depth + 1);
  if (name == "AUTONUM") return number(node, paragraph);
  if (name == "SECDEF" && has_attribute(node, "OutlineShape")) outline_numbering_ = attribute(node, "OutlineShape");
  if (name == "DUTMAL") {
    paragraph.text += direct_text(child(node, "MAINTEXT"));
    const std::string above = direct_text(child(node, "SUBTEXT"));
    if (count_visible(above) == 0) return;
    builder_.count_in("()");
    paragraph.text += "(" + above + ")";
    return;
  }
  object(node, paragraph, depth + 1);
}

// Numbers of captions and notes are printed ("표 1", "1)"); those of pages differ from page to page.
void Body::number(const pugi::xml_node& node, Paragraph& paragraph) {
  const std::string_view type = attribute(node, "NumberType");
  if (type == "Page" || type == "TotalPage") return;
  const pugi::xml_node format = child(node, "AUTONUMFORMAT");
  const std::string mark = std::string(attribute(format, "PrefixChar")) +
                           format_number(attribute_number(node, "Number", 1), number_form(attribute(format, "Type"))) +
                           std::string(attribute(format, "SuffixChar"));
  builder_.count_in(mark);
  paragraph.text += mark;
}

// Within words a formula stands as LaTeX between dollar signs instead of its script.
void Body::formula(const pugi::xml_node& node, Paragraph& paragraph) {
  const std::string script = direct_text(node);
  const std::string latex = latex_from_equation(script);
  if (latex.empty()) {
    paragraph.text += script;
    return;
  }
  const std::string text = "$" + latex + "$";
  builder_.drop("equation_script", script);
  builder_.count_in(text);
  paragraph.text += text;
}

void Body::object(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth) {
  if (!deeper(depth)) return;
  paragraph.text += own_text(node, local_name(node));
  for (const pugi::xml_node& part : node.children()) {
    const std::string_view name = local_name(part);
    if (name == "CAPTION") {
      aside(part, ElementKind::caption, {}, paragraph.after, depth + 1);
    } else if (name == "PARALIST" || name == "P") {
      std::vector<Block> box;
      paragraphs(name == "P" ? node : part, box, depth + 1);
      for (Block& block : box) {
        if (!is_hoisted(block)) block.role = "text_box";
      }
      move_all(box, paragraph.after);
      if (name == "P") return;
    } else if (name == "SCRIPT") {
      formula(part, paragraph);
    } else {
      content(part, paragraph, depth + 1);
    }
  }
}

void Body::table(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth) {
  if (!deeper(depth)) return;
  flush(paragraph);
  Block block{.kind = ElementKind::table};
  Table table;
  std::vector<Block> hoisted;
  for (const pugi::xml_node& row : node.children()) {
    if (local_name(row) != "ROW") continue;
    for (const pugi::xml_node& entry : row.children()) {
      if (local_name(entry) != "CELL") continue;
      table.cells.push_back({.row = attribute_number(entry, "RowAddr", table.rows),
                             .column = attribute_number(entry, "ColAddr", -1),
                             .row_span = std::max(attribute_number(entry, "RowSpan", 1), 1),
                             .column_span = std::max(attribute_number(entry, "ColSpan", 1), 1),
                             .header = attribute(entry, "Header") == "true",
                             .text = flattened(entry, hoisted, depth + 1),
                             .box = std::nullopt});
    }
    ++table.rows;
  }
  block.table = from_addresses(std::move(table));
  const pugi::xml_node caption = child(child(node, "SHAPEOBJECT"), "CAPTION");
  const bool above = attribute(caption, "Side") == "Top";
  if (above) aside(caption, ElementKind::caption, {}, paragraph.done, depth);
  if (!block.table->cells.empty()) paragraph.done.push_back(std::move(block));
  if (!above) aside(caption, ElementKind::caption, {}, paragraph.done, depth);
  move_all(hoisted, paragraph.done);
}

void Body::aside(const pugi::xml_node& node, ElementKind kind, std::string_view role, std::vector<Block>& out,
                 std::int32_t depth) {
  std::vector<Block> hoisted;
  Block words{.kind = kind, .text = flattened(node, hoisted, depth)};
  words.role = role;
  if (count_visible(words.text) > 0) out.push_back(std::move(words));
  move_all(hoisted, out);
}

std::string Body::flattened(const pugi::xml_node& node, std::vector<Block>& hoisted, std::int32_t depth) {
  std::vector<Block> inner;
  paragraphs(node, inner, depth + 1);
  return flatten_cell(std::move(inner), hoisted, builder_);
}

void Body::flush(Paragraph& paragraph) {
  Block block{.text = std::exchange(paragraph.text, {})};
  if (count_visible(block.text) == 0) return;
  if (!std::exchange(paragraph.classified, true)) classify(paragraph, block);
  paragraph.done.push_back(std::move(block));
}

void Body::classify(const Paragraph& paragraph, Block& block) {
  const ParagraphShape& shape = head_.shape(attribute(paragraph.node, "ParaShape"));
  std::string mark;
  if (shape.head == HeadType::bullet) mark = head_.bullet(shape.id);
  if (shape.head == HeadType::number) mark = head_.next_number(shape.id, shape.level);
  if (shape.head == HeadType::outline) mark = head_.next_number(outline_numbering_, shape.level);
  const auto level = static_cast<std::int32_t>(shape.level);
  std::int32_t outline = shape.head == HeadType::outline ? level + 1 : 0;
  if (outline == 0) outline = head_.outline_of_style(attribute(paragraph.node, "Style"));
  if (outline > 0 && count_code_points(block.text) <= kHeadingCodePointsMax) {
    block.kind = ElementKind::heading;
    block.level = std::min(outline, 6);
  } else if (shape.head != HeadType::none) {
    block.kind = ElementKind::list_item;
    block.level = level + 1;
  }
  if (mark.empty()) return;
  builder_.count_in(mark);
  block.text = mark + " " + block.text;
}

}  // namespace onggi::parse::hwpml
