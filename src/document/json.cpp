// Documents as JSON; see json.h. Reading is strict: a field of the wrong type or out of range is bad_input naming it.
#include "document/json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "document/json_fields.h"

namespace onggi {
namespace {

using document_room::array_of;
using document_room::Fields;
using nlohmann::json;

json box_to_json(const std::optional<Box>& box) {
  if (!box) return nullptr;
  return json::array({box->x0, box->y0, box->x1, box->y1});
}

Result<Box> box_from_json(const json& value) {
  const auto is_number = [](const json& item) { return item.is_number(); };
  if (!value.is_array() || value.size() != 4 || !std::all_of(value.begin(), value.end(), is_number))
    return fail(ErrorCode::bad_input, "the field box must be four numbers or null", "bad_json");
  return Box{value[0].get<double>(), value[1].get<double>(), value[2].get<double>(), value[3].get<double>()};
}

json range_to_json(ByteRange range) { return json::array({range.begin, range.end}); }

Result<ByteRange> range_from_json(const json& value) {
  if (!value.is_array() || value.size() != 2 || !value[0].is_number_unsigned() || !value[1].is_number_unsigned() ||
      value[0].get<std::size_t>() > value[1].get<std::size_t>())
    return fail(ErrorCode::bad_input, "a range of bytes must be two rising numbers", "bad_json");
  return ByteRange{value[0].get<std::size_t>(), value[1].get<std::size_t>()};
}

json cell_to_json(const Cell& cell) {
  return {{"row", cell.row},
          {"column", cell.column},
          {"row_span", cell.row_span},
          {"column_span", cell.column_span},
          {"header", cell.header},
          {"text", cell.text},
          {"box", box_to_json(cell.box)}};
}

Result<Cell> cell_from_json(const json& value) {
  Fields fields(value, "cell");
  Cell cell;
  cell.row = fields.integer<std::int32_t>("row");
  cell.column = fields.integer<std::int32_t>("column");
  cell.row_span = fields.integer<std::int32_t>("row_span", 1);
  cell.column_span = fields.integer<std::int32_t>("column_span", 1);
  cell.header = fields.flag("header");
  cell.text = fields.text("text");
  cell.box = fields.optional<Box>("box", box_from_json);
  if (cell.row < 0 || cell.column < 0) fields.wrong("row");
  if (cell.row_span < 1 || cell.column_span < 1) fields.wrong("row_span");
  return fields.give(std::move(cell));
}

ElementKind read_kind(Fields& fields) {
  const auto kind = element_kind_from(fields.text("kind"));
  if (!kind) fields.wrong("kind");
  return kind.value_or(ElementKind::paragraph);
}

// The three names that most elements lack are written only where there is one.
json element_to_json(const Element& element) {
  json value = {
      {"id", element.id.str()}, {"kind", to_string(element.kind)},
      {"text", element.text},   {"places", array_of(element.places, [](const Place& place) { return to_json(place); })},
      {"level", element.level}, {"table", element.table ? to_json(*element.table) : json(nullptr)},
      {"latex", element.latex}};
  if (!element.role.empty()) value["role"] = element.role;
  if (!element.inner_file.empty()) value["inner_file"] = element.inner_file;
  if (!element.clause.empty()) value["clause"] = element.clause;
  return value;
}

Result<Element> element_from_json(const json& value) {
  Fields fields(value, "element");
  Element element;
  element.id = ElementId(fields.text("id"));
  element.kind = read_kind(fields);
  element.text = fields.text("text");
  element.places = fields.list<Place>("places", place_from_json);
  element.level = fields.integer<std::int32_t>("level");
  element.table = fields.optional<Table>("table", table_from_json);
  element.latex = fields.text("latex");
  element.role = fields.text("role");
  element.inner_file = fields.text("inner_file");
  element.clause = fields.text("clause");
  return fields.give(std::move(element));
}

json account_to_json(const LossAccount& account) {
  const auto encode = [](const LossAccount::Dropped& dropped) {
    return json{{"reason", dropped.reason}, {"characters", dropped.characters}};
  };
  return {{"characters_in", account.characters_in},
          {"characters_out", account.characters_out},
          {"dropped", array_of(account.dropped, encode)}};
}

Result<LossAccount> account_from_json(const json& value) {
  Fields fields(value, "account");
  LossAccount account;
  account.characters_in = fields.integer<std::int64_t>("characters_in");
  account.characters_out = fields.integer<std::int64_t>("characters_out");
  account.dropped = fields.list<LossAccount::Dropped>("dropped", [](const json& item) -> Result<LossAccount::Dropped> {
    Fields inner(item, "dropped");
    return inner.give(LossAccount::Dropped{inner.text("reason"), inner.integer<std::int64_t>("characters")});
  });
  return fields.give(std::move(account));
}

json page_to_json(const Page& page) {
  json value = {{"label", page.label}, {"width", page.width}, {"height", page.height}};
  if (page.uncertain.empty()) return value;
  value["uncertain"] = array_of(page.uncertain, [](const UncertainWord& word) {
    return json{{"text", word.text}, {"box", box_to_json(word.box)}, {"confidence", word.confidence}};
  });
  return value;
}

Result<UncertainWord> uncertain_word_from_json(const json& value) {
  Fields fields(value, "uncertain");
  UncertainWord word{.text = fields.text("text"), .box = {}, .confidence = fields.number("confidence")};
  const auto box = fields.optional<Box>("box", box_from_json);
  if (!box) fields.wrong("box");
  word.box = box.value_or(Box{});
  return fields.give(std::move(word));
}

Result<Page> page_from_json(const json& value) {
  Fields fields(value, "page");
  return fields.give(Page{.label = fields.text("label"),
                          .width = fields.number("width"),
                          .height = fields.number("height"),
                          .uncertain = fields.list<UncertainWord>("uncertain", uncertain_word_from_json)});
}

Result<Warning> warning_from_json(const json& value) {
  Fields fields(value, "warning");
  return fields.give(
      Warning{fields.text("code"), fields.integer<std::int32_t>("page_index", -1), fields.text("detail")});
}

struct Head {
  std::string title, author, media_type;
  std::vector<Page> pages;
};

Result<Head> head_from_json(const json& value) {
  Fields fields(value, "document");
  return fields.give(Head{.title = fields.text("title"),
                          .author = fields.text("author"),
                          .media_type = fields.text("media_type"),
                          .pages = fields.list<Page>("pages", page_from_json)});
}

json clean_element_to_json(const CleanElement& element) {
  json value = {{"id", element.id.str()},
                {"kind", to_string(element.kind)},
                {"level", element.level},
                {"bytes", range_to_json(element.bytes)},
                {"rows", array_of(element.rows, range_to_json)},
                {"header_rows", element.header_rows}};
  if (!element.clause.empty()) value["clause"] = element.clause;
  return value;
}

Result<CleanElement> clean_element_from_json(const json& value) {
  Fields fields(value, "element");
  CleanElement element;
  element.id = ElementId(fields.text("id"));
  element.kind = read_kind(fields);
  element.level = fields.integer<std::int32_t>("level");
  const auto bytes = fields.optional<ByteRange>("bytes", range_from_json);
  if (!bytes) fields.wrong("bytes");
  element.bytes = bytes.value_or(ByteRange{});
  element.rows = fields.list<ByteRange>("rows", range_from_json);
  element.header_rows = fields.integer<std::int32_t>("header_rows");
  element.clause = fields.text("clause");
  return fields.give(std::move(element));
}

bool inside(ByteRange range, std::size_t size) { return range.begin <= range.end && range.end <= size; }

}  // namespace

json to_json(const Table& table) {
  return {{"rows", table.rows}, {"columns", table.columns}, {"cells", array_of(table.cells, cell_to_json)}};
}

Result<Table> table_from_json(const json& value) {
  Fields fields(value, "table");
  Table table;
  table.rows = fields.integer<std::int32_t>("rows");
  table.columns = fields.integer<std::int32_t>("columns");
  table.cells = fields.list<Cell>("cells", cell_from_json);
  for (const Cell& cell : table.cells) {  // in this order nothing overflows
    const bool inside = cell.row < table.rows && cell.row_span <= table.rows - cell.row &&
                        cell.column < table.columns && cell.column_span <= table.columns - cell.column;
    if (!inside) fields.wrong("cells");
  }
  return fields.give(std::move(table));
}

json to_json(const Place& place) {
  return {{"page_index", place.page_index}, {"page_label", place.page_label}, {"box", box_to_json(place.box)}};
}

Result<Place> place_from_json(const json& value) {
  Fields fields(value, "place");
  Place place;
  place.page_index = fields.integer<std::int32_t>("page_index");
  place.page_label = fields.text("page_label");
  place.box = fields.optional<Box>("box", box_from_json);
  if (place.page_index < 0) fields.wrong("page_index");
  return fields.give(std::move(place));
}

json to_json(const Document& document) {
  const auto warning = [](const Warning& one) {
    return json{{"code", one.code}, {"page_index", one.page_index}, {"detail", one.detail}};
  };
  return {{"document",
           {{"title", document.title},
            {"author", document.author},
            {"media_type", document.media_type},
            {"pages", array_of(document.pages, page_to_json)}}},
          {"elements", array_of(document.elements, element_to_json)},
          {"warnings", array_of(document.warnings, warning)},
          {"account", account_to_json(document.account)}};
}

Result<Document> document_from_json(const json& value) {
  Fields fields(value, "result");
  auto head = fields.optional<Head>("document", head_from_json);
  if (!head) fields.wrong("document");
  Document document;
  document.elements = fields.list<Element>("elements", element_from_json);
  document.warnings = fields.list<Warning>("warnings", warning_from_json);
  document.account = fields.optional<LossAccount>("account", account_from_json).value_or(LossAccount{});
  if (head) {
    document.title = std::move(head->title);
    document.author = std::move(head->author);
    document.media_type = std::move(head->media_type);
    document.pages = std::move(head->pages);
  }
  return fields.give(std::move(document));
}

json to_json(const CleanText& text) {
  return {{"title", text.title}, {"utf8", text.utf8}, {"elements", array_of(text.elements, clean_element_to_json)}};
}

Result<CleanText> clean_text_from_json(const json& value) {
  Fields fields(value, "clean_text");
  CleanText text{fields.text("title"), fields.text("utf8"),
                 fields.list<CleanElement>("elements", clean_element_from_json)};
  for (const CleanElement& element : text.elements) {
    if (!inside(element.bytes, text.utf8.size())) fields.wrong("elements");
    for (const ByteRange row : element.rows) {
      if (!inside(row, text.utf8.size())) fields.wrong("rows");
    }
  }
  return fields.give(std::move(text));
}

json to_json(const Chunk& chunk) {
  const auto piece = [](const Piece& one) {
    return json{{"element", one.element.str()}, {"bytes", range_to_json(one.bytes)}};
  };
  return {{"pieces", array_of(chunk.pieces, piece)}, {"lead", chunk.lead}, {"tokens", chunk.tokens}};
}

Result<Chunk> chunk_from_json(const json& value) {
  Fields fields(value, "chunk");
  Chunk chunk;
  chunk.pieces = fields.list<Piece>("pieces", [](const json& item) -> Result<Piece> {
    Fields inner(item, "piece");
    const auto bytes = inner.optional<ByteRange>("bytes", range_from_json);
    if (!bytes) inner.wrong("bytes");
    return inner.give(Piece{ElementId(inner.text("element")), bytes.value_or(ByteRange{})});
  });
  chunk.lead = fields.text("lead");
  chunk.tokens = fields.integer<std::int32_t>("tokens");
  if (chunk.pieces.empty()) fields.wrong("pieces");
  return fields.give(std::move(chunk));
}

}  // namespace onggi
