// See personal_review.h.
#include "ingest/personal_review.h"

#include <algorithm>

#include "ingest/correcting.h"
#include "ingest/jobs.h"
#include "ingest/personal_kinds.h"
#include "ingest/personal_lists.h"
#include "ingest/personal_rework.h"
#include "ingest/personal_rulings.h"
#include "ingest/personal_texts.h"
#include "ingest/recipes.h"

namespace onggi {

using namespace ingest_room;  // NOLINT(google-build-using-namespace): the inside of this very room

namespace {

constexpr std::int32_t kBatch = 64;  // documents that are looked for at once
constexpr std::int32_t kPageMax = 200;

std::unexpected<Error> right_missing() {
  return fail(ErrorCode::not_allowed, "for the whole workspace the right see_unmasked is needed", "right_missing");
}

}  // namespace

class PersonalReview::Impl {
 public:
  explicit Impl(Ingest::Parts parts)
      : parts_(std::move(parts)),
        stages_(parts_.database, parts_.blobs, parts_.clock),
        corrections_(parts_.database, parts_.clock),
        correcting_(parts_, stages_, corrections_, {}),
        recipes_(parts_),
        scans_(parts_.database, parts_.personal_key),
        rulings_(parts_.database, parts_.clock, scans_),
        rework_(parts_, recipes_, rulings_),
        kinds_(parts_, recipes_) {}

  Result<void> do_job(const JobContext& context) {
    const auto report = [&](std::int64_t done, std::int64_t all) {
      context.report(all == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(all), "personal_findings");
    };
    ONGGI_CHECK(catch_up(report, context.cancel));
    ONGGI_CHECK(parts_.jobs.complete(context.job.id, context.worker));
    return queue_waiting();  // what came while the job ended
  }

  Result<void> queue_waiting() {
    if (!scans_.is_on()) return {};
    ONGGI_TRY(const std::int64_t waiting, scans_.count_missing());
    if (waiting == 0) return {};
    ONGGI_CHECK(parts_.jobs.enqueue(personal_findings_job()));
    return {};
  }

  Result<void> catch_up(const std::function<void(std::int64_t, std::int64_t)>& progress, const Cancel& cancel) {
    if (!scans_.is_on()) return {};
    ONGGI_TRY(const std::int64_t all, scans_.count_missing());
    std::int64_t done = 0;
    for (;;) {
      ONGGI_TRY(const auto batch, scans_.missing(kBatch));
      if (batch.empty()) return {};
      for (const DocumentId& id : batch) {
        ONGGI_CHECK(cancel.check());
        progress(std::min(done++, all), all);
        ONGGI_CHECK(look_at(id, cancel));
      }
    }
  }

  Result<Listed> list(const PersonalReviewer& reviewer, const Listing& listing, const Cancel& cancel) const {
    Listing bounded = listing;
    bounded.limit = std::clamp(listing.limit, 1, kPageMax);
    ONGGI_TRY(FindingRows page, list_findings(*parts_.database, reviewer, bounded));
    if (listing.with_texts) ONGGI_CHECK(add_texts(correcting_, scans_, page, cancel));
    Listed listed{.findings = {}, .next = std::move(page.next)};
    for (FindingRows::One& one : page.rows) listed.findings.push_back(std::move(one.finding));
    return listed;
  }

  Result<Kinds> kinds(const PersonalReviewer& reviewer) const { return kinds_.kinds(reviewer); }
  Result<Decided> decide(const PersonalReviewer& reviewer, const Wish& wish);
  Result<Decided> withdraw(const PersonalReviewer& reviewer, const std::string& decision, const std::string& finding);
  Result<std::vector<DocumentId>> set_threshold(const PersonalReviewer& reviewer, const std::string& kind,
                                                std::optional<double> threshold);

 private:
  Result<void> look_at(const DocumentId& id, const Cancel& cancel);

