// The log read into a state.
#include "procedure/procedure.h"
#include "procedure/questions.h"

namespace onggi {
namespace {

using nlohmann::json;

std::map<std::string, std::int64_t> counts_of(const json& object) {
  return object.get<std::map<std::string, std::int64_t>>();
}

void take_start(Procedure& state, const ProcedureEntry& entry) {
  state.started_ms = entry.time_ms;
  state.started_by = entry.login;
  state.purpose = entry.detail["purpose"].get<std::string>();
  state.about = entry.detail["about"].get<std::string>();
  state.recipients = entry.detail["recipients"].get<std::vector<std::string>>();
}

void take_answer(Procedure& state, const ProcedureEntry& entry) {
  state.answers[entry.detail["question"].get<std::string>()] = {
      entry.detail["risk"].get<bool>(), entry.detail["note"].get<std::string>(), entry.login};
}

// Another method makes another recipe: what was applied, drawn and marked was so under the one before.
void take_method(Procedure& state, const ProcedureEntry& entry) {
  state.methods[entry.detail["kind"].get<std::string>()] = {entry.detail["action"].get<std::string>(),
                                                            entry.detail["ground"].get<std::string>(), entry.login};
  state.applied.reset();
  state.sample.reset();
  state.marks.clear();
}

void take_apply(Procedure& state, const ProcedureEntry& entry) {
  Procedure::Applied applied{.recipe = RecipeId(entry.detail["recipe"].get<std::string>()),
                             .documents = {},
                             .masked = counts_of(entry.detail["masked"]),
                             .held_back = entry.detail["held_back"].get<std::int64_t>()};
  for (const json& id : entry.detail["documents"]) applied.documents.emplace_back(id.get<std::string>());
  state.applied = std::move(applied);
  state.sample.reset();
  state.marks.clear();
}

void take_sample(Procedure& state, const ProcedureEntry& entry) {
  Procedure::Sample sample{.population = entry.detail["population"].get<std::int64_t>(),
                           .rate_max = entry.detail["rate_max"].get<double>(),
                           .seed = entry.detail["seed"].get<std::string>(),
                           .units = {}};
  for (const json& unit : entry.detail["units"])
    sample.units.push_back({DocumentId(unit[0].get<std::string>()), ElementId(unit[1].get<std::string>())});
  state.sample = std::move(sample);
  state.marks.clear();
}

void take_mark(Procedure& state, const ProcedureEntry& entry) {
  for (const json& unit : entry.detail["units"])
    state.marks[unit.get<std::int64_t>()] = {counts_of(entry.detail["left"]), entry.login};
}

void take_verdict(Procedure& state, const ProcedureEntry& entry) {
  state.verdict = {entry.detail["accepted"].get<bool>(), entry.detail["ground"].get<std::string>(), entry.login,
                   entry.time_ms};
}

}  // namespace

std::int64_t Procedure::leaks() const {
  std::int64_t count = 0;
  for (const auto& [unit, mark] : marks) count += mark.left.empty() ? 0 : 1;
  return count;
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
  Procedure state;
  state.id = id;
  for (const ProcedureEntry& entry : log) {
    if (entry.step == "start") take_start(state, entry);
    else if (entry.step == "answer") take_answer(state, entry);
    else if (entry.step == "method") take_method(state, entry);
    else if (entry.step == "apply") take_apply(state, entry);
    else if (entry.step == "sample") take_sample(state, entry);
    else if (entry.step == "mark") take_mark(state, entry);
    else if (entry.step == "verdict") take_verdict(state, entry);
  }
  return state;
}

}  // namespace onggi
