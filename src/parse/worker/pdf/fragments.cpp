// Glyphs → fragments → lines of one column; see layout.h.
#include <algorithm>
#include <cmath>
#include <utility>

#include "parse/worker/pdf/layout.h"
#include "text/text.h"

namespace onggi::parse::pdf {
namespace {

// Hebrew and Arabic with their presentation forms.
bool is_right_to_left(char32_t code) {
  return (code >= 0x590 && code <= 0x8FF) || (code >= 0xFB1D && code <= 0xFDFF) || (code >= 0xFE70 && code <= 0xFEFF);
}

// Glyphs come in reading order; right-to-left letters stand to the left of the one before.
double gap_between(const Glyph& last, const Glyph& next) {
  const bool leftwards = (is_right_to_left(next.code) || is_right_to_left(last.code)) && next.box.x0 < last.box.x0;
  return leftwards ? last.box.x0 - next.box.x1 : next.box.x0 - last.box.x1;
}

bool same_run(const Glyph& last, const Glyph& next) {
  const double size = std::max(last.size, next.size);
  const double gap = gap_between(last, next);
  return last.tag == next.tag && std::abs(next.baseline - last.baseline) < 0.5 * size && gap < 0.9 * size &&
         gap > -0.6 * size;
}

// A small glyph above the baseline of a bigger one: the mark of a note, an exponent.
bool is_raised(double small_size, double small_baseline, double size, double baseline) {
  return small_size < 0.82 * size && baseline - small_baseline > 0.12 * size && baseline - small_baseline < 0.8 * size;
}

bool is_word_gap(const Glyph& last, const Glyph& next) {
  const double gap = gap_between(last, next) / std::max(next.size, 1.0);
  // Brackets and quotes of East Asian fonts are half empty: the gap is theirs.
  constexpr std::u32string_view kOpening = U"([“‘「『《〈", kClosing = U")]”’」』》〉.,";
  const bool inner =
      kOpening.find(last.code) != std::u32string_view::npos || kClosing.find(next.code) != std::u32string_view::npos;
  if (inner && !next.space_before && gap < 0.4) return false;
  const bool particle = (last.code == U'”' || last.code == U'’') && is_hangul_syllable(next.code);
  if (particle && !next.space_before && gap < 0.2) return false;
  return next.space_before || (next.guessed_space && gap > 0.12) || gap > 0.33;
}

// The face of the part with most Hangul, where the line is Hangul for the most part.
std::uint32_t face_of(const Line& line) {
  std::int32_t hangul = 0, characters = 0, most = 0;
  std::uint32_t face = 0;
  for (const Fragment& part : line.parts) {
    hangul += part.hangul;
    characters += part.characters;
    if (part.hangul > most) most = part.hangul, face = part.face;
  }
  return hangul * 2 >= characters ? face : 0;
}

void finish_line(Line& line) {
  std::int32_t all = 0, leftwards = 0;
  for (const Fragment& part : line.parts) all += part.characters, leftwards += part.leftwards;
  const bool right_to_left = leftwards * 2 > all;
  line.face = face_of(line);
  std::stable_sort(line.parts.begin(), line.parts.end(), [&](const Fragment& a, const Fragment& b) {
    return right_to_left ? a.box.x1 > b.box.x1 : a.box.x0 < b.box.x0;
  });
  std::vector<Fragment> parts;
  std::int32_t characters = 0, bold = 0, mono = 0;
  double size = 0;
  for (Fragment& part : line.parts) {
    characters += part.characters;
    bold += part.bold;
    mono += part.mono;
    size += part.size * part.characters;
    const bool first = parts.empty();
    const double gap = first           ? 0
                       : right_to_left ? parts.back().box.x0 - part.box.x1
                                       : part.box.x0 - parts.back().box.x1;
    const bool space = !first && (part.space_before || parts.back().space_after || gap > 0.15 * part.size);
    line.text += (space ? " " : "") + part.text;
    line.box = first ? part.box : united(line.box, part.box);
    if (!first && gap < 1.2 * part.size) {
      parts.back().text += (space ? " " : "") + part.text;
      parts.back().box = united(parts.back().box, part.box);
      parts.back().characters += part.characters;
      parts.back().space_after = part.space_after;
    } else {
      parts.push_back(part);
    }
  }
  line.space_after = line.parts.back().space_after;
  line.parts = std::move(parts);
  line.size = characters > 0 ? size / characters : 0;
  line.bold = characters > 0 && bold * 10 >= characters * 8;
  line.mono = characters > 0 && mono * 10 >= characters * 9;
  const std::string& first_text = line.parts.front().text;
  const auto word = static_cast<double>(std::min(first_text.find(' '), first_text.size()));
  const Box& first_box = line.parts.front().box;
  line.first_word_width =
      first_text.empty() ? 0 : (first_box.x1 - first_box.x0) * word / static_cast<double>(first_text.size());
}

// Puts glyphs one after the other into fragments; raised stretches stand between kRaisedBegin and kRaisedEnd.
class FragmentMaker {
 public:
  void add(const Glyph& glyph) {
    if (last_ == nullptr || !same_run(*last_, glyph)) {
      begin(glyph);
    } else {
      follow(glyph);
    }
    Fragment& fragment = fragments_.back();
    append_utf8(fragment.text, glyph.code);
    fragment.box = united(fragment.box, glyph.box);
    if (glyph.size > fragment.size) fragment.baseline = glyph.baseline, fragment.size = glyph.size;
    ++fragment.characters;
    fragment.bold += glyph.bold ? 1 : 0;
    fragment.mono += glyph.mono ? 1 : 0;
    vote(fragment, glyph.face);
    fragment.leftwards += is_right_to_left(glyph.code) ? 1 : 0;
    last_ = &glyph;
  }

