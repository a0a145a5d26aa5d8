// The room's door: taking sources in, doing their jobs, keeping catalog, blobs and index one.
//
// Order makes it safe against a kill at any moment: bytes first, then row and job in one transaction (acknowledged),
// then stages under their keys, then rows of chunks together with the job's end in one transaction, then the index.
// What a kill leaves undone behind the last transaction, catch_up() brings.
#include "ingest/ingest.h"

#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "base/hash.h"
#include "base/log.h"
#include "document/json.h"
#include "ingest/correcting.h"
#include "ingest/corrections.h"
#include "ingest/indexing.h"
#include "ingest/pipeline.h"
#include "ingest/stages.h"

namespace onggi {
namespace {

using namespace ingest_room;  // NOLINT(google-build-using-namespace): the inside of this very room

constexpr std::string_view kJobType = "ingest.document";
constexpr std::int64_t kSaveEveryMs = 5'000;
// Why so many: a kill of the server burns an attempt of whatever was running, and that is no fault of the document.
constexpr std::int32_t kAttemptsMax = 50;

std::string job_payload(const DocumentId& id) { return nlohmann::json{{"document", id.str()}}.dump(); }

NewJob job_for(const DocumentRow& row) {
  return {.type = std::string(kJobType),
          .payload = job_payload(row.id),
          .key = "document:" + row.id.str(),
          .attempts_max = kAttemptsMax,
          .owner = row.owner.str()};
}

bool may_help_again(ErrorCode code) { return code == ErrorCode::unavailable || code == ErrorCode::cancelled; }

}  // namespace

class Ingest::Impl {
 public:
  explicit Impl(Parts parts)
      : parts_(std::move(parts)),
        stages_(parts_.database, parts_.blobs, parts_.clock),
        corrections_(parts_.database, parts_.clock),
        correcting_(parts_, stages_, corrections_, [this](SqlSession& session, const DocumentRow& row) -> Result<void> {
          // The document stays ready, with what it said before, until the job is done.
          ONGGI_TRY([[maybe_unused]] const JobId job, parts_.jobs.enqueue(session, job_for(row)));
          return {};
        }) {}

  Result<Added> keep(const NewSource& source, const BlobId& blob, std::int64_t bytes) {
    ONGGI_TRY(const auto known, parts_.catalog.by_source(source.owner, source.source));
    if (known && known->blob == blob && known->state != DocumentState::failed) return keep_same(source, *known);
    DocumentRow row = known.value_or(DocumentRow{});
    const Added::What what = known ? Added::What::changed : Added::What::created;
    if (!known) row.id = DocumentId(new_id("doc"));
    row.source = source.source, row.name = source.name, row.owner = source.owner, row.permission = source.permission;
    row.blob = blob, row.content_hash = blob.str(), row.bytes = bytes;
    row.state = DocumentState::queued, row.error_code.clear(), row.error_message.clear(), row.duplicate_of = {};
    if (row.title.empty()) row.title = source.name;
    return parts_.database->write<Added>([&](SqlSession& session) -> Result<Added> {
      ONGGI_CHECK(parts_.catalog.put(session, row));
      ONGGI_TRY(const JobId job, parts_.jobs.enqueue(session, job_for(row)));
      return Added{row.id, what, job};
    });
  }

  Result<void> do_job(const JobContext& context) {
    const auto payload = nlohmann::json::parse(context.job.payload, nullptr, false);
    if (!payload.is_object() || !payload.contains("document"))
      return fail(ErrorCode::internal, "the job names no document");
    auto found = parts_.catalog.row(DocumentId(payload["document"].get<std::string>()));
    if (!found && found.error().code == ErrorCode::not_found)
      return parts_.jobs.complete(context.job.id, context.worker);
    if (!found) return std::unexpected(std::move(found).error());
    Timed timed(parts_.trace, "ingest");
    ONGGI_TRY(const auto corrections, corrections_.in_force(found->id));
    auto processed = process(parts_, stages_, *found, context.report, corrections, context.cancel);
    if (!processed) {
      timed.fail();
      return note_failure(*found, std::move(processed).error());
    }
    context.report(0.9, "index");
    return finish(*found, *processed, context);
  }

