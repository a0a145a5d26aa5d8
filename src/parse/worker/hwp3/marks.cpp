// See marks.h. Forms: 한글문서파일형식 3.0, "outline number" and "date code"; where it is silent, as LibreOffice
// prints.
#include "parse/worker/hwp3/marks.h"

#include <algorithm>
#include <array>

#include "parse/worker/flow/flow.h"
#include "parse/worker/hwp3/cursor.h"
#include "parse/worker/hwp3/letters.h"
#include "text/text.h"

namespace onggi::parse::hwp3 {
namespace {

constexpr std::size_t kLevels = 7;

struct Outline {
  bool numbered = false;
  unsigned shape = 0;
  std::size_t level = 0;
  std::array<std::uint16_t, kLevels> numbers{};
  std::array<std::uint16_t, kLevels> forms{};                      // of a user's own shape
  std::array<std::array<std::uint16_t, 2>, kLevels> surrounded{};  // by these letters, likewise
};

Outline outline_from(std::string_view fields) {
  constexpr std::uint16_t kNumbered = 1;
  Cursor cursor(fields);
  Outline outline;
  outline.numbered = cursor.u16() == kNumbered;
  outline.shape = cursor.u8();
  outline.level = std::min<std::size_t>(cursor.u8(), kLevels - 1);
  for (auto& number : outline.numbers) number = cursor.u16();
  for (auto& form : outline.forms) form = cursor.u16();
  for (auto& pair : outline.surrounded) {
    for (auto& letter : pair) letter = cursor.u16();
  }
  return outline;
}

std::int32_t number_at(const Outline& outline, std::size_t level) {
  return std::max<std::int32_t>(outline.numbers[level], 1);
}

// "1.2.3": all levels down to this one.
std::string chained(const Outline& outline) {
  std::string text;
  for (std::size_t level = 0; level <= outline.level; ++level)
    text.append(level == 0 ? "" : ".").append(std::to_string(number_at(outline, level)));
  return text;
}

std::string letter(std::uint16_t code) {
  std::string text;
  if (code >= 32) append_letter(text, code);
  return text;
}

std::string users_own(const Outline& outline) {
  static constexpr auto kForms =
      std::to_array<NumberForm>({NumberForm::decimal, NumberForm::roman_upper, NumberForm::roman_lower,
                                 NumberForm::letter_upper, NumberForm::letter_lower, NumberForm::hangul_syllable,
                                 NumberForm::hangul_consonant, NumberForm::hanja_digit, NumberForm::circled});
  constexpr std::size_t kCircledLetter = 9;
  constexpr std::size_t kCircledSyllable = 10;
  constexpr std::size_t kCircledConsonant = 11;
  constexpr std::size_t kChained = 12;
  const std::uint16_t form = outline.forms[outline.level];
  const std::int32_t number = number_at(outline, outline.level);
  const auto [before, behind] = outline.surrounded[outline.level];
  std::string text;
  if (form < kForms.size()) {
    text = format_number(number, kForms[form]);
  } else if (form == kCircledLetter) {
    text = letter(static_cast<std::uint16_t>(0x2C20 + std::min(number, 26)));
  } else if (form == kCircledSyllable || form == kCircledConsonant) {
    const int first = form == kCircledSyllable ? 0x2C50 : 0x2C40;
    text = letter(static_cast<std::uint16_t>(first + std::min(number, 14) - 1));
  } else if (form == kChained) {
    text = chained(outline);
  } else {
    text = letter(form);
  }
  return letter(before) + text + letter(behind);
}

// Three ready series: a form a level, and what stands around it.
std::string of_series(const Outline& outline, std::size_t series) {
  struct Step {
    NumberForm form;
    std::string_view before, behind;
  };
  using enum NumberForm;
  static constexpr std::array<std::array<Step, kLevels>, 3> kSeries = {{
      {{{roman_upper, "", "."},
        {hangul_syllable, "", "."},
        {decimal, "", "."},
        {hangul_syllable, "", ")"},
        {decimal, "(", ")"},
        {hangul_syllable, "(", ")"},
        {roman_lower, "", ")"}}},
      {{{roman_upper, "", "."},
        {letter_upper, "", "."},
        {decimal, "", "."},
        {letter_lower, "", ")"},
        {decimal, "(", ")"},
        {letter_lower, "(", ")"},
        {roman_lower, "", ")"}}},
      {{{decimal, "", "."},
        {hangul_syllable, "", "."},
        {decimal, "(", ")"},
        {hangul_syllable, "(", ")"},
        {decimal, "", ")"},
        {hangul_syllable, "", ")"},
        {letter_lower, "", "."}}},
  }};
  const Step& step = kSeries[series][outline.level];
  return std::string(step.before) + format_number(number_at(outline, outline.level), step.form) +
         std::string(step.behind);
}

std::string of_bullets(const Outline& outline, std::size_t series) {
  static constexpr std::array<std::u32string_view, 4> kBullets = {U"●○■□■□⁃", U"●○■□▲△⁃", U"◆◇■□●○⁃", U"●●○○■□⁃"};
  std::string text;
  append_utf8(text, kBullets[series][outline.level]);
  return text;
}

// ---- dates ----

struct Date {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
  std::size_t day_of_week = 0;
};

constexpr std::array<std::string_view, 7> kDays = {"일", "월", "화", "수", "목", "금", "토"};
constexpr std::array<std::string_view, 7> kEnglishDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                          "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kEnglishMonths = {"January",   "February", "March",    "April",
                                                             "May",       "June",     "July",     "August",
                                                             "September", "October",  "November", "December"};

std::string two_digits(int value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string english_month(const Date& date) {
  return std::string(kEnglishMonths[static_cast<std::size_t>(std::clamp(date.month, 1, 12) - 1)]);
}

std::string ordinal(int number) {
  static constexpr std::array<std::string_view, 4> kEndings = {"th", "st", "nd", "rd"};
  return std::to_string(number).append(kEndings[number % 10 < 4 ? static_cast<std::size_t>(number % 10) : 0]);
}

// What a sign of a date's form stands for; -1 as number: `text` is it.
struct Sign {
  int number = -1;
  std::string text;
};

Sign sign_of(char sign, const Date& date) {
  const bool afternoon = date.hour >= 12;
  switch (sign) {
    case '1':
      return {.text = std::to_string(date.year)};
    case '!':
      return {.text = two_digits(date.year % 100)};
    case '2':
      return {.number = date.month};
    case '@':
      return {.text = english_month(date).substr(0, 3) + "."};
    case '*':
      return {.text = english_month(date)};
    case '3':
      return {.number = date.day};
    case '#':
      return {.text = ordinal(date.day)};
    case '4':
      return {.number = date.hour > 12 ? date.hour - 12 : date.hour};
    case '$':
      return {.number = date.hour};
    case '5':
    case '%':
      return {.number = date.minute};
    case '6':
      return {.text = std::string(kDays[date.day_of_week])};
    case '^':
      return {.text = std::string(kEnglishDays[date.day_of_week].substr(0, 3)) + "."};
    case '_':
      return {.text = std::string(kEnglishDays[date.day_of_week])};
    case '7':
      return {.text = afternoon ? "오후" : "오전"};
    case '&':
      return {.text = afternoon ? "p.m." : "a.m."};
    case '+':
      return {.text = afternoon ? "P.M." : "A.M."};
    default:
      return {.text = std::string(1, sign)};
  }
}

Date date_from(Cursor& cursor) {
  Date date;
  date.year = cursor.u16();
  date.month = cursor.u16();
  date.day_of_week = cursor.u16() % kDays.size();
  date.day = cursor.u16();
  date.hour = cursor.u16();
  date.minute = cursor.u16();
  return date;
}

}  // namespace

OutlineMark outline_mark(std::string_view fields) {
  constexpr unsigned kUsers = 0;
  constexpr unsigned kChainedShort = 2;  // without a dot behind its last number
  constexpr unsigned kFirstSeries = 3;
  constexpr unsigned kUsersBullet = 128;
  constexpr unsigned kFirstBullets = 129;
  constexpr unsigned kLastBullets = 132;
  const Outline outline = outline_from(fields);
  OutlineMark mark{.level = static_cast<std::int32_t>(outline.level) + 1};
  if (!outline.numbered) return mark;
  const unsigned shape = outline.shape;
  if (shape == kUsers || shape == kUsersBullet) {
    mark.text = users_own(outline);
  } else if (shape < kFirstSeries) {
    mark.text = chained(outline) + (shape == kChainedShort && outline.level > 0 ? "" : ".");
  } else if (shape < kFirstSeries + 3) {
    mark.text = of_series(outline, shape - kFirstSeries);
  } else if (shape >= kFirstBullets && shape <= kLastBullets) {
    mark.text = of_bullets(outline, shape - kFirstBullets);
  }
  return mark;
}

std::string printed_date(std::string_view fields) {
  constexpr std::size_t kFormSize = 80;
  Cursor cursor(fields);
  std::string form = letters_from(cursor.raw(kFormSize));
  if (form.empty()) form = "1년 2월 3일 6요일";
  const Date date = date_from(cursor);
  std::string text;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool padded = form[i] == '0' && i + 1 < form.size();  // in front of a number: two digits
    if (padded) ++i;
    if (form[i] == '\\' && i + 1 < form.size()) {
      text += form[++i];
      continue;
    }
    const Sign sign = sign_of(form[i], date);
    if (sign.number < 0) {
      text += sign.text;
    } else {
      text += padded ? two_digits(sign.number) : std::to_string(sign.number);
    }
  }
  return text;
}

}  // namespace onggi::parse::hwp3
