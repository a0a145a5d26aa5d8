// The engine's thread: admit, batch, decode, sample, again.
#include "model/llama_engine.h"

#include <llama.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <functional>
#include <thread>
#include <utility>

#include "base/log.h"
#include "model/llama_request.h"

namespace onggi::model {
namespace {

constexpr std::int32_t kBatchTokens =
    512;  // a step's most: longer prompts come in pieces, so answers in progress go on
constexpr std::int32_t kContextsInCache = 2;
constexpr std::size_t kWaitingMax = 1024;

struct FreeContext {
  void operator()(llama_context* context) const { llama_free(context); }
};
using Context = std::unique_ptr<llama_context, FreeContext>;

using Request = std::shared_ptr<LlamaRequest>;

/// A place in the cache and who sits there.
struct Slot {
  Request request;
  std::int32_t done = 0;  // tokens of this sequence in the cache
  LlamaToken next = 0;    // sampled, not yet computed
  std::int32_t row = -1;  // of the batch whose logits belong to this slot; -1: none this time
  bool prefilling() const { return done < static_cast<std::int32_t>(request->prompt().size()); }
};

class Batch {
 public:
  explicit Batch(std::int32_t tokens) : raw_(llama_batch_init(tokens, 0, 1)) {}
  ~Batch() { llama_batch_free(raw_); }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  void clear() { raw_.n_tokens = 0; }
  std::int32_t size() const { return raw_.n_tokens; }
  const llama_batch& raw() const { return raw_; }

  void add(LlamaToken token, std::int32_t position, std::int32_t sequence, bool wants_logits) {
    const std::int32_t at = raw_.n_tokens++;
    raw_.token[at] = token;
    raw_.pos[at] = position;
    raw_.n_seq_id[at] = 1;
    raw_.seq_id[at][0] = sequence;
    raw_.logits[at] = wants_logits ? 1 : 0;
  }

 private:
  llama_batch raw_;
};

Error stopping() { return {.code = ErrorCode::unavailable, .message = "the model is being closed"}; }

class Engine final : public LlamaEngine {
 public:
  Engine(std::shared_ptr<const LlamaModel> model, Context context, std::int32_t context_tokens, std::int32_t cells,
         std::int32_t sequences)
      : model_(std::move(model)),
        context_(std::move(context)),
        context_tokens_(context_tokens),
        cells_free_(cells),
        slots_(static_cast<std::size_t>(sequences)),
        batch_(kBatchTokens),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  std::int32_t context_tokens() const override { return context_tokens_; }
  std::int32_t busy() const override { return busy_; }

  Result<Completion> generate(std::vector<LlamaToken> prompt, const GenerateOptions& options, const TextSink& sink,
                              const Cancel& cancel) override {
    ONGGI_CHECK(cancel.check());
    const auto length = static_cast<std::int64_t>(prompt.size());
    if (length >= context_tokens_)
      return fail(ErrorCode::limit_exceeded,
                  "the prompt has " + std::to_string(length) + " tokens, the context of this model " +
                      std::to_string(context_tokens_),
                  "context_length_exceeded");
    const std::int32_t tokens_max = std::min(options.tokens_max, context_tokens_ - static_cast<std::int32_t>(length));
    const Request request = std::make_shared<LlamaRequest>(std::move(prompt), options, tokens_max, cancel);
    ONGGI_CHECK(enqueue(request));
    return hand_over(request, sink);
  }

 private:
  Result<void> enqueue(const Request& request) {
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.size() >= kWaitingMax)
        return fail(ErrorCode::limit_exceeded, "more than 1024 requests wait for this model: try later",
                    "rate_limited");
      waiting_.push_back(request);
      ++busy_;
    }
    arrived_.notify_one();
    return {};
  }

