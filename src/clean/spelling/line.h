// One line of text as the rules of spelling see it: letters, morphemes, what must not be touched. Inside of room clean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/mecab.h"

namespace onggi::clean_room {

/// A change that a rule asks for. Places count letters (code points) of the line.
struct Edit {
  std::size_t begin = 0, end = 0;
  std::u32string by;
  std::string_view rule;  // id of the catalogue
  double confidence = 0;
  std::vector<std::u32string> suggestions;  // of an unknown word, instead of `by`
};

struct Morph {
  std::size_t begin = 0, end = 0;  // letters
  std::string_view tag;            // "VV+EC"
  bool known = true;
};

class Line {
 public:
  /// `text` is NFC without a line feed, and outlives the line.
  explicit Line(std::string_view text);

  /// Finds the morphemes; until then there are none. Cost: that of MeCab, about 3 MB/s.
  void analyse(const Mecab& mecab);

  const std::u32string& letters() const { return letters_; }
  const std::vector<Morph>& morphs() const { return morphs_; }
  std::size_t size() const { return letters_.size(); }
  std::size_t byte_of(std::size_t letter) const { return bytes_[letter]; }
  std::size_t letter_of(std::size_t byte) const;

  /// U+0000 beyond the ends.
  char32_t at(std::size_t letter) const { return letter < letters_.size() ? letters_[letter] : U'\0'; }
  char32_t before(std::size_t letter) const { return letter == 0 ? U'\0' : letters_[letter - 1]; }
  bool says(std::size_t letter, std::u32string_view words) const {
    return std::u32string_view(letters_).substr(std::min(letter, size())).starts_with(words);
  }
  bool ends_with(std::size_t end, std::u32string_view words) const {
    return std::u32string_view(letters_).substr(0, end).ends_with(words);
  }

  /// No letter or digit stands before (behind).
  bool is_word_start(std::size_t letter) const;
  bool is_word_end(std::size_t letter) const;
  /// The Hangul run around a letter.
  std::size_t run_begin(std::size_t letter) const;
  std::size_t run_end(std::size_t letter) const;

  /// The morpheme over a letter, or null.
  const Morph* morph_at(std::size_t letter) const;
  const Morph* next(const Morph& morph) const;
  const Morph* previous(const Morph& morph) const;
  std::u32string_view words(const Morph& morph) const {
    return std::u32string_view(letters_).substr(morph.begin, morph.end - morph.begin);
  }

  void protect(std::size_t begin, std::size_t end);
  bool is_protected(std::size_t begin, std::size_t end) const;

 private:
  std::string_view text_;
  std::u32string letters_;
  std::vector<std::size_t> bytes_;
  std::vector<Morph> morphs_;
  std::vector<std::int32_t> morph_of_;
  std::vector<bool> protected_;
};

/// Final consonant of a syllable in Unicode's order (0: none, 4 ㄴ, 8 ㄹ, 16 ㅁ, 17 ㅂ, 19 ㅅ, 20 ㅆ, 27 ㅎ); -1 of
/// anything else.
int final_of(char32_t c);
char32_t with_final(char32_t syllable, int final_consonant);
bool is_word_letter(char32_t c);

/// A tag has this part first (last): "VV" of "VV+EC".
bool begins_as(const Morph& morph, std::string_view tag);
bool ends_as(const Morph& morph, std::string_view tag);
bool is_verb(const Morph& morph);  // VV, VA, VX, XSV, XSA, VCP, VCN first

}  // namespace onggi::clean_room
