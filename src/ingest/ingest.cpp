// The room's door: taking sources in, doing their jobs, keeping catalog, blobs and index one.
//
// Order makes it safe against a kill at any moment: bytes first, then row and job in one transaction (acknowledged),
// then stages under their keys, then rows of chunks together with the job's end in one transaction, then the index.
// What a kill leaves undone behind the last transaction, catch_up() brings.
#include "ingest/ingest.h"

#include <algorithm>

#include "ingest/care.h"
#include "ingest/correcting.h"
#include "ingest/corrections.h"
#include "ingest/duplicate_decisions.h"
#include "ingest/embedding.h"
#include "ingest/erasure_rows.h"
#include "ingest/indexing.h"
#include "ingest/jobs.h"
#include "ingest/label_rows.h"
#include "ingest/lineage.h"
#include "ingest/personal_rulings.h"
#include "ingest/pipeline.h"
#include "ingest/recipe_runs.h"
#include "ingest/recipes.h"
#include "ingest/showing.h"
#include "ingest/sketches.h"
#include "ingest/stages.h"
#include "ingest/versions.h"
#include "ingest/work.h"

namespace onggi {

using namespace ingest_room;  // NOLINT(google-build-using-namespace): the inside of this very room

namespace {

Result<void> check_size(const NewSource& source, std::uint64_t bytes, std::uint64_t bytes_max) {
  if (bytes == 0) return fail(ErrorCode::bad_input, source.name + " is empty", "empty_file");
  if (bytes <= bytes_max) return {};
  return fail(ErrorCode::limit_exceeded,
              source.name + " has " + std::to_string(bytes) + " bytes, the limit is " + std::to_string(bytes_max));
}

}  // namespace

class Ingest::Impl {
 public:
  explicit Impl(Parts parts)
      : parts_(std::move(parts)),
        stages_(parts_.database, parts_.blobs, parts_.clock),
        corrections_(parts_.database, parts_.clock),
        correcting_(parts_, stages_, corrections_,
                    [this](SqlSession& session, const DocumentRow& row) -> Result<void> {
                      ONGGI_CHECK(enqueue(parts_, session, row));
                      return {};
                    }),
        recipes_(parts_),
        scans_(parts_.database, parts_.personal_key),
        rulings_(parts_.database, parts_.clock, scans_),
        showing_(parts_, correcting_, recipes_, rulings_),
        care_(parts_, stages_, correcting_),
        labels_(parts_.database, parts_.clock),
        versions_(parts_, labels_),
        sketches_(parts_.database),
        decisions_(parts_.database, parts_.clock),
        work_(parts_, stages_, care_,
              {corrections_, recipes_, labels_, versions_, sketches_, decisions_, scans_, rulings_}) {}

  Result<Added> keep(NewSource source, const BlobId& blob, std::int64_t bytes) {
    ONGGI_TRY(const auto known, parts_.catalog.by_source(source.owner, source.source));
    if (known) {
      ONGGI_TRY(source.permission, versions_.not_below_accepted(nullptr, *known, source.permission));
    }
    if (known && known->blob == blob && known->state != DocumentState::failed) return keep_same(source, *known);
    if (known && source.versions == NewSource::Versions::keep && !known->stage_key.empty()) {
      DocumentRow next;
      describe(next, source, blob, bytes);
      return versions_.add(*known, std::move(next), source.recipe);
    }
    DocumentRow row = known.value_or(DocumentRow{});
    const Added::What what = known ? Added::What::changed : Added::What::created;
    if (!known) row.id = DocumentId(new_id("doc"));
    describe(row, source, blob, bytes);
    return parts_.database->write<Added>([&](SqlSession& session) -> Result<Added> {
      ONGGI_CHECK(parts_.catalog.put(session, row));
      if (source.recipe) ONGGI_CHECK(Recipes::choose(session, row.id, *source.recipe));
      ONGGI_TRY(const JobId job, enqueue(parts_, session, row));
      return Added{row.id, what, job};
    });
  }

  template <typename File>
  Result<Added> add_file(const NewSource& source, const File& file, std::uint64_t bytes) {
    ONGGI_CHECK(check_size(source, bytes, parts_.bytes_max));
    ONGGI_CHECK(refuse_erased([&] { return parts_.blobs.name_file(file); }));
    ONGGI_TRY(const BlobId blob, parts_.blobs.put_file(file));
    return keep(source, blob, static_cast<std::int64_t>(bytes));
  }

