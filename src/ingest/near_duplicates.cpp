// See near_duplicates.h.
#include "ingest/near_duplicates.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "document/json.h"
#include "ingest/corrections.h"
#include "ingest/duplicate_decisions.h"
#include "ingest/jobs.h"
#include "ingest/near_clusters.h"
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

Error right_missing() {
  return {.code = ErrorCode::not_allowed,
          .message = "own documents, or the right manage_labels",
          .where = {},
          .reason = "right_missing"};
}

}  // namespace

class NearDuplicates::Impl {
 public:
  explicit Impl(Parts parts)
      : parts_(std::move(parts)),
        stages_(parts_.ingest.database, parts_.ingest.blobs, parts_.ingest.clock),
        sketches_(parts_.ingest.database),
        decisions_(parts_.ingest.database, parts_.ingest.clock),
        clusters_(parts_.ingest, parts_.trusted) {}

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

  Result<Kept> keep(const std::vector<PermissionId>& visible, const DocumentId& kept,
                    const std::vector<DocumentId>& others, const MayChange& may_change, const PersonId& by);
  Result<std::string> dismiss(const std::vector<PermissionId>& visible, const std::vector<DocumentId>& documents,
                              const MayChange& may_change, const PersonId& by);
  Result<std::vector<DuplicateDecision>> decisions(const std::vector<PermissionId>& visible) const;
  Result<DuplicateDecision> withdraw(const std::vector<PermissionId>& visible, const std::string& decision,
                                     const MayChange& may_change, const PersonId& by);

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

 private:
  Result<void> sketch_missing(const Cancel& cancel);
  Result<void> compare(const std::vector<KeptSketch>& batch, const Cancel& cancel);
  Result<std::vector<NearPair>> near_pairs(const KeptSketch& sketch) const;
  Result<bool> lets_in_the_same(const PermissionId& kept, const PermissionId& hidden) const;
  Result<std::string> why_not(const DocumentRow& kept, const DocumentRow& other, const std::set<DocumentId>& near,
                              const MayChange& may_change) const;
  Result<void> hide(SqlSession& session, const DocumentRow& kept, const std::vector<DocumentRow>& others,
                    const std::string& decision, const PersonId& by, Kept& done);
  DecisionRow decision_row(const std::string& id, std::string what, const DocumentRow& document,
                           const DocumentRow& other, const PersonId& by) const {
    return {.id = id,
            .what = std::move(what),
            .document = document.id,
            .other = other.id,
            .document_permission = document.permission,
            .other_permission = other.permission,
            .by = by};
  }

