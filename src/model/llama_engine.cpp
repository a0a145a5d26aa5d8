// The engine's thread: admit, batch, decode, sample, again.
#include "model/llama_engine.h"

#include <llama.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <thread>
#include <tuple>
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

/// A place in the cache, who sits there, and what the last one left.
struct Slot {
  Request request;                 // null: nobody
  std::vector<LlamaToken> tokens;  // of this sequence in the cache
  LlamaToken next = 0;             // chosen, not yet computed
  std::int32_t row = -1;           // of the batch whose logits belong to this slot; -1: none this time
  std::int32_t rows = 0;           // of the batch that are this slot's
  std::uint64_t used = 0;          // when it was last of use, in admissions
  bool prefilling() const { return tokens.size() < request->prompt().size(); }
};

// A request waits for another one that is computing the same beginning when at least this much is to be gained.
constexpr std::size_t kWorthWaiting = 64;

std::size_t common_beginning(const std::vector<LlamaToken>& left, const std::vector<LlamaToken>& right) {
  const auto differing = std::ranges::mismatch(left, right);
  return static_cast<std::size_t>(differing.in1 - left.begin());
}

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

class Stopwatch {
 public:
  /// Since the lap before.
  std::chrono::nanoseconds lap() {
    const auto now = std::chrono::steady_clock::now();
    return now - std::exchange(last_, now);
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

Error stopping() { return {.code = ErrorCode::unavailable, .message = "the model is being closed"}; }

class Engine final : public LlamaEngine {
 public:
  Engine(std::shared_ptr<const LlamaModel> model, std::shared_ptr<const LlamaAdapter> adapter, Context context,
         std::int32_t context_tokens, std::int32_t cells, std::int32_t sequences, bool reuses)
      : model_(std::move(model)),
        adapter_(std::move(adapter)),
        context_(std::move(context)),
        context_tokens_(context_tokens),
        reuses_(reuses),
        cells_free_(cells),
        slots_(static_cast<std::size_t>(sequences)),
        batch_(kBatchTokens),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  std::int32_t context_tokens() const override { return context_tokens_; }
  std::int32_t busy() const override { return busy_; }

  Result<Completion> generate(std::vector<LlamaToken> prompt, const GenerateOptions& options, const WritingRule& rule,
                              const DeltaSink& sink, const Cancel& cancel) override {
    ONGGI_CHECK(cancel.check());
    if (prompt.empty()) return fail(ErrorCode::invalid_argument, "the prompt is empty");
    const auto length = static_cast<std::int64_t>(prompt.size());
    if (length >= context_tokens_)
      return fail(ErrorCode::limit_exceeded,
                  "the prompt has " + std::to_string(length) + " tokens, the context of this model " +
                      std::to_string(context_tokens_),
                  "context_length_exceeded");
    const std::int32_t tokens_max = std::min(options.tokens_max, context_tokens_ - static_cast<std::int32_t>(length));
    ONGGI_TRY(auto sampler, TokenSampler::make(*model_, options, rule));
    const Request request =
        std::make_shared<LlamaRequest>(std::move(prompt), std::move(sampler), options, tokens_max, cancel);
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

  static Result<Completion> hand_over(const Request& request, const DeltaSink& sink) {
    bool reading = true;
    for (;;) {
      const LlamaRequest::News news = request->wait();
      if (reading && !news.text.empty() && sink && !sink({.text = news.text, .logprobs = news.logprobs})) {
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
    // In order of arrival: a long one is not overtaken for ever.
    while (!waiting_.empty() && seat(waiting_.front())) waiting_.pop_front();
  }

  /// Finds a place for `request` and brings there what the cache holds of its prompt. False: it must wait.
  bool seat(const Request& request) {
    if (std::ranges::all_of(slots_, [](const Slot& slot) { return slot.request != nullptr; })) return false;
    const Beginning known = reuses_ ? longest_beginning(request->prompt()) : Beginning();
    if (reuses_ && is_being_computed(request->prompt(), known.tokens)) return false;
    const auto place = make_room(request->cells(), known.donor);
    if (!place) return false;
    Slot& slot = slots_[*place];
    const std::size_t shared = bring(known, *place);
    if (known.donor < slots_.size()) slots_[known.donor].used = admissions_;
    slot.tokens.assign(request->prompt().begin(), request->prompt().begin() + static_cast<std::ptrdiff_t>(shared));
    slot.used = ++admissions_;
    slot.request = request;
    cells_free_ -= request->cells();
    request->note_cached(static_cast<std::int32_t>(shared));
    return true;
  }

  struct Beginning {
    std::size_t donor = SIZE_MAX;  // a slot, or none
    std::size_t tokens = 0;
  };
  Beginning longest_beginning(const std::vector<LlamaToken>& prompt) const {
    Beginning best;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      // The last token of a prompt is always computed: its logits are what the answer begins with.
      const std::size_t shared = std::min(common_beginning(slots_[i].tokens, prompt), prompt.size() - 1);
      if (shared > best.tokens) best = {.donor = i, .tokens = shared};
    }
    return best;
  }

  bool is_being_computed(const std::vector<LlamaToken>& prompt, std::size_t known) const {
    return std::ranges::any_of(slots_, [&](const Slot& slot) {
      return slot.request && slot.prefilling() &&
             common_beginning(slot.request->prompt(), prompt) >= std::max(known, slot.tokens.size()) + kWorthWaiting;
    });
  }

  /// An idle slot, with room in the cache for `cells` when it is taken: an empty one, else the longest unused; the
  /// donor only when nothing else is left. None: nobody's leaving has made room yet.
  std::optional<std::size_t> make_room(std::int32_t cells, std::size_t donor) {
    std::vector<std::size_t> idle;
    std::int32_t possible = cells_free_;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i].request) continue;
      idle.push_back(i);
      possible += static_cast<std::int32_t>(slots_[i].tokens.size());
    }
    if (idle.empty() || possible < cells) return {};
    std::ranges::sort(idle, {},
                      [&](std::size_t i) { return std::tuple(i == donor, !slots_[i].tokens.empty(), slots_[i].used); });
    const std::size_t place = idle.front();
    if (place != donor) forget(place);
    for (const std::size_t i : idle)
      if (cells_free_ < cells && i != donor) forget(i);
    if (place == donor || cells_free_ < cells) {
      // The beginning stays where it is and its slot is taken.
      cells_free_ += held_by(donor);
      return donor;
    }
    return place;
  }

  std::int32_t held_by(std::size_t index) const { return static_cast<std::int32_t>(slots_[index].tokens.size()); }

  void forget(std::size_t index) {
    cells_free_ += held_by(index);
    slots_[index].tokens.clear();
    llama_memory_seq_rm(memory(), static_cast<llama_seq_id>(index), -1, -1);
  }

  /// Leaves the known beginning, and nothing else, in the cells of slot `place`. How many tokens these are: none when
  /// the model's memory cannot be cut there.
  std::size_t bring(const Beginning& known, std::size_t place) {
    const auto to = static_cast<llama_seq_id>(place);
    const auto length = static_cast<llama_pos>(known.tokens);
    if (known.tokens == 0) return 0;
    bool kept = true;
    if (known.donor == place) kept = llama_memory_seq_rm(memory(), to, length, -1);
    else llama_memory_seq_cp(memory(), static_cast<llama_seq_id>(known.donor), to, 0, length);
    kept = kept && llama_memory_seq_pos_min(memory(), to) == 0 && llama_memory_seq_pos_max(memory(), to) == length - 1;
    if (kept) return known.tokens;
    llama_memory_seq_rm(memory(), to, -1, -1);
    return 0;
  }

  llama_memory_t memory() const { return llama_get_memory(context_.get()); }

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
      slot.rows = 0;
      if (!slot.request || slot.prefilling()) continue;
      slot.row = batch_.size();
      slot.rows = 1;
      batch_.add(slot.next, held_by(i), static_cast<std::int32_t>(i), true);
      slot.tokens.push_back(slot.next);
    }
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i].request && slots_[i].prefilling()) add_prompt(slots_[i], static_cast<std::int32_t>(i));
    }
  }

  void add_prompt(Slot& slot, std::int32_t sequence) {
    const auto& prompt = slot.request->prompt();
    while (slot.prefilling() && batch_.size() < kBatchTokens) {
      const std::size_t at = slot.tokens.size();
      const bool last = at + 1 == prompt.size();
      if (last) slot.row = batch_.size();
      batch_.add(prompt[at], static_cast<std::int32_t>(at), sequence, last);
      slot.tokens.push_back(prompt[at]);
      ++slot.rows;
    }
  }

  void step() {
    int code = -1;
    Stopwatch watch;
    try {
      const auto computing = model_->computing();
      watch.lap();  // waiting for an adapter to be loaded is nobody's
      code = llama_decode(context_.get(), batch_.raw());
    } catch (const std::exception&) {
      code = -1;
    }
    if (code != 0) return fail_step(code);
    share(watch.lap());
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      Slot& slot = slots_[i];
      if (!slot.request || slot.row < 0) continue;
      watch.lap();
      const auto chosen = slot.request->choose(*model_, llama_get_logits_ith(context_.get(), slot.row));
      if (!chosen) {
        fail_slot(i, chosen.error());
        continue;
      }
      slot.next = *chosen;
      slot.request->note_computed(watch.lap());
      if (slot.request->take(*model_, slot.next)) free_slot(i);
    }
  }

  /// Each pays for its part of the batch.
  void share(std::chrono::nanoseconds step) {
    for (const Slot& slot : slots_)
      if (slot.request && slot.rows > 0) slot.request->note_computed(step * slot.rows / batch_.size());
  }

  /// A failed step leaves the cache in doubt: all who took part are told, and the cache begins anew.
  void fail_step(int code) {
    log(LogLevel::error, "a step of the model failed",
        {{"model", model_->path()}, {"code", static_cast<std::int64_t>(code)}});
    const Error error{.code = ErrorCode::unavailable,
                      .message = "the model could not compute this answer (libllama code " + std::to_string(code) +
                                 "): try again, or give it a smaller context"};
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i].request) fail_slot(i, error);
      forget(i);
    }
    llama_memory_clear(memory(), true);
  }

  void fail_slot(std::size_t index, const Error& error) {
    const Request request = slots_[index].request;
    free_slot(index, [&] { request->fail_with(error); });
  }

  void free_slot(std::size_t index) {
    free_slot(index, [] {});
  }

  /// The place is free before its owner hears of the end. What was computed stays until the room is needed.
  void free_slot(std::size_t index, const std::function<void()>& tell) {
    Slot& slot = slots_[index];
    cells_free_ += slot.request->cells() - held_by(index);
    slot.request.reset();
    if (!reuses_) forget(index);
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

  std::shared_ptr<const LlamaModel> model_;      // shared with the embedding side and the counter
  std::shared_ptr<const LlamaAdapter> adapter_;  // outlives the context, which uses it
  Context context_;
  std::int32_t context_tokens_;
  bool reuses_;
  std::int32_t cells_free_;  // this and the slots belong to the engine's thread alone
  std::uint64_t admissions_ = 0;
  std::vector<Slot> slots_;
  Batch batch_;
  std::atomic<std::int32_t> busy_ = 0;
  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<Request> waiting_;
  std::jthread thread_;  // last: stops before anything above goes
};