  Ingest::Parts parts_;
  Stages stages_;
  Corrections corrections_;
  Correcting correcting_;
  Recipes recipes_;
  PersonalScans scans_;
  PersonalRulings rulings_;
  PersonalRework rework_;
  PersonalKinds kinds_;
};

// A document of before. One that cannot be opened counts as looked at, so that it does not hold up the others; it is
// looked at when it is read again.
Result<void> PersonalReview::Impl::look_at(const DocumentId& id, const Cancel& cancel) {
  ONGGI_TRY(const RecipeId chosen, recipes_.chosen(id));
  auto recipe = recipes_.of(chosen);
  auto corrected = correcting_.corrected(id);
  const bool lost =
      !corrected && (corrected.error().code == ErrorCode::not_found || corrected.error().code == ErrorCode::bad_input);
  if (!corrected && !lost) return std::unexpected(std::move(corrected).error());
  ONGGI_TRY(const auto records, stages_.lineage(id));
  std::string input_key;
  for (const StageRecord& record : records)
    if (record.stage == "parse" || record.stage == "correct") input_key = record.key;
  PersonalScan scan;  // of one that cannot be opened: nothing was found
  if (corrected) {
    ONGGI_TRY(scan, scans_.look(id, corrected->document, recipe ? recipe->get() : nullptr, input_key, cancel));
  }
  ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    const auto row = parts_.catalog.row(id);
    if (!row && row.error().code == ErrorCode::not_found) return true;  // removed meanwhile
    ONGGI_TRY(const auto kept, PersonalScans::kept(session, id));
    if (kept && kept->is_by_these_rules) return true;  // read again meanwhile
    if (kept) scan.decisions = kept->decisions;
    scan.is_kept = false;
    ONGGI_CHECK(PersonalScans::put(session, id, scan));
    ONGGI_CHECK(PersonalRulings::hold(session));
    ONGGI_CHECK(rework_.queue(session, {}, {id}));
    return true;
  }));
  return {};
}

Result<PersonalReview::Decided> PersonalReview::Impl::decide(const PersonalReviewer& reviewer, const Wish& wish) {
  if (wish.whole_workspace && !reviewer.all) return right_missing();
  return parts_.database->write<Decided>([&](SqlSession& session) -> Result<Decided> {
    ONGGI_CHECK(PersonalRulings::hold(session));
    Decided done{.decision = new_id("pdc")};
    std::map<std::string, RulingRow> rows;  // a value that two of the findings share is decided once
    for (const std::string& id : wish.findings) {
      FindingKey key;
      const bool is_id = read_finding_id(id, key);
      ONGGI_TRY(const bool may, PersonalRework::may_decide(session, reviewer, key.document));
      ONGGI_TRY(const auto there, session.query("SELECT 1 AS there FROM ingest_personal_findings WHERE document_id = "
                                                ":1 AND kind = :2 AND value_hash = :3",
                                                {key.document.str(), key.kind, key.value_hash}));
      if (!is_id || !may || there.empty()) {
        done.left.push_back(id);
        continue;
      }
      if (wish.whole_workspace) key.document = {};
      const bool is_new = rows.try_emplace(finding_id(key), RulingRow{.id = done.decision,
                                                                      .kind = key.kind,
                                                                      .value_hash = key.value_hash,
                                                                      .document = key.document,
                                                                      .personal = wish.personal,
                                                                      .by = reviewer.person})
                              .second;
      if (is_new) ++done.kinds[key.kind], ++done.decided;
    }
    if (rows.empty()) return fail(ErrorCode::not_found, "none of these findings is there any more", "nothing_decided");
    std::vector<RulingRow> made;
    made.reserve(rows.size());
    for (const auto& [id, row] : rows) made.push_back(row);
    ONGGI_CHECK(rulings_.put(session, made));
    ONGGI_TRY(const auto candidates, PersonalRework::holding(session, made));
    ONGGI_TRY(done.documents, rework_.queue(session, reviewer, candidates));
    return done;
  });
}

Result<PersonalReview::Decided> PersonalReview::Impl::withdraw(const PersonalReviewer& reviewer,
                                                               const std::string& decision,
                                                               const std::string& finding) {
  FindingKey only;
  if (!finding.empty() && !read_finding_id(finding, only))
    return fail(ErrorCode::invalid_argument, "the finding is none that a list gave", "bad_finding");
  return parts_.database->write<Decided>([&](SqlSession& session) -> Result<Decided> {
    ONGGI_CHECK(PersonalRulings::hold(session));
    ONGGI_TRY(auto rows, PersonalRulings::in_force(session, decision));
    if (!finding.empty())
      std::erase_if(rows, [&](const RulingRow& row) {
        const bool same_value = row.kind == only.kind && row.value_hash == only.value_hash;
        return !same_value || (!row.document.empty() && row.document != only.document);
      });
    if (rows.empty()) return fail(ErrorCode::not_found, "the decision " + decision + " says nothing about it");
    Decided done{.decision = decision, .decided = std::ssize(rows)};
    for (const RulingRow& row : rows) {
      ++done.kinds[row.kind];
      if (row.document.empty() && !reviewer.all) return right_missing();
      if (row.document.empty()) continue;
      ONGGI_TRY(const bool may, PersonalRework::may_decide(session, reviewer, row.document));
      if (!may) return fail(ErrorCode::not_found, "no decision " + decision + " is in force");
    }
    ONGGI_CHECK(rulings_.withdraw(session, rows, reviewer.person));
    ONGGI_TRY(const auto candidates, PersonalRework::holding(session, rows));
    ONGGI_TRY(done.documents, rework_.queue(session, reviewer, candidates));
    return done;
  });
}

