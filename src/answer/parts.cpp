// Closed classes of words: interrogatives, and the endings that join clauses.
#include "answer/parts.h"

#include <algorithm>
#include <array>
#include <span>

#include "text/text.h"

namespace onggi::answer_room {
namespace {

using Words = std::vector<std::string_view>;
using Clause = std::span<const std::string_view>;

constexpr auto kInterrogatives = std::to_array<std::string_view>(
    {"몇",   "며칠", "얼마", "언제", "누구", "누가", "어디",  "무엇",  "무슨", "뭐",   "뭔",  "어떻게", "어떤",
     "어느", "왜",   "what", "how",  "when", "who",  "where", "which", "why",  "What", "How", "When",   "Who"});
// "얼마이고", "며칠이며", "되고,": what ends a clause that another one follows.
constexpr auto kJoins =
    std::to_array<std::string_view>({"고", "며", "요?", "까?", "나요", "는지", "은지", "인지", "?"});
// Questions that only yes or no answers: "이월되나요?", "can I raise it?".
constexpr auto kAskingEnds = std::to_array<std::string_view>({"?", "까", "나요", "가요", "지요", "죠"});
constexpr auto kNamingEnds = std::to_array<std::string_view>({"은요", "는요", "도요", "은", "는"});
constexpr auto kEnglishAsking =
    std::to_array<std::string_view>({"can", "could", "do", "does", "is", "are", "may", "must", "should", "will"});
constexpr auto kBetween = std::to_array<std::string_view>({"그리고", "또", "또한", "and"});
constexpr auto kSubjects = std::to_array<std::string_view>({"은", "는", "이", "가", "도"});

Words words_of(std::string_view text) {
  Words words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

bool asks(std::string_view word) {
  return std::ranges::any_of(kInterrogatives, [word](std::string_view one) { return word.starts_with(one); });
}

std::size_t asking_in(Clause clause) {
  return static_cast<std::size_t>(std::ranges::find_if(clause, asks) - clause.begin());
}

bool is_between(std::string_view word) { return std::ranges::find(kBetween, word) != kBetween.end(); }

bool joins(std::string_view word) {
  if (word.ends_with(',')) word.remove_suffix(1);
  return std::ranges::any_of(kJoins, [word](std::string_view one) { return word.ends_with(one); });
}

// The last word before the interrogative that is marked as what is spoken of; `asking` where there is none.
std::size_t subject_of(Clause clause, std::size_t asking) {
  for (std::size_t i = asking; i-- > 0;)
    if (std::ranges::any_of(kSubjects, [&](std::string_view one) { return clause[i].ends_with(one); })) return i;
  return asking;
}

std::string joined(Clause first, Clause second) {
  std::string text;
  for (const Clause part : {first, second})
    for (const std::string_view word : part) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

std::string_view without_marks(std::string_view word) {
  while (word.ends_with('?') || word.ends_with('.') || word.ends_with('!')) word.remove_suffix(1);
  return word;
}

template <std::size_t N>
bool ends_with_one(std::string_view word, const std::array<std::string_view, N>& ends) {
  return std::ranges::any_of(ends, [word](std::string_view one) { return word.ends_with(one); });
}

// "이월되나요?" asks, "병가는요?" names; "급합니다." does neither.
bool asks_yes_or_no(Clause clause) {
  return ends_with_one(clause.back(), kAskingEnds) && !ends_with_one(without_marks(clause.back()), kNamingEnds);
}

bool begins_asking_in_english(Clause clause) {
  return clause.back().ends_with('?') && std::ranges::find(kEnglishAsking, clause.front()) != kEnglishAsking.end();
}

// "수당이 있나요? 있으면 얼마인가요?": one thing is asked, and whether it is at all.
bool depends(Clause clause) { return clause.front().ends_with("면") && clause.front() != "그러면"; }

// Where a question without an interrogative follows: behind one that has ended ("며칠인가요? 이월되나요?"), behind one
// that ends with its interrogative ("며칠이고 이월되나요?"), behind "and".
bool goes_on_asking(Clause left, Clause right, bool between) {
  if (between && begins_asking_in_english(right)) return asks(left.front());
  if (!asks_yes_or_no(right)) return false;
  const bool ended = left.back().ends_with('?');
  if (asking_in(left) == left.size()) return ended && subject_of(left, left.size()) != left.size() && !depends(right);
  return ended || asks(left.back());
}

// Where clauses end of which each asks.
std::vector<Clause> clauses_of(const Words& words) {
  std::vector<Clause> clauses;
  std::size_t begin = 0;
  for (std::size_t i = 0; i + 1 < words.size() && clauses.size() + 1 < kPartsMax; ++i) {
    const bool between = is_between(words[i + 1]);
    const Clause left(words.begin() + static_cast<std::ptrdiff_t>(begin), i + 1 - begin);
    const std::size_t next = i + (between ? 2 : 1);
    if (next >= words.size() || !(between || joins(words[i]))) continue;
    const Clause right(words.begin() + static_cast<std::ptrdiff_t>(next), words.size() - next);
    const bool both_ask = asking_in(left) != left.size() && asking_in(right) != right.size();
    if (!both_ask && !goes_on_asking(left, right, between)) continue;
    clauses.push_back(left);
    begin = next;
  }
  clauses.emplace_back(words.begin() + static_cast<std::ptrdiff_t>(begin), words.size() - begin);
  return clauses;
}

// What the first clause says before its subject, or with it, for one that says less.
std::string completed(Clause first, Clause clause) {
  const std::size_t asked_first = asking_in(first), subject_first = subject_of(first, asked_first);
  const std::size_t subject = subject_of(clause, asking_in(clause));
  if (subject == asking_in(clause)) return joined(first.first(std::min(subject_first + 1, asked_first)), clause);
  return joined(subject == 0 ? first.first(std::min(subject_first, asked_first)) : Clause(), clause);
}

}  // namespace

std::vector<std::string> parts_of(std::string_view question) {
  const std::string text = squeeze_spaces(question);
  const Words words = words_of(text);
  const std::vector<Clause> clauses = clauses_of(words);
  if (clauses.size() < 2) return {std::string(question)};
  std::vector<std::string> parts{joined(clauses.front(), {})};
  for (std::size_t i = 1; i < clauses.size(); ++i) parts.push_back(completed(clauses.front(), clauses[i]));
  return parts;
}

}  // namespace onggi::answer_room
