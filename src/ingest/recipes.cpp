// See recipes.h.
#include "ingest/recipes.h"

#include <array>

#include "base/hash.h"

namespace onggi::ingest_room {

Result<RecipeId> Recipes::keep(const Recipe& recipe) {
  const std::string folder = recipe.folder().string();
  const std::array<std::string_view, 3> parts{recipe.name(), recipe.yaml(), folder};
  RecipeId id("recipe_" + sha256_hex_parts(parts).substr(0, 24));
  ONGGI_CHECK(parts_.database->execute(
      "INSERT INTO ingest_recipes (id, name, yaml, folder, time_ms) VALUES (:1, :2, :3, :4, :5) ON CONFLICT (id) DO "
      "NOTHING",
      {id.str(), recipe.name(), recipe.yaml(), folder, parts_.clock.now_ms()}));
  return id;
}

Result<RecipeId> Recipes::called(const std::string& name) {
  if (name == "own") return RecipeId();
  if (!Recipe::preset(name).empty()) {
    ONGGI_TRY(const Recipe recipe, Recipe::open(name, parts_.recipe_parts));
    ONGGI_CHECK(DocumentRecipe::from(recipe));
    return keep(recipe);
  }
  ONGGI_TRY(const auto rows, parts_.database->query("SELECT id FROM ingest_recipes WHERE id = :1", {name}));
  if (!rows.empty()) return RecipeId(name);
  std::string presets;
  for (const std::string_view preset : Recipe::preset_names()) presets.append(preset).append(", ");
  return fail(ErrorCode::invalid_argument,
              "a recipe is one of " + presets + "\"own\" (the workspace's), or the id of one that was kept",
              "bad_recipe");
}

Result<void> Recipes::choose(SqlSession& session, const DocumentId& document, const RecipeId& recipe) {
  ONGGI_CHECK(session.execute("DELETE FROM ingest_document_recipes WHERE document_id = :1", {document.str()}));
  if (recipe.empty()) return {};
  ONGGI_CHECK(session.execute("INSERT INTO ingest_document_recipes (document_id, recipe_id) VALUES (:1, :2)",
                              {document.str(), recipe.str()}));
  return {};
}

Result<RecipeId> Recipes::chosen(SqlSession& session, const DocumentId& document) {
  ONGGI_TRY(const auto rows,
            session.query("SELECT recipe_id FROM ingest_document_recipes WHERE document_id = :1", {document.str()}));
  return rows.empty() ? RecipeId() : RecipeId(rows.front().text("recipe_id"));
}

Result<RecipeId> Recipes::chosen(const DocumentId& document) const {
  return parts_.database->read<RecipeId>([&](SqlSession& session) { return chosen(session, document); });
}

Result<std::shared_ptr<const DocumentRecipe>> Recipes::of(const RecipeId& id) const {
  if (id.empty()) return parts_.recipe;
  const std::scoped_lock lock(mutex_);
  if (const auto found = opened_.find(id); found != opened_.end()) return found->second;
  ONGGI_TRY(const auto rows,
            parts_.database->query("SELECT name, yaml, folder FROM ingest_recipes WHERE id = :1", {id.str()}));
  if (rows.empty()) return fail(ErrorCode::internal, "the recipe " + id.str() + " is not kept any more");
  auto recipe = Recipe::read(rows.front().text("yaml"), rows.front().text("folder"), parts_.recipe_parts);
  if (!recipe) return within("recipe " + rows.front().text("name"), std::move(recipe).error());
  ONGGI_TRY(DocumentRecipe opened, DocumentRecipe::from(*recipe));
  return opened_[id] = std::make_shared<const DocumentRecipe>(std::move(opened));
}

}  // namespace onggi::ingest_room
