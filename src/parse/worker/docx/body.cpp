// Paragraphs of a DOCX; see body.h. Element names: ECMA-376 part 1, section 17.
#include "parse/worker/docx/body.h"

#include <algorithm>

#include "parse/worker/flow/xml.h"
#include "parse/worker/ooxml/math.h"

namespace onggi::parse::docx {
namespace {

char32_t symbol_of(const pugi::xml_node& node) {
  const std::string hex(attribute(node, "char"));
  const unsigned long value = std::strtoul(hex.c_str(), nullptr, 16);
  const auto code = static_cast<char32_t>(value > 0x10FFFF ? 0 : value);
  if (code >= 0xF000 && code <= 0xF0FF) return plain_symbol(code);
  return (code >= 0x20 && code < 0xD800) || code > 0xF8FF ? code : 0;
}

bool is_wrapper(std::string_view name) {
  return name == "r" || name == "ins" || name == "hyperlink" || name == "smartTag" || name == "sdt" ||
         name == "sdtContent" || name == "fldSimple" || name == "moveTo" || name == "customXml" || name == "bdo" ||
         name == "dir" || name == "ruby" || name == "rubyBase";
}

bool is_block_wrapper(std::string_view name) {
  return name == "sdt" || name == "sdtContent" || name == "customXml" || name == "ins" || name == "moveTo" ||
         name == "smartTag";
}

}  // namespace

std::string raw_text(const pugi::xml_node& top) {
  std::string text;
  for (auto node = next_in_order(top, top); !node.empty(); node = next_in_order(node, top)) {
    const std::string_view name = local_name(node);
    if (name == "t" || name == "delText") text += direct_text(node) + "\n";
    if (name == "noBreakHyphen") text += "-\n";
    if (name == "sym") {
      const char32_t symbol = symbol_of(node);
      append_utf8(text, symbol == 0 ? U'�' : symbol);
    }
  }
  return text;
}

bool Body::deeper(std::int32_t depth) {
  too_deep_ = too_deep_ || depth > depth_max_;
  return !too_deep_;
}

std::vector<Block> Body::read(const pugi::xml_node& story) {
  std::vector<Block> out;
  blocks(story, out, 1);
  return out;
}

void Body::drop_all(const pugi::xml_node& node, std::string_view reason) { builder_.drop(reason, raw_text(node)); }

void Body::drop_unreferenced_notes() {
  for (const auto& [id, node] : parts_.footnotes) {
    if (!seen_footnotes_.contains(id)) drop_all(node, "unreferenced_note");
  }
  for (const auto& [id, node] : parts_.endnotes) {
    if (!seen_endnotes_.contains(id)) drop_all(node, "unreferenced_note");
  }
}

void Body::blocks(const pugi::xml_node& parent, std::vector<Block>& out, std::int32_t depth) {
  if (!deeper(depth)) return;
  for (const pugi::xml_node& node : parent.children()) {
    const std::string_view name = local_name(node);
    if (name == "p") {
      paragraph(node, out, depth + 1);
    } else if (name == "tbl") {
      table(node, out, depth + 1);
    } else if (is_block_wrapper(name)) {
      blocks(node, out, depth + 1);
    } else if (name == "del" || name == "moveFrom") {
      drop_all(node, "deleted_change");
    } else if (name == "AlternateContent") {
      auto chosen = child(node, "Choice");
      if (chosen.empty()) chosen = child(node, "Fallback");
      for (const pugi::xml_node& other : node.children()) {
        if (other != chosen) drop_all(other, "duplicate_fallback");
      }
      blocks(chosen, out, depth + 1);
    } else if (name == "r" || name == "hyperlink" || name == "oMathPara" || name == "oMath") {
      Paragraph loose{.first_page = pages_.current()};  // runs outside of a paragraph: wrong, but written by some
      inline_node(node, loose, depth + 1);
      out.push_back({.text = loose.text, .first_page = loose.first_page, .last_page = pages_.current()});
      std::move(loose.after.begin(), loose.after.end(), std::back_inserter(out));
    }
  }
}

void Body::paragraph(const pugi::xml_node& node, std::vector<Block>& out, std::int32_t depth) {
  const pugi::xml_node properties = child(node, "pPr");
  const std::string_view style_id = attribute(child(properties, "pStyle"), "val");
  const Style& style =
      parts_.styles.find(style_id.empty() ? std::string_view(parts_.styles.default_paragraph()) : style_id);
  const pugi::xml_node before = child(properties, "pageBreakBefore");
  if (before.empty() ? style.page_break_before : is_on(before)) pages_.explicit_break();
  Paragraph content{.first_page = pages_.current(), .hidden = style.hidden};
  inlines(node, content, depth);
  Block block{.text = std::move(content.text), .first_page = content.first_page, .last_page = pages_.current()};
  if (!element_text(block.text).empty()) {
    if (content.formula_only) block.kind = ElementKind::formula;
    classify(properties, block);
    out.push_back(std::move(block));
  } else {
    std::int32_t level = 0;
    marker(properties, style, level);  // an empty item prints its number too: the next one counts on
  }
  std::move(content.after.begin(), content.after.end(), std::back_inserter(out));
  if (!child(properties, "sectPr").empty()) pages_.end_section();
}

void Body::classify(const pugi::xml_node& properties, Block& block) {
  const std::string_view style_id = attribute(child(properties, "pStyle"), "val");
  const Style& style =
      parts_.styles.find(style_id.empty() ? std::string_view(parts_.styles.default_paragraph()) : style_id);
  std::int32_t list_level = 0;
  const std::string mark = marker(properties, style, list_level);
  if (!mark.empty()) {
    builder_.count_in(mark);
    block.text = mark + " " + block.text;
  }
  std::int32_t heading = style.role == Role::heading ? style.level : 0;
  if (const auto outline = child(properties, "outlineLvl")) heading = attribute_number(outline, "val", 9) + 1;
  if (style.role == Role::title) {
    block.kind = ElementKind::title;
  } else if (heading >= 1 && heading <= 9) {
    block.kind = ElementKind::heading;
    block.level = std::min(heading, 6);
  } else if (style.role == Role::caption) {
    block.kind = ElementKind::caption;
  } else if (list_level > 0) {
    block.kind = ElementKind::list_item;
    block.level = list_level;
  } else if (style.role == Role::code) {
    block.kind = ElementKind::code;
  }
}

std::string Body::marker(const pugi::xml_node& properties, const Style& style, std::int32_t& level) {
  const pugi::xml_node direct = child(properties, "numPr");
  std::string id = style.numbering.value_or("");
  if (const auto own = child(direct, "numId")) id = std::string(attribute(own, "val"));
  if (id.empty() || id == "0") return {};  // numId 0 takes a numbering away
  const std::int32_t index =
      std::clamp(attribute_number(child(direct, "ilvl"), "val", style.numbering_level), 0, kListLevels - 1);
  level = index + 1;
  return parts_.numbering.next(id, index);
}

void Body::append(Paragraph& paragraph, std::string_view text) {
  if (text.empty()) return;
  if (count_visible(text) > 0) {
    if (count_visible(paragraph.text) == 0) paragraph.first_page = pages_.current();
    pages_.text();
  }
  paragraph.text += text;
}

void Body::inlines(const pugi::xml_node& parent, Paragraph& paragraph, std::int32_t depth) {
  if (!deeper(depth)) return;
  for (const pugi::xml_node& node : parent.children()) inline_node(node, paragraph, depth + 1);
}

bool Body::inline_mark(const pugi::xml_node& node, std::string_view name, Paragraph& paragraph) {
  if (name == "tab" || name == "ptab") {
    append(paragraph, "\t");
  } else if (name == "br") {
    if (attribute(node, "type") == "page") {
      pages_.explicit_break();
    } else {
      append(paragraph, "\n");
    }
  } else if (name == "cr") {
    append(paragraph, "\n");
  } else if (name == "noBreakHyphen") {
    append(paragraph, "-");
  } else if (name == "lastRenderedPageBreak") {
    pages_.rendered_break();
  } else if (name == "sym") {
    std::string text;
    if (const char32_t symbol = symbol_of(node); symbol != 0) append_utf8(text, symbol);
    if (text.empty()) builder_.drop("symbol", 1);
    append(paragraph, text);
  } else {
    return false;
  }
  return true;
}

bool Body::is_hidden(const pugi::xml_node& run, const Paragraph& paragraph) const {
  const pugi::xml_node properties = child(run, "rPr");
  if (const auto direct = child(properties, "vanish")) return is_on(direct);
  return paragraph.hidden || parts_.styles.find(attribute(child(properties, "rStyle"), "val")).hidden;
}

void Body::inline_node(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth) {
  const std::string_view name = local_name(node);
  if (name == "t") {
    paragraph.formula_only = false;
    append(paragraph, direct_text(node));
  } else if (name == "r" && is_hidden(node, paragraph)) {
    drop_all(node, "hidden");
  } else if (is_wrapper(name)) {
    inlines(node, paragraph, depth);
  } else if (name == "rt") {
    Paragraph reading{.first_page = paragraph.first_page};
    inlines(node, reading, depth);
    builder_.count_in("()");
    append(paragraph, "(" + reading.text + ")");
  } else if (name == "del" || name == "moveFrom") {
    drop_all(node, "deleted_change");
  } else if (name == "AlternateContent") {
    alternate(node, paragraph, depth, false);
  } else if (name == "drawing" || name == "pict" || name == "object") {
    shapes(node, paragraph, depth);
  } else if (name == "footnoteReference" || name == "endnoteReference") {
    note(node, name == "footnoteReference", paragraph, depth);
  } else if (name == "oMath" || name == "oMathPara") {
    const ooxml::Formula formula = ooxml::read_formula(node, depth_max_ - depth);
    append(paragraph, formula.plain);
    builder_.count_in(formula.plain_added);
  } else if (name == "p" || name == "tbl" || name == "txbxContent") {
    if (!deeper(depth)) return;
    std::vector<Block> inner;  // a table inside of a run: wrong, but written by some
    if (name == "p") {
      this->paragraph(node, inner, depth + 1);
    } else if (name == "tbl") {
      table(node, inner, depth + 1);
    } else {
      blocks(node, inner, depth + 1);
    }
    std::move(inner.begin(), inner.end(), std::back_inserter(paragraph.after));
  } else {
    inline_mark(node, name, paragraph);
  }
}

void Body::alternate(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth, bool in_shape) {
  auto chosen = child(node, "Choice");
  if (chosen.empty()) chosen = child(node, "Fallback");
  for (const pugi::xml_node& other : node.children()) {
    if (other != chosen) drop_all(other, "duplicate_fallback");
  }
  if (in_shape) {
    shapes(chosen, paragraph, depth + 1);
  } else {
    inlines(chosen, paragraph, depth + 1);
  }
}

void Body::note(const pugi::xml_node& reference, bool foot, Paragraph& paragraph, std::int32_t depth) {
  const std::string id(attribute(reference, "id"));
  const auto& notes = foot ? parts_.footnotes : parts_.endnotes;
  const auto found = notes.find(id);
  if (found == notes.end() || !(foot ? seen_footnotes_ : seen_endnotes_).insert(id).second) return;
  std::vector<Block> inner;
  blocks(found->second, inner, depth + 1);
  std::int64_t separators = 0;
  Block block{.kind = ElementKind::footnote,
              .text = flatten(inner, separators),
              .first_page = pages_.current(),
              .last_page = pages_.current()};
  builder_.count_in(separators);
  paragraph.after.push_back(std::move(block));
}

void Body::drawing_text(const pugi::xml_node& body, Paragraph& paragraph) {
  std::string text;
  for (auto node = next_in_order(body, body); !node.empty(); node = next_in_order(node, body)) {
    if (local_name(node) == "p" && !text.empty()) text += '\n';
    if (local_name(node) == "t") text += direct_text(node);
  }
  paragraph.after.push_back({.text = std::move(text), .first_page = pages_.current(), .last_page = pages_.current()});
}

void Body::shapes(const pugi::xml_node& parent, Paragraph& paragraph, std::int32_t depth) {
  if (!deeper(depth)) return;
  for (const pugi::xml_node& node : parent.children()) {
    const std::string_view name = local_name(node);
    if (name == "AlternateContent") {
      alternate(node, paragraph, depth + 1, true);
    } else if (name == "txbxContent") {
      blocks(node, paragraph.after, depth + 1);
    } else if (name == "txBody") {
      drawing_text(node, paragraph);
    } else if (name == "docPr") {
      const std::string description(attribute(node, "descr"));
      builder_.count_in(description);
      paragraph.after.push_back({.kind = ElementKind::figure,
                                 .text = description,
                                 .first_page = pages_.current(),
                                 .last_page = pages_.current()});
    } else {
      shapes(node, paragraph, depth + 1);
    }
  }
}

}  // namespace onggi::parse::docx
