// Spacing by the model, as far as a line looks broken. Inside of room clean.
#pragma once

#include <vector>

#include "clean/spelling/line.h"
#include "clean/spelling/spacing_model.h"

namespace onggi::clean_room {

/// Nothing for a line whose spaces the model can believe. True where the line looks broken.
bool find_spacing(const Line& line, const SpacingModel& model, const Mecab& mecab, std::vector<Edit>& edits);

}  // namespace onggi::clean_room