  std::vector<Fragment> take() {
    lower();
    return std::move(fragments_);
  }

 private:
  // Majority by pairing off (Boyer and Moore 1981): no table of counts.
  static void vote(Fragment& fragment, std::uint32_t face) {
    if (face == 0) return;
    ++fragment.hangul;
    if (fragment.votes == 0) fragment.face = face;
    fragment.votes += face == fragment.face ? 1 : -1;
  }

  void begin(const Glyph& glyph) {
    lower();
    if (last_ != nullptr && glyph.space_before) fragments_.back().space_after = true;
    fragments_.push_back({.text = {},
                          .box = glyph.box,
                          .baseline = glyph.baseline,
                          .size = glyph.size,
                          .space_before = glyph.space_before,
                          .tag = glyph.tag});
  }

  void follow(const Glyph& glyph) {
    Fragment& fragment = fragments_.back();
    const bool raised = is_raised(glyph.size, glyph.baseline, fragment.size, fragment.baseline);
    constexpr std::int32_t kMarkMax = 4;
    if (!raised_ && fragment.characters <= kMarkMax &&
        is_raised(fragment.size, fragment.baseline, glyph.size, glyph.baseline)) {
      fragment.text.insert(0, kRaisedBegin);  // it began with a mark, as notes do
      fragment.text += kRaisedEnd;
    }
    if (raised_ && !raised) lower();
    if (is_word_gap(*last_, glyph)) fragment.text += ' ';
    if (!raised_ && raised) fragment.text += kRaisedBegin;
    raised_ = raised;
  }

  void lower() {
    if (std::exchange(raised_, false)) fragments_.back().text += kRaisedEnd;
  }

  std::vector<Fragment> fragments_;
  const Glyph* last_ = nullptr;
  bool raised_ = false;
};

}  // namespace

std::vector<Fragment> fragments_of(const std::vector<Glyph>& glyphs) {
  FragmentMaker maker;
  for (const Glyph& glyph : glyphs) maker.add(glyph);
  return maker.take();
}

std::vector<Line> lines_of_column(std::vector<Fragment> fragments) {
  std::stable_sort(fragments.begin(), fragments.end(),
                   [](const Fragment& a, const Fragment& b) { return a.baseline < b.baseline; });
  std::vector<Line> lines;
  for (Fragment& fragment : fragments) {
    const bool fits = !lines.empty() && fragment.table < 0 && lines.back().table < 0 &&
                      fragment.baseline - lines.back().baseline < 0.4 * std::max(fragment.size, lines.back().size);
    if (!fits) {
      lines.emplace_back();
      lines.back().baseline = fragment.baseline;
      lines.back().size = fragment.size;
      lines.back().table = fragment.table;
      lines.back().tag = fragment.tag;
    }
    lines.back().size = std::max(lines.back().size, fragment.size);
    lines.back().parts.push_back(std::move(fragment));
  }
  for (Line& line : lines) finish_line(line);
  return lines;
}

}  // namespace onggi::parse::pdf
