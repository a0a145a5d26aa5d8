// Cutting an element: rows, sentences, words, code points; each step only where the one before was too coarse.
#include "chunk/atoms.h"

#include <algorithm>

namespace onggi::chunk {
namespace {

class Cutter {
 public:
  Cutter(std::string_view text, const TokenCounter& counter, std::int32_t budget)
      : text_(text), counter_(counter), budget_(budget) {}

  bool fits(ByteRange range) const { return count(range) <= budget_; }
  std::int32_t count(ByteRange range) const { return counter_.count(slice(text_, range)); }

  // The parts are stretched to touch each other, so that no byte between them is lost.
  static std::vector<ByteRange> touching(std::vector<ByteRange> parts, ByteRange whole) {
    if (parts.empty()) return {whole};
    parts.front().begin = whole.begin;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) parts[i].end = parts[i + 1].begin;
    parts.back().end = whole.end;
    return parts;
  }

  std::vector<ByteRange> sentences(ByteRange whole) const {
    std::vector<ByteRange> parts = split_sentences(slice(text_, whole));
    for (ByteRange& part : parts) part = {part.begin + whole.begin, part.end + whole.begin};
    return touching(std::move(parts), whole);
  }

  // Runs of words that together fit: halving keeps the number of counts at O(log n) a run.
  std::vector<ByteRange> words(ByteRange whole) const {
    std::vector<ByteRange> parts;
    std::size_t begin = whole.begin;
    while (begin < whole.end) {
      const std::size_t end = longest_fitting(begin, whole.end);
      parts.push_back({begin, end});
      begin = end;
    }
    return parts;
  }

 private:
  // The end of the longest run from `begin` that fits, at a word's end where one fits, else at a code point; always
  // moves on.
  std::size_t longest_fitting(std::size_t begin, std::size_t end) const {
    std::size_t fits_until = begin, too_long = end;
    if (fits({begin, end})) return end;
    while (too_long - fits_until > 1) {
      const std::size_t middle = floor_to_code_point(text_, fits_until + (too_long - fits_until) / 2);
      if (middle <= fits_until) break;
      (fits({begin, middle}) ? fits_until : too_long) = middle;
    }
    const std::size_t space = text_.substr(0, fits_until).find_last_of(" \n");
    if (space != std::string_view::npos && space > begin) return space + 1;
    return fits_until > begin ? fits_until : next_border(begin, end);
  }

  std::size_t next_border(std::size_t begin, std::size_t end) const {
    std::size_t offset = begin;
    next_code_point(text_, offset);
    return std::min(offset, end);
  }

  std::string_view text_;
  const TokenCounter& counter_;
  std::int32_t budget_;
};

void add_range(std::vector<Atom>& atoms, const Cutter& cutter, std::size_t element, ByteRange range) {
  atoms.push_back({element, range, cutter.count(range)});
}

void add_sentences(std::vector<Atom>& atoms, const Cutter& cutter, std::size_t element, ByteRange range) {
  for (const ByteRange sentence : cutter.sentences(range)) {
    if (cutter.fits(sentence)) {
      add_range(atoms, cutter, element, sentence);
      continue;
    }
    for (const ByteRange words : cutter.words(sentence)) add_range(atoms, cutter, element, words);
  }
}

}  // namespace

std::vector<Atom> atoms_of(const CleanText& text, std::size_t element, const TokenCounter& counter,
                           std::int32_t budget) {
  const CleanElement& whole = text.elements[element];
  const Cutter cutter(text.utf8, counter, budget);
  std::vector<Atom> atoms;
  if (whole.bytes.size() == 0) return atoms;
  if (cutter.fits(whole.bytes)) {
    add_range(atoms, cutter, element, whole.bytes);
    return atoms;
  }
  for (const ByteRange row : Cutter::touching(whole.rows, whole.bytes)) {
    if (cutter.fits(row)) add_range(atoms, cutter, element, row);
    else add_sentences(atoms, cutter, element, row);
  }
  return atoms;
}

}  // namespace onggi::chunk
