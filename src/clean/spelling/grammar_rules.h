// Rules of the orthography that look at morphemes. Inside of room clean.
#pragma once

#include <vector>

#include "clean/spelling/line.h"

namespace onggi::clean_room {

/// 되/돼, 안/않, 못, -지 말다.
void find_verb_rules(const Line& line, std::vector<Edit>& edits);

/// What sounds alike: 든지/던지, 로서/로써, 이에요/예요, 률/율, 채/체, endings.
void find_sound_rules(const Line& line, std::vector<Edit>& edits);

/// Spaces that grammar asks for or forbids: dependent nouns, counters, particles, endings, 안 and 못.
void find_space_rules(const Line& line, std::vector<Edit>& edits);

}  // namespace onggi::clean_room
