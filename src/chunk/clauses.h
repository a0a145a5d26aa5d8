// The 항, 호 and 목 of an element of a rule; inside of room chunk.
#pragma once

#include <vector>

#include "chunk/atoms.h"
#include "document/clause.h"

namespace onggi::chunk {

/// Cuts elements where a 항, 호 or 목 begins and numbers what belongs together; one document, in order.
class ClauseParts {
 public:
  explicit ClauseParts(const CleanText& text);
  const std::vector<Part>& of(std::size_t element) const { return parts_[element]; }

 private:
  std::vector<std::vector<Part>> parts_;
};

}  // namespace onggi::chunk
