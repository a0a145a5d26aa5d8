// See word_phrases.h.
#include "prompt/word_phrases.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>

namespace onggi::prompt_room {
namespace {

using Places = std::span<const WordPlace>;

std::unexpected<Error> wrong(std::string_view name, const std::string& what) {
  return fail(ErrorCode::bad_input, std::string(name) + ": " + what, "bad_rule");
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// Ends of the words of `list` that begin at most `between` bytes behind `from`. `later` begins behind its word.
void take_ends(Places later, ListId list, std::size_t from, std::size_t between, std::vector<std::size_t>& ends) {
  for (const WordPlace& word : later) {
    if (word.bytes.begin > from + between) return;
    if (word.list == list && word.bytes.begin >= from) ends.push_back(word.bytes.end);
  }
}

}  // namespace

Result<void> WordPhrases::add(std::string_view name, std::string_view written, WordLists& lists) {
  std::optional<ListId> first;
  Phrase phrase{.made = lists.list(name), .next = {}};
  std::size_t between = 0;
  for (std::string_view rest = written;;) {
    const std::size_t end = std::min(rest.find_first_of("+~"), rest.size());
    const std::string_view term = trimmed(rest.substr(0, end));
    if (!lists.has(term)) return wrong(name, "there is no list of words called " + std::string(term));
    if (first) phrase.next.push_back({lists.list(term), between});
    else first = lists.list(term);
    if (phrase.next.size() >= kTermsMax) return wrong(name, "a phrase has more than 8 lists");
    if (end == rest.size()) break;
    between = rest[end] == '+' ? kBeside : kNear;
    rest.remove_prefix(end + 1);
  }
  if (by_first_.size() <= *first) by_first_.resize(*first + 1);
  by_first_[*first].push_back(std::move(phrase));
  return {};
}

void WordPhrases::find(const std::vector<ByteRange>& sentences, std::vector<WordPlace>& words) const {
  std::vector<WordPlace> made;
  std::size_t sentence = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].list >= by_first_.size()) continue;
    while (sentence + 1 < sentences.size() && sentences[sentence].end <= words[i].bytes.begin) ++sentence;
    for (const Phrase& phrase : by_first_[words[i].list]) {
      std::vector<std::size_t> ends{words[i].bytes.end};
      for (const Phrase::Next& next : phrase.next) {
        std::vector<std::size_t> further;
        for (const std::size_t end : ends)
          take_ends(Places(words).subspan(i + 1), next.list, end, next.bytes_between_max, further);
        ends = std::move(further);
      }
      std::erase_if(ends, [&](std::size_t end) { return end > sentences[sentence].end; });
      if (!ends.empty()) made.push_back({{words[i].bytes.begin, std::ranges::min(ends)}, phrase.made});
    }
  }
  words.insert(words.end(), made.begin(), made.end());
  std::ranges::stable_sort(words, {}, [](const WordPlace& one) { return one.bytes.begin; });
}

}  // namespace onggi::prompt_room
