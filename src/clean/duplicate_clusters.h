// Which row of a cluster stays. Inside of room clean.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"

namespace onggi::clean_room {

class RowFile;

/// The rows of a cluster, the one that stays first, the others in the order of their merit: the newest date in the
/// metadata, then the longest text, then the first id. Errors of reading.
Result<std::vector<std::uint32_t>> ranked(const std::vector<std::uint32_t>& cluster, const RowFile& rows);

}  // namespace onggi::clean_room
