// See lineage.h.
#include "ingest/lineage.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "ingest/earlier.h"

namespace onggi::ingest_room {

using nlohmann::json;

std::vector<StageChange> sums_of(const std::vector<CleanChange>& changes) {
  std::map<std::string, std::int64_t> sums;
  for (const CleanChange& change : changes) sums[change.operation] += change.count;
  std::vector<StageChange> list;
  list.reserve(sums.size());
  for (const auto& [operation, count] : sums) list.push_back({operation, count});
  return list;
}

std::string changes_text(const std::vector<StageChange>& changes) {
  if (changes.empty()) return {};
  json list = json::array();
  for (const StageChange& change : changes) list.push_back({{"operation", change.operation}, {"count", change.count}});
  return list.dump();
}

std::vector<StageChange> changes_from(const std::string& text) {
  std::vector<StageChange> changes;
  const json list = json::parse(text, nullptr, false);
  if (!list.is_array()) return changes;
  for (const json& one : list)
    if (one.is_object()) changes.push_back({one.value("operation", ""), one.value("count", std::int64_t{0})});
  return changes;
}

Result<ChunkLineage> chunk_lineage(const Ingest::Parts& parts, const Stages& stages, const ChunkId& id) {
  ONGGI_TRY(const ChunkRow row, parts.catalog.chunk(id));
  ChunkLineage found{.id = id, .document = row.document, .number = row.number, .parts = {}};
  ONGGI_TRY(const auto records, stages.lineage(row.document));
  const auto record = std::ranges::find(records, "chunk", &StageRecord::stage);
  std::vector<Chunk> chunks;
  if (record != records.end()) {
    ONGGI_TRY(const auto text, parts.blobs.get(record->output));
    ONGGI_TRY(chunks, chunks_from(text));
  }
  const auto number = static_cast<std::size_t>(row.number);
  for (std::size_t i = 0; i < row.pieces.size(); ++i) {
    ChunkLineage::Part part{row.pieces[i].element, {}, row.pieces[i].clause, row.pieces[i].places};
    if (number < chunks.size() && i < chunks[number].pieces.size()) part.bytes = chunks[number].pieces[i].bytes;
    found.parts.push_back(std::move(part));
  }
  return found;
}

}  // namespace onggi::ingest_room
