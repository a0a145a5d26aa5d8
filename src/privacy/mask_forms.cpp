// The table of masked forms, a row a kind.
#include "privacy/mask_forms.h"

#include <algorithm>
#include <iterator>

#include "privacy/privacy.h"
#include "text/text.h"

namespace onggi::privacy_room {

namespace {

constexpr std::string_view kDot = "●";

bool is_any_digit(char32_t c) { return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19); }
bool is_any_value(char32_t c) {
  return is_any_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xFF21 && c <= 0xFF5A) ||
         is_hangul(c);
}

using Counts = bool (*)(char32_t);

// Hides what `counts`, from number `first` to `last` (counted from 0), leaves separators.
std::string hide(std::string_view value, std::size_t first, std::size_t last, Counts counts) {
  std::string out;
  std::size_t number = 0;
  for (std::size_t offset = 0; offset < value.size();) {
    const std::size_t begin = offset;
    const bool counted = counts(next_code_point(value, offset));
    if (counted && number >= first && number < last) out += kDot;
    else out.append(value, begin, offset - begin);
    number += counted ? 1U : 0U;
  }
  return out;
}

std::size_t count(std::string_view value, Counts counts) {
  std::size_t number = 0;
  for (std::size_t offset = 0; offset < value.size();) number += counts(next_code_point(value, offset)) ? 1U : 0U;
  return number;
}

template <std::size_t kFirst, std::size_t kShownAtEnd>
std::string middle(std::string_view value) {
  const std::size_t all = count(value, is_any_value);
  return hide(value, std::min(kFirst, all), all - std::min(kShownAtEnd, all), is_any_value);
}

std::string partial_registration(std::string_view value) { return hide(value, 6, 13, is_any_digit); }

// The middle goes; what is left shows the kind of number and its last four digits' place, not who it is.
std::string partial_phone(std::string_view value) {
  const std::size_t digits = std::max<std::size_t>(count(value, is_any_digit), 8);
  const std::size_t shown = digits > 8 ? digits - 8 : 0;
  return hide(value, std::max<std::size_t>(shown, 2), digits - 2, is_any_digit);
}

std::string partial_email(std::string_view value) {
  const std::size_t mark = value.find('@');
  std::size_t first = 0;
  next_code_point(value, first);
  std::string out(value.substr(0, first));
  for (int i = 0; i < 3; ++i) out += kDot;
  return mark == std::string_view::npos ? out : out + std::string(value.substr(mark));
}

// The surname stays.
std::string partial_person(std::string_view value) { return middle<1, 0>(value); }

// What names a province or district stays, the rest goes as one.
std::string partial_address(std::string_view value) {
  std::size_t end = 0;
  for (int words = 0; words < 2; ++words) {
    const std::size_t blank = value.find(' ', end + (words > 0 ? 1 : 0));
    if (blank == std::string_view::npos) break;
    end = blank;
  }
  return std::string(value.substr(0, end)) + (end > 0 ? " ●●●" : "●●●");
}

std::string partial_nothing(std::string_view) { return "●●●"; }

constexpr MaskForm kMaskForms[] = {
    {"EMAIL", "이메일", partial_email},
    {"PHONE", "휴대전화번호", partial_phone},
    {"TEL", "전화번호", partial_phone},
    {"RRN", "주민등록번호", partial_registration},
    {"FRN", "외국인등록번호", partial_registration},
    {"CRN", "법인등록번호", partial_registration},
    {"BRN", "사업자등록번호", middle<5, 0>},
    {"CARD", "카드번호", middle<4, 4>},
    {"ACCOUNT", "계좌번호", middle<3, 2>},
    {"IBAN", "국제계좌번호", middle<4, 2>},
    {"PASSPORT", "여권번호", middle<2, 0>},
    {"DRIVER", "운전면허번호", middle<4, 0>},
    {"HEALTH_INS", "건강보험증번호", middle<2, 2>},
    {"CAR", "차량번호", middle<3, 0>},
    {"IP", "IP주소", middle<3, 0>},
    {"URL", "웹주소", partial_nothing},
    {"PERSON", "이름", partial_person},
    {"ADDRESS", "주소", partial_address},
    {"US_SSN", "사회보장번호", middle<0, 4>},
    {"US_DRIVER_LICENSE", "운전면허번호", middle<1, 2>},
};
constexpr MaskForm kOther{"", "개인정보", partial_nothing};

}  // namespace

std::span<const MaskForm> mask_forms() { return kMaskForms; }

const MaskForm& mask_form(std::string_view type) {
  const auto* found = std::find_if(std::begin(kMaskForms), std::end(kMaskForms),
                                   [&](const MaskForm& form) { return form.type == type; });
  return found == std::end(kMaskForms) ? kOther : *found;
}

bool is_mask_name(std::string_view name) {
  name = name.substr(0, name.find('-'));  // that of a pseudonym stands before its hyphen
  return name == kOther.korean_name || std::any_of(std::begin(kMaskForms), std::end(kMaskForms),
                                                   [&](const MaskForm& form) { return form.korean_name == name; });
}

}  // namespace onggi::privacy_room

namespace onggi {

std::string_view korean_name_of_type(std::string_view type) { return privacy_room::mask_form(type).korean_name; }

}  // namespace onggi
