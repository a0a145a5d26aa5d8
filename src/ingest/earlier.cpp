// Vectors by text.
#include "ingest/earlier.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "document/json.h"
#include "ingest/pipeline.h"

namespace onggi::ingest_room {
namespace {

using ByText = std::unordered_map<std::string, std::vector<float>>;

const StageRecord* find_stage(const std::vector<StageRecord>& records, std::string_view stage) {
  const auto found = std::ranges::find(records, stage, &StageRecord::stage);
  return found == records.end() ? nullptr : &*found;
}

// Another version of the embedder gives another key to the same chunks: then nothing can be taken over.
Result<ByText> earlier(const Embedder& embedder, const Stages& stages, const DocumentId& document,
                       const std::string& options) {
  ONGGI_TRY(const auto records, stages.lineage(document));
  const StageRecord* cleaned = find_stage(records, "clean");
  const StageRecord* chunked = find_stage(records, "chunk");
  if (cleaned == nullptr || chunked == nullptr) return ByText{};
  const std::string embedded = stage_key("embed", chunked->key, embedder.version(), options);
  if (std::ranges::find(records, embedded, &StageRecord::key) == records.end()) return ByText{};
  ONGGI_TRY(const auto text_json, stages.find(cleaned->key));
  ONGGI_TRY(const auto chunks_json, stages.find(chunked->key));
  ONGGI_TRY(const auto bytes, stages.find(embedded));
  if (!text_json || !chunks_json || !bytes) return ByText{};
  ONGGI_TRY(const CleanText text, clean_text_from_json(nlohmann::json::parse(*text_json, nullptr, false)));
  ONGGI_TRY(const auto chunks, chunks_from(*chunks_json));
  ONGGI_TRY(const Embeddings vectors, decode_vectors(*bytes));
  ByText by_text;
  if (vectors.values.size() != static_cast<std::size_t>(vectors.dimensions) * chunks.size()) return by_text;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    const auto row = vectors.row(i);
    by_text.emplace(embedded_text(text, chunks[i]), std::vector<float>(row.begin(), row.end()));
  }
  return by_text;
}

}  // namespace

std::string embedded_text(const CleanText& text, const Chunk& chunk) {
  return chunk.lead + "\n" + chunk_text(text, chunk);
}

Result<std::vector<Chunk>> chunks_from(const std::string& text) {
  const auto list = nlohmann::json::parse(text, nullptr, false);
  if (!list.is_array()) return fail(ErrorCode::bad_input, "the kept chunks are not a list");
  std::vector<Chunk> chunks;
  for (const auto& item : list) {
    ONGGI_TRY(Chunk chunk, chunk_from_json(item));
    chunks.push_back(std::move(chunk));
  }
  return chunks;
}

Result<Embeddings> vectors_of(Embedder& embedder, const Stages& stages, const DocumentId& document,
                              const std::vector<std::string>& texts, const std::string& options, const Cancel& cancel) {
  ONGGI_TRY(ByText known, earlier(embedder, stages, document, options));
  std::vector<std::string_view> missing;
  for (const std::string& text : texts)
    if (!known.contains(text)) missing.push_back(text);
  if (missing.size() == texts.size()) return embedder.embed(missing, EmbedAs::passage, cancel);
  Embeddings made{.dimensions = static_cast<std::int32_t>(known.begin()->second.size())};
  if (!missing.empty()) {
    ONGGI_TRY(const Embeddings fresh, embedder.embed(missing, EmbedAs::passage, cancel));
    for (std::size_t i = 0; i < missing.size(); ++i) {
      const auto row = fresh.row(i);
      known.emplace(std::string(missing[i]), std::vector<float>(row.begin(), row.end()));
    }
  }
  for (const std::string& text : texts) {
    const std::vector<float>& row = known.at(text);
    made.values.insert(made.values.end(), row.begin(), row.end());
  }
  return made;
}

}  // namespace onggi::ingest_room