  Result<std::int64_t> catch_up(const Cancel& cancel) {
    if (parts_.index == nullptr) return 0;
    const std::scoped_lock lock(catch_up_mutex_);
    ONGGI_TRY(const auto rows, parts_.catalog.all());
    ONGGI_TRY(auto contents, parts_.index->contents());
    std::int64_t brought = 0;
    for (const DocumentRow& row : rows) {
      ONGGI_CHECK(cancel.check());
      const auto held = contents.find(row.id);
      const bool wanted = !row.stage_key.empty() && row.state != DocumentState::duplicate;
      const bool current = held == contents.end() ? !wanted : wanted && held->second == index_note(row);
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

  Result<void> remove(const DocumentId& id) {
    ONGGI_TRY(const DocumentRow row, parts_.catalog.row(id));
    ONGGI_TRY(const auto duplicates, parts_.catalog.duplicates_of(id));
    ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(stages_.unlink(session, id));
      ONGGI_CHECK(corrections_.remove(session, id));
      ONGGI_CHECK(parts_.catalog.remove(session, id));
      ONGGI_CHECK(requeue(session, duplicates));
      return true;
    }));
    ONGGI_CHECK(take_out(id));
    return remove_bytes(row.blob);
  }

  Result<void> set_permission(const DocumentId& id, const PermissionId& permission) {
    ONGGI_TRY(DocumentRow row, parts_.catalog.row(id));
    if (row.permission == permission) return {};
    ONGGI_TRY(auto again, parts_.catalog.duplicates_of(id));
    row.permission = permission;
    if (row.state == DocumentState::duplicate) again.push_back(row);
    ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(parts_.catalog.put(session, row));
      ONGGI_CHECK(requeue(session, again));
      return true;
    }));
    if (parts_.index == nullptr || row.stage_key.empty() || row.state == DocumentState::duplicate) return {};
    ONGGI_CHECK(parts_.index->set_permission(id, permission));
    return parts_.index->note(id, index_note(row));
  }

  Result<std::vector<std::string>> check() {
    ONGGI_ASSERT(parts_.index != nullptr, "doctor opens the index");
    std::vector<std::string> problems;
    ONGGI_TRY(const auto rows, parts_.catalog.all());
    ONGGI_TRY(auto contents, parts_.index->contents());
    ONGGI_TRY(const auto waiting, documents_with_jobs());
    for (const DocumentRow& row : rows) {
      if (const auto original = parts_.blobs.get(row.blob); !original)
        problems.push_back("document " + row.id.str() + ": original: " + describe(original.error()));
      if (row.state == DocumentState::queued && !waiting.contains(row.id.str()))
        problems.push_back("document " + row.id.str() + ": waits without a job");
      check_index(row, contents, problems);
    }
    ONGGI_TRY(const auto behind, correcting_.behind());
    for (const DocumentRow& row : behind)
      if (!waiting.contains(row.id.str()))
        problems.push_back("document " + row.id.str() + ": corrections are not in the index");
    for (const auto& [gone, note] : contents)
      problems.push_back("index: holds document " + gone.str() + ", which is not in the catalog");
    return problems;
  }

  Result<std::int64_t> requeue_lost() {
    ONGGI_TRY(const auto rows, parts_.catalog.all());
    ONGGI_TRY(const auto waiting, documents_with_jobs());
    std::vector<DocumentRow> lost;
    for (const DocumentRow& row : rows)
      if (row.state == DocumentState::queued && !waiting.contains(row.id.str())) lost.push_back(row);
    ONGGI_TRY(auto behind, correcting_.behind());
    std::erase_if(behind, [&](const DocumentRow& row) { return waiting.contains(row.id.str()); });
    if (lost.empty() && behind.empty()) return 0;
    ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(requeue(session, lost));
      for (const DocumentRow& row : behind) {
        ONGGI_TRY([[maybe_unused]] const JobId job, parts_.jobs.enqueue(session, job_for(row)));
      }
      return true;
    }));
    return static_cast<std::int64_t>(lost.size() + behind.size());
  }

  Result<std::int64_t> collect_garbage() {
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

  Result<std::string> stage_output(const DocumentId& id, std::string_view stage) const {
    ONGGI_TRY(const auto records, stages_.lineage(id));
    for (const StageRecord& record : records)
      if (record.stage == stage) return parts_.blobs.get(record.output);
    return fail(ErrorCode::not_found, "document " + id.str() + " is not read yet");
  }

  const Parts& parts() const { return parts_; }
  const Stages& stages() const { return stages_; }
  const Correcting& correcting() const { return correcting_; }

 private:
  Result<Added> keep_same(const NewSource& source, const DocumentRow& known) {
    if (known.permission == source.permission) return Added{known.id, Added::What::unchanged, {}};
    ONGGI_CHECK(set_permission(known.id, source.permission));
    return Added{known.id, Added::What::changed, {}};
  }

  Result<void> requeue(SqlSession& session, const std::vector<DocumentRow>& rows) {
    for (DocumentRow row : rows) {
      row.state = DocumentState::queued;
      row.duplicate_of = {};
      ONGGI_CHECK(parts_.catalog.put(session, row));
      ONGGI_TRY([[maybe_unused]] const JobId job, parts_.jobs.enqueue(session, job_for(row)));
    }
    return {};
  }

  // A broken file is the document's end, unless it was replaced meanwhile; what may pass by itself is left to the
  // queue.
  Result<void> note_failure(const DocumentRow& row, Error error) {
    if (may_help_again(error.code)) return std::unexpected(std::move(error));
    ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_TRY(DocumentRow now, parts_.catalog.row(row.id));
      if (now.blob != row.blob) return true;
      now.state = DocumentState::failed;
      now.error_code = to_string(error.code);
      now.error_message = error.reason.empty() ? describe(error) : error.reason + ": " + describe(error);
      now.stage_key.clear();
      ONGGI_CHECK(parts_.catalog.replace_chunks(session, row.id, {}));
      ONGGI_CHECK(parts_.catalog.put(session, now));
      return true;
    }));
    ONGGI_CHECK(take_out(row.id));
    return std::unexpected(std::move(error));
  }

  enum class Outcome { gone, replaced_meanwhile, written };

  Result<void> finish(const DocumentRow& row, const Processed& processed, const JobContext& context) {
    const std::vector<ChunkRow> chunks = chunk_rows(row.id, processed);
    DocumentRow now;
    ONGGI_TRY(const Outcome outcome, parts_.database->write<Outcome>([&](SqlSession& session) -> Result<Outcome> {
      ONGGI_TRY(const Outcome written, write_result(session, row, processed, chunks, now));
      ONGGI_CHECK(parts_.jobs.complete(session, context.job.id, context.worker));
      // Source or corrections changed while the old ones were worked on: once more, with the new ones.
      if (written == Outcome::replaced_meanwhile) {
        ONGGI_TRY([[maybe_unused]] const JobId job, parts_.jobs.enqueue(session, job_for(row)));
      }
      return written;
    }));
    if (outcome != Outcome::written || parts_.index == nullptr) return {};
    if (now.state == DocumentState::duplicate) return take_out(row.id);
    ONGGI_CHECK(parts_.index->replace(row.id, indexed_chunks(parts_.analyzer, now, chunks, processed.vectors)));
    ONGGI_CHECK(parts_.index->note(row.id, index_note(now)));
    return save_now_and_then();
  }

  Result<Outcome> write_result(SqlSession& session, const DocumentRow& row, const Processed& processed,
                               const std::vector<ChunkRow>& chunks, DocumentRow& now) {
    ONGGI_CHECK(Corrections::hold(session, row.id));
    auto found = parts_.catalog.row(row.id);
    if (!found && found.error().code == ErrorCode::not_found) return Outcome::gone;
    if (!found) return std::unexpected(std::move(found).error());
    now = *std::move(found);
    if (now.blob != row.blob) return Outcome::replaced_meanwhile;
    ONGGI_TRY(const auto corrections, corrections_.in_force(session, row.id));
    if (fingerprint(corrections) != processed.corrections) return Outcome::replaced_meanwhile;
    ONGGI_CHECK(set_state(session, now, processed));
    describe_document(now, processed, chunks);
    const bool indexed = now.state == DocumentState::ready;
    ONGGI_CHECK(parts_.catalog.put(session, now));
    ONGGI_CHECK(parts_.catalog.replace_chunks(session, now.id, indexed ? chunks : std::vector<ChunkRow>{}));
    ONGGI_CHECK(stages_.link(session, now.id, processed.records));
    return Outcome::written;
  }

  // Equal text under an equal permission is indexed once; the first one stands for all.
  Result<void> set_state(SqlSession& session, DocumentRow& now, const Processed& processed) {
    now.state = DocumentState::ready;
    now.duplicate_of = {};
    if (processed.text.utf8.empty()) return {};
    const std::string hash = duplicate_key(processed.text);
    ONGGI_TRY(const auto same, parts_.catalog.find_text(session, now.permission, hash, now.id));
    if (same) now.state = DocumentState::duplicate, now.duplicate_of = *same;
    return parts_.catalog.note_text(session, now.id, hash);
  }

  static void describe_document(DocumentRow& now, const Processed& processed, const std::vector<ChunkRow>& chunks) {
    now.title = processed.text.title.empty() ? now.name : processed.text.title;
    now.media_type = processed.document.media_type;
    now.stage_key = processed.final_key;
    now.pages = static_cast<std::int32_t>(processed.document.pages.size());
    now.elements = static_cast<std::int32_t>(processed.document.elements.size());
    now.chunks = now.state == DocumentState::ready ? static_cast<std::int32_t>(chunks.size()) : 0;
    now.warnings = static_cast<std::int32_t>(processed.document.warnings.size());
    now.characters_in = characters_expected(processed.document.account);
    now.characters_out = processed.document.account.characters_out;
    now.error_code.clear();
    now.error_message.clear();
  }

  Result<void> save_now_and_then() {
    const UnixMs now = parts_.clock.now_ms();
    UnixMs last = last_save_ms_.load();
    if (now - last < kSaveEveryMs || !last_save_ms_.compare_exchange_strong(last, now)) return {};
    return parts_.index->save();
  }

  Result<void> take_out(const DocumentId& id) {
    return parts_.index == nullptr ? Result<void>{} : parts_.index->replace(id, {});
  }

  static void check_index(const DocumentRow& row, std::unordered_map<DocumentId, std::string>& contents,
                          std::vector<std::string>& problems) {
    const auto held = contents.find(row.id);
    const bool wanted = !row.stage_key.empty() && row.state != DocumentState::duplicate;
    if (wanted && held == contents.end()) problems.push_back("index: document " + row.id.str() + " is missing");
    else if (wanted && held->second != index_note(row))
      problems.push_back("index: document " + row.id.str() + " is old");
    else if (!wanted && held != contents.end())
      problems.push_back("index: document " + row.id.str() + " should not be in it");
    if (held != contents.end()) contents.erase(held);
  }

  Result<std::unordered_set<std::string>> documents_with_jobs() const {
    std::unordered_set<std::string> documents;
    for (const JobState state : {JobState::queued, JobState::running}) {
      ONGGI_TRY(const auto jobs,
                parts_.jobs.list({.state = state, .type = std::string(kJobType), .owner = {}, .limit = INT32_MAX}));
      for (const Job& job : jobs)
        documents.insert(nlohmann::json::parse(job.payload, nullptr, false).value("document", ""));
    }
    return documents;
  }

  Result<void> remove_bytes(const BlobId& blob) {
    ONGGI_TRY([[maybe_unused]] const auto removed, stages_.remove_unused());
    ONGGI_TRY(const bool used, is_used(blob));
    return used ? Result<void>{} : parts_.blobs.remove(blob);
  }

  Result<bool> is_used(const BlobId& blob) const {
    ONGGI_TRY(const auto originals, parts_.catalog.count_blob_uses(blob));
    if (originals > 0) return true;
    ONGGI_TRY(const auto outputs,
              parts_.database->query("SELECT 1 AS used FROM ingest_stages WHERE output_blob = :1", {blob.str()}));
    return !outputs.empty();
  }

  Parts parts_;
  Stages stages_;
  Corrections corrections_;
  Correcting correcting_;
  std::mutex catch_up_mutex_;
  std::atomic<UnixMs> last_save_ms_{0};
};

