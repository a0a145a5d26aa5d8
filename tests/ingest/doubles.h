// Stand-ins for the parts of an Ingest that its tests are not about.
#pragma once

#include "ingest/ingest.h"
#include "support/lines_parser.h"
#include "support/must.h"

namespace onggi {

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

}  // namespace onggi
