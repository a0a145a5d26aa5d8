// The report as one HTML page in which nothing is fetched or run.
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "procedure/procedure.h"
#include "procedure/report_tables.h"
#include "text/escape.h"

namespace onggi {

using namespace procedure_room;  // NOLINT(google-build-using-namespace): the inside of this very room

namespace {

constexpr std::string_view kStyle = R"(
body{font:15px/1.6 "Noto Sans KR","Apple SD Gothic Neo","Malgun Gothic",sans-serif;color:#1c1b19;max-width:52rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0 0 1rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}small{color:#5d584f;font-weight:400}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #b9b3a7;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f5f2ec;font-weight:600}td.n{text-align:right;font-variant-numeric:tabular-nums}
@page{size:A4;margin:18mm}@media print{body{margin:0;max-width:none;font-size:11pt}h2{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}}
)";

std::string both(const ReportCell& cell) {
  return escape_html(cell.text) + (cell.small.empty() ? "" : "<br><small>" + escape_html(cell.small) + "</small>");
}

std::string head_row(const std::vector<ReportCell>& columns) {
  std::string html = "<thead><tr>";
  for (const ReportCell& one : columns) html += "<th>" + both(one) + "</th>";
  return html + "</tr></thead>\n";
}

std::string table_of(const ReportTable& table) {
  std::string html;
  if (!table.title.text.empty())
    html += "<h2>" + escape_html(table.title.text) + " <small>" + escape_html(table.title.small) + "</small></h2>\n";
  html += "<table>\n";
  const bool facts = table.columns.empty();
  if (!facts) html += head_row(table.columns);
  for (const auto& row : table.rows) {
    html += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      html += facts && i == 0 ? "<th>" + both(row[i]) + "</th>" : "<td>" + both(row[i]) + "</td>";
    html += "</tr>\n";
  }
  return html + "</table>\n";
}

}  // namespace

std::string procedure_page(const nlohmann::json& report) {
  const ReportCell title = report_title();
  std::string html =
      "<!doctype html>\n<html lang=\"ko\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>" +
      title.text + "</title>\n<style>";
  html.append(kStyle).append("</style></head><body>\n<h1>" + both(title) + "</h1>\n");
  for (const ReportTable& table : report_tables(report)) html += table_of(table);
  return html + "</body></html>\n";
}

}  // namespace onggi
