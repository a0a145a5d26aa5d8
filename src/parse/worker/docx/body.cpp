// Paragraphs of a DOCX; see body.h. Element names: ECMA-376 part 1, section 17.
#include "parse/worker/docx/body.h"

#include <algorithm>

#include "parse/worker/flow/xml.h"
#include "parse/worker/ooxml/graphic.h"
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

bool stays_inside(const Block& block) {
  return block.kind != ElementKind::footnote && block.attached == Attached::none &&
         (block.role.empty() || block.role == "text_box");
}

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
      Block block{.first_page = loose.first_page, .last_page = pages_.current()};
      finish_text(loose, block);
      out.push_back(std::move(block));
      std::move(loose.after.begin(), loose.after.end(), std::back_inserter(out));
    } else if (name == "altChunk") {
      Paragraph chunk{.first_page = pages_.current()};
      attach(chunk, Attached::file, attribute(node, "id"), {});
      std::move(chunk.after.begin(), chunk.after.end(), std::back_inserter(out));
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
  Block block{.first_page = content.first_page, .last_page = pages_.current()};
  finish_text(content, block);
  if (!element_text(block.text).empty()) {
    classify(properties, block);
    out.push_back(std::move(block));
  } else {
    std::int32_t level = 0;
    marker(properties, style, level);  // an empty item prints its number too: the next one counts on
  }
  std::move(content.after.begin(), content.after.end(), std::back_inserter(out));
  if (!child(properties, "sectPr").empty()) pages_.end_section();
}

