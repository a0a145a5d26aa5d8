// The report of a procedure, out of its log alone, as JSON.
#include <algorithm>
#include <ctime>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <sstream>

#include "procedure/procedure.h"
#include "procedure/questions.h"
#include "procedure/statistics.h"

namespace onggi {
namespace {

using nlohmann::json;

std::string utc_text(UnixMs time_ms) {
  const auto seconds = static_cast<std::time_t>(time_ms / 1000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::ostringstream out;
  out << std::put_time(&parts, "%Y-%m-%d %H:%M:%S UTC");
  return out.str();
}

json report_of_sample(const Procedure& state) {
  if (!state.sample) return nullptr;
  const auto seen = static_cast<std::int64_t>(state.marks.size());
  const LeakRate rate = leak_rate(state.leaks(), seen);
  std::map<std::string, std::int64_t> left;
  std::map<std::string, std::int64_t> inspectors;
  for (const auto& [unit, mark] : state.marks) {
    ++inspectors[mark.login];
    for (const auto& [kind, count] : mark.left) left[kind] += count;
  }
  return {{"population", state.sample->population},
          {"rate_max", state.sample->rate_max},
          {"seed", state.sample->seed},
          {"drawn", state.sample->units.size()},
          {"times_drawn", state.sample->times},
          {"inspected", seen},
          {"inspectors", inspectors},
          {"with_something_left", state.leaks()},
          {"left", left},
          {"leak_rate", rate.rate},
          {"interval_95", json::array({rate.low, rate.high})},
          {"upper_bound_95", rate.bound},
          {"shown_below_rate_max", seen == static_cast<std::int64_t>(state.sample->units.size()) &&
                                       (rate.bound <= state.sample->rate_max || (state.leaks() == 0 && seen > 0))}};
}

json report_of_steps(const std::vector<ProcedureEntry>& log) {
  json steps = json::array();
  for (const ProcedureEntry& entry : log)
    steps.push_back({{"number", entry.number},
                     {"time", utc_text(entry.time_ms)},
                     {"login", entry.login},
                     {"step", entry.step},
                     {"hash", entry.hash}});
  return steps;
}

json report_of_applied(const Procedure& state) {
  if (!state.applied) return nullptr;
  const Procedure::Applied& applied = *state.applied;
  json made{{"recipe", applied.recipe.str()}, {"by", applied.login},
            {"documents", nullptr},           {"rows", nullptr},
            {"masked", applied.masked},       {"held_back", applied.held_back}};
  if (!applied.rows) {
    made["documents"] = applied.documents.size();
    return made;
  }
  made["rows"] = {{"file", std::filesystem::path(applied.rows->file).filename().string()},
                  {"sha256_in", applied.rows->hash_in},
                  {"sha256_out", applied.rows->hash_out},
                  {"rows_in", applied.rows->rows_in},
                  {"rows_out", applied.rows->rows_out}};
  return made;
}

// Whether those who checked are others than those who processed, as the log tells it; null where nobody checked yet.
json report_of_people(const Procedure& state) {
  json inspected = nullptr, judged = nullptr;
  if (!state.marks.empty())
    inspected =
        std::ranges::none_of(state.marks, [&](const auto& one) { return state.processed_by(one.second.person); });
  if (state.verdict) judged = !state.processed_by(state.verdict->person);
  return {{"inspected_by_others", std::move(inspected)}, {"judged_by_others", std::move(judged)}};
}

json report_of_checklist(const Procedure& state) {
  json answers = json::array();
  for (const RiskQuestion& question : risk_questions()) {
    const auto found = state.answers.find(std::string(question.id));
    const bool answered = found != state.answers.end();
    answers.push_back({{"question", question.id},
                       {"part", question.part},
                       {"korean", question.korean},
                       {"english", question.english},
                       {"risk", answered ? json(found->second.risk) : json(nullptr)},
                       {"note", answered ? found->second.note : ""},
                       {"by", answered ? found->second.login : ""}});
  }
  return answers;
}

json report_of_verdict(const Procedure& state) {
  if (!state.verdict) return nullptr;
  return {{"accepted", state.verdict->accepted},
          {"ground", state.verdict->ground},
          {"by", state.verdict->login},
          {"time", utc_text(state.verdict->time_ms)}};
}

}  // namespace

json procedure_report(const ProcedureId& id, const std::vector<ProcedureEntry>& log,
                      const std::optional<std::int64_t>& broken) {
  const Procedure state = procedure_of(id, log);
  json methods = json::object();
  for (const auto& [kind, method] : state.methods)
    methods[kind] = {{"action", method.action}, {"ground", method.ground}, {"by", method.login}};
  const auto known = purposes();
  const auto purpose = std::ranges::find(known, state.purpose, &Purpose::id);
  return {{"report", "onggi.procedure.1"},
          {"id", id.str()},
          {"started", utc_text(state.started_ms)},
          {"started_by", state.started_by},
          {"purpose", state.purpose},
          {"purpose_korean", purpose == known.end() ? "" : purpose->korean},
          {"purpose_english", purpose == known.end() ? "" : purpose->english},
          {"about", state.about},
          {"recipients", state.recipients},
          {"next", state.next()},
          {"checklist", report_of_checklist(state)},
          {"methods", std::move(methods)},
          {"applied", report_of_applied(state)},
          {"inspection", report_of_sample(state)},
          {"people", report_of_people(state)},
          {"verdict", report_of_verdict(state)},
          {"log", report_of_steps(log)},
          {"log_changed_at", broken ? json(*broken) : json(nullptr)}};
}

}  // namespace onggi
