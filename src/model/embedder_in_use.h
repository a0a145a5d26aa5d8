// An embedder that can give way to another while it is used.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "model/model.h"

namespace onggi {

/// Does what the present one does. Thread safe; what was called before use() still ends with the one before, so whoever
/// joins vectors of several calls compares version() before and after.
class EmbedderInUse final : public Embedder {
 public:
  explicit EmbedderInUse(std::shared_ptr<Embedder> first) { use(std::move(first)); }
  /// All that were ever in use stay open: their references live on.
  void use(std::shared_ptr<Embedder> next) {
    const std::scoped_lock lock(mutex_);
    present_ = next.get();
    all_.push_back(std::move(next));
  }

  const ModelInfo& info() const override { return present_.load()->info(); }
  Result<Embeddings> embed(const std::vector<std::string_view>& texts, EmbedAs as, const Cancel& cancel) override {
    return present_.load()->embed(texts, as, cancel);
  }
  Result<std::int32_t> dimensions(const Cancel& cancel) override { return present_.load()->dimensions(cancel); }
  const std::string& version() const override { return present_.load()->version(); }
  bool reads_company_words() const override { return present_.load()->reads_company_words(); }
  double fusion_weight() const override { return present_.load()->fusion_weight(); }
  const TokenCounter& counter() const override { return present_.load()->counter(); }

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<Embedder>> all_;
  std::atomic<Embedder*> present_ = nullptr;
};

}  // namespace onggi
