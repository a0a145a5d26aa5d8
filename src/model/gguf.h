// Models in GGUF files, run inside this process by libllama.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "model/llama_engine.h"
#include "model/model.h"

namespace onggi::model {

/// What the keys and values of a chat's cache take, in bytes, beside the weights; an upper bound where layers see only
/// the last tokens or keep a state instead.
std::int64_t gguf_chat_cache_bytes(const GgufSummary& summary, const EngineOptions& options);
/// Likewise of an embedder or a reranker.
std::int64_t gguf_pooled_cache_bytes(const GgufSummary& summary, const EngineOptions& options);

/// Errors: those of LlamaModel::open and LlamaEngine::open; unsupported when the file is an encoder that cannot write,
/// or has no chat template.
Result<std::shared_ptr<LanguageModel>> open_gguf_chat(const std::string& id, std::shared_ptr<const LlamaModel> model,
                                                      const EngineOptions& options);

/// Pools as the model says; a model that does not say (one made for chat) is pooled by the mean of its last layer,
/// which works but is weak. Texts longer than the context are cut at the end. One batch at a time; callers wait for
/// each other. Errors: unavailable (no memory).
Result<std::shared_ptr<Embedder>> open_gguf_embedder(const std::string& id, std::shared_ptr<const LlamaModel> model,
                                                     const EngineOptions& options);

/// Reads question and passage together, as the file says that its model was trained: by its own template where it names
/// one, else with the vocabulary's separators between them. A passage that is longer than the context is cut at its
/// end. One batch at a time; callers wait for each other. Errors: unavailable (no memory); unsupported "not_a_reranker"
/// when the file has no head that scores.
Result<std::shared_ptr<Reranker>> open_gguf_reranker(const std::string& id, std::shared_ptr<const LlamaModel> model,
                                                     const EngineOptions& options);

}  // namespace onggi::model
