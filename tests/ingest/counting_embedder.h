// An embedder that counts what it is asked.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "model/model.h"

namespace onggi {

/// As long as its name; counts what it is asked.
class CountingEmbedder final : public Embedder {
 public:
  explicit CountingEmbedder(std::string version) : version_(std::move(version)) {
    info_.id = version_, info_.dimensions = static_cast<std::int32_t>(version_.size());
  }
  const ModelInfo& info() const override { return info_; }
  Result<Embeddings> embed(const std::vector<std::string_view>& texts, EmbedAs, const Cancel&) override {
    if (broken) return fail(ErrorCode::unavailable, "does not answer");
    asked += std::ssize(texts);
    return Embeddings{.dimensions = info_.dimensions,
                      .values = std::vector<float>(texts.size() * version_.size(), 1.0F),
                      .tokens = 0};
  }
  const std::string& version() const override { return version_; }
  double fusion_weight() const override { return 0.1; }

  std::atomic<std::int64_t> asked = 0;
  std::atomic<bool> broken = false;

 private:
  ModelInfo info_{};
  std::string version_;
};

}  // namespace onggi
