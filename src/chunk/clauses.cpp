// One pass over the document: a new number in a group wherever its part of the clause changes.
#include "chunk/clauses.h"

namespace onggi::chunk {
namespace {

// Where an element may be cut: at the beginnings of lines, and at the signs of 항 (①) anywhere, as clause_at() reads.
std::vector<ByteRange> stretches_of(std::string_view utf8, ByteRange whole) {
  std::vector<ByteRange> stretches;
  std::size_t begin = whole.begin;
  bool line_begins = false;
  for (std::size_t at = whole.begin; at < whole.end;) {
    const std::size_t here = at;
    const char32_t sign = next_code_point(utf8, at);
    const bool circled = sign >= 0x2460 && sign <= 0x32BF;
    const auto mark = line_begins || circled ? leading_mark(utf8.substr(here, whole.end - here)) : std::nullopt;
    if (here > whole.begin && mark && (line_begins || mark->kind == ClauseMark::Kind::paragraph)) {
      stretches.push_back({begin, here});
      begin = here;
    }
    line_begins = sign == '\n';
  }
  stretches.push_back({begin, whole.end});
  return stretches;
}

class Numberer {
 public:
  Groups enter(const Clause& clause) {
    const bool paragraph =
        clause.annex != now_.annex || clause.article != now_.article || clause.paragraph != now_.paragraph;
    const bool item = paragraph || clause.item != now_.item;
    groups_[0] += paragraph ? 1 : 0;
    groups_[1] += item ? 1 : 0;
    groups_[2] += item || clause.subitem != now_.subitem ? 1 : 0;
    now_ = clause;
    return groups_;
  }

 private:
  Clause now_;
  Groups groups_{};
};

}  // namespace

ClauseParts::ClauseParts(const CleanText& text) : parts_(text.elements.size()) {
  Numberer numberer;
  for (std::size_t i = 0; i < text.elements.size(); ++i) {
    const CleanElement& element = text.elements[i];
    const bool ruled = !element.clause.empty() && element.rows.empty();
    const auto stretches = ruled ? stretches_of(text.utf8, element.bytes) : std::vector{element.bytes};
    Clause clause = clause_from(element.clause);
    std::size_t read = element.bytes.begin;
    for (const ByteRange& bytes : stretches) {
      clause = clause_at(clause, slice(text.utf8, {read, element.bytes.end}), bytes.begin - read);
      read = bytes.begin;
      parts_[i].push_back({bytes, numberer.enter(clause)});
    }
  }
}

}  // namespace onggi::chunk
