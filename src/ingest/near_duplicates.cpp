// See near_duplicates.h.
#include "ingest/near_duplicates.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "document/json.h"
#include "ingest/jobs.h"
#include "ingest/near_clusters.h"
#include "ingest/near_deciding.h"
#include "ingest/sketches.h"
#include "ingest/stages.h"

namespace onggi {

using namespace ingest_room;  // NOLINT(google-build-using-namespace): the inside of this very room

namespace {

constexpr std::int32_t kBatch = 64;  // documents of one transaction

Result<void> check_threshold(double threshold) {
  if (threshold >= kSimilarityKept && threshold <= 1) return {};
  return fail(ErrorCode::invalid_argument, "threshold must be 0.6 to 1: pairs below it are not kept");
}

}  // namespace

class NearDuplicates::Impl {
 public:
  explicit Impl(Parts parts)
      : parts_(std::move(parts)),
        stages_(parts_.ingest.database, parts_.ingest.blobs, parts_.ingest.clock),
        sketches_(parts_.ingest.database),
        clusters_(parts_.ingest, parts_.trusted),
        deciding_(parts_, clusters_) {}

  Result<void> do_job(const JobContext& context) {
    const auto report = [&](std::int64_t done, std::int64_t all) {
      context.report(all == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(all), "near_duplicates");
    };
    ONGGI_CHECK(catch_up(report, context.cancel));
    ONGGI_CHECK(parts_.ingest.jobs.complete(context.job.id, context.worker));
    return queue_waiting();  // what came while the job ended
  }

  Result<void> queue_waiting() {
    ONGGI_TRY(const std::int64_t waiting, sketches_.waiting());
    if (waiting == 0) return {};
    ONGGI_CHECK(parts_.ingest.jobs.enqueue(near_duplicates_job()));
    return {};
  }

  Result<void> catch_up(const std::function<void(std::int64_t, std::int64_t)>& progress, const Cancel& cancel) {
    ONGGI_TRY(const std::int64_t all, sketches_.waiting());
    std::int64_t done = 0;
    ONGGI_CHECK(sketch_missing(cancel));
    while (true) {
      ONGGI_CHECK(cancel.check());
      progress(std::min(done, all), all);
      ONGGI_TRY(const auto batch, sketches_.to_compare(kBatch));
      if (batch.empty()) return {};
      ONGGI_CHECK(compare(batch, cancel));
      done += static_cast<std::int64_t>(batch.size());
    }
  }

  Result<std::string> text(const DocumentId& document) const {
    ONGGI_TRY(const auto records, stages_.lineage(document));
    const auto record = std::ranges::find(records, "clean", &StageRecord::stage);
    if (record == records.end()) return fail(ErrorCode::not_found, "document " + document.str() + " is not read yet");
    ONGGI_TRY(const std::string bytes, parts_.ingest.blobs.get(record->output));
    ONGGI_TRY(CleanText text, clean_text_from_json(nlohmann::json::parse(bytes, nullptr, false)));
    return std::move(text.utf8);
  }

  Result<Listed> list(const std::vector<PermissionId>& visible, const Listing& listing) const {
    ONGGI_CHECK(check_threshold(listing.threshold));
    ONGGI_TRY(Listed listed, clusters_.list(visible, listing));
    ONGGI_TRY(listed.waiting, sketches_.waiting());
    ONGGI_TRY(const std::int64_t being_read, sketches_.being_read());
    listed.waiting += being_read;
    return listed;
  }
  Result<NearCluster> cluster_of(const std::vector<PermissionId>& visible, const DocumentId& document,
                                 double threshold) const {
    ONGGI_CHECK(check_threshold(threshold));
    return clusters_.cluster_of(visible, document, threshold);
  }
  const NearDeciding& deciding() const { return deciding_; }

