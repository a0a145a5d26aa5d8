// Questions that ask more than one thing, as questions of their own. Inside of room answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace onggi::answer_room {

/// "서울 출장에서 숙박비는 얼마이고 식비는 얼마인가요?" → "서울 출장에서 숙박비는 얼마", "서울 출장에서 식비는
/// 얼마인가요?". Parts are told by an interrogative in each, or by their ends ("며칠이고 이월되나요?"); one that names
/// no subject, or says of its own no more than that, takes what the first one says. At most kPartsMax; one part is the
/// question itself.
inline constexpr std::size_t kPartsMax = 4;
std::vector<std::string> parts_of(std::string_view question);

}  // namespace onggi::answer_room
