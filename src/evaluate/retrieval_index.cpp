// See retrieval_index.h.
#include "evaluate/retrieval_index.h"

#include <stdlib.h>  // mkdtemp

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "base/clock.h"
#include "base/trace.h"
#include "chunk/chunk.h"
#include "document/document.h"
#include "store/database.h"

namespace onggi::evaluate_room {
namespace {

constexpr std::size_t kAtOnce = 200;

Result<std::filesystem::path> temporary_folder() {
  std::error_code error;
  std::string name = (std::filesystem::temp_directory_path(error) / "onggi-evaluate-XXXXXX").string();
  if (error || ::mkdtemp(name.data()) == nullptr)
    return fail(ErrorCode::unavailable, "no temporary folder can be made; set TMPDIR to a place that has room");
  return std::filesystem::path(name);
}

/// Paragraphs are elements; where the text has no empty lines, its lines are.
CleanText clean_text(const RetrievalDocument& document) {
  CleanText text{.title = document.title, .utf8 = document.text, .elements = {}};
  const std::string_view separator = document.text.contains("\n\n") ? "\n\n" : "\n";
  for (std::size_t begin = 0; begin < text.utf8.size();) {
    const std::size_t end = std::min(text.utf8.find(separator, begin), text.utf8.size());
    if (end > begin)
      text.elements.push_back({.id = ElementId("e" + std::to_string(text.elements.size())), .bytes = {begin, end}});
    begin = end + separator.size();
  }
  return text;
}

struct Made {
  DocumentRow row;
  std::vector<ChunkRow> chunks;
  std::vector<IndexedChunk> indexed;
};

Result<Made> cut(const RetrievalTask& task, const RetrievalDocument& document, const PermissionId& permission,
                 const Cancel& cancel) {
  Made made{.row = {.id = DocumentId(document.id)}, .chunks = {}, .indexed = {}};
  made.row.source = "evaluation:" + document.id, made.row.name = document.id, made.row.title = document.title;
  made.row.permission = permission, made.row.state = DocumentState::ready;
  const CleanText text = clean_text(document);
  ONGGI_TRY(const auto chunks, split(text, {estimating_counter(), task.embedder.get(), cancel}, task.chunk));
  for (const Chunk& chunk : chunks) {
    const auto number = static_cast<std::int32_t>(made.chunks.size());
    ChunkRow row{.id = ChunkId(document.id + "#" + std::to_string(number)),
                 .document = made.row.id,
                 .number = number,
                 .lead = chunk.lead,
                 .text = chunk_text(text, chunk),
                 .pieces = {}};
    for (const Piece& piece : chunk.pieces)
      row.pieces.push_back({.element = piece.element, .text = std::string(slice(text.utf8, piece.bytes))});
    made.chunks.push_back(std::move(row));
  }
  return made;
}

Result<void> analyse(const RetrievalTask& task, Made& made, const Cancel& cancel) {
  Embeddings vectors;
  if (task.embedder != nullptr && !made.chunks.empty()) {
    std::vector<std::string> texts;
    texts.reserve(made.chunks.size());
    for (const ChunkRow& chunk : made.chunks) texts.push_back(chunk.lead + "\n" + chunk.text);
    ONGGI_TRY(vectors, task.embedder->embed({texts.begin(), texts.end()}, EmbedAs::passage, cancel));
  }
  for (std::size_t i = 0; i < made.chunks.size(); ++i) {
    const ChunkRow& chunk = made.chunks[i];
    IndexedChunk entry{.id = chunk.id, .document = made.row.id, .permission = made.row.permission};
    entry.lead_tokens = task.analyzer.tokens(chunk.lead);
    entry.body_tokens = task.analyzer.tokens(chunk.text);
    if (!vectors.values.empty()) {
      const auto vector = vectors.row(i);
      entry.vector.assign(vector.begin(), vector.end());
    }
    made.indexed.push_back(std::move(entry));
  }
  return {};
}

}  // namespace

std::vector<std::pair<std::string, double>> documents_of(const std::vector<Hit>& hits, const std::string& query) {
  std::vector<std::pair<std::string, double>> ranked;
  std::unordered_set<std::string> seen{query};
  for (const Hit& hit : hits)
    if (seen.insert(hit.document.str()).second) ranked.emplace_back(hit.document.str(), hit.score);
  return ranked;
}

std::vector<std::string> names_of(const std::vector<std::pair<std::string, double>>& ranked) {
  std::vector<std::string> names;
  names.reserve(ranked.size());
  for (const auto& [document, score] : ranked) names.push_back(document);
  return names;
}

Result<std::unique_ptr<RetrievalIndex>> RetrievalIndex::open(const RetrievalTask& task) {
  std::unique_ptr<RetrievalIndex> made(new RetrievalIndex(task));
  ONGGI_CHECK(made->prepare());
  return made;
}

RetrievalIndex::~RetrievalIndex() {
  retriever_.reset(), index_.reset(), permissions_.reset(), catalog_.reset(), database_.reset();
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

Result<void> RetrievalIndex::prepare() {
  ONGGI_TRY(folder_, temporary_folder());
  ONGGI_TRY(database_, Database::open({.url = "sqlite:" + (folder_ / "catalog.db").string()}));
  ONGGI_CHECK(migrate(*database_, access_migrations()));
  ONGGI_CHECK(migrate(*database_, index_migrations()));
  catalog_ = std::make_unique<Catalog>(database_, system_clock());
  permissions_ = std::make_unique<Permissions>(database_);
  ONGGI_TRY(everyone_, permissions_->intern(Label::open, {"everyone"}));
  viewer_ = {PersonId("person_evaluation"), "evaluation", Role::reader, Label::open, {"everyone"}, "evaluation"};
  const Embedder* embedder = task_.embedder.get();
  ONGGI_TRY(OpenedIndex opened,
            open_embedded_index({.folder = folder_ / "index",
                                 .dimensions = embedder == nullptr ? 0 : embedder->info().dimensions,
                                 .vector_version = embedder == nullptr ? "" : embedder->version(),
                                 .token_version = task_.analyzer.version()}));
  index_ = std::move(opened.index);
  retriever_ = std::make_unique<Retriever>(Retriever::Parts{.analyzer = task_.analyzer,
                                                            .index = *index_,
                                                            .catalog = *catalog_,
                                                            .permissions = *permissions_,
                                                            .embedder = task_.embedder,
                                                            .trace = null_trace(),
                                                            .thesaurus = task_.thesaurus});
  return {};
}

Result<void> RetrievalIndex::add(const std::vector<RetrievalDocument>& documents,
                                 const std::function<void(std::size_t)>& done, const Cancel& cancel) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::size_t added = 0;
  Result<void> failure;
  const auto work = [&] {
    for (std::size_t begin = next.fetch_add(kAtOnce); begin < documents.size(); begin = next.fetch_add(kAtOnce)) {
      const std::size_t count = std::min(kAtOnce, documents.size() - begin);
      const auto some = add_some(std::span(documents).subspan(begin, count), cancel);
      const std::scoped_lock lock(mutex);
      if (!some && failure) failure = some;
      if (!failure) return;
      done(added += count);
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(std::thread::hardware_concurrency(), 1U); ++i) threads.emplace_back(work);
  }
  return failure;
}

Result<void> RetrievalIndex::add_some(std::span<const RetrievalDocument> documents, const Cancel& cancel) {
  std::vector<Made> all;
  for (const RetrievalDocument& document : documents) {
    ONGGI_CHECK(cancel.check());
    ONGGI_TRY(Made made, cut(task_, document, everyone_, cancel));
    ONGGI_CHECK(analyse(task_, made, cancel));
    all.push_back(std::move(made));
  }
  ONGGI_CHECK(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    for (const Made& made : all) {
      ONGGI_CHECK(catalog_->put(session, made.row));
      ONGGI_CHECK(catalog_->replace_chunks(session, made.row.id, made.chunks));
    }
    return true;
  }));
  for (Made& made : all) ONGGI_CHECK(index_->replace(made.row.id, std::move(made.indexed)));
  return {};
}

}  // namespace onggi::evaluate_room
