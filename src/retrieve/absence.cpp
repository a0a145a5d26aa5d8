// See absence.h.
#include "retrieve/absence.h"

#include <algorithm>
#include <array>
#include <optional>

namespace onggi {
namespace {

constexpr std::int32_t kDepth = 100;

const Hit* find(const std::vector<Hit>& hits, const DocumentId& document) {
  const auto at = std::ranges::find(hits, document, &Hit::document);
  return at == hits.end() ? nullptr : &*at;
}

/// What keeps a document out before anything is searched for.
Result<std::optional<Absence>> kept_out(const AbsenceParts& parts, const SearchRequest& request, const Viewer& person,
                                        const DocumentRow& row) {
  const auto by = [](AbsenceReason reason, DocumentId instead = {}) {
    return std::optional(Absence{.reason = reason, .rank = 0, .instead = std::move(instead), .legs = {}});
  };
  ONGGI_TRY(const bool visible, parts.permissions.is_visible(person, row.permission));
  if (!visible) {
    ONGGI_TRY(const Permission permission, parts.permissions.get(row.permission));
    return by(permission.label > person.clearance ? AbsenceReason::label : AbsenceReason::readers);
  }
  if (row.state == DocumentState::queued) return by(AbsenceReason::waiting);
  if (row.state == DocumentState::failed) return by(AbsenceReason::failed);
  if (row.state == DocumentState::duplicate) return by(AbsenceReason::duplicate, row.duplicate_of);
  if (!row.superseded_on.empty() && request.as_of.empty()) return by(AbsenceReason::superseded, row.superseded_by);
  return std::optional<Absence>();
}

/// The best passage of this document alone; none: no leg finds one.
Result<std::optional<Hit>> best_of(const AbsenceParts& parts, SearchRequest request, const Viewer& person,
                                   const DocumentId& document, const Cancel& cancel) {
  request.documents = {document}, request.limit = 1;
  ONGGI_TRY(SearchResult found, parts.retriever.search(request, person, cancel));
  if (found.hits.empty()) return std::optional<Hit>();
  return std::optional(std::move(found.hits.front()));
}

}  // namespace

std::string_view to_string(AbsenceReason reason) {
  constexpr std::array<std::string_view, 11> kNames = {"found",      "label",     "readers",    "waiting",
                                                       "failed",     "duplicate", "superseded", "not_in_force",
                                                       "conditions", "no_words",  "outranked"};
  return kNames[static_cast<std::size_t>(reason)];
}

Result<Absence> why_absent(const AbsenceParts& parts, const SearchRequest& request, const Viewer& person,
                           const Viewer& asker, const DocumentId& document, const Cancel& cancel) {
  ONGGI_TRY(const auto asker_sees, parts.permissions.visible_to(asker));
  ONGGI_TRY(const DocumentRow row, parts.catalog.get(asker_sees, document));
  SearchRequest deep = request;
  deep.limit = kDepth;
  ONGGI_TRY(const SearchResult found, parts.retriever.search(deep, person, cancel));
  if (const Hit* hit = find(found.hits, document))
    return Absence{.reason = hit->rank <= request.limit ? AbsenceReason::found : AbsenceReason::outranked,
                   .rank = hit->rank,
                   .instead = {},
                   .legs = hit->legs,
                   .covered = hit->features.covered};
  ONGGI_TRY(const auto out, kept_out(parts, request, person, row));
  if (out) return *out;
  ONGGI_TRY(const auto best, best_of(parts, request, person, document, cancel));
  if (best)
    return Absence{.reason = AbsenceReason::outranked,
                   .rank = 0,
                   .instead = {},
                   .legs = best->legs,
                   .covered = best->features.covered};
  for (const bool keep_day : {true, false}) {
    SearchRequest wider = request;
    wider.conditions.clear();
    if (!keep_day) wider.as_of.clear();
    ONGGI_TRY(const auto without, best_of(parts, wider, person, document, cancel));
    if (without) return Absence{.reason = keep_day ? AbsenceReason::conditions : AbsenceReason::not_in_force};
  }
  return Absence{.reason = AbsenceReason::no_words};
}

}  // namespace onggi
