// The log read into a state.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "procedure/procedure.h"
#include "procedure/questions.h"

namespace onggi {
namespace {

using nlohmann::json;

std::map<std::string, std::int64_t> counts_of(const json& object) {
  return object.get<std::map<std::string, std::int64_t>>();
}

void take_start(Procedure& state, const ProcedureEntry& entry, const json& detail) {
  state.started_ms = entry.time_ms;
  state.started_by = entry.login;
  state.purpose = detail.at("purpose").get<std::string>();
  state.about = detail.at("about").get<std::string>();
  state.recipients = detail.at("recipients").get<std::vector<std::string>>();
}

void take_answer(Procedure& state, const ProcedureEntry& entry, const json& detail) {
  state.answers[detail.at("question").get<std::string>()] = {detail.at("risk").get<bool>(),
                                                             detail.at("note").get<std::string>(), entry.login};
}

// Another method makes another recipe: what was applied, drawn and marked was so under the one before.
void take_method(Procedure& state, const ProcedureEntry& entry, const json& detail) {
  state.methods[detail.at("kind").get<std::string>()] = {
      detail.at("action").get<std::string>(), detail.at("ground").get<std::string>(), entry.login, entry.person};
  state.applied.reset();
  state.sample.reset();
  state.marks.clear();
}

ProcedureRows rows_of(const json& detail) {
  return {.file = detail.at("file").get<std::string>(),
          .hash_in = detail.at("sha256_in").get<std::string>(),
          .hash_out = detail.at("sha256_out").get<std::string>(),
          .rows_in = detail.at("rows_in").get<std::int64_t>(),
          .rows_out = detail.at("rows_out").get<std::int64_t>(),
          .permission = PermissionId(detail.at("permission").get<std::string>())};
}

// Either "documents" or "rows" stands in the entry.
void take_apply(Procedure& state, const ProcedureEntry& entry, const json& detail) {
  Procedure::Applied applied{.recipe = RecipeId(detail.at("recipe").get<std::string>()),
                             .documents = {},
                             .rows = {},
                             .masked = counts_of(detail.at("masked")),
                             .held_back = detail.at("held_back").get<std::int64_t>(),
                             .login = entry.login,
                             .person = entry.person};
  if (detail.contains("rows")) applied.rows = rows_of(detail.at("rows"));
  else
    for (const json& id : detail.at("documents")) applied.documents.emplace_back(id.get<std::string>());
  state.applied = std::move(applied);
  state.sample.reset();
  state.marks.clear();
}

void take_sample(Procedure& state, const ProcedureEntry&, const json& detail) {
  Procedure::Sample sample{.population = detail.at("population").get<std::int64_t>(),
                           .rate_max = detail.at("rate_max").get<double>(),
                           .seed = detail.at("seed").get<std::string>(),
                           .units = {},
                           .times = state.sample ? state.sample->times + 1 : 1};
  for (const json& unit : detail.at("units")) {
    if (unit.is_number_integer()) sample.units.push_back({.row = unit.get<std::int64_t>()});
    else sample.units.push_back({DocumentId(unit.at(0).get<std::string>()), ElementId(unit.at(1).get<std::string>())});
  }
  state.sample = std::move(sample);
  state.marks.clear();
}

void take_mark(Procedure& state, const ProcedureEntry& entry, const json& detail) {
  for (const json& unit : detail.at("units"))
    state.marks[unit.get<std::int64_t>()] = {counts_of(detail.at("left")), entry.login, entry.person};
}

void take_verdict(Procedure& state, const ProcedureEntry& entry, const json& detail) {
  state.verdict = {detail.at("accepted").get<bool>(), detail.at("ground").get<std::string>(), entry.login,
                   entry.time_ms, entry.person};
}

}  // namespace

std::int64_t Procedure::leaks() const {
  std::int64_t count = 0;
  for (const auto& [unit, mark] : marks) count += mark.left.empty() ? 0 : 1;
  return count;
}

bool Procedure::processed_by(const PersonId& person) const {
  if (applied && applied->person == person) return true;
  return std::ranges::any_of(methods, [&](const auto& one) { return one.second.person == person; });
}

std::string_view Procedure::next() const {
  if (verdict) return "closed";
  if (answers.size() < risk_questions().size()) return "checklist";
  if (!methods.contains("others")) return "method";
  if (!applied) return "apply";
  if (!sample) return "sample";
  return marks.size() < sample->units.size() ? "inspect" : "verdict";
}

Procedure procedure_of(const ProcedureId& id, const std::vector<ProcedureEntry>& log) {
  using Take = void (*)(Procedure&, const ProcedureEntry&, const json&);
  static const std::map<std::string_view, Take> kTakes = {
      {"start", take_start},   {"answer", take_answer}, {"method", take_method},  {"apply", take_apply},
      {"sample", take_sample}, {"mark", take_mark},     {"verdict", take_verdict}};
  Procedure state;
  state.id = id;
  for (const ProcedureEntry& entry : log) {
    const auto take = kTakes.find(entry.step);
    if (take == kTakes.end()) continue;
    try {
      take->second(state, entry, json::parse(entry.detail));
    } catch (const json::exception&) {  // changed by somebody: the chain says so, the rest is still to be reported
      continue;
    }
  }
  return state;
}

}  // namespace onggi
