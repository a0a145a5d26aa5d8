// See chart.h.
#include "parse/worker/ooxml/chart.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "parse/worker/flow/xml.h"
#include "parse/worker/ooxml/drawing_text.h"
#include "parse/worker/ooxml/number_format.h"

namespace onggi::parse::ooxml {
namespace {

constexpr std::int32_t kPointsMax = 100'000;
constexpr std::int32_t kSeriesMax = 500;

using Points = std::map<std::int32_t, std::string>;  // by index

struct Series {
  std::string name;
  Points categories, values, sizes;
};

// Texts and values as XML has them: what the account begins with.
std::string raw_chart_text(const pugi::xml_node& top) {
  std::string text = raw_drawing_text(top);
  for (auto node = next_in_order(top, top); !node.empty(); node = next_in_order(node, top)) {
    if (local_name(node) == "v") text += direct_text(node) + "\n";
  }
  return text;
}

class ChartReader {
 public:
  explicit ChartReader(DocumentBuilder& builder) : builder_(builder) {}

  Chart read(const pugi::xml_node& root) {
    builder_.count_in(raw_chart_text(root));
    const pugi::xml_node chart = child(root, "chart");
    Chart result;
    result.title = rich_text(child(chart, "title"));
    for (const pugi::xml_node& node : child(chart, "plotArea").children()) {
      const std::string_view name = local_name(node);
      if (name.ends_with("Chart")) read_plot(node);
      if (name.ends_with("Ax")) add_note(rich_text(child(node, "title")));
    }
    result.table = make_table();
    result.notes = std::move(notes_);
    account_rest(root);
    return result;
  }

 private:
  void read_plot(const pugi::xml_node& plot) {
    for (const pugi::xml_node& node : plot.children()) {
      if (local_name(node) != "ser" || series_.size() >= kSeriesMax) continue;
      Series series;
      const pugi::xml_node name = child(node, "tx");
      for (const auto& [index, text] : points(name)) series.name += (series.name.empty() ? "" : " ") + text;
      series.categories = points(first_of(node, "cat", "xVal"));
      series.values = points(first_of(node, "val", "yVal"));
      series.sizes = points(child(node, "bubbleSize"));
      for (const pugi::xml_node& entry : node.children()) {
        if (local_name(entry) == "dLbls") labels(entry);
      }
      series_.push_back(std::move(series));
    }
  }

  static pugi::xml_node first_of(const pugi::xml_node& node, const char* name, const char* other) {
    const pugi::xml_node found = child(node, name);
    return found.empty() ? child(node, other) : found;
  }

  void labels(const pugi::xml_node& node) {
    for (const pugi::xml_node& entry : node.children()) {
      if (local_name(entry) == "dLbl") add_note(rich_text(entry));
    }
  }

  void add_note(const std::string& text) {
    if (count_visible(text) > 0) notes_ += (notes_.empty() ? "" : "\n") + text;
  }

  // c:tx/c:rich of a title, or the cell it takes its text from.
  std::string rich_text(const pugi::xml_node& node) {
    const pugi::xml_node text = child(node, "tx");
    if (text.empty()) return {};
    std::string result = joined(read_text_body(child(text, "rich"), 200, builder_));
    used_ += count_visible(result);
    for (const auto& [index, point] : points(text)) result += (result.empty() ? "" : " ") + point;
    return result;
  }

  // Cached points of a reference or a literal; several levels of categories become "upper / lower".
  Points points(const pugi::xml_node& source) {
    Points found;
    for (const pugi::xml_node& reference : source.children()) {
      const std::string_view name = local_name(reference);
      if (name == "v") found[0] += taken(direct_text(reference));
      for (const pugi::xml_node& cache : reference.children()) {
        if (local_name(cache) == "multiLvlStrCache") levels(cache, found);
        else if (local_name(cache).ends_with("Cache")) cached(cache, found);
      }
      if (name.ends_with("Lit")) cached(reference, found);
    }
    return found;
  }

  std::string taken(std::string text) {
    used_ += count_visible(text);
    return text;
  }

  void cached(const pugi::xml_node& cache, Points& found) {
    const NumberFormat format(direct_text(child(cache, "formatCode")));
    for (const pugi::xml_node& point : cache.children()) {
      if (local_name(point) != "pt" || found.size() >= static_cast<std::size_t>(kPointsMax)) continue;
      const std::string stored = taken(direct_text(child(point, "v")));
      const bool numeric = local_name(cache).starts_with("num");
      found[attribute_number(point, "idx", 0)] = !numeric ? stored
                                                 : has_attribute(point, "formatCode")
                                                     ? shown(stored, NumberFormat(attribute(point, "formatCode")))
                                                     : shown(stored, format);
    }
  }

  std::string shown(const std::string& stored, const NumberFormat& format) {
    double value = 0;
    const auto [end, error] = std::from_chars(stored.data(), stored.data() + stored.size(), value);
    if (error != std::errc() || end != stored.data() + stored.size()) return stored;
    std::string text = format.show(value, Epoch::y1900);
    if (text == stored) return stored;
    builder_.drop("stored_number", stored);
    builder_.count_in(text);
    return text;
  }

