// Kinds of personal data over the workspace: how values of each spread over confidences, and from which confidence on
// recipes mask them; inside of room ingest.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ingest/personal_review.h"
#include "ingest/recipes.h"

namespace onggi::ingest_room {

class PersonalKinds {
 public:
  PersonalKinds(const Ingest::Parts& parts, const Recipes& recipes) : parts_(parts), recipes_(recipes) {}

  /// As PersonalReview's.
  Result<PersonalReview::Kinds> kinds(const PersonalReviewer& reviewer) const;

  /// Of a kind, in each recipe that some document follows and that leaves its threshold to the workspace.
  Result<std::vector<double>> thresholds_of_recipes(const std::string& kind) const;

 private:
  using RecipeInUse = std::pair<std::shared_ptr<const DocumentRecipe>, std::int64_t>;  // with its documents
  /// Of all documents (null), or of those that the reviewer may decide on.
  Result<std::vector<RecipeInUse>> recipes_in_use(const PersonalReviewer* reviewer) const;
  Result<void> count_documents(const PersonalReviewer& reviewer, PersonalReview::Kinds& kinds) const;
  static void note_recipes(PersonalReview::Kind& kind, const std::vector<RecipeInUse>& used);

  const Ingest::Parts& parts_;
  const Recipes& recipes_;
};

}  // namespace onggi::ingest_room
