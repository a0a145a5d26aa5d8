// A GGUF file as an Embedder: several texts a batch, each a sequence of its own.
#include <llama.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <thread>
#include <utility>

#include "model/gguf.h"

namespace onggi::model {
namespace {

constexpr std::int32_t kTokensMax =
    2048;  // of one text: what retrieval needs; attention without a cache grows with the square
constexpr std::int32_t kTextsPerBatch = 16;

struct FreeContext {
  void operator()(llama_context* context) const { llama_free(context); }
};
using Context = std::unique_ptr<llama_context, FreeContext>;

/// Texts that go through the model together.
struct Group {
  std::size_t begin = 0;
  std::vector<std::vector<LlamaToken>> texts;
  std::size_t tokens = 0;
};

class BatchOf {
 public:
  explicit BatchOf(const Group& group)
      : raw_(llama_batch_init(static_cast<std::int32_t>(std::max<std::size_t>(group.tokens, 1)), 0, 1)) {
    raw_.n_tokens = 0;
    for (std::size_t sequence = 0; sequence < group.texts.size(); ++sequence) {
      for (std::size_t i = 0; i < group.texts[sequence].size(); ++i) {
        const std::int32_t at = raw_.n_tokens++;
        raw_.token[at] = group.texts[sequence][i];
        raw_.pos[at] = static_cast<llama_pos>(i);
        raw_.n_seq_id[at] = 1;
        raw_.seq_id[at][0] = static_cast<llama_seq_id>(sequence);
        raw_.logits[at] = 1;
      }
    }
  }
  ~BatchOf() { llama_batch_free(raw_); }
  BatchOf(const BatchOf&) = delete;
  BatchOf& operator=(const BatchOf&) = delete;
  const llama_batch& raw() const { return raw_; }

 private:
  llama_batch raw_;
};

void copy_unit(const float* from, std::span<float> to) {
  double square = 0;
  for (std::size_t i = 0; i < to.size(); ++i) square += static_cast<double>(from[i]) * static_cast<double>(from[i]);
  if (!std::isfinite(square) || square <= 0) return;  // stays zero
  const auto factor = static_cast<float>(1 / std::sqrt(square));
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = from[i] * factor;
}

class GgufEmbedder final : public Embedder {
 public:
  GgufEmbedder(const std::string& id, std::shared_ptr<const LlamaModel> model, Context context)
      : model_(std::move(model)), context_(std::move(context)), counter_(vocabulary_counter(model_)) {
    info_.id = id;
    info_.kind = "gguf";
    info_.can_embed = true;
    info_.context_tokens = static_cast<std::int32_t>(llama_n_ubatch(context_.get()));
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
    Embeddings result;
    result.dimensions = info_.dimensions;
    result.values.assign(texts.size() * static_cast<std::size_t>(info_.dimensions), 0.0F);
    for (std::size_t at = 0; at < texts.size();) {
      ONGGI_CHECK(cancel.check());
      const Group group = next_group(texts, at);
      ONGGI_CHECK(compute(group, result));
      result.tokens += static_cast<std::int64_t>(group.tokens);
      at += group.texts.size();
    }
    return result;
  }

 private:
  Group next_group(const std::vector<std::string_view>& texts, std::size_t begin) const {
    Group group{.begin = begin, .texts = {}};
    const auto room = static_cast<std::size_t>(info_.context_tokens);
    while (begin + group.texts.size() < texts.size() && group.texts.size() < static_cast<std::size_t>(kTextsPerBatch)) {
      auto tokens = model_->tokenize(texts[begin + group.texts.size()], LlamaModel::Special::as_text, true);
      if (tokens.size() > room) tokens.resize(room);
      if (!group.texts.empty() && group.tokens + tokens.size() > room) break;
      group.tokens += tokens.size();
      group.texts.push_back(std::move(tokens));
    }
    return group;
  }

  Result<void> compute(const Group& group, Embeddings& result) {
    if (group.tokens == 0) return {};  // empty texts
    const std::lock_guard lock(mutex_);
    if (llama_memory_t memory = llama_get_memory(context_.get()); memory != nullptr) llama_memory_clear(memory, true);
    const BatchOf batch(group);
    int code = -1;
    try {
      code = llama_model_has_encoder(model_->raw()) ? llama_encode(context_.get(), batch.raw())
                                                    : llama_decode(context_.get(), batch.raw());
    } catch (const std::exception&) {
      code = -1;
    }
    if (code != 0)
      return fail(ErrorCode::unavailable,
                  model_->path() + " could not compute embeddings (libllama code " + std::to_string(code) + ")");
    const auto width = static_cast<std::size_t>(info_.dimensions);
    for (std::size_t i = 0; i < group.texts.size(); ++i) {
      if (group.texts[i].empty()) continue;
      const float* vector = llama_get_embeddings_seq(context_.get(), static_cast<llama_seq_id>(i));
      if (vector == nullptr)
        return fail(ErrorCode::unsupported, model_->path() + " gives no sentence vectors", "not_an_embedder");
      copy_unit(vector, std::span(result.values).subspan((group.begin + i) * width, width));
    }
    return {};
  }

  std::shared_ptr<const LlamaModel> model_;
  Context context_;
  std::unique_ptr<TokenCounter> counter_;
  std::mutex mutex_;
  ModelInfo info_;
  std::string version_;
};

Context make_context(const LlamaModel& model, const EngineOptions& options, bool choose_mean) {
  const std::int32_t tokens =
      std::clamp(std::min(options.context_tokens, model.trained_context_tokens()), 1, kTokensMax);
  const auto cores = static_cast<std::int32_t>(std::max(1U, std::thread::hardware_concurrency() / 2));
  llama_context_params params = llama_context_default_params();
  params.n_ctx = params.n_batch = params.n_ubatch =
      static_cast<std::uint32_t>(tokens);  // all of a text must be seen at once
  params.n_seq_max = static_cast<std::uint32_t>(kTextsPerBatch);
  params.n_threads = params.n_threads_batch = options.threads > 0 ? options.threads : cores;
  params.embeddings = true;
  params.kv_unified = true;
  params.no_perf = true;
  params.pooling_type = choose_mean ? LLAMA_POOLING_TYPE_MEAN : LLAMA_POOLING_TYPE_UNSPECIFIED;
  try {
    return Context(llama_init_from_model(model.raw(), params));
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace

Result<std::shared_ptr<Embedder>> open_gguf_embedder(const std::string& id, std::shared_ptr<const LlamaModel> model,
                                                     const EngineOptions& options) {
  Context context = make_context(*model, options, !model->summary().pooled);
  if (!context)
    return fail(ErrorCode::unavailable, model->path() + ": no memory for a context of embeddings", "no_context");
  if (llama_pooling_type(context.get()) == LLAMA_POOLING_TYPE_RANK)
    return fail(ErrorCode::unsupported, model->path() + " is a reranker, not an embedder", "not_an_embedder");
  return std::make_shared<GgufEmbedder>(id, std::move(model), std::move(context));
}

}  // namespace onggi::model
