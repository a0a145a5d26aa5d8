// onggi lineage: from a chunk or document back to the bytes, and what was done between.
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands.h"
#include "cli/when.h"
#include "document/json.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

json document_json(const CliRooms& rooms, const DocumentRow& row) {
  return {{"document_id", row.id.str()},
          {"document", row.name},
          {"source", row.source},
          {"original", row.erased_places > 0 ? "" : row.blob.str()},
          {"bytes", row.bytes},
          {"media_type", row.media_type},
          {"ingested_by", login_of(rooms, row.owner)},
          {"ingested_ms", row.created_ms},
          {"erased_places", row.erased_places},
          {"index_key", row.stage_key}};
}

json stage_json(const StageRecord& stage) {
  const json options = json::parse(stage.options, nullptr, false);
  json changes = json::array();
  for (const StageChange& change : stage.changes)
    changes.push_back({{"operation", change.operation}, {"count", change.count}});
  return {{"stage", stage.stage},         {"key", stage.key},
          {"version", stage.version},     {"options", options.is_discarded() ? json(stage.options) : options},
          {"output", stage.output.str()}, {"changes", std::move(changes)},
          {"time_ms", stage.time_ms},     {"duration_us", stage.duration_us},
          {"reused", stage.reused}};
}

json chunk_json(const ChunkLineage& chunk) {
  json parts = json::array();
  for (const ChunkLineage::Part& part : chunk.parts) {
    json places = json::array();
    for (const Place& place : part.places) places.push_back(to_json(place));
    parts.push_back({{"element", part.element.str()},
                     {"clean_begin", part.bytes.begin},
                     {"clean_end", part.bytes.end},
                     {"clause", part.clause},
                     {"places", std::move(places)}});
  }
  return {{"chunk_id", chunk.id.str()}, {"number", chunk.number}, {"parts", std::move(parts)}};
}

void tell(const ChunkLineage& chunk, CliIo& io) {
  io.out << say(io, "조각\t", "chunk\t") << chunk.id.str() << '\t' << chunk.number << '\n';
  for (const ChunkLineage::Part& part : chunk.parts) {
    io.out << say(io, "  요소\t", "  element\t") << part.element.str() << '\t'
           << say(io, "정제된 글의 바이트 ", "bytes of the clean text ") << part.bytes.begin << '-' << part.bytes.end;
    for (const Place& place : part.places) io.out << '\t' << place.page_label << say(io, "쪽", " (page)");
    if (!part.clause.empty()) io.out << '\t' << part.clause;
    io.out << '\n';
  }
}

void tell(const StageRecord& stage, CliIo& io) {
  io.out << stage.stage << '\t' << stage.version << '\t' << stage.options << '\t' << stage.key << '\t'
         << when(stage.time_ms) << (stage.reused ? say(io, "\t다시 씀", "\treused") : "") << '\n';
  for (const StageChange& change : stage.changes)
    io.out << "  " << change.operation << '\t' << grouped(change.count) << '\n';
}

void tell(const CliRooms& rooms, const DocumentRow& row, CliIo& io) {
  io.out << say(io, "문서\t", "document\t") << row.id.str() << '\t' << row.name << '\n'
         << say(io, "출처\t", "source\t") << row.source << '\t' << login_of(rooms, row.owner) << '\t'
         << when(row.created_ms) << '\n';
  if (row.erased_places > 0)
    io.out << say(io, "지운 곳\t", "erased\t") << grouped(row.erased_places)
           << say(io, "곳 (원본 없음)\n", " places (no original)\n");
  else
    io.out << say(io, "원본\t", "original\t") << row.blob.str() << '\t' << grouped(row.bytes)
           << say(io, "바이트\n", " bytes\n");
}

}  // namespace

Done lineage(const std::string& name, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  std::optional<ChunkLineage> chunk;
  DocumentRow row;
  if (name.starts_with("chk_")) {
    ONGGI_TRY(chunk, rooms->ingest.lineage_of(ChunkId(name)));
    ONGGI_TRY(row, rooms->catalog.row(chunk->document));
  } else {
    ONGGI_TRY(const auto rows, rooms->catalog.all());
    ONGGI_TRY(row, find_document(rows, name));
  }
  ONGGI_TRY(const auto stages, rooms->ingest.lineage(row.id));
  if (!common.json) {
    if (chunk) tell(*chunk, io);
    for (auto stage = stages.rbegin(); stage != stages.rend(); ++stage) tell(*stage, io);
    tell(*rooms, row, io);
    return 0;
  }
  json lineage = {{"document", document_json(*rooms, row)}, {"stages", json::array()}};
  if (chunk) lineage["chunk"] = chunk_json(*chunk);
  for (const StageRecord& stage : stages) lineage["stages"].push_back(stage_json(stage));
  io.out << lineage.dump() << '\n';
  return 0;
}

}  // namespace onggi::cli_room
