// Vectors of documents that are in already: by the embedder in use, and ahead of time by the one that follows it;
// inside of room ingest.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/ingest.h"
#include "ingest/stages.h"

namespace onggi::ingest_room {

/// The options of the stage "embed": the company's words that occur in the chunks, where the embedder reads them.
std::string embed_options(const Embedder& embedder, const std::string& words);

/// What an analyzer knows of the company's words, as of a moment.
struct WordsNow {
  std::int64_t state = 0;  // Analyzer::words_state()
  std::string words;       // Analyzer::company_words_in() of the chunks
};

/// Leads and texts of the chunks, for Analyzer::company_words_in().
std::vector<std::string_view> texts_of(const std::vector<ChunkRow>& chunks);

/// Vectors of a document's chunks by `embedder`, one row each: those that are kept, or made and kept now. They become
/// part of its way as the stage "embed". Where the words are other ones by the end, nothing is kept.
Result<Embeddings> vectors_in_use(const Ingest::Parts& parts, Stages& stages, const DocumentId& document,
                                  const std::vector<ChunkRow>& chunks, const WordsNow& now, const Cancel& cancel);

/// The same for an embedder that is not in use yet: kept as the stage "embed_next" beside the vectors in use. False:
/// they were there, or the document does not follow the company's words yet.
Result<bool> embed_ahead(const Ingest::Parts& parts, Stages& stages, const DocumentRow& row, Embedder& next,
                         const Cancel& cancel);

inline constexpr std::string_view kNextVectors = "embed_next";

}  // namespace onggi::ingest_room
