// See charged_models.h.
#include "app/charged_models.h"

#include <utility>

#include "answer/charge.h"

namespace onggi::app {
namespace {

constexpr std::string_view kBuiltin = "builtin";

class ChargedEmbedder final : public Embedder {
 public:
  ChargedEmbedder(std::shared_ptr<Embedder> inner, ModelRegistry& models, Spending& spending)
      : inner_(std::move(inner)), models_(models), spending_(spending) {}

  const ModelInfo& info() const override { return inner_->info(); }
  Result<Embeddings> embed(const std::vector<std::string_view>& texts, EmbedAs as, const Cancel& cancel) override {
    ONGGI_TRY(Embeddings made, inner_->embed(texts, as, cancel));
    if (!texts.empty())
      charge(models_, spending_, {.model = info().id, .person = {}, .key = {}, .application = {}},
             {.prompt = made.tokens, .computed_us = made.computed_us});
    return made;
  }
  Result<std::int32_t> dimensions(const Cancel& cancel) override { return inner_->dimensions(cancel); }
  const std::string& version() const override { return inner_->version(); }
  bool reads_company_words() const override { return inner_->reads_company_words(); }
  double fusion_weight() const override { return inner_->fusion_weight(); }
  const TokenCounter& counter() const override { return inner_->counter(); }

 private:
  std::shared_ptr<Embedder> inner_;  // the registry's, too
  ModelRegistry& models_;
  Spending& spending_;
};

class ChargedReranker final : public Reranker {
 public:
  ChargedReranker(std::shared_ptr<Reranker> inner, ModelRegistry& models, Spending& spending)
      : inner_(std::move(inner)), models_(models), spending_(spending) {}

  const ModelInfo& info() const override { return inner_->info(); }
  Result<PassageScores> score(std::string_view query, const std::vector<std::string_view>& passages,
                              const Cancel& cancel) override {
    ONGGI_TRY(PassageScores scores, inner_->score(query, passages, cancel));
    charge(models_, spending_, {.model = info().id, .person = {}, .key = {}, .application = {}},
           {.prompt = scores.tokens, .computed_us = scores.computed_us});
    return scores;
  }

 private:
  std::shared_ptr<Reranker> inner_;  // the registry's, too
  ModelRegistry& models_;
  Spending& spending_;
};

}  // namespace

std::shared_ptr<Embedder> charged(std::shared_ptr<Embedder> embedder, ModelRegistry& models, Spending& spending) {
  if (embedder->info().kind == kBuiltin) return embedder;
  return std::make_shared<ChargedEmbedder>(std::move(embedder), models, spending);
}

std::shared_ptr<Reranker> charged(std::shared_ptr<Reranker> reranker, ModelRegistry& models, Spending& spending) {
  if (!reranker) return reranker;
  return std::make_shared<ChargedReranker>(std::move(reranker), models, spending);
}

}  // namespace onggi::app
