// See llama_pooled.h: each text is a sequence of its own.
#include "model/llama_pooled.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace onggi::model {
namespace {

constexpr std::int32_t kTokensMax =
    2048;  // of one text: what retrieval needs; attention without a cache grows with the square
constexpr std::size_t kTextsPerBatch = 16;

class BatchOf {
 public:
  explicit BatchOf(LlamaPooled::Texts texts) : raw_(llama_batch_init(tokens_of(texts), 0, 1)) {
    raw_.n_tokens = 0;
    for (std::size_t sequence = 0; sequence < texts.size(); ++sequence) {
      for (std::size_t i = 0; i < texts[sequence].size(); ++i) {
        const std::int32_t at = raw_.n_tokens++;
        raw_.token[at] = texts[sequence][i];
        raw_.pos[at] = static_cast<llama_pos>(i);
        raw_.n_seq_id[at] = 1;
        raw_.seq_id[at][0] = static_cast<llama_seq_id>(sequence);
        raw_.logits[at] = 1;
      }
    }
  }
  ~BatchOf() { llama_batch_free(raw_); }
  BatchOf(const BatchOf&) = delete;
  BatchOf& operator=(const BatchOf&) = delete;
  const llama_batch& raw() const { return raw_; }

 private:
  static std::int32_t tokens_of(LlamaPooled::Texts texts) {
    std::size_t tokens = 0;
    for (const auto& text : texts) tokens += text.size();
    return static_cast<std::int32_t>(tokens);
  }
  llama_batch raw_;
};

bool must_stop(void* cancel) { return !static_cast<const Cancel*>(cancel)->check(); }

}  // namespace

std::int32_t pooled_cache_tokens(const EngineOptions& options, std::int32_t trained) {
  return std::clamp(std::min(options.context_tokens, trained), 1, kTokensMax);
}

LlamaPooled::LlamaPooled(std::shared_ptr<const LlamaModel> model, Context context)
    : model_(std::move(model)), context_(std::move(context)) {}

Result<std::unique_ptr<LlamaPooled>> LlamaPooled::open(std::shared_ptr<const LlamaModel> model,
                                                       const EngineOptions& options, enum llama_pooling_type pooling) {
  const std::int32_t tokens = pooled_cache_tokens(options, model->trained_context_tokens());
  const auto cores = static_cast<std::int32_t>(std::max(1U, std::thread::hardware_concurrency() / 2));
  llama_context_params params = llama_context_default_params();
  params.n_ctx = params.n_batch = params.n_ubatch =
      static_cast<std::uint32_t>(tokens);  // all of a text must be seen at once
  params.n_seq_max = static_cast<std::uint32_t>(kTextsPerBatch);
  params.n_threads = params.n_threads_batch = options.threads > 0 ? options.threads : cores;
  params.embeddings = true;
  params.kv_unified = true;
  params.no_perf = true;
  params.pooling_type = pooling;
  Context context;
  try {
    const auto computing = model->computing();
    context.reset(llama_init_from_model(model->raw(), params));
  } catch (const std::exception&) {
    context.reset();
  }
  if (!context)
    return fail(ErrorCode::unavailable, model->path() + ": no memory for a context of whole texts", "no_context");
  return std::unique_ptr<LlamaPooled>(new LlamaPooled(std::move(model), std::move(context)));  // NOLINT: private
}

std::size_t LlamaPooled::tokens_max() const { return llama_n_ubatch(context_.get()); }

Result<std::int64_t> LlamaPooled::run(Texts texts, const Take& take, const Cancel& cancel) {
  std::chrono::nanoseconds sum{0};
  for (std::size_t begin = 0; begin < texts.size();) {
    ONGGI_CHECK(cancel.check());
    const std::size_t count = group(texts.subspan(begin));
    ONGGI_TRY(const auto computed, compute(texts.subspan(begin, count), begin, take, cancel));
    sum += computed;
    begin += count;
  }
  return std::chrono::duration_cast<std::chrono::microseconds>(sum).count();
}

/// How many of the first texts go through the model together.
std::size_t LlamaPooled::group(Texts texts) const {
  std::size_t count = 1, tokens = texts.front().size();
  ONGGI_ASSERT(tokens <= tokens_max(), "a text was cut to what the model reads");
  while (count < std::min(texts.size(), kTextsPerBatch) && tokens + texts[count].size() <= tokens_max())
    tokens += texts[count++].size();
  return count;
}

Result<std::chrono::nanoseconds> LlamaPooled::compute(Texts texts, std::size_t begin, const Take& take,
                                                      const Cancel& cancel) {
  using Clock = std::chrono::steady_clock;
  if (std::ranges::all_of(texts, [](const auto& text) { return text.empty(); })) return Clock::duration(0);
  const std::lock_guard lock(mutex_);
  if (llama_memory_t memory = llama_get_memory(context_.get()); memory != nullptr) llama_memory_clear(memory, true);
  const BatchOf batch(texts);
  Cancel watched = cancel;  // the same flag and deadline
  llama_set_abort_callback(context_.get(), must_stop, &watched);
  int code = -1;
  Clock::duration computed{0};
  try {
    const auto computing = model_->computing();
    const auto begun = Clock::now();
    code = llama_model_has_encoder(model_->raw()) ? llama_encode(context_.get(), batch.raw())
                                                  : llama_decode(context_.get(), batch.raw());
    computed = Clock::now() - begun;
  } catch (const std::exception&) {
    code = -1;
  }
  llama_set_abort_callback(context_.get(), nullptr, nullptr);
  if (code != 0) ONGGI_CHECK(cancel.check());
  if (code != 0)
    return fail(ErrorCode::unavailable, model_->path() + " could not compute what it says of texts (libllama code " +
                                            std::to_string(code) + ")");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].empty()) continue;
    const float* numbers = llama_get_embeddings_seq(context_.get(), static_cast<llama_seq_id>(i));
    if (numbers == nullptr)
      return fail(ErrorCode::unsupported, model_->path() + " says nothing of whole texts", "not_an_embedder");
    take(begin + i, numbers);
  }
  return computed;
}

}  // namespace onggi::model
