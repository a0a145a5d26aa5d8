// A GGUF file as an Embedder.
#include <algorithm>
#include <cmath>
#include <utility>

#include "model/gguf.h"
#include "model/llama_pooled.h"

namespace onggi::model {
namespace {

constexpr std::size_t kTextsAtOnce = 64;  // tokenised together

void copy_unit(const float* from, std::span<float> to) {
  double square = 0;
  for (std::size_t i = 0; i < to.size(); ++i) square += static_cast<double>(from[i]) * static_cast<double>(from[i]);
  if (!std::isfinite(square) || square <= 0) return;  // stays zero
  const auto factor = static_cast<float>(1 / std::sqrt(square));
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = from[i] * factor;
}

class GgufEmbedder final : public Embedder {
 public:
  GgufEmbedder(const std::string& id, std::shared_ptr<const LlamaModel> model, std::unique_ptr<LlamaPooled> context)
      : model_(std::move(model)), context_(std::move(context)), counter_(vocabulary_counter(model_)) {
    info_.id = id;
    info_.kind = "gguf";
    info_.can_embed = true;
    info_.context_tokens = static_cast<std::int32_t>(context_->tokens_max());
    info_.dimensions = llama_model_n_embd_out(model_->raw());
    info_.source = model_->path();
    version_ = "gguf/" + model_->summary().fingerprint;
  }

  const ModelInfo& info() const override { return info_; }
  const std::string& version() const override { return version_; }
  const TokenCounter& counter() const override { return *counter_; }
  /// A model made for embedding stands beside the lexical leg; the mean of a chat model's states is no better than the
  /// built-in vectors.
  double fusion_weight() const override { return model_->summary().pooled ? 0.5 : 0.1; }

  Result<Embeddings> embed(const std::vector<std::string_view>& texts, EmbedAs /*as*/, const Cancel& cancel) override {
    const auto width = static_cast<std::size_t>(info_.dimensions);
    Embeddings result;
    result.dimensions = info_.dimensions;
    result.values.assign(texts.size() * width, 0.0F);
    for (std::size_t begin = 0; begin < texts.size(); begin += kTextsAtOnce) {
      const auto some = std::span(texts).subspan(begin, std::min(kTextsAtOnce, texts.size() - begin));
      const auto tokens = tokens_of(some);
      const auto take = [&](std::size_t text, const float* numbers) {
        copy_unit(numbers, std::span(result.values).subspan((begin + text) * width, width));
      };
      ONGGI_TRY(const std::int64_t computed_us, context_->run(tokens, take, cancel));
      result.computed_us += computed_us;
      for (const auto& one : tokens) result.tokens += static_cast<std::int64_t>(one.size());
    }
    return result;
  }

 private:
  std::vector<std::vector<LlamaToken>> tokens_of(std::span<const std::string_view> texts) const {
    std::vector<std::vector<LlamaToken>> all;
    all.reserve(texts.size());
    for (const std::string_view text : texts) {
      auto tokens = model_->tokenize(text, LlamaModel::Special::as_text, true);
      if (tokens.size() > context_->tokens_max()) tokens.resize(context_->tokens_max());
      all.push_back(std::move(tokens));
    }
    return all;
  }

  std::shared_ptr<const LlamaModel> model_;  // shared with all that the file does
  std::unique_ptr<LlamaPooled> context_;
  std::unique_ptr<TokenCounter> counter_;
  ModelInfo info_;
  std::string version_;
};

}  // namespace

Result<std::shared_ptr<Embedder>> open_gguf_embedder(const std::string& id, std::shared_ptr<const LlamaModel> model,
                                                     const EngineOptions& options) {
  if (model->summary().ranks)
    return fail(ErrorCode::unsupported, model->path() + " is a reranker, not an embedder", "not_an_embedder");
  const auto pooling = model->summary().pooled ? LLAMA_POOLING_TYPE_UNSPECIFIED : LLAMA_POOLING_TYPE_MEAN;
  ONGGI_TRY(auto context, LlamaPooled::open(model, options, pooling));
  return std::make_shared<GgufEmbedder>(id, std::move(model), std::move(context));
}

}  // namespace onggi::model
