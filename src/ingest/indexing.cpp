// Rows and index entries.
#include "ingest/indexing.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/hash.h"
#include "document/clause.h"
#include "document/json.h"
#include "ingest/earlier.h"
#include "ingest/embedding.h"
#include "ingest/grid.h"

namespace onggi::ingest_room {
namespace {

// An unchanged chunk keeps its id when the document is read again: document, first element, text, and how often the
// same came before.
ChunkId chunk_id(const DocumentId& document, const ChunkRow& row, std::unordered_map<std::string, int>& seen) {
  const std::array<std::string_view, 3> parts{document.str(), row.pieces.front().element.str(), row.text};
  const std::string hash = sha256_hex_parts(parts).substr(0, 24);
  const int before = seen[hash]++;
  return ChunkId("chk_" + hash + (before == 0 ? "" : "_" + std::to_string(before)));
}

// What a document's elements are, by id.
class Elements {
 public:
  explicit Elements(const Processed& processed) : text_(processed.text), grids_(processed.document) {
    for (const Element& element : processed.document.elements) places_.emplace(element.id, &element.places);
    for (const CleanElement& element : processed.text.elements) clean_.emplace(element.id, &element);
  }

  ChunkPiece piece(const Piece& piece) {
    ChunkPiece made{.element = piece.element, .text = std::string(slice(text_.utf8, piece.bytes))};
    if (const auto found = places_.find(piece.element); found != places_.end()) made.places = *found->second;
    const auto clean = clean_.find(piece.element);
    if (clean == clean_.end()) return made;
    made.kind = clean->second->kind;
    made.header = header(*clean->second);
    made.grid = grids_.grid(*clean->second, piece);
    if (const CleanElement& element = *clean->second; !element.clause.empty()) {
      made.clause = to_string(clause_at(clause_from(element.clause), slice(text_.utf8, element.bytes),
                                        piece.bytes.begin - element.bytes.begin));
    }
    return made;
  }

 private:
  std::string header(const CleanElement& table) const {
    const auto rows = std::min(static_cast<std::size_t>(table.header_rows), table.rows.size());
    if (rows == 0) return {};
    return std::string(slice(text_.utf8, {table.rows.front().begin, table.rows[rows - 1].end}));
  }

