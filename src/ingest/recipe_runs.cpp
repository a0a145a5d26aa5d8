// See recipe_runs.h.
#include "ingest/recipe_runs.h"

#include <map>

#include "ingest/jobs.h"
#include "ingest/lineage.h"
#include "store/text_list.h"

namespace onggi::ingest_room {
namespace {

// Documents of one transaction: a long one holds up everybody who writes.
constexpr std::size_t kBatch = 200;

// "FROM ... WHERE": the documents of recipe :1 among the permissions :2.
std::string of_recipe(const Ingest::Parts& parts, std::string_view joins) {
  std::string sql = " FROM ingest_document_recipes r JOIN documents d ON d.id = r.document_id ";
  sql.append(joins).append(" WHERE r.recipe_id = :1 AND d.permission IN ");
  return sql + text_list_sql(parts.database->dialect(), 2);
}

Result<std::vector<SqlRow>> rows_of(const Ingest::Parts& parts, std::string_view columns, std::string_view joins,
                                    const RecipeId& recipe, const std::vector<PermissionId>& permissions) {
  return parts.database->query("SELECT " + std::string(columns) + of_recipe(parts, joins),
                               {recipe.str(), text_list(permissions)});
}

void count(const SqlRow& row, RecipeReport& report) {
  const std::string state = row.text("state"), message = row.text("error_message");
  constexpr std::string_view kHeldBack = "held_back: ";
  ++report.documents;
  if (state == to_string(DocumentState::queued)) ++report.waiting;
  else if (state != to_string(DocumentState::failed)) ++report.ready;
  else if (message.starts_with(kHeldBack))
    report.held_back.push_back({DocumentId(row.text("id")), row.text("name"),
                                message.substr(kHeldBack.size(), message.find(';') - kHeldBack.size())});
  else ++report.failed;
}

}  // namespace

Result<std::int64_t> follow(const Ingest::Parts& parts, const std::vector<DocumentId>& documents,
                            const RecipeId& recipe) {
  std::int64_t queued = 0;
  for (std::size_t begin = 0; begin < documents.size(); begin += kBatch) {
    ONGGI_TRY(const std::int64_t some,
              parts.database->write<std::int64_t>([&](SqlSession& session) -> Result<std::int64_t> {
                std::vector<DocumentRow> rows;
                for (std::size_t i = begin; i < std::min(begin + kBatch, documents.size()); ++i) {
                  ONGGI_TRY(const RecipeId chosen, Recipes::chosen(session, documents[i]));
                  if (chosen == recipe) continue;
                  auto row = parts.catalog.row(documents[i]);
                  if (!row && row.error().code == ErrorCode::not_found) continue;
                  if (!row) return std::unexpected(std::move(row).error());
                  ONGGI_CHECK(Recipes::choose(session, documents[i], recipe));
                  rows.push_back(*std::move(row));
                }
                ONGGI_CHECK(requeue(parts, session, rows));
                return static_cast<std::int64_t>(rows.size());
              }));
    queued += some;
  }
  return queued;
}

Result<RecipeReport> recipe_report(const Ingest::Parts& parts, const RecipeId& recipe,
                                   const std::vector<PermissionId>& permissions) {
  RecipeReport report;
  ONGGI_TRY(const auto kept,
            parts.database->query("SELECT name, yaml FROM ingest_recipes WHERE id = :1", {recipe.str()}));
  if (kept.empty()) return fail(ErrorCode::not_found, "no recipe " + recipe.str());
  report.name = kept.front().text("name"), report.yaml = kept.front().text("yaml");
  ONGGI_TRY(const auto documents, rows_of(parts, "d.id, d.name, d.state, d.error_message", "", recipe, permissions));
  // What it is called and does is its followers', like the documents themselves.
  if (documents.empty()) return fail(ErrorCode::not_found, "no recipe " + recipe.str());
  for (const SqlRow& row : documents) count(row, report);
  ONGGI_TRY(const auto stages, rows_of(parts, "s.changes",
                                       "JOIN ingest_document_stages w ON w.document_id = d.id AND w.stage = 'refine' "
                                       "JOIN ingest_stages s ON s.stage_key = w.stage_key",
                                       recipe, permissions));
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> sums;  // changes, documents
  for (const SqlRow& row : stages)
    for (const StageChange& change : changes_from(row.text("changes")))
      sums[change.operation].first += change.count, ++sums[change.operation].second;
  for (const auto& [operation, sum] : sums) report.changes.push_back({operation, sum.first, sum.second});
  return report;
}

Result<std::vector<KeptRecipe>> recipes_in_use(const Ingest::Parts& parts,
                                               const std::vector<PermissionId>& permissions) {
  ONGGI_TRY(const auto rows,
            parts.database->query(
                "SELECT k.id, k.name, k.time_ms, COUNT(*) AS documents FROM ingest_recipes k "
                "JOIN ingest_document_recipes r ON r.recipe_id = k.id JOIN documents d ON d.id = r.document_id "
                "WHERE d.permission IN " +
                    text_list_sql(parts.database->dialect(), 1) +
                    " GROUP BY k.id, k.name, k.time_ms ORDER BY k.time_ms DESC, k.id",
                {text_list(permissions)}));
  std::vector<KeptRecipe> recipes;
  recipes.reserve(rows.size());
  for (const SqlRow& row : rows)
    recipes.push_back({RecipeId(row.text("id")), row.text("name"), row.integer("documents"), row.integer("time_ms")});
  return recipes;
}

}  // namespace onggi::ingest_room