Ingest::Ingest(Parts parts) : impl_(std::make_shared<Impl>(std::move(parts))) {}

Result<Added> Ingest::add(const NewSource& source, std::string_view bytes) {
  if (bytes.empty()) return fail(ErrorCode::bad_input, source.name + " is empty", "empty_file");
  if (bytes.size() > impl_->parts().bytes_max)
    return fail(ErrorCode::limit_exceeded,
                source.name + " is over the limit of " + std::to_string(impl_->parts().bytes_max) + " bytes");
  ONGGI_TRY(const BlobId blob, impl_->parts().blobs.put(bytes));
  return impl_->keep(source, blob, static_cast<std::int64_t>(bytes.size()));
}

Result<Added> Ingest::add_file(const NewSource& source, const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error && error == std::errc::no_such_file_or_directory)
    return fail(ErrorCode::not_found, "no file " + path.string());
  if (error) return std::unexpected(system_error("look at", path, error.value()));
  if (size == 0) return fail(ErrorCode::bad_input, source.name + " is empty", "empty_file");
  if (size > impl_->parts().bytes_max)
    return fail(ErrorCode::limit_exceeded, source.name + " has " + std::to_string(size) + " bytes, the limit is " +
                                               std::to_string(impl_->parts().bytes_max));
  ONGGI_TRY(const BlobId blob, impl_->parts().blobs.put_file(path));
  return impl_->keep(source, blob, static_cast<std::int64_t>(size));
}

