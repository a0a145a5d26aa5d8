// Sampling, stop strings and the handing over of text.
#include "model/llama_request.h"

#include <utility>

namespace onggi::model {

Sampler make_sampler(const GenerateOptions& options) {
  llama_sampler* chain = llama_sampler_chain_init(llama_sampler_chain_default_params());
  if (options.temperature <= 0) {
    llama_sampler_chain_add(chain, llama_sampler_init_greedy());
    return Sampler(chain);
  }
  llama_sampler_chain_add(chain, llama_sampler_init_temp(static_cast<float>(options.temperature)));
  if (options.top_p < 1) llama_sampler_chain_add(chain, llama_sampler_init_top_p(static_cast<float>(options.top_p), 1));
  const auto seed = static_cast<std::uint32_t>(options.seed ^ (options.seed >> 32U));
  // The largest seed means "draw one" to libllama; ours are always used as they are.
  llama_sampler_chain_add(chain, llama_sampler_init_dist(seed == LLAMA_DEFAULT_SEED ? 0 : seed));
  return Sampler(chain);
}

LlamaRequest::LlamaRequest(std::vector<LlamaToken> prompt, const GenerateOptions& options, std::int32_t tokens_max,
                           Cancel cancel)
    : prompt_(std::move(prompt)),
      tokens_max_(tokens_max),
      cancel_(std::move(cancel)),
      sampler_(make_sampler(options)),
      gate_(options.stop) {
  completion_.prompt_tokens = static_cast<std::int32_t>(prompt_.size());
}

Result<void> LlamaRequest::check() const {
  if (left_) return fail(ErrorCode::cancelled, "the receiver stopped the answer");
  return cancel_.check();
}

bool LlamaRequest::take(const LlamaModel& model, LlamaToken token) {
  if (model.ends_generation(token)) {
    show(gate_.finish());
    finish(FinishReason::stop);
    return true;
  }
  ++completion_.completion_tokens;
  const TextGate::Passed passed = gate_.push(model.piece(token));
  show(passed.text);
  if (passed.stopped) {
    finish(FinishReason::stop);
  } else if (completion_.completion_tokens >= tokens_max_) {
    show(gate_.finish());
    finish(FinishReason::length);
  } else {
    return false;
  }
  return true;
}

void LlamaRequest::show(std::string_view text) {
  if (text.empty()) return;
  completion_.text += text;
  {
    const std::lock_guard lock(mutex_);
    fresh_ += text;
  }
  changed_.notify_one();
}

void LlamaRequest::finish(FinishReason reason) {
  completion_.finish_reason = reason;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_one();
}

void LlamaRequest::fail_with(Error error) {
  {
    const std::lock_guard lock(mutex_);
    if (!over_) error_ = std::move(error);
    over_ = true;
  }
  changed_.notify_one();
}

LlamaRequest::News LlamaRequest::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return over_ || !fresh_.empty(); });
  return {.text = std::exchange(fresh_, {}), .over = over_};
}

Result<Completion> LlamaRequest::result() {
  const std::lock_guard lock(mutex_);
  if (error_) return std::unexpected(*error_);
  return std::move(completion_);
}

}  // namespace onggi::model