  Parts parts_;
  Stages stages_;
  Sketches sketches_;
  DuplicateDecisions decisions_;
  NearClusters clusters_;
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

// Fail closed: groups are not opened, so who is added to one tomorrow cannot lose a document today.
Result<bool> NearDuplicates::Impl::lets_in_the_same(const PermissionId& kept, const PermissionId& hidden) const {
  if (kept == hidden) return true;
  ONGGI_TRY(const Permission wide, parts_.permissions.get(kept));
  ONGGI_TRY(const Permission narrow, parts_.permissions.get(hidden));
  if (wide.label > narrow.label) return false;
  if (std::ranges::find(wide.principals, "everyone") != wide.principals.end()) return true;
  return std::ranges::all_of(narrow.principals, [&](const std::string& one) {
    return std::ranges::find(wide.principals, one) != wide.principals.end();
  });
}

// Empty: it may be hidden.
Result<std::string> NearDuplicates::Impl::why_not(const DocumentRow& kept, const DocumentRow& other,
                                                  const std::set<DocumentId>& near, const MayChange& may_change) const {
  if (other.state != DocumentState::ready) return std::string("changed");
  if (!may_change(other)) return std::string("right_missing");
  if (!near.contains(other.id)) return std::string("not_near");
  ONGGI_TRY(const bool same, lets_in_the_same(kept.permission, other.permission));
  return std::string(same ? "" : "fewer_may_see");
}

Result<void> NearDuplicates::Impl::hide(SqlSession& session, const DocumentRow& kept,
                                        const std::vector<DocumentRow>& others, const std::string& decision,
                                        const PersonId& by, Kept& done) {
  done.hidden.clear();
  ONGGI_CHECK(Corrections::hold(session, kept.id));
  ONGGI_TRY(const DocumentRow kept_now, parts_.ingest.catalog.row(kept.id));
  std::vector<DecisionRow> rows;
  for (const DocumentRow& other : others) {
    ONGGI_CHECK(Corrections::hold(session, other.id));
    ONGGI_TRY(DocumentRow now, parts_.ingest.catalog.row(other.id));
    const bool as_seen = now.state == DocumentState::ready && now.blob == other.blob &&
                         now.permission == other.permission && kept_now.state == DocumentState::ready &&
                         kept_now.permission == kept.permission;
    if (!as_seen) continue;
    now.state = DocumentState::duplicate, now.duplicate_of = kept.id, now.chunks = 0;
    ONGGI_CHECK(parts_.ingest.catalog.put(session, now));
    ONGGI_CHECK(parts_.ingest.catalog.replace_chunks(session, now.id, {}));
    rows.push_back(decision_row(decision, "hide", now, kept, by));
    done.hidden.push_back(now.id);
  }
  return rows.empty() ? Result<void>{} : decisions_.put(session, rows);
}

Result<NearDuplicates::Kept> NearDuplicates::Impl::keep(const std::vector<PermissionId>& visible,
                                                        const DocumentId& kept_id,
                                                        const std::vector<DocumentId>& others,
                                                        const MayChange& may_change, const PersonId& by) {
  ONGGI_TRY(const DocumentRow kept, parts_.ingest.catalog.get(visible, kept_id));
  if (!may_change(kept)) return std::unexpected(right_missing());
  ONGGI_TRY(const auto pairs, clusters_.pairs(visible, kSimilarityKept));
  std::set<DocumentId> near;
  for (const NearClusters::Pair& pair : pairs) {
    if (pair.left == kept_id) near.insert(pair.right);
    if (pair.right == kept_id) near.insert(pair.left);
  }
  Kept done{.decision = new_id("ddc"), .hidden = {}, .left = {}};
  std::vector<DocumentRow> to_hide;
  for (const DocumentId& id : others) {
    if (id == kept_id) continue;
    ONGGI_TRY(DocumentRow row, parts_.ingest.catalog.get(visible, id));
    ONGGI_TRY(const std::string reason, why_not(kept, row, near, may_change));
    if (reason.empty()) to_hide.push_back(std::move(row));
    else done.left.push_back({id, reason});
  }
  ONGGI_CHECK(parts_.ingest.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(hide(session, kept, to_hide, done.decision, by, done));
    return true;
  }));
  for (const DocumentRow& row : to_hide)
    if (std::ranges::find(done.hidden, row.id) == done.hidden.end()) done.left.push_back({row.id, "changed"});
  if (done.hidden.empty()) {
    std::string reasons;
    for (const Left& left : done.left)
      reasons += (reasons.empty() ? ": " : ", ") + left.document.str() + " " + left.reason;
    return fail(ErrorCode::conflict, "no document was hidden" + reasons, "nothing_hidden");
  }
  if (parts_.ingest.index != nullptr)
    for (const DocumentId& id : done.hidden) ONGGI_CHECK(parts_.ingest.index->replace(id, {}));
  return done;
}