void Ingest::register_handlers(JobRunner& runner) {
  runner.add(std::string(kJobType), [impl = impl_](const JobContext& context) { return impl->do_job(context); });
}

Result<void> Ingest::remove(const DocumentId& document) { return impl_->remove(document); }

Result<void> Ingest::set_permission(const DocumentId& document, const PermissionId& permission) {
  return impl_->set_permission(document, permission);
}

Result<Document> Ingest::parsed(const DocumentId& document) const {
  ONGGI_TRY(const std::string text, impl_->stage_output(document, "parse"));
  return document_from_json(nlohmann::json::parse(text, nullptr, false));
}

Result<CorrectedDocument> Ingest::corrected(const DocumentId& document) const {
  return impl_->correcting().corrected(document);
}
Result<Correction> Ingest::correct(const DocumentId& document, const Correction& wish) {
  return impl_->correcting().correct(document, wish);
}
Result<void> Ingest::withdraw(const DocumentId& document, const CorrectionId& id, const PersonId& by) {
  return impl_->correcting().withdraw(document, id, by);
}
Result<void> Ingest::restore(const DocumentId& document, const CorrectionId& id) {
  return impl_->correcting().restore(document, id);
}
Result<Correction> Ingest::correct_again(const DocumentId& document, const CorrectionId& id, const Again& again) {
  return impl_->correcting().correct_again(document, id, again);
}

