// Vectors of documents that are in already: by the embedder in use, and ahead of time by the one that follows it;
// inside of room ingest.
#pragma once

#include <string_view>
#include <vector>

#include "ingest/ingest.h"
#include "ingest/stages.h"

namespace onggi::ingest_room {

/// Vectors of a document's chunks by `embedder`, one row each: those that are kept, or made and kept now. They become
/// part of its way as the stage "embed".
Result<Embeddings> vectors_in_use(const Ingest::Parts& parts, Stages& stages, const DocumentId& document,
                                  const std::vector<ChunkRow>& chunks, Embedder& embedder, const Cancel& cancel);

/// The same for an embedder that is not in use yet: kept as the stage "embed_next" beside the vectors in use. False:
/// they were there.
Result<bool> embed_ahead(const Ingest::Parts& parts, Stages& stages, const DocumentId& document, Embedder& next,
                         const Cancel& cancel);

inline constexpr std::string_view kNextVectors = "embed_next";

}  // namespace onggi::ingest_room
