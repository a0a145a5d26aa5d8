// Rules for e-mail addresses, telephone numbers, resident and foreigner registration numbers.
#include "privacy/rules.h"

#include <algorithm>
#include <array>
#include <vector>

namespace onggi {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_digit(c) || is_letter(c); }

char at_or_space(std::string_view text, std::size_t at) { return at < text.size() ? text[at] : ' '; }
char before_or_space(std::string_view text, std::size_t at) { return at > 0 ? text[at - 1] : ' '; }

bool is_mask_name(std::string_view name);

// --- numbers in groups

constexpr std::size_t kDigitsMax = 16;

// Digits from `at`, with one separator at a time between groups ("010-1234-5678", "010 1234 5678", "(02) 123-4567").
struct Groups {
  std::string digits;
  std::vector<std::size_t> group_ends;  // count of digits where a separator stood
  std::vector<std::size_t> ends;        // offset behind each digit
  char separator = 0;                   // the first one met
};

bool is_separator(char c) { return c == '-' || c == ' ' || c == '.' || c == ')' || c == '/'; }

std::size_t separator_length(std::string_view text, std::size_t at) {
  const char c = at_or_space(text, at);
  if (!is_separator(c) || at >= text.size()) return 0;
  if ((c == ')' || c == '-') && at_or_space(text, at + 1) == ' ') return 2;  // "02) 123", "010- 1234"
  if (c == ' ' && at_or_space(text, at + 1) == '-') return at_or_space(text, at + 2) == ' ' ? 3 : 2;  // "010 - 1234"
  if (c == ')' && at_or_space(text, at + 1) == '-') return 2;
  return 1;
}

Groups read_groups(std::string_view text, std::size_t at) {
  Groups groups;
  while (groups.digits.size() < kDigitsMax && at < text.size()) {
    if (is_digit(text[at])) {
      groups.digits += text[at++];
      groups.ends.push_back(at);
      continue;
    }
    const std::size_t length = separator_length(text, at);
    if (length == 0 || !is_digit(at_or_space(text, at + length))) break;
    if (groups.separator == 0) groups.separator = text[at];
    groups.group_ends.push_back(groups.digits.size());
    at += length;
  }
  return groups;
}

// The first `count` digits of them: behind a number another one may follow ("02-123-4567 010-1234-5678").
Groups first_digits(const Groups& groups, std::size_t count) {
  Groups some{groups.digits.substr(0, count), groups.group_ends, groups.ends, groups.separator};
  std::erase_if(some.group_ends, [&](std::size_t end) { return end >= count; });
  some.ends.resize(some.digits.size());
  if (some.group_ends.empty()) some.separator = 0;
  return some;
}

// The digits are a number of their own: no digit, letter or joining mark with a digit directly before or behind.
bool is_free_before(std::string_view text, std::size_t at) {
  const char before = before_or_space(text, at);
  if (is_word(before) || before == '_') return false;
  const bool joining = before == '-' || before == '.';
  return !joining || at < 2 || !is_digit(text[at - 2]);
}

bool is_free_behind(std::string_view text, std::size_t end) {
  const char behind = at_or_space(text, end);
  if (is_word(behind) || behind == '_') return false;
  const bool joining = behind == '-' || behind == '.';
  return !joining || !is_digit(at_or_space(text, end + 1));
}

// "[전화번호]" left by masking says nothing of what follows; else one masked number would drag the next one along.
bool is_in_mask(std::string_view text, std::size_t at) {
  const std::size_t begin = text.rfind('[', at);
  const std::size_t end = text.find(']', at);
  if (begin == std::string_view::npos || end == std::string_view::npos) return false;
  return is_mask_name(text.substr(begin + 1, end - begin - 1));
}

bool stands_in(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
    if (!is_in_mask(text, at)) return true;
  return false;
}

bool has_context(std::string_view text, std::size_t at, std::span<const std::string_view> words) {
  constexpr std::size_t kContextBytes = 48;
  const std::string_view before = text.substr(at > kContextBytes ? at - kContextBytes : 0, std::min(at, kContextBytes));
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return stands_in(before, word); });
}

// --- resident registration number: YYMMDD-GNNNNNC

int number_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

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