  void levels(const pugi::xml_node& cache, Points& found) {
    std::vector<Points> all;
    for (const pugi::xml_node& level : cache.children()) {
      if (local_name(level) == "lvl") cached(level, all.emplace_back());
    }
    if (all.empty()) return;
    for (const auto& [index, lowest] : all.front()) {
      std::string text = lowest;
      for (std::size_t upper = 1; upper < all.size(); ++upper) {
        auto above = all[upper].upper_bound(index);  // an upper level's text stands at its first index
        if (above == all[upper].begin()) continue;
        --above;
        text.insert(0, above->second + " / ");
        builder_.count_in("/");
        if (above->first != index) builder_.count_in(above->second);
      }
      found[index] = text;
    }
  }

  Table make_table() {
    Table table;
    if (series_.empty()) return table;
    const bool shared = std::ranges::all_of(
        series_, [&](const Series& one) { return one.categories.empty() || one.categories == series_[0].categories; });
    if (shared) {
      for (std::size_t i = 1; i < series_.size(); ++i) drop_repeated(series_[i]);
      add_column(table, "", series_[0].categories);
      for (const Series& one : series_) add_values(table, one);
    } else {
      for (const Series& one : series_) {
        add_column(table, "", one.categories);
        add_values(table, one);
      }
    }
    std::ranges::sort(
        table.cells, [](const Cell& a, const Cell& b) { return a.row != b.row ? a.row < b.row : a.column < b.column; });
    return table;
  }

  void drop_repeated(const Series& series) {
    for (const auto& [index, text] : series.categories) builder_.drop("repeated_category", text);
  }

  static void add_values(Table& table, const Series& series) {
    add_column(table, series.name, series.values);
    if (!series.sizes.empty()) add_column(table, "", series.sizes);
  }

  static void add_column(Table& table, const std::string& name, const Points& points) {
    const std::int32_t column = table.columns++;
    table.rows = std::max(table.rows, 1);
    const auto push = [&](std::int32_t row, const std::string& text) {
      table.cells.push_back({.row = row, .column = column, .header = row == 0, .text = text, .box = std::nullopt});
    };
    push(0, name);
    for (const auto& [index, text] : points) {
      if (index < 0 || index >= kPointsMax) continue;
      table.rows = std::max(table.rows, index + 2);
      push(index + 1, text);
    }
  }

  // Texts that nothing above asked for: formatting of single labels, extensions. Named, not lost.
  void account_rest(const pugi::xml_node& root) {
    const std::int64_t rest = count_visible(raw_chart_text(root)) - used_;
    if (rest > 0) builder_.drop("chart_extension", rest);
  }

  DocumentBuilder& builder_;
  std::vector<Series> series_;
  std::string notes_;
  std::int64_t used_ = 0;
};

}  // namespace

Chart read_chart(const pugi::xml_node& root, DocumentBuilder& builder) { return ChartReader(builder).read(root); }

std::vector<Block> blocks_of(Chart chart, const Block& shown) {
  const auto block = [&](ElementKind kind, std::string text) {
    return Block{.kind = kind,
                 .text = std::move(text),
                 .first_page = shown.first_page,
                 .last_page = shown.last_page,
                 .role = "chart"};
  };
  std::vector<Block> blocks;
  blocks.push_back(block(ElementKind::caption, std::move(chart.title)));
  blocks.push_back(block(ElementKind::table, {}));
  blocks.back().table = std::move(chart.table);
  blocks.push_back(block(ElementKind::paragraph, std::move(chart.notes)));
  return blocks;
}

void add_chart(std::string xml, DocumentBuilder& builder, const std::vector<Place>& places) {
  const auto part = parse_xml(std::move(xml));
  Chart chart = part ? read_chart((*part)->root(), builder) : Chart{};
  if (chart.table.cells.empty()) builder.warn("chart_unread", "a chart keeps no values that could be read");
  const auto add = [&](Element element) {
    element.places = places;
    element.role = "chart";
    builder.add(std::move(element));
  };
  if (count_visible(chart.title) > 0) add({.kind = ElementKind::caption, .text = element_text(chart.title)});
  if (!chart.table.cells.empty()) {
    for (Cell& cell : chart.table.cells) cell.text = element_text(cell.text);
    Element element{.kind = ElementKind::table, .text = table_text(chart.table)};
    element.table = std::move(chart.table);
    add(std::move(element));
  }
  if (count_visible(chart.notes) > 0) add({.kind = ElementKind::paragraph, .text = element_text(chart.notes)});
}

std::vector<std::string> read_diagram(const pugi::xml_node& root, std::int32_t depth_max, DocumentBuilder& builder) {
  builder.count_in(raw_drawing_text(root));
  std::vector<std::string> texts;
  for (const pugi::xml_node& point : child(root, "ptLst").children()) {
    const pugi::xml_node body = child(point, "t");
    if (body.empty()) continue;
    std::string text = joined(read_text_body(body, depth_max, builder));
    if (attribute(child(point, "prSet"), "phldr") == "1" && count_visible(text) > 0) {
      builder.drop("placeholder_prompt", text);
      continue;
    }
    if (count_visible(text) > 0) texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace onggi::parse::ooxml
