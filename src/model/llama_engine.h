// One thread that writes for several requests at once: continuous batching over a shared context.
#pragma once

#include <memory>

#include "model/llama_adapter.h"
#include "model/llama_model.h"
#include "model/model.h"
#include "model/tool_format.h"

namespace onggi::model {

struct EngineOptions {
  std::int32_t context_tokens = 4096;  // the longest prompt and answer together
  std::int32_t sequences_max = 8;      // requests at once; more wait in order of arrival
  std::int32_t threads =
      0;  // 0: half of the cores; libggml spins while it waits, which stalls all when others need a core
  bool reuse_prefixes = true;
  std::shared_ptr<const LlamaAdapter> adapter;  // null: the weights as they are
};

/// How many tokens the cache of an engine holds, of a model that was trained on contexts of `trained`.
std::int32_t engine_cache_tokens(const EngineOptions& options, std::int32_t trained);

/// Each step computes one token for every request in its answer and a piece of the prompt of those that begin, so a
/// newcomer waits for no one's end. The cache holds twice `context_tokens` for all requests together (memory grows with
/// it, and most answers are short); a request begins when its prompt and longest answer fit.
///
/// What answered requests left in the cache stays there until the room is needed, the longest unused going first. A new
/// request whose prompt begins with the same tokens as one of them, or as one that is being answered, does not compute
/// these again; one whose beginning another is just computing waits for it. Only equal tokens are shared, so a request
/// learns nothing of another one but how fast it is. Models with a recurrent state cannot go back in it and share
/// nothing.
///
/// Thread safe. Destruction ends all requests with `unavailable` and waits for the thread.
class LlamaEngine {
 public:
  /// Errors: unavailable when there is no memory for the context.
  static Result<std::unique_ptr<LlamaEngine>> open(std::shared_ptr<const LlamaModel> model,
                                                   const EngineOptions& options);
  virtual ~LlamaEngine() = default;

  /// Runs in the caller's thread but for the computing; `sink` is called there too, so a slow reader holds up only
  /// itself.
  virtual Result<Completion> generate(std::vector<LlamaToken> prompt, const GenerateOptions& options,
                                      const WritingRule& rule, const DeltaSink& sink, const Cancel& cancel) = 0;

  virtual std::int32_t context_tokens() const = 0;
  virtual std::int32_t busy() const = 0;  // requests that wait or are being answered
};

}  // namespace onggi::model