std::int32_t sequences_of(const EngineOptions& options) { return std::clamp(options.sequences_max, 1, 64); }

std::int32_t context_tokens_of(const EngineOptions& options, std::int32_t trained) {
  return std::clamp(options.context_tokens, 1, std::max(trained, 1));
}

}  // namespace

std::int32_t engine_cache_tokens(const EngineOptions& options, std::int32_t trained) {
  return context_tokens_of(options, trained) * std::min(sequences_of(options), kContextsInCache);
}

Result<std::unique_ptr<LlamaEngine>> LlamaEngine::open(std::shared_ptr<const LlamaModel> model,
                                                       const EngineOptions& options) {
  const std::int32_t sequences = sequences_of(options);
  const std::int32_t context_tokens = context_tokens_of(options, model->trained_context_tokens());
  const std::int32_t cells = engine_cache_tokens(options, model->trained_context_tokens());
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
    const auto computing = model->computing();
    context.reset(llama_init_from_model(model->raw(), params));
  } catch (const std::exception&) {
    context.reset();
  }
  if (!context)
    return fail(
        ErrorCode::unavailable,
        model->path() + ": no memory for a context of " + std::to_string(cells) + " tokens: lower context_tokens",
        "no_context");
  if (options.adapter) options.adapter->use_in(context.get());
  const bool can_cut = !llama_model_is_recurrent(model->raw()) && !llama_model_is_hybrid(model->raw());
  return std::make_unique<Engine>(std::move(model), options.adapter, std::move(context), context_tokens, cells,
                                  sequences, options.reuse_prefixes && can_cut);
}

}  // namespace onggi::model
