// Paragraphs of an HWPX; see body.h. Element names: OWPML (KS X 6101).
#include "parse/worker/hwpx/body.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "parse/worker/flow/equation.h"

namespace onggi::parse::hwpx {
namespace {

constexpr std::size_t kHeadingCodePointsMax = 120;  // longer outline paragraphs are running text with a number
constexpr std::int32_t kControlUnits = 8;           // what an object, a control or a tab fills in the text

void move_all(std::vector<Block>& from, std::vector<Block>& to) { std::ranges::move(from, std::back_inserter(to)); }

}  // namespace

bool Body::deeper(const Source& xml) {
  too_deep_ = too_deep_ || xml.depth() > depth_max_;
  return !too_deep_;
}

Block Body::block(ElementKind kind, std::string text) const {
  return {.kind = kind, .text = std::move(text), .first_page = units_, .last_page = units_};
}

bool Body::section(Source& xml, std::vector<Block>& out) {
  section_begun_ = page_painted_ = false;
  deletions_.clear();
  if (!xml.next_child(0)) return false;
  blocks(xml, out, true);
  xml.settle();
  pages_.settle();
  if (open_table_ > 0) out[std::exchange(open_table_, 0) - 1].last_page = pages_.current();
  return true;
}

void Body::blocks(Source& xml, std::vector<Block>& out, bool top) {
  if (!deeper(xml)) return;
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    if (too_deep_ || builder_.full()) return;
    if (xml.name() == "p") {
      paragraph(xml, out, top);
    } else {
      xml.drop_rest("unknown_element");
    }
  }
}

void Body::paragraph(Source& xml, std::vector<Block>& out, bool top) {
  Paragraph paragraph{.shape = xml.attribute("paraPrIDRef"),
                      .style = xml.attribute("styleIDRef"),
                      .top = top,
                      .begin = top ? 0 : units_};
  if (top) {
    units_ = 0;
    lines_.clear();
    happenings_.clear();
    page_break_ = xml.attribute("pageBreak") == "1" || header_.is_page_break_before(paragraph.shape);
    column_break_ = xml.attribute("columnBreak") == "1";
  }
  const bool painted = header_.is_painted_paragraph(paragraph.shape);
  painted_ += painted ? 1 : 0;
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    const std::string_view name = xml.name();
    if (name == "run") {
      run(xml, paragraph);
    } else if (name == "linesegarray") {
      if (top) read_lines(xml);
    } else {
      content(xml, paragraph);
    }
  }
  painted_ -= painted ? 1 : 0;
  flush(paragraph);
  if (top) return place(paragraph, out);
  move_all(paragraph.done, out);
  move_all(paragraph.after, out);
}

void Body::flush(Paragraph& paragraph) {
  Block block = this->block(ElementKind::paragraph, std::exchange(paragraph.text, {}));
  block.first_page = std::exchange(paragraph.begin, units_);
  if (count_visible(paragraph.hidden) > 0) {
    Block unseen = this->block(ElementKind::paragraph, std::exchange(paragraph.hidden, {}));
    unseen.role = "hidden";
    paragraph.after.push_back(std::move(unseen));
    ++hidden_pieces_;
  }
  const std::string scripts = std::exchange(paragraph.scripts, {});
  std::string latex = std::exchange(paragraph.latex, {});
  const std::int64_t formula_text = std::exchange(paragraph.formula_text, 0);
  if (count_visible(block.text) == 0) return;
  if (!latex.empty() && paragraph.formula_only && header_.head(paragraph.shape).type == HeadType::none) {
    block.kind = ElementKind::formula;
    block.text = scripts;
    block.latex = std::move(latex);
  } else {  // within words a formula stands as LaTeX between dollar signs instead of its script
    builder_.drop("equation_script", scripts);
    builder_.count_in(formula_text);
  }
  if (!std::exchange(paragraph.classified, true)) classify(paragraph, block);
  paragraph.done.push_back(std::move(block));
}

