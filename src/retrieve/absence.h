// Why a document that somebody expected is not among what a search found.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "retrieve/retrieve.h"

namespace onggi {

enum class AbsenceReason : std::uint8_t {
  found,         // it is among them, at `rank`
  label,         // its label is above what the person may see
  readers,       // the person is not among its readers
  waiting,       // it is being read
  failed,        // it could not be read
  duplicate,     // its text is found under another document, `instead`
  superseded,    // another version holds, `instead`; a search for an earlier day finds this one
  not_in_force,  // it did not hold on the day that was asked for
  conditions,    // what is said about it does not meet the conditions
  no_words,      // no passage of it holds a word of the question, and none is near in meaning
  outranked,     // others come first: its best passage stands at `rank`, or behind the hundredth (0)
};
std::string_view to_string(AbsenceReason reason);

struct Absence {
  AbsenceReason reason = AbsenceReason::found;
  std::int32_t rank = 0;  // of its best passage; 0: none, or behind the hundredth
  DocumentId instead;
  // Of the best passage, where there is one: what each leg says of it among the passages of its own document, and how
  // much of the question it holds.
  std::vector<LegScore> legs;
  double covered = 0;
  // Things that the question names and its best passage does not, as typed; where it has no passage for this question,
  // all of them. Empty for what is kept out before anything is read.
  std::vector<std::string> missing;
};

struct AbsenceParts {
  const Retriever& retriever;
  const Catalog& catalog;
  const Permissions& permissions;
};

/// Why `document` is not among the first `request.limit` hits of this person. `asker`: who wants to know; what they may
/// not see themselves is not_found, as everywhere, so that only who sees a document learns why somebody else does not
/// find it. Cost: two or three searches. Errors: not_found, and those of Retriever::search().
Result<Absence> why_absent(const AbsenceParts& parts, const SearchRequest& request, const Viewer& person,
                           const Viewer& asker, const DocumentId& document, const Cancel& cancel);

}  // namespace onggi
