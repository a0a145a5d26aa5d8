// Rows of a query: each is one document, a page of its text columns or the file that a column holds.
#include <algorithm>
#include <unordered_set>

#include "base/hash.h"
#include "ingest/sources/location.h"
#include "ingest/sources/sql_rows.h"
#include "text/text.h"

namespace onggi::sources {
namespace {

constexpr std::size_t kNameBytesMax = 150;

// Not escape_html(), which says the same in other bytes (of quotation marks): these bytes are the document. Others
// would make new versions of rows that were touched and not changed, and let rows in again from which a person was
// erased.
std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) {
    if (c == '&') html += "&amp;";
    else if (c == '<') html += "&lt;";
    else if (c == '>') html += "&gt;";
    else html += c;
  }
  return html;
}

// Blank lines part paragraphs.
void append_paragraphs(std::string& html, std::string_view text) {
  std::string paragraph;
  const auto close = [&] {
    if (!paragraph.empty()) html.append("<p>").append(paragraph).append("</p>\n");
    paragraph.clear();
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) close();
    else paragraph.append(paragraph.empty() ? "" : "<br>\n").append(escaped(line));
  }
  close();
}

// A name that no path can be made of.
std::string file_name(std::string title, std::string_view ending) {
  for (char& c : title)
    if (c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20) c = ' ';
  title = squeeze_spaces(title);
  if (title.size() > kNameBytesMax) title.resize(floor_to_code_point(title, kNameBytesMax));
  return title.append(ending);
}

class SqlReader final : public Reader {
 public:
  explicit SqlReader(ReaderParts parts) : parts_(std::move(parts)), texts_(parts_.options.texts("text")) {}

  Result<void> walk(const Walk& walk) override {
    ONGGI_TRY(const auto rows, sqlite_file(parts_.location).empty() ? open_postgresql_rows(parts_, walk.cancel)
                                                                    : open_sqlite_rows(parts_, walk.cancel));
    columns_ = rows->columns();
    ONGGI_CHECK(check_columns());
    std::unordered_set<std::string> ids;
    for (;;) {
      ONGGI_CHECK(walk.cancel.check());
      ONGGI_TRY(auto row, rows->next());
      if (!row) return {};
      const auto id = value(*row, parts_.options.text("id"));
      if (!id || id->empty() || !is_valid_utf8(*id) || !ids.insert(sha256_hex(*id).substr(0, 32)).second)
        return fail(ErrorCode::bad_input, "the id column must be filled and different in each row; nothing was removed",
                    "sql_id");
      ONGGI_CHECK(walk.each(listed(*id, std::make_shared<RowValues>(*std::move(row)))));
    }
  }

 private:
  std::optional<std::string> value(const RowValues& row, const std::string& column) const {
    const auto at = std::ranges::find(columns_, column);
    return at == columns_.end() ? std::nullopt : row[static_cast<std::size_t>(at - columns_.begin())];
  }

  Result<void> check_columns() const {
    std::vector<std::string> named = texts_;
    for (const char* option : {"id", "title", "file", "file_name", "changed_at"})
      named.push_back(parts_.options.text(option));
    for (const std::string& field : parts_.options.texts("fields")) named.push_back(field.substr(0, field.find('=')));
    for (const std::string& column : named)
      if (!column.empty() && std::ranges::find(columns_, column) == columns_.end())
        return fail(ErrorCode::bad_input, "the query gives no column " + column, "bad_query");
    return {};
  }

  // `row` is shared by the listing and its read().
  Listed listed(const std::string& id, const std::shared_ptr<const RowValues>& row) const {
    const std::string title = value(*row, parts_.options.text("title")).value_or("");
    const bool is_file = texts_.empty();
    std::string name = is_file ? value(*row, parts_.options.text("file_name")).value_or(title) : title;
    if (name.empty()) name = id;
    return {.id = id, .name = file_name(name, is_file ? "" : ".html"), .mark = mark(*row), .read = [this, row, title] {
              return content(*row, title);
            }};
  }

  std::string mark(const RowValues& row) const {
    if (const auto changed = value(row, parts_.options.text("changed_at")); changed) return "at " + *changed;
    std::vector<std::string_view> parts;
    for (const auto& one : row) {
      parts.emplace_back(one ? "1" : "0");  // NULL is not the empty text
      parts.emplace_back(one ? std::string_view(*one) : std::string_view());
    }
    return sha256_hex_parts(parts).substr(0, 32);
  }

  Result<Content> content(const RowValues& row, const std::string& title) const {
    Content made;
    for (const std::string& field : parts_.options.texts("fields")) {
      const std::size_t equals = field.find('=');
      const auto said = value(row, field.substr(0, equals));
      if (said) made.fields[equals == std::string::npos ? field : field.substr(equals + 1)] = *said;
    }
    made.bytes = texts_.empty() ? value(row, parts_.options.text("file")).value_or("") : page(row, title);
    return made;
  }

  std::string page(const RowValues& row, const std::string& title) const {
    std::string html =
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>" + escaped(title) + "</title></head><body>\n";
    if (!title.empty()) html += "<h1>" + escaped(title) + "</h1>\n";
    for (const std::string& column : texts_) {
      const auto text = value(row, column);
      if (!text || text->empty()) continue;
      if (texts_.size() > 1) html += "<h2>" + escaped(column) + "</h2>\n";
      append_paragraphs(html, *text);
    }
    return html + "</body></html>\n";
  }

  ReaderParts parts_;
  std::vector<std::string> texts_, columns_;
};

}  // namespace

std::unique_ptr<Reader> sql_reader(ReaderParts parts) { return std::make_unique<SqlReader>(std::move(parts)); }

}  // namespace onggi::sources
