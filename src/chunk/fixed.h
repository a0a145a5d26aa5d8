// Chunks of a fixed length, blind to what is cut: the peer that the other strategies are measured against. Inside of
// room chunk.
#pragma once

#include <vector>

#include "chunk/chunk.h"

namespace onggi::chunk {

/// tokens_max tokens, of which tokens_overlap are those of the chunk before, cut between words.
std::vector<Chunk> split_fixed(const CleanText& text, const TokenCounter& counter, const ChunkOptions& options);

}  // namespace onggi::chunk