void Body::classify(const Paragraph& paragraph, Block& block) {
  const Head& head = header_.head(paragraph.shape);
  std::string mark;
  if (head.type == HeadType::bullet) mark = header_.bullet(head.id);
  if (head.type == HeadType::number) mark = header_.next_number(head.id, head.level);
  if (head.type == HeadType::outline) mark = header_.next_number(outline_numbering_, head.level);
  std::int32_t outline = head.type == HeadType::outline ? head.level + 1 : 0;
  if (outline == 0) outline = header_.outline_of_style(paragraph.style);
  if (outline > 0 && block.latex.empty() && count_code_points(block.text) <= kHeadingCodePointsMax) {
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

void Body::run(Source& xml, Paragraph& paragraph) {
  if (!deeper(xml)) return;
  const Sight sight = header_.sight(xml.attribute("charPrIDRef"));
  const bool before = std::exchange(
      unseen_, sight == Sight::never || (sight == Sight::needs_background && painted_ == 0 && !page_painted_));
  for (const auto inside = xml.depth(); xml.next_child(inside);) content(xml, paragraph);
  unseen_ = before;
}

void Body::append(Paragraph& paragraph, std::string_view text) {
  if (!deletions_.empty()) return builder_.drop("deleted_change", text);
  (unseen_ ? paragraph.hidden : paragraph.text) += text;
}

void Body::formula(const std::string& script, Paragraph& paragraph) {
  const std::string latex = latex_from_equation(script);
  if (!deletions_.empty() || unseen_ || latex.empty()) return append(paragraph, script);
  const std::string text = "$" + latex + "$";
  paragraph.text += text;
  paragraph.formula_text += count_visible(to_nfc(text));
  paragraph.scripts.append(paragraph.scripts.empty() ? "" : " ").append(script);
  paragraph.latex.append(paragraph.latex.empty() ? "" : "\\quad ").append(latex);
}

void Body::mark_in_words(Source& xml, Paragraph& paragraph) {
  const std::string_view name = xml.name();
  std::int32_t units = 1;
  if (name == "lineBreak") {
    append(paragraph, "\n");
  } else if (name == "tab") {
    append(paragraph, "\t");
    units = kControlUnits;
  } else if (name == "nbSpace" || name == "fwSpace") {
    append(paragraph, " ");
  } else if (name == "hyphen") {
    append(paragraph, "-");
  } else {
    units = 0;
    if (name == "deleteBegin") deletions_.insert(xml.attribute("Id"));
    if (name == "deleteEnd") deletions_.erase(xml.attribute("Id"));
  }
  if (paragraph.top) units_ += units;
}

void Body::words(Source& xml, Paragraph& paragraph) {
  const auto inside = xml.depth();
  for (auto event = xml.next_piece(inside); event != Source::Event::close; event = xml.next_piece(inside)) {
    if (event == Source::Event::open) {
      mark_in_words(xml, paragraph);
      continue;
    }
    append(paragraph, xml.text());
    if (count_visible(xml.text()) > 0) paragraph.formula_only = false;
    if (paragraph.top) units_ += static_cast<std::int32_t>(count_utf16(xml.text()));
  }
}

void Body::choice(Source& xml, Paragraph& paragraph) {
  bool chosen = false;
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    if (std::exchange(chosen, true)) {
      xml.drop_rest("duplicate_fallback");
    } else {
      run(xml, paragraph);
    }
  }
}

void Body::content(Source& xml, Paragraph& paragraph) {
  const std::string_view name = xml.name();
  if (!deeper(xml)) return;
  if (name == "t") return words(xml, paragraph);
  if (name == "ctrl") return controls(xml, paragraph);
  if (name == "switch") return choice(xml, paragraph);
  if (name == "secPr") {
    if (paragraph.top) section_properties(xml);
  } else if (name == "tbl") {
    table(xml, paragraph);
  } else if (name == "equation") {
    equation(xml, paragraph);
  } else if (name == "dutmal") {
    ruby(xml, paragraph);
  } else {
    object(xml, paragraph);
  }
  if (paragraph.top) units_ += kControlUnits;
}

}  // namespace onggi::parse::hwpx
