// See page_writer.h.
#include "parse/worker/ooxml/page_writer.h"

#include <algorithm>

#include "parse/worker/picture/picture.h"

namespace onggi::parse::ooxml {

void PageWriter::begin(Page page, std::string_view role) {
  ++page_index_;
  label_ = page.label;
  role_ = role;
  builder_.add_page(std::move(page));
}

std::vector<Place> PageWriter::places(const Added& how) const {
  if (page_index_ < 0) return {};
  return {{.page_index = page_index_, .page_label = label_, .box = how.box}};
}

void PageWriter::add(ElementKind kind, std::string_view text, const Added& how) {
  Element element{.id = {},
                  .kind = kind,
                  .text = element_text(text),
                  .places = places(how),
                  .level = how.level,
                  .table = {},
                  .latex = {}};
  element.role = role(how);
  builder_.add(std::move(element));
}

void PageWriter::add_table(Table table, const Added& how) {
  for (Cell& cell : table.cells) cell.text = element_text(cell.text);
  const auto has_text = [](const Cell& cell) { return !cell.text.empty(); };
  if (std::ranges::none_of(table.cells, has_text)) return;
  std::string text = table_text(table);
  Element element{.id = {},
                  .kind = ElementKind::table,
                  .text = std::move(text),
                  .places = places(how),
                  .level = 0,
                  .table = std::move(table),
                  .latex = {}};
  element.role = role(how);
  builder_.add(std::move(element));
}

void PageWriter::add_formula(std::string_view text, std::string latex, const Added& how) {
  Element element{.id = {},
                  .kind = ElementKind::formula,
                  .text = element_text(text),
                  .places = places(how),
                  .level = 0,
                  .table = {},
                  .latex = std::move(latex)};
  element.role = role(how);
  builder_.add(std::move(element));
}

void PageWriter::add_picture(std::string_view bytes, std::string_view alternative_text, const Added& how) {
  builder_.count_in(alternative_text);
  add_figure(builder_, context_, bytes, alternative_text, places(how));
}

Result<Document> finish_or_say_why(DocumentBuilder builder) {
  auto document = std::move(builder).finish();
  if (document && document->elements.empty() && document->warnings.empty())
    document->warnings.push_back({"no_text", -1, "the file is sound but holds no text"});
  return document;
}

bool is_wanted(const ParseOptions& options, std::int32_t page_index) {
  return page_index >= options.first_page.value_or(0) && page_index <= options.last_page.value_or(page_index);
}

}  // namespace onggi::parse::ooxml
