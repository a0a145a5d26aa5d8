// Stand-ins for the parts of an Ingest that its tests are not about.
#pragma once

#include <algorithm>
#include <stdexcept>

#include "ingest/ingest.h"

namespace onggi {

/// A line a paragraph.
class LinesParser final : public Parser {
 public:
  Result<Document> parse(std::string_view bytes, std::string_view, const ParseOptions&, const Cancel&) override {
    if (bytes.starts_with("broken")) return fail(ErrorCode::bad_input, "the file is broken", "broken");
    Document document;
    document.media_type = "text/plain";
    while (!bytes.empty()) {
      const std::size_t end = std::min(bytes.find('\n'), bytes.size());
      Element element;
      element.text = bytes.substr(0, end);
      if (!element.text.empty()) document.elements.push_back(std::move(element));
      bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    assign_element_ids(document);
    return document;
  }
  Result<PageImage> render_page(std::string_view, std::string_view, std::int32_t, double, const ParseOptions&,
                                const Cancel&) override {
    return fail(ErrorCode::unsupported, "no pages");
  }
  Result<std::vector<PageWord>> page_words(std::string_view, std::string_view, std::int32_t, const ParseOptions&,
                                           const Cancel&) override {
    return fail(ErrorCode::unsupported, "no pages");
  }
  const std::string& version() const override { return version_; }
  std::string version_ = "lines-1";
};

class NoEmbedder final : public Embedder {
 public:
  const ModelInfo& info() const override { return info_; }
  Result<Embeddings> embed(const std::vector<std::string_view>& texts, EmbedAs, const Cancel&) override {
    return Embeddings{.dimensions = 1, .values = std::vector<float>(texts.size(), 0), .tokens = 0};
  }
  const std::string& version() const override { return version_; }
  double fusion_weight() const override { return 0; }

 private:
  ModelInfo info_{};
  std::string version_ = "none";
};

template <typename T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  return *std::move(result);
}
inline void must(Result<void> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
}

}  // namespace onggi
