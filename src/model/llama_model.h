// One loaded GGUF model: weights, vocabulary, chat format. libllama's types stay behind forward declarations.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "model/gguf_file.h"
#include "model/model.h"

struct llama_model;
struct llama_vocab;

namespace onggi::model {

using LlamaToken = std::int32_t;

/// Shared by the chat and the embedding side of one file and by all adapters to it; read-only after open but for the
/// list of its adapters, so thread safe.
class LlamaModel {
 public:
  /// Errors: those of check_gguf; bad_input "unknown_architecture" when libllama cannot load what is otherwise a GGUF
  /// file, "is_an_adapter" when the file only changes another model.
  static Result<std::shared_ptr<const LlamaModel>> open(const std::string& path);
  ~LlamaModel();
  LlamaModel(const LlamaModel&) = delete;
  LlamaModel& operator=(const LlamaModel&) = delete;

  llama_model* raw() const { return model_; }
  const llama_vocab* vocabulary() const { return vocabulary_; }
  const GgufSummary& summary() const { return summary_; }
  const std::string& path() const { return path_; }
  std::int32_t trained_context_tokens() const;

  /// Held while a context is made or computes: libllama reads the list of the model's adapters then.
  std::shared_lock<std::shared_mutex> computing() const;
  /// Held while an adapter is loaded or freed. Waits for what is being computed, and lets nothing new begin before it.
  std::unique_lock<std::shared_mutex> changing_adapters() const;

  /// Plain text never becomes a control token: "<|im_end|>" in a document stays eleven characters.
  enum class Special { as_text, parsed };
  std::vector<LlamaToken> tokenize(std::string_view text, Special special, bool add_begin) const;
  std::string piece(LlamaToken token) const;  // bytes, maybe a part of a character; "" for control tokens
  bool ends_generation(LlamaToken token) const;

  /// A token that steers the model, and its text in chat templates.
  struct Control {
    std::string text;
    LlamaToken token = 0;
    bool takes_left = false, takes_right = false;  // white space beside it, as its vocabulary says
  };
  /// Those whose text begins with this byte, the longest first.
  const std::vector<Control>& controls(char first) const { return controls_[static_cast<unsigned char>(first)]; }
  std::string token_text(LlamaToken token) const;  // also of control tokens; "" for what is none
  LlamaToken begin_token() const;                  // negative: there is none
  LlamaToken end_token() const;
  bool adds_begin() const;

  /// The chat template of the file under this name ("": the usual one), or null.
  const char* chat_template(const char* name) const;

  /// The prompt as libllama's own list of formats has it, for templates that cannot be run (chat_format.h). Contents
  /// are tokenised apart from the format around them, so what a message says cannot end its turn. Errors: unsupported
  /// "no_chat_template" when the file has no template or one that libllama does not know.
  Result<std::vector<LlamaToken>> listed_chat_prompt(const std::vector<ChatMessage>& messages) const;

 private:
  LlamaModel() = default;
  void collect_controls();

  std::string path_;
  GgufSummary summary_;
  llama_model* model_ = nullptr;
  const llama_vocab* vocabulary_ = nullptr;
  std::array<std::vector<Control>, 256> controls_;
  mutable std::mutex turn_;  // taken for a moment before adapters_, so that those who compute do not keep others out
  mutable std::shared_mutex adapters_;
};

/// Counts with the model's vocabulary; shares the model.
std::unique_ptr<TokenCounter> vocabulary_counter(std::shared_ptr<const LlamaModel> model);

}  // namespace onggi::model
