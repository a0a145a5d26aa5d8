// What people are shown of documents whose recipe masks something; inside of room ingest.
#pragma once

#include <string>
#include <vector>

#include "ingest/correcting.h"
#include "ingest/personal_rulings.h"
#include "ingest/recipes.h"

namespace onggi::ingest_room {

class Showing {
 public:
  Showing(const Ingest::Parts& parts, const Correcting& correcting, const Recipes& recipes,
          const PersonalRulings& rulings)
      : parts_(parts), correcting_(correcting), recipes_(recipes), rulings_(rulings) {}

  // As Ingest's of the same names.
  Result<Document> shown(const DocumentId& document, const Cancel& cancel) const;
  Result<bool> hides(const DocumentRow& row) const;
  Result<PageImage> page_image(const DocumentRow& row, std::int32_t page_index, double dots_per_inch,
                               const Cancel& cancel) const;
  Result<std::vector<PageWord>> page_words(const DocumentRow& row, std::int32_t page_index, const Cancel& cancel) const;

 private:
  /// The places of a page that are not to be seen; none where the document hides nothing.
  Result<std::vector<Box>> covers(const DocumentRow& row, const std::string& bytes, std::int32_t page_index,
                                  const Cancel& cancel) const;
  Result<std::shared_ptr<const DocumentRecipe>> recipe_of(const DocumentId& document) const;

  const Ingest::Parts& parts_;
  const Correcting& correcting_;
  const Recipes& recipes_;
  const PersonalRulings& rulings_;
};

}  // namespace onggi::ingest_room
