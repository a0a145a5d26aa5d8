// /api/recipes: what recipes may name, and a recipe tried on a few rows.
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "clean/recipe.h"
#include "clean/spelling.h"
#include "clean/try_recipe.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/recipes.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::size_t kRowsMax = 500;

json encode(const TriedRow& row, const Recipe& recipe) {
  json steps = json::array();
  for (const TriedRow::Step& step : row.steps) {
    json notes = json::array();
    for (const RowNote& note : step.notes) notes.push_back(encode_note(note));
    steps.push_back({{"step", step.number},
                     {"operation", recipe.steps()[step.number].operation},
                     {"removed", step.removed},
                     {"notes", std::move(notes)}});
  }
  return {{"before", row.before}, {"after", row.after}, {"removed", row.removed}, {"steps", std::move(steps)}};
}

json totals(const std::vector<TriedRow>& rows, const Recipe& recipe) {
  json steps = json::array();
  for (const Recipe::Step& step : recipe.steps())
    steps.push_back({{"operation", step.operation}, {"changed", 0}, {"removed", 0}});
  for (const TriedRow& row : rows)
    for (const TriedRow::Step& step : row.steps) {
      json& count = steps[step.number][step.removed ? "removed" : "changed"];
      count = count.get<int>() + 1;
    }
  return steps;
}

json encode_preset(std::string_view name) {
  const Result<Recipe> recipe = Recipe::open(name);  // presets are whole, which a test holds
  json steps = json::array();
  for (const Recipe::Step& step : recipe->steps())
    steps.push_back({{"operation", step.operation}, {"options", json::parse(step.options)}});
  return {{"name", name}, {"yaml", Recipe::preset(name)}, {"steps", std::move(steps)}};
}

// Under the workspace's key anybody could try the values that a pseudonym may stand for until one fits.
RecipeParts parts_for_trying(RecipeParts parts) {
  if (parts.pseudonym_key) parts.pseudonym_key = [key = random_bytes(32)] { return key; };
  return parts;
}

}  // namespace

json encode_note(const RowNote& note) {
  json encoded{{"reason", note.reason}, {"count", note.count}};
  constexpr std::string_view kSpelling = "spell.";
  if (!note.reason.starts_with(kSpelling)) return encoded;
  const std::string rule = note.reason.substr(kSpelling.size());
  encoded["name"] = {{"ko", spelling_rule_name(rule, RuleLanguage::korean)},
                     {"en", spelling_rule_name(rule, RuleLanguage::english)}};
  return encoded;
}

Result<Response> list_recipes(const Call&) {
  json presets = json::array();
  for (const std::string_view name : Recipe::preset_names()) presets.push_back(encode_preset(name));
  return json_response(200, {{"operations", json::parse(operations_json())}, {"presets", std::move(presets)}});
}

Result<Response> try_a_recipe(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string yaml, fields.text("recipe"));
  ONGGI_TRY(const std::vector<std::string> texts, fields.texts("texts"));
  if (texts.empty() || texts.size() > kRowsMax)
    return bad_field("texts", "must be 1 to " + std::to_string(kRowsMax) + " texts");
  ONGGI_TRY(const Recipe recipe, Recipe::read_without_files(yaml, parts_for_trying(call.rooms.recipe_parts)));
  ONGGI_TRY(const std::vector<TriedRow> tried, try_recipe(recipe, texts, call.cancel));
  json rows = json::array();
  for (const TriedRow& row : tried) rows.push_back(encode(row, recipe));
  return json_response(200, {{"rows", std::move(rows)}, {"steps", totals(tried, recipe)}});
}

}  // namespace onggi::serve_room
