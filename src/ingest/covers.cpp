// See covers.h.
#include "ingest/covers.h"

#include <algorithm>
#include <set>
#include <string>

#include "text/text.h"

namespace onggi::ingest_room {
namespace {

// Points around a covered word: glyphs reach over their boxes.
constexpr double kMargin = 1;

std::string folded(std::string_view text) {
  std::string letters = fold(to_nfc(text));
  std::erase_if(letters, [](char byte) { return byte == ' ' || byte == '\n' || byte == '\t'; });
  return letters;
}

// A page's words as one run of letters.
class Run {
 public:
  explicit Run(const std::vector<PageWord>& words) {
    for (const PageWord& word : words) {
      letters_ += folded(word.text);
      ends_.push_back(letters_.size());
    }
  }

  /// Covers the words of each place where the value stands; false: nowhere.
  bool cover(std::string_view value, std::set<std::size_t>& covered) const {
    const std::string letters = folded(value);
    if (letters.empty()) return true;
    bool any = false;
    for (std::size_t at = letters_.find(letters); at != std::string::npos; at = letters_.find(letters, at + 1)) {
      any = true;
      for (std::size_t word = word_at(at); word < ends_.size() && begin_of(word) < at + letters.size(); ++word)
        covered.insert(word);
    }
    return any;
  }

 private:
  std::size_t word_at(std::size_t offset) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(ends_, offset) - ends_.begin());
  }
  std::size_t begin_of(std::size_t word) const { return word == 0 ? 0 : ends_[word - 1]; }

  std::string letters_;
  std::vector<std::size_t> ends_;  // of each word in letters_
};

// Boxes of a value's own places on the page; none: nobody knows where it stands.
std::vector<Box> boxes_of(const HiddenValue& value, std::int32_t page_index) {
  std::vector<Box> boxes;
  for (const Place& place : value.places) {
    if (place.page_index != page_index) continue;
    if (!place.box) return {};
    boxes.push_back(*place.box);
  }
  return boxes;
}

}  // namespace

bool overlap(const Box& one, const Box& other) {
  return one.x0 < other.x1 && other.x0 < one.x1 && one.y0 < other.y1 && other.y0 < one.y1;
}

Result<std::vector<Box>> covers_of(const std::vector<HiddenValue>& hidden, const std::vector<PageWord>& words,
                                   std::int32_t page_index) {
  const Run run(words);
  std::set<std::size_t> covered;
  std::vector<Box> boxes;
  for (const HiddenValue& value : hidden) {
    if (run.cover(value.value, covered)) continue;
    const std::vector<Box> own = boxes_of(value, page_index);
    if (own.empty())
      return fail(ErrorCode::not_allowed, "something on this page is masked, and nobody knows where it stands",
                  "place_unknown");
    boxes.insert(boxes.end(), own.begin(), own.end());
  }
  for (const std::size_t word : covered) {
    const Box& box = words[word].box;
    boxes.push_back({box.x0 - kMargin, box.y0 - kMargin, box.x1 + kMargin, box.y1 + kMargin});
  }
  return boxes;
}

}  // namespace onggi::ingest_room