Result<std::vector<DocumentId>> PersonalReview::Impl::set_threshold(const PersonalReviewer& reviewer,
                                                                    const std::string& kind,
                                                                    std::optional<double> threshold) {
  if (!reviewer.all) return right_missing();
  if (threshold && !(*threshold >= 0 && *threshold <= 1))
    return fail(ErrorCode::invalid_argument, "a threshold is 0 to 1");
  ONGGI_TRY(const auto of_recipes, kinds_.thresholds_of_recipes(kind));
  std::optional<std::int64_t> wanted;
  if (threshold) wanted = thousandths(*threshold);
  std::vector<std::int64_t> limits;  // thresholds that hold before or afterwards in some document
  limits.reserve(of_recipes.size());
  for (const double own : of_recipes) limits.push_back(thousandths(own));
  return parts_.database->write<std::vector<DocumentId>>([&](SqlSession& session) -> Result<std::vector<DocumentId>> {
    ONGGI_CHECK(PersonalRulings::hold(session));
    ONGGI_TRY(const auto known, session.query("SELECT 1 AS there FROM ingest_personal_findings WHERE kind = :1 "
                                              "LIMIT 1",
                                              {kind}));
    if (known.empty())
      return fail(ErrorCode::invalid_argument, "nothing of the kind " + kind + " was found in this workspace");
    std::vector<std::int64_t> all = limits;
    ONGGI_TRY(const auto kept, PersonalRulings::thresholds(session));
    for (const KeptThreshold& one : kept)
      if (one.kind == kind) all.push_back(one.threshold);
    if (wanted) all.push_back(*wanted);
    ONGGI_CHECK(rulings_.set_threshold(session, kind, wanted, reviewer.person));
    if (all.empty()) return std::vector<DocumentId>{};
    ONGGI_TRY(const auto candidates,
              PersonalRework::between(session, kind, std::ranges::min(all), std::ranges::max(all)));
    return rework_.queue(session, reviewer, candidates);
  });
}

PersonalReview::PersonalReview(Ingest::Parts parts) : impl_(std::make_shared<Impl>(std::move(parts))) {}

void PersonalReview::register_handlers(JobRunner& runner) {
  runner.add(std::string(kPersonalJobType),
             [impl = impl_](const JobContext& context) { return impl->do_job(context); });
}
Result<void> PersonalReview::queue_waiting() { return impl_->queue_waiting(); }
Result<void> PersonalReview::catch_up(const std::function<void(std::int64_t, std::int64_t)>& progress,
                                      const Cancel& cancel) {
  return impl_->catch_up(progress, cancel);
}
Result<PersonalReview::Listed> PersonalReview::list(const PersonalReviewer& reviewer, const Listing& listing,
                                                    const Cancel& cancel) const {
  return impl_->list(reviewer, listing, cancel);
}
Result<PersonalReview::Kinds> PersonalReview::kinds(const PersonalReviewer& reviewer) const {
  return impl_->kinds(reviewer);
}
Result<PersonalReview::Decided> PersonalReview::decide(const PersonalReviewer& reviewer, const Wish& wish) {
  return impl_->decide(reviewer, wish);
}
Result<PersonalReview::Decided> PersonalReview::withdraw(const PersonalReviewer& reviewer, const std::string& decision,
                                                         const std::string& finding) {
  return impl_->withdraw(reviewer, decision, finding);
}
Result<std::vector<DocumentId>> PersonalReview::set_threshold(const PersonalReviewer& reviewer, const std::string& kind,
                                                              std::optional<double> threshold) {
  return impl_->set_threshold(reviewer, kind, threshold);
}

}  // namespace onggi