  Result<std::vector<DocumentRow>> read_again() {
    ONGGI_TRY(auto rows, parts_.catalog.all());
    std::vector<DocumentRow> again;
    for (DocumentRow& row : rows) {
      if (row.erased_places > 0) continue;
      ONGGI_TRY(const bool outdated, is_outdated(row));
      if (outdated || row.state == DocumentState::failed) again.push_back(std::move(row));
    }
    constexpr std::size_t kBatch = 200;  // a long transaction holds up everybody who writes
    for (std::size_t begin = 0; begin < again.size(); begin += kBatch) {
      const std::vector<DocumentRow> some(
          again.begin() + static_cast<std::ptrdiff_t>(begin),
          again.begin() + static_cast<std::ptrdiff_t>(std::min(begin + kBatch, again.size())));
      ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
        ONGGI_CHECK(requeue(parts_, session, some));
        return true;
      }));
    }
    return again;
  }

  Result<std::int64_t> cut_otherwise() const {
    ONGGI_TRY(const auto rows, parts_.catalog.all());
    std::int64_t otherwise = 0;
    for (const DocumentRow& row : rows) {
      ONGGI_TRY(const auto records, stages_.lineage(row.id));
      const auto cut = std::ranges::find(records, "chunk", &StageRecord::stage);
      otherwise += cut != records.end() && is_cut_otherwise(parts_, *cut) ? 1 : 0;
    }
    return otherwise;
  }

  Result<void> remove(const DocumentId& id) {
    ONGGI_TRY(const DocumentRow row, parts_.catalog.row(id));
    ONGGI_TRY(const auto duplicates, parts_.catalog.duplicates_of(id));
    ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(versions_.give_name_back(session, row));
      ONGGI_CHECK(stages_.unlink(session, id));
      ONGGI_CHECK(corrections_.remove(session, id));
      ONGGI_CHECK(Recipes::choose(session, id, {}));
      ONGGI_CHECK(labels_.remove(session, id));
      ONGGI_CHECK(sketches_.remove(session, id));
      ONGGI_CHECK(decisions_.end(session, id));
      ONGGI_CHECK(PersonalScans::remove(session, id));
      ONGGI_CHECK(PersonalRulings::remove(session, id));
      ONGGI_CHECK(parts_.catalog.remove(session, id));
      ONGGI_CHECK(requeue(parts_, session, duplicates));
      return true;
    }));
    ONGGI_CHECK(care_.take_out(id));
    return care_.remove_bytes(row.blob);
  }

  Result<void> set_permission(const DocumentId& id, const PermissionId& permission) {
    using Rows = std::vector<DocumentRow>;
    ONGGI_TRY(const Rows moved, parts_.database->write<Rows>(
                                    [&](SqlSession& session) { return versions_.move_in(session, id, permission); }));
    for (const DocumentRow& row : moved) ONGGI_CHECK(move_in_index(parts_, row));
    return {};
  }

  Result<void> move(const std::vector<Move>& moves, const std::function<Result<void>(SqlSession&)>& also) {
    using Rows = std::vector<DocumentRow>;
    ONGGI_TRY(const Rows moved, parts_.database->write<Rows>([&](SqlSession& session) -> Result<Rows> {
      Rows rows;
      for (const Move& one : moves) {
        ONGGI_TRY(const PermissionId permission, parts_.permissions->intern(session, one.label, one.principals));
        ONGGI_TRY(auto some, versions_.move_in(session, one.document, permission));
        std::ranges::move(some, std::back_inserter(rows));
      }
      ONGGI_CHECK(also(session));
      return rows;
    }));
    for (const DocumentRow& row : moved) ONGGI_CHECK(move_in_index(parts_, row));
    return {};
  }

  // Bytes from which a person was taken out do not come back by themselves: whoever brings them again is told.
  Result<void> refuse_erased(const std::function<Result<BlobId>()>& name) const {
    ONGGI_TRY(const bool any, ErasureRows::remembers_any(*parts_.database));
    if (!any) return {};
    ONGGI_TRY(const BlobId id, name());
    ONGGI_TRY(const auto erasure, ErasureRows::erasure_of(*parts_.database, id.str()));
    if (!erasure) return {};
    return fail(ErrorCode::not_allowed,
                "these bytes hold the data of a person who was erased from this workspace (erasure " + *erasure +
                    "); take the person out of the file first, or remove it from its source",
                "erased_content");
  }

  Result<DocumentRow> row_with_original(const DocumentId& id) const {
    ONGGI_TRY(DocumentRow row, parts_.catalog.row(id));
    if (row.erased_places == 0) return row;
    return fail(ErrorCode::not_found,
                "the original of document " + id.str() +
                    " was removed when a person's data were erased; its text without them is there",
                "original_erased");
  }

  const Parts& parts() const { return parts_; }
  const Stages& stages() const { return stages_; }
  const Correcting& correcting() const { return correcting_; }
  Recipes& recipes() { return recipes_; }
  const Showing& showing() const { return showing_; }
  Care& care() { return care_; }
  Work& work() { return work_; }

 private:
  static void describe(DocumentRow& row, const NewSource& source, const BlobId& blob, std::int64_t bytes) {
    row.source = source.source, row.name = source.name, row.owner = source.owner, row.permission = source.permission;
    row.blob = blob, row.content_hash = blob.str(), row.bytes = bytes, row.erased_places = 0;
    row.state = DocumentState::queued, row.error_code.clear(), row.error_message.clear(), row.duplicate_of = {};
    if (row.title.empty()) row.title = source.name;
  }

  // The same bytes. A newer reader reads them again; until it has, the document says what it said before.
  Result<Added> keep_same(const NewSource& source, const DocumentRow& known) {
    const bool moved = known.permission != source.permission;
    if (moved) ONGGI_CHECK(set_permission(known.id, source.permission));
    ONGGI_TRY(const RecipeId chosen, recipes_.chosen(known.id));
    const RecipeId wanted = source.recipe.value_or(chosen);
    ONGGI_TRY(const bool made_by_another, follows_another(known, wanted));
    ONGGI_TRY(const bool outdated, is_outdated(known));
    const bool other_recipe = made_by_another || chosen != wanted, changed = moved || other_recipe;
    if (!outdated && !other_recipe) return Added{known.id, changed ? Added::What::changed : Added::What::unchanged, {}};
    return parts_.database->write<Added>([&](SqlSession& session) -> Result<Added> {
      ONGGI_CHECK(Recipes::choose(session, known.id, wanted));
      ONGGI_TRY(DocumentRow row, parts_.catalog.row(known.id));
      row.state = DocumentState::queued;
      row.duplicate_of = {};
      ONGGI_CHECK(parts_.catalog.put(session, row));
      ONGGI_TRY(const JobId job, enqueue(parts_, session, row));
      return Added{row.id, changed ? Added::What::changed : Added::What::reread, job};
    });
  }

  // Whether what was made of the document was made by another recipe than this choice, or by none.
  Result<bool> follows_another(const DocumentRow& row, const RecipeId& chosen) const {
    if (row.state == DocumentState::queued) return false;
    ONGGI_TRY(const auto recipe, recipes_.of(chosen));
    ONGGI_TRY(const auto records, stages_.lineage(row.id));
    const auto refined = std::ranges::find(records, "refine", &StageRecord::stage);
    const std::string_view made_by = refined == records.end() ? std::string_view() : recipe_key_of(refined->options);
    return made_by != (recipe == nullptr ? std::string_view() : std::string_view(recipe->key()));
  }

  Result<bool> is_outdated(const DocumentRow& row) const {
    if (row.state == DocumentState::queued) return false;  // its job will read it with what there is now
    ONGGI_TRY(const auto records, stages_.lineage(row.id));
    const auto read = std::ranges::find(records, "parse", &StageRecord::stage);
    const auto cut = std::ranges::find(records, "chunk", &StageRecord::stage);
    return (read != records.end() && read->key != parse_key(parts_, row)) ||
           (cut != records.end() && is_cut_otherwise(parts_, *cut));
  }

  Parts parts_;
  Stages stages_;
  Corrections corrections_;
  Correcting correcting_;
  Recipes recipes_;
  PersonalScans scans_;
  PersonalRulings rulings_;
  Showing showing_;
  Care care_;
  LabelRows labels_;
  Versions versions_;
  Sketches sketches_;
  DuplicateDecisions decisions_;
  Work work_;
};

