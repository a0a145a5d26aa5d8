// The report as one HTML file: tables, histograms as SVG, examples. Nothing in it is fetched or run.
#include <cmath>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <sstream>

#include "clean/refine.h"
#include "text/escape.h"

namespace onggi {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--ink:#1c1b19;--soft:#6b675f;--line:#d9d4ca;--paper:#fffdf9;--bar:#3f6f8f;--old:#c9b79c}
@media(prefers-color-scheme:dark){:root{--ink:#eceae4;--soft:#a29d93;--line:#3b3833;--paper:#1b1a18;--bar:#7fb2d3;--old:#6d6455}}
body{font:15px/1.6 "Noto Sans KR","Apple SD Gothic Neo","Malgun Gothic",sans-serif;color:var(--ink);background:var(--paper);max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2.2rem 0 .6rem}small,.soft{color:var(--soft);font-weight:400}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.wide{overflow-x:auto}details{margin:.3rem 0}summary{cursor:pointer}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.2rem 0;font:13px/1.5 inherit}del{color:var(--soft)}ins{text-decoration:none;border-bottom:2px solid var(--bar)}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(16rem,1fr));gap:1rem}figure{margin:0}svg{width:100%;height:auto;display:block}
)";

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (int at = static_cast<int>(digits.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

// Three digits that say something.
std::string short_number(double number) {
  std::ostringstream out;
  if (std::abs(number) >= 100) return grouped(std::llround(number));
  out << std::setprecision(3) << number;
  return out.str();
}

std::string id_text(const Json& id) { return escape_html(id.is_string() ? id.get<std::string>() : id.dump()); }

std::string both(std::string_view korean, std::string_view english) {
  return std::string(korean) + " <small>" + std::string(english) + "</small>";
}

struct Label {
  std::string_view name, korean;
};
constexpr Label kMeasures[] = {{"characters", "글자 수"},
                               {"hangul_share", "한글 비율"},
                               {"symbol_share", "기호 비율"},
                               {"digit_share", "숫자 비율"},
                               {"repeated_lines", "되풀이된 줄"},
                               {"repeated_grams", "되풀이된 글"},
                               {"function_words", "조사·어미로 끝난 낱말"},
                               {"list_lines", "목록 줄"}};
constexpr Label kOperations[] = {{"normalise", "정규화"},
                                 {"boilerplate", "상용구"},
                                 {"filter", "거르기"},
                                 {"dedup", "중복"},
                                 {"decontaminate", "평가 자료 겹침"},
                                 {"outliers", "이상치"},
                                 {"perplexity", "낯선 글"},
                                 {"pii", "개인정보"},
                                 {"spell", "맞춤법"}};

constexpr Label kReasons[] = {{"mojibake", "깨진 글자"},
                              {"compatibility", "전각·반각·단위 글자"},
                              {"nfc", "정규형"},
                              {"invisible", "보이지 않는 글자"},
                              {"hyphenation", "잘린 낱말"},
                              {"join_lines", "끊긴 줄"},
                              {"spaces", "빈칸"},
                              {"line", "되풀이되는 줄"},
                              {"too_short", "너무 짧음"},
                              {"too_long", "너무 긺"},
                              {"little_hangul", "한글이 적음"},
                              {"many_symbols", "기호가 많음"},
                              {"many_digits", "숫자가 많음"},
                              {"no_running_text", "이어진 글이 아님"},
                              {"mostly_lists", "거의 목록"},
                              {"repeated_text", "되풀이된 글"},
                              {"repeated_lines", "되풀이된 줄"},
                              {"duplicate", "중복"},
                              {"evaluation_set", "평가 자료와 겹침"},
                              {"unlike_the_rest", "다른 글과 다름"}};

template <std::size_t N>
std::string labelled(const Label (&labels)[N], const std::string& name) {
  for (const Label& label : labels)
    if (label.name == name) return both(label.korean, name);
  return escape_html(name);
}

std::string steps_table(const Json& report) {
  std::string html = "<div class=wide><table><thead><tr><th>" + both("작업", "operation") + "<th class=n>" +
                     both("들어온 행", "rows in") + "<th class=n>" + both("고친 행", "changed") + "<th class=n>" +
                     both("뺀 행", "removed") + "<th>" + both("까닭", "reasons") + "<tbody>";
  for (const Json& step : report["steps"]) {
    html += "<tr><td>" + labelled(kOperations, step["operation"].get<std::string>());
    for (const char* name : {"rows_in", "changed", "removed"})
      html += "<td class=n>" + grouped(step[name].get<std::int64_t>());
    html += "<td>";
    for (const auto& [reason, rows] : step["reasons"].items())
      html += labelled(kReasons, reason) + " " + grouped(rows.get<std::int64_t>()) + "<br>";
  }
  return html + "</table></div>";
}

// Two histograms over the same bins: pale before, dark after.
std::string chart(const std::string& name, const Json& before, const Json& after) {
  constexpr double kWidth = 320, kHeight = 90;
  std::int64_t highest = 1;
  for (const Json* counts : {&before, &after})
    for (const Json& bin : (*counts)["bins"]) highest = std::max(highest, bin[2].get<std::int64_t>());
  std::ostringstream html;
  html << "<figure><figcaption>" << labelled(kMeasures, name)
       << "</figcaption><svg viewBox='0 0 320 110' role=img aria-label='" << escape_html(name) << "'>";
  const auto bars = [&](const Json& counts, const char* colour, double share) {
    const auto width = kWidth / static_cast<double>(before["bins"].size());
    double x = 0;
    for (const Json& bin : counts["bins"]) {
      // By the root: a bin of few rows is seen beside one of all.
      const double height =
          kHeight * std::sqrt(static_cast<double>(bin[2].get<std::int64_t>()) / static_cast<double>(highest));
      if (height > 0)
        html << "<rect x='" << x << "' y='" << kHeight - height << "' width='" << width * share << "' height='"
             << height << "' fill='var(" << colour << ")'/>";
      x += width;
    }
  };
  bars(before, "--old", 0.95);
  bars(after, "--bar", 0.5);
  html << "<text x=0 y=106 font-size=11 fill='var(--soft)'>" << short_number(before["bins"].front()[0].get<double>())
       << "</text><text x=320 y=106 font-size=11 text-anchor=end fill='var(--soft)'>"
       << short_number(before["bins"].back()[1].get<double>()) << "</text></svg><span class=soft>" << "중앙값 "
       << short_number(before["median"].get<double>()) << " → " << short_number(after["median"].get<double>())
       << "</span></figure>";
  return html.str();
}

std::string charts(const Json& report) {
  std::string html = "<div class=charts>";
  for (const auto& [name, before] : report["before"].items()) html += chart(name, before, report["after"][name]);
  return html + "</div>";
}

std::string example(const Json& one) {
  std::string html = "<tr><td>" + id_text(one["id"]) + "<td>";
  for (const Json& reason : one["reasons"]) html += labelled(kReasons, reason.get<std::string>()) + "<br>";
  html += "<td>";
  if (one.contains("before")) html += "<pre><del>" + escape_html(one["before"].get<std::string>()) + "</del></pre>";
  if (one.contains("after")) html += "<pre><ins>" + escape_html(one["after"].get<std::string>()) + "</ins></pre>";
  if (one.contains("text")) html += "<pre>" + escape_html(one["text"].get<std::string>()) + "</pre>";
  return html;
}

std::string examples(const Json& step) {
  std::string html;
  for (const auto& [name, title] :
       {std::pair{"changes", both("고친 보기", "changed")}, std::pair{"removals", both("뺀 보기", "removed")}}) {
    if (step[name].empty()) continue;
    html += "<details><summary>" + labelled(kOperations, step["operation"].get<std::string>()) + " · " + title +
            "</summary><div class=wide><table>";
    for (const Json& one : step[name]) html += example(one);
    html += "</table></div></details>";
  }
  return html;
}

std::string strangest(const Json& report) {
  std::string html = "<div class=wide><table><thead><tr><th>id<th>" + both("잣대", "measure") + "<th class=n>" +
                     both("값", "value") + "<th class=n>z<th>" + both("글", "text") + "<tbody>";
  for (const Json& row : report["strangest"])
    html += "<tr><td>" + id_text(row["id"]) + "<td>" + labelled(kMeasures, row["measure"].get<std::string>()) +
            "<td class=n>" + short_number(row["value"].get<double>()) + "<td class=n>" +
            short_number(row["z"].get<double>()) + "<td><pre>" + escape_html(row["text"].get<std::string>()) + "</pre>";
  return html + "</table></div>";
}

}  // namespace

std::string report_page(const std::string& report_json) {
  const Json report = Json::parse(report_json);
  const std::string name = escape_html(report["recipe"].get<std::string>());
  std::string html =
      "<!doctype html><html lang=ko><meta charset=utf-8><meta name=viewport content='width=device-width'><title>정제 "
      "보고서 · " +
      name + "</title><style>" + std::string(kStyle) + "</style><h1>" + both("정제 보고서", "cleaning report") +
      "</h1><p class=soft>" + name + " · " + grouped(report["rows_in"].get<std::int64_t>()) + " → " +
      grouped(report["rows_out"].get<std::int64_t>()) + " " + both("행", "rows") + "</p>";
  html += "<h2>" + both("작업별 결과", "what each operation did") + "</h2>" + steps_table(report);
  html += "<h2>" + both("분포", "distributions") + " <small>옅은 막대: 앞, 짙은 막대: 뒤</small></h2>" + charts(report);
  html += "<h2>" + both("보기", "examples") + "</h2>";
  for (const Json& step : report["steps"]) html += examples(step);
  html += "<h2>" + both("가장 남다른 행", "the strangest rows, before") + "</h2>" + strangest(report);
  return html + "</html>\n";
}

}  // namespace onggi
