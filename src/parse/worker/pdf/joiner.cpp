// Words cut at line ends. Latin script says it with a hyphen; Korean says nothing: a line may end between words or
// inside of one.
//
// Evidence, strongest first: the file keeps the space that stood at the break; the joined word, or its halves, occur
// elsewhere in the same document; a syllable would still have fitted into the line, so whole words were wrapped; the
// ending of the first half.
#include <algorithm>
#include <array>
#include <cctype>

#include "parse/worker/pdf/layout.h"
#include "text/text.h"

namespace onggi::parse::pdf {
namespace {

constexpr std::size_t kWordsMax = 200'000;  // enough to know a language; bounds memory for huge files

std::string_view last_word(std::string_view text) {
  const std::size_t space = text.find_last_of(" \n");
  return space == std::string_view::npos ? text : text.substr(space + 1);
}

std::string_view first_word(std::string_view text) { return text.substr(0, std::min(text.find(' '), text.size())); }

char32_t last_code_point(std::string_view text) {
  std::size_t offset = floor_to_code_point(text, text.empty() ? 0 : text.size() - 1);
  return text.empty() ? 0 : next_code_point(text, offset);
}

char32_t first_code_point(std::string_view text) {
  std::size_t offset = 0;
  return text.empty() ? 0 : next_code_point(text, offset);
}

bool is_wide(char32_t code) { return is_hanja(code) || (code >= 0x3040 && code <= 0x30FF); }

bool is_latin_lower(char32_t code) { return code >= U'a' && code <= U'z'; }

bool both_hangul(const Line& last, const Line& next) {
  return is_hangul_syllable(last_code_point(last.text)) && is_hangul_syllable(first_code_point(next.text));
}

// Particles and endings that close a word much more often than they stand inside of one.
bool ends_like_a_word(std::string_view word) {
  static constexpr auto kEndings = std::to_array<std::string_view>(
      {"은", "는", "을", "를", "의", "에", "와", "과", "도", "며", "고", "서", "게", "한", "된",
       "할", "될", "인", "및", "로", "이", "가", "여", "하", "면", "던", "나", "등", "수"});
  return count_code_points(word) >= 2 && std::any_of(kEndings.begin(), kEndings.end() - 6,
                                                     [&](std::string_view ending) { return word.ends_with(ending); });
}

// "지급" + "하며": the verb endings of 하다 and 되다 stand on the noun before them, unless that is a verb's form itself
// ("해야 하며").
bool is_verb_ending(std::string_view left, std::string_view right) {
  static constexpr auto kEndings = std::to_array<std::string_view>(
      {"하며", "하여", "하고", "하는", "한다", "하게", "하도록", "하였", "합니다", "했다",
       "하면", "되며", "되어", "되고", "되는", "된다", "됩니다", "되었", "되지",   "되면"});
  static constexpr auto kForms = std::to_array<std::string_view>(
      {"야", "게", "도", "고", "지", "록", "면", "를", "을", "이", "가", "은", "는", "로", "의", "에"});
  const auto begins = [&](std::string_view ending) { return right.starts_with(ending); };
  const auto ends = [&](std::string_view form) { return left.ends_with(form); };
  return count_code_points(left) >= 2 && std::any_of(kEndings.begin(), kEndings.end(), begins) &&
         std::none_of(kForms.begin(), kForms.end(), ends);
}

// The first word of a line without its punctuation, when that is all Hangul.
std::string_view plain_first_word(std::string_view line) {
  std::string_view word = first_word(line);
  while (!word.empty() && std::string_view(".,!?:;)").find(word.back()) != std::string_view::npos)
    word.remove_suffix(1);
  return word;
}

// Particles and the copula never begin a word. "이" is left out: it is also "this".
bool is_particle(std::string_view word) {
  static constexpr auto kParticles = std::to_array<std::string_view>(
      {"은",     "는",     "가",     "을",     "를",     "의",     "에",         "에서",     "에게",     "에는",
       "에도",   "에서는", "에서도", "에서의", "으로",   "로",     "으로는",     "로는",     "으로서",   "로서",
       "으로써", "로써",   "으로의", "와",     "과",     "와의",   "과의",       "와는",     "과는",     "도",
       "만",     "만을",   "만이",   "까지",   "까지의", "부터",   "부터는",     "보다",     "보다는",   "처럼",
       "마다",   "이나",   "라는",   "라고",   "라면",   "이라는", "이라고",     "이라면",   "이란",     "입니다",
       "입니까", "이다",   "이며",   "이고",   "이지만", "이었다", "이었습니다", "였다",     "였습니다", "이었지만",
       "들이",   "들은",   "들을",   "들의",   "적인",   "적으로", "적이다",     "적입니다", "이므로"});
  return std::find(kParticles.begin(), kParticles.end(), word) != kParticles.end();
}

// Words that stand on their own, whatever is before them.
bool begins_a_word(std::string_view left, std::string_view right) {
  static constexpr auto kStarts =
      std::to_array<std::string_view>({"때문", "있습", "있다", "있는", "있어", "있을", "있고", "있으", "있도", "없습",
                                       "없는", "없다", "없이", "않",   "및",   "또는", "위해", "위한", "위하", "대한",
                                       "대하", "대해", "통해", "통하", "따라", "따른", "관한", "관하", "경우", "것"});
  const bool must =
      left.ends_with("야") && (right.starts_with("합") || right.starts_with("하") || right.starts_with("한"));
  return must ||
         std::any_of(kStarts.begin(), kStarts.end(), [&](std::string_view start) { return right.starts_with(start); });
}

// No space stands behind these, or before those.
bool opens(char32_t code) { return std::u32string_view(U"([{“‘「『《〈【/").find(code) != std::u32string_view::npos; }
bool closes(char32_t code) {
  return std::u32string_view(U")]}”’」』》〉】.,:;!?%").find(code) != std::u32string_view::npos;
}

}  // namespace

std::string without_spaces(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    if (byte != ' ' && byte != '\n' && byte != '\t') result += byte;
  }
  return result;
}

