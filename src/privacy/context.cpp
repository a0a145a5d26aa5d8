// Searching the few words before and behind a value.
#include "privacy/context.h"

#include <algorithm>

#include "privacy/mask_forms.h"

namespace onggi::privacy_room {

namespace {

// Where the word ends that `text` spells from `at` on, blanks left out; npos: it does not.
std::size_t spelt_end(std::string_view text, std::size_t at, std::string_view word) {
  std::size_t i = 0;
  while (at < text.size() && i < word.size()) {
    if (text[at] == word[i]) ++i;
    else if (text[at] != ' ' || i == 0) return std::string_view::npos;
    ++at;
  }
  return i == word.size() ? at : std::string_view::npos;
}

bool is_in_mask(std::string_view text, std::size_t at) {
  const std::size_t begin = text.rfind('[', at);
  const std::size_t end = text.find(']', at);
  if (begin == std::string_view::npos || end == std::string_view::npos) return false;
  return is_mask_name(text.substr(begin + 1, end - begin - 1));
}

// Latin words stand alone: "IP" is none in "SHIP" and "TEL" none in "TELESCOPE".
bool stands_alone(std::string_view text, std::size_t begin, std::size_t end, std::string_view word) {
  if (!is_letter(word.front())) return true;
  return !is_letter(before_or_space(text, begin)) && !is_letter(at_or_space(text, end));
}

std::size_t last_place(std::string_view text, std::string_view word) {
  for (std::size_t at = text.rfind(word.front()); at != std::string_view::npos;
       at = at == 0 ? std::string_view::npos : text.rfind(word.front(), at - 1)) {
    const std::size_t end = spelt_end(text, at, word);
    if (end != std::string_view::npos && stands_alone(text, at, end, word) && !is_in_mask(text, at)) return at;
  }
  return std::string_view::npos;
}

std::string_view stretch_before(std::string_view text, std::size_t at, std::size_t bytes) {
  const std::size_t begin = at > bytes ? at - bytes : 0;
  return text.substr(begin, at - begin);
}

bool stands_in(std::string_view text, Words words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return last_place(text, word) != std::string_view::npos; });
}

}  // namespace

bool has_word_before(const Page& page, std::size_t at, Words words, std::size_t bytes) {
  return stands_in(stretch_before(page.text, at, bytes), words) ||
         (!page.heading.empty() && stands_in(page.heading, words));
}

bool has_word_behind(const Page& page, std::size_t end, Words words, std::size_t bytes) {
  return stands_in(page.text.substr(std::min(end, page.text.size()), bytes), words);
}

std::size_t nearest_word_before(const Page& page, std::size_t at, Words words) {
  const std::string_view before = stretch_before(page.text, at, kContextBytes);
  std::size_t nearest = std::string_view::npos;
  for (const std::string_view word : words) {
    const std::size_t place = last_place(before, word);
    if (place != std::string_view::npos && (nearest == std::string_view::npos || place > nearest)) nearest = place;
  }
  return nearest == std::string_view::npos ? nearest : nearest + (at - before.size());
}

}  // namespace onggi::privacy_room
