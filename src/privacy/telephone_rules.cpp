// Telephone numbers. Korea: numbering plan of the Ministry of Science and ICT; elsewhere: ITU-T E.164 and the North
// American plan.
#include <algorithm>

#include "privacy/context.h"
#include "privacy/rules.h"

namespace onggi::privacy_room {

namespace {

constexpr std::string_view kPhoneWords[] = {
    "전화",   "연락처", "휴대", "핸드폰", "휴대폰",    "팩스",      "☎",      "문의",   "번호", "직통",
    "대표번", "Tel",    "TEL",  "tel",    "telephone", "Telephone", "Fax",    "FAX",    "fax",  "Phone",
    "phone",  "call",   "Call", "mobile", "Mobile",    "cell",      "number", "contact"};

struct Plan {
  std::string_view type;
  std::size_t prefix = 0;  // digits of the prefix
  std::size_t rest_min = 0;
  std::size_t rest_max = 0;
};

// 010 with eight digits, 011 and 016 to 019 with seven or eight, 02 and 031 to 064 with seven or eight, 070, 080, 050x.
std::optional<Plan> plan_of(std::string_view digits) {
  const std::string_view three = digits.substr(0, 3);
  if (three == "010") return Plan{"PHONE", 3, 8, 8};
  if (three == "011" || (three.size() == 3 && three.starts_with("01") && three[2] >= '6'))
    return Plan{"PHONE", 3, 7, 8};
  if (digits.starts_with("02")) return Plan{"TEL", 2, 7, 8};
  if (three == "070") return Plan{"TEL", 3, 8, 8};
  if (three == "080") return Plan{"TEL", 3, 7, 7};
  if (digits.starts_with("050") && digits.size() > 3) return Plan{"PHONE", 4, 7, 8};
  if (three.size() == 3 && three[0] == '0' && three[1] >= '3' && three[1] <= '6' && three[2] >= '1' && three[2] <= '5')
    return Plan{"TEL", 3, 7, 8};
  return std::nullopt;
}

// Groups as people write them: the prefix, then the rest in two groups whose last has four digits; or no separator.
bool is_phone_grouping(const Groups& groups, std::size_t prefix) {
  if (groups.is_one_group()) return true;
  if (groups.groups() == 2) return groups.first_group() == prefix || groups.last_group() == 4;
  return groups.groups() == 3 && groups.first_group() == prefix && groups.last_group() == 4;
}

// The longest beginning of `groups` that the plan allows and that stands on its own; `prefix` is the count of its
// prefix digits as written (behind +82 the leading zero is missing).
std::optional<Groups> fitting(std::string_view text, const Groups& groups, const Plan& plan, std::size_t prefix) {
  for (std::size_t count = prefix + plan.rest_max; count >= prefix + plan.rest_min; --count) {
    if (groups.size() < count || !is_free_behind(text, groups.end(count))) continue;
    const Groups some = groups.first(count);
    if (is_phone_grouping(some, prefix)) return some;
  }
  return std::nullopt;
}

Match phone(const Page& page, std::size_t begin, const Groups& groups, std::string_view type, Weight weight) {
  const bool bracket = before_or_space(page.text, begin) == '(' &&
                       page.text.substr(begin, groups.end() - begin).find(')') != std::string_view::npos;
  return weight.add(has_word_before(page, begin, kPhoneWords), 0.1, "context word")
      .match(type, bracket ? begin - 1 : begin, groups.end());
}

Match domestic(const Page& page, std::size_t at, const Groups& read) {
  const std::optional<Plan> plan = plan_of(read.digits());
  if (!plan) return std::nullopt;
  const std::optional<Groups> groups = fitting(page.text, read, *plan, plan->prefix);
  if (!groups) return std::nullopt;
  const bool mobile = groups->digits().starts_with("01");
  if (groups->is_one_group())
    return phone(page, at, *groups, plan->type, Weight("prefix, no separators", mobile ? 0.8 : 0.45));
  const bool rare = groups->separator() == '.' || groups->separator() == '/';
  return phone(page, at, *groups, plan->type, Weight("prefix, grouping", rare ? 0.75 : 0.9));
}

// 1588-1234, 1577-…, 1644-…, 1800-…: four and four digits with a hyphen, or it is a year or an amount.
Match representative(const Page& page, std::size_t at, const Groups& read) {
  const std::string_view two = read.digits().substr(0, 2);
  if (read.size() < 8 || (two != "15" && two != "16" && two != "18")) return std::nullopt;
  const Groups groups = read.first(8);
  if (!groups.is({4, 4}) || groups.separator() != '-' || !is_free_behind(page.text, groups.end())) return std::nullopt;
  return phone(page, at, groups, "TEL", Weight("representative number", 0.7));
}

// "x123", "ext. 123" behind a number belong to it.
std::size_t with_extension(std::string_view text, std::size_t end) {
  std::size_t at = end;
  while (at < text.size() && at < end + 2 && text[at] == ' ') ++at;
  if (text.substr(at).starts_with("ext")) at += at_or_space(text, at + 3) == '.' ? 4U : 3U;
  else if (at_or_space(text, at) == 'x') ++at;
  else return end;
  if (at_or_space(text, at) == ' ') ++at;
  std::size_t digits = at;
  while (is_digit(at_or_space(text, digits)) && digits < at + 6) ++digits;
  return digits > at ? digits : end;
}

// NXX-NXX-XXXX, also with a leading 1 or 001.
bool is_north_american(const Groups& groups) {
  const std::string_view digits = groups.digits();
  const std::size_t lead = digits.starts_with("001") ? 3 : digits.size() == 11 && digits[0] == '1' ? 1 : 0;
  if (digits.size() != lead + 10) return false;
  return digits[lead] >= '2' && digits[lead + 3] >= '2' && groups.last_group() == 4 && groups.groups() >= 3;
}

// Words that stand directly before a number of any country's plan, or behind it.
constexpr std::string_view kCallWords[] = {"전화",      "연락처",    "휴대",      "팩스",   "☎",    "Tel",   "TEL",
                                           "tel",       "Telephone", "telephone", "Fax",    "fax",  "Phone", "phone",
                                           "call",      "Call",      "Mobile",    "mobile", "Desk", "Cell",  "reach",
                                           "answering", "office",    "Office",    "contact"};

// Digits in groups of any country's plan, called a telephone number within a few words.
Match called_telephone(const Page& page, std::size_t begin, std::size_t at, const Groups& read) {
  const Groups groups = read.first(std::min<std::size_t>(read.size(), 15));
  const std::size_t end = with_extension(page.text, groups.end());
  const bool trunk = groups.digits()[0] == '0' && groups.size() >= 9;
  const bool grouped = groups.groups() >= 2 && groups.groups() <= 6;
  if ((!grouped && !trunk && groups.size() < 10) || !is_free_behind(page.text, end)) return std::nullopt;
  if (!has_word_before(page, at, kCallWords, kNearBytes) && !has_word_behind(page, end, kCallWords, 8))
    return std::nullopt;
  return Weight("digits in groups, context word", grouped ? 0.6 : 0.5).match("PHONE", begin, end);
}

}  // namespace

Match match_telephone(const Page& page, std::size_t at, const Groups& groups) {
  if (groups.size() < 8) return std::nullopt;
  return groups.digits()[0] == '0' ? domestic(page, at, groups) : representative(page, at, groups);
}

Match match_foreign_telephone(const Page& page, std::size_t at, const Groups& read) {
  if (read.size() < 7) return std::nullopt;
  for (const std::size_t count : {std::size_t{13}, std::size_t{11}, std::size_t{10}}) {
    if (read.size() < count || !is_free_behind(page.text, with_extension(page.text, read.end(count)))) continue;
    const Groups groups = read.first(count);
    if (!is_north_american(groups)) continue;
    Match match = phone(page, at, groups, "PHONE", Weight("North American grouping", 0.6));
    match->end = with_extension(page.text, match->end);
    return match;
  }
  return called_telephone(page, at, at, read);
}

namespace {

// "+46 (0)8 928 571 38": the bracketed zero is dialled inside of the country only.
std::size_t behind_trunk_zero(std::string_view text, std::size_t at) {
  for (std::size_t digits = 1; digits <= 3; ++digits) {
    const std::size_t i = at + digits + (at_or_space(text, at + digits) == ' ' ? 1U : 0U);
    if (text.substr(std::min(i, text.size())).starts_with("(0)")) return i + 3;
  }
  return at;
}

Match foreign_code(const Page& page, std::size_t at) {
  const std::size_t begin = behind_trunk_zero(page.text, at + 1);
  const Groups groups = Groups::read(page.text, begin + (at_or_space(page.text, begin) == ' ' ? 1U : 0U));
  const std::size_t fewest = begin == at + 1 ? 8 : 6;
  if (groups.size() < fewest || groups.size() > 15) return std::nullopt;
  if (!is_free_behind(page.text, with_extension(page.text, groups.end()))) return std::nullopt;
  Match match = phone(page, at, groups, "PHONE", Weight("country code", groups.groups() > 1 ? 0.75 : 0.6));
  match->begin = at;
  return match;
}

}  // namespace

Match match_international(const Page& page, std::size_t at) {
  const std::string_view text = page.text;
  std::size_t begin = at + 1;
  if (!is_digit(at_or_space(text, begin)) || is_word(before_or_space(text, at))) return std::nullopt;
  if (!text.substr(begin).starts_with("82")) return foreign_code(page, at);
  begin += 2;
  while (begin < at + 6 &&
         (at_or_space(text, begin) == '-' || at_or_space(text, begin) == ' ' || at_or_space(text, begin) == '('))
    ++begin;
  const Groups read = Groups::read(text, begin);
  if (read.size() < 8) return std::nullopt;
  const bool zero = read.digits()[0] == '0';
  std::string digits(zero ? "" : "0");
  digits += read.digits();
  const std::optional<Plan> plan = plan_of(digits);
  if (!plan) return std::nullopt;
  const std::optional<Groups> groups = fitting(text, read, *plan, plan->prefix - (zero ? 0 : 1));
  if (!groups) return std::nullopt;
  Match match = phone(page, begin, *groups, plan->type, Weight("country code, prefix", 0.95));
  match->begin = at;
  return match;
}

// "(541) 754-3010": the driver meets the digits; the bracket before them belongs to the number.
Match match_bracketed(const Page& page, std::size_t at) {
  if (!is_digit(at_or_space(page.text, at + 1))) return std::nullopt;
  const Groups read = Groups::read(page.text, at + 1);
  if (read.size() < 7 || read.separator() != ')') return std::nullopt;
  const Groups groups = read.first(10);
  if (!is_north_american(groups) || !is_free_behind(page.text, with_extension(page.text, groups.end())))
    return called_telephone(page, at, at, read);
  Match match = phone(page, at, groups, "PHONE", Weight("North American grouping", 0.75));
  match->begin = at;
  match->end = with_extension(page.text, match->end);
  return match;
}

}  // namespace onggi::privacy_room
