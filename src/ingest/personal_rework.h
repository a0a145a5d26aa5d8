// Which documents a decision about personal data touches, and the work on them; inside of room ingest.
#pragma once

#include <string>
#include <vector>

#include "ingest/personal_review.h"
#include "ingest/personal_rulings.h"
#include "ingest/recipes.h"

namespace onggi::ingest_room {

class PersonalRework {
 public:
  PersonalRework(const Ingest::Parts& parts, const Recipes& recipes, const PersonalRulings& rulings)
      : parts_(parts), recipes_(recipes), rulings_(rulings) {}

  static Result<bool> may_decide(SqlSession& session, const PersonalReviewer& reviewer, const DocumentId& document);

  /// Documents in which what was decided stands, or may stand among values that were too many to keep.
  static Result<std::vector<DocumentId>> holding(SqlSession& session, const std::vector<RulingRow>& rows);
  /// Documents in which something of the kind stands between two thresholds.
  static Result<std::vector<DocumentId>> between(SqlSession& session, const std::string& kind, std::int64_t low,
                                                 std::int64_t high);

  /// Queues those of the candidates whose text was made with other decisions than those that hold now. Gives the ones
  /// that the reviewer may decide on.
  Result<std::vector<DocumentId>> queue(SqlSession& session, const PersonalReviewer& reviewer,
                                        const std::vector<DocumentId>& candidates) const;

 private:
  const Ingest::Parts& parts_;
  const Recipes& recipes_;
  const PersonalRulings& rulings_;
};

}  // namespace onggi::ingest_room