  const CleanText& text_;
  std::unordered_map<ElementId, const std::vector<Place>*> places_;
  std::unordered_map<ElementId, const CleanElement*> clean_;
  Grids grids_;
};

/// A document as it was before it was cut: the last that was made of its elements, and the clean text.
Result<Processed> cleaned(const Stages& stages, const DocumentId& document) {
  ONGGI_TRY(const auto records, stages.lineage(document));
  Processed processed;
  bool is_read = false, is_clean = false;
  for (const StageRecord& record : records) {
    const bool elements = record.stage == "parse" || record.stage == "correct" || record.stage == "refine";
    if (!elements && record.stage != "clean") continue;
    ONGGI_TRY(const auto kept, stages.find(record.key));
    if (!kept) return fail(ErrorCode::not_found, "document " + document.str() + ": a stage's output is not kept");
    if (elements) {
      ONGGI_TRY(processed.document, kept_document(*kept));
      is_read = true;
    } else {
      ONGGI_TRY(processed.text, clean_text_from_json(nlohmann::json::parse(*kept, nullptr, false)));
      is_clean = true;
    }
  }
  if (!is_read || !is_clean) return fail(ErrorCode::not_found, "document " + document.str() + " is not read yet");
  return processed;
}

}  // namespace

std::vector<ChunkRow> chunk_rows(const DocumentId& document, const Processed& processed) {
  Elements elements(processed);
  std::unordered_map<std::string, int> seen;
  std::vector<ChunkRow> rows;
  for (const Chunk& chunk : processed.chunks) {
    ChunkRow row{.document = document,
                 .number = static_cast<std::int32_t>(rows.size()),
                 .lead = chunk.lead,
                 .text = chunk_text(processed.text, chunk)};
    for (const Piece& piece : chunk.pieces) row.pieces.push_back(elements.piece(piece));
    row.id = chunk_id(document, row, seen);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<IndexedChunk> indexed_chunks(const Analyzer& analyzer, const DocumentRow& row,
                                         const std::vector<ChunkRow>& chunks, const Embeddings& vectors) {
  const auto rows = static_cast<std::size_t>(vectors.dimensions) * chunks.size();
  std::vector<IndexedChunk> indexed;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    IndexedChunk entry{.id = chunks[i].id, .document = row.id, .permission = indexed_permission(row)};
    entry.lead_tokens = analyzer.tokens(chunks[i].lead);
    entry.body_tokens = analyzer.tokens(chunks[i].text);
    if (rows > 0 && vectors.values.size() == rows) {
      const auto vector = vectors.row(i);
      entry.vector.assign(vector.begin(), vector.end());
    }
    indexed.push_back(std::move(entry));
  }
  return indexed;
}

// Without words the note is that of homes from before there were any.
std::string index_note(const DocumentRow& row, std::string_view embedder_version, std::string_view words) {
  constexpr std::size_t kEnough = 16;
  return row.stage_key + "|" + indexed_permission(row).str() + "|" + sha256_hex(embedder_version).substr(0, kEnough) +
         (words.empty() ? std::string() : "|" + std::string(words));
}

namespace {

std::string words_of_note(std::string_view note) {
  for (int bar = 0; bar < 3; ++bar) {
    const std::size_t at = note.find('|');
    if (at == std::string_view::npos) return {};
    note.remove_prefix(at + 1);
  }
  return std::string(note);
}

}  // namespace

Result<void> bring(const Ingest::Parts& parts, Stages& stages, const DocumentRow& row, const Cancel& cancel) {
  if (row.stage_key.empty() || row.state == DocumentState::duplicate) return parts.index->replace(row.id, {});
  ONGGI_TRY(const auto chunks, parts.catalog.chunks_of(row.id));
  const std::string by = parts.embedder->version();
  for (;;) {
    ONGGI_CHECK(cancel.check());
    WordsNow now{.state = parts.analyzer.words_state(), .words = parts.analyzer.company_words_in(texts_of(chunks))};
    ONGGI_TRY(const auto vectors, vectors_in_use(parts, stages, row.id, chunks, now, cancel));
    auto indexed = indexed_chunks(parts.analyzer, row, chunks, vectors);
    if (parts.analyzer.words_state() != now.state) continue;  // the company's words changed meanwhile
    ONGGI_CHECK(parts.index->replace(row.id, std::move(indexed)));
    return parts.index->note(row.id, index_note(row, by, now.words));
  }
}

Result<Ingest::IndexedOtherwise> index_otherwise(const Ingest::Parts& parts, const Stages& stages,
                                                 const DocumentRow& row, const Otherwise& other, const Cancel& cancel) {
  ONGGI_TRY(Processed processed, cleaned(stages, row.id));
  ONGGI_TRY(processed.chunks, split(processed.text, {other.embedder.counter(), &other.embedder, cancel}, other.chunk));
  std::vector<std::string> texts;
  texts.reserve(processed.chunks.size());
  for (const Chunk& chunk : processed.chunks) texts.push_back(embedded_text(processed.text, chunk));
  Ingest::IndexedOtherwise made{.chunks = chunk_rows(row.id, processed), .indexed = {}};
  const std::string words = parts.analyzer.company_words_in(std::vector<std::string_view>(texts.begin(), texts.end()));
  ONGGI_TRY(const Embeddings vectors,
            vectors_of(other.embedder, stages, row.id, texts, embed_options(other.embedder, words), cancel));
  made.indexed = indexed_chunks(parts.analyzer, row, made.chunks, vectors);
  return made;
}

Result<void> move_in_index(const Ingest::Parts& parts, const DocumentRow& row) {
  if (parts.index == nullptr || row.stage_key.empty() || row.state == DocumentState::duplicate) return {};
  auto moved = parts.index->set_permission(row.id, indexed_permission(row));
  if (!moved && moved.error().code == ErrorCode::not_found) return {};  // not brought yet; catch_up() will
  if (!moved) return moved;
  // Its tokens stay those that it came with.
  const std::string words = words_of_note(parts.index->noted(row.id));
  return parts.index->note(row.id, index_note(row, parts.embedder->version(), words));
}

}  // namespace onggi::ingest_room
