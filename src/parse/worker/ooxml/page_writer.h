// Adds the elements of one page (a slide, a sheet): each with its place there, and with the page's role where it has
// one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/reader.h"

namespace onggi::parse::ooxml {

struct Added {
  std::int32_t level = 0;
  std::string_view role;  // "hidden" of the page wins over it
  std::optional<Box> box;
};

class PageWriter {
 public:
  PageWriter(DocumentBuilder& builder, const ReadContext& context) : builder_(builder), context_(context) {}

  /// Starts the next page; what follows stands there. `role` is "hidden" for pages that are not shown, else empty.
  void begin(Page page, std::string_view role);

  void add(ElementKind kind, std::string_view text, const Added& how = {});
  void add_table(Table table, const Added& how = {});
  void add_formula(std::string_view text, std::string latex, const Added& how = {});
  void add_picture(std::string_view bytes, std::string_view alternative_text, const Added& how = {});

  DocumentBuilder& builder() { return builder_; }
  const ReadContext& context() const { return context_; }
  std::int32_t page_index() const { return page_index_; }

 private:
  std::vector<Place> places(const Added& how) const;
  std::string role(const Added& how) const { return role_.empty() ? std::string(how.role) : role_; }

  DocumentBuilder& builder_;
  const ReadContext& context_;
  std::int32_t page_index_ = -1;
  std::string label_, role_;
};

/// builder.finish(); a document without any element gets a warning "no_text", where no other says why.
Result<Document> finish_or_say_why(DocumentBuilder builder);

/// Whether a page is asked for by options.first_page and last_page.
bool is_wanted(const ParseOptions& options, std::int32_t page_index);

}  // namespace onggi::parse::ooxml
