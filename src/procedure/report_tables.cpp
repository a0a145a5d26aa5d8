// See report_tables.h.
#include "procedure/report_tables.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>

#include "privacy/privacy.h"

namespace onggi::procedure_room {
namespace {

using nlohmann::json;
using Rows = std::vector<std::vector<ReportCell>>;

struct Word {
  std::string_view name, korean, english;
};
constexpr std::array<Word, 5> kActions{{{"type", "종류 이름으로 바꿈", "replaced by its kind"},
                                        {"partial", "일부를 가림", "partly hidden"},
                                        {"pseudonym", "가명으로 바꿈", "pseudonym"},
                                        {"remove", "삭제", "removed"},
                                        {"keep", "그대로 둠", "kept"}}};
constexpr std::array<Word, 3> kParts{{{"data", "데이터", "the data"},
                                      {"environment", "이용 환경", "the environment"},
                                      {"unstructured", "비정형 데이터", "unstructured data"}}};
constexpr std::array<Word, 7> kSteps{{{"start", "시작", "started"},
                                      {"answer", "점검표 답변", "answer"},
                                      {"method", "방법 결정", "method"},
                                      {"apply", "가명처리 적용", "applied"},
                                      {"sample", "표본 추출", "sample drawn"},
                                      {"mark", "재검수", "inspected"},
                                      {"verdict", "판정", "verdict"}}};
const ReportCell kNone{.text = "아직 없음", .small = "none yet"};

std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }
ReportCell plain(const json& value) { return {.text = text_of(value), .small = {}}; }
ReportCell yes_or_no(const json& value) {
  if (value.is_null()) return kNone;
  return value.get<bool>() ? ReportCell{"예", "yes"} : ReportCell{"아니요", "no"};
}

ReportCell word_of(const auto& words, const json& value) {
  const std::string name = text_of(value);
  const auto found = std::ranges::find(words, name, &Word::name);
  if (found == words.end()) return {.text = name, .small = {}};
  return {.text = std::string(found->korean), .small = std::string(found->english)};
}

std::string name_of_kind(const std::string& kind) {
  if (kind == "others") return "그 밖의 모든 항목";
  return kind == "OTHER" ? "그 밖의 것" : std::string(korean_name_of_type(kind));
}

/// {"PHONE": 2} → "휴대전화번호 2".
std::string counts_by_kind(const json& counts) {
  std::string text;
  for (const auto& [kind, count] : counts.items())
    text += (text.empty() ? "" : ", ") + name_of_kind(kind) + " " + count.dump();
  return text.empty() ? "없음" : text;
}

/// {"kim": 20} → "kim (20)".
std::string counts_by_person(const json& counts) {
  std::string text;
  for (const auto& [login, count] : counts.items())
    text += (text.empty() ? "" : ", ") + login + " (" + count.dump() + ")";
  return text.empty() ? "–" : text;
}

std::string percent(const json& share) {
  std::ostringstream out;
  out << std::setprecision(3) << share.get<double>() * 100 << " %";
  return out.str();
}

void fact(Rows& rows, const char* korean, const char* english, ReportCell value) {
  rows.push_back({{.text = korean, .small = english}, std::move(value)});
}

ReportTable facts(const char* korean, const char* english) {
  return {.title = {.text = korean, .small = english}, .columns = {}, .widths = {0.3, 0.7}, .rows = {}};
}

ReportTable about_table(const json& report) {
  ReportTable table = facts("", "");
  Rows& rows = table.rows;
  fact(rows, "번호", "procedure", plain(report["id"]));
  fact(rows, "시작", "started", plain(text_of(report["started"]) + ", " + text_of(report["started_by"])));
  fact(rows, "목적", "purpose", {text_of(report["purpose_korean"]), text_of(report["purpose_english"])});
  fact(rows, "내용", "what for", plain(report["about"]));
  std::string recipients;
  for (const json& one : report["recipients"]) recipients += (recipients.empty() ? "" : ", ") + text_of(one);
  fact(rows, "받는 곳", "recipients", plain(recipients.empty() ? "–" : recipients));
  const json& verdict = report["verdict"];
  if (verdict.is_null()) {
    fact(rows, "판정", "verdict", kNone);
  } else {
    const bool accepted = verdict["accepted"].get<bool>();
    fact(rows, "판정", "verdict",
         {(accepted ? "적정, " : "부적정, ") + text_of(verdict["by"]) + ", " + text_of(verdict["time"]),
          accepted ? "accepted" : "rejected"});
    fact(rows, "판정 근거", "its ground", plain(verdict["ground"]));
  }
  const json& people = report["people"];
  fact(rows, "가명처리한 사람이 아닌 사람이 검수함", "inspected by others than those who processed",
       yes_or_no(people["inspected_by_others"]));
  fact(rows, "가명처리한 사람이 아닌 사람이 판정함", "judged by another", yes_or_no(people["judged_by_others"]));
  const json& changed = report["log_changed_at"];
  fact(rows, "기록의 무결성", "the log",
       changed.is_null() ? ReportCell{"바뀌지 않음", "unchanged"}
                         : ReportCell{"바뀜: " + text_of(changed) + "번 기록부터", "changed, from this entry on"});
  return table;
}

ReportTable checklist_table(const json& checklist) {
  ReportTable table{
      .title = {"위험성 검토", "risk checklist"},
      .columns = {{"영역", "part"}, {"질문", "question"}, {"위험", "risk"}, {"검토 의견", "note"}, {"검토자", "by"}},
      .widths = {0.12, 0.42, 0.1, 0.24, 0.12},
      .rows = {}};
  for (const json& one : checklist)
    table.rows.push_back({word_of(kParts, one["part"]),
                          {text_of(one["korean"]), text_of(one["english"])},
                          one["risk"].is_null() ? ReportCell{"미응답", "open"} : yes_or_no(one["risk"]),
                          plain(one["note"]),
                          plain(one["by"])});
  return table;
}

ReportTable methods_table(const json& methods) {
  ReportTable table{.title = {"항목별 처리 방법과 근거", "method for each kind, and its ground"},
                    .columns = {{"항목", "kind"}, {"방법", "method"}, {"근거", "ground"}, {"정한 사람", "by"}},
                    .widths = {0.24, 0.22, 0.4, 0.14},
                    .rows = {}};
  for (const auto& [kind, one] : methods.items())
    table.rows.push_back(
        {{name_of_kind(kind), kind}, word_of(kActions, one["action"]), plain(one["ground"]), plain(one["by"])});
  if (table.rows.empty()) table.rows.push_back({kNone, {}, {}, {}});
  return table;
}

void facts_of_rows(Rows& rows, const json& applied) {
  fact(rows, "파일", "file", plain(applied["file"]));
  fact(rows, "처리 전 행 수", "rows before", plain(applied["rows_in"]));
  fact(rows, "처리 후 행 수", "rows after", plain(applied["rows_out"]));
  fact(rows, "처리 전 파일의 해시", "SHA-256 before", plain(applied["sha256_in"]));
  fact(rows, "처리 후 파일의 해시", "SHA-256 after", plain(applied["sha256_out"]));
}

ReportTable applied_table(const json& applied) {
  ReportTable table = facts("적용", "applied");
  if (applied.is_null()) {
    fact(table.rows, "적용", "applied", kNone);
    return table;
  }
  fact(table.rows, "적용한 사람", "by", plain(applied["by"]));
  if (applied["rows"].is_null()) fact(table.rows, "문서 수", "documents", plain(applied["documents"]));
  else facts_of_rows(table.rows, applied["rows"]);
  fact(table.rows, "레시피", "recipe", plain(applied["recipe"]));
  fact(table.rows, "처리한 곳", "places treated", plain(counts_by_kind(applied["masked"])));
  fact(table.rows, "통과하지 못한 수", "held back", plain(applied["held_back"]));
  return table;
}

ReportTable inspection_table(const json& sample) {
  ReportTable table = facts("표본 재검수", "re-inspection of a sample by people");
  Rows& rows = table.rows;
  if (sample.is_null()) {
    fact(rows, "표본", "sample", kNone);
    return table;
  }
  fact(rows, "전체 글 수", "texts in all", plain(sample["population"]));
  fact(rows, "뽑은 글 수", "texts drawn", plain(sample["drawn"]));
  fact(rows, "표본을 뽑은 횟수", "times a sample was drawn", plain(sample["times_drawn"]));
  fact(rows, "씨앗값", "seed", plain(sample["seed"]));
  fact(rows, "검수한 글 수", "texts inspected", plain(sample["inspected"]));
  fact(rows, "검수자", "inspectors", plain(counts_by_person(sample["inspectors"])));
  fact(rows, "남은 것이 있던 글", "texts with something left", plain(sample["with_something_left"]));
  fact(rows, "남은 항목", "what was left", plain(counts_by_kind(sample["left"])));
  const bool none = sample["inspected"] == 0;
  fact(rows, "누출률", "leak rate", none ? kNone : plain(percent(sample["leak_rate"])));
  fact(rows, "95 % 신뢰구간 (Clopper–Pearson)", "95 % confidence interval",
       none ? kNone : plain(percent(sample["interval_95"][0]) + " – " + percent(sample["interval_95"][1])));
  fact(rows, "95 % 상한 (한쪽)", "one-sided 95 % upper bound", none ? kNone : plain(percent(sample["upper_bound_95"])));
  fact(rows, "목표 누출률", "rate to be shown", plain(percent(sample["rate_max"])));
  fact(rows, "목표보다 낮음이 확인됨", "shown to be below it", yes_or_no(sample["shown_below_rate_max"]));
  return table;
}

ReportTable log_table(const json& steps) {
  ReportTable table{.title = {"기록", "log"},
                    .columns = {{"번호", "number"}, {"때", "time"}, {"사람", "by"}, {"일", "step"}, {"해시", "hash"}},
                    .widths = {0.09, 0.28, 0.17, 0.2, 0.26},
                    .rows = {}};
  constexpr std::size_t kHashShown = 16;
  for (const json& one : steps)
    table.rows.push_back({plain(one["number"]), plain(one["time"]), plain(one["login"]), word_of(kSteps, one["step"]),
                          plain(text_of(one["hash"]).substr(0, kHashShown))});
  return table;
}

}  // namespace

ReportCell report_title() { return {.text = "가명처리 결과 보고서", .small = "Report of a pseudonymisation"}; }

std::vector<ReportTable> report_tables(const json& report) {
  return {about_table(report),
          checklist_table(report["checklist"]),
          methods_table(report["methods"]),
          applied_table(report["applied"]),
          inspection_table(report["inspection"]),
          log_table(report["log"])};
}

}  // namespace onggi::procedure_room
