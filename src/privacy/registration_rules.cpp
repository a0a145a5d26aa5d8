// Registration numbers of people, foreigners, corporations and businesses. Forms and check digits: 주민등록법 시행규칙,
// 출입국관리법 시행규칙, 법인등기 등록번호 부여 규칙, 국세청 사업자등록번호 체계.
#include <algorithm>

#include "privacy/context.h"
#include "privacy/rules.h"

namespace onggi::privacy_room {

namespace {

int century_of(char gender) {
  switch (gender) {
    case '1':
    case '2':
    case '5':
    case '6':
      return 1900;
    case '3':
    case '4':
    case '7':
    case '8':
      return 2000;
    default:
      return 1800;  // 9, 0
  }
}

bool is_date(int year, int month, int day) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

int weighted_sum(std::string_view digits, std::span<const int> weights) {
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += (digits[i] - '0') * weights[i];
  return sum;
}

// Residents take 11 minus the rest, foreigners 13 minus it.
bool person_digit_fits(std::string_view digits, bool foreigner) {
  constexpr int kWeights[] = {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5};
  return ((foreigner ? 13 : 11) - weighted_sum(digits, kWeights) % 11) % 10 == digits[12] - '0';
}

bool corporate_digit_fits(std::string_view digits) {
  constexpr int kWeights[] = {1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2};
  return (10 - weighted_sum(digits, kWeights) % 10) % 10 == digits[12] - '0';
}

bool business_digit_fits(std::string_view digits) {
  constexpr int kWeights[] = {1, 3, 7, 1, 3, 7, 1, 3, 5};
  const int sum = weighted_sum(digits, kWeights) + (digits[8] - '0') * 5 / 10;
  return (10 - sum % 10) % 10 == digits[9] - '0';
}

constexpr std::string_view kPersonWords[] = {"주민", "생년월일", "실명번호", "RRN", "resident registration"};
constexpr std::string_view kForeignerWords[] = {"외국인", "거소", "체류", "FRN", "alien registration"};
constexpr std::string_view kCorporateWords[] = {"법인", "등기번호", "CRN"};
constexpr std::string_view kBusinessWords[] = {"사업자",     "등록번호", "공급자",
                                               "공급받는자", "BRN",      "business registration"};

// Thirteen digits in a row are often an order number: without the hyphen the form says little.
Match as_person(const Page& page, std::size_t at, const Groups& groups, bool grouped) {
  const std::string_view digits = groups.digits();
  const bool foreigner = digits[6] >= '5' && digits[6] <= '8';
  const bool dated = is_date(century_of(digits[6]) + number_of(digits.substr(0, 2)), number_of(digits.substr(2, 2)),
                             number_of(digits.substr(4, 2)));
  const bool checked = person_digit_fits(digits, foreigner);
  const bool called = has_word_before(page, at, foreigner ? Words(kForeignerWords) : Words(kPersonWords)) ||
                      (foreigner && has_word_before(page, at, kPersonWords));
  return Weight(grouped ? "pattern" : "thirteen digits", grouped ? 0.3 : 0.05)
      .add(dated, grouped ? 0.35 : 0.3, "valid date")
      .add(checked, 0.2, "check digit")
      .add(!checked, 0, "check digit does not fit (numbers since October 2020 have none)")
      .add(called, 0.35, "context word")
      .match(foreigner ? "FRN" : "RRN", at, groups.end(13));
}

Match as_corporate(const Page& page, std::size_t at, const Groups& groups, bool grouped) {
  const bool called = has_word_before(page, at, kCorporateWords);
  return Weight(grouped ? "pattern" : "thirteen digits", grouped ? 0.2 : 0.05)
      .add(corporate_digit_fits(groups.digits()), 0.25, "check digit")
      .add(called, 0.5, "context word")
      .match("CRN", at, groups.end(13));
}

// Both have six and seven digits. What stands nearest before the number says which of them is meant.
bool is_called_corporate(const Page& page, std::size_t at) {
  const std::size_t corporate = nearest_word_before(page, at, kCorporateWords);
  if (corporate == std::string_view::npos) return false;
  const std::size_t person = nearest_word_before(page, at, kPersonWords);
  return person == std::string_view::npos || person < corporate;
}

}  // namespace

Match match_registration(const Page& page, std::size_t at, const Groups& read) {
  if (read.size() < 13) return std::nullopt;
  const Groups groups = read.first(13);
  if (!is_free_behind(page.text, groups.end(13))) return std::nullopt;
  const bool grouped = groups.is({6, 7});
  if (!grouped && !groups.is_one_group()) return std::nullopt;
  Match person = as_person(page, at, groups, grouped);
  Match corporate = as_corporate(page, at, groups, grouped);
  if (is_called_corporate(page, at)) return corporate;
  return person->confidence >= corporate->confidence ? person : corporate;
}

Match match_business(const Page& page, std::size_t at, const Groups& read) {
  if (read.size() < 10) return std::nullopt;
  const Groups groups = read.first(10);
  const bool grouped = groups.is({3, 2, 5});
  if (!(grouped || groups.is_one_group()) || groups.digits()[0] == '0') return std::nullopt;
  if (!is_free_behind(page.text, groups.end(10))) return std::nullopt;
  return Weight(grouped ? "pattern" : "ten digits", grouped ? 0.5 : 0.1)
      .add(business_digit_fits(groups.digits()), grouped ? 0.3 : 0.2, "check digit")
      .add(has_word_before(page, at, kBusinessWords, grouped ? kContextBytes : kNearBytes), 0.4, "context word")
      .match("BRN", at, groups.end(10));
}

}  // namespace onggi::privacy_room
