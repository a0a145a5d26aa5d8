// Card and account numbers. Cards: ISO/IEC 7812 (Luhn, issuer ranges); accounts: the groupings that Korean banks print;
// IBAN: ISO 13616.
#include <algorithm>

#include "privacy/context.h"
#include "privacy/rules.h"

namespace onggi::privacy_room {

namespace {

constexpr std::string_view kCardWords[] = {"카드", "결제", "card", "Card", "CARD", "Visa", "visa", "credit"};
constexpr std::string_view kAccountWords[] = {"계좌",     "은행", "입금", "예금",   "송금",       "이체",       "통장",
                                              "농협",     "신협", "수협", "우체국", "새마을금고", "카카오뱅크", "토스",
                                              "케이뱅크", "뱅크", "환불", "급여",   "account",    "Account"};

bool luhn_fits(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int digit = digits[digits.size() - 1 - i] - '0';
    sum += i % 2 == 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 == 0;
}

// American Express, Diners, JCB, Visa, Mastercard, Discover, UnionPay, and 9 for cards of Korea alone.
bool is_issuer(std::string_view digits) {
  const int two = number_of(digits.substr(0, 2));
  const int four = number_of(digits.substr(0, 4));
  if (digits.size() == 15) return two == 34 || two == 37 || four == 1800 || four == 2131;
  if (digits.size() == 14) return two == 36 || two == 38 || two == 39 || two == 30;
  if (digits.size() == 13) return digits[0] == '4';
  if (digits.size() == 12 || digits.size() > 16) return digits[0] == '4' || digits[0] == '5' || digits[0] == '6';
  return digits[0] == '4' || digits[0] == '9' || (two >= 51 && two <= 55) || (four >= 2221 && four <= 2720) ||
         two == 35 || two == 36 || two == 60 || two == 62 || two == 64 || two == 65;
}

bool is_card_grouping(const Groups& groups) {
  return groups.is({4, 4, 4, 4}) || groups.is({4, 6, 5}) || groups.is({4, 6, 4}) || groups.is({4, 4, 4, 3});
}

bool is_account_grouping(const Groups& groups) {
  return groups.is({3, 3, 6}) || groups.is({4, 3, 6}) || groups.is({6, 2, 6}) || groups.is({3, 6, 2, 3}) ||
         groups.is({3, 4, 4, 2}) || groups.is({4, 2, 7}) || groups.is({3, 6, 5}) || groups.is({3, 2, 6}) ||
         groups.is({3, 2, 6, 1}) || groups.is({6, 2, 5}) || groups.is({3, 8, 2}) || groups.is({4, 4, 4, 1}) ||
         groups.is({3, 12}) || groups.is({3, 3, 7}) || groups.is({3, 2, 7});
}

bool mod_97_fits(std::string_view iban) {
  int rest = 0;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    const char c = iban[(i + 4) % iban.size()];
    rest = is_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
  }
  return rest == 1;
}

}  // namespace

Match match_card(const Page& page, std::size_t at, const Groups& read) {
  for (std::size_t count = std::min<std::size_t>(read.size(), 19); count >= 12; --count) {
    if (!is_free_behind(page.text, read.end(count))) continue;
    const Groups groups = read.first(count);
    const bool grouped = is_card_grouping(groups);
    if (!grouped && !groups.is_one_group()) continue;
    const bool issuer = is_issuer(groups.digits());
    const bool usual = count == 15 || count == 16;
    if (!usual && !luhn_fits(groups.digits())) continue;
    if ((count == 12 || count > 16) && !has_word_before(page, at, kCardWords)) continue;
    Weight weight(grouped ? "grouping" : "digits", grouped && usual ? 0.45 : 0.15);
    return weight.add(luhn_fits(groups.digits()), 0.25, "check digit")
        .add(issuer, 0.15, "issuer's range")
        .add(has_word_before(page, at, kCardWords, grouped ? kContextBytes : kNearBytes), 0.35, "context word")
        .match("CARD", at, groups.end(count));
  }
  return std::nullopt;
}

Match match_account(const Page& page, std::size_t at, const Groups& read) {
  if (read.size() < 10) return std::nullopt;
  const bool called = has_word_before(page, at, kAccountWords);
  for (std::size_t count = std::min<std::size_t>(read.size(), 15); count >= 10; --count) {
    const Groups groups = read.first(count);
    if (!is_free_behind(page.text, groups.end()) ||
        (groups.separator() != '-' && !groups.is_one_group() && groups.separator() != ' '))
      continue;
    const bool grouped = is_account_grouping(groups);
    if (!called && !grouped) continue;
    return Weight(grouped ? "a bank's grouping" : "digits", grouped                 ? 0.4
                                                            : groups.is_one_group() ? 0.25
                                                                                    : 0.3)
        .add(called, 0.45, "context word")
        .match("ACCOUNT", at, groups.end());
  }
  return std::nullopt;
}

Match match_iban(const Page& page, std::size_t at) {
  constexpr std::size_t kShortest = 15;
  constexpr std::size_t kLongest = 34;
  const std::string_view text = page.text;
  if (!is_free_before(text, at) || !is_upper(at_or_space(text, at + 1)) || !is_digit(at_or_space(text, at + 2)) ||
      !is_digit(at_or_space(text, at + 3)))
    return std::nullopt;
  std::string iban;
  std::size_t end = at;
  for (std::size_t i = at; i < text.size() && iban.size() < kLongest; ++i) {
    const bool joined = text[i] == ' ' && iban.size() % 4 == 0 &&
                        (is_digit(at_or_space(text, i + 1)) || is_upper(at_or_space(text, i + 1)));
    if (joined) continue;
    if (!is_digit(text[i]) && !is_upper(text[i])) break;
    iban += text[i];
    if (iban.size() >= kShortest && !is_word(at_or_space(text, i + 1)) && mod_97_fits(iban)) end = i + 1;
  }
  if (end == at) return std::nullopt;
  return Weight("pattern, check digits", 0.95).match("IBAN", at, end);
}

}  // namespace onggi::privacy_room
