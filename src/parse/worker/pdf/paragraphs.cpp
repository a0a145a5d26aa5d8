// Lines → paragraphs, headings, list items, captions, code; see layout.h.
//
// A paragraph goes on while size and weight stay, lines keep their distance, no marker begins, and the line before was
// full: the next line's first word would not have fitted into it any more.
#include <algorithm>
#include <cmath>

#include "parse/worker/pdf/cells.h"
#include "parse/worker/pdf/headings.h"
#include "parse/worker/pdf/markers.h"
#include "text/text.h"

namespace onggi::parse::pdf {

namespace {

struct Paragraph {
  std::string text;
  std::vector<Place> places;
  std::vector<Line> ends;  // first and last line
  Looks looks;
  std::int32_t marker = 0;  // list depth by its marker; 0: none
  std::optional<Tag> tag;   // what the structure tree says
};

bool is_full(const Line& last, const Line& next) {
  const double width = last.column_right - last.column_left;
  // Centred text has its rest on both sides.
  const double indent = last.box.x0 - last.column_left;
  const double rest = last.column_right - last.box.x1;
  const bool centred = indent > 2 * last.size && std::abs(indent - rest) < 0.5 * last.size;
  return (centred ? rest + indent : rest) < next.first_word_width + 0.9 * last.size && width > 0;
}

class ParagraphMaker {
 public:
  ParagraphMaker(std::vector<PageLayout>& pages, const Outline& outline, const LineJoiner& joiner, Losses& losses)
      : pages_(pages), joiner_(joiner), losses_(losses), body_(body_style(pages)), headings_(body_, outline) {}

  Flow make() {
    for (PageLayout& page : pages_) page_elements(page);
    finish();
    headings_.rank(flow_.elements);
    return std::move(flow_);
  }

 private:
  void page_elements(PageLayout& page) {
    for (const Line& line : page.lines) {
      if (line.kind != ElementKind::footnote) finish_note();
      if (line.table >= 0) {
        island(page, page.tables[static_cast<std::size_t>(line.table)]);
      } else if (line.kind == ElementKind::footnote) {
        note(page, line);
      } else if (line.kind != ElementKind::paragraph) {
        margin(page, line);
      } else if (is_code(page, line)) {
        code(page, line);
      } else if (!open_ || !continues(line)) {
        finish();
        begin(page, line);
      } else {
        extend(page, line);
      }
    }
    finish_note();
    for (const Angled& angled : page.angled) wait(ElementKind::paragraph, angled.text, place(page, angled.box, false));
    for (const Angled& hidden : page.hidden) {
      wait(ElementKind::paragraph, hidden.text, place(page, hidden.box, false));
      waiting_.back().role = "hidden";
    }
    for (Element& comment : page.comments) {
      comment.places.front().page_index = index_of(page);
      comment.places.front().page_label = page.page.label;
      waiting_.push_back(std::move(comment));
    }
    if (!open_) give_waiting();
  }

  std::int32_t index_of(const PageLayout& page) const { return static_cast<std::int32_t>(&page - pages_.data()); }

  Place place(const PageLayout& page, const Box& box, bool flow = true) const {
    return {.page_index = index_of(page), .page_label = page.page.label, .box = flow ? turned_back(box, page) : box};
  }

  // ---- beside the text: margins and notes ----

  // A paragraph may go on after the page's footer and the next page's header: they wait for its end.
  void margin(const PageLayout& page, const Line& line) {
    wait(line.kind, line.text, place(page, line.box));
    if (!open_) give_waiting();
  }

  void wait(ElementKind kind, const std::string& text, Place where) {
    Element& element = waiting_.emplace_back();
    element.kind = kind;
    element.text = text;
    element.places = {std::move(where)};
  }

  void note(const PageLayout& page, const Line& line) {
    if (note_ && line.text.starts_with("[^")) finish_note();
    if (!note_) {
      note_.emplace();
      note_->kind = ElementKind::footnote;
      note_->text = line.text;
      note_->places = {place(page, line.box)};
      note_box_ = line.box;
    } else {
      joiner_.join(note_->text, note_end_, line, losses_.hyphens);
      note_box_ = united(note_box_, line.box);
      note_->places = {place(page, note_box_)};
    }
    note_end_ = line;
  }

  void finish_note() {
    if (!note_) return;
    waiting_.push_back(*std::exchange(note_, std::nullopt));
    if (!open_) give_waiting();
  }

  void give_waiting() {
    std::vector<Element> given = std::exchange(waiting_, {});
    std::move(given.begin(), given.end(), std::back_inserter(flow_.elements));
  }

  // ---- code ----

