// The company's own words: read from a file or given, found in text by longest match.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/text.h"

namespace onggi {

struct UserWord {
  std::string word;                // NFC as it was written
  std::vector<std::string> parts;  // may be empty
  bool operator==(const UserWord&) const = default;
};

struct UserMatch {
  ByteRange bytes;
  const UserWord* word = nullptr;
};

/// Read only once it is made: thread safe.
class UserWords {
 public:
  /// A line each: "word" or "word<TAB>part part"; empty lines and lines that begin with # are skipped.
  /// Errors: not_found; bad_input naming the line; limit_exceeded over kWordsMax words or kFileBytesMax bytes.
  static Result<UserWords> read(const std::filesystem::path& file);

  /// Of words as checked() gave them; of two that differ by the case of Latin letters alone the later one counts.
  /// Errors: limit_exceeded.
  static Result<UserWords> of(const std::vector<UserWord>& words);

  /// A word as it can be used: NFC, spaces around it gone. Errors: bad_input (not UTF-8, empty, a space or a tab in the
  /// word, too long), without the word in the message.
  static Result<UserWord> checked(const UserWord& word);
  /// By what two words are the same: Latin letters in lower case.
  static std::string key(std::string_view word);

  /// All of them, by key.
  std::vector<UserWord> all() const;

  /// Longest matches from the left, not overlapping. Latin letters match in either case and only as whole words. A word
  /// of one or two syllables matches only where a Hangul run begins: "온기" is in "온기에서", not in "체온기".
  std::vector<UserMatch> find(std::string_view nfc) const;

  bool empty() const { return words_.empty(); }
  /// Hash of the file that was read; empty for words of of().
  const std::string& version() const { return version_; }

  static constexpr std::size_t kFileBytesMax = std::size_t{16} << 20;
  static constexpr std::size_t kWordsMax = 200'000;
  static constexpr std::size_t kWordBytesMax = 192;

 private:
  Result<void> add_line(std::string_view line);
  Result<void> add(UserWord word);
  void sort_lengths();
  const UserWord* longest_at(std::string_view text, std::size_t offset) const;

  std::unordered_map<std::string, UserWord> words_;                 // by lower-cased word
  std::unordered_map<char32_t, std::vector<std::size_t>> lengths_;  // of words by first character, longest first
  std::string version_;
};

}  // namespace onggi
