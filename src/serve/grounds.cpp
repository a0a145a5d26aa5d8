// See grounds.h.
#include "serve/grounds.h"

#include <algorithm>

namespace onggi::serve_room {

void Grounds::add(Label other, const std::vector<DocumentId>& others) {
  label = std::max(label, other);
  documents.insert(documents.end(), others.begin(), others.end());
}

Grounds grounds_of(const Answer& answer) {
  Grounds grounds{.label = answer.label, .documents = {}};
  for (const Citation& one : answer.citations) grounds.documents.push_back(one.document);
  for (const Hit& one : answer.nearest) grounds.add(one.label, {one.document});
  for (const GuardDecision& one : answer.guards)
    if (!one.document.empty()) grounds.documents.push_back(one.document);
  return grounds;
}

}  // namespace onggi::serve_room
