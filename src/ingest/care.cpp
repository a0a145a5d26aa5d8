// See care.h.
#include "ingest/care.h"

#include <unordered_map>

#include "ingest/embedding.h"
#include "ingest/indexing.h"
#include "ingest/jobs.h"

namespace onggi::ingest_room {
namespace {

void check_index(const DocumentRow& row, std::string_view embedder_version,
                 std::unordered_map<DocumentId, std::string>& contents, std::vector<std::string>& problems) {
  const auto held = contents.find(row.id);
  const bool wanted = !row.stage_key.empty() && row.state != DocumentState::duplicate;
  if (wanted && held == contents.end()) problems.push_back("index: document " + row.id.str() + " is missing");
  else if (wanted && held->second != index_note(row, embedder_version, row.words))
    problems.push_back("index: document " + row.id.str() + " is old");
  else if (!wanted && held != contents.end())
    problems.push_back("index: document " + row.id.str() + " should not be in it");
  if (held != contents.end()) contents.erase(held);
}

Result<void> check_words(const Ingest::Parts& parts, const DocumentRow& row, std::vector<std::string>& problems) {
  if (row.stage_key.empty() || row.state != DocumentState::ready) return {};
  ONGGI_TRY(const auto chunks, parts.catalog.chunks_of(row.id));
  if (parts.analyzer.company_words_in(texts_of(chunks)) != row.words)
    problems.push_back("document " + row.id.str() + ": the company's words changed since it was analysed");
  return {};
}

}  // namespace

Result<std::int64_t> Care::catch_up(const Cancel& cancel) {
  if (parts_.index == nullptr) return 0;
  const std::scoped_lock lock(catch_up_mutex_);
  ONGGI_TRY(const auto rows, parts_.catalog.all());
  ONGGI_TRY(auto contents, parts_.index->contents());
  const std::string version = parts_.embedder->version();
  std::int64_t brought = 0;
  for (const DocumentRow& row : rows) {
    ONGGI_CHECK(cancel.check());
    const auto held = contents.find(row.id);
    const bool wanted = !row.stage_key.empty() && row.state != DocumentState::duplicate;
    const bool current =
        held == contents.end() ? !wanted : wanted && held->second == index_note(row, version, row.words);
    if (held != contents.end()) contents.erase(held);
    if (current) continue;
    ONGGI_CHECK(bring(parts_, stages_, row, cancel));
    ++brought;
  }
  for (const auto& [gone, note] : contents) {
    ONGGI_CHECK(take_out(gone));
    ++brought;
  }
  if (brought > 0) ONGGI_CHECK(parts_.index->save());
  return brought;
}

Result<std::int64_t> Care::embed_ahead(Embedder& next, const Progress& report, const Cancel& cancel) {
  ONGGI_TRY(const auto rows, parts_.catalog.all());
  std::int64_t made = 0, seen = 0;
  report(seen, std::ssize(rows));
  for (const DocumentRow& row : rows) {
    ONGGI_CHECK(cancel.check());
    if (!row.stage_key.empty() && row.state != DocumentState::duplicate) {
      ONGGI_TRY(const bool was_missing, ingest_room::embed_ahead(parts_, stages_, row, next, cancel));
      made += was_missing ? 1 : 0;
    }
    report(++seen, std::ssize(rows));
  }
  return made;
}

Result<std::vector<std::string>> Care::check() const {
  ONGGI_ASSERT(parts_.index != nullptr, "doctor opens the index");
  std::vector<std::string> problems;
  ONGGI_TRY(const auto rows, parts_.catalog.all());
  ONGGI_TRY(auto contents, parts_.index->contents());
  ONGGI_TRY(const auto waiting, documents_with_jobs(parts_));
  for (const DocumentRow& row : rows) {
    if (const auto original = parts_.blobs.get(row.blob); !original)
      problems.push_back("document " + row.id.str() + ": original: " + describe(original.error()));
    if (row.state == DocumentState::queued && !waiting.contains(row.id.str()))
      problems.push_back("document " + row.id.str() + ": waits without a job");
    ONGGI_CHECK(check_words(parts_, row, problems));
    check_index(row, parts_.embedder->version(), contents, problems);
  }
  ONGGI_TRY(const auto behind, correcting_.behind());
  for (const DocumentRow& row : behind)
    if (!waiting.contains(row.id.str()))
      problems.push_back("document " + row.id.str() + ": corrections are not in the index");
  for (const auto& [gone, note] : contents)
    problems.push_back("index: holds document " + gone.str() + ", which is not in the catalog");
  return problems;
}

Result<std::int64_t> Care::requeue_lost() const {
  ONGGI_TRY(const auto rows, parts_.catalog.all());
  ONGGI_TRY(const auto waiting, documents_with_jobs(parts_));
  std::vector<DocumentRow> lost;
  for (const DocumentRow& row : rows)
    if (row.state == DocumentState::queued && !waiting.contains(row.id.str())) lost.push_back(row);
  ONGGI_TRY(auto behind, correcting_.behind());
  std::erase_if(behind, [&](const DocumentRow& row) { return waiting.contains(row.id.str()); });
  if (lost.empty() && behind.empty()) return 0;
  ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(requeue(parts_, session, lost));
    for (const DocumentRow& row : behind) ONGGI_CHECK(enqueue(parts_, session, row));
    return true;
  }));
  return static_cast<std::int64_t>(lost.size() + behind.size());
}

Result<std::int64_t> Care::collect_garbage() {
  ONGGI_TRY(std::int64_t removed, stages_.remove_unused());
  ONGGI_TRY(const auto blobs, parts_.blobs.list());
  for (const BlobId& blob : blobs) {
    ONGGI_TRY(const bool used, is_used(blob));
    if (used) continue;
    ONGGI_CHECK(parts_.blobs.remove(blob));
    ++removed;
  }
  return removed;
}

Result<void> Care::take_out(const DocumentId& id) const {
  return parts_.index == nullptr ? Result<void>{} : parts_.index->replace(id, {});
}

Result<void> Care::remove_bytes(const BlobId& blob) {
  ONGGI_TRY([[maybe_unused]] const auto removed, stages_.remove_unused());
  ONGGI_TRY(const bool used, is_used(blob));
  return used ? Result<void>{} : parts_.blobs.remove(blob);
}

Result<bool> Care::is_used(const BlobId& blob) const {
  ONGGI_TRY(const auto originals, parts_.catalog.count_blob_uses(blob));
  if (originals > 0) return true;
  if (parts_.is_used_elsewhere) {
    ONGGI_TRY(const bool elsewhere, parts_.is_used_elsewhere(blob));
    if (elsewhere) return true;
  }
  ONGGI_TRY(const auto outputs,
            parts_.database->query("SELECT 1 AS used FROM ingest_stages WHERE output_blob = :1", {blob.str()}));
  return !outputs.empty();
}

}  // namespace onggi::ingest_room
