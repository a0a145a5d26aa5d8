// From processed documents to rows and index entries, and keeping the index equal to the catalog; inside of room
// ingest.
#pragma once

#include <string>
#include <vector>

#include "ingest/ingest.h"
#include "ingest/pipeline.h"
#include "ingest/stages.h"

namespace onggi::ingest_room {

/// Chunks with their text, places and stable ids.
std::vector<ChunkRow> chunk_rows(const DocumentId& document, const Processed& processed);

/// What the index is given for these rows. `vectors`: one row a chunk, or none at all.
std::vector<IndexedChunk> indexed_chunks(const Analyzer& analyzer, const DocumentRow& row,
                                         const std::vector<ChunkRow>& chunks, const Embeddings& vectors);

/// What the index notes beside a document: its stage key, its permission, what made its vectors, and which of the
/// company's words its tokens were made with. Another note in the index means: bring it again.
std::string index_note(const DocumentRow& row, std::string_view embedder_version, std::string_view words);

/// Puts a ready document into the index, or takes one that is not ready out of it. `parts.index` is there.
Result<void> bring(const Ingest::Parts& parts, Stages& stages, const DocumentRow& row, const Cancel& cancel);

/// Other settings than the workspace's.
struct Otherwise {
  const ChunkOptions& chunk;
  Embedder& embedder;
};
/// See Ingest::index_otherwise().
Result<Ingest::IndexedOtherwise> index_otherwise(const Ingest::Parts& parts, const Stages& stages,
                                                 const DocumentRow& row, const Otherwise& other, const Cancel& cancel);

/// Gives a document that the index holds the permission of its row; one that is not brought yet comes with it later.
Result<void> move_in_index(const Ingest::Parts& parts, const DocumentRow& row);

}  // namespace onggi::ingest_room
