// Terms of the vocabulary that resemble what somebody typed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "index/index.h"
#include "index/part.h"

namespace onggi::index {

/// As Index::similar_terms().
std::vector<std::string> similar_terms(const Snapshot& snapshot, Likeness likeness, std::string_view typed,
                                       std::size_t limit);

}  // namespace onggi::index
