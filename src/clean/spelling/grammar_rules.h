// Rules of the orthography that look at morphemes. Inside of room clean.
#pragma once

#include <vector>

#include "clean/spelling/line.h"

namespace onggi::clean_room {

/// Verbs and endings: 되/돼, 안/않, 든지/던지, 로서/로써, 이에요/예요, 률/율 and others.
void find_verb_rules(const Line& line, std::vector<Edit>& edits);

/// Spaces that grammar asks for or forbids: dependent nouns, counters, particles, endings, 안 and 못.
void find_space_rules(const Line& line, std::vector<Edit>& edits);

}  // namespace onggi::clean_room
