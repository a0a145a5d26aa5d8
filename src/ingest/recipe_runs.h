// Documents taken through a recipe after they came in, and what it did to them; inside of room ingest.
#pragma once

#include <vector>

#include "ingest/recipes.h"

namespace onggi::ingest_room {

// As Ingest's of the same names.
Result<std::int64_t> follow(const Ingest::Parts& parts, const std::vector<DocumentId>& documents,
                            const RecipeId& recipe);
Result<RecipeReport> recipe_report(const Ingest::Parts& parts, const RecipeId& recipe,
                                   const std::vector<PermissionId>& permissions);
Result<std::vector<KeptRecipe>> recipes_in_use(const Ingest::Parts& parts,
                                               const std::vector<PermissionId>& permissions);

}  // namespace onggi::ingest_room