 private:
  Result<void> sketch_missing(const Cancel& cancel);
  Result<void> compare(const std::vector<KeptSketch>& batch, const Cancel& cancel);
  Result<std::vector<NearPair>> near_pairs(const KeptSketch& sketch) const;
  Parts parts_;
  Stages stages_;
  Sketches sketches_;
  NearClusters clusters_;
  NearDeciding deciding_;
};

// Documents of before: their clean text is kept as a stage. One whose stage is damaged or gone counts as empty, so that
// it does not hold up the others; it gets its sketch when it is read again.
Result<void> NearDuplicates::Impl::sketch_missing(const Cancel& cancel) {
  while (true) {
    ONGGI_TRY(const auto batch, sketches_.missing(kBatch));
    if (batch.empty()) return {};
    for (const DocumentId& id : batch) {
      ONGGI_CHECK(cancel.check());
      auto clean = text(id);
      const bool lost =
          !clean && (clean.error().code == ErrorCode::not_found || clean.error().code == ErrorCode::bad_input);
      if (!clean && !lost) return std::unexpected(std::move(clean).error());
      ONGGI_CHECK(parts_.ingest.database->write<bool>([&](SqlSession& session) {
        return sketches_.put(session, id, clean ? std::string_view(*clean) : std::string_view());
      }));
    }
  }
}

Result<void> NearDuplicates::Impl::compare(const std::vector<KeptSketch>& batch, const Cancel& cancel) {
  std::vector<NearPair> pairs;
  for (const KeptSketch& sketch : batch) {
    ONGGI_CHECK(cancel.check());
    ONGGI_TRY(std::vector<NearPair> found, near_pairs(sketch));
    std::ranges::move(found, std::back_inserter(pairs));
  }
  return sketches_.note_compared(batch, pairs);
}

// Two standard deviations below what is kept a proof is seldom worth its reading.
Result<std::vector<NearPair>> NearDuplicates::Impl::near_pairs(const KeptSketch& sketch) const {
  constexpr double kSlack = 0.09;
  ONGGI_TRY(const auto candidates, sketches_.candidates(sketch));
  std::vector<NearPair> pairs;
  std::optional<std::string> own;
  for (const KeptSketch& other : candidates) {
    if (estimated_similarity(sketch.sketch, other.sketch) < kSimilarityKept - kSlack) continue;
    double similarity = 1;
    if (sketch.content != other.content) {
      auto theirs = text(other.document);
      if (!own) {
        auto mine = text(sketch.document);
        if (!mine) return pairs;  // removed or being read again: it comes back by itself
        own = *std::move(mine);
      }
      if (!theirs) continue;
      similarity = similarity_of(*own, *theirs, document_comparison());
    }
    if (similarity < kSimilarityKept) continue;
    const bool first = sketch.document < other.document;
    const KeptSketch& left = first ? sketch : other;
    const KeptSketch& right = first ? other : sketch;
    pairs.push_back({left.document, right.document, left.content, right.content, similarity});
  }
  return pairs;
}

NearDuplicates::NearDuplicates(Parts parts) : impl_(std::make_shared<Impl>(std::move(parts))) {}

void NearDuplicates::register_handlers(JobRunner& runner) {
  runner.add(std::string(kNearDuplicatesJobType),
             [impl = impl_](const JobContext& context) { return impl->do_job(context); });
}
Result<void> NearDuplicates::queue_waiting() { return impl_->queue_waiting(); }
Result<void> NearDuplicates::catch_up(const std::function<void(std::int64_t, std::int64_t)>& progress,
                                      const Cancel& cancel) {
  return impl_->catch_up(progress, cancel);
}
Result<NearDuplicates::Listed> NearDuplicates::list(const std::vector<PermissionId>& visible,
                                                    const Listing& listing) const {
  return impl_->list(visible, listing);
}
Result<NearCluster> NearDuplicates::cluster_of(const std::vector<PermissionId>& visible, const DocumentId& document,
                                               double threshold) const {
  return impl_->cluster_of(visible, document, threshold);
}
Result<std::string> NearDuplicates::text(const DocumentId& document) const { return impl_->text(document); }
Result<NearDuplicates::Kept> NearDuplicates::keep(const std::vector<PermissionId>& visible, const DocumentId& kept,
                                                  const std::vector<DocumentId>& others, const MayChange& may_change,
                                                  const PersonId& by) {
  return impl_->deciding().keep(visible, kept, others, may_change, by);
}
Result<std::string> NearDuplicates::dismiss(const std::vector<PermissionId>& visible,
                                            const std::vector<DocumentId>& documents, const MayChange& may_change,
                                            const PersonId& by) {
  return impl_->deciding().dismiss(visible, documents, may_change, by);
}
Result<std::vector<DuplicateDecision>> NearDuplicates::decisions(const std::vector<PermissionId>& visible) const {
  return impl_->deciding().decisions(visible);
}
Result<DuplicateDecision> NearDuplicates::withdraw(const std::vector<PermissionId>& visible,
                                                   const std::string& decision, const MayChange& may_change,
                                                   const PersonId& by) {
  return impl_->deciding().withdraw(visible, decision, may_change, by);
}

}  // namespace onggi
