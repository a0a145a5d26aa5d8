// CSV and TSV → tables. Large files become tables of 1,000 rows, each with the header: a table is the unit that later
// rooms hold in memory, cut and cite.
//
// The account counts every character of the text; separators and the quotes around fields are dropped by name. The
// header's repetition is counted in, as it is text that we add.
#include <algorithm>
#include <cmath>
#include <span>

#include "parse/worker/delimited/records.h"
#include "parse/worker/document_builder.h"
#include "parse/worker/memory/forget.h"
#include "parse/worker/reader.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

constexpr std::size_t kRowsPerTable = 1'000;

using Fields = std::vector<std::string>;

bool is_empty(const std::string& field) { return count_visible(field) == 0; }

std::ptrdiff_t filled(const Fields& fields) { return std::ranges::count_if(fields, std::not_fn(is_empty)); }

// 1,234.5  ₩12,000  2025-03-03  45%  010-1234-5678: digits and the signs around them.
bool is_value(const std::string& field) {
  const bool digit = std::ranges::any_of(field, [](char byte) { return byte >= '0' && byte <= '9'; });
  return digit && field.find_first_not_of("0123456789.,-+/:%$() \t") == std::string::npos;
}

// A name row has a name for nearly every column, no two the same, and no values.
bool names_columns(const Fields& fields) {
  if (fields.empty() || std::ranges::any_of(fields, is_value) || filled(fields) * 2 <= std::ssize(fields)) return false;
  Fields sorted;
  std::ranges::copy_if(fields, std::back_inserter(sorted), std::not_fn(is_empty));
  std::ranges::sort(sorted);
  return std::ranges::adjacent_find(sorted) == sorted.end();
}

// Lines above the names ("2025년 3월 매출,,,") have one filled field.
std::size_t header_rows(const std::vector<Fields>& first) {
  constexpr std::size_t kTitleRowsMax = 3;
  std::size_t row = 0;
  while (row < std::min(kTitleRowsMax, first.size()) && first[row].size() > 1 && filled(first[row]) == 1) ++row;
  if (row + 1 >= first.size() || !names_columns(first[row])) return 0;
  return row + 1;
}

std::int64_t characters_of(const Fields& fields) {
  std::int64_t characters = 0;
  for (const std::string& field : fields) characters += count_visible(field);
  return characters;
}

class TableWriter {
 public:
  explicit TableWriter(DocumentBuilder& builder) : builder_(builder) {}

  void set_header(std::vector<Fields> header) { header_ = std::move(header); }

  void add(Fields& fields) {
    if (rows_ == 0) begin();
    add_row(fields, false);
    if (++rows_ == kRowsPerTable) end();
  }

  void end() {
    if (rows_ == 0 && tables_ > 0) return;
    if (rows_ == 0) begin();
    Table table = grid_.take();
    table.cells.shrink_to_fit();
    builder_.add_table(std::move(table));
    ++tables_;
    rows_ = 0;
  }

 private:
  void begin() {
    for (Fields& row : header_) {
      if (tables_ > 0) builder_.count_in(characters_of(row));
      Fields copy = row;
      add_row(copy, true);
    }
  }

  void add_row(Fields& fields, bool header) {
    grid_.next_row();
    for (std::string& field : fields) grid_.add(std::move(field), 1, 1, header);
  }

  DocumentBuilder& builder_;
  std::vector<Fields> header_;
  TableGrid grid_;
  std::size_t rows_ = 0;
  std::int64_t tables_ = 0;
};

// "sep=;" in the first line tells Excel the separator and is no data.
char stated_separator(std::string_view& text, DocumentBuilder& builder) {
  if (text.size() < 5 || !(text.starts_with("sep=") || text.starts_with("Sep=") || text.starts_with("SEP=")))
    return '\0';
  const char separator = text[4];
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  if (end > 5) return '\0';
  builder.drop("separator", text.substr(0, end));
  text.remove_prefix(end);
  return separator;
}

// The rows that decide about the header are read before any is written.
std::vector<Fields> first_rows(RecordReader& reader) {
  constexpr std::size_t kRows = 5;
  std::vector<Fields> first;
  Fields fields;
  while (first.size() < kRows && reader.next(fields)) first.push_back(fields);
  return first;
}

// `text` is the reader's, and is given up behind it.
void write_tables(RecordReader& reader, std::string_view text, DocumentBuilder& builder) {
  constexpr std::size_t kForgetBytes = 1U << 20U;
  std::size_t forgotten = 0;
  std::vector<Fields> first = first_rows(reader);
  const auto names = static_cast<std::ptrdiff_t>(header_rows(first));
  const std::size_t columns =
      first.empty() ? 0 : first[static_cast<std::size_t>(std::max<std::ptrdiff_t>(names - 1, 0))].size();
  TableWriter writer(builder);
  writer.set_header({first.begin(), first.begin() + names});
  std::int64_t uneven = 0;
  const auto write = [&](Fields& fields) {
    uneven += fields.size() != columns ? 1 : 0;
    writer.add(fields);
    if (reader.at() - forgotten < kForgetBytes) return;
    forget(std::as_bytes(std::span(text).subspan(forgotten, reader.at() - forgotten)));
    forgotten = reader.at();
  };
  for (auto row = first.begin() + names; row != first.end(); ++row) write(*row);
  for (Fields fields; !builder.full() && reader.next(fields);) write(fields);
  if (!first.empty()) writer.end();
  if (uneven > 0)
    builder.warn("uneven_rows", std::to_string(uneven) + " rows have more or fewer fields than the first of the table");
}

}  // namespace

Result<Document> read_delimited(const ReadContext& context) {
  const Decoded decoded = decode_text(context.bytes);
  forget_mapping(context.bytes);
  DocumentBuilder builder(context.media_type, context.limits);
  warn_replaced(builder, decoded);
  builder.count_in(count_visible(decoded.utf8));
  std::string_view text = decoded.utf8;
  char separator = stated_separator(text, builder);
  if (separator == '\0') separator = guess_separator(text, context.media_type == "text/csv" ? '\0' : '\t');
  RecordReader reader(text, separator);
  write_tables(reader, text, builder);
  const RecordMarks& marks = reader.marks();
  if (separator != '\t' && separator != ' ') builder.drop("separator", marks.separators);
  builder.drop("quote", marks.quotes);
  if (marks.unclosed_quotes > 0)
    builder.warn("unclosed_quote", std::to_string(marks.unclosed_quotes) + " quotes are never closed and stay as text");
  ONGGI_TRY(Document document, std::move(builder).finish());
  if (document.elements.empty() && document.warnings.empty())
    document.warnings.push_back({"no_text", -1, "the table has no text"});
  return document;
}

}  // namespace onggi::parse
