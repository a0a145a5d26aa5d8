// Walks the records of a section into blocks, counting pages on its way.
//
// A section is a list of paragraphs. A paragraph's text (PARA_TEXT) names its controls in order by 32-bit ids, and the
// controls follow as CTRL_HEADER records below the paragraph; lists of paragraphs hang below these (cells, notes, text
// boxes), each begun by a LIST_HEADER on the level of its paragraphs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/flow/flow.h"
#include "parse/worker/hwp/info.h"
#include "parse/worker/hwp/pages.h"
#include "parse/worker/hwp/records.h"

namespace onggi::parse::hwp {

/// Words with smaller words above them (덧말).
struct Ruby {
  std::string main, above;
};

class Body {
 public:
  Body(Info& info, DocumentBuilder& builder, std::int32_t depth_max)
      : info_(info), builder_(builder), depth_max_(depth_max) {}

  /// Appends the blocks of one section; its records must live as long as this call.
  void section(const Records& records, std::vector<Block>& out);
  Pages& pages() { return pages_; }
  bool too_deep() const { return too_deep_; }
  std::int32_t hidden() const { return hidden_; }  // pieces that no reader of the printed document sees

 private:
  struct Letters {
    std::size_t begin = 0;  // in the text, in units
    bool unseen = false;
  };
  struct Paragraph {
    std::size_t shape = 0, style = 0;
    std::vector<std::size_t> controls;  // indices of CTRL_HEADER records
    std::size_t next_control = 0;
    std::string_view segments;  // PARA_LINE_SEG
    std::size_t next_line = 0;
    std::vector<Letters> letters;  // empty: all are plain to see
    std::string text;              // formulas between dollar signs
    std::string hidden;            // letters that cannot be seen
    std::string scripts;           // formulas as the source has them
    std::string latex;
    std::int64_t formula_text = 0;  // visible characters of formulas in `text`
    std::vector<Block> done;        // pieces before a table, and tables
    std::vector<Block> after;       // text boxes, figures, notes
    std::int32_t first_page = 0;
    bool formula_only = true;
    bool classified = false;
    bool top = false;  // in the flow of the section, not in a cell or box: its lines tell pages
  };
  using Range = std::pair<std::size_t, std::size_t>;  // of indices of records

  const Record& at(std::size_t index) const { return records_->list[index]; }
  Range below(std::size_t index) const { return {index + 1, at(index).end}; }

  // body.cpp: paragraphs
  void paragraphs(Range range, std::vector<Block>& out, std::int32_t depth, bool top);
  void paragraph(std::size_t index, std::vector<Block>& out, std::int32_t depth, bool top);
  void lines(Paragraph& paragraph, std::size_t until);
  void begin_paragraph(std::size_t index, Paragraph& paragraph);
  std::vector<Letters> letters_of(std::string_view letter_shapes, bool painted) const;
  void plain(std::string_view units, std::size_t begin, Paragraph& paragraph);
  void formula(const std::string& script, Paragraph& paragraph);
  void text(std::string_view units, Paragraph& paragraph, std::int32_t depth);
  void append(Paragraph& paragraph, std::string_view text);
  void flush(Paragraph& paragraph);
  void classify(const Paragraph& paragraph, Block& block);
  bool deeper(std::int32_t depth);
  Block block(ElementKind kind, std::string text) const;

  // controls.cpp: what stands in the text as one character
  void next_control(std::uint32_t id, Paragraph& paragraph, std::int32_t depth);
  void control(std::size_t index, Paragraph& paragraph, std::int32_t depth);
  void section_definition(std::size_t index, Paragraph& paragraph, std::int32_t depth);
  void page_settings(std::uint32_t id, std::string_view bytes, const Paragraph& paragraph);
  void number(std::string_view bytes, Paragraph& paragraph);
  void margin(Range range, ElementKind kind, Paragraph& paragraph, std::int32_t depth);
  void ruby(const Ruby& ruby, Paragraph& paragraph);
  void aside(Range range, ElementKind kind, std::string_view role, std::vector<Block>& out, std::int32_t depth);
  std::string flattened(Range range, std::vector<Block>& hoisted, std::int32_t depth);

  // objects.cpp: tables, shapes, pictures, equations
  void object(std::size_t index, Paragraph& paragraph, std::int32_t depth);
  void shape(Range range, std::string_view description, std::string_view role, Paragraph& paragraph,
             std::int32_t depth);
  void text_box(Range range, std::string_view role, std::vector<Block>& out, std::int32_t depth);
  void picture(std::string_view bytes, std::string_view description, Paragraph& paragraph);
  void ole(std::string_view bytes, Paragraph& paragraph);
  void table(std::size_t index, Paragraph& paragraph, std::int32_t depth);
  void place(std::size_t index, std::size_t table, const Paragraph& paragraph, Block& block);
  Table grid(Range range, std::vector<Block>& hoisted, std::int32_t depth);
  std::size_t end_of_list(std::size_t list, std::size_t end) const;

  Info& info_;
  DocumentBuilder& builder_;
  std::int32_t depth_max_;
  const Records* records_ = nullptr;
  Pages pages_;
  std::size_t outline_numbering_ = 1;
  std::set<std::string, std::less<>> margins_;  // headers and footers already given
  std::int32_t hidden_ = 0;
  std::int32_t painted_ = 0;  // backgrounds with a colour around what is read
  bool too_deep_ = false;
};

/// The characters of a section as its records have them, apart from any mapping: PARA_TEXT without controls, and the
/// texts that objects hold themselves (equations, letters one over another, text above text, text art, form fields).
std::string raw_text(const Records& records);

// Texts that records hold themselves.
std::string equation_script(std::string_view bytes);
std::string overlapped_letters(std::string_view bytes);
Ruby ruby_text(std::string_view bytes);
std::string text_art(std::string_view bytes);
std::string form_text(std::string_view bytes);
/// The words a person gave to an object as its description; empty for those that Hangul writes by itself.
std::string object_description(std::string_view bytes);

// Units of PARA_TEXT: "control characters" of the format. Inline and extended controls fill eight units.
constexpr std::size_t kControlUnits = 8;
constexpr bool is_single_unit(char16_t unit) {
  return unit >= 32 || unit == 0 || unit == 10 || unit == 13 || (unit >= 24 && unit <= 31);
}

}  // namespace onggi::parse::hwp
