// Reading and writing rows; places as JSON.
#include "index/catalog_rows.h"

#include <array>
#include <nlohmann/json.hpp>

#include "document/json.h"

namespace onggi {
namespace {

constexpr std::array kStates{DocumentState::queued, DocumentState::ready, DocumentState::duplicate,
                             DocumentState::failed};

std::string join_pieces(const std::vector<ChunkPiece>& pieces) {
  std::string text;
  for (const ChunkPiece& piece : pieces) {
    if (&piece != &pieces.front()) text += '\n';
    text += piece.text;
  }
  return text;
}

nlohmann::json grid_json(const PieceGrid& grid) {
  const auto encode = [](const std::vector<std::vector<ColumnRange>>& lines) {
    nlohmann::json list = nlohmann::json::array();
    for (const std::vector<ColumnRange>& line : lines) {
      list.push_back(nlohmann::json::array());
      for (const ColumnRange& cell : line) list.back().push_back({cell.begin, cell.end});
    }
    return list;
  };
  return {{"row", grid.row}, {"header", encode(grid.header)}, {"lines", encode(grid.lines)}};
}

PieceGrid grid_of(const nlohmann::json& json) {
  const auto decode = [](const nlohmann::json& list) {
    std::vector<std::vector<ColumnRange>> lines;
    for (const nlohmann::json& line : list) {
      lines.emplace_back();
      for (const nlohmann::json& cell : line)
        lines.back().push_back({cell.at(0).get<std::int32_t>(), cell.at(1).get<std::int32_t>()});
    }
    return lines;
  };
  return {json.at("row").get<std::int32_t>(), decode(json.at("header")), decode(json.at("lines"))};
}

nlohmann::json pieces_json(const std::vector<ChunkPiece>& pieces) {
  nlohmann::json list = nlohmann::json::array();
  for (const ChunkPiece& piece : pieces) {
    nlohmann::json places = nlohmann::json::array();
    for (const Place& place : piece.places) places.push_back(to_json(place));
    list.push_back({{"element", piece.element.str()},
                    {"bytes", piece.text.size()},
                    {"places", std::move(places)},
                    {"kind", to_string(piece.kind)},
                    {"header", piece.header}});
    if (!piece.clause.empty()) list.back()["clause"] = piece.clause;
    if (piece.grid) list.back()["grid"] = grid_json(*piece.grid);
  }
  return list;
}

/// Cuts `text` back into the pieces that `json` measures. Throws nlohmann's errors for JSON of another shape.
Result<std::vector<ChunkPiece>> cut_pieces(std::string_view text, const nlohmann::json& json) {
  std::vector<ChunkPiece> pieces;
  for (const nlohmann::json& entry : json) {
    if (!pieces.empty() && !text.empty()) text.remove_prefix(1);
    ChunkPiece piece;
    piece.element = ElementId(entry.at("element").get<std::string>());
    piece.kind = element_kind_from(entry.at("kind").get<std::string>()).value_or(ElementKind::paragraph);
    piece.header = entry.at("header").get<std::string>();
    piece.clause = entry.value("clause", "");
    if (const auto grid = entry.find("grid"); grid != entry.end()) piece.grid = grid_of(*grid);
    const auto bytes = entry.at("bytes").get<std::size_t>();
    if (bytes > text.size())
      return fail(ErrorCode::internal, "its pieces are longer than its text; ingest the document again");
    piece.text = text.substr(0, bytes);
    text.remove_prefix(bytes);
    for (const nlohmann::json& place : entry.at("places")) {
      ONGGI_TRY(Place read, place_from_json(place));
      piece.places.push_back(std::move(read));
    }
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

Result<std::vector<ChunkPiece>> read_pieces(std::string_view text, const std::string& json) {
  try {
    return cut_pieces(text, nlohmann::json::parse(json));
  } catch (const nlohmann::json::exception&) {
    return fail(ErrorCode::internal, "its pieces are not readable; ingest the document again");
  }
}

std::int32_t small(const SqlRow& row, std::string_view column) {
  return static_cast<std::int32_t>(row.integer(column));
}

}  // namespace

std::string_view to_string(DocumentState state) {
  switch (state) {
    case DocumentState::queued:
      return "queued";
    case DocumentState::ready:
      return "ready";
    case DocumentState::duplicate:
      return "duplicate";
    case DocumentState::failed:
      break;
  }
  return "failed";
}

namespace index {

std::string document_columns() {
  return "id, source, name, title, media_type, blob, content_hash, bytes, owner, permission, state, duplicate_of, "
         "error_code, error_message, "
         "stage_key, pages, elements, chunks, warnings, characters_in, characters_out, "
         "erased_places, masked_places, created_ms, updated_ms, series, version, superseded_by, superseded_on";
}

std::vector<SqlValue> document_values(const DocumentRow& row) {
  const auto integer = [](std::int64_t value) { return SqlValue(value); };
  return {row.id.str(),
          row.source,
          row.name,
          row.title,
          row.media_type,
          row.blob.str(),
          row.content_hash,
          integer(row.bytes),
          row.owner.str(),
          row.permission.str(),
          std::string(to_string(row.state)),
          row.duplicate_of.str(),
          row.error_code,
          row.error_message,
          row.stage_key,
          integer(row.pages),
          integer(row.elements),
          integer(row.chunks),
          integer(row.warnings),
          integer(row.characters_in),
          integer(row.characters_out),
          integer(row.erased_places),
          integer(row.masked_places),
          integer(row.created_ms),
          integer(row.updated_ms),
          row.series,
          integer(row.version),
          row.superseded_by.str(),
          row.superseded_on};
}

Result<DocumentRow> document_row(const SqlRow& row) {
  DocumentRow document;
  document.id = DocumentId(row.text("id"));
  document.source = row.text("source");
  document.name = row.text("name");
  document.title = row.text("title");
  document.media_type = row.text("media_type");
  document.blob = BlobId(row.text("blob"));
  document.content_hash = row.text("content_hash");
  document.bytes = row.integer("bytes");
  document.owner = PersonId(row.text("owner"));
  document.permission = PermissionId(row.text("permission"));
  const std::string state = row.text("state");
  for (const DocumentState candidate : kStates)
    if (to_string(candidate) == state) document.state = candidate;
  document.duplicate_of = DocumentId(row.text("duplicate_of"));
  document.error_code = row.text("error_code");
  document.error_message = row.text("error_message");
  document.stage_key = row.text("stage_key");
  document.pages = small(row, "pages");
  document.elements = small(row, "elements");
  document.chunks = small(row, "chunks");
  document.warnings = small(row, "warnings");
  document.characters_in = row.integer("characters_in");
  document.characters_out = row.integer("characters_out");
  document.erased_places = row.integer("erased_places");
  document.masked_places = row.integer("masked_places");
  document.words = row.text("words");
  document.created_ms = row.integer("created_ms");
  document.updated_ms = row.integer("updated_ms");
  document.series = row.text("series");
  document.version = small(row, "version");
  document.superseded_by = DocumentId(row.text("superseded_by"));
  document.superseded_on = row.text("superseded_on");
  return document;
}

Result<std::vector<SqlValue>> chunk_values(const ChunkRow& row) {
  if (join_pieces(row.pieces) != row.text)
    return fail(ErrorCode::invalid_argument,
                "chunk " + row.id.str() + ": its text is not its pieces joined by line feeds");
  return std::vector<SqlValue>{row.id.str(), row.document.str(), std::int64_t{row.number},
                               row.lead,     row.text,           pieces_json(row.pieces).dump()};
}

Result<ChunkRow> chunk_row(const SqlRow& row) {
  ChunkRow chunk;
  chunk.id = ChunkId(row.text("id"));
  chunk.document = DocumentId(row.text("document"));
  chunk.number = small(row, "number");
  chunk.lead = row.text("lead");
  chunk.text = row.text("text");
  auto pieces = read_pieces(chunk.text, row.text("pieces"));
  if (!pieces) return within("chunk " + chunk.id.str(), std::move(pieces).error());
  chunk.pieces = *std::move(pieces);
  return chunk;
}

}  // namespace index
}  // namespace onggi
