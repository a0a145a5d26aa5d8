// Korean puts what is asked about before the interrogative, English behind it.
#include "answer/topic.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "document/document.h"
#include "text/text.h"

namespace onggi::answer_room {
namespace {

using Words = std::vector<std::string_view>;

// What stands behind the topic.
constexpr auto kMembersBehind =
    std::to_array<std::string_view>({"어떤 것", "어떤 게", "어떤 항목", "어떤 종류", "어떤 서류", "어떤 내용",
                                     "어떤 기능", "어떤 방법", "무엇이 있", "무엇무엇", "뭐가 있", "무엇들", "어떻게"});
constexpr auto kMembersNouns =
    std::to_array<std::string_view>({"종류", "항목", "목록", "방법", "절차", "순서", "단계"});
constexpr auto kMeaningBehind =
    std::to_array<std::string_view>({"무엇", "뭔가요", "뭔지", "뭐예요", "뭐에요", "뭐야", "뭐죠", "뭡니까", "무슨 뜻",
                                     "무슨 의미", "뜻이", "뜻은", "정의", "설명해", "의미하"});
constexpr auto kMeaningBefore = std::to_array<std::string_view>({"what is ", "what are ", "what does "});
constexpr auto kMembersBefore =
    std::to_array<std::string_view>({"how do i ", "how to ", "how can i ", "what kinds of "});
constexpr auto kArticles = std::to_array<std::string_view>({"the ", "a ", "an "});
// The longest first: only one is taken off.
constexpr auto kParticles = std::to_array<std::string_view>(
    {"이라는 것은", "이라는것은", "라는 것은", "이라는 건", "에서는", "이라는", "이라고", "이란", "라는",
     "라고",        "에는",       "에게",      "으로",      "로는",   "까지",   "부터",   "란",   "은",
     "는",          "이",         "가",        "을",        "를",     "에",     "의",     "도",   "로"});

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kMarks = " ?!.,:;";
  while (!text.empty() && kMarks.contains(text.back())) text.remove_suffix(1);
  while (!text.empty() && kMarks.contains(text.front())) text.remove_prefix(1);
  return text;
}

// Marks of quotation stand around names and say nothing.
std::string plain(std::string_view text) {
  std::string folded = squeeze_spaces(fold(text));
  for (const std::string_view mark : {"‘", "’", "“", "”", "「", "」", "'", "\"", "`"})
    for (std::size_t at = folded.find(mark); at != std::string::npos; at = folded.find(mark, at))
      folded.erase(at, mark.size());
  return folded;
}

std::string_view without_particle(std::string_view text) {
  text = trimmed(text);
  for (const std::string_view particle : kParticles)
    if (text.size() > particle.size() + 3 && text.ends_with(particle))
      return trimmed(text.substr(0, text.size() - particle.size()));
  return text;
}

/// Where one of these words stands last in a text.
struct Found {
  std::size_t begin = std::string_view::npos, end = 0;
  explicit operator bool() const { return begin != std::string_view::npos; }
};

template <std::size_t N>
Found last_of(std::string_view text, const std::array<std::string_view, N>& words) {
  Found found;
  for (const std::string_view word : words) {
    const std::size_t at = text.rfind(word);
    if (at != std::string_view::npos && at > 0 && (!found || at > found.begin)) found = {at, at + word.size()};
  }
  return found;
}

template <std::size_t N>
std::optional<std::string_view> behind(std::string_view text, const std::array<std::string_view, N>& beginnings) {
  for (const std::string_view beginning : beginnings)
    if (text.starts_with(beginning)) return text.substr(beginning.size());
  return std::nullopt;
}

Topic english(std::string_view question, Asked asked) {
  if (const auto name = behind(question, kArticles)) question = *name;
  return {asked, std::string(trimmed(question)), {}};
}

// "제3조(연차휴가)" and "2.1 연차휴가" are called by their names.
std::vector<std::string> names_of(std::string_view heading) {
  const std::string text = plain(heading);
  const std::string_view whole = trimmed(text);
  std::vector<std::string> names{std::string(whole)};
  const std::size_t open = whole.find('('), close = whole.rfind(')');
  if (whole.starts_with("제") && open != std::string_view::npos && close != std::string_view::npos && close > open + 1)
    names.emplace_back(whole.substr(open + 1, close - open - 1));
  const std::size_t letter = whole.find_first_not_of("0123456789.-) ");
  if (letter != std::string_view::npos && letter > 0) names.emplace_back(whole.substr(letter));
  return names;
}

std::string without_spaces(std::string_view text) {
  std::string result;
  std::ranges::copy_if(text, std::back_inserter(result), [](char c) { return c != ' '; });
  return result;
}

// Whether `name` ends `words` and begins at a word of it.
bool ends_words(std::string_view words, std::string_view name) {
  const std::string wanted = without_spaces(name);
  std::size_t left = wanted.size(), at = words.size();
  while (left > 0 && at > 0) {
    --at;
    if (words[at] == ' ') continue;
    if (words[at] != wanted[--left]) return false;
  }
  return left == 0 && (at == 0 || words[at - 1] == ' ' || words[at - 1] == ':');
}

}  // namespace

Topic topic_of(std::string_view question) {
  const std::string text = plain(question);
  const std::string_view asked = trimmed(text);
  if (const auto rest = behind(asked, kMeaningBefore)) return english(*rest, Asked::meaning);
  if (const auto rest = behind(asked, kMembersBefore)) return english(*rest, Asked::members);
  const auto before = [asked](std::size_t end) {
    std::string_view words = trimmed(asked.substr(0, end));
    for (const std::string_view which : {" 무슨", " 어떤"})
      if (words.ends_with(which)) words.remove_suffix(which.size());
    return std::string(without_particle(words));
  };
  if (const Found found = last_of(asked, kMembersBehind)) return {Asked::members, before(found.begin), {}};
  if (const Found found = last_of(asked, kMembersNouns))
    return {Asked::members, before(found.begin), std::string(asked.substr(0, found.end))};
  if (const Found found = last_of(asked, kMeaningBehind)) return {Asked::meaning, before(found.begin), {}};
  if (asked.ends_with("란")) return {Asked::meaning, before(asked.size()), {}};
  return {};
}

bool ends_with_name(const Topic& topic, std::string_view heading) {
  return !topic.words.empty() && std::ranges::any_of(names_of(heading), [&topic](const std::string& name) {
    return count_visible(name) >= 2 && (ends_words(topic.words, name) || ends_words(topic.whole, name));
  });
}

}  // namespace onggi::answer_room
