// Interrogatives and the forms of their answers.
#include "answer/expectation.h"

#include <algorithm>
#include <array>
#include <string>

namespace onggi::answer_room {
namespace {

template <std::size_t N>
bool has_any(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [text](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

// Measure words and interrogatives as people write them, with spaces taken out of the question first.
constexpr std::array<std::string_view, 5> kPercentQuestions{"퍼센트", "몇%", "프로입", "프로인", "몇프로"};
constexpr std::array<std::string_view, 15> kDurationQuestions{"며칠",     "몇일", "몇달", "몇개월",   "몇년",
                                                              "몇시간",   "몇분", "몇주", "얼마동안", "얼마만에",
                                                              "언제까지", "기한", "기간", "얼마나안", "주기"};
constexpr std::array<std::string_view, 8> kMomentQuestions{"언제",   "몇시", "날짜",   "일자",
                                                           "시간대", "몇월", "며칠날", "시기"};
constexpr std::array<std::string_view, 12> kMoneyQuestions{"금액",     "요금",       "비용",     "가격",
                                                           "얼마예요", "얼마입니까", "얼마인가", "얼마죠",
                                                           "몇원",     "몇달러",     "지원금",   "축하금"};
constexpr std::array<std::string_view, 4> kNumberQuestions{"얼마", "몇", "how many", "how much"};

constexpr std::array<std::string_view, 3> kPercentUnits{"%", "퍼센트", "％"};
constexpr std::array<std::string_view, 14> kDurationUnits{"일", "개월", "년",  "시간",  "분",   "주",   "회",
                                                          "달", "초",   "day", "month", "year", "hour", "week"};
constexpr std::array<std::string_view, 9> kMomentUnits{"년", "월", "일", "시", ":", "분기", "요일", "매주", "매월"};
constexpr std::array<std::string_view, 9> kMoneyUnits{"원", "달러", "USD", "유로", "$", "₩", "엔", "만", "억"};
constexpr std::array<std::string_view, 10> kNumberWords{"하루", "이틀",  "사흘",   "나흘", "열흘",
                                                        "보름", "한 달", "반나절", "절반", "즉시"};

std::string without_spaces(std::string_view text) {
  std::string kept;
  std::copy_if(text.begin(), text.end(), std::back_inserter(kept), [](char byte) { return byte != ' '; });
  return kept;
}

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

bool has_number(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_digit) || has_any(text, kNumberWords);
}

// Some unit directly behind some number ("110,000원", "30일 이내", "3 개월").
template <std::size_t N>
bool has_measure(std::string_view text, const std::array<std::string_view, N>& units) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i]) || (i + 1 < text.size() && is_digit(text[i + 1]))) continue;
    std::string_view rest = text.substr(i + 1);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    if (std::any_of(units.begin(), units.end(), [rest](std::string_view unit) { return rest.starts_with(unit); }))
      return true;
  }
  return false;
}

bool has_form(Expected expected, std::string_view passage) {
  switch (expected) {
    case Expected::anything:
      return true;
    case Expected::number:
      return has_number(passage);
    case Expected::money:
      return has_measure(passage, kMoneyUnits) || has_any(passage, std::array<std::string_view, 3>{"$", "₩", "USD"});
    case Expected::duration:
      return has_measure(passage, kDurationUnits) || has_any(passage, kNumberWords);
    case Expected::moment:
      return has_measure(passage, kMomentUnits);
    case Expected::percent:
      return has_any(passage, kPercentUnits);
  }
  return true;
}

}  // namespace

Expected expected_of(std::string_view question) {
  const std::string text = without_spaces(question);
  if (has_any(text, kPercentQuestions)) return Expected::percent;
  if (has_any(text, kDurationQuestions)) return Expected::duration;
  if (has_any(text, kMomentQuestions)) return Expected::moment;
  if (has_any(text, kMoneyQuestions)) return Expected::money;
  if (has_any(text, kNumberQuestions)) return Expected::number;
  return Expected::anything;
}

double form_match(Expected expected, std::string_view passage, bool in_table) {
  if (has_form(in_table && expected != Expected::anything ? Expected::number : expected, passage)) return 1;
  return has_number(passage) ? 0.5 : 0;
}

}  // namespace onggi::answer_room
