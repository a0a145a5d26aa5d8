// What room procedure asks of documents, done by room ingest.
#pragma once

#include "clean/recipe.h"
#include "index/catalog.h"
#include "ingest/ingest.h"
#include "procedure/runs.h"

namespace onggi::app {

/// All of them outlive what comes out.
ProcedureRuns::Documents procedure_documents(Ingest& ingest, Catalog& catalog, const RecipeParts& recipe_parts);

}  // namespace onggi::app
