// One call to an OpenAI-compatible server: key, retries, and their errors in our words.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "model/remote.h"

namespace onggi::model {

/// Thread safe.
class RemoteServer {
 public:
  static Result<RemoteServer> open(const RemoteOptions& options, std::shared_ptr<HttpClient> http);

  using OnBytes = std::function<bool(std::string_view)>;
  struct Call {
    std::string path;                   // "/chat/completions"
    std::string purpose;                // for the gate
    std::string body;                   // JSON
    const OnBytes* on_bytes = nullptr;  // streams when set
  };

  /// Tries at most three times, and again only when no byte of an answer came or the server asked for patience (429,
  /// 502, 503, 504); waits 0.5 s, then 1 s, or what Retry-After says, up to 20 s. Errors: those of HttpClient;
  /// unavailable (5xx; 401/403 with reason "key_refused"; no key: "key_missing"), not_found (404, reason
  /// "model_not_found"), limit_exceeded (429 "rate_limited"; too long a prompt "context_length_exceeded"),
  /// invalid_argument (other 4xx).
  Result<IncomingAnswer> run(const Call& call, const Cancel& cancel) const;

  const RemoteOptions& options() const { return options_; }
  std::string place() const;  // URL without query, for messages and ModelInfo

 private:
  RemoteServer(RemoteOptions options, std::shared_ptr<HttpClient> http);
  Result<IncomingAnswer> once(const Call& call, const Cancel& cancel) const;
  Error error_of(const IncomingAnswer& answer) const;

  RemoteOptions options_;
  std::shared_ptr<HttpClient> http_;  // shared with all that calls out
};

}  // namespace onggi::model