  // A line of typewriter letters, unless it stands in the middle of a sentence.
  bool is_code(const PageLayout& page, const Line& line) const {
    if (line.tag >= 0 && page.tags[static_cast<std::size_t>(line.tag)].kind == ElementKind::code) return true;
    return line.mono && body_.mono_is_special && !body_.is_big(line.size) &&
           !(open_ && code_.empty() && !ends_a_sentence(current_.text) && continues(line));
  }

  void code(const PageLayout& page, const Line& line) {
    if (code_.empty()) finish();
    open_ = true;
    if (code_.empty() || current_.places.back().page_index != index_of(page)) {
      if (code_.empty()) current_ = {};
      current_.places.push_back(place(page, line.box));
      box_ = line.box;
    }
    box_ = united(box_, line.box);
    current_.places.back() = place(page, box_);
    code_.push_back(line);
  }

  void finish_code() {
    const std::string text = code_text(std::exchange(code_, {}));
    add(ElementKind::code, text, std::move(current_.places));
  }

  // ---- running text ----

  void begin(const PageLayout& page, const Line& line) {
    open_ = true;
    current_ = {.text = line.text,
                .places = {place(page, line.box)},
                .ends = {line, line},
                .looks = {.size = line.size, .bold = line.bold, .face = line.face},
                .marker = marker_depth(line.text),
                .tag = std::nullopt};
    if (line.tag >= 0) current_.tag = page.tags[static_cast<std::size_t>(line.tag)];
    box_ = line.box;
  }

  void extend(const PageLayout& page, const Line& line) {
    const bool moved = current_.ends[1].page != line.page || current_.ends[1].column != line.column;
    joiner_.join(current_.text, current_.ends[1], line, losses_.hyphens);
    leading_ = line.baseline - current_.ends[1].baseline;
    const bool same_page = current_.places.back().page_index == index_of(page);
    box_ = same_page ? united(box_, line.box) : line.box;
    const Place here = place(page, box_);
    if (same_page) {
      current_.places.back() = here;
    } else {
      current_.places.push_back(here);
    }
    if (moved) current_.ends[0] = line;
    current_.ends[1] = line;
    ++current_.looks.lines;
  }

  // A marker begins a new item. "다." at a line's start is more often the end of a sentence that was cut there.
  bool begins_anew(const Line& line) const {
    if (is_statute_heading(line.text)) return true;
    if (number_depth(line.text) > 3 && !is_full(current_.ends[1], line)) return true;
    if (caption_label(line.text) == CaptionLabel::separated && !is_full(current_.ends[1], line)) return true;
    if (marker_depth(line.text) == 0) return false;
    const bool sentence_end = line.text.starts_with("다. ") || line.text.starts_with("다.)") || line.text == "다.";
    return !sentence_end || ends_a_sentence(current_.text) || !is_full(current_.ends[1], line);
  }

  bool continues(const Line& line) const {
    if (!code_.empty()) return false;
    const Line& last = current_.ends[1];
    const bool here = line.page == last.page;
    if (here && (line.tag >= 0 || last.tag >= 0)) return line.tag == last.tag;
    if (std::abs(line.size - last.size) > 0.08 * std::max(line.size, last.size) || line.bold != last.bold) return false;
    if (line.face != last.face && line.face != 0 && last.face != 0) return false;
    if (begins_anew(line)) return false;
    if (!here || line.column != last.column) return continues_elsewhere(line);
    const double leading = line.baseline - last.baseline;
    if (leading > 2.1 * line.size || leading < 0) return false;
    if (current_.looks.lines > 1 && leading_ > 0 && leading > 1.25 * leading_) return false;
    const double indent = line.box.x0 - last.box.x0;
    const bool first = current_.looks.lines == 1;
    if (body_.is_big(line.size)) return is_full(last, line) || leading < 1.5 * line.size;  // a long title on two lines
    if (indent > 0.8 * line.size && !(first && current_.marker > 0)) return false;
    if (indent < -0.8 * line.size && !first) return false;
    return is_full(last, line);
  }

  // Over the end of a column or page only a sentence in the middle goes on.
  bool continues_elsewhere(const Line& line) const {
    const Line& last = current_.ends[1];
    if (body_.is_big(line.size) || ends_a_sentence(current_.text) || !is_full(last, line)) return false;
    const double indent = line.box.x0 - line.column_left;
    return current_.looks.lines > 1 && indent < 0.8 * line.size && line.page - last.page <= 1;
  }

  void finish() {
    if (!std::exchange(open_, false)) return;
    if (!code_.empty()) {
      finish_code();
    } else {
      add_paragraph();
    }
    give_waiting();
  }

  void add_paragraph() {
    if (current_.tag && current_.tag->kind == ElementKind::heading) current_.looks.tag_level = current_.tag->level;
    const ElementKind kind = kind_of(current_);
    if (kind == ElementKind::heading && takes_number()) return;
    if (kind == ElementKind::heading) headings_.add(flow_.elements.size(), current_.text, current_.looks);
    const bool tagged_item = current_.tag && current_.tag->kind == ElementKind::list_item;
    add(kind, current_.text, std::move(current_.places));
    if (kind == ElementKind::list_item)
      flow_.elements.back().level = tagged_item ? current_.tag->level : current_.marker;
  }

