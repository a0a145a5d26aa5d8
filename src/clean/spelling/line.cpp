// Letters, places and morphemes of a line.
#include "clean/spelling/line.h"

#include <algorithm>

#include "text/features.h"

namespace onggi::clean_room {

Line::Line(std::string_view text) : text_(text) {
  letters_.reserve(text.size() / 2);
  bytes_.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size();) {
    bytes_.push_back(at);
    letters_.push_back(next_code_point(text, at));
  }
  bytes_.push_back(text.size());
  morph_of_.assign(letters_.size(), -1);
  protected_.assign(letters_.size(), false);
}

void Line::analyse(const Mecab& mecab) {
  std::size_t letter = 0;
  const auto letter_at = [&](std::size_t byte) {
    while (letter < letters_.size() && bytes_[letter] < byte) ++letter;
    return letter;
  };
  for (const DictionaryNode& node : mecab.parse(text_)) {
    const std::size_t begin = letter_at(node.bytes.begin), end = letter_at(node.bytes.end);
    std::fill(morph_of_.begin() + static_cast<std::ptrdiff_t>(begin),
              morph_of_.begin() + static_cast<std::ptrdiff_t>(end), static_cast<std::int32_t>(morphs_.size()));
    morphs_.push_back({begin, end, parse_feature(node.feature).tag, node.known});
  }
}

std::size_t Line::letter_of(std::size_t byte) const {
  return static_cast<std::size_t>(std::lower_bound(bytes_.begin(), bytes_.end(), byte) - bytes_.begin());
}

bool Line::is_word_start(std::size_t letter) const { return !is_word_letter(before(letter)); }
bool Line::is_word_end(std::size_t letter) const { return !is_word_letter(at(letter)); }

std::size_t Line::run_begin(std::size_t letter) const {
  while (letter > 0 && is_hangul_syllable(letters_[letter - 1])) --letter;
  return letter;
}

std::size_t Line::run_end(std::size_t letter) const {
  while (letter < size() && is_hangul_syllable(letters_[letter])) ++letter;
  return letter;
}

const Morph* Line::morph_at(std::size_t letter) const {
  return letter < size() && morph_of_[letter] >= 0 ? &morphs_[static_cast<std::size_t>(morph_of_[letter])] : nullptr;
}

const Morph* Line::next(const Morph& morph) const {
  return &morph + 1 < morphs_.data() + morphs_.size() ? &morph + 1 : nullptr;
}

const Morph* Line::previous(const Morph& morph) const { return &morph > morphs_.data() ? &morph - 1 : nullptr; }

void Line::protect(std::size_t begin, std::size_t end) {
  std::fill(protected_.begin() + static_cast<std::ptrdiff_t>(std::min(begin, size())),
            protected_.begin() + static_cast<std::ptrdiff_t>(std::min(end, size())), true);
}

// An insertion is inside of what is protected when both of its neighbours are.
bool Line::is_protected(std::size_t begin, std::size_t end) const {
  if (begin == end) return begin > 0 && begin < size() && protected_[begin - 1] && protected_[begin];
  return std::any_of(protected_.begin() + static_cast<std::ptrdiff_t>(begin),
                     protected_.begin() + static_cast<std::ptrdiff_t>(end), [](bool value) { return value; });
}

int final_of(char32_t c) { return is_hangul_syllable(c) ? static_cast<int>((c - 0xAC00) % 28) : -1; }

char32_t with_final(char32_t syllable, int final_consonant) {
  return syllable - static_cast<char32_t>(final_of(syllable)) + static_cast<char32_t>(final_consonant);
}

bool is_word_letter(char32_t c) {
  return is_hangul(c) || is_hanja(c) || (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') ||
         (c >= U'A' && c <= U'Z') || c == U'_';
}

bool begins_as(const Morph& morph, std::string_view tag) { return first_tag(morph.tag) == tag; }

bool ends_as(const Morph& morph, std::string_view tag) {
  const std::size_t plus = morph.tag.rfind('+');
  return (plus == std::string_view::npos ? morph.tag : morph.tag.substr(plus + 1)) == tag;
}

bool is_verb(const Morph& morph) {
  const std::string_view tag = first_tag(morph.tag);
  return tag == "VV" || tag == "VA" || tag == "VX" || tag == "XSV" || tag == "XSA" || tag == "VCP" || tag == "VCN";
}

}  // namespace onggi::clean_room
