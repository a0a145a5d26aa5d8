// Models in GGUF files, run inside this process by libllama.
#pragma once

#include <memory>
#include <string>

#include "model/llama_engine.h"
#include "model/model.h"

namespace onggi::model {

/// Errors: those of LlamaModel::open and LlamaEngine::open; unsupported when the file is an encoder that cannot write,
/// or has no chat template.
Result<std::shared_ptr<LanguageModel>> open_gguf_chat(const std::string& id, std::shared_ptr<const LlamaModel> model,
                                                      const EngineOptions& options);

/// Pools as the model says; a model that does not say (one made for chat) is pooled by the mean of its last layer,
/// which works but is weak. Texts longer than the context are cut at the end. One batch at a time; callers wait for
/// each other. Errors: unavailable (no memory).
Result<std::shared_ptr<Embedder>> open_gguf_embedder(const std::string& id, std::shared_ptr<const LlamaModel> model,
                                                     const EngineOptions& options);

}  // namespace onggi::model
