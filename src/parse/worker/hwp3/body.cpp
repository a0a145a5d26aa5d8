// Paragraphs of an HWP 3 document; see body.h.
#include "parse/worker/hwp3/body.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "parse/worker/hwp3/letters.h"
#include "parse/worker/hwp3/marks.h"
#include "text/text.h"

namespace onggi::parse::hwp3 {
namespace {

constexpr std::size_t kHeadingCodePointsMax = 120;  // longer outline paragraphs are running text with a number

// Kinds of automatic numbers.
constexpr std::uint16_t kOfPages = 0;
constexpr std::uint16_t kOfFootnotes = 1;
constexpr std::uint16_t kOfEndnotes = 2;

}  // namespace

Body::Body(const File& file, const Tree& tree, DocumentBuilder& builder) : file_(file), tree_(tree), builder_(builder) {
  count_in(tree.paragraphs);
}

void Body::count_in(const Paragraphs& paragraphs) {
  for (const Paragraph& paragraph : paragraphs) {
    for (const Piece& piece : paragraph.pieces) {
      builder_.count_in(piece.text);
      for (const Paragraphs& list : piece.lists) count_in(list);
      count_in(piece.caption);
    }
  }
}

void Body::read(std::vector<Block>& out) {
  flagged_ = std::ranges::any_of(tree_.paragraphs, [](const Paragraph& paragraph) {
    return std::ranges::any_of(paragraph.lines, &Line::first_of_page);
  });
  number_ = file_.first_page;
  labels_.push_back(format_number(number_, form_));
  paragraphs(tree_.paragraphs, out, true);
}

std::vector<Page> Body::pages() const {
  constexpr double kUnitsAPoint = 25;  // 1/1800 inch
  std::vector<Page> pages;
  pages.reserve(labels_.size());
  for (const std::string& label : labels_)
    pages.push_back({.label = label, .width = file_.width / kUnitsAPoint, .height = file_.height / kUnitsAPoint});
  return pages;
}

// Where lines do not say it, one above the line before it begins the next column, or behind the last column a page.
bool Body::begins_page(const Line& line) {
  if (flagged_) return line.first_of_page;
  const bool above = line.position < std::exchange(last_position_, line.position);
  if (above) ++column_;
  if (column_ < columns_) return false;
  column_ = 0;
  return true;
}

void Body::lines_until(std::size_t at, const Paragraph& paragraph, std::size_t& next) {
  for (; next < paragraph.lines.size() && paragraph.lines[next].begin <= at; ++next) {
    const bool very_first = &paragraph == tree_.paragraphs.data() && next == 0;
    if (!begins_page(paragraph.lines[next]) || very_first) continue;
    ++number_;
    labels_.push_back(format_number(number_, form_));
  }
}

void Body::relabel() { labels_.back() = format_number(number_, form_); }

Block Body::block(ElementKind kind, std::string text) const {
  const auto page = static_cast<std::int32_t>(labels_.size()) - 1;
  return {.kind = kind, .text = std::move(text), .first_page = page, .last_page = page};
}

void Body::paragraphs(const Paragraphs& paragraphs, std::vector<Block>& out, bool top) {
  for (const Paragraph& one : paragraphs) paragraph(one, out, top);
}

void Body::paragraph(const Paragraph& paragraph, std::vector<Block>& out, bool top) {
  Passage passage;
  if (top && paragraph.columns > 0) columns_ = paragraph.columns;
  std::size_t next_line = top ? 0 : paragraph.lines.size();
  lines_until(0, paragraph, next_line);
  passage.first_page = static_cast<std::int32_t>(labels_.size()) - 1;
  for (const Piece& one : paragraph.pieces) {
    lines_until(one.at, paragraph, next_line);
    if (one.code == Code::box) {
      box(paragraph, one, passage);
    } else {
      piece(one, passage);
    }
  }
  lines_until(SIZE_MAX, paragraph, next_line);
  if (top && paragraph.lines.empty() && count_visible(passage.text) > 0) approximate_ = true;
  flush(paragraph, passage);
  std::ranges::move(passage.done, std::back_inserter(out));
  std::ranges::move(passage.after, std::back_inserter(out));
}

void Body::piece(const Piece& piece, Passage& passage) {
  switch (piece.code) {
    case Code::text:
      if (count_visible(piece.text) > 0) passage.formula_only = false;
      passage.text += piece.text;
      return;
    case Code::date:
      return print(printed_date(piece.fields), passage);
    case Code::number:
    case Code::new_number:
    case Code::page_number:
      return number(piece, passage);
    case Code::outline: {
      OutlineMark mark = outline_mark(piece.fields);
      passage.mark = std::move(mark.text);
      passage.outline = mark.level;
      return;
    }
    case Code::picture:
      return picture(piece, passage);
    case Code::margin:
      return margin(piece, passage);
    case Code::note:
      return aside(piece.lists.front(), ElementKind::footnote, {}, passage.after);
    case Code::hidden:
      ++hidden_;
      return aside(piece.lists.front(), ElementKind::paragraph, "hidden", passage.after);
    case Code::box:
      return;
  }
}

// Text that the source does not hold as such.
void Body::print(const std::string& text, Passage& passage) {
  builder_.count_in(text);
  if (count_visible(text) > 0) passage.formula_only = false;
  passage.text += text;
}

void Body::number(const Piece& piece, Passage& passage) {
  Cursor fields(piece.fields);
  const std::uint16_t kind = fields.u16();
  const std::uint16_t value = fields.u16();
  if (piece.code == Code::page_number) {  // where it stands, and its form with or without dashes around it
    static constexpr auto kForms =
        std::to_array<NumberForm>({NumberForm::decimal, NumberForm::roman_upper, NumberForm::roman_lower});
    form_ = kForms[value % kForms.size()];
    relabel();
  } else if (piece.code == Code::new_number) {
    if (kind == kOfPages) {
      number_ = value;
      relabel();
    }
  } else if (kind != kOfPages) {  // those differ from page to page
    std::string text = std::to_string(value);
    if (kind == kOfFootnotes || kind == kOfEndnotes) append_letter(text, file_.behind_note);
    print(text, passage);
  }
}

std::int32_t Body::outline_of_style(std::size_t style) const {
  constexpr std::string_view kOutline = "개요 ";
  if (style >= tree_.styles.size() || !tree_.styles[style].starts_with(kOutline)) return 0;
  const std::string_view digits = std::string_view(tree_.styles[style]).substr(kOutline.size());
  std::int32_t level = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), level);
  return error == std::errc() && end == digits.data() + digits.size() && level > 0 ? level : 0;
}

