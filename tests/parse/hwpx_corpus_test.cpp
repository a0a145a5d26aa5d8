// Every HWPX of the corpora in $ONGGI_DATA: tables and cells against a count taken from the raw XML by other means (a
// tree instead of the reader's scan), and an account without holes. Skipped by name where the corpora are absent.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/file.h"
#include "parse/worker/flow/xml.h"
#include "parse/worker/reader.h"
#include "parse/worker/zip/package.h"

namespace onggi::parse {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> corpus() {
  std::vector<fs::path> files;
  const char* data = std::getenv("ONGGI_DATA");
  if (data == nullptr) return files;
  for (const char* folder : {"documents/hwpx", "documents/hwp"}) {
    std::error_code absent;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(data) / folder, absent)) {
      if (entry.path().extension() == ".hwpx") files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  return files;
}

// What stands in these becomes text of the cell, note or margin, or is an element of its own.
bool is_flattened(const pugi::xml_node& table) {
  for (auto node = table.parent(); !node.empty(); node = node.parent()) {
    const std::string_view name = local_name(node);
    for (const std::string_view holder :
         {"tc", "footNote", "endNote", "header", "footer", "hiddenComment", "fieldBegin", "caption"})
      if (name == holder) return true;
  }
  return false;
}

using Heads = std::set<std::string, std::less<>>;  // paragraph shapes that print a mark before their text

Heads heads_of(Package& package) {
  Heads heads;
  const auto part = parse_xml(package.read("Contents/header.xml").value_or(""));
  if (!part) return heads;
  const pugi::xml_node root = (*part)->root();
  for (auto node = next_in_order(root, root); !node.empty(); node = next_in_order(node, root)) {
    if (local_name(node) == "heading" && attribute(node, "type") != "NONE")
      heads.emplace(attribute(node.parent(), "id"));
  }
  return heads;
}

bool holds_more(const pugi::xml_node& cell, const Heads& heads) {
  const std::set<std::string_view> objects = {"tbl",    "ctrl",        "equation", "drawText",
                                              "dutmal", "deleteBegin", "checkBtn", "edit"};
  for (auto node = next_in_order(cell, cell); !node.empty(); node = next_in_order(node, cell)) {
    if (objects.contains(local_name(node))) return true;
    if (local_name(node) == "p" && heads.contains(attribute(node, "paraPrIDRef"))) return true;
  }
  return false;
}

std::string letters(std::string_view text) {
  std::string visible;
  const std::string normal = to_nfc(text);
  for (std::size_t at = 0; at < normal.size();) {
    const char32_t character = next_code_point(normal, at);
    if (!is_white_space(character) && !is_control(character)) append_utf8(visible, character);
  }
  return visible;
}

std::string raw_letters(const pugi::xml_node& cell) {
  std::string text;
  for (auto node = next_in_order(cell, cell); !node.empty(); node = next_in_order(node, cell)) {
    if (local_name(node) == "t") text += direct_text(node);
    if (local_name(node) == "hyphen") text += "-";
  }
  return letters(text);
}

std::string address(std::int32_t row, std::int32_t column, std::int32_t rows, std::int32_t columns) {
  return std::to_string(row) + "," + std::to_string(column) + "+" + std::to_string(rows) + "x" +
         std::to_string(columns);
}

using Cells = std::map<std::string, std::string>;  // address → letters

Cells raw_cells(const pugi::xml_node& table, const Heads& heads, bool& filled) {
  Cells cells;
  for (const pugi::xml_node& row : table.children()) {
    for (const pugi::xml_node& cell : row.children()) {
      if (local_name(cell) != "tc") continue;
      const auto at = child(cell, "cellAddr"), span = child(cell, "cellSpan");
      const std::string text = raw_letters(cell);
      filled = filled || !text.empty();
      cells[address(attribute_number(at, "rowAddr", -1), attribute_number(at, "colAddr", -1),
                    attribute_number(span, "rowSpan", 1), attribute_number(span, "colSpan", 1))] =
          holds_more(cell, heads) ? "?" : text;
    }
  }
  return cells;
}

std::vector<Cells> raw_tables(std::string_view bytes) {
  std::vector<Cells> tables;
  const ParseLimits limits;
  auto package = Package::open(bytes, limits);
  if (!package) return tables;
  const Heads heads = heads_of(*package);
  for (const std::string& name : package->names()) {
    if (name.find("Contents/section") == std::string::npos) continue;
    const auto part = parse_xml(package->read(name).value_or(""));
    if (!part) continue;
    const pugi::xml_node root = (*part)->root();
    for (auto node = next_in_order(root, root); !node.empty(); node = next_in_order(node, root)) {
      bool filled = false;
      if (local_name(node) != "tbl" || is_flattened(node)) continue;
      Cells cells = raw_cells(node, heads, filled);
      if (filled) tables.push_back(std::move(cells));
    }
  }
  return tables;
}

Cells read_cells(const Table& table) {
  Cells cells;
  for (const Cell& cell : table.cells)
    cells[address(cell.row, cell.column, cell.row_span, cell.column_span)] = letters(cell.text);
  return cells;
}

// Equal where the raw side can tell: cells with objects or numbered paragraphs in them hold more or less
// than their own letters.
bool same(const Cells& raw, const Cells& read) {
  return std::ranges::equal(raw, read, [](const auto& left, const auto& right) {
    return left.first == right.first && (left.second == "?" || left.second == right.second);
  });
}

class HwpxCorpus : public testing::TestWithParam<fs::path> {};

TEST_P(HwpxCorpus, TablesAndAccountAreThoseOfTheXml) {
  const auto bytes = read_file(GetParam());
  ASSERT_TRUE(bytes.has_value());
  const auto document = read_document(*bytes, GetParam().filename().string(), {}, {});
  ASSERT_TRUE(document.has_value()) << describe(document.error());
  for (const auto& dropped : document->account.dropped) EXPECT_NE(dropped.reason, "unaccounted") << dropped.characters;
  std::vector<Cells> read;
  for (const Element& element : document->elements) {
    if (element.table && element.role != "chart") read.push_back(read_cells(*element.table));
  }
  std::size_t missing = 0;
  const auto raw = raw_tables(*bytes);
  for (const Cells& table : raw) {
    const auto found = std::ranges::find_if(read, [&](const Cells& one) { return same(table, one); });
    if (found == read.end()) ++missing;
    if (found != read.end()) read.erase(found);
  }
  EXPECT_EQ(missing, 0U) << "of " << raw.size() << " tables";
  EXPECT_TRUE(read.empty()) << read.size() << " tables that the XML does not have";
}

std::string name_of(const testing::TestParamInfo<fs::path>& info) { return "file" + std::to_string(info.index); }

INSTANTIATE_TEST_SUITE_P(Files, HwpxCorpus, testing::ValuesIn(corpus()), name_of);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(HwpxCorpus);

TEST(HwpxCorpusData, IsThere) {
  if (corpus().empty()) GTEST_SKIP() << "ONGGI_DATA names no folder with documents/hwpx";
  EXPECT_GT(corpus().size(), 10U);
}

}  // namespace
}  // namespace onggi::parse
