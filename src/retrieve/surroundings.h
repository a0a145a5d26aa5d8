// What stands around a hit: a small chunk is found best, and read best with its neighbours. Inside of room retrieve.
#pragma once

#include <cstdint>
#include <vector>

#include "retrieve/retrieve.h"

namespace onggi::retrieve {

/// Widens each hit, the best first, by the chunks before and behind it in the same section of its document, until they
/// count `tokens_max` together (by the estimate) or the section ends; what an overlap repeats is said once. A hit that
/// a better one has read already is left out. Only chunks that are visible under `permissions` are read. Cost: one
/// look-up a hit.
Result<void> read_around(std::vector<Hit>& hits, const Catalog& catalog, const std::vector<PermissionId>& permissions,
                         std::int32_t tokens_max);

}  // namespace onggi::retrieve
