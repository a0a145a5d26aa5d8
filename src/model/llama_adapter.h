// LoRA adapters (Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models") in GGUF files: small changes to
// the weights of a model that stays as it is for all others.
#pragma once

#include <memory>
#include <string>

#include "model/gguf_file.h"
#include "model/llama_model.h"

struct llama_adapter_lora;
struct llama_context;

namespace onggi::model {

/// Holds shapes and types of the adapter's weights against the model's: libllama aborts on some that do not fit.
/// Errors: bad_input "not_an_adapter"; bad_input "other_base" (architecture, names or shapes are of another model);
/// unsupported "adapter_kind" (no LoRA, or one that counts only after certain tokens), "adapter_embeddings" (changes
/// embeddings that the model also writes with), "adapter_type" (kept in another type than 32 or 16 bits or Q8_0).
Result<void> check_adapter(const GgufSummary& adapter, const GgufSummary& base);

/// One adapter, loaded beside the weights of its model. Thread safe.
class LlamaAdapter {
 public:
  /// `scale` is multiplied with what the adapter adds. Errors: those of check_gguf and check_adapter; bad_input when
  /// libllama cannot load it. Waits for what the model is computing.
  static Result<std::shared_ptr<const LlamaAdapter>> open(std::shared_ptr<const LlamaModel> model,
                                                          const std::string& path, double scale);
  ~LlamaAdapter();
  LlamaAdapter(const LlamaAdapter&) = delete;
  LlamaAdapter& operator=(const LlamaAdapter&) = delete;

  /// Everything that `context` computes from now on goes through the adapter, which must outlive the context.
  void use_in(llama_context* context) const;
  const std::string& path() const { return path_; }

 private:
  LlamaAdapter(std::shared_ptr<const LlamaModel> model, std::string path, double scale);

  std::shared_ptr<const LlamaModel> model_;  // shared with all that use these weights
  std::string path_;
  float scale_;
  llama_adapter_lora* adapter_ = nullptr;
};

}  // namespace onggi::model
