// One call to a model server: key, retries, and their errors in our words. What it speaks: model/remote_dialect.h.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/remote.h"
#include "model/replicas.h"

namespace onggi::model {

/// One model, on one server or on several that hold the same. Thread safe.
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

  /// Asks the server with the fewest calls. Tries again only when no byte of an answer came or the server asked for
  /// patience (429, 502, 503, 504): at once where another one is left, else after 0.5 s, then 1 s, or what Retry-After
  /// says, up to 20 s; three times, or as often as there are servers. Errors: those of HttpClient; unavailable (5xx;
  /// all servers rest after failures: "circuit_open"; 401/403: "key_refused"; no key: "key_missing"), not_found (404:
  /// "model_not_found"), limit_exceeded (429 "rate_limited"; too long a prompt "context_length_exceeded"), timeout
  /// (408, the server gave up), invalid_argument (other 4xx; "content_filter": the server's own rules refuse it). Where
  /// an API tells its errors inside of a 200, they are these too; in the middle of a stream they are its reader's to
  /// find.
  Result<IncomingAnswer> run(const Call& call, const Cancel& cancel) const;

  const RemoteOptions& options() const { return options_; }
  const std::string& place() const { return options_.url; }  // for messages and ModelInfo

 private:
  RemoteServer(RemoteOptions options, std::shared_ptr<HttpClient> http);
  Result<IncomingAnswer> once(const std::string& url, const Call& call, const Cancel& cancel) const;
  /// One that was not tried yet, if there is one.
  std::optional<Replicas::Lease> next_server(const std::vector<std::size_t>& tried) const;
  Error all_rest() const;

  RemoteOptions options_;
  std::shared_ptr<HttpClient> http_;  // shared with all that calls out
  std::unique_ptr<Replicas> replicas_;
};

}  // namespace onggi::model
