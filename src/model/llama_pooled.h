// A context that reads whole texts, several a batch, and gives numbers for each; inside of room.
#pragma once

#include <llama.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "model/llama_engine.h"
#include "model/llama_model.h"

namespace onggi::model {

/// How many tokens such a context holds, of a model that was trained on contexts of `trained`.
std::int32_t pooled_cache_tokens(const EngineOptions& options, std::int32_t trained);

/// What embedders and rerankers share. One batch at a time; callers wait for each other. Thread safe.
class LlamaPooled {
 public:
  /// Errors: unavailable (no memory). The model must have what the pooling needs: libllama aborts where it has not.
  static Result<std::unique_ptr<LlamaPooled>> open(std::shared_ptr<const LlamaModel> model,
                                                   const EngineOptions& options, enum llama_pooling_type pooling);

  using Texts = std::span<const std::vector<LlamaToken>>;
  using Take = std::function<void(std::size_t text, const float* numbers)>;
  /// How long it computed, in microseconds. Calls `take` once for each text in turn, but for those without a token; the
  /// pointer holds until it returns. No text may have more than tokens_max(). A cancel is felt within a batch. Errors:
  /// unavailable, timeout, cancelled; unsupported when this model pools nothing.
  Result<std::int64_t> run(Texts texts, const Take& take, const Cancel& cancel);

  std::size_t tokens_max() const;  // of one text
  const LlamaModel& model() const { return *model_; }

 private:
  struct FreeContext {
    void operator()(llama_context* context) const { llama_free(context); }
  };
  using Context = std::unique_ptr<llama_context, FreeContext>;

  LlamaPooled(std::shared_ptr<const LlamaModel> model, Context context);
  std::size_t group(Texts texts) const;
  Result<std::chrono::nanoseconds> compute(Texts texts, std::size_t begin, const Take& take, const Cancel& cancel);

  std::shared_ptr<const LlamaModel> model_;  // shared with all that the file does
  Context context_;
  std::mutex mutex_;
};

}  // namespace onggi::model
