// Whether a text holds an answer; inside of room evaluate.
#pragma once

#include <string>
#include <string_view>

namespace onggi::evaluate_room {

/// Spaces, case and Markdown emphasis aside: "25만 원" is in "**25만원**입니다".
std::string loose(std::string_view text);

}  // namespace onggi::evaluate_room
