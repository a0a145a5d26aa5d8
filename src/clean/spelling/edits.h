// Edits of one text, round after round. Inside of room clean.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clean/spelling.h"

namespace onggi::clean_room {

/// Corrections of a text that was corrected by `first` already, as corrections of the text itself. Both sorted and not
/// overlapping; where they touch the same stretch they become one, under the earlier rule.
std::vector<SpellingCorrection> composed(std::string_view text, const std::vector<SpellingCorrection>& first,
                                         const std::vector<SpellingCorrection>& second);

}  // namespace onggi::clean_room
