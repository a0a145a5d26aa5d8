// Passports, driving licences, health insurance, cars; and what the United States use.
#include "privacy/context.h"
#include "privacy/rules.h"

namespace onggi::privacy_room {

namespace {

constexpr std::string_view kPassportWords[] = {"여권", "passport", "Passport", "PASSPORT"};
constexpr std::string_view kDriverWords[] = {"면허", "운전", "license", "licence", "License", "Licence"};
constexpr std::string_view kHealthWords[] = {"건강보험", "보험증", "의료보험", "증번호", "건보"};
constexpr std::string_view kCarWords[] = {"차량", "차 번호", "번호판", "자동차", "주차", "등록번호", "차종"};
constexpr std::string_view kSocialSecurityWords[] = {"SSN", "ssn", "Social Security", "social security"};

// The usage letter of a Korean number plate (자동차 등록번호판 등의 기준에 관한 고시).
bool is_plate_letter(char32_t c) {
  constexpr std::u32string_view kLetters =
      U"가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주아바사자허하호배육공해국합";
  return kLetters.find(c) != std::u32string_view::npos;
}

// "10호 2024년", "3조 1234원": the four digits count something.
bool counts_something(std::string_view text, std::size_t end) {
  if (at_or_space(text, end) == '%' || at_or_space(text, end) == ',') return is_digit(at_or_space(text, end + 1));
  constexpr std::u32string_view kUnits = U"년월일원명개건호번회차쪽면조항";
  const char32_t next = syllable_at(text, end);
  return next != 0 && kUnits.find(next) != std::u32string_view::npos;
}

}  // namespace

Match match_passport(const Page& page, std::size_t at) {
  const std::string_view text = page.text;
  if (std::string_view("MSRGDPO").find(text[at]) == std::string_view::npos || !is_free_before(text, at))
    return std::nullopt;
  std::size_t end = at + 1;
  std::size_t letters = 0;
  for (; end < text.size() && end < at + 9; ++end) {
    const bool letter = is_upper(text[end]) && end == at + 4;
    if (!is_digit(text[end]) && !letter) return std::nullopt;
    letters += letter ? 1U : 0U;
  }
  if (end != at + 9 || !is_free_behind(text, end)) return std::nullopt;
  const bool usual = text[at] == 'M' || text[at] == 'S';
  return Weight(letters == 1 ? "form since 2021" : "form until 2021", letters == 1 ? 0.6
                                                                      : usual      ? 0.5
                                                                                   : 0.4)
      .add(has_word_before(page, at, kPassportWords), 0.4, "context word")
      .match("PASSPORT", at, end);
}

Match match_driver(const Page& page, std::size_t at, const Groups& read) {
  if (read.size() < 12) return std::nullopt;
  const Groups groups = read.first(12);
  const bool grouped = groups.is({2, 2, 6, 2});
  if (!(grouped || groups.is_one_group()) || !is_free_behind(page.text, groups.end())) return std::nullopt;
  const int region = number_of(groups.digits().substr(0, 2));
  return Weight(grouped ? "grouping" : "twelve digits", grouped ? 0.55 : 0.05)
      .add(region >= 11 && region <= 28, grouped ? 0.2 : 0.1, "region code")
      .add(has_word_before(page, at, kDriverWords), 0.4, "context word")
      .match("DRIVER", at, groups.end());
}

Match match_health_insurance(const Page& page, std::size_t at, const Groups& read) {
  if (read.size() < 11) return std::nullopt;
  const Groups groups = read.first(11);
  if (!(groups.is_one_group() || groups.is({1, 10})) || !is_free_behind(page.text, groups.end())) return std::nullopt;
  if (!has_word_before(page, at, kHealthWords, kNearBytes)) return std::nullopt;
  return Weight("eleven digits, context word", 0.9).match("HEALTH_INS", at, groups.end());
}

Match match_car(const Page& page, std::size_t at) {
  const std::string_view text = page.text;
  std::size_t digits = at;
  while (is_digit(at_or_space(text, digits))) ++digits;
  if (digits - at < 2 || digits - at > 3 || text[at] == '0') return std::nullopt;
  const char32_t letter = syllable_at(text, digits);
  if (letter == 0 || !is_plate_letter(letter)) return std::nullopt;
  std::size_t begin = digits + kSyllable;
  const bool spaced = at_or_space(text, begin) == ' ';
  begin += spaced ? 1U : 0U;
  std::size_t end = begin;
  while (is_digit(at_or_space(text, end))) ++end;
  if (end != begin + 4 || counts_something(text, end) || !is_free_behind(text, end)) return std::nullopt;
  const bool called = has_word_before(page, at, kCarWords) || has_word_behind(page, end, kCarWords);
  // "12조 1234": also a count and a number; the joined form is a plate's own.
  constexpr std::u32string_view kCounters = U"호조주가부";
  const bool counter = spaced && kCounters.find(letter) != std::u32string_view::npos;
  return Weight(spaced ? "form, spaced" : "form", counter  ? 0.4
                                                  : spaced ? 0.6
                                                           : 0.75)
      .add(called, 0.25, "context word")
      .match("CAR", at, end);
}

Match match_us_ssn(const Page& page, std::size_t at, const Groups& read) {
  if (read.size() < 9) return std::nullopt;
  const Groups groups = read.first(9);
  const bool grouped = groups.is({3, 2, 4});
  if (!(grouped || groups.is_one_group()) || !is_free_behind(page.text, groups.end())) return std::nullopt;
  const int area = number_of(groups.digits().substr(0, 3));
  if (area == 0 || area == 666 || area >= 900 || groups.digits().substr(3, 2) == "00" ||
      groups.digits().substr(5) == "0000")
    return std::nullopt;
  return Weight(grouped ? "grouping" : "nine digits", grouped ? 0.6 : 0.05)
      .add(has_word_before(page, at, kSocialSecurityWords), 0.35, "context word")
      .match("US_SSN", at, groups.end());
}

// Seven to nine digits, right behind the words: several states give out digits alone.
Match match_us_driver_digits(const Page& page, std::size_t at, const Groups& read) {
  constexpr std::string_view kWords[] = {"driver's license", "drivers license", "driver license", "Driver's license",
                                         "driver’s license"};
  if (read.size() < 7 || read.size() > 10 || !is_free_behind(page.text, read.end())) return std::nullopt;
  if (!has_word_before(page, at, kWords, kNearBytes)) return std::nullopt;
  return Weight("digits, context word", 0.65).match("US_DRIVER_LICENSE", at, read.end());
}

Match match_us_driver(const Page& page, std::size_t at) {
  const std::string_view text = page.text;
  if (!is_free_before(text, at)) return std::nullopt;
  std::size_t end = at + 1;
  std::size_t digits = 0;
  for (; end < text.size() && end < at + 16 &&
         (is_digit(text[end]) || (text[end] == '-' && is_digit(at_or_space(text, end + 1))));
       ++end)
    digits += is_digit(text[end]) ? 1U : 0U;
  if (digits < 6 || digits > 14 || !is_free_behind(text, end)) return std::nullopt;
  if (!has_word_before(page, at, kDriverWords)) return std::nullopt;
  return Weight("letter and digits, context word", 0.7).match("US_DRIVER_LICENSE", at, end);
}

}  // namespace onggi::privacy_room
