// XLSX (ECMA-376, SpreadsheetML) → Document: each sheet a page, its blocks of cells tables, what floats over them in
// its place among them.
#include <algorithm>
#include <utility>

#include "parse/worker/flow/xml.h"
#include "parse/worker/memory/forget.h"
#include "parse/worker/ooxml/embedded.h"
#include "parse/worker/ooxml/office_package.h"
#include "parse/worker/ooxml/page_writer.h"
#include "parse/worker/reader.h"
#include "parse/worker/xlsx/drawing.h"
#include "parse/worker/xlsx/remarks.h"
#include "parse/worker/xlsx/sheet_tables.h"

namespace onggi::parse {
namespace xlsx {
namespace {

using ooxml::Relations;

struct SheetEntry {
  std::string name, part, kind;  // kind: last word of the relation's type
  bool hidden = false;
  std::optional<Range> printed_rows;
};

class Reader {
 public:
  Reader(Package package, const ReadContext& context)
      : context_(context),
        builder_(context.media_type, context.limits),
        package_(std::move(package), builder_),
        page_(builder_, context) {}

  Result<Document> read() {
    ONGGI_TRY(const std::string main, package_.main_part("xl/workbook.xml"));
    if (!package_.has(main)) return fail(ErrorCode::bad_input, "the package has no workbook in it", "broken");
    ONGGI_TRY(const Relations relations, package_.relations(main));
    ONGGI_CHECK(read_shared(relations));
    ONGGI_TRY(const auto workbook, package_.open(main));
    const pugi::xml_node root = workbook->root();
    if (is_on_value(attribute(child(root, "workbookPr"), "date1904"))) workbook_.epoch = ooxml::Epoch::y1904;
    const std::vector<SheetEntry> sheets = sheets_of(root, relations);
    if (sheets.size() > static_cast<std::size_t>(context_.limits.pages_max))
      return fail(ErrorCode::limit_exceeded, "the workbook has more sheets than pages_max", "pages_max");
    for (std::size_t i = 0; i < sheets.size() && !builder_.full(); ++i)
      ONGGI_CHECK(read_entry(sheets[i], static_cast<std::int32_t>(i)));
    if (sheets.empty()) builder_.warn("no_sheets", "the workbook names no sheet");
    ONGGI_CHECK(read_properties());
    if (uncalculated_ > 0)
      builder_.warn("formula_without_value",
                    std::to_string(uncalculated_) + " formulas have no stored value: the formula is shown instead");
    for (const std::string& part : embedded_) ONGGI_CHECK(ooxml::add_embedded(builder_, context_, package_, part));
    return ooxml::finish_or_say_why(std::move(builder_));
  }

 private:
  static bool is_on_value(std::string_view value) { return value == "1" || value == "true" || value == "on"; }

  Result<void> read_shared(const Relations& relations) {
    const std::string strings = ooxml::part_of_kind(relations, "sharedStrings");
    if (package_.has(strings)) {
      ONGGI_TRY(Package::Stream stream, package_.members().stream(strings));
      ONGGI_TRY(XmlPull xml, XmlPull::open(std::move(stream)));
      workbook_.strings.read(xml, builder_);
      if (xml.cut_off()) warn_cut_off(-1);
    }
    const std::string styles = ooxml::part_of_kind(relations, "styles");
    if (package_.has(styles)) {
      ONGGI_TRY(const auto part, package_.open_side(styles));
      if (part) workbook_.styles = CellStyles(part->root());
    }
    const std::string people = ooxml::part_of_kind(relations, "person");
    if (package_.has(people)) {
      ONGGI_TRY(const auto part, package_.open_side(people));
      if (part) workbook_.people = read_people(part->root());
    }
    return {};
  }

  static std::vector<SheetEntry> sheets_of(const pugi::xml_node& root, const Relations& relations) {
    std::vector<SheetEntry> sheets;
    for (const pugi::xml_node& node : child(root, "sheets").children()) {
      if (local_name(node) != "sheet") continue;
      const auto relation = relations.find(attribute(node, "id"));
      const std::string_view state = attribute(node, "state");
      SheetEntry entry{.name = std::string(attribute(node, "name")),
                       .part = {},
                       .kind = {},
                       .hidden = state == "hidden" || state == "veryHidden",
                       .printed_rows = {}};
      if (relation != relations.end() && !relation->second.external)
        entry.part = relation->second.target, entry.kind = relation->second.type;
      sheets.push_back(std::move(entry));
    }
    for (const pugi::xml_node& node : child(root, "definedNames").children()) {
      const std::int32_t index = attribute_number(node, "localSheetId", -1);
      if (attribute(node, "name") != "_xlnm.Print_Titles" || index < 0) continue;
      if (static_cast<std::size_t>(index) < sheets.size())
        sheets[static_cast<std::size_t>(index)].printed_rows = printed_rows(direct_text(node));
    }
    return sheets;
  }

