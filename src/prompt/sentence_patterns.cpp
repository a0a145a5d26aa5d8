// See sentence_patterns.h.
#include "prompt/sentence_patterns.h"

#include <algorithm>
#include <optional>

namespace onggi::prompt_room {
namespace {

using Places = std::span<const WordPlace>;
using Group = std::vector<ListId>;

std::unexpected<Error> wrong(const std::string& rule, const std::string& what) {
  return fail(ErrorCode::bad_input, rule + ": " + what, "bad_rule");
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

Result<ListId> list_of(const std::string& rule, std::string_view term, WordLists& lists, UnknownTerm unknown) {
  const bool quoted = term.starts_with('\'');
  if (!quoted && lists.has(term)) return lists.list(term);
  if (!quoted && unknown == UnknownTerm::wrong)
    return wrong(rule, "there is no list of words called " + std::string(term));
  const std::string_view word = quoted ? term.substr(1, term.size() - 2) : term;
  const ListId own = lists.list("'" + std::string(word) + "'");
  if (!lists.add(own, word)) return wrong(rule, "a word has no letter that can be looked for");
  return own;
}

bool overlap(ByteRange one, ByteRange other) { return one.begin < other.end && other.begin < one.end; }

// The words of a group in their order, from the one at `first` on.
std::optional<std::vector<ByteRange>> onwards(const Group& group, Places places, std::size_t first) {
  std::vector<ByteRange> words{places[first].bytes};
  for (std::size_t t = 1; t < group.size(); ++t) {
    const auto next = std::ranges::find_if(places, [&](const WordPlace& place) {
      return place.list == group[t] && place.bytes.begin >= words.back().end;
    });
    if (next == places.end()) return std::nullopt;
    words.push_back(next->bytes);
  }
  return words;
}

/// Words that were found so far, and what they span.
struct Found {
  std::vector<ByteRange> words;
  ByteRange span;

  std::size_t with(const std::vector<ByteRange>& more) const {
    return std::max(span.end, more.back().end) - std::min(span.begin, more.front().begin);
  }
  bool shares(const std::vector<ByteRange>& more) const {
    return std::ranges::any_of(more, [this](ByteRange one) {
      return std::ranges::any_of(words, [one](ByteRange other) { return overlap(one, other); });
    });
  }
  void take(const std::vector<ByteRange>& more) {
    words.insert(words.end(), more.begin(), more.end());
    span = {std::min(span.begin, more.front().begin), std::max(span.end, more.back().end)};
  }
};

// The place of a group that keeps the span shortest; it may not share a word with another group.
std::optional<std::vector<ByteRange>> nearest(const Group& group, Places places, const Found& found) {
  std::optional<std::vector<ByteRange>> best;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i].list != group.front()) continue;
    auto words = onwards(group, places, i);
    if (!words || found.shares(*words) || (best && found.with(*best) <= found.with(*words))) continue;
    best = std::move(words);
  }
  return best;
}

bool meets_from(const std::vector<Group>& groups, Places places, std::size_t first) {
  const auto words = onwards(groups.front(), places, first);
  if (!words) return false;
  Found found{*words, {words->front().begin, words->back().end}};
  for (std::size_t g = 1; g < groups.size(); ++g) {
    const auto more = nearest(groups[g], places, found);
    if (!more) return false;
    found.take(*more);
  }
  return found.span.size() <= SentencePattern::kSpanMax;
}

}  // namespace

Result<SentencePattern> SentencePattern::parse(const std::string& rule, std::string_view written, WordLists& lists,
                                               UnknownTerm unknown) {
  SentencePattern pattern;
  pattern.groups_.emplace_back();
  std::size_t terms = 0;
  for (std::string_view rest = trimmed(written);; rest = trimmed(rest)) {
    const std::size_t close = rest.starts_with('\'') ? rest.find('\'', 1) : 0;
    if (close == std::string_view::npos) return wrong(rule, "a quotation mark is open in a pattern");
    const std::size_t end = std::min(rest.find_first_of("&>", close), rest.size());
    const std::string_view term = trimmed(rest.substr(0, end));
    if (term.empty() || term == "''") return wrong(rule, "a pattern has an empty place");
    ONGGI_TRY(const ListId list, list_of(rule, term, lists, unknown));
    pattern.groups_.back().push_back(list);
    if (++terms > kTermsMax) return wrong(rule, "a pattern has more than 8 words or lists");
    if (end == rest.size()) return pattern;
    if (rest[end] == '&') pattern.groups_.emplace_back();
    rest.remove_prefix(end + 1);
  }
}

bool SentencePattern::meets(Places places) const {
  for (std::size_t i = 0; i < places.size(); ++i)
    if (places[i].list == groups_.front().front() && meets_from(groups_, places, i)) return true;
  return false;
}

std::vector<ByteRange> guard_sentences(std::string_view text) {
  std::vector<ByteRange> sentences;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool mark = (c == '.' || c == '!' || c == '?' || c == ';') &&
                      (at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n');
    if (c != '\n' && !mark) continue;
    if (at > begin) sentences.push_back({begin, at + 1});
    begin = at + 1;
  }
  if (begin < text.size()) sentences.push_back({begin, text.size()});
  return sentences;
}

}  // namespace onggi::prompt_room
