// One request on its way through the engine: the caller's thread and the engine's thread meet here.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "model/llama_model.h"
#include "model/llama_sampler.h"
#include "model/model.h"
#include "model/text_gate.h"

namespace onggi::model {

/// Shared by the caller and the engine: either may leave first.
class LlamaRequest {
 public:
  LlamaRequest(std::vector<LlamaToken> prompt, TokenSampler sampler, const GenerateOptions& options,
               std::int32_t tokens_max, Cancel cancel);

  // The engine's side.
  const std::vector<LlamaToken>& prompt() const { return prompt_; }
  std::int32_t tokens_max() const { return tokens_max_; }  // of the answer, within the context
  std::int32_t cells() const { return static_cast<std::int32_t>(prompt_.size()) + tokens_max_; }
  Result<void> check() const;
  /// How much of the prompt need not be computed.
  void note_cached(std::int32_t tokens) { completion_.cached_tokens = tokens; }
  /// Its share of a step.
  void note_computed(std::chrono::nanoseconds share) { computed_ += share; }
  Result<LlamaToken> choose(const LlamaModel& model, const float* logits);
  /// Takes the token that was chosen; true when the answer is complete.
  bool take(const LlamaModel& model, LlamaToken token);
  void fail_with(Error error);

  // The caller's side.
  /// Waits for text or the end. The text since the last call; `over` when nothing more comes.
  struct News {
    std::string text;
    std::vector<TokenLogprobs> logprobs;  // of the tokens that `text` ends with
    bool over = false;
  };
  News wait();
  Result<Completion> result();
  void leave() { left_ = true; }  // the reader went away; ends this request alone

 private:
  void show(std::string_view text);
  std::vector<TokenLogprobs> shown_logprobs();
  void finish(FinishReason reason);

  std::vector<LlamaToken> prompt_;
  std::int32_t tokens_max_;
  Cancel cancel_;
  std::atomic<bool> left_ = false;
  TokenSampler sampler_;
  TextGate gate_;
  Completion completion_;
  std::chrono::nanoseconds computed_{0};
  struct Pending {
    TokenLogprobs logprobs;
    std::size_t begin = 0;  // in the bytes of the answer
  };
  std::vector<Pending> pending_;  // tokens whose text is still held back
  std::size_t bytes_ = 0;         // of the answer, shown or not

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string fresh_;
  std::vector<TokenLogprobs> fresh_logprobs_;
  std::optional<Error> error_;
  bool over_ = false;
};

}  // namespace onggi::model
