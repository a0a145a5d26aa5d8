// See work.h.
#include "ingest/work.h"

#include <algorithm>

#include "index/company_words.h"
#include "ingest/indexing.h"
#include "ingest/jobs.h"

namespace onggi::ingest_room {
namespace {

constexpr std::int64_t kSaveEveryMs = 5'000;

bool may_help_again(ErrorCode code) { return code == ErrorCode::unavailable || code == ErrorCode::cancelled; }

void describe_document(DocumentRow& now, const Processed& processed, const std::vector<ChunkRow>& chunks) {
  now.title = processed.text.title.empty() ? now.name : processed.text.title;
  now.media_type = processed.document.media_type;
  now.stage_key = processed.final_key;
  now.pages = static_cast<std::int32_t>(processed.document.pages.size());
  now.elements = static_cast<std::int32_t>(processed.document.elements.size());
  now.chunks = now.state == DocumentState::ready ? static_cast<std::int32_t>(chunks.size()) : 0;
  now.masked_places = processed.masked_places;
  now.warnings = static_cast<std::int32_t>(processed.document.warnings.size());
  now.characters_in = characters_expected(processed.document.account);
  now.characters_out = processed.document.account.characters_out;
  now.error_code.clear();
  now.error_message.clear();
}

}  // namespace

Result<void> Work::do_job(const JobContext& context) {
  const DocumentId document = document_of(context.job);
  if (document.empty()) return fail(ErrorCode::internal, "the job names no document");
  auto found = parts_.catalog.row(document);
  if (!found && found.error().code == ErrorCode::not_found) return parts_.jobs.complete(context.job.id, context.worker);
  if (!found) return std::unexpected(std::move(found).error());
  if (parts_.vocabulary != nullptr) ONGGI_CHECK(parts_.vocabulary->follow());
  Timed timed(parts_.trace, "ingest");
  ONGGI_TRY(const auto corrections, kept_.corrections.in_force(found->id));
  ONGGI_TRY(const RecipeId chosen, kept_.recipes.chosen(found->id));
  const auto recipe = kept_.recipes.of(chosen);
  PersonalScan personal;
  auto processed =
      recipe ? process(parts_, stages_, *found, context.report,
                       {corrections, chosen, recipe->get(), kept_.scans, kept_.rulings, personal}, context.cancel)
             : Result<Processed>(std::unexpected(recipe.error()));
  if (!processed) {
    timed.fail();
    return note_failure(*found, personal, std::move(processed).error());
  }
  context.report(0.9, "index");
  return finish(*found, *processed, personal, context);
}

// A broken file is the document's end, unless it was replaced meanwhile; what may pass by itself is left to the
// queue.
Result<void> Work::note_failure(const DocumentRow& row, const PersonalScan& found, Error error) const {
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
    ONGGI_CHECK(kept_.sketches.remove(session, row.id));
    ONGGI_CHECK(release_duplicates(session, row.id));
    // What a recipe holds back for its personal data may pass once somebody says that it is none.
    if (error.reason == "held_back" && kept_.scans.is_on()) ONGGI_CHECK(PersonalScans::put(session, row.id, found));
    else ONGGI_CHECK(PersonalScans::remove(session, row.id));
    return true;
  }));
  ONGGI_CHECK(care_.take_out(row.id));
  return std::unexpected(std::move(error));
}

