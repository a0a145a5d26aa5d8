// See absence.h.
#include "retrieve/absence.h"

#include <algorithm>
#include <array>
#include <optional>

#include "text/text.h"

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
    return std::optional(
        Absence{.reason = reason, .rank = 0, .instead = std::move(instead), .legs = {}, .missing = {}});
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

/// What a search in this document alone finds: its best passage, or none where no leg finds one.
Result<SearchResult> best_of(const AbsenceParts& parts, SearchRequest request, const Viewer& person,
                             const DocumentId& document, const Cancel& cancel) {
  request.documents = {document}, request.limit = 1;
  return parts.retriever.search(request, person, cancel);
}

/// Words of the question of which this text holds neither the whole nor a part, nor what was meant by them. Verbs are
/// said in many ways, so that nothing follows from theirs.
std::vector<std::string> missing_in(std::string_view text, const SearchResult& found) {
  const std::string folded = fold(text);
  const auto holds = [&folded](const std::string& term) { return folded.contains(term); };
  const auto is_met = [&](const retrieve::QueryWord& word) {
    return holds(word.term) || std::ranges::any_of(word.parts, holds) ||
           std::ranges::any_of(found.variants, [&](const retrieve::Variant& variant) {
             return variant.bytes.begin < word.bytes.end && word.bytes.begin < variant.bytes.end &&
                    holds(variant.meant);
           });
  };
  std::vector<std::string> missing;
  for (const retrieve::QueryWord& word : found.words)
    if (word.kind != retrieve::WordKind::other && !is_met(word)) missing.push_back(word.term);
  return missing;
}

Absence outranked(const Hit& hit, std::int32_t rank, const SearchResult& found) {
  return {.reason = AbsenceReason::outranked,
          .rank = rank,
          .instead = {},
          .legs = hit.legs,
          .covered = hit.features.covered,
          .missing = missing_in(hit.chunk.lead + "\n" + hit.chunk.text, found)};
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
  if (const Hit* hit = find(found.hits, document)) {
    Absence absence = outranked(*hit, hit->rank, found);
    if (hit->rank <= request.limit) absence.reason = AbsenceReason::found;
    return absence;
  }
  ONGGI_TRY(const auto out, kept_out(parts, request, person, row));
  if (out) return *out;
  ONGGI_TRY(const SearchResult alone, best_of(parts, request, person, document, cancel));
  if (!alone.hits.empty()) return outranked(alone.hits.front(), 0, alone);
  for (const bool keep_day : {true, false}) {
    SearchRequest wider = request;
    wider.conditions.clear();
    if (!keep_day) wider.as_of.clear();
    ONGGI_TRY(const auto without, best_of(parts, wider, person, document, cancel));
    if (!without.hits.empty())
      return Absence{.reason = keep_day ? AbsenceReason::conditions : AbsenceReason::not_in_force};
  }
  return Absence{.reason = AbsenceReason::no_words, .missing = missing_in({}, alone)};
}

}  // namespace onggi
