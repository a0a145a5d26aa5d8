// /api/recipes/runs: documents of the workspace taken through a recipe, and what it did to them.
#include <nlohmann/json.hpp>

#include "clean/document_recipe.h"
#include "serve/documents.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/recipes.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::int32_t kPage = 1000;
constexpr std::size_t kNameBytesMax = 100;

/// Documents that the caller sees and may change, with a name that has this in it.
Result<std::vector<DocumentRow>> changeable_documents(const Call& call, const std::string& name) {
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  std::vector<DocumentRow> documents;
  for (std::int32_t offset = 0;; offset += kPage) {
    ONGGI_CHECK(call.cancel.check());
    ONGGI_TRY(auto listed,
              call.rooms.catalog.list(visible, {.name_contains = name, .state = {}, .limit = kPage, .offset = offset}));
    for (DocumentRow& row : listed.documents)
      if (may_change(call, row)) documents.push_back(std::move(row));
    if (static_cast<std::int32_t>(listed.documents.size()) < kPage) return documents;
  }
}

/// A recipe that masks nothing must not bring out what another one masked.
Result<void> refuse_unmasking(const Call& call, const std::vector<DocumentRow>& documents, const Recipe& recipe) {
  ONGGI_TRY(const DocumentRecipe made, DocumentRecipe::from(recipe));
  if (made.masks()) return {};
  for (const DocumentRow& row : documents) {
    if (may_see_unmasked(call, row)) continue;
    ONGGI_TRY(const bool hides, call.rooms.ingest.hides(row));
    if (hides)
      return fail(ErrorCode::not_allowed,
                  "personal data are masked in some of these documents, and this recipe masks none: that needs the "
                  "right see_unmasked",
                  "masked");
  }
  return {};
}

}  // namespace

Result<Response> list_recipe_runs(const Call& call) {
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  ONGGI_TRY(const auto recipes, call.rooms.ingest.recipes_in_use(visible));
  json runs = json::array();
  for (const KeptRecipe& recipe : recipes)
    runs.push_back({{"recipe_id", recipe.id.str()},
                    {"name", recipe.name},
                    {"documents", recipe.documents},
                    {"time_ms", recipe.time_ms}});
  return json_response(200, {{"runs", std::move(runs)}});
}

Result<Response> run_recipe(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string yaml, fields.text("recipe"));
  ONGGI_TRY(const auto name, fields.text_if("document_name"));
  if (name && name->size() > kNameBytesMax) return bad_field("document_name", "must have at most 100 bytes");
  ONGGI_TRY(const Recipe recipe, Recipe::read_without_files(yaml, call.rooms.recipe_parts));
  ONGGI_TRY(const auto documents, changeable_documents(call, name.value_or("")));
  ONGGI_CHECK(refuse_unmasking(call, documents, recipe));
  ONGGI_TRY(const RecipeId id, call.rooms.ingest.keep_recipe(recipe));
  std::vector<DocumentId> ids;
  ids.reserve(documents.size());
  for (const DocumentRow& row : documents) ids.push_back(row.id);
  ONGGI_TRY(const std::int64_t queued, call.rooms.ingest.follow(ids, id));
  call.deed.object = "recipe:" + id.str();
  call.deed.detail = dump({{"documents", ids.size()}, {"queued", queued}});
  if (queued > 0) call.rooms.work();
  return json_response(202, {{"recipe_id", id.str()}, {"documents", ids.size()}, {"queued", queued}});
}

Result<Response> get_recipe_run(const Call& call) {
  const RecipeId id{std::string(call.request.parameter("recipe_id"))};
  call.deed.object = "recipe:" + id.str();
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  ONGGI_TRY(const RecipeReport report, call.rooms.ingest.recipe_report(id, visible));
  json changes = json::array(), held_back = json::array();
  for (const RecipeReport::Change& change : report.changes) {
    json encoded = encode_note(RowNote{change.operation, change.count});
    encoded["documents"] = change.documents;
    changes.push_back(std::move(encoded));
  }
  for (const RecipeReport::HeldBack& one : report.held_back)
    held_back.push_back({{"document_id", one.document.str()}, {"name", one.name}, {"why", one.why}});
  return json_response(200, {{"recipe_id", id.str()},
                             {"name", report.name},
                             {"recipe", report.yaml},
                             {"documents", report.documents},
                             {"waiting", report.waiting},
                             {"ready", report.ready},
                             {"failed", report.failed},
                             {"changes", std::move(changes)},
                             {"held_back", std::move(held_back)}});
}

}  // namespace onggi::serve_room
