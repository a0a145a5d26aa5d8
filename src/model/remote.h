// Models behind a URL: servers of the OpenAI API (vLLM, llama-server, Ollama, cloud services) and CLOVA Studio;
// rerankers, for which the OpenAI API has no call, by the two that their servers speak.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "model/model.h"
#include "net/http_client.h"

namespace onggi::model {

/// What a server speaks.
enum class RemoteApi {
  openai,  // the OpenAI API
  clova,   // CLOVA Studio's own (Naver Cloud), "API v3"; the base of its URL has no path: model/clova.h
};

struct RemoteOptions {
  std::string id;               // ours
  std::string url;              // base, ".../v1"; several with blanks between them: servers of the same model
  std::string remote_id;        // theirs
  std::string key_env;          // environment variable of the key; empty: no key
  std::string label_max = "O";  // as ModelInfo's
  /// Waits between two tries; false when the call was stopped meanwhile. Tests put in one that does not wait.
  std::function<bool(std::chrono::milliseconds, const Cancel&)> wait;
  RemoteApi api = RemoteApi::openai;
};

/// Errors: invalid_argument, "bad_url": none is there, or one is no base of an API.
Result<void> check_base_urls(std::string_view list);

/// All share the client with everything else that calls out. Nothing is sent on opening; the key is read at each call.
/// Errors: invalid_argument (URL).
Result<std::shared_ptr<LanguageModel>> open_remote_chat(const RemoteOptions& options, std::shared_ptr<HttpClient> http);
Result<std::shared_ptr<Embedder>> open_remote_embedder(const RemoteOptions& options, std::shared_ptr<HttpClient> http);

/// How a server is asked to rerank.
enum class RerankApi {
  documents,  // "/rerank" under ".../v1" as Jina and Cohere have it: vLLM, llama-server, Infinity
  texts,      // "/rerank" of Text Embeddings Inference, whose base has no "/v1"
};

/// Sends up to 32 passages a request: what servers take by default. An answer that leaves a passage out, names one
/// twice or gives it no finite score is an error, never guessed at.
Result<std::shared_ptr<Reranker>> open_remote_reranker(const RemoteOptions& options, RerankApi api,
                                                       std::shared_ptr<HttpClient> http);

}  // namespace onggi::model
