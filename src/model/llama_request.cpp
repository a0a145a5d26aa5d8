// Sampling, stop strings and the handing over of text.
#include "model/llama_request.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace onggi::model {

LlamaRequest::LlamaRequest(std::vector<LlamaToken> prompt, TokenSampler sampler, const GenerateOptions& options,
                           std::int32_t tokens_max, Cancel cancel)
    : prompt_(std::move(prompt)),
      tokens_max_(tokens_max),
      cancel_(std::move(cancel)),
      sampler_(std::move(sampler)),
      gate_(options.stop) {
  completion_.prompt_tokens = static_cast<std::int32_t>(prompt_.size());
}

Result<LlamaToken> LlamaRequest::choose(const LlamaModel& model, const float* logits) {
  ONGGI_TRY(auto choice, sampler_.choose(model, logits));
  if (!choice.logprobs.chosen.token.empty())
    pending_.push_back({.logprobs = std::move(choice.logprobs), .begin = bytes_});
  return choice.token;
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
  const std::string piece = sampler_.piece(model, token);
  bytes_ += piece.size();
  const TextGate::Passed passed = gate_.push(piece);
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
  auto logprobs = shown_logprobs();
  {
    const std::lock_guard lock(mutex_);
    fresh_ += text;
    std::ranges::move(logprobs, std::back_inserter(fresh_logprobs_));
  }
  changed_.notify_one();
}

/// A token is told of with the text that it begins; what a stop string takes away is never told of.
std::vector<TokenLogprobs> LlamaRequest::shown_logprobs() {
  std::vector<TokenLogprobs> result;
  std::size_t count = 0;
  while (count < pending_.size() && pending_[count].begin < completion_.text.size())
    result.push_back(std::move(pending_[count++].logprobs));
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(count));
  completion_.logprobs.insert(completion_.logprobs.end(), result.begin(), result.end());
  return result;
}

void LlamaRequest::finish(FinishReason reason) {
  completion_.finish_reason = reason;
  completion_.computed_us = std::chrono::duration_cast<std::chrono::microseconds>(computed_).count();
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
  return {.text = std::exchange(fresh_, {}), .logprobs = std::exchange(fresh_logprobs_, {}), .over = over_};
}

Result<Completion> LlamaRequest::result() {
  const std::lock_guard lock(mutex_);
  if (error_) return std::unexpected(*error_);
  return std::move(completion_);
}

}  // namespace onggi::model