Result<std::string> NearDuplicates::Impl::dismiss(const std::vector<PermissionId>& visible,
                                                  const std::vector<DocumentId>& documents, const MayChange& may_change,
                                                  const PersonId& by) {
  std::map<DocumentId, DocumentRow> rows;
  for (const DocumentId& id : documents) {
    ONGGI_TRY(DocumentRow row, parts_.ingest.catalog.get(visible, id));
    if (!may_change(row)) return std::unexpected(right_missing());
    rows.emplace(id, std::move(row));
  }
  ONGGI_TRY(const auto pairs, clusters_.pairs(visible, kSimilarityKept));
  std::string decision = new_id("ddc");
  std::vector<DecisionRow> made;
  for (const NearClusters::Pair& pair : pairs) {
    const auto left = rows.find(pair.left);
    const auto right = rows.find(pair.right);
    if (left != rows.end() && right != rows.end() && pair.left_ready && pair.right_ready)
      made.push_back(decision_row(decision, "dismiss", left->second, right->second, by));
  }
  if (made.empty()) return fail(ErrorCode::not_found, "these documents are not near duplicates of each other");
  ONGGI_CHECK(parts_.ingest.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(decisions_.put(session, made));
    return true;
  }));
  return decision;
}

Result<std::vector<DuplicateDecision>> NearDuplicates::Impl::decisions(const std::vector<PermissionId>& visible) const {
  ONGGI_TRY(const auto rows, decisions_.in_force(visible, {}));
  std::vector<DuplicateDecision> list;
  const auto add = [](std::vector<DocumentId>& documents, const DocumentId& id) {
    if (std::ranges::find(documents, id) == documents.end()) documents.push_back(id);
  };
  for (const DecisionRow& row : rows) {
    if (list.empty() || list.back().id != row.id)
      list.push_back(
          {.id = row.id, .what = row.what, .kept = {}, .documents = {}, .by = row.by, .time_ms = row.time_ms});
    add(list.back().documents, row.document);
    if (row.what == "hide") list.back().kept = row.other;
    else add(list.back().documents, row.other);
  }
  return list;
}

Result<DuplicateDecision> NearDuplicates::Impl::withdraw(const std::vector<PermissionId>& visible,
                                                         const std::string& decision, const MayChange& may_change,
                                                         const PersonId& by) {
  ONGGI_TRY(const auto seen, decisions_.in_force(visible, decision));
  if (seen.empty()) return fail(ErrorCode::not_found, "no decision " + decision + " is in force");
  DuplicateDecision taken{.id = decision, .what = seen.front().what, .kept = {}, .documents = {}, .by = by};
  ONGGI_CHECK(parts_.ingest.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_TRY(const auto rows, decisions_.withdraw(session, decision, by));
    if (rows.size() != seen.size()) return std::unexpected(right_missing());  // about documents that are not visible
    std::vector<DocumentRow> hidden;
    taken.documents.clear();
    for (const DecisionRow& row : rows) {
      ONGGI_TRY(DocumentRow document, parts_.ingest.catalog.row(row.document));
      if (!may_change(document)) return std::unexpected(right_missing());
      taken.documents.push_back(row.document);
      if (row.what == "dismiss") taken.documents.push_back(row.other);
      else taken.kept = row.other;
      const bool is_hidden = document.state == DocumentState::duplicate && document.duplicate_of == row.other;
      if (row.what == "hide" && is_hidden) hidden.push_back(std::move(document));
    }
    ONGGI_CHECK(requeue(parts_.ingest, session, hidden));
    return true;
  }));
  std::ranges::sort(taken.documents);
  taken.documents.erase(std::ranges::unique(taken.documents).begin(), taken.documents.end());
  return taken;
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
  return impl_->keep(visible, kept, others, may_change, by);
}
Result<std::string> NearDuplicates::dismiss(const std::vector<PermissionId>& visible,
                                            const std::vector<DocumentId>& documents, const MayChange& may_change,
                                            const PersonId& by) {
  return impl_->dismiss(visible, documents, may_change, by);
}
Result<std::vector<DuplicateDecision>> NearDuplicates::decisions(const std::vector<PermissionId>& visible) const {
  return impl_->decisions(visible);
}
Result<DuplicateDecision> NearDuplicates::withdraw(const std::vector<PermissionId>& visible,
                                                   const std::string& decision, const MayChange& may_change,
                                                   const PersonId& by) {
  return impl_->withdraw(visible, decision, may_change, by);
}

}  // namespace onggi
