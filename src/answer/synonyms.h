// Everyday words and the official ones that documents use for the same thing. Inside of room answer.
#pragma once

#include <string_view>
#include <vector>

namespace onggi::answer_room {

/// Other words for `term` (folded, verbs as stems), without itself; empty when none are known. A word may stand in
/// several groups ("신청": with 접수, and with 요청). The views live as long as the program. Cost: one look-up.
std::vector<std::string_view> synonyms_of(std::string_view term);

}  // namespace onggi::answer_room
