// The list of words, its neighbours by jamo, and words that are not in it.
#include "clean/spelling/unknown_words.h"

#include <algorithm>
#include <charconv>

#include "base/file.h"
#include "text/text.h"

namespace onggi::clean_room {
namespace {

constexpr std::size_t kLettersMax = 12;  // what is longer is no word but several

// What may stand behind a noun of the list, as a whole.
constexpr std::u32string_view kTails[] = {
    U"은",   U"는",     U"이",     U"가",     U"을",     U"를",     U"에",   U"의",   U"와",   U"과",   U"도",
    U"로",   U"으로",   U"만",     U"에서",   U"에게",   U"까지",   U"부터", U"보다", U"처럼", U"이나", U"나",
    U"이라", U"라",     U"입니다", U"이다",   U"였다",   U"이었다", U"인",   U"이고", U"이며", U"하는", U"한",
    U"할",   U"하여",   U"해",     U"했다",   U"합니다", U"하고",   U"하면", U"하지", U"하기", U"되는", U"된",
    U"될",   U"됩니다", U"되고",   U"되어",   U"들",     U"들이",   U"들은", U"들을", U"들의", U"적인", U"적으로",
    U"에는", U"에도",   U"으로는", U"에서는", U"이란",   U"란",     U"님",   U"마다", U"조차", U"씩"};

void add_syllable_edits(std::u32string_view word, std::size_t at, std::vector<std::u32string>& edits) {
  const char32_t index = word[at] - 0xAC00;
  const char32_t initial = index / 588, medial = index % 588 / 28, final_consonant = index % 28;
  const auto add = [&](char32_t i, char32_t m, char32_t f) {
    std::u32string edit(word);
    edit[at] = 0xAC00 + i * 588 + m * 28 + f;
    if (edit != word) edits.push_back(std::move(edit));
  };
  for (char32_t i = 0; i < 19; ++i) add(i, medial, final_consonant);
  for (char32_t m = 0; m < 21; ++m) add(initial, m, final_consonant);
  for (char32_t f = 0; f < 28; ++f) add(initial, medial, f);
}

std::vector<std::u32string> edits_of(std::u32string_view word) {
  std::vector<std::u32string> edits;
  for (std::size_t at = 0; at < word.size(); ++at) {
    add_syllable_edits(word, at, edits);
    if (at + 1 == word.size()) continue;
    std::u32string swapped(word);
    std::swap(swapped[at], swapped[at + 1]);
    edits.push_back(std::move(swapped));
  }
  std::sort(edits.begin(), edits.end());
  edits.erase(std::unique(edits.begin(), edits.end()), edits.end());
  return edits;
}

// A word that MeCab knows is read in pieces of sense; one that it does not, in single letters.
bool is_pieced_together(const Line& line, std::size_t begin, std::size_t end) {
  std::size_t single = 0;
  for (std::size_t at = begin; at < end;) {
    const Morph* const morph = line.morph_at(at);
    if (morph == nullptr) return false;
    if (!morph->known) return true;
    const bool content = morph->tag.starts_with("N") || morph->tag.starts_with("V") || morph->tag.starts_with("M") ||
                         morph->tag.starts_with("I") || morph->tag.starts_with("XR") || morph->tag.starts_with("XPN");
    single = content && morph->end - morph->begin == 1 ? single + 1 : 0;
    if (single >= 2) return true;
    at = morph->end;
  }
  return false;
}

}  // namespace

Result<WordList> WordList::open(const std::filesystem::path& file) {
  ONGGI_TRY(const std::string text, read_file(file, kFileBytesMax));
  auto list = read(text);
  if (!list) return within(file.string(), std::move(list).error());
  return list;
}

Result<WordList> WordList::read(std::string_view text) {
  if (!is_valid_utf8(text)) return fail(ErrorCode::bad_input, "is not UTF-8: install onggi again");
  WordList list;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t tab = line.find('\t');
    std::uint32_t count = 0;
    if (tab == std::string_view::npos || tab == 0 ||
        std::from_chars(line.data() + tab + 1, line.data() + line.size(), count).ec != std::errc() || count == 0)
      return fail(ErrorCode::bad_input, "line " + std::to_string(number) + ": a word, a tab and its count");
    std::u32string word;
    for (std::size_t at = 0; at < tab;) word.push_back(next_code_point(line, at));
    list.counts_[std::move(word)] += count;
  }
  return list;
}

std::uint32_t WordList::alone(std::u32string_view word) const {
  const auto found = counts_.find(std::u32string(word));
  return found == counts_.end() ? 0 : found->second;
}

std::uint32_t WordList::count(std::u32string_view word) const {
  if (const std::uint32_t whole = alone(word); whole > 0) return whole;
  for (const std::u32string_view tail : kTails)
    if (word.size() >= tail.size() + 2 && word.ends_with(tail))
      if (const std::uint32_t stem = alone(word.substr(0, word.size() - tail.size())); stem > 0) return stem;
  return 0;
}

std::vector<std::u32string> WordList::near(std::u32string_view word) const {
  std::vector<std::pair<std::uint32_t, std::u32string>> found;
  const auto add = [&](std::u32string_view stem, std::u32string_view tail) {
    for (const std::u32string& edit : edits_of(stem))
      if (const std::uint32_t seen = alone(edit); seen > 0) found.emplace_back(seen, edit + std::u32string(tail));
  };
  add(word, {});
  for (const std::u32string_view tail : kTails)
    if (word.size() >= tail.size() + 2 && word.ends_with(tail)) add(word.substr(0, word.size() - tail.size()), tail);
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  std::vector<std::u32string> words;
  for (auto& [seen, edit] : found)
    if (words.size() < kSuggestionsMax && std::find(words.begin(), words.end(), edit) == words.end())
      words.push_back(std::move(edit));
  return words;
}

void find_unknown_words(const Line& line, const WordList& list, std::vector<Edit>& edits) {
  for (std::size_t at = 0; at < line.size();) {
    if (!is_hangul_syllable(line.at(at))) {
      ++at;
      continue;
    }
    const std::size_t begin = at, end = line.run_end(at);
    at = end;
    const std::u32string_view word = std::u32string_view(line.letters()).substr(begin, end - begin);
    if (word.size() < 2 || word.size() > kLettersMax || !line.is_word_start(begin) || !line.is_word_end(end)) continue;
    if (!is_pieced_together(line, begin, end) || list.knows(word)) continue;
    edits.push_back({.begin = begin,
                     .end = end,
                     .by = {},
                     .rule = "unknown_word",
                     .confidence = 0.5,
                     .suggestions = list.near(word)});
  }
}

}  // namespace onggi::clean_room