Ingest::Ingest(Parts parts) : impl_(std::make_shared<Impl>(std::move(parts))) {}

Result<Added> Ingest::add(const NewSource& source, std::string_view bytes) {
  ONGGI_CHECK(check_size(source, bytes.size(), impl_->parts().bytes_max));
  ONGGI_CHECK(impl_->refuse_erased([&] { return Result<BlobId>(impl_->parts().blobs.name(bytes)); }));
  ONGGI_TRY(const BlobId blob, impl_->parts().blobs.put(bytes));
  return impl_->keep(source, blob, static_cast<std::int64_t>(bytes.size()));
}

Result<Added> Ingest::add_file(const NewSource& source, const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error && error == std::errc::no_such_file_or_directory)
    return fail(ErrorCode::not_found, "no file " + path.string());
  if (error) return std::unexpected(system_error("look at", path, error.value()));
  return impl_->add_file(source, path, size);
}

Result<Added> Ingest::add_file(const NewSource& source, const TemporaryFile& file) {
  return impl_->add_file(source, file, file.bytes());
}

Result<std::vector<DocumentRow>> Ingest::read_again() { return impl_->read_again(); }

void Ingest::register_handlers(JobRunner& runner) {
  runner.add(std::string(kJobType), [impl = impl_](const JobContext& context) { return impl->work().do_job(context); });
}