void LineJoiner::learn_word(std::string_view word) {
  constexpr std::size_t kBytesMax = 60;  // twenty syllables
  if (word.size() > kBytesMax || words_.size() > kWordsMax) return;
  ++words_[std::string(word)];
  std::size_t offset = 0;
  for (std::int32_t syllables = 1; offset < word.size(); ++syllables) {
    if (!is_hangul_syllable(next_code_point(word, offset))) return;
    if (syllables >= 2) ++beginnings_[std::string(word.substr(0, offset))];
  }
}

void LineJoiner::learn(const std::vector<PageLayout>& pages) {
  std::int64_t breaks = 0, with_space = 0, loose = 0;
  for (const PageLayout& page : pages) {
    for (std::size_t i = 0; i < page.lines.size(); ++i) {
      const Line& line = page.lines[i];
      std::string_view inner = line.text;  // all words but the first and the last, which may be halves
      std::size_t from = inner.find(' ');
      while (from != std::string_view::npos) {
        const std::size_t to = inner.find(' ', from + 1);
        if (to != std::string_view::npos) learn_word(inner.substr(from + 1, to - from - 1));
        from = to;
      }
      if (i + 1 >= page.lines.size() || page.lines[i + 1].column != line.column ||
          !both_hangul(line, page.lines[i + 1]))
        continue;
      const double rest = line.column_right - line.box.x1;
      if (rest > 6 * line.size) continue;  // the end of a paragraph
      ++breaks;
      with_space += line.space_after ? 1 : 0;
      loose += rest > 1.0 * line.size ? 1 : 0;
    }
  }
  trailing_spaces_ = breaks > 0 && with_space * 4 >= breaks;
  wraps_words_ = breaks >= 8 && loose * 10 >= breaks * 4;
}

bool LineJoiner::space_between(const std::string& text, const Line& last, const Line& next) const {
  if (last.space_after) return true;
  const char32_t before = last_code_point(text), after = first_code_point(next.text);
  if (is_wide(before) || is_wide(after) || opens(before) || closes(after)) return false;
  if (is_particle(plain_first_word(next.text))) return false;
  if (!is_hangul_syllable(before) || !is_hangul_syllable(after)) {
    // "2024" + "년": a number and its unit belong together, other script changes are word borders more often than not
    return !(before >= U'0' && before <= U'9' && is_hangul_syllable(after) && !wraps_words_);
  }
  if (trailing_spaces_) return false;
  const std::string left(last_word(text)), right(first_word(next.text));
  const auto known = [](const auto& words, const std::string& word) {
    const auto found = words.find(word);
    return found == words.end() ? 0 : found->second;
  };
  if (begins_a_word(left, right)) return true;
  if (is_verb_ending(left, right)) return false;
  const std::size_t two = byte_offset_of_code_point(right, 2);
  const std::int32_t as_one = known(beginnings_, left + right.substr(0, two));
  const std::int32_t as_two = known(words_, left);
  if (as_one > 0 || as_two > 0) return as_two > as_one;
  if (last.column_right - last.box.x1 > 1.0 * last.size || wraps_words_) return true;
  return ends_like_a_word(left);
}

void LineJoiner::join(std::string& text, const Line& last, const Line& next, std::int64_t& hyphens) const {
  const char32_t after = first_code_point(next.text);
  if (text.size() > 2 && text.ends_with('-') && is_latin_lower(after) &&
      std::isalpha(static_cast<unsigned char>(text[text.size() - 2])) != 0) {
    text.pop_back();
    ++hyphens;
  } else if (space_between(text, last, next)) {
    text += ' ';
  }
  text += next.text;
}

}  // namespace onggi::parse::pdf
