// See procedure_documents.h.
#include "app/procedure_documents.h"

#include <string_view>

namespace onggi::app {
namespace {

constexpr std::string_view kMask = "mask.";

/// What the recipe masked in a document, added to `masked` by kind.
void add_masked(const std::vector<StageRecord>& stages, std::map<std::string, std::int64_t>& masked) {
  for (const StageRecord& stage : stages)
    for (const StageChange& change : stage.changes)
      if (stage.stage == "refine" && change.operation.starts_with(kMask))
        masked[change.operation.substr(kMask.size())] += change.count;
}

Result<std::int64_t> count_waiting(Catalog& catalog, const std::vector<DocumentId>& documents) {
  std::int64_t waiting = 0;
  for (const DocumentId& id : documents) {
    ONGGI_TRY(const DocumentRow row, catalog.row(id));
    waiting += row.state == DocumentState::queued ? 1 : 0;
  }
  return waiting;
}

Result<ProcedureRuns::Outcome> outcome_of(Ingest& ingest, Catalog& catalog, const std::vector<DocumentId>& documents) {
  ProcedureRuns::Outcome outcome;
  for (const DocumentId& id : documents) {
    ONGGI_TRY(const DocumentRow row, catalog.row(id));
    outcome.held_back += row.state == DocumentState::failed ? 1 : 0;
    ONGGI_TRY(const auto stages, ingest.lineage(id));
    add_masked(stages, outcome.masked);
  }
  return outcome;
}

Result<std::vector<SampleUnit>> texts_of(Ingest& ingest, Catalog& catalog, const std::vector<DocumentId>& documents,
                                         const Cancel& cancel) {
  std::vector<SampleUnit> units;
  for (const DocumentId& id : documents) {
    ONGGI_TRY(const DocumentRow row, catalog.row(id));
    if (row.state == DocumentState::failed) continue;
    ONGGI_TRY(const Document document, ingest.shown(id, cancel));
    for (const Element& element : document.elements)
      if (!element.text.empty()) units.push_back({.document = id, .element = element.id});
  }
  return units;
}

}  // namespace

ProcedureRuns::Documents procedure_documents(Ingest& ingest, Catalog& catalog, const RecipeParts& recipe_parts) {
  return {.follow = [&](const std::string& yaml, const std::vector<DocumentId>& documents) -> Result<RecipeId> {
            ONGGI_TRY(const Recipe recipe, Recipe::read_without_files(yaml, recipe_parts));
            ONGGI_TRY(RecipeId kept, ingest.keep_recipe(recipe));
            ONGGI_CHECK(ingest.follow(documents, kept));
            return kept;
          },
          .waiting = [&](const std::vector<DocumentId>& documents) { return count_waiting(catalog, documents); },
          .outcome = [&](const std::vector<DocumentId>& documents) { return outcome_of(ingest, catalog, documents); },
          .texts = [&](const std::vector<DocumentId>& documents,
                       const Cancel& cancel) { return texts_of(ingest, catalog, documents, cancel); }};
}

}  // namespace onggi::app
