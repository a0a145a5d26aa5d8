// One request on its way through the engine: the caller's thread and the engine's thread meet here.
#pragma once

#include <llama.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "model/llama_model.h"
#include "model/model.h"
#include "model/text_gate.h"

namespace onggi::model {

struct FreeSampler {
  void operator()(llama_sampler* sampler) const { llama_sampler_free(sampler); }
};
using Sampler = std::unique_ptr<llama_sampler, FreeSampler>;

/// Temperature, then top-p, then a draw; the likeliest token when the temperature is 0.
Sampler make_sampler(const GenerateOptions& options);

/// Shared by the caller and the engine: either may leave first.
class LlamaRequest {
 public:
  LlamaRequest(std::vector<LlamaToken> prompt, const GenerateOptions& options, std::int32_t tokens_max, Cancel cancel);

  // The engine's side.
  const std::vector<LlamaToken>& prompt() const { return prompt_; }
  std::int32_t tokens_max() const { return tokens_max_; }  // of the answer, within the context
  std::int32_t cells() const { return static_cast<std::int32_t>(prompt_.size()) + tokens_max_; }
  Result<void> check() const;
  LlamaToken sample(llama_context* context, std::int32_t row) {
    return llama_sampler_sample(sampler_.get(), context, row);
  }
  /// Takes one token; true when the answer is complete.
  bool take(const LlamaModel& model, LlamaToken token);
  void fail_with(Error error);

  // The caller's side.
  /// Waits for text or the end. The text since the last call; `over` when nothing more comes.
  struct News {
    std::string text;
    bool over = false;
  };
  News wait();
  Result<Completion> result();
  void leave() { left_ = true; }  // the reader went away; ends this request alone

 private:
  void show(std::string_view text);
  void finish(FinishReason reason);

  std::vector<LlamaToken> prompt_;
  std::int32_t tokens_max_;
  Cancel cancel_;
  std::atomic<bool> left_ = false;
  Sampler sampler_;
  TextGate gate_;
  Completion completion_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string fresh_;
  std::optional<Error> error_;
  bool over_ = false;
};

}  // namespace onggi::model
