// Lists of words and where they stand in a text. Inside of room prompt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/text.h"

namespace onggi::prompt_room {

using ListId = std::uint32_t;

struct WordPlace {
  ByteRange bytes;
  ListId list = 0;
};

/// Words are found as GuardText writes them: Latin ones as whole words (with * at the end: their beginnings), Hangul
/// and others wherever they stand; with ^ before it a word begins where people begin one (^너는 is in "너는", not in
/// "파트너는"). Read only once it is filled: thread safe.
class WordLists {
 public:
  ListId list(std::string_view name);  // made where it is not there
  bool has(std::string_view name) const { return names_.contains(std::string(name)); }
  /// False: the word has no letter to look for.
  bool add(ListId list, std::string_view word);
  std::size_t words() const { return words_; }

  /// By place. `joints`: GuardText's, of this text. Cost: O(n), and a comparison for each word that begins with the
  /// same two letters.
  std::vector<WordPlace> find(std::string_view guard_text, std::span<const std::size_t> joints = {}) const;

 private:
  struct Word {
    std::string text;
    ListId list = 0;
    bool open = false;    // ended in *
    bool begins = false;  // began with ^
  };
  static constexpr std::size_t kBeginnings = 1U << 14U;
  static std::size_t beginning(std::string_view text);
  static bool stands_at(const Word& word, std::string_view text, std::size_t at);

  std::unordered_map<std::string, ListId> names_;
  std::vector<std::vector<Word>> by_beginning_ = std::vector<std::vector<Word>>(kBeginnings);
  std::size_t words_ = 0;
};

}  // namespace onggi::prompt_room
