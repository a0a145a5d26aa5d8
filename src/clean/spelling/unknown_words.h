// Words that nobody knows, and what they may have been meant to be. Inside of room clean.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "clean/spelling/line.h"

namespace onggi::clean_room {

/// Words of a corpus with their counts: data/spelling/words-ko.txt, made by scripts/make_spelling_words.py.
class WordList {
 public:
  static constexpr std::size_t kFileBytesMax = std::size_t{64} << 20;
  static constexpr std::size_t kSuggestionsMax = 3;

  /// not_found; bad_input naming the line.
  static Result<WordList> open(const std::filesystem::path& file);
  static Result<WordList> read(std::string_view text);

  /// Words in the list, also with particles and endings behind them.
  bool knows(std::u32string_view word) const { return count(word) > 0; }

  /// Known words one edit of jamo or one swap of syllables away, the most frequent first.
  std::vector<std::u32string> near(std::u32string_view word) const;

 private:
  std::uint32_t count(std::u32string_view word) const;
  std::uint32_t alone(std::u32string_view word) const;

  std::unordered_map<std::u32string, std::uint32_t> counts_;
};

/// Hangul words that the list does not know and that MeCab can only piece together.
void find_unknown_words(const Line& line, const WordList& list, std::vector<Edit>& edits);

}  // namespace onggi::clean_room