  // "Sheet1!$A:$B,Sheet1!$1:$2": the part that is whole rows.
  static std::optional<Range> printed_rows(std::string_view names) {
    while (!names.empty()) {
      const std::size_t comma = std::min(names.find(','), names.size());
      std::string_view one = names.substr(0, comma);
      names.remove_prefix(std::min(comma + 1, names.size()));
      one.remove_prefix(std::min(one.rfind('!') + 1, one.size()));
      const auto range = range_from(one);
      if (range && range->left == 0 && range->right == kColumnsMax - 1) return range;
    }
    return std::nullopt;
  }

  Result<void> read_entry(const SheetEntry& entry, std::int32_t index) {
    page_.begin(Page{.label = entry.name}, entry.hidden ? "hidden" : "");
    if (!ooxml::is_wanted(context_.options, index)) return {};
    builder_.count_in(entry.name);
    page_.add(ElementKind::heading, entry.name, {.level = 1});
    if (entry.hidden) builder_.warn("hidden_content", "this sheet is hidden", index);
    if (!package_.has(entry.part)) {
      builder_.warn("part_unreadable", "this sheet's part is missing", index);
      return {};
    }
    ONGGI_TRY(const Relations relations, package_.relations(entry.part));
    auto sheet = open_sheet(entry.part);
    if (!sheet && sheet.error().code != ErrorCode::bad_input) return std::unexpected(sheet.error());
    if (!sheet) {
      builder_.warn("part_unreadable", "this sheet is broken and was left out", index);
      return {};
    }
    if (sheet->cut_off) warn_cut_off(index);
    uncalculated_ += sheet->uncalculated;
    return write_sheet(*std::move(sheet), entry, relations);
  }

  Result<Sheet> open_sheet(const std::string& part) {
    ONGGI_TRY(Package::Stream stream, package_.members().stream(part));
    ONGGI_TRY(XmlPull xml, XmlPull::open(std::move(stream)));
    auto sheet = read_sheet(xml, workbook_, builder_, context_.limits);
    forget_mapping(context_.bytes);
    return sheet;
  }

  void warn_cut_off(std::int32_t index) {
    builder_.warn("truncated", "a part of the package is cut off: what came before was read", index);
  }

  Result<void> write_sheet(Sheet sheet, const SheetEntry& entry, const Relations& relations) {
    write_margin(sheet.header, ElementKind::page_header);
    write_margin(sheet.footer, ElementKind::page_footer);
    ONGGI_TRY(const std::vector<DefinedTable> tables, defined_tables(sheet, relations));
    const std::string drawing_part = ooxml::target_of(relations, sheet.drawing);
    ONGGI_TRY(const Drawing drawing, Drawing::open(package_, drawing_part, builder_));
    const std::vector<std::string> links = links_of(sheet, workbook_, relations);
    ONGGI_CHECK(write_body(sheet, entry, tables, drawing));
    for (const std::string& link : links) {
      builder_.count_in(link);
      page_.add(ElementKind::paragraph, link, {.role = "annotation"});
    }
    ONGGI_CHECK(write_comments(relations, workbook_, package_, page_));
    for (const auto& [id, relation] : relations) {
      const bool embedded = relation.type == "package" || relation.type == "oleObject";
      if (embedded && !relation.external && package_.has(relation.target)) embedded_.push_back(relation.target);
    }
    return {};
  }

  void write_margin(const std::string& coded, ElementKind kind) {
    const std::string text = margin_text(coded);
    builder_.count_in(text);
    page_.add(kind, text);
  }

  Result<std::vector<DefinedTable>> defined_tables(const Sheet& sheet, const Relations& relations) {
    std::vector<DefinedTable> tables;
    for (const std::string& id : sheet.table_parts) {
      const std::string part = ooxml::target_of(relations, id);
      if (!package_.has(part)) continue;
      ONGGI_TRY(const auto xml, package_.open_side(part));
      if (!xml) continue;
      const auto range = range_from(attribute(xml->root(), "ref"));
      const auto taken = [&](const DefinedTable& one) { return one.range.overlaps(*range); };
      if (!range || std::ranges::any_of(tables, taken)) continue;
      tables.push_back({*range, given_name(attribute(xml->root(), "displayName")),
                        attribute_number(xml->root(), "headerRowCount", 1)});
    }
    return tables;
  }

