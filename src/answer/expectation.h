// What kind of thing a Korean question asks for, and whether a passage holds one. Inside of room answer.
#pragma once

#include <cstdint>
#include <string_view>

namespace onggi::answer_room {

enum class Expected : std::uint8_t {
  anything,  // why, how, what, who, where: no form to look for
  number,    // 얼마, 몇: some quantity
  money,     // 얼마 ... 요금, 금액: a quantity, in a currency where the passage is a sentence
  duration,  // 며칠, 몇 달, 기한, 언제까지
  moment,    // 언제, 몇 시: a date or a time
  percent,
};

/// From the question's interrogatives and measure words (closed classes of Korean grammar).
Expected expected_of(std::string_view question);

/// How well a passage's form answers: 1 holds the expected form, 0.5 holds a number of another kind, 0 holds none. 1
/// for `anything`. `in_table`: units often stand in the header, so any number will do.
double form_match(Expected expected, std::string_view passage, bool in_table);

}  // namespace onggi::answer_room