// A paragraph that is one formula becomes a formula; among words formulas stand between dollar signs.
void Body::finish_text(Paragraph& paragraph, Block& block) {
  if (paragraph.formula_only && !paragraph.latex.empty()) {
    block.kind = ElementKind::formula;
    block.text = std::move(paragraph.plain);
    block.latex = std::move(paragraph.latex);
    builder_.count_in(paragraph.plain_added);
  } else {
    block.text = std::move(paragraph.text);
    builder_.count_in(paragraph.latex_added);
  }
  if (count_visible(paragraph.hidden_text) == 0) return;
  paragraph.after.insert(paragraph.after.begin(), {.text = std::move(paragraph.hidden_text),
                                                   .first_page = block.first_page,
                                                   .last_page = block.last_page,
                                                   .role = "hidden"});
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
    hidden_run(node, paragraph, depth);
  } else if (is_wrapper(name)) {
    inlines(node, paragraph, depth);
  } else if (name == "rt") {
    Paragraph reading{.first_page = paragraph.first_page};
    inlines(node, reading, depth);
    Block block;
    finish_text(reading, block);
    builder_.count_in("()");
    paragraph.formula_only = false;
    append(paragraph, "(" + block.text + ")");
    std::move(reading.after.begin(), reading.after.end(), std::back_inserter(paragraph.after));
  } else if (name == "del" || name == "moveFrom") {
    drop_all(node, "deleted_change");
  } else if (name == "AlternateContent") {
    alternate(node, paragraph, depth, false);
  } else if (name == "drawing" || name == "pict" || name == "object") {
    shapes(node, paragraph, depth);
  } else if (name == "footnoteReference" || name == "endnoteReference") {
    note(node, name == "footnoteReference", paragraph, depth);
  } else if (name == "commentReference") {
    comment(attribute(node, "id"), paragraph.after, depth);
  } else if (name == "oMath" || name == "oMathPara") {
    formula(node, paragraph, depth);
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

void Body::formula(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth) {
  const ooxml::Formula formula = ooxml::read_formula(node, depth_max_ - depth);
  if (formula.latex.empty()) return;
  append(paragraph, "$" + formula.latex + "$");
  paragraph.plain += formula.plain;
  paragraph.latex += (paragraph.latex.empty() ? "" : " ") + formula.latex;
  paragraph.plain_added += formula.plain_added;
  paragraph.latex_added += formula.latex_added + 2;
}

// What a hidden run says is kept apart; what hangs on it (notes, comments) keeps its own role.
void Body::hidden_run(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth) {
  Paragraph secret{.first_page = pages_.current()};
  inlines(node, secret, depth);
  Block block;
  finish_text(secret, block);
  paragraph.hidden_text += block.text;
  std::move(secret.after.begin(), secret.after.end(), std::back_inserter(paragraph.after));
}

std::string Body::note_text(const pugi::xml_node& node, const ooxml::Relations& relations, std::vector<Block>& after,
                            std::int32_t depth) {
  const ooxml::Relations* outer = std::exchange(relations_, &relations);
  std::vector<Block> inner;
  blocks(node, inner, depth + 1);
  relations_ = outer;
  const auto apart = std::stable_partition(inner.begin(), inner.end(), stays_inside);
  std::move(apart, inner.end(), std::back_inserter(after));
  inner.erase(apart, inner.end());
  for (Block& block : inner) formula_to_words(block);
  std::int64_t separators = 0;
  std::string text = flatten(inner, separators);
  builder_.count_in(separators);
  return text;
}

void Body::note(const pugi::xml_node& reference, bool foot, Paragraph& paragraph, std::int32_t depth) {
  const std::string id(attribute(reference, "id"));
  const auto& notes = foot ? parts_.footnotes : parts_.endnotes;
  const auto found = notes.find(id);
  if (found == notes.end() || !(foot ? seen_footnotes_ : seen_endnotes_).insert(id).second) return;
  const std::size_t at = paragraph.after.size();
  Block block{.kind = ElementKind::footnote, .first_page = pages_.current(), .last_page = pages_.current()};
  block.text =
      note_text(found->second, foot ? parts_.footnote_relations : parts_.endnote_relations, paragraph.after, depth);
  paragraph.after.insert(paragraph.after.begin() + static_cast<std::ptrdiff_t>(at), std::move(block));
}

// "author: text", behind the paragraph that it speaks of.
void Body::comment(std::string_view id, std::vector<Block>& out, std::int32_t depth) {
  const auto found = parts_.comments.find(id);
  if (found == parts_.comments.end() || !seen_comments_.insert(std::string(id)).second) return;
  const std::size_t at = out.size();
  Block block{.first_page = pages_.current(), .last_page = pages_.current(), .role = "comment"};
  block.text = note_text(found->second, parts_.comment_relations, out, depth);
  const std::string author(attribute(found->second, "author"));
  if (count_visible(block.text) > 0 && count_visible(author) > 0) {
    builder_.count_in(author + ":");
    block.text.insert(0, author + ": ");
  }
  out.insert(out.begin() + static_cast<std::ptrdiff_t>(at), std::move(block));
}

std::vector<Block> Body::unreferenced_comments() {
  std::vector<Block> out;
  for (const auto& [id, node] : parts_.comments) comment(id, out, 1);
  return out;
}

void Body::drawing_text(const pugi::xml_node& body, Paragraph& paragraph) {
  std::string text;
  for (auto node = next_in_order(body, body); !node.empty(); node = next_in_order(node, body)) {
    if (local_name(node) == "p" && !text.empty()) text += '\n';
    if (local_name(node) == "t") text += direct_text(node);
  }
  paragraph.after.push_back(
      {.text = std::move(text), .first_page = pages_.current(), .last_page = pages_.current(), .role = "text_box"});
}

void Body::attach(Paragraph& paragraph, Attached attached, std::string_view relation, std::string_view text) {
  builder_.count_in(text);
  Block block{.text = std::string(text), .first_page = pages_.current(), .last_page = pages_.current()};
  if (attached == Attached::picture || attached == Attached::none) block.kind = ElementKind::figure;
  block.attached = attached;
  block.part = ooxml::target_of(*relations_, relation);
  paragraph.after.push_back(std::move(block));
}

void Body::shapes(const pugi::xml_node& parent, Paragraph& paragraph, std::int32_t depth) {
  if (!deeper(depth)) return;
  const bool object = local_name(parent) == "object";
  for (const pugi::xml_node& node : parent.children()) {
    const std::string_view name = local_name(node);
    if (name == "AlternateContent") {
      alternate(node, paragraph, depth + 1, true);
    } else if (name == "txbxContent") {
      const std::size_t begin = paragraph.after.size();
      blocks(node, paragraph.after, depth + 1);
      for (std::size_t i = begin; i < paragraph.after.size(); ++i) {
        Block& block = paragraph.after[i];
        if (block.role.empty() && !block.table && block.kind != ElementKind::footnote) block.role = "text_box";
      }
    } else if (name == "txBody") {
      drawing_text(node, paragraph);
    } else if (name == "imagedata" && object) {
      continue;  // the preview of an embedded object
    } else {
      graphic(node, name, paragraph);
      if (name != "pic" && !(object && name == "shape")) shapes(node, paragraph, depth + 1);
    }
  }
}

// Pictures, charts, diagrams and embedded files. The properties of a drawing (docPr) carry the alternative text of the
// one picture in it; of a group they speak for themselves.
void Body::graphic(const pugi::xml_node& node, std::string_view name, Paragraph& paragraph) {
  const auto single = [](const pugi::xml_node& drawing) {
    return child(child(child(drawing, "graphic"), "graphicData"), "pic");
  };
  if (name == "docPr") {
    const pugi::xml_node picture = single(node.parent());
    const std::string text = ooxml::alternative_text(node);
    attach(paragraph, picture.empty() ? Attached::none : Attached::picture, ooxml::picture_relation(picture), text);
  } else if (name == "pic") {
    const pugi::xml_node drawing = node.parent().parent().parent();
    if (single(drawing) == node && !child(drawing, "docPr").empty()) return;
    const std::string text = ooxml::alternative_text(child(child(node, "nvPicPr"), "cNvPr"));
    attach(paragraph, Attached::picture, ooxml::picture_relation(node), text);
  } else if (name == "imagedata") {
    attach(paragraph, Attached::picture, attribute(node, "id"), attribute(node.parent(), "alt"));
  } else if (name == "OLEObject") {
    attach(paragraph, Attached::file, attribute(node, "id"), {});
  } else if (name == "chart") {
    attach(paragraph, Attached::chart, attribute(node, "id"), {});
  } else if (name == "relIds") {
    attach(paragraph, Attached::diagram, attribute(node, "dm"), {});
  }
}

}  // namespace onggi::parse::docx