void Body::flush(const Paragraph& paragraph, Passage& passage) {
  Block piece = block(ElementKind::paragraph, std::exchange(passage.text, {}));
  piece.first_page = std::exchange(passage.first_page, piece.last_page);
  const std::string scripts = std::exchange(passage.scripts, {});
  std::string latex = std::exchange(passage.latex, {});
  const std::int64_t formula_text = std::exchange(passage.formula_text, 0);
  if (count_visible(piece.text) == 0) return;
  if (!latex.empty() && passage.formula_only) {
    piece.kind = ElementKind::formula;
    piece.text = scripts;
    piece.latex = std::move(latex);
  } else {  // within words a formula stands as LaTeX between dollar signs instead of its script
    builder_.drop("equation_script", scripts);
    builder_.count_in(formula_text);
  }
  if (!std::exchange(passage.classified, true)) {
    const std::int32_t outline = passage.outline > 0 ? passage.outline : outline_of_style(paragraph.style);
    if (outline > 0 && piece.latex.empty() && count_code_points(piece.text) <= kHeadingCodePointsMax) {
      piece.kind = ElementKind::heading;
      piece.level = std::min(outline, 6);
    }
    if (!passage.mark.empty()) {
      builder_.count_in(passage.mark);
      piece.text = passage.mark + " " + piece.text;
    }
  }
  passage.done.push_back(std::move(piece));
}

}  // namespace onggi::parse::hwp3
