// What stages note for lineage, and following a chunk back; inside of room ingest.
#pragma once

#include <string>
#include <vector>

#include "clean/clean.h"
#include "ingest/stages.h"

namespace onggi::ingest_room {

/// Changes of single elements added up by operation, in the order of their names.
std::vector<StageChange> sums_of(const std::vector<CleanChange>& changes);

/// [{"operation","count"}] and back; nothing is "".
std::string changes_text(const std::vector<StageChange>& changes);
std::vector<StageChange> changes_from(const std::string& text);

Result<ChunkLineage> chunk_lineage(const Ingest::Parts& parts, const Stages& stages, const ChunkId& id);

}  // namespace onggi::ingest_room
