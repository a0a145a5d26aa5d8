// Puts a Document together; see document_builder.h.
#include "parse/worker/document_builder.h"

#include <algorithm>
#include <utility>

namespace onggi::parse {
namespace {

constexpr std::int32_t kColumnsMax = 1'000;
constexpr std::int32_t kRowSpanMax = 100'000;
constexpr std::size_t kTitleBytesMax = 500;

void set_once(std::string& kept, std::string_view given) {
  if (!kept.empty()) return;
  kept = squeeze_spaces(to_nfc(given));
  kept.resize(floor_to_code_point(kept, std::min(kept.size(), kTitleBytesMax)));
}

std::string code_text(std::string_view utf8) {
  while (!utf8.empty() && utf8.back() == '\n') utf8.remove_suffix(1);
  return to_nfc(utf8);
}

std::int64_t characters_of(const Element& element) {
  if (!element.table) return count_visible(element.text);
  std::int64_t characters = 0;
  for (const Cell& cell : element.table->cells) characters += count_visible(cell.text);
  return characters;
}

std::string title_from(const std::vector<Element>& elements) {
  for (const ElementKind wanted : {ElementKind::title, ElementKind::heading}) {
    const auto found = std::ranges::find(elements, wanted, &Element::kind);
    if (found != elements.end()) return squeeze_spaces(found->text);
  }
  return {};
}

}  // namespace

std::string element_text(std::string_view utf8) { return squeeze_spaces(to_nfc(utf8), KeepLines::yes); }

void warn_replaced(DocumentBuilder& builder, const Decoded& decoded) {
  if (decoded.replaced == 0) return;
  builder.warn("encoding_replaced", std::to_string(decoded.replaced) + " characters have no meaning in " +
                                        decoded.charset + " and were replaced by U+FFFD");
}

DocumentBuilder::DocumentBuilder(std::string_view media_type, const ParseLimits& limits) : limits_(limits) {
  document_.media_type = media_type;
}

void DocumentBuilder::add(ElementKind kind, std::string_view text, std::vector<Place> places, std::int32_t level) {
  std::string kept = kind == ElementKind::code ? code_text(text) : element_text(text);
  add(Element{.id = {},
              .kind = kind,
              .text = std::move(kept),
              .places = std::move(places),
              .level = level,
              .table = {},
              .latex = {}});
}

void DocumentBuilder::add_table(Table table, std::vector<Place> places) {
  for (Cell& cell : table.cells) cell.text = element_text(cell.text);
  const auto has_text = [](const Cell& cell) { return !cell.text.empty(); };
  if (std::ranges::none_of(table.cells, has_text)) return;
  std::string text = table_text(table);
  text.shrink_to_fit();  // it grew line by line, and large files bring hundreds of tables
  add(Element{.id = {},
              .kind = ElementKind::table,
              .text = std::move(text),
              .places = std::move(places),
              .level = 0,
              .table = std::move(table),
              .latex = {}});
}

void DocumentBuilder::add(Element element) {
  if (full() || (count_visible(element.text) == 0 && element.latex.empty())) return;
  // What an element costs in the answer beyond its text: names of fields, box, cells.
  constexpr std::uint64_t kOverhead = 200;
  bytes_out_ += element.text.size() + element.latex.size() + kOverhead * element.places.size() + kOverhead;
  if (element.table) bytes_out_ += element.text.size() + element.table->cells.size() * kOverhead / 2;
  document_.elements.push_back(std::move(element));
}

void DocumentBuilder::append(Document inner, std::string_view inner_file) {
  const auto pages_before = static_cast<std::int32_t>(document_.pages.size());
  std::ranges::move(inner.pages, std::back_inserter(document_.pages));
  for (Element& element : inner.elements) {
    element.id = {};
    for (Place& place : element.places) place.page_index += pages_before;
    const bool both = !inner_file.empty() && !element.inner_file.empty();
    element.inner_file = std::string(inner_file) + (both ? "/" : "") + element.inner_file;
    add(std::move(element));
  }
  for (const Warning& warning : inner.warnings)
    warn(warning.code, std::string(inner_file) + (inner_file.empty() ? "" : ": ") + warning.detail,
         warning.page_index < 0 ? -1 : warning.page_index + pages_before);
  count_in(inner.account.characters_in);
  for (const auto& dropped : inner.account.dropped) drop(dropped.reason, dropped.characters);
}

void DocumentBuilder::set_title(std::string_view title) { set_once(document_.title, title); }
void DocumentBuilder::set_author(std::string_view author) { set_once(document_.author, author); }

void DocumentBuilder::add_page(Page page) { document_.pages.push_back(std::move(page)); }

void DocumentBuilder::warn(std::string_view code, std::string_view detail, std::int32_t page_index) {
  document_.warnings.push_back({std::string(code), page_index, std::string(detail)});
}

void DocumentBuilder::count_in(std::string_view utf8) { characters_in_ += count_visible(to_nfc(utf8)); }

void DocumentBuilder::drop(std::string_view reason, std::string_view utf8) {
  drop(reason, count_visible(to_nfc(utf8)));
}

void DocumentBuilder::drop(std::string_view reason, std::int64_t characters) {
  if (characters == 0) return;
  auto& dropped = document_.account.dropped;
  const auto found = std::ranges::find(dropped, reason, &LossAccount::Dropped::reason);
  if (found == dropped.end()) {
    dropped.push_back({std::string(reason), characters});
  } else {
    found->characters += characters;
  }
}

Result<Document> DocumentBuilder::finish() && {
  if (full()) {
    return fail(
        ErrorCode::limit_exceeded,
        "the text of this file is longer than output_bytes_max (" + std::to_string(limits_.output_bytes_max) + ")",
        "output_bytes_max");
  }
  if (document_.title.empty()) set_title(title_from(document_.elements));
  LossAccount& account = document_.account;
  account.characters_in = characters_in_;
  account.characters_out = 0;
  for (const Element& element : document_.elements) account.characters_out += characters_of(element);
  std::int64_t missing = account.characters_in - account.characters_out;
  for (const auto& dropped : account.dropped) missing -= dropped.characters;
  if (missing != 0) {
    warn("unaccounted",
         std::to_string(missing) + " characters of the source are neither in the elements nor named as dropped");
    drop("unaccounted", missing);
  }
  std::ranges::sort(account.dropped, {}, &LossAccount::Dropped::reason);
  assign_element_ids(document_);
  return std::move(document_);
}

void TableGrid::next_row() {
  ++row_;
  column_ = 0;
  table_.rows = row_ + 1;
}

void TableGrid::add(std::string text, std::int32_t row_span, std::int32_t column_span, bool header) {
  if (row_ < 0) next_row();
  const auto free = [&](std::int32_t column) {
    return column >= static_cast<std::int32_t>(covered_until_.size()) ||
           covered_until_[static_cast<std::size_t>(column)] <= row_;
  };
  while (!free(column_)) ++column_;
  if (column_ >= kColumnsMax) {  // a row wider than the limit: its last cell takes the rest, so no text is lost
    Cell& last = table_.cells.back();
    last.text.append(last.text.empty() ? "" : " ").append(text);
    return;
  }
  row_span = std::clamp(row_span, 1, kRowSpanMax);
  std::int32_t width = 1;
  while (width < std::min(column_span, kColumnsMax - column_) && free(column_ + width)) ++width;
  const std::int32_t end = column_ + width;
  if (end > static_cast<std::int32_t>(covered_until_.size())) covered_until_.resize(static_cast<std::size_t>(end), 0);
  for (std::int32_t c = column_; c < end; ++c) covered_until_[static_cast<std::size_t>(c)] = row_ + row_span;
  table_.columns = std::max(table_.columns, end);
  table_.cells.push_back({row_, column_, row_span, width, header, std::move(text), {}});
  column_ = end;
}

Table TableGrid::take() {
  for (Cell& cell : table_.cells) cell.row_span = std::min(cell.row_span, table_.rows - cell.row);
  Table table = std::exchange(table_, {});
  covered_until_.clear();
  row_ = -1;
  column_ = 0;
  return table;
}

}  // namespace onggi::parse
