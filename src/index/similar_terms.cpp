// Three walks over the sorted vocabulary of each part.
//
// Initials and beginnings bound a range of the order of bytes: all syllables that begin with ㄱ lie between 가 and 깋,
// and in UTF-8 syllables sort as their code points do. A mistyped letter may be anywhere, so all terms of the same
// length are compared, three bytes a syllable: 3–5 ns a term.
#include "index/similar_terms.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "text/jamo.h"
#include "text/text.h"

namespace onggi::index {
namespace {

using jamo::kFirstSyllable;
using jamo::kInitials;
using jamo::kSyllablesOfOneInitial;
constexpr char32_t kVowels = jamo::kVowels.size(), kFinals = jamo::kFinals.size();
constexpr std::size_t kSyllableBytes = 3;

std::u32string code_points(std::string_view utf8) {
  std::u32string points;
  for (std::size_t offset = 0; offset < utf8.size();) points.push_back(next_code_point(utf8, offset));
  return points;
}

std::string utf8_of(char32_t code_point) {
  std::string utf8;
  append_utf8(utf8, code_point);
  return utf8;
}

bool begins_with(char32_t syllable, char32_t initial) {
  return is_hangul_syllable(syllable) && kInitials[(syllable - kFirstSyllable) / kSyllablesOfOneInitial] == initial;
}

bool has_initials(std::string_view term, std::u32string_view initials) {
  if (term.size() != initials.size() * kSyllableBytes) return false;
  std::size_t offset = 0;
  return std::ranges::all_of(initials,
                             [&](char32_t initial) { return begins_with(next_code_point(term, offset), initial); });
}

/// How many of initial, vowel and final differ; 4: one of the two is no syllable.
int letters_apart(char32_t a, char32_t b) {
  if (!is_hangul_syllable(a) || !is_hangul_syllable(b)) return 4;
  a -= kFirstSyllable, b -= kFirstSyllable;
  return (a / kSyllablesOfOneInitial != b / kSyllablesOfOneInitial ? 1 : 0) +
         (a / kFinals % kVowels != b / kFinals % kVowels ? 1 : 0) + (a % kFinals != b % kFinals ? 1 : 0);
}

/// One letter of one syllable is another, or two neighbouring syllables changed places.
bool is_mistyped(std::string_view term, std::string_view typed) {
  std::size_t differing = 0, first = 0;
  for (std::size_t at = 0; at < typed.size(); at += kSyllableBytes) {
    if (term.compare(at, kSyllableBytes, typed, at, kSyllableBytes) == 0) continue;
    if (differing++ == 0) first = at;
    if (differing > 2) return false;
  }
  std::size_t in_term = first, in_typed = first;
  if (differing == 1) return letters_apart(next_code_point(term, in_term), next_code_point(typed, in_typed)) == 1;
  const std::size_t second = first + kSyllableBytes;
  return differing == 2 && second < typed.size() &&
         term.compare(first, kSyllableBytes, typed, second, kSyllableBytes) == 0 &&
         term.compare(second, kSyllableBytes, typed, first, kSyllableBytes) == 0;
}

bool is_all_syllables(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();)
    if (!is_hangul_syllable(next_code_point(text, offset))) return false;
  return !text.empty();
}

/// The first term that is not before `text`.
std::uint32_t lower_bound(const Segment& segment, std::string_view text) {
  std::uint32_t low = 0, high = segment.terms();
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (segment.term(middle) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/// Where to look in a part, and what to take there.
struct Walk {
  std::string from, to;  // terms in [from, to)
  std::function<bool(std::string_view term)> takes;
};

std::optional<Walk> walk_for(Likeness likeness, std::string_view typed) {
  switch (likeness) {
    case Likeness::initials: {
      const std::u32string initials = code_points(typed);
      const std::size_t first = initials.empty() ? std::u32string_view::npos : kInitials.find(initials.front());
      if (first == std::u32string_view::npos) return std::nullopt;
      const auto begin = kFirstSyllable + static_cast<char32_t>(first) * kSyllablesOfOneInitial;
      return Walk{utf8_of(begin), utf8_of(begin + kSyllablesOfOneInitial),
                  [initials](std::string_view term) { return has_initials(term, initials); }};
    }
    case Likeness::mistyped:
      if (!is_all_syllables(typed)) return std::nullopt;
      return Walk{utf8_of(kFirstSyllable), utf8_of(0xD7A4), [typed = std::string(typed)](std::string_view term) {
                    return term.size() == typed.size() && is_mistyped(term, typed);
                  }};
    case Likeness::beginning:
      if (typed.empty()) return std::nullopt;
      return Walk{std::string(typed), std::string(typed) + "\xFF",
                  [typed = std::string(typed)](std::string_view term) { return term.size() > typed.size(); }};
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> similar_terms(const Snapshot& snapshot, Likeness likeness, std::string_view typed,
                                       std::size_t limit) {
  const auto walk = walk_for(likeness, typed);
  if (!walk) return {};
  std::unordered_map<std::string_view, std::uint64_t> found;  // chunks that hold it
  for (const Part& part : snapshot.parts) {
    const Segment& segment = *part.segment;
    for (std::uint32_t term = lower_bound(segment, walk->from); term < segment.terms(); ++term) {
      const std::string_view text = segment.term(term);
      if (text >= walk->to) break;
      if (walk->takes(text)) found[text] += count_live(part, term);
    }
  }
  std::vector<std::pair<std::uint64_t, std::string_view>> ordered;
  for (const auto& [term, chunks] : found)
    if (chunks > 0) ordered.emplace_back(chunks, term);
  std::ranges::sort(
      ordered, [](const auto& a, const auto& b) { return std::tie(b.first, a.second) < std::tie(a.first, b.second); });
  std::vector<std::string> terms;
  for (std::size_t i = 0; i < std::min(limit, ordered.size()); ++i) terms.emplace_back(ordered[i].second);
  return terms;
}

}  // namespace onggi::index
