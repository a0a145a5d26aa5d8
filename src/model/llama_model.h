// One loaded GGUF model: weights, vocabulary, chat format. libllama's types stay behind forward declarations.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/gguf_file.h"
#include "model/model.h"

struct llama_model;
struct llama_vocab;

namespace onggi::model {

using LlamaToken = std::int32_t;

/// Shared by the chat and the embedding side of one file; read-only after open, so thread safe.
class LlamaModel {
 public:
  /// Errors: those of check_gguf; bad_input "unknown_architecture" when libllama cannot load what is otherwise a GGUF
  /// file.
  static Result<std::shared_ptr<const LlamaModel>> open(const std::string& path);
  ~LlamaModel();
  LlamaModel(const LlamaModel&) = delete;
  LlamaModel& operator=(const LlamaModel&) = delete;

  llama_model* raw() const { return model_; }
  const llama_vocab* vocabulary() const { return vocabulary_; }
  const GgufSummary& summary() const { return summary_; }
  const std::string& path() const { return path_; }
  std::int32_t trained_context_tokens() const;

  /// Plain text never becomes a control token: "<|im_end|>" in a document stays eleven characters.
  enum class Special { as_text, parsed };
  std::vector<LlamaToken> tokenize(std::string_view text, Special special, bool add_begin) const;
  std::string piece(LlamaToken token) const;  // bytes, maybe a part of a character; "" for control tokens
  bool ends_generation(LlamaToken token) const;

  /// The prompt in the model's own chat format. Contents are tokenised apart from the format around them, so what a
  /// message says cannot end its turn. Errors: unsupported "no_chat_template" when the file has none or one that
  /// libllama does not know.
  Result<std::vector<LlamaToken>> chat_prompt(const std::vector<ChatMessage>& messages) const;

 private:
  LlamaModel() = default;

  std::string path_;
  GgufSummary summary_;
  llama_model* model_ = nullptr;
  const llama_vocab* vocabulary_ = nullptr;
};

/// Counts with the model's vocabulary; shares the model.
std::unique_ptr<TokenCounter> vocabulary_counter(std::shared_ptr<const LlamaModel> model);

}  // namespace onggi::model
