// What wants looking after: stale, ownerless and label-less documents. See labelling.h.
#include <algorithm>
#include <chrono>
#include <set>

#include "index/iso_date.h"
#include "ingest/label_rows.h"
#include "ingest/labelling.h"

namespace onggi {

using ingest_room::LabelRows;

namespace {

constexpr std::int32_t kPage = 500;
constexpr std::int64_t kDayMs = 86'400'000;

/// What one pass over the documents needs to know of all of them.
struct Known {
  std::set<DocumentId> labelled;
  std::set<PersonId> active;
  std::string today, oldest_day;
};

/// A rule that holds only from tomorrow says nothing about how old it is.
void find_newest(const DocumentRow& row, const std::vector<MetadataValue>& values, const std::string& today,
                 CareEntry& entry) {
  for (const MetadataValue& one : values) {
    const bool dated = one.field == metadata_field::kEffective || one.field == metadata_field::kRevised;
    if (!dated || !is_iso_date(one.value) || one.value > today || one.value <= entry.newest_day) continue;
    entry.newest_day = one.value, entry.newest_of = one.field;
  }
  if (entry.newest_of.empty()) entry.newest_day = day_of(row.updated_ms), entry.newest_of = "updated";
}

void find_reasons(const DocumentRow& row, const LabelRows::Kept* marking, const Known& known, CareEntry& entry) {
  if (entry.newest_day < known.oldest_day) entry.reasons.emplace_back("stale");
  if (!known.active.contains(row.owner)) entry.reasons.emplace_back("ownerless");
  if (entry.label == Label::open && !known.labelled.contains(row.id)) entry.reasons.emplace_back("never_labelled");
  if (marking != nullptr && marking->state == ProposalState::open && marking->marking.label > entry.label)
    entry.reasons.emplace_back("marked_above");
}

}  // namespace

Result<CareReport> Labelling::report(const Viewer& viewer, std::int64_t stale_days) const {
  if (stale_days < 1 || stale_days > 36'500) return fail(ErrorCode::invalid_argument, "stale days are 1 to 36500");
  const LabelRows rows(parts_.database, parts_.clock);
  Known known{.labelled = {},
              .active = {},
              .today = day_of(parts_.clock.now_ms()),
              .oldest_day = day_of(parts_.clock.now_ms() - stale_days * kDayMs)};
  ONGGI_TRY(const auto labelled, rows.labelled_ones());
  known.labelled.insert(labelled.begin(), labelled.end());
  ONGGI_TRY(const auto people, parts_.people.list());
  for (const Person& person : people)
    if (person.active) known.active.insert(person.id);
  ONGGI_TRY(const auto visible, parts_.permissions.visible_to(viewer));
  CareReport report;
  for (std::int32_t offset = 0;; offset += kPage) {
    ONGGI_TRY(const auto listed,
              parts_.catalog.list(
                  visible, {.name_contains = {}, .state = {}, .conditions = {}, .limit = kPage, .offset = offset}));
    std::vector<DocumentId> ids;
    ids.reserve(listed.documents.size());
    for (const DocumentRow& row : listed.documents) ids.push_back(row.id);
    ONGGI_TRY(const auto metadata, metadata_.of(ids));
    ONGGI_TRY(const auto markings, rows.of(ids));
    for (const DocumentRow& row : listed.documents) {
      ONGGI_TRY(const Permission permission, parts_.permissions.get(row.permission));
      CareEntry entry{.document = row.id,
                      .name = row.name,
                      .owner = row.owner,
                      .label = permission.label,
                      .reasons = {},
                      .newest_day = {},
                      .newest_of = {}};
      const auto said = metadata.find(row.id);
      find_newest(row, said == metadata.end() ? std::vector<MetadataValue>{} : said->second, known.today, entry);
      const auto marking = markings.find(row.id);
      find_reasons(row, marking == markings.end() ? nullptr : &marking->second, known, entry);
      for (const std::string& reason : entry.reasons) ++report.counts[reason];
      if (!entry.reasons.empty()) report.entries.push_back(std::move(entry));
    }
    report.documents += static_cast<std::int64_t>(listed.documents.size());
    if (listed.documents.size() < kPage) return report;
  }
}

}  // namespace onggi
