// Kept vectors, found by the chunks that they are of and the version of what made them.
#include "ingest/embedding.h"

#include <algorithm>

#include "ingest/pipeline.h"

namespace onggi::ingest_room {
namespace {

constexpr std::string_view kVectors = "embed";

const StageRecord* find_stage(const std::vector<StageRecord>& records, std::string_view stage) {
  const auto found = std::ranges::find(records, stage, &StageRecord::stage);
  return found == records.end() ? nullptr : &*found;
}

Result<Embeddings> embed(Embedder& embedder, const std::vector<ChunkRow>& chunks, const Cancel& cancel) {
  std::vector<std::string> texts;
  texts.reserve(chunks.size());
  for (const ChunkRow& chunk : chunks) texts.push_back(chunk.lead + "\n" + chunk.text);
  return embedder.embed({texts.begin(), texts.end()}, EmbedAs::passage, cancel);
}

/// The record under the name `stage`, and no other of that name or key.
Result<void> link(const Ingest::Parts& parts, const Stages& stages, const DocumentId& document,
                  std::vector<StageRecord> records, StageRecord record, std::string_view stage) {
  std::erase_if(records, [&](const StageRecord& one) { return one.stage == stage || one.key == record.key; });
  record.stage = stage;
  records.push_back(std::move(record));
  const auto linked = parts.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(stages.link(session, document, records));
    return true;
  });
  return linked ? Result<void>{} : std::unexpected(linked.error());
}

/// Where the vectors of this embedder are, or would be, kept; none where it is not known of which chunks they are.
std::optional<StageRecord> record_of(const std::vector<StageRecord>& records, const Embedder& embedder,
                                     const std::string& words) {
  const StageRecord* const chunked = find_stage(records, "chunk");
  if (chunked == nullptr) return std::nullopt;
  const std::string options = embed_options(embedder, words);
  return StageRecord{.stage = std::string(kVectors),
                     .key = stage_key(kVectors, chunked->key, embedder.version(), options),
                     .version = embedder.version(),
                     .options = options};
}

}  // namespace

std::string embed_options(const Embedder& embedder, const std::string& words) {
  return embedder.reads_company_words() ? words : std::string();
}

std::vector<std::string_view> texts_of(const std::vector<ChunkRow>& chunks) {
  std::vector<std::string_view> texts;
  texts.reserve(2 * chunks.size());
  for (const ChunkRow& chunk : chunks) {
    texts.push_back(chunk.lead);
    texts.push_back(chunk.text);
  }
  return texts;
}

Result<Embeddings> vectors_in_use(const Ingest::Parts& parts, Stages& stages, const DocumentId& document,
                                  const std::vector<ChunkRow>& chunks, const WordsNow& now, const Cancel& cancel) {
  Embedder& embedder = *parts.embedder;
  ONGGI_TRY(const auto records, stages.lineage(document));
  const auto record = record_of(records, embedder, now.words);
  if (!record) return embed(embedder, chunks, cancel);
  const StageRecord* const present = find_stage(records, kVectors);
  const bool linked = present != nullptr && present->key == record->key;
  ONGGI_TRY(const auto kept, stages.find(record->key));
  if (kept) {
    if (!linked) ONGGI_CHECK(link(parts, stages, document, records, *record, kVectors));
    return decode_vectors(*kept);
  }
  ONGGI_TRY(Embeddings made, embed(embedder, chunks, cancel));
  if (embedder.reads_company_words() && parts.analyzer.words_state() != now.state) return made;
  ONGGI_CHECK(stages.keep(*record, encode_vectors(made)));
  if (!linked) ONGGI_CHECK(link(parts, stages, document, records, *record, kVectors));
  return made;
}

Result<bool> embed_ahead(const Ingest::Parts& parts, Stages& stages, const DocumentRow& row, Embedder& next,
                         const Cancel& cancel) {
  ONGGI_TRY(const auto records, stages.lineage(row.id));
  const auto record = record_of(records, next, row.words);
  const bool linked =
      record && std::ranges::any_of(records, [&](const StageRecord& one) { return one.key == record->key; });
  if (!record || linked) return false;
  ONGGI_TRY(const auto kept, stages.find(record->key));
  if (!kept) {
    ONGGI_TRY(const auto chunks, parts.catalog.chunks_of(row.id));
    const std::int64_t state = parts.analyzer.words_state();
    if (next.reads_company_words() && parts.analyzer.company_words_in(texts_of(chunks)) != row.words) return false;
    ONGGI_TRY(const Embeddings made, embed(next, chunks, cancel));
    if (next.reads_company_words() && parts.analyzer.words_state() != state) return false;
    ONGGI_CHECK(stages.keep(*record, encode_vectors(made)));
  }
  ONGGI_CHECK(link(parts, stages, row.id, records, *record, kNextVectors));
  return true;
}

}  // namespace onggi::ingest_room
