// The models of a home: which there are, opened when first needed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "model/price.h"
#include "net/http_client.h"
#include "store/database.h"
#include "store/migrations.h"

namespace onggi {

std::vector<Migration> model_migrations();

/// One registered model. Keys are never stored: `key_env` names the environment variable that holds it.
struct ModelEntry {
  std::string id;
  std::string kind;     // "gguf" or "remote"
  std::string path;     // gguf: file
  std::string adapter;  // gguf: file of a LoRA adapter that changes it; empty: none. Weights are shared all the same
  double adapter_scale = 1.0;  // how much of the adapter: above 0, at most 10
  std::string url;             // remote: base URL, ".../v1"; several with blanks between them: the least busy is asked
  std::string dialect;         // remote: what it speaks, "" the OpenAI API, "clova" CLOVA Studio's own (no "/v1" then)
  std::string remote_id;       // remote: the name over there
  std::string key_env;         // remote: e.g. "OPENAI_API_KEY"; empty: no key
  bool chat = true, embed = false, rerank = false;
  std::string api;        // of a remote reranker: "" for /v1/rerank, "tei" for Text Embeddings Inference
  std::string label_max;  // as ModelInfo's; empty: C for a file in this process, O for a server
};

/// Thread safe. A GGUF file is loaded at first use and kept while there is room; several requests share it, and several
/// ids share the weights of one file.
class ModelRegistry {
 public:
  struct Options {
    std::int32_t context_tokens = 4096;  // a sequence's context; the model's own limit where smaller
    std::int32_t sequences_max = 8;      // requests at once in one GGUF model; more wait
    std::int32_t threads =
        0;  // 0: half of the cores; libggml spins while it waits, which stalls all when others need a core
    std::int64_t memory_bytes_max = 0;  // of the open models of this process; 0: as much as there is
  };
  ModelRegistry(std::shared_ptr<Database> database, std::shared_ptr<HttpClient> http,
                std::unique_ptr<Embedder> builtin_embedder, const Options& options);
  ~ModelRegistry();

  /// Checks that the file is GGUF (magic, version, architecture known) or the URL well formed, then keeps the entry. A
  /// reranker is asked a question of ours first, for at most 20 s: in a search its trouble costs only its order, and
  /// would be noticed late. An adapter is held against its model. Errors: bad_input (reason "not_gguf",
  /// "not_an_adapter", "other_base"), not_found (file), conflict (id taken), invalid_argument (shape of id or URL),
  /// unsupported (a reranker of CLOVA Studio: it scores no passages; what adapters libllama cannot use); for a reranker
  /// those of Reranker::score.
  Result<void> add(const ModelEntry& entry);
  Result<void> remove(std::string_view id);
  Result<std::vector<ModelEntry>> list() const;

  /// Of what is asked from now on. None: it costs nothing. Errors: not_found; those of check(ModelPrice).
  Result<void> set_price(std::string_view id, const std::optional<ModelPrice>& price);
  /// None: it has no price, or there is no such model.
  Result<std::optional<ModelPrice>> price(std::string_view id) const;

  /// Errors: not_found (reason "model_not_found"); bad_input, unavailable when it cannot be opened, or not within
  /// memory_bytes_max ("model_too_large", "models_in_use": at once, or after those in use were waited for). Shared: a
  /// request keeps its model while another removes it.
  Result<std::shared_ptr<LanguageModel>> chat_model(std::string_view id);
  Result<std::shared_ptr<Embedder>> embedder(std::string_view id);  // "" or "onggi/static-ko": the built-in one
  Result<std::shared_ptr<Reranker>> reranker(std::string_view id);  // "": none, null

  /// The one whose vectors have this version, among those that there are; null: none that opens.
  std::shared_ptr<Embedder> embedder_of_version(std::string_view version);

  /// What it takes in this process while it is open, in bytes, as memory_bytes_max counts it: of a GGUF file weights
  /// and cache, of a server nothing. Errors: not_found; those of the file.
  Result<std::int64_t> memory_bytes(std::string_view id) const;

  /// Infos of the built-in embedder and of all entries, without opening them.
  Result<std::vector<ModelInfo>> infos() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace onggi