  static Result<Completion> hand_over(const Request& request, const TextSink& sink) {
    bool reading = true;
    for (;;) {
      const LlamaRequest::News news = request->wait();
      if (reading && !news.text.empty() && sink && !sink(news.text)) {
        reading = false;
        request->leave();
      }
      if (!news.over) continue;
      if (!reading) return fail(ErrorCode::cancelled, "the receiver stopped the answer");
      return request->result();
    }
  }

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      admit(stop);
      drop_cancelled();
      fill_batch();
      if (batch_.size() > 0) step();
    }
    close();
  }

  /// Gives free slots to who waits; sleeps while there is nothing to do.
  void admit(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    const bool idle = std::ranges::none_of(slots_, [](const Slot& slot) { return slot.request != nullptr; });
    if (idle) arrived_.wait(lock, stop, [this] { return !waiting_.empty(); });
    std::erase_if(waiting_, [this](const Request& request) {
      const auto fine = request->check();
      if (!fine) leave(request, fine.error());
      return !fine;
    });
    for (Slot& slot : slots_) {
      if (waiting_.empty() || waiting_.front()->cells() > cells_free_)
        return;  // in order of arrival: a long one is not overtaken for ever
      if (slot.request) continue;
      cells_free_ -= waiting_.front()->cells();
      slot = Slot{.request = std::move(waiting_.front())};
      waiting_.pop_front();
    }
  }

  void drop_cancelled() {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (!slots_[i].request) continue;
      if (const auto fine = slots_[i].request->check(); !fine) fail_slot(i, fine.error());
    }
  }

  /// One token for each answer in progress first, then prompts as far as the batch has room.
  void fill_batch() {
    batch_.clear();
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      Slot& slot = slots_[i];
      slot.row = -1;
      if (!slot.request || slot.prefilling()) continue;
      slot.row = batch_.size();
      batch_.add(slot.next, slot.done++, static_cast<std::int32_t>(i), true);
    }
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i].request && slots_[i].prefilling()) add_prompt(slots_[i], static_cast<std::int32_t>(i));
    }
  }

  void add_prompt(Slot& slot, std::int32_t sequence) {
    const auto& prompt = slot.request->prompt();
    while (slot.prefilling() && batch_.size() < kBatchTokens) {
      const bool last = slot.done + 1 == static_cast<std::int32_t>(prompt.size());
      if (last) slot.row = batch_.size();
      batch_.add(prompt[static_cast<std::size_t>(slot.done)], slot.done, sequence, last);
      ++slot.done;
    }
  }

  void step() {
    int code = -1;
    try {
      code = llama_decode(context_.get(), batch_.raw());
    } catch (const std::exception&) {
      code = -1;
    }
    if (code != 0) return fail_step(code);
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      Slot& slot = slots_[i];
      if (!slot.request || slot.row < 0) continue;
      slot.next = slot.request->sample(context_.get(), slot.row);
      if (slot.request->take(*model_, slot.next)) free_slot(i);
    }
  }

  /// A failed step leaves the cache in doubt: all who took part are told, and the cache begins anew.
  void fail_step(int code) {
    log(LogLevel::error, "a step of the model failed",
        {{"model", model_->path()}, {"code", static_cast<std::int64_t>(code)}});
    const Error error{.code = ErrorCode::unavailable,
                      .message = "the model could not compute this answer (libllama code " + std::to_string(code) +
                                 "): try again, or give it a smaller context"};
    for (std::size_t i = 0; i < slots_.size(); ++i)
      if (slots_[i].request) fail_slot(i, error);
    llama_memory_clear(llama_get_memory(context_.get()), true);
  }

  void fail_slot(std::size_t index, const Error& error) {
    const Request request = slots_[index].request;
    free_slot(index, [&] { request->fail_with(error); });
  }

  void free_slot(std::size_t index) {
    free_slot(index, [] {});
  }

  /// The place is free before its owner hears of the end.
  void free_slot(std::size_t index, const std::function<void()>& tell) {
    Slot& slot = slots_[index];
    llama_memory_seq_rm(llama_get_memory(context_.get()), static_cast<llama_seq_id>(index), -1, -1);
    cells_free_ += slot.request->cells();
    slot = Slot{};
    --busy_;
    tell();
  }

  void leave(const Request& request, const Error& error) {
    --busy_;
    request->fail_with(error);
  }

  void close() {
    for (std::size_t i = 0; i < slots_.size(); ++i)
      if (slots_[i].request) fail_slot(i, stopping());
    const std::lock_guard lock(mutex_);
    for (const Request& request : waiting_) leave(request, stopping());
    waiting_.clear();
  }

  std::shared_ptr<const LlamaModel> model_;  // shared with the embedding side and the counter
  Context context_;
  std::int32_t context_tokens_;
  std::int32_t cells_free_;  // this and the slots belong to the engine's thread alone
  std::vector<Slot> slots_;
  Batch batch_;
  std::atomic<std::int32_t> busy_ = 0;
  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<Request> waiting_;
  std::jthread thread_;  // last: stops before anything above goes
};

}  // namespace

Result<std::unique_ptr<LlamaEngine>> LlamaEngine::open(std::shared_ptr<const LlamaModel> model,
                                                       const EngineOptions& options) {
  const auto sequences = std::clamp(options.sequences_max, 1, 64);
  const std::int32_t context_tokens =
      std::clamp(options.context_tokens, 1, std::max(model->trained_context_tokens(), 1));
  const std::int32_t cells = context_tokens * std::min(sequences, kContextsInCache);
  const auto cores = static_cast<std::int32_t>(std::max(1U, std::thread::hardware_concurrency() / 2));
  llama_context_params params = llama_context_default_params();
  params.n_ctx = static_cast<std::uint32_t>(cells);
  params.n_batch = kBatchTokens;
  params.n_ubatch = kBatchTokens;
  params.n_seq_max = static_cast<std::uint32_t>(sequences);
  params.n_threads = params.n_threads_batch = options.threads > 0 ? options.threads : cores;
  params.kv_unified = true;
  params.no_perf = true;
  Context context;
  try {
    context.reset(llama_init_from_model(model->raw(), params));
  } catch (const std::exception&) {
    context.reset();
  }
  if (!context)
    return fail(
        ErrorCode::unavailable,
        model->path() + ": no memory for a context of " + std::to_string(cells) + " tokens: lower context_tokens",
        "no_context");
  return std::make_unique<Engine>(std::move(model), std::move(context), context_tokens, cells, sequences);
}

}  // namespace onggi::model
