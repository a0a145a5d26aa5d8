// What kind of thing a Korean question asks for, and whether a passage holds one. Inside of room answer.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace onggi::answer_room {

enum class Expected : std::uint8_t {
  anything,  // why, how, what, who, where: no form to look for
  number,    // 얼마, 몇: some quantity
  money,     // 얼마 ... 요금, 금액: a quantity, in a currency where the passage is a sentence
  duration,  // 며칠, 몇 달, 기한, 언제까지
  moment,    // 언제, 몇 시: a date or a time
  percent,
  clock,  // 몇 시까지: an hour
  phone,  // 전화번호, 연락처, 내선
  mail,   // 이메일 주소
  code,   // "... 번호를 알려 주세요": letters and digits, or a long number
};

/// From the question's interrogatives and measure words (closed classes of Korean grammar).
Expected expected_of(std::string_view question);

/// What "몇" counts, with what else may count it, split by spaces ("번 회 차례" of "몇 번까지"); empty when the
/// question counts nothing or measures time, money or percent.
std::string_view counter_of(std::string_view question);
/// Whether the text has a number, in digits or words, before one of them.
bool has_counter(std::string_view counter, std::string_view text);

/// Runs of Latin letters, digits and hyphens with a digit among them, in order: "RX-10", "2B352", "2024".
std::vector<ByteRange> codes_of(std::string_view text);

/// Whether a passage holds the expected form; always for `anything`. `in_table`: whether a cell of the row does; units
/// often stand in the header, so a bare number will do there.
bool has_form_of(Expected expected, std::string_view passage, bool in_table);

}  // namespace onggi::answer_room