Result<void> Work::finish(const DocumentRow& row, const Processed& processed, const PersonalScan& found,
                          const JobContext& context) {
  const std::vector<ChunkRow> chunks = chunk_rows(row.id, processed);
  const Said said = said_by(processed);
  Written done;
  ONGGI_TRY(const Outcome outcome, parts_.database->write<Outcome>([&](SqlSession& session) -> Result<Outcome> {
    ONGGI_TRY(const Outcome written, write_result(session, row, processed, said, chunks, done));
    ONGGI_CHECK(parts_.jobs.complete(session, context.job.id, context.worker));
    // Source or corrections changed while the old ones were worked on: once more, with the new ones.
    if (written == Outcome::replaced_meanwhile) ONGGI_CHECK(enqueue(parts_, session, row));
    if (written == Outcome::written) ONGGI_CHECK(note_personal(session, done.now, found, processed));
    if (written == Outcome::written) ONGGI_CHECK(again_for_words(session, row, processed));
    return written;
  }));
  if (outcome != Outcome::written || parts_.index == nullptr) return {};
  ONGGI_CHECK(put_in_index(done.now, chunks, processed, context.cancel));
  if (done.before) ONGGI_CHECK(move_in_index(parts_, *done.before));
  return save_now_and_then();
}

Result<void> Work::put_in_index(const DocumentRow& row, const std::vector<ChunkRow>& chunks, const Processed& processed,
                                const Cancel& cancel) {
  if (row.state == DocumentState::duplicate) return care_.take_out(row.id);
  const std::string& by = embedded_by(processed);
  if (by == parts_.embedder->version()) {
    auto indexed = indexed_chunks(parts_.analyzer, row, chunks, processed.vectors);
    if (parts_.analyzer.words_state() == processed.words_state) {
      ONGGI_CHECK(parts_.index->replace(row.id, std::move(indexed)));
      return parts_.index->note(row.id, index_note(row, by, processed.words));
    }
  }
  return bring(parts_, stages_, row, cancel);  // embedder or words became others meanwhile
}

// Last of all: who changes the words waits for this write, and looks through its rows, or changed them before, and then
// it is worked on again.
Result<void> Work::again_for_words(SqlSession& session, const DocumentRow& row, const Processed& processed) const {
  if (parts_.vocabulary == nullptr) return {};
  ONGGI_CHECK(CompanyWords::hold(session));
  ONGGI_TRY(const WordsState now, CompanyWords::state(session));
  if (now.state != processed.words_state) ONGGI_CHECK(enqueue(parts_, session, row));
  return {};
}

// Last of all, so that the lock is short: who decides waits for it and then sees these rows, or decided before and is
// seen here.
Result<void> Work::note_personal(SqlSession& session, const DocumentRow& row, const PersonalScan& found,
                                 const Processed& processed) const {
  if (!kept_.scans.is_on()) return {};
  ONGGI_CHECK(PersonalScans::put(session, row.id, found));
  ONGGI_CHECK(PersonalRulings::hold(session));
  ONGGI_TRY(const DocumentDecisions now, kept_.rulings.of(session, row.id, found));
  ONGGI_TRY(const auto recipe, kept_.recipes.of(processed.recipe));
  if (now.fingerprint(found, recipe.get()) == found.decisions) return {};
  return requeue(parts_, session, {row});
}

Result<Work::Outcome> Work::write_result(SqlSession& session, const DocumentRow& row, const Processed& processed,
                                         const Said& said, const std::vector<ChunkRow>& chunks,
                                         Written& written) const {
  DocumentRow& now = written.now;
  ONGGI_CHECK(Corrections::hold(session, row.id));
  auto found = parts_.catalog.row(row.id);
  if (!found && found.error().code == ErrorCode::not_found) return Outcome::gone;
  if (!found) return std::unexpected(std::move(found).error());
  now = *std::move(found);
  if (now.blob != row.blob) return Outcome::replaced_meanwhile;
  ONGGI_TRY(const auto corrections, kept_.corrections.in_force(session, row.id));
  if (fingerprint(corrections) != processed.corrections) return Outcome::replaced_meanwhile;
  ONGGI_TRY(const RecipeId chosen, Recipes::chosen(session, row.id));
  if (chosen != processed.recipe) return Outcome::replaced_meanwhile;
  ONGGI_CHECK(note_said(session, now, said));
  ONGGI_CHECK(sketch(session, now, processed));
  ONGGI_TRY(written.before, kept_.versions.supersede(session, now));
  ONGGI_CHECK(set_state(session, now, processed));
  describe_document(now, processed, chunks);
  const bool indexed = now.state == DocumentState::ready;
  ONGGI_CHECK(parts_.catalog.put(session, now));
  ONGGI_CHECK(parts_.catalog.replace_chunks(session, now.id, indexed ? chunks : std::vector<ChunkRow>{}));
  now.words = indexed ? processed.words : std::string();
  ONGGI_CHECK(parts_.catalog.note_words(session, now.id, now.words));
  ONGGI_CHECK(stages_.link(session, now.id, processed.records));
  return Outcome::written;
}