// Weights 2 to 9, then 2 to 5; residents take 11 minus the rest, foreigners 13 minus it.
bool check_digit_fits(std::string_view digits, bool foreigner) {
  int sum = 0;
  for (std::size_t i = 0; i < 12; ++i) sum += (digits[i] - '0') * (static_cast<int>(i % 8) + 2);
  return ((foreigner ? 13 : 11) - sum % 11) % 10 == digits[12] - '0';
}

// Corporate registration numbers have the same form; whoever writes one says so right before it.
bool is_called_corporate(std::string_view text, std::size_t at) {
  constexpr std::size_t kNearBytes = 30;
  const std::string_view near = text.substr(at > kNearBytes ? at - kNearBytes : 0, std::min(at, kNearBytes));
  const std::size_t corporate = near.rfind("법인");
  const std::size_t resident = near.rfind("주민");
  return corporate != std::string_view::npos && (resident == std::string_view::npos || resident < corporate);
}

constexpr std::string_view kRegistrationWords[] = {"주민", "외국인등록", "거소", "등록번호", "생년월일"};

std::optional<RuleMatch> match_registration(std::string_view text, std::size_t at) {
  if (!is_free_before(text, at)) return std::nullopt;
  const Groups groups = first_digits(read_groups(text, at), 13);
  if (groups.digits.size() != 13 || !is_free_behind(text, groups.ends[12])) return std::nullopt;
  const bool grouped = groups.group_ends.size() == 1 && groups.group_ends[0] == 6;
  if (!grouped && !groups.group_ends.empty()) return std::nullopt;
  const std::string_view digits = groups.digits;
  const char gender = digits[6];
  if (!is_date(century_of(gender) + number_of(digits.substr(0, 2)), number_of(digits.substr(2, 2)),
               number_of(digits.substr(4, 2))))
    return std::nullopt;
  const bool foreigner = gender >= '5' && gender <= '8';
  const bool checked = check_digit_fits(digits, foreigner);
  const bool context = has_context(text, at, kRegistrationWords);
  // Thirteen digits in a row are often an order number; with a date, and neither a check digit nor a word, they stay a
  // weak guess.
  double confidence = grouped ? 0.8 : 0.45;
  std::string reason = "pattern, valid date";
  if (checked) confidence += 0.15, reason += ", check digit";
  else reason += ", check digit does not fit (numbers since October 2020 have none)";
  if (context) confidence += grouped ? 0.04 : 0.3, reason += ", context word";
  if (is_called_corporate(text, at)) confidence = checked ? 0.4 : 0.2, reason += ", called a corporate number";
  return RuleMatch{at, groups.ends[12], foreigner ? "FRN" : "RRN", std::min(confidence, 0.99), std::move(reason)};
}

// --- telephone numbers

constexpr std::string_view kPhoneWords[] = {"전화", "연락처", "휴대", "핸드폰", "Tel",   "TEL", "tel",  "Fax",
                                            "FAX",  "fax",    "팩스", "Phone",  "phone", "☎",   "문의", "번호"};

struct Plan {
  std::string_view type;
  std::size_t prefix = 0;  // digits of the prefix
  std::size_t rest_min = 0;
  std::size_t rest_max = 0;
};

// Numbering plan of the Ministry of Science and ICT: 010 with eight digits, 011/016–019 with seven or eight, 02 and
// 031–064 with seven or eight, 070 and 050x, 080; 15xx/16xx/18xx representative numbers.
std::optional<Plan> plan_of(std::string_view digits) {
  const std::string_view three = digits.substr(0, 3);
  if (three == "010") return Plan{"PHONE", 3, 8, 8};
  if (three == "011" || three == "016" || three == "017" || three == "018" || three == "019")
    return Plan{"PHONE", 3, 7, 8};
  if (digits.starts_with("02")) return Plan{"TEL", 2, 7, 8};
  if (three == "070") return Plan{"TEL", 3, 8, 8};
  if (three == "080") return Plan{"TEL", 3, 7, 7};
  if (digits.starts_with("050") && digits.size() > 3) return Plan{"PHONE", 4, 7, 8};
  if (three.size() == 3 && three[0] == '0' && three[1] >= '3' && three[1] <= '6' && three[2] >= '1' && three[2] <= '5')
    return Plan{"TEL", 3, 7, 8};
  return std::nullopt;
}

