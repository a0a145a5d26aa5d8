// Documents as a few lines of a test.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "document/document.h"

namespace onggi::any {

inline Element element(ElementKind kind, std::string text, std::int32_t page = 0) {
  Element made;
  made.kind = kind;
  made.text = std::move(text);
  made.places.push_back({.page_index = page, .page_label = std::to_string(page + 1), .box = std::nullopt});
  return made;
}

/// Paragraphs on the first page.
inline Document document(std::initializer_list<const char*> paragraphs) {
  Document made;
  for (const char* text : paragraphs) made.elements.push_back(element(ElementKind::paragraph, text));
  assign_element_ids(made);
  return made;
}

inline Element table(const std::vector<std::vector<std::string>>& rows) {
  Element made = element(ElementKind::table, "");
  Table grid;
  grid.rows = static_cast<std::int32_t>(rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    grid.columns = std::max(grid.columns, static_cast<std::int32_t>(rows[r].size()));
    for (std::size_t c = 0; c < rows[r].size(); ++c)
      grid.cells.push_back({static_cast<std::int32_t>(r), static_cast<std::int32_t>(c), 1, 1, r == 0, rows[r][c], {}});
  }
  made.text = table_text(grid);
  made.table = std::move(grid);
  return made;
}

inline Document document(std::vector<Element> elements) {
  Document made;
  made.elements = std::move(elements);
  assign_element_ids(made);
  return made;
}

}  // namespace onggi::any