  // A name that the program gave by itself says nothing: "Table1", "표2".
  static std::string given_name(std::string_view name) {
    const std::size_t end = name.find_last_not_of("0123456789");
    const std::string_view stem = name.substr(0, end + 1);
    return stem == "Table" || stem == "표" || stem == "Tabelle" || stem == "テーブル" ? std::string()
                                                                                      : std::string(name);
  }

  // Blocks of cells and floating objects, by where they begin. The sheet's cells are given up as they are written.
  Result<void> write_body(Sheet& sheet, const SheetEntry& entry, const std::vector<DefinedTable>& tables,
                          const Drawing& drawing) {
    std::vector<Range> ranges;
    ranges.reserve(tables.size());
    for (const DefinedTable& table : tables) ranges.push_back(table.range);
    std::vector<CellBlock> blocks = find_blocks(sheet, ranges);
    std::vector<Anchored> objects = drawing.objects();
    std::ranges::stable_sort(objects, [](const Anchored& a, const Anchored& b) {
      return a.row != b.row ? a.row < b.row : a.column < b.column;
    });
    TableMaker maker(sheet, workbook_, builder_, {sheet.filter, sheet.frozen_rows, entry.printed_rows});
    std::vector<std::size_t> needed(blocks.size() + 1, sheet.cells.size());  // first cell of a block and those behind
    for (std::size_t i = blocks.size(); i-- > 0;)
      needed[i] = std::min<std::size_t>(needed[i + 1], blocks[i].cells.front());
    auto object = objects.begin();
    for (CellBlock& block : blocks) {
      for (; object != objects.end() && object->row < block.range.top; ++object)
        ONGGI_CHECK(drawing.write(*object, package_, page_));
      const auto defined =
          std::ranges::find_if(tables, [&](const DefinedTable& one) { return one.range.overlaps(block.range); });
      const bool is_defined = defined != tables.end();
      BlockParts parts = maker.make(std::exchange(block, {}), is_defined ? &*defined : nullptr);
      const auto index = static_cast<std::size_t>(&block - blocks.data());
      write_block(std::move(parts), needed[index + 1], is_defined ? defined->name : std::string(), maker);
    }
    for (; object != objects.end(); ++object) ONGGI_CHECK(drawing.write(*object, package_, page_));
    return {};
  }

  void write_block(BlockParts parts, std::size_t needed_from, const std::string& name, TableMaker& maker) {
    for (const std::string& label : parts.labels) page_.add(ElementKind::paragraph, label);
    if (!name.empty()) {
      builder_.count_in(name);
      page_.add(ElementKind::caption, name);
    }
    std::optional<Table> hidden = std::exchange(parts.hidden, {});
    if (!parts.shown.empty())
      maker.show(std::move(parts), needed_from, [&](Table table) { page_.add_table(std::move(table)); });
    if (!hidden) return;
    page_.add_table(*std::move(hidden), {.role = "hidden"});
    if (std::exchange(hidden_said_, page_.page_index()) != page_.page_index())
      builder_.warn("hidden_content", "this sheet has hidden rows or columns", page_.page_index());
  }

  Result<void> read_properties() {
    if (!package_.has("docProps/core.xml")) return {};
    ONGGI_TRY(const auto core, package_.open_side("docProps/core.xml"));
    if (!core) return {};
    builder_.set_title(direct_text(child(core->root(), "title")));
    builder_.set_author(direct_text(child(core->root(), "creator")));
    return {};
  }

  const ReadContext& context_;
  DocumentBuilder builder_;
  ooxml::OfficePackage package_;
  ooxml::PageWriter page_;
  Workbook workbook_;
  std::vector<std::string> embedded_;  // read last: their pages come behind all sheets
  std::int64_t uncalculated_ = 0;
  std::int32_t hidden_said_ = -1;  // the last page that was warned of
};

}  // namespace
}  // namespace xlsx

Result<Document> read_xlsx(const ReadContext& context) {
  ONGGI_TRY(Package package, Package::open(context.bytes, context.limits));
  return xlsx::Reader(std::move(package), context).read();
}

void warm_xlsx() { xlsx::warm_xml_pull(); }

}  // namespace onggi::parse
