// User dictionary: file format and longest match.
#include "text/user_words.h"

#include <algorithm>

#include "base/file.h"
#include "base/hash.h"
#include "text/pieces.h"

namespace onggi {
namespace {

// Lower case of ASCII only: the byte length stays, so offsets do too.
std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

bool is_word_letter(char32_t c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

char32_t code_point_before(std::string_view text, std::size_t offset) {
  if (offset == 0) return U' ';
  std::size_t begin = floor_to_code_point(text, offset - 1);
  return next_code_point(text, begin);
}

char32_t code_point_at(std::string_view text, std::size_t offset) {
  return offset < text.size() ? next_code_point(text, offset) : U' ';
}

// The word may stand here: no cut through a Latin word or number, and short Hangul words only at the start of a run.
bool fits(std::string_view text, ByteRange range) {
  const std::string_view word = slice(text, range);
  const char32_t first = code_point_at(word, 0);
  const char32_t last = code_point_before(word, word.size());
  const char32_t before = code_point_before(text, range.begin);
  if (is_word_letter(first) && is_word_letter(before)) return false;
  if (is_word_letter(last) && is_word_letter(code_point_at(text, range.end))) return false;
  return !is_hangul_syllable(first) || !is_hangul_syllable(before) || count_code_points(word) > 2;
}

}  // namespace

Result<UserWords> UserWords::read(const std::filesystem::path& file) {
  ONGGI_TRY(std::string content, read_file(file, kFileBytesMax));
  UserWords words;
  words.version_ = sha256_hex(content).substr(0, 16);
  std::string_view rest = content;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (auto added = words.add_line(rest.substr(0, end)); !added)
      return within(file.string() + " line " + std::to_string(number), std::move(added).error());
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  words.sort_lengths();
  return words;
}

Result<UserWords> UserWords::of(const std::vector<UserWord>& words) {
  UserWords made;
  for (const UserWord& word : words) ONGGI_CHECK(made.add(word));
  made.sort_lengths();
  return made;
}

std::string UserWords::key(std::string_view word) { return lower(word); }

std::vector<UserWord> UserWords::all() const {
  std::vector<UserWord> all;
  all.reserve(words_.size());
  for (const auto& [key, word] : words_) all.push_back(word);
  std::ranges::sort(all, {}, [](const UserWord& word) { return lower(word.word); });
  return all;
}

Result<UserWord> UserWords::checked(const UserWord& word) {
  UserWord made;
  if (!is_valid_utf8(word.word)) return fail(ErrorCode::bad_input, "the word is not UTF-8", "bad_word");
  made.word = squeeze_spaces(to_nfc(word.word));
  if (made.word.empty()) return fail(ErrorCode::bad_input, "the word is empty", "bad_word");
  if (made.word.find_first_of(" \t\n") != std::string::npos)
    return fail(ErrorCode::bad_input, "a word holds no space: write it together and give its parts after a tab",
                "bad_word");
  if (made.word.size() > kWordBytesMax)
    return fail(ErrorCode::bad_input, "the word is longer than " + std::to_string(kWordBytesMax) + " bytes",
                "bad_word");
  for (const std::string& part : word.parts) {
    if (!is_valid_utf8(part)) return fail(ErrorCode::bad_input, "a part is not UTF-8", "bad_word");
    const std::string squeezed = squeeze_spaces(to_nfc(part));
    for (const std::string_view piece : pieces_between_spaces(squeezed)) {
      if (piece.size() > kWordBytesMax)
        return fail(ErrorCode::bad_input, "a part is longer than " + std::to_string(kWordBytesMax) + " bytes",
                    "bad_word");
      made.parts.emplace_back(piece);
    }
  }
  return made;
}

Result<void> UserWords::add(UserWord word) {
  if (words_.size() >= kWordsMax)
    return fail(ErrorCode::limit_exceeded, "more than " + std::to_string(kWordsMax) + " words");
  const std::string key = lower(word.word);
  lengths_[code_point_at(key, 0)].push_back(key.size());
  words_.insert_or_assign(key, std::move(word));
  return {};
}

void UserWords::sort_lengths() {
  for (auto& [first, lengths] : lengths_) {
    std::sort(lengths.begin(), lengths.end(), std::greater<>());
    lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
  }
}

Result<void> UserWords::add_line(std::string_view line) {
  if (!is_valid_utf8(line)) return fail(ErrorCode::bad_input, "the line is not UTF-8: save the file as UTF-8");
  const std::size_t tab = line.find('\t');
  const std::string word = squeeze_spaces(line.substr(0, tab));
  if (word.starts_with('#') || (word.empty() && tab == std::string_view::npos)) return {};
  if (word.empty()) return fail(ErrorCode::bad_input, "a tab but no word before it");
  UserWord entry{.word = word, .parts = {}};
  if (tab != std::string_view::npos) entry.parts.emplace_back(line.substr(tab + 1));
  ONGGI_TRY(entry, checked(entry));
  return add(std::move(entry));
}

const UserWord* UserWords::longest_at(std::string_view text, std::size_t offset) const {
  const auto lengths = lengths_.find(code_point_at(text, offset));
  if (lengths == lengths_.end()) return nullptr;
  for (const std::size_t length : lengths->second) {
    if (offset + length > text.size()) continue;
    const auto found = words_.find(std::string(text.substr(offset, length)));
    if (found != words_.end() && fits(text, {offset, offset + length})) return &found->second;
  }
  return nullptr;
}

std::vector<UserMatch> UserWords::find(std::string_view nfc) const {
  std::vector<UserMatch> matches;
  if (words_.empty()) return matches;
  const std::string text = lower(nfc);
  for (std::size_t offset = 0; offset < text.size();) {
    if (const UserWord* const word = longest_at(text, offset)) {
      matches.push_back({{offset, offset + word->word.size()}, word});
      offset += word->word.size();
    } else {
      next_code_point(text, offset);
    }
  }
  return matches;
}

}  // namespace onggi
