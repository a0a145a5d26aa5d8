// See personal_kinds.h.
#include "ingest/personal_kinds.h"

#include <algorithm>

#include "clean/personal_rows.h"
#include "ingest/personal_lists.h"
#include "ingest/personal_rulings.h"

namespace onggi::ingest_room {
namespace {

void count(PersonalReview::Kind& kind, const std::vector<DecidedValues>& values) {
  for (const DecidedValues& one : values) {
    const auto bin = static_cast<std::size_t>(one.confidence_hundredths) / 5;
    for (PersonalReview::Bin* sum : {&kind.bins.at(std::min(bin, PersonalReview::kBins - 1)), &kind.values})
      sum->open += one.open, sum->personal += one.personal, sum->not_personal += one.not_personal;
  }
}

}  // namespace

Result<std::vector<PersonalKinds::RecipeInUse>> PersonalKinds::recipes_in_use(const PersonalReviewer* reviewer) const {
  std::string sql =
      "SELECT COALESCE(r.recipe_id, '') AS recipe, COUNT(*) AS documents FROM documents d LEFT JOIN "
      "ingest_document_recipes r ON r.document_id = d.id";
  std::vector<SqlValue> parameters;
  if (reviewer != nullptr) {
    sql += " WHERE " + decidable_sql(parts_.database->dialect(), 1, *reviewer);
    add_decidable(parameters, *reviewer);
  }
  ONGGI_TRY(const auto rows, parts_.database->query(sql + " GROUP BY COALESCE(r.recipe_id, '')", parameters));
  std::vector<RecipeInUse> used;
  for (const SqlRow& row : rows) {
    const auto recipe = recipes_.of(RecipeId(row.text("recipe")));
    used.emplace_back(recipe ? *recipe : nullptr, row.integer("documents"));  // one that does not open masks nothing
  }
  return used;
}

Result<void> PersonalKinds::count_documents(const PersonalReviewer& reviewer, PersonalReview::Kinds& kinds) const {
  std::vector<SqlValue> parameters;
  add_decidable(parameters, reviewer);
  ONGGI_TRY(const auto rows,
            parts_.database->query("SELECT COUNT(*) AS documents, COUNT(CASE WHEN d.state <> 'failed' AND " +
                                       PersonalScans::not_looked_at() +
                                       " THEN 1 END) AS missing, COUNT(CASE WHEN EXISTS (SELECT 1 FROM "
                                       "ingest_personal_scans l WHERE l.document_id = d.id AND l.left_out > 0) THEN 1 "
                                       "END) AS overfull FROM documents d WHERE " +
                                       decidable_sql(parts_.database->dialect(), 1, reviewer),
                                   parameters));
  kinds.documents = rows.front().integer("documents");
  kinds.not_looked_at = rows.front().integer("missing");
  kinds.with_values_left = rows.front().integer("overfull");
  return {};
}

Result<std::vector<double>> PersonalKinds::thresholds_of_recipes(const std::string& kind) const {
  ONGGI_TRY(const auto used, recipes_in_use(nullptr));
  std::vector<double> thresholds;
  for (const auto& [recipe, documents] : used) {
    const PersonalDataPolicy* policy = recipe == nullptr ? nullptr : recipe->personal_data();
    if (policy == nullptr) continue;
    if (const auto own = policy->tunable_threshold(kind)) thresholds.push_back(*own);
  }
  return thresholds;
}

// What holds as long as the workspace keeps no threshold of its own: the lowest one.
void PersonalKinds::note_recipes(PersonalReview::Kind& kind, const std::vector<RecipeInUse>& used) {
  std::optional<double> lowest;
  for (const auto& [recipe, documents] : used) {
    const PersonalDataPolicy* policy = recipe == nullptr ? nullptr : recipe->personal_data();
    if (policy == nullptr) continue;
    if (policy->names_threshold(kind.kind)) kind.fixed_by.push_back(recipe->name());
    if (const auto own = policy->tunable_threshold(kind.kind)) lowest = std::min(lowest.value_or(1), *own);
  }
  kind.threshold = lowest.value_or(kind.threshold);
}

Result<PersonalReview::Kinds> PersonalKinds::kinds(const PersonalReviewer& reviewer) const {
  PersonalReview::Kinds made;
  ONGGI_CHECK(count_documents(reviewer, made));
  ONGGI_TRY(const auto used, recipes_in_use(&reviewer));
  ONGGI_TRY(const auto counted, count_values(*parts_.database, reviewer));
  ONGGI_TRY(const auto kept, parts_.database->read<std::vector<KeptThreshold>>(
                                 [](SqlSession& session) { return PersonalRulings::thresholds(session); }));
  for (const auto& [recipe, documents] : used)
    if (recipe == nullptr || recipe->personal_data() == nullptr) made.without_masking += documents;
  for (const auto& [name, values] : counted) {
    PersonalReview::Kind kind{.kind = name};
    count(kind, values);
    note_recipes(kind, used);
    const auto own = std::ranges::find(kept, name, &KeptThreshold::kind);
    if (own != kept.end())
      kind.is_kept = true, kind.threshold = static_cast<double>(own->threshold) / 1000.0, kind.set_by = own->by,
      kind.set_ms = own->time_ms;
    kind.proposal = propose_threshold(values, kind.threshold);
    made.kinds.push_back(std::move(kind));
  }
  return made;
}

}  // namespace onggi::ingest_room
