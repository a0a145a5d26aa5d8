// See guard_text.h.
#include "prompt/guard_text.h"

#include <algorithm>

#include "text/jamo.h"
#include "text/letters.h"

namespace onggi::prompt_room {
namespace {

constexpr char32_t kTagFirst = 0xE0020, kTagLast = 0xE007E;  // Unicode's tag characters: unseen ASCII

// Letters of Greek and Cyrillic that look like Latin ones, after case folding (facts of Unicode's confusables, UTS 39).
char32_t look_alike(char32_t c) {
  static constexpr std::u32string_view kFrom = U"аеорсухіјѕһԁԛԝвнкмтгпибαβγεηικνοπρτυχωɡɩⅼ";
  static constexpr std::u32string_view kTo = U"aeopcyxijshdqwbhkmtrnubabyenikvonptuxwgil";
  static_assert(kFrom.size() == kTo.size());
  const std::size_t at = kFrom.find(c);
  return at == std::u32string_view::npos ? c : kTo[at];
}

bool is_latin_letter(char32_t c) { return c >= U'a' && c <= U'z'; }
bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_compatible_jamo(char32_t c) { return c >= 0x3131 && c <= 0x3163; }

// Conjoining jamo, as a Mac writes syllables, as the letters that composed() knows.
char32_t single_jamo(char32_t c) {
  if (c >= 0x1100 && c < 0x1100 + jamo::kInitials.size()) return jamo::kInitials[c - 0x1100];
  if (c >= 0x1161 && c < 0x1161 + jamo::kVowels.size()) return jamo::kVowels[c - 0x1161];
  if (c > 0x11A7 && c < 0x11A7 + jamo::kFinals.size()) return jamo::kFinals[c - 0x11A7];
  return c;
}

// What people write for a letter in a word.
char32_t letter_of_digit(char32_t c) {
  switch (c) {
    case U'0':
      return U'o';
    case U'1':
      return U'i';
    case U'3':
      return U'e';
    case U'4':
    case U'@':
      return U'a';
    case U'5':
    case U'$':
      return U's';
    case U'7':
      return U't';
    default:
      return c;
  }
}

bool may_stand_between(char32_t c) {
  return c == U' ' || c == U'.' || c == U'-' || c == U'_' || c == U'*' || c == U'·' || c == U'~' || c == U'/' ||
         c == U'|' || c == U',';
}

}  // namespace

GuardText::GuardText(std::string_view bytes) {
  std::vector<Letter> letters;
  letters.reserve(bytes.size());
  read(bytes, letters);
  letters = composed(joined(letters));
  write_out_digits(letters);
  write(letters);
}

void GuardText::read(std::string_view bytes, std::vector<Letter>& letters) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(bytes, at);
    if (c < 0x80) {
      const bool upper = c >= U'A' && c <= U'Z';
      take(letters, upper ? c + 32 : c, {begin, at});
    } else if (is_hangul_syllable(c) || is_compatible_jamo(c)) {
      take(letters, c, {begin, at});
    } else if (c >= kTagFirst && c <= kTagLast) {
      unseen_bytes_ = unseen_.empty() ? ByteRange{begin, at} : ByteRange{unseen_bytes_.begin, at};
      unseen_ += static_cast<char>(c - 0xE0000);
    } else if (is_white_space(c)) {
      take(letters, U' ', {begin, at});
    } else if (!is_control(c)) {
      for (const char32_t letter : plain_letters(c)) take(letters, single_jamo(look_alike(letter)), {begin, at});
    }
  }
}

// White space as one space, a line feed as itself.
void GuardText::take(std::vector<Letter>& letters, char32_t c, ByteRange bytes) {
  if (c == U'\n' || c == U'\r') c = U'\n';
  else if (c < 0x20 || c == 0x7F) c = U' ';
  letters.push_back({c, bytes});
}

// Letters that stand apart by one and the same sign, four and more of them, are a word. Two spaces end it.
std::vector<GuardText::Letter> GuardText::joined(const std::vector<Letter>& letters) {
  constexpr std::size_t kLettersMin = 4;
  const auto is_letter = [&](std::size_t i) {
    return i < letters.size() &&
           (is_latin_letter(letters[i].code_point) || is_digit(letters[i].code_point) ||
            is_hangul_syllable(letters[i].code_point) || is_compatible_jamo(letters[i].code_point));
  };
  std::vector<Letter> made;
  made.reserve(letters.size());
  for (std::size_t i = 0; i < letters.size();) {
    std::size_t end = i;
    const bool begins = is_letter(i) && !is_letter(i + 1) && (i == 0 || !is_letter(i - 1)) && i + 1 < letters.size() &&
                        may_stand_between(letters[i + 1].code_point);
    if (begins) {
      const char32_t between = letters[i + 1].code_point;
      while (end + 2 < letters.size() && letters[end + 1].code_point == between && is_letter(end + 2) &&
             !is_letter(end + 3))
        end += 2;
    }
    if ((end - i) / 2 + 1 >= kLettersMin) {
      for (; i <= end; i += 2) made.push_back(letters[i]);
      i = end + 1;
    } else {
      made.push_back(letters[i++]);
    }
  }
  return made;
}

