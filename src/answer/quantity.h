// Numbers with their units, and the conditions that rules put on them: "50만 원" falls under "10만 원 초과". Inside of
// room answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace onggi::answer_room {

/// A number as written ("8천만 원", "3.5kg", "72세") in its unit; money in won, ages in 세, counts of people in 명.
struct Quantity {
  double value = 0;
  std::string unit;
  ByteRange bytes;  // number and unit
};

/// All numbers of the text that have a known unit, in order. Cost: linear.
std::vector<Quantity> quantities_of(std::string_view text);

/// From `low` to `high` (each inside or not, which matters little to whether a passage speaks of a number).
struct Condition {
  double low = 0, high = 0;
  std::string unit;
  bool low_inside = true, high_inside = true;
  bool holds(const Quantity& quantity) const;
};

/// "3개월 이상 6개월 미만", "10만 원 초과", "65세 이상", "30분을 넘으면", "6–15층". Only what compares: a bare number
/// is none.
std::vector<Condition> conditions_of(std::string_view text);

}  // namespace onggi::answer_room