// Groups as people write them: the prefix, then the rest in two groups whose last has four digits; or no separator at
// all.
bool is_phone_grouping(const Groups& groups, std::size_t prefix) {
  const std::size_t all = groups.digits.size();
  if (groups.group_ends.empty()) return true;
  if (groups.group_ends.size() == 1) return groups.group_ends[0] == prefix || groups.group_ends[0] == all - 4;
  return groups.group_ends.size() == 2 && groups.group_ends[0] == prefix && groups.group_ends[1] == all - 4;
}

RuleMatch phone(std::string_view text, std::size_t begin, const Groups& groups, std::string_view type,
                double confidence, std::string reason) {
  if (has_context(text, begin, kPhoneWords)) confidence += 0.1, reason += ", context word";
  const bool bracket = before_or_space(text, begin) == '(' &&
                       text.substr(begin, groups.ends.back() - begin).find(')') != std::string_view::npos;
  return {bracket ? begin - 1 : begin, groups.ends.back(), type, std::min(confidence, 0.99), std::move(reason)};
}

// The longest beginning of `groups` that the plan allows and that stands on its own; `prefix` is the count of its
// prefix digits as written (behind +82 the leading zero is missing).
std::optional<Groups> fitting(std::string_view text, const Groups& groups, const Plan& plan, std::size_t prefix) {
  for (std::size_t count = prefix + plan.rest_max; count >= prefix + plan.rest_min; --count) {
    if (groups.digits.size() < count) continue;
    Groups some = first_digits(groups, count);
    if (is_free_behind(text, some.ends.back()) && is_phone_grouping(some, prefix)) return some;
  }
  return std::nullopt;
}

std::optional<RuleMatch> match_domestic(std::string_view text, std::size_t at) {
  if (!is_free_before(text, at)) return std::nullopt;
  const Groups read = read_groups(text, at);
  const std::optional<Plan> plan = plan_of(read.digits);
  if (!plan) return std::nullopt;
  const std::optional<Groups> groups = fitting(text, read, *plan, plan->prefix);
  if (!groups) return std::nullopt;
  const bool mobile = groups->digits.starts_with("01");
  if (groups->group_ends.empty())
    return phone(text, at, *groups, plan->type, mobile ? 0.8 : 0.45, "prefix, no separators");
  const bool rare = groups->separator == '.' || groups->separator == '/';
  return phone(text, at, *groups, plan->type, rare ? 0.75 : 0.9, "prefix, grouping");
}

// 1588-1234, 1577-…, 1644-…, 1800-…: four and four digits, with a separator, or it is a year or an amount.
std::optional<RuleMatch> match_representative(std::string_view text, std::size_t at) {
  if (!is_free_before(text, at)) return std::nullopt;
  const Groups groups = first_digits(read_groups(text, at), 8);
  const bool prefix =
      groups.digits.starts_with("15") || groups.digits.starts_with("16") || groups.digits.starts_with("18");
  if (!prefix || groups.digits.size() != 8 || groups.group_ends != std::vector<std::size_t>{4} ||
      groups.separator != '-')
    return std::nullopt;
  if (!is_free_behind(text, groups.ends.back())) return std::nullopt;
  return phone(text, at, groups, "TEL", 0.7, "representative number");
}

std::optional<RuleMatch> match_international(std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with("+82")) return std::nullopt;
  std::size_t begin = at + 3;
  while (begin < at + 6 &&
         (at_or_space(text, begin) == '-' || at_or_space(text, begin) == ' ' || at_or_space(text, begin) == '('))
    ++begin;
  const Groups read = read_groups(text, begin);
  if (read.digits.empty()) return std::nullopt;
  const bool zero = read.digits.starts_with('0');
  const std::optional<Plan> plan = plan_of(zero ? read.digits : "0" + read.digits);
  if (!plan) return std::nullopt;
  const std::optional<Groups> groups = fitting(text, read, *plan, plan->prefix - (zero ? 0 : 1));
  if (!groups) return std::nullopt;
  return phone(text, at, *groups, plan->type, 0.95, "country code, prefix");
}

// --- e-mail addresses

constexpr std::size_t kLocalMax = 64;  // RFC 5321, 4.5.3.1.1
constexpr std::size_t kDomainMax = 253;

bool is_local(char c) {
  return is_word(c) || std::string_view("._%+-!#$&'*/=?^`{|}~").find(c) != std::string_view::npos;
}
bool is_domain(char c) { return is_word(c) || c == '-' || c == '.'; }