// ㅁㅜㅅㅣ → 무시. A consonant belongs to the syllable before it when no vowel follows it.
std::vector<GuardText::Letter> GuardText::composed(const std::vector<Letter>& letters) {
  std::vector<Letter> made;
  made.reserve(letters.size());
  const auto at = [&](std::size_t i) { return i < letters.size() ? letters[i].code_point : U' '; };
  for (std::size_t i = 0; i < letters.size();) {
    const std::size_t initial = jamo::kInitials.find(at(i)), vowel = jamo::kVowels.find(at(i + 1));
    if (initial == std::u32string_view::npos || vowel == std::u32string_view::npos) {
      made.push_back(letters[i++]);
      continue;
    }
    std::size_t end = i + 2, final = 0;
    const std::size_t closing = is_compatible_jamo(at(end)) ? jamo::kFinals.find(at(end)) : 0;
    if (closing != std::u32string_view::npos && closing > 0 &&
        jamo::kVowels.find(at(end + 1)) == std::u32string_view::npos)
      final = closing, ++end;
    const auto syllable = static_cast<char32_t>(jamo::kFirstSyllable + (initial * 21 + vowel) * 28 + final);
    made.push_back({syllable, {letters[i].bytes.begin, letters[end - 1].bytes.end}});
    i = end;
  }
  return made;
}

// pr0mpt → prompt. A word that only ends in digits is a name ("gpt4"), one of digits a number.
void GuardText::write_out_digits(std::vector<Letter>& letters) {
  constexpr std::size_t kLettersMin = 3;
  const auto belongs = [](char32_t c) { return is_latin_letter(c) || letter_of_digit(c) != c; };
  for (std::size_t begin = 0; begin < letters.size();) {
    std::size_t end = begin, plain = 0;
    while (end < letters.size() && belongs(letters[end].code_point))
      plain += is_latin_letter(letters[end++].code_point) ? 1U : 0U;
    const bool mixed = plain >= kLettersMin && plain < end - begin && is_latin_letter(letters[end - 1].code_point);
    for (std::size_t i = begin; mixed && i < end; ++i) letters[i].code_point = letter_of_digit(letters[i].code_point);
    begin = std::max(end, begin + 1);
  }
}

void GuardText::write(const std::vector<Letter>& letters) {
  const auto is_korean = [](char32_t c) { return is_hangul_syllable(c); };
  std::size_t written_end = 0;  // of the original
  for (std::size_t i = 0; i < letters.size(); ++i) {
    char32_t c = letters[i].code_point;
    if (c == U' ') {
      const bool again = !text_.empty() && (text_.back() == ' ' || text_.back() == '\n');
      std::size_t next = i + 1;
      while (next < letters.size() && letters[next].code_point == U' ') ++next;
      const bool inside =
          i > 0 && next < letters.size() && is_korean(letters[next].code_point) && is_korean(letters[i - 1].code_point);
      if (inside) {
        i = next - 1;
        continue;
      }
      if (again) continue;
    }
    // 무.시.해: a sign between two syllables with no space around it separates nothing.
    const bool between = i > 0 && i + 1 < letters.size() && may_stand_between(c) && c != U' ' && c != U',' &&
                         c != U'/' && is_korean(letters[i - 1].code_point) && is_korean(letters[i + 1].code_point);
    if (between) continue;
    if (is_korean(c) && written_end < letters[i].bytes.begin) joints_.push_back(text_.size());
    written_end = letters[i].bytes.end;
    const std::size_t before = text_.size();
    append_utf8(text_, c);
    places_.insert(places_.end(), text_.size() - before, letters[i].bytes);
  }
}

ByteRange GuardText::original(ByteRange range) const {
  if (range.begin >= range.end || range.begin >= places_.size()) return {};
  return {places_[range.begin].begin, places_[std::min(range.end, places_.size()) - 1].end};
}

}  // namespace onggi::prompt_room
