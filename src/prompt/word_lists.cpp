// See word_lists.h.
#include "prompt/word_lists.h"

#include <algorithm>

#include "prompt/guard_text.h"

namespace onggi::prompt_room {
namespace {

bool is_word_byte(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'); }

bool follows_syllable(std::string_view text, std::size_t at) {
  constexpr std::size_t kSyllableBytes = 3;
  if (at < kSyllableBytes) return false;
  std::size_t before = at - kSyllableBytes;
  return is_hangul_syllable(next_code_point(text, before)) && before == at;
}

}  // namespace

ListId WordLists::list(std::string_view name) {
  return names_.try_emplace(std::string(name), static_cast<ListId>(names_.size())).first->second;
}

// By the first two Latin letters, or the first character otherwise; few of them meet in one place.
std::size_t WordLists::beginning(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  if (byte(0) < 0x80) return byte(0) << 7U | (byte(1) & 0x7FU);
  return ((byte(0) & 0x0FU) << 12U ^ (byte(1) & 0x3FU) << 6U ^ (byte(2) & 0x3FU)) % kBeginnings;
}

bool WordLists::add(ListId list, std::string_view word) {
  const bool open = word.size() > 1 && word.ends_with('*');
  if (open) word.remove_suffix(1);
  const bool begins = word.size() > 1 && word.starts_with('^');
  if (begins) word.remove_prefix(1);
  std::string text = GuardText(word).text();
  const bool says_something = std::ranges::any_of(
      text, [](char byte) { return is_word_byte(byte) || (static_cast<unsigned char>(byte) & 0x80U) != 0; });
  if (!says_something) return false;
  by_beginning_[beginning(text)].push_back({std::move(text), list, open, begins});
  ++words_;
  return true;
}

bool WordLists::stands_at(const Word& word, std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with(word.text)) return false;
  const std::size_t end = at + word.text.size();
  return word.open || !is_word_byte(word.text.back()) || end == text.size() || !is_word_byte(text[end]);
}

std::vector<WordPlace> WordLists::find(std::string_view text, std::span<const std::size_t> joints) const {
  const auto goes_on = [&](std::size_t at) {
    return follows_syllable(text, at) && !std::ranges::binary_search(joints, at);
  };
  std::vector<WordPlace> places;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) continue;  // inside a character
    if (at > 0 && is_word_byte(text[at]) && is_word_byte(text[at - 1])) continue;
    for (const Word& word : by_beginning_[beginning(text.substr(at))])
      if (stands_at(word, text, at) && !(word.begins && goes_on(at)))
        places.push_back({{at, at + word.text.size()}, word.list});
  }
  return places;
}

}  // namespace onggi::prompt_room