// The domain behind the @: labels with dots between, a last label of two letters or more. ASCII only, so a glued
// particle ends it.
std::size_t domain_end(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && end < begin + kDomainMax && is_domain(text[end])) ++end;
  while (end > begin && !is_word(text[end - 1])) --end;
  const std::string_view domain = text.substr(begin, end - begin);
  const std::size_t dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || domain.find("..") != std::string_view::npos) return begin;
  const std::string_view top = domain.substr(dot + 1);
  const bool letters = top.size() >= 2 && std::all_of(top.begin(), top.end(), is_letter);
  return letters || top.starts_with("xn--") ? end : begin;
}

std::optional<RuleMatch> match_email(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < kLocalMax && is_local(text[begin - 1])) --begin;
  while (begin < at && !is_word(text[begin]) && text[begin] != '_') ++begin;
  const std::string_view local = text.substr(begin, at - begin);
  if (local.empty() || local.back() == '.' || local.find("..") != std::string_view::npos) return std::nullopt;
  const std::size_t end = domain_end(text, at + 1);
  if (end == at + 1) return std::nullopt;
  return RuleMatch{begin, end, "EMAIL", 0.98, "address form"};
}

constexpr Rule kRules[] = {
    {[](char c) { return c == '@'; }, match_email},         {is_digit, match_registration},
    {[](char c) { return c == '0'; }, match_domestic},      {[](char c) { return c == '1'; }, match_representative},
    {[](char c) { return c == '+'; }, match_international},
};

// --- masked forms

constexpr std::string_view kDot = "●";

bool is_any_digit(char32_t c) { return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19); }

// Hides the digits from number `first` to `last` (counted from 0), leaves separators.
std::string hide_digits(std::string_view value, std::size_t first, std::size_t last) {
  std::string out;
  std::size_t digit = 0;
  for (std::size_t offset = 0; offset < value.size();) {
    const std::size_t begin = offset;
    const char32_t c = next_code_point(value, offset);
    const bool number = is_any_digit(c);
    if (number && digit >= first && digit < last) out += kDot;
    else out.append(value, begin, offset - begin);
    digit += number ? 1U : 0U;
  }
  return out;
}

std::size_t count_digits(std::string_view value) {
  std::size_t count = 0;
  for (std::size_t offset = 0; offset < value.size();) count += is_any_digit(next_code_point(value, offset)) ? 1U : 0U;
  return count;
}

std::string partial_registration(std::string_view value) { return hide_digits(value, 6, 13); }

// The middle goes; what is left shows the kind of number and its last four digits' place, not who it is.
std::string partial_phone(std::string_view value) {
  const std::size_t digits = std::max<std::size_t>(count_digits(value), 8);
  const std::size_t shown = digits > 8 ? digits - 8 : 0;
  return hide_digits(value, std::max<std::size_t>(shown, 2), digits - 2);
}

std::string partial_email(std::string_view value) {
  const std::size_t mark = value.find('@');
  std::size_t first = 0;
  next_code_point(value, first);
  std::string out(value.substr(0, first));
  for (int i = 0; i < 3; ++i) out += kDot;
  return mark == std::string_view::npos ? out : out + std::string(value.substr(mark));
}

std::string partial_nothing(std::string_view) { return "●●●"; }

constexpr MaskForm kMaskForms[] = {
    {"EMAIL", "이메일", partial_email},
    {"PHONE", "휴대전화번호", partial_phone},
    {"TEL", "전화번호", partial_phone},
    {"RRN", "주민등록번호", partial_registration},
    {"FRN", "외국인등록번호", partial_registration},
};

bool is_mask_name(std::string_view name) {
  return std::any_of(std::begin(kMaskForms), std::end(kMaskForms),
                     [&](const MaskForm& form) { return form.korean_name == name; });
}

}  // namespace

std::span<const Rule> rules() { return kRules; }

const MaskForm& mask_form(std::string_view type) {
  static constexpr MaskForm kOther{"", "개인정보", partial_nothing};
  const auto found = std::find_if(std::begin(kMaskForms), std::end(kMaskForms),
                                  [&](const MaskForm& form) { return form.type == type; });
  return found == std::end(kMaskForms) ? kOther : *found;
}

}  // namespace onggi
