// Paragraphs of an HWPX; see body.h. Element names: OWPML (KS X 6101).
#include "parse/worker/hwpx/body.h"

#include <algorithm>
#include <array>

#include "parse/worker/flow/xml.h"

namespace onggi::parse::hwpx {
namespace {

constexpr std::size_t kHeadingCodePointsMax = 120;  // longer outline paragraphs are running text with a number

// Text that lies in an object itself and not in a paragraph of it.
std::string object_text(const pugi::xml_node& node, std::string_view name) {
  if (name == "compose") return std::string(attribute(node, "composeText"));
  if (name == "textart") return std::string(attribute(node, "text"));
  if (name == "btn" || name == "checkBtn" || name == "radioBtn")
    return std::string(attribute(node, "captionText").empty() ? attribute(node, "caption")
                                                              : attribute(node, "captionText"));
  if (name == "mainText" || name == "subText" || name == "script" || name == "text") return direct_text(node);
  return {};
}

// Hangul writes a description of its own into every object ("그림입니다. 원본 그림의 이름: ..."): only a person's words
// are kept.
std::string picture_description(std::string_view comment) {
  static constexpr auto kAutomatic = std::to_array<std::string_view>(
      {"그림입니다", "사각형입니다", "표입니다", "수식입니다", "묶음 개체입니다", "OLE 개체입니다"});
  for (const std::string_view start : kAutomatic) {
    if (comment.starts_with(start)) return {};
  }
  return std::string(comment);
}

bool is_switch(std::string_view name) { return name == "switch"; }

pugi::xml_node chosen_branch(const pugi::xml_node& node) {
  const pugi::xml_node first = child(node, "case");
  return first.empty() ? child(node, "default") : first;
}

}  // namespace

std::string raw_text(const pugi::xml_node& top) {
  std::string text;
  for (auto node = next_in_order(top, top); !node.empty(); node = next_in_order(node, top)) {
    const std::string_view name = local_name(node);
    if (name.empty()) continue;
    if (name == "t") {
      text += direct_text(node) + "\n";
    } else if (name == "hyphen") {
      text += "-\n";
    } else if (const std::string own = object_text(node, name); !own.empty()) {
      text += own + "\n";
    }
  }
  return text;
}

bool Body::deeper(std::int32_t depth) {
  too_deep_ = too_deep_ || depth > depth_max_;
  return !too_deep_;
}

void Body::drop_all(const pugi::xml_node& node, std::string_view reason) { builder_.drop(reason, raw_text(node)); }

void Body::section(const pugi::xml_node& root, std::vector<Block>& out) {
  builder_.count_in(raw_text(root));
  pugi::xml_node properties;
  for (auto node = next_in_order(root, root); !node.empty() && properties.empty(); node = next_in_order(node, root)) {
    if (local_name(node) == "secPr") properties = node;
  }
  pages_.begin_section(properties);
  if (const auto shape = attribute(properties, "outlineShapeIDRef"); !shape.empty())
    outline_numbering_ = std::string(shape);
  blocks(root, out, 1, true);
}

void Body::blocks(const pugi::xml_node& list, std::vector<Block>& out, std::int32_t depth, bool top) {
  if (!deeper(depth)) return;
  for (const pugi::xml_node& node : list.children()) {
    if (local_name(node) == "p") paragraph(node, out, depth + 1, top);
  }
}

void Body::lines(const pugi::xml_node& node, bool first_only) {
  const pugi::xml_node cache = child(node, "linesegarray");
  bool first = true;
  for (const pugi::xml_node& line : cache.children()) {
    if (local_name(line) != "lineseg") continue;
    if (first == first_only) pages_.line(attribute_number(line, "vertpos", 0));
    if (first && first_only) return;
    first = false;
  }
}

void Body::place(const pugi::xml_node& node) {
  if (attribute(node, "pageBreak") == "1" || header_.is_page_break_before(attribute(node, "paraPrIDRef")))
    pages_.explicit_break();
  if (attribute(node, "columnBreak") == "1") pages_.column_break();
  lines(node, true);
}

void Body::paragraph(const pugi::xml_node& node, std::vector<Block>& out, std::int32_t depth, bool top) {
  if (top) place(node);
  Paragraph paragraph{.node = node, .first_page = pages_.current(), .top = top};
  for (const pugi::xml_node& part : node.children()) {
    const std::string_view name = local_name(part);
    if (name == "run") {
      run(part, paragraph, depth + 1);
    } else if (is_switch(name)) {
      content(part, paragraph, depth + 1);
    }
  }
  if (top) lines(node, false);
  flush(paragraph);
  std::move(paragraph.done.begin(), paragraph.done.end(), std::back_inserter(out));
  std::move(paragraph.after.begin(), paragraph.after.end(), std::back_inserter(out));
}

void Body::flush(Paragraph& paragraph) {
  Block block{.text = std::move(paragraph.text), .first_page = paragraph.first_page, .last_page = pages_.current()};
  paragraph.text.clear();
  if (count_visible(block.text) == 0) return;
  if (paragraph.formula_only) block.kind = ElementKind::formula;
  if (!std::exchange(paragraph.classified, true)) classify(paragraph, block);
  paragraph.done.push_back(std::move(block));
  paragraph.first_page = pages_.current();
}

void Body::classify(const Paragraph& paragraph, Block& block) {
  const Head& head = header_.head(attribute(paragraph.node, "paraPrIDRef"));
  std::string mark;
  if (head.type == HeadType::bullet) mark = header_.bullet(head.id);
  if (head.type == HeadType::number) mark = header_.next_number(head.id, head.level);
  if (head.type == HeadType::outline) mark = header_.next_number(outline_numbering_, head.level);
  std::int32_t outline = head.type == HeadType::outline ? head.level + 1 : 0;
  if (outline == 0) outline = header_.outline_of_style(attribute(paragraph.node, "styleIDRef"));
  if (outline > 0 && count_code_points(block.text) <= kHeadingCodePointsMax) {
    block.kind = ElementKind::heading;
    block.level = std::min(outline, 6);
  } else if (head.type != HeadType::none) {
    block.kind = ElementKind::list_item;
    block.level = head.level + 1;
  }
  if (mark.empty()) return;
  builder_.count_in(mark);
  block.text = mark + " " + block.text;
}

void Body::run(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth) {
  if (!deeper(depth)) return;
  for (const pugi::xml_node& part : node.children()) content(part, paragraph, depth + 1);
}

void Body::append(Paragraph& paragraph, std::string_view text) {
  if (!deletions_.empty()) return builder_.drop("deleted_change", text);
  paragraph.text += text;
  if (paragraph.top) pages_.text();
}

void Body::words(const pugi::xml_node& node, Paragraph& paragraph) {
  for (const pugi::xml_node& piece : node.children()) {
    const std::string_view name = local_name(piece);
    if (piece.type() == pugi::node_pcdata || piece.type() == pugi::node_cdata) {
      append(paragraph, piece.value());
      if (count_visible(piece.value()) > 0) paragraph.formula_only = false;
    } else if (name == "lineBreak") {
      append(paragraph, "\n");
    } else if (name == "tab") {
      append(paragraph, "\t");
    } else if (name == "nbSpace" || name == "fwSpace") {
      append(paragraph, " ");
    } else if (name == "hyphen") {
      append(paragraph, "-");
    } else if (name == "deleteBegin") {
      deletions_.insert(std::string(attribute(piece, "Id")));
    } else if (name == "deleteEnd") {
      deletions_.erase(std::string(attribute(piece, "Id")));
    }
  }
}

void Body::content(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth) {
  const std::string_view name = local_name(node);
  if (!deeper(depth)) return;
  if (name == "t") {
    words(node, paragraph);
  } else if (name == "ctrl") {
    for (const pugi::xml_node& part : node.children()) control(part, paragraph, depth + 1);
  } else if (name == "tbl") {
    table(node, paragraph, depth + 1);
  } else if (name == "equation") {
    append(paragraph, direct_text(child(node, "script")));
  } else if (name == "dutmal") {
    paragraph.formula_only = false;
    append(paragraph, direct_text(child(node, "mainText")));
    const std::string above = direct_text(child(node, "subText"));
    if (count_visible(above) == 0) return;
    builder_.count_in("()");
    append(paragraph, "(" + above + ")");
  } else if (is_switch(name)) {
    const pugi::xml_node chosen = chosen_branch(node);
    for (const pugi::xml_node& other : node.children()) {
      if (other != chosen) drop_all(other, "duplicate_fallback");
    }
    run(chosen, paragraph, depth + 1);
  } else if (name != "secPr" && node.type() == pugi::node_element) {
    object(node, paragraph, depth + 1);
  }
}

void Body::note(const pugi::xml_node& node, ElementKind kind, std::vector<Block>& out, std::int32_t depth) {
  std::vector<Block> inner;
  for (const pugi::xml_node& part : node.children()) {
    if (local_name(part) == "subList") blocks(part, inner, depth + 1, false);
  }
  std::int64_t separators = 0;
  std::string text = flatten(inner, separators);
  builder_.count_in(separators);
  out.push_back({.kind = kind, .text = std::move(text), .first_page = pages_.current(), .last_page = pages_.current()});
}

void Body::control(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth) {
  const std::string_view name = local_name(node);
  if (!deeper(depth)) return;
  if (name == "footNote" || name == "endNote") {
    note(node, ElementKind::footnote, paragraph.after, depth);
  } else if (name == "header" || name == "footer") {
    std::vector<Block> margin;
    note(node, name == "header" ? ElementKind::page_header : ElementKind::page_footer, margin, depth);
    if (count_visible(margin.front().text) == 0) return;
    if (margins_.insert(std::string(name) + margin.front().text).second) {
      paragraph.after.push_back(std::move(margin.front()));
    } else {
      drop_all(node, "repeated_margin");
    }
  } else if (name == "colPr") {
    if (paragraph.top) pages_.set_columns(attribute_number(node, "colCount", 1));
  } else if (name == "newNum") {
    if (attribute(node, "numType") == "PAGE" && paragraph.top) pages_.set_number(attribute_number(node, "num", 1));
  } else if (name == "pageNum") {
    pages_.set_form(number_form_from(attribute(node, "formatType")));
  } else {
    drop_all(node, name == "hiddenComment" ? "hidden_comment" : "comment");  // memos hang on their field's begin
  }
}

void Body::object(const pugi::xml_node& node, Paragraph& paragraph, std::int32_t depth) {
  if (!deeper(depth)) return;
  const std::string_view name = local_name(node);
  if (const std::string own = object_text(node, name); !own.empty()) {
    paragraph.formula_only = false;
    append(paragraph, own);
  }
  for (const pugi::xml_node& part : node.children()) {
    const std::string_view inner = local_name(part);
    if (inner == "caption") {
      note(part, ElementKind::caption, paragraph.after, depth + 1);
    } else if (inner == "subList") {
      blocks(part, paragraph.after, depth + 1, false);
    } else if (inner == "shapeComment") {
      const std::string description = name == "pic" ? picture_description(direct_text(part)) : std::string();
      builder_.count_in(description);
      if (!description.empty()) {
        paragraph.after.push_back({.kind = ElementKind::figure,
                                   .text = description,
                                   .first_page = pages_.current(),
                                   .last_page = pages_.current()});
      }
    } else if (inner == "tbl" || inner == "equation" || inner == "ctrl" || inner == "switch" || inner == "t") {
      content(part, paragraph, depth + 1);
    } else if (part.type() == pugi::node_element) {
      object(part, paragraph, depth + 1);
    }
  }
}

}  // namespace onggi::parse::hwpx