Result<void> Ingest::remove(const DocumentId& document) { return impl_->remove(document); }

Result<void> Ingest::set_permission(const DocumentId& document, const PermissionId& permission) {
  return impl_->set_permission(document, permission);
}

Result<void> Ingest::move(const std::vector<Move>& moves, const std::function<Result<void>(SqlSession&)>& also) {
  return impl_->move(moves, also);
}

Result<Document> Ingest::parsed(const DocumentId& document) const {
  return parsed_document(impl_->parts(), impl_->stages(), document);
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

Result<RecipeId> Ingest::keep_recipe(const Recipe& recipe) {
  ONGGI_CHECK(DocumentRecipe::from(recipe));
  return impl_->recipes().keep(recipe);
}

Result<RecipeId> Ingest::recipe_called(const std::string& name) { return impl_->recipes().called(name); }

Result<std::int64_t> Ingest::follow(const std::vector<DocumentId>& documents, const RecipeId& recipe) {
  return ingest_room::follow(impl_->parts(), documents, recipe);
}
Result<RecipeReport> Ingest::recipe_report(const RecipeId& recipe, const std::vector<PermissionId>& permissions) const {
  return ingest_room::recipe_report(impl_->parts(), recipe, permissions);
}
Result<std::vector<KeptRecipe>> Ingest::recipes_in_use(const std::vector<PermissionId>& permissions) const {
  return ingest_room::recipes_in_use(impl_->parts(), permissions);
}

Result<Document> Ingest::shown(const DocumentId& document, const Cancel& cancel) const {
  return impl_->showing().shown(document, cancel);
}
Result<bool> Ingest::hides(const DocumentRow& row) const { return impl_->showing().hides(row); }

Result<std::string> Ingest::original(const DocumentId& document) const {
  ONGGI_TRY(const DocumentRow row, impl_->row_with_original(document));
  return impl_->parts().blobs.get(row.blob);
}

Result<PageImage> Ingest::page_image(const DocumentId& document, std::int32_t page_index, double dots_per_inch,
                                     const Cancel& cancel) const {
  ONGGI_TRY(const DocumentRow row, impl_->row_with_original(document));
  return impl_->showing().page_image(row, page_index, dots_per_inch, cancel);
}

Result<std::vector<PageWord>> Ingest::page_words(const DocumentId& document, std::int32_t page_index,
                                                 const Cancel& cancel) const {
  ONGGI_TRY(const DocumentRow row, impl_->row_with_original(document));
  return impl_->showing().page_words(row, page_index, cancel);
}

Result<std::vector<StageRecord>> Ingest::lineage(const DocumentId& document) const {
  ONGGI_TRY(auto records, impl_->stages().lineage(document));
  std::erase_if(records, [](const StageRecord& record) { return record.stage == kNextVectors; });  // is not used yet
  return records;
}
Result<ChunkLineage> Ingest::lineage_of(const ChunkId& chunk) const {
  return chunk_lineage(impl_->parts(), impl_->stages(), chunk);
}
Result<std::int64_t> Ingest::cut_otherwise() const { return impl_->cut_otherwise(); }
Result<Ingest::IndexedOtherwise> Ingest::index_otherwise(const DocumentRow& row, const ChunkOptions& chunk,
                                                         Embedder& embedder, const Cancel& cancel) const {
  return ingest_room::index_otherwise(impl_->parts(), impl_->stages(), row, {chunk, embedder}, cancel);
}
Result<std::int64_t> Ingest::catch_up(const Cancel& cancel) { return impl_->care().catch_up(cancel); }
Result<std::int64_t> Ingest::embed_ahead(Embedder& next, const std::function<void(std::int64_t, std::int64_t)>& report,
                                         const Cancel& cancel) {
  return impl_->care().embed_ahead(next, report, cancel);
}
Result<std::vector<std::string>> Ingest::check() const { return impl_->care().check(); }
Result<std::int64_t> Ingest::requeue_lost() { return impl_->care().requeue_lost(); }
Result<std::int64_t> Ingest::collect_garbage() { return impl_->care().collect_garbage(); }

}  // namespace onggi
