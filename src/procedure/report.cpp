// The report of a procedure, out of its log alone: JSON, and one HTML page in which nothing is fetched or run.
#include <algorithm>
#include <ctime>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <sstream>
#include <tuple>

#include "procedure/procedure.h"
#include "procedure/questions.h"
#include "procedure/statistics.h"

namespace onggi {
namespace {

using nlohmann::json;

constexpr std::string_view kStyle = R"(
body{font:15px/1.6 "Noto Sans KR","Apple SD Gothic Neo","Malgun Gothic",sans-serif;color:#1c1b19;max-width:52rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0 0 1rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}small{color:#5d584f;font-weight:400}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #b9b3a7;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f5f2ec;font-weight:600}td.n{text-align:right;font-variant-numeric:tabular-nums}
@page{size:A4;margin:18mm}@media print{body{margin:0;max-width:none;font-size:11pt}h2{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}}
)";

std::string utc_text(UnixMs time_ms) {
  const auto seconds = static_cast<std::time_t>(time_ms / 1000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::ostringstream out;
  out << std::put_time(&parts, "%Y-%m-%d %H:%M:%S UTC");
  return out.str();
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char byte : text) {
    if (byte == '<') out += "&lt;";
    else if (byte == '>') out += "&gt;";
    else if (byte == '&') out += "&amp;";
    else if (byte == '"') out += "&quot;";
    else out += byte;
  }
  return out;
}

std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

std::string cell(const json& value) { return "<td>" + escaped(text_of(value)) + "</td>"; }
std::string both(std::string_view korean, std::string_view english) {
  return escaped(korean) + "<br><small>" + escaped(english) + "</small>";
}
std::string fact(std::string_view korean, std::string_view english, const json& value) {
  return "<tr><th>" + both(korean, english) + "</th>" + cell(value) + "</tr>\n";
}
std::string heading(std::string_view korean, std::string_view english) {
  return "<h2>" + escaped(korean) + " <small>" + escaped(english) + "</small></h2>\n<table>\n";
}

std::string percent(const json& share) {
  std::ostringstream out;
  out << std::setprecision(3) << share.get<double>() * 100 << " %";
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

std::string checklist_table(const json& answers) {
  std::string html = heading("위험성 검토", "risk checklist") +
                     "<thead><tr><th>질문<br><small>question</small></th><th>위험<br><small>risk</small></th><th>검토 "
                     "의견<br><small>note</small></th><th>검토자<br><small>by</small></th></tr></thead>\n";
  for (const json& one : answers)
    html += "<tr><td>" + both(text_of(one["korean"]), text_of(one["english"])) + "</td><td>" +
            (one["risk"].is_null()     ? "미응답 <small>open</small>"
             : one["risk"].get<bool>() ? "예 <small>yes</small>"
                                       : "아니요 <small>no</small>") +
            "</td>" + cell(one["note"]) + cell(one["by"]) + "</tr>\n";
  return html + "</table>\n";
}

std::string methods_table(const json& methods) {
  std::string html = heading("항목별 처리 방법과 근거", "method for each kind, with its ground") +
                     "<thead><tr><th>항목<br><small>kind</small></th><th>방법<br><small>method</small></th><th>근거<br>"
                     "<small>ground</small></th><th>정한 사람<br><small>by</small></th></tr></thead>\n";
  for (const auto& [kind, one] : methods.items())
    html += "<tr>" + cell(kind) + cell(one["action"]) + cell(one["ground"]) + cell(one["by"]) + "</tr>\n";
  return html + "</table>\n";
}

std::string inspection_table(const json& sample) {
  if (sample.is_null())
    return heading("표본 재검수", "re-inspection") + "<tr><td>아직 없음 (none yet)</td></tr></table>\n";
  std::string html = heading("표본 재검수", "re-inspection of a sample by people");
  html += fact("전체 글 수", "texts in all", sample["population"]);
  html += fact("뽑은 글 수", "texts drawn", sample["drawn"]);
  html += fact("검수한 글 수", "texts inspected", sample["inspected"]);
  html += fact("씨앗값", "seed", sample["seed"]);
  html += fact("검수자", "inspectors", sample["inspectors"]);
  html += fact("남은 것이 있던 글", "texts with something left", sample["with_something_left"]);
  html += fact("남은 항목", "what was left", sample["left"]);
  html += fact("누출률", "leak rate", percent(sample["leak_rate"]));
  html += fact("95 % 신뢰구간 (Clopper–Pearson)", "95 % confidence interval",
               percent(sample["interval_95"][0]) + " – " + percent(sample["interval_95"][1]));
  html += fact("95 % 상한 (한쪽)", "one-sided 95 % upper bound", percent(sample["upper_bound_95"]));
  html += fact("목표 누출률", "rate to be shown", percent(sample["rate_max"]));
  html += fact("목표보다 낮음이 확인됨", "shown to be below it",
               sample["shown_below_rate_max"].get<bool>() ? "예 (yes)" : "아니요 (no)");
  return html + "</table>\n";
}

std::string steps_table(const json& steps) {
  std::string html = heading("기록", "log") +
                     "<thead><tr><th>번호</th><th>때 <small>time</small></th><th>사람 <small>by</small></th><th>일 "
                     "<small>step</small></th><th>해시 <small>hash</small></th></tr></thead>\n";
  for (const json& one : steps)
    html += "<tr>" + cell(one["number"]) + cell(one["time"]) + cell(one["login"]) + cell(one["step"]) +
            cell(text_of(one["hash"]).substr(0, 16)) + "</tr>\n";
  return html + "</table>\n";
}

}  // namespace

json procedure_report(const ProcedureId& id, const std::vector<ProcedureEntry>& log,
                      const std::optional<std::int64_t>& broken) {
  const Procedure state = procedure_of(id, log);
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
  json methods = json::object();
  for (const auto& [kind, method] : state.methods)
    methods[kind] = {{"action", method.action}, {"ground", method.ground}, {"by", method.login}};
  json applied = nullptr, verdict = nullptr;
  if (state.applied)
    applied = {{"recipe", state.applied->recipe.str()},
               {"documents", state.applied->documents.size()},
               {"masked", state.applied->masked},
               {"held_back", state.applied->held_back}};
  if (state.verdict)
    verdict = {{"accepted", state.verdict->accepted},
               {"ground", state.verdict->ground},
               {"by", state.verdict->login},
               {"time", utc_text(state.verdict->time_ms)}};
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
          {"checklist", std::move(answers)},
          {"methods", std::move(methods)},
          {"applied", std::move(applied)},
          {"inspection", report_of_sample(state)},
          {"verdict", std::move(verdict)},
          {"log", report_of_steps(log)},
          {"log_changed_at", broken ? json(*broken) : json(nullptr)}};
}

std::string procedure_page(const json& report) {
  std::string html =
      "<!doctype html>\n<html lang=\"ko\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>가명처리 결과 보고서</title>\n<style>";
  html.append(kStyle).append(
      "</style></head><body>\n<h1>가명처리 결과 보고서<br><small>Report of a pseudonymisation</small></h1>\n<table>\n");
  html += fact("번호", "procedure", report["id"]);
  html += fact("시작", "started", text_of(report["started"]) + ", " + text_of(report["started_by"]));
  html += fact("목적", "purpose", text_of(report["purpose_korean"]) + " (" + text_of(report["purpose_english"]) + ")");
  html += fact("내용", "what for", report["about"]);
  std::string recipients;
  for (const json& one : report["recipients"]) recipients += (recipients.empty() ? "" : ", ") + text_of(one);
  html += fact("받는 곳", "recipients", recipients.empty() ? "–" : recipients);
  const json& verdict = report["verdict"];
  html += fact("판정", "verdict",
               verdict.is_null() ? std::string("아직 없음 (none yet)")
                                 : (verdict["accepted"].get<bool>() ? "적정 (accepted)" : "부적정 (rejected)") +
                                       std::string(", ") + text_of(verdict["by"]) + ", " + text_of(verdict["time"]));
  if (!verdict.is_null()) html += fact("판정 근거", "its ground", verdict["ground"]);
  html += fact("기록의 무결성", "the log",
               report["log_changed_at"].is_null() ? "바뀌지 않음 (unchanged)"
                                                  : "바뀜 (changed), " + text_of(report["log_changed_at"]));
  html += "</table>\n" + checklist_table(report["checklist"]) + methods_table(report["methods"]);
  html += heading("적용", "applied");
  if (report["applied"].is_null()) html += "<tr><td>아직 없음 (none yet)</td></tr>\n";
  for (const auto& [korean, english, name] :
       {std::tuple("문서", "documents", "documents"), std::tuple("조리법", "recipe", "recipe"),
        std::tuple("처리한 곳", "places treated", "masked"),
        std::tuple("통과하지 못한 문서", "held back", "held_back")})
    if (!report["applied"].is_null()) html += fact(korean, english, report["applied"][name]);
  html += "</table>\n" + inspection_table(report["inspection"]) + steps_table(report["log"]);
  return html + "</body></html>\n";
}

}  // namespace onggi
