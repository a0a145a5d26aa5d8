// Which recipe a document goes through; inside of room ingest.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "clean/document_recipe.h"
#include "ingest/ingest.h"

namespace onggi::ingest_room {

/// Thread safe. Recipes are opened once a process.
class Recipes {
 public:
  explicit Recipes(const Ingest::Parts& parts) : parts_(parts) {}

  /// Keeps a recipe under an id made of its content: the same one gets the same id.
  Result<RecipeId> keep(const Recipe& recipe);
  /// As Ingest::recipe_called().
  Result<RecipeId> called(const std::string& name);

  /// Notes the recipe of a document; an empty id: the workspace's own.
  static Result<void> choose(SqlSession& session, const DocumentId& document, const RecipeId& recipe);
  static Result<RecipeId> chosen(SqlSession& session, const DocumentId& document);
  Result<RecipeId> chosen(const DocumentId& document) const;

  /// What a document with this choice goes through; null: nothing. Errors: what opening the recipe gives (a file that
  /// it names is gone).
  Result<std::shared_ptr<const DocumentRecipe>> of(const RecipeId& chosen) const;

 private:
  const Ingest::Parts& parts_;
  mutable std::mutex mutex_;
  mutable std::map<RecipeId, std::shared_ptr<const DocumentRecipe>> opened_;
};

}  // namespace onggi::ingest_room