  // "제1장" on a line of its own is the number of the heading below it.
  bool takes_number() {
    if (flow_.elements.empty() || current_.looks.tag_level > 0) return false;
    Element& last = flow_.elements.back();
    if (last.kind != ElementKind::heading || !is_bare_number(last.text) || is_bare_number(current_.text) ||
        last.places.back().page_index != current_.places.front().page_index)
      return false;
    last.text += " " + current_.text;
    if (last.places.back().box && current_.places.front().box)
      last.places.back().box = united(*last.places.back().box, *current_.places.front().box);
    headings_.take_title(current_.looks);
    return true;
  }

  ElementKind kind_of(const Paragraph& paragraph) const {
    const ElementKind told = paragraph.tag ? paragraph.tag->kind : ElementKind::paragraph;
    if (told != ElementKind::paragraph && told != ElementKind::figure) return told;
    const CaptionLabel label = caption_label(paragraph.text);
    constexpr std::size_t kCaptionMax = 400, kBareMax = 100;
    const std::size_t length = paragraph.text.size();
    if (label == CaptionLabel::separated && length <= kCaptionMax * 3) return ElementKind::caption;
    if (label == CaptionLabel::bare && length <= kBareMax * 3 && !ends_a_sentence(paragraph.text))
      return ElementKind::caption;
    if (headings_.is_heading(paragraph.text, paragraph.looks)) return ElementKind::heading;
    return paragraph.marker > 0 ? ElementKind::list_item : ElementKind::paragraph;
  }

  // ---- tables, pictures, fields ----

  void island(const PageLayout& page, DraftTable& draft) {
    if (draft.ready) return ready(page, draft);
    finish();
    join_cells(draft, joiner_, losses_);
    fill_gaps(draft.table);
    for (Cell& cell : draft.table.cells) {
      if (cell.box) cell.box = turned_back(*cell.box, page);
    }
    const Place here = place(page, draft.box);
    if (goes_on(draft, here)) return;
    table_box_ = draft.box;
    table_ = flow_.elements.size();
    Element& element = flow_.elements.emplace_back();
    element.kind = ElementKind::table;
    element.places = {here};
    element.table = std::move(draft.table);
  }

  // Only margins and notes may stand between the two parts of a table.
  bool goes_on(DraftTable& draft, const Place& here) {
    if (!table_ || flow_.elements[*table_].places.back().page_index != here.page_index - 1) return false;
    for (std::size_t i = *table_ + 1; i < flow_.elements.size(); ++i) {
      const ElementKind kind = flow_.elements[i].kind;
      if (kind != ElementKind::page_header && kind != ElementKind::page_footer && kind != ElementKind::footnote)
        return false;
    }
    Element& element = flow_.elements[*table_];
    if (!continue_table(*element.table, table_box_, draft.table, draft.box, losses_)) return false;
    table_box_ = draft.box;
    element.places.push_back(here);
    return true;
  }

  void ready(const PageLayout& page, DraftTable& draft) {
    if (draft.picture >= 0) flow_.pictures.push_back({flow_.elements.size(), index_of(page), draft.picture});
    // A picture floats: the paragraph around it may go on.
    if (draft.ready->kind != ElementKind::figure) finish();
    draft.ready->places = {place(page, draft.box)};
    if (draft.box == Box()) draft.ready->places.front().box.reset();  // described, but drawn nowhere
    flow_.elements.push_back(*std::move(draft.ready));
  }

  void add(ElementKind kind, const std::string& text, std::vector<Place> places) {
    Element& element = flow_.elements.emplace_back();
    element.kind = kind;
    element.text = text;
    element.places = std::move(places);
  }

  std::vector<PageLayout>& pages_;
  const LineJoiner& joiner_;
  Losses& losses_;
  const BodyStyle body_;
  Headings headings_;
  Flow flow_;
  std::vector<Element> waiting_;
  std::optional<Element> note_;
  Line note_end_;
  Box note_box_;
  std::vector<Line> code_;  // not empty: the open block is code
  Paragraph current_;
  Box box_;  // of the current paragraph on its last page, in the flow
  bool open_ = false;
  double leading_ = 0;                // of the current paragraph
  std::optional<std::size_t> table_;  // the last table among the elements
  Box table_box_;                     // of its last part, in the flow
};

}  // namespace

Flow flow_of(std::vector<PageLayout>& pages, const Outline& outline, const LineJoiner& joiner, Losses& losses) {
  return ParagraphMaker(pages, outline, joiner, losses).make();
}

}  // namespace onggi::parse::pdf