Result<std::string> Ingest::original(const DocumentId& document) const {
  ONGGI_TRY(const DocumentRow row, impl_->parts().catalog.row(document));
  return impl_->parts().blobs.get(row.blob);
}

Result<PageImage> Ingest::page_image(const DocumentId& document, std::int32_t page_index, double dots_per_inch,
                                     const Cancel& cancel) const {
  ONGGI_TRY(const DocumentRow row, impl_->parts().catalog.row(document));
  ONGGI_TRY(const std::string bytes, impl_->parts().blobs.get(row.blob));
  return impl_->parts().parser.render_page(bytes, row.name, page_index, dots_per_inch, {}, cancel);
}

Result<std::vector<PageWord>> Ingest::page_words(const DocumentId& document, std::int32_t page_index,
                                                 const Cancel& cancel) const {
  ONGGI_TRY(const DocumentRow row, impl_->parts().catalog.row(document));
  ONGGI_TRY(const std::string bytes, impl_->parts().blobs.get(row.blob));
  return impl_->parts().parser.page_words(bytes, row.name, page_index, {}, cancel);
}

Result<std::vector<StageRecord>> Ingest::lineage(const DocumentId& document) const {
  return impl_->stages().lineage(document);
}
Result<std::int64_t> Ingest::catch_up(const Cancel& cancel) { return impl_->catch_up(cancel); }
Result<std::vector<std::string>> Ingest::check() const { return impl_->check(); }
Result<std::int64_t> Ingest::requeue_lost() { return impl_->requeue_lost(); }
Result<std::int64_t> Ingest::collect_garbage() { return impl_->collect_garbage(); }

}  // namespace onggi
