// Models behind a URL that speaks the OpenAI API: vLLM, llama-server, Ollama, cloud services.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "model/model.h"
#include "net/http_client.h"

namespace onggi::model {

struct RemoteOptions {
  std::string id;         // ours
  std::string url;        // base, ".../v1"
  std::string remote_id;  // theirs
  std::string key_env;    // environment variable of the key; empty: no key
  /// Waits between two tries; false when the call was stopped meanwhile. Tests put in one that does not wait.
  std::function<bool(std::chrono::milliseconds, const Cancel&)> wait;
};

/// Both share the client with everything else that calls out. Nothing is sent on opening; the key is read at each call.
/// Errors: invalid_argument (URL).
Result<std::shared_ptr<LanguageModel>> open_remote_chat(const RemoteOptions& options, std::shared_ptr<HttpClient> http);
Result<std::shared_ptr<Embedder>> open_remote_embedder(const RemoteOptions& options, std::shared_ptr<HttpClient> http);

}  // namespace onggi::model
