// See chart.h. Element names: ECMA-376 part 1, section 21.2.
#include "parse/worker/flow/chart.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace onggi::parse {
namespace {

constexpr std::int32_t kPointsMax = 10'000;
constexpr std::size_t kSeriesMax = 255;
constexpr std::size_t kNestingMax = 60;

using Points = std::map<std::int32_t, std::string>;

struct Series {
  std::string name;
  Points categories, values;
};

void read_points(XmlScan& xml, Points& points) {
  const std::size_t inside = xml.depth();
  if (inside > kNestingMax) return;
  while (xml.next_child(inside)) {
    if (xml.name() != "pt") {
      read_points(xml, points);
      continue;
    }
    const std::int32_t index = xml.number("idx", -1);
    for (const auto point = xml.depth(); xml.next_child(point);) {
      if (xml.name() == "v" && index >= 0 && index < kPointsMax) points[index] = xml.take_text();
    }
  }
}

// The letters of a title, or the only point of a name.
void read_words(XmlScan& xml, std::string& words) {
  const std::size_t inside = xml.depth();
  if (inside > kNestingMax) return;
  while (xml.next_child(inside)) {
    if (xml.name() == "t" || xml.name() == "v") {
      words += xml.take_text();
    } else {
      read_words(xml, words);
    }
  }
}

Series read_series(XmlScan& xml) {
  Series series;
  for (const auto inside = xml.depth(); xml.next_child(inside);) {
    const std::string_view name = xml.name();
    if (name == "tx") read_words(xml, series.name);
    if (name == "cat" || name == "xVal") read_points(xml, series.categories);
    if (name == "val" || name == "yVal") read_points(xml, series.values);
  }
  return series;
}

Table table_of(const std::string& title, const std::vector<Series>& all) {
  Table table{.rows = title.empty() ? 0 : 1, .columns = static_cast<std::int32_t>(all.size()) + 1};
  const auto put = [&](std::int32_t column, std::int32_t span, bool header, const std::string& text) {
    table.cells.push_back({table.rows, column, 1, span, header, text, {}});
  };
  if (!title.empty()) table.cells.push_back({0, 0, 1, table.columns, true, title, {}});
  Points categories;
  std::int32_t points = 0;
  for (const Series& series : all) {
    categories.insert(series.categories.begin(), series.categories.end());
    if (!series.values.empty()) points = std::max(points, series.values.rbegin()->first + 1);
  }
  put(0, 1, true, "");
  for (std::size_t i = 0; i < all.size(); ++i) put(static_cast<std::int32_t>(i) + 1, 1, true, all[i].name);
  ++table.rows;
  const auto at = [](const Points& from, std::int32_t row) {
    const auto found = from.find(row);
    return found == from.end() ? std::string() : found->second;
  };
  for (std::int32_t row = 0; row < points; ++row, ++table.rows) {
    put(0, 1, false, at(categories, row));
    for (std::size_t i = 0; i < all.size(); ++i)
      put(static_cast<std::int32_t>(i) + 1, 1, false, at(all[i].values, row));
  }
  return table;
}

}  // namespace

Table read_chart(XmlScan& xml, DocumentBuilder& builder) {
  std::string title;
  std::vector<Series> all;
  while (xml.next_below(0)) {
    if (xml.name() == "title" && title.empty()) read_words(xml, title);
    if (xml.name() == "ser" && all.size() < kSeriesMax) all.push_back(read_series(xml));
  }
  if (all.empty() && title.empty()) return {};
  Table table = table_of(title, all);
  for (const Cell& cell : table.cells) builder.count_in(cell.text);
  return table;
}

void add_chart(std::string_view xml, DocumentBuilder& builder, std::vector<Place> places) {
  XmlScan scan(xml);
  Table table = read_chart(scan, builder);
  if (table.cells.empty()) {
    builder.warn("chart_unread", "a chart keeps no values that could be read");
    return;
  }
  for (Cell& cell : table.cells) cell.text = element_text(cell.text);
  Element element{.kind = ElementKind::table, .text = table_text(table), .places = std::move(places)};
  element.table = std::move(table);
  element.role = "chart";
  builder.add(std::move(element));
}

}  // namespace onggi::parse