// Raising comes before the state: under which permission a text is a duplicate depends on it.
Result<void> Work::note_said(SqlSession& session, DocumentRow& now, const Said& said) const {
  if (parts_.metadata != nullptr)
    ONGGI_CHECK(parts_.metadata->replace(session, now.id, MetadataOrigin::found, said.metadata));
  if (parts_.permissions == nullptr) return {};
  ONGGI_CHECK(kept_.labels.note(session, now.id, said.marking));
  if (!parts_.raise_labels || !said.marking) return {};
  ONGGI_TRY(const auto kept, kept_.labels.of(now.id));
  const bool same = kept && kept->marking.label == said.marking->label && kept->marking.reason == said.marking->reason;
  if (same && kept->state == ProposalState::dismissed) return {};
  ONGGI_TRY(const Permission permission, parts_.permissions->get(now.permission));
  if (permission.label >= said.marking->label) return {};
  ONGGI_TRY(now.permission, parts_.permissions->intern(session, said.marking->label, permission.principals));
  return kept_.labels.decide(session, now.id, ProposalState::accepted, {});
}

// In the transaction of the chunks, so that what is searchable is compared; the comparing itself is a job's.
Result<void> Work::sketch(SqlSession& session, const DocumentRow& row, const Processed& processed) const {
  ONGGI_TRY(const bool changed, kept_.sketches.put(session, row.id, processed.text.utf8));
  if (changed) ONGGI_CHECK(release_duplicates(session, row.id));
  ONGGI_CHECK(parts_.jobs.enqueue(session, near_duplicates_job()));
  return {};
}

// A text that changed stands for no other any more, and no decision about it holds.
Result<void> Work::release_duplicates(SqlSession& session, const DocumentId& document) const {
  ONGGI_CHECK(kept_.decisions.end(session, document));
  ONGGI_TRY(const auto hidden, parts_.catalog.duplicates_of(document));
  return requeue(parts_, session, hidden);
}

// Equal text under an equal permission is indexed once; the first one stands for all. So does the one in whose favour a
// person hid this one.
Result<void> Work::set_state(SqlSession& session, DocumentRow& now, const Processed& processed) const {
  now.state = DocumentState::ready;
  now.duplicate_of = {};
  if (processed.text.utf8.empty()) return {};
  const std::string hash = duplicate_key(processed.text);
  // A version that holds no more is cited by its day, so nothing stands for it.
  ONGGI_TRY(const auto same, parts_.catalog.find_text(session, now.permission, hash, now.id));
  ONGGI_TRY(const auto kept, kept_.decisions.stands_for(session, now));
  const bool holds = now.superseded_on.empty();  // a version that holds no more stands for itself
  if (holds && (same || kept)) now.state = DocumentState::duplicate, now.duplicate_of = kept ? *kept : *same;
  return parts_.catalog.note_text(session, now.id, hash);
}

Result<void> Work::save_now_and_then() {
  const UnixMs now = parts_.clock.now_ms();
  UnixMs last = last_save_ms_.load();
  if (now - last < kSaveEveryMs || !last_save_ms_.compare_exchange_strong(last, now)) return {};
  return parts_.index->save();
}

}  // namespace onggi::ingest_room
