// Vectors that a document's texts had before: a correction changes one chunk of hundreds; inside of room ingest.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "ingest/ingest.h"
#include "ingest/stages.h"

namespace onggi::ingest_room {

/// What is embedded of a chunk.
std::string embedded_text(const CleanText& text, const Chunk& chunk);

/// Vectors of `texts` by `embedder`, one row each. Those that the document had by it when it was last worked on, with
/// these options of the stage "embed", are taken from there; the rest is embedded.
Result<Embeddings> vectors_of(Embedder& embedder, const Stages& stages, const DocumentId& document,
                              const std::vector<std::string>& texts, const std::string& options, const Cancel& cancel);

/// The chunks that the chunk stage kept.
Result<std::vector<Chunk>> chunks_from(const std::string& text);

}  // namespace onggi::ingest_room
