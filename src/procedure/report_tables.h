// The report as people read it: tables with Korean words first. HTML and PDF are written from the same. Inside of room
// procedure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace onggi::procedure_room {

/// One text, and a smaller one below it: Korean and English, or a value alone.
struct ReportCell {
  std::string text, small;
};

struct ReportTable {
  ReportCell title;                 // empty: the first table, below the title of the whole
  std::vector<ReportCell> columns;  // empty: facts, each row a label and its value
  std::vector<double> widths;       // shares of the columns; sum 1
  std::vector<std::vector<ReportCell>> rows;
};

ReportCell report_title();
std::vector<ReportTable> report_tables(const nlohmann::json& report);

}  // namespace onggi::procedure_room
