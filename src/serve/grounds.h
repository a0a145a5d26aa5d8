// On what an answer rests, for who may read it later. Inside of room serve.
#pragma once

#include <vector>

#include "answer/answer.h"

namespace onggi::serve_room {

struct Grounds {
  Label label = Label::open;  // the highest
  std::vector<DocumentId> documents;

  void add(Label other, const std::vector<DocumentId>& others);
};

/// What the answer cites, what lies near, what was kept out of it.
Grounds grounds_of(const Answer& answer);

}  // namespace onggi::serve_room
