// A reader for tests that are not about reading: of files of lines, in the test's own process.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parse/parse.h"

namespace onggi {

/// A line is a paragraph, "a | b / c | d" a table. A file that begins with "broken" is broken. Each has one page.
class LinesParser final : public Parser {
 public:
  Result<Document> parse(std::string_view bytes, std::string_view, const ParseOptions&, const Cancel&) override {
    if (bytes.starts_with("broken") && !mends_) return fail(ErrorCode::bad_input, "the file is broken", "broken");
    Document document;
    document.media_type = "text/plain";
    while (!bytes.empty()) {
      const std::size_t end = std::min(bytes.find('\n'), bytes.size());
      Element element;
      element.text = bytes.substr(0, end);
      if (const std::size_t at = misread_.empty() ? std::string::npos : element.text.find(misread_);
          at != std::string::npos)
        element.text.replace(at, misread_.size(), instead_);
      if (element.text.contains(" | ")) to_table(element);
      if (!element.text.empty()) document.elements.push_back(std::move(element));
      bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    assign_element_ids(document);
    return document;
  }
  Result<PageImage> render_page(std::string_view, std::string_view, std::int32_t page_index, double,
                                const ParseOptions&, const Cancel&) override {
    if (page_index > 0) return fail(ErrorCode::not_found, "no such page");
    return PageImage{.png = "\x89PNG-of-the-test", .width_px = 1, .height_px = 1};
  }
  Result<std::vector<PageWord>> page_words(std::string_view, std::string_view, std::int32_t page_index,
                                           const ParseOptions&, const Cancel&) override {
    if (page_index > 0) return fail(ErrorCode::not_found, "no such page");
    return std::vector<PageWord>{{"낱말", {1, 2, 3, 4}}};
  }
  const std::string& version() const override { return version_; }

  /// A newer version that reads `misread` as something else.
  void become(std::string version, std::string misread = {}, std::string instead = {}) {
    version_ = std::move(version), misread_ = std::move(misread), instead_ = std::move(instead);
  }
  /// A newer version that reads broken files, too.
  void mend(std::string version) { version_ = std::move(version), mends_ = true; }

 private:
  static void to_table(Element& element) {
    Table table;
    std::string_view rest = element.text;
    while (!rest.empty()) {
      std::string_view row = rest.substr(0, rest.find(" / "));
      rest.remove_prefix(std::min(row.size() + 3, rest.size()));
      std::int32_t column = 0;
      while (!row.empty()) {
        const std::string_view cell = row.substr(0, row.find(" | "));
        row.remove_prefix(std::min(cell.size() + 3, row.size()));
        table.cells.push_back({table.rows, column++, 1, 1, table.rows == 0, std::string(cell), {}});
      }
      table.columns = std::max(table.columns, column);
      ++table.rows;
    }
    element.kind = ElementKind::table;
    element.text = table_text(table);
    element.table = std::move(table);
  }

  std::string version_ = "lines-1", misread_, instead_;
  bool mends_ = false;
};

}  // namespace onggi
