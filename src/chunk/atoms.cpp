// Cutting an element: rows, sentences, words, code points; each step only where the one before was too coarse.
#include "chunk/atoms.h"

#include <algorithm>

namespace onggi::chunk {
namespace {

// The parts are stretched to touch each other, so that no byte between them is lost.
std::vector<ByteRange> touching(std::vector<ByteRange> parts, ByteRange whole) {
  if (parts.empty()) return {whole};
  parts.front().begin = whole.begin;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) parts[i].end = parts[i + 1].begin;
  parts.back().end = whole.end;
  return parts;
}

class Cutter {
 public:
  Cutter(const CleanText& text, std::size_t element, const TokenCounter& counter, std::int32_t budget)
      : text_(text), element_(element), counter_(counter), budget_(budget) {}

  void add_part(const Part& part) {
    const CleanElement& whole = text_.elements[element_];
    if (add_fitting(part.bytes, part.groups)) return;
    if (part.bytes.size() < whole.bytes.size() || whole.rows.empty()) return add_sentences(part.bytes, part.groups);
    for (const ByteRange row : touching(whole.rows, whole.bytes))
      if (!add_fitting(row, part.groups)) add_sentences(row, part.groups);
  }

  std::vector<Atom> take() { return std::move(atoms_); }

 private:
  bool add_fitting(ByteRange range, const Groups& groups) {
    const std::int32_t tokens = counter_.count(slice(text_.utf8, range));
    if (tokens > budget_) return false;
    atoms_.push_back({element_, range, tokens, groups});
    return true;
  }

  void add_sentences(ByteRange range, const Groups& groups) {
    for (const ByteRange sentence : touching_sentences(text_.utf8, range))
      if (!add_fitting(sentence, groups)) add_words(sentence, groups);
  }

  void add_words(ByteRange range, const Groups& groups) {
    while (range.begin < range.end) {
      const std::size_t end = longest_fitting(text_.utf8, range, counter_, budget_);
      const ByteRange words{range.begin, end};
      atoms_.push_back({element_, words, counter_.count(slice(text_.utf8, words)), groups});
      range.begin = end;
    }
  }

  const CleanText& text_;
  std::size_t element_;
  const TokenCounter& counter_;
  std::int32_t budget_;
  std::vector<Atom> atoms_;
};

std::size_t next_border(std::string_view text, ByteRange whole) {
  std::size_t offset = whole.begin;
  next_code_point(text, offset);
  return std::min(offset, whole.end);
}

}  // namespace

std::vector<ByteRange> touching_sentences(std::string_view text, ByteRange whole) {
  std::vector<ByteRange> parts = split_sentences(slice(text, whole));
  for (ByteRange& part : parts) part = {part.begin + whole.begin, part.end + whole.begin};
  return touching(std::move(parts), whole);
}

std::size_t longest_fitting(std::string_view text, ByteRange whole, const TokenCounter& counter, std::int32_t budget) {
  constexpr std::size_t kFirstTry = 256;  // then twice as far each time: a long rest is never counted as a whole
  const auto fits = [&](std::size_t end) { return counter.count(slice(text, {whole.begin, end})) <= budget; };
  std::size_t fits_until = whole.begin, too_long = whole.end;
  for (std::size_t reach = kFirstTry;; reach *= 2) {
    const std::size_t end =
        reach >= whole.size() ? whole.end : std::max(floor_to_code_point(text, whole.begin + reach), whole.begin);
    if (!fits(end)) {
      too_long = end;
      break;
    }
    fits_until = end;
    if (end == whole.end) return end;
  }
  while (too_long - fits_until > 1) {
    const std::size_t middle = floor_to_code_point(text, fits_until + (too_long - fits_until) / 2);
    if (middle <= fits_until) break;
    (fits(middle) ? fits_until : too_long) = middle;
  }
  const std::size_t space = text.substr(0, fits_until).find_last_of(" \n");
  if (space != std::string_view::npos && space > whole.begin) return space + 1;
  return fits_until > whole.begin ? fits_until : next_border(text, whole);
}

std::vector<Atom> atoms_of(const CleanText& text, std::size_t element, const Part& part, const TokenCounter& counter,
                           std::int32_t budget) {
  Cutter cutter(text, element, counter, budget);
  if (part.bytes.size() > 0) cutter.add_part(part);
  return cutter.take();
}

}  // namespace onggi::chunk
