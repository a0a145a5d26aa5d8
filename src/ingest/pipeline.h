// One document's way through the stages, each done only when its key is not there yet; inside of room ingest.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/ingest.h"
#include "ingest/personal_rulings.h"
#include "ingest/stages.h"

namespace onggi::ingest_room {

/// All that the stages gave.
struct Processed {
  Document document;
  CleanText text;
  std::vector<Chunk> chunks;
  Embeddings vectors;                // one row a chunk
  std::vector<StageRecord> records;  // in order
  std::string final_key;             // of everything together: what the index holds
  std::string corrections;           // fingerprint of those that were laid over the reader's output
  RecipeId recipe;                   // as it was chosen
  bool masks = false;                // its recipe does
  std::string words;                 // Analyzer::company_words_in() of the chunks ...
  std::int64_t words_state = 0;      // ... with the words of this state
  std::int64_t masked_places = 0;
};

/// Version of the embedder that made its vectors.
const std::string& embedded_by(const Processed& processed);

using Report = std::function<void(double progress, std::string_view stage)>;

/// What is done to a document beside what all documents have in common.
struct Ways {
  const std::vector<Correction>& corrections;
  RecipeId chosen;
  const DocumentRecipe* recipe;  // null: none
  const PersonalScans& scans;
  const PersonalRulings& rulings;
  PersonalScan& found;  // becomes what personal data stands in the document, also where its recipe then refuses it
};

/// Runs parse → correct → refine → clean → chunk → embed for the original of `row`. Without corrections or a recipe
/// there is no such stage, and the keys behind it are the same as if there had never been any. Errors: as parse;
/// bad_input ("held_back") where the recipe does not let the document pass; unavailable, cancelled, timeout.
Result<Processed> process(const Ingest::Parts& parts, Stages& stages, const DocumentRow& row, const Report& report,
                          const Ways& ways, const Cancel& cancel);

/// The options of the stage "refine", and the recipe's key in them.
std::string refine_options(const std::string& recipe_key, const std::string& decisions);
std::string_view recipe_key_of(std::string_view refine_options);

/// The key of a document's first stage: of its bytes, its name's ending and all readers.
std::string parse_key(const Ingest::Parts& parts, const DocumentRow& row);

/// Whether a document whose stage "chunk" was this would be cut otherwise now: by other rules, options or counts.
bool is_cut_otherwise(const Ingest::Parts& parts, const StageRecord& chunked);

/// The key that a document with these records has in the index: chunks and vectors, and the rules by which their tokens
/// were made.
std::string final_key(const Ingest::Parts& parts, std::string_view embed_key);

/// Vectors as bytes and back (little-endian float32, row after row).
std::string encode_vectors(const Embeddings& vectors);
Result<Embeddings> decode_vectors(std::string_view bytes);

}  // namespace onggi::ingest_room
