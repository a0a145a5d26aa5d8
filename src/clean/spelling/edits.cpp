// Applying and composing corrections.
//
// The corrected text is a row of stretches, copied or replaced. A later correction that lies in copied ones is moved;
// one that touches a replaced one swallows it whole.
#include "clean/spelling/edits.h"

#include <algorithm>

namespace onggi {

std::string apply_corrections(std::string_view utf8, const std::vector<SpellingCorrection>& corrections) {
  std::string made;
  made.reserve(utf8.size() + 16);
  std::size_t done = 0;
  for (const SpellingCorrection& correction : corrections) {
    if (!correction.replacement) continue;
    made += utf8.substr(done, correction.bytes.begin - done);
    made += *correction.replacement;
    done = correction.bytes.end;
  }
  made += utf8.substr(done);
  return made;
}

}  // namespace onggi

namespace onggi::clean_room {
namespace {

// A stretch of the corrected text: [made.begin, made.end) stands for [original.begin, original.end).
struct Stretch {
  ByteRange made, original;
  const SpellingCorrection* by = nullptr;  // null: copied
};

std::vector<Stretch> stretches_of(std::size_t size, const std::vector<SpellingCorrection>& first) {
  std::vector<Stretch> stretches;
  std::size_t original = 0, made = 0;
  const auto copy = [&](std::size_t until) {
    if (until == original) return;
    stretches.push_back({{made, made + until - original}, {original, until}, nullptr});
    made += until - original;
    original = until;
  };
  for (const SpellingCorrection& one : first) {
    copy(one.bytes.begin);
    stretches.push_back({{made, made + one.replacement->size()}, one.bytes, &one});
    made += one.replacement->size();
    original = one.bytes.end;
  }
  copy(size);
  return stretches;
}

bool meets(const ByteRange& stretch, const ByteRange& change) {
  if (change.begin == change.end || stretch.begin == stretch.end)  // an insertion meets what it touches
    return stretch.begin <= change.end && change.begin <= stretch.end;
  return stretch.begin < change.end && change.begin < stretch.end;
}

// Grows `change` (of the corrected text) until every replaced stretch that it meets lies in it whole.
ByteRange grown(const std::vector<Stretch>& stretches, ByteRange change) {
  for (const Stretch& stretch : stretches)
    if (stretch.by != nullptr && meets(stretch.made, change))
      change = {std::min(change.begin, stretch.made.begin), std::max(change.end, stretch.made.end)};
  return change;
}

std::size_t original_of(const std::vector<Stretch>& stretches, std::size_t made, bool end) {
  for (const Stretch& stretch : stretches) {
    if (stretch.by != nullptr) {
      if (!end && stretch.made.begin == made) return stretch.original.begin;
      continue;
    }
    if (made >= stretch.made.begin && made < stretch.made.end)
      return stretch.original.begin + made - stretch.made.begin;
    if (end && made == stretch.made.end && made != stretch.made.begin) return stretch.original.end;
  }
  std::size_t last = 0;
  for (const Stretch& stretch : stretches)
    if (stretch.made.end <= made) last = stretch.original.end;
  return last;
}

}  // namespace

std::vector<SpellingCorrection> composed(std::string_view text, const std::vector<SpellingCorrection>& first,
                                         const std::vector<SpellingCorrection>& second) {
  if (first.empty()) return second;
  const std::string once = apply_corrections(text, first);
  const std::vector<Stretch> stretches = stretches_of(text.size(), first);
  std::vector<SpellingCorrection> out;
  std::vector<bool> swallowed(first.size(), false);
  for (std::size_t i = 0; i < second.size();) {
    // Later corrections whose grown ranges meet go together.
    ByteRange range = grown(stretches, second[i].bytes);
    std::size_t last = i + 1;
    while (last < second.size() && second[last].bytes.begin <= range.end) {
      const ByteRange more = grown(stretches, second[last].bytes);
      if (!meets(more, range)) break;
      range = {std::min(range.begin, more.begin), std::max(range.end, more.end)};
      ++last;
    }
    SpellingCorrection made = second[i];
    std::string by;
    std::size_t done = range.begin;
    for (; i < last; ++i) {
      by += once.substr(done, second[i].bytes.begin - done) + *second[i].replacement;
      done = second[i].bytes.end;
      made.confidence = std::min(made.confidence, second[i].confidence);
    }
    by += once.substr(done, range.end - done);
    ByteRange original{original_of(stretches, range.begin, false), original_of(stretches, range.end, true)};
    bool named = false;
    for (const Stretch& stretch : stretches) {
      if (stretch.by == nullptr || stretch.made.begin < range.begin || stretch.made.end > range.end ||
          !meets(stretch.made, range))
        continue;
      swallowed[static_cast<std::size_t>(stretch.by - first.data())] = true;
      original = {std::min(original.begin, stretch.original.begin), std::max(original.end, stretch.original.end)};
      if (!named) made.rule = stretch.by->rule;
      made.confidence = std::min(made.confidence, stretch.by->confidence);
      named = true;
    }
    made.bytes = original;
    made.replacement = std::move(by);
    if (slice(text, original) != *made.replacement) out.push_back(std::move(made));
  }
  for (std::size_t i = 0; i < first.size(); ++i)
    if (!swallowed[i]) out.push_back(first[i]);
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return std::pair(a.bytes.begin, a.bytes.end) < std::pair(b.bytes.begin, b.bytes.end);
  });
  return out;
}

}  // namespace onggi::clean_room
