// Outgoing HTTP: kept connections, limits, and the gate that every call passes.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"

namespace onggi {

struct OutgoingRequest {
  std::string method = "POST";
  std::string url;                             // http:// or https://
  std::map<std::string, std::string> headers;  // may hold a key: never logged
  std::string body;
  /// Signed for S3 by AWS Signature Version 4 where `region` is not empty. The secret is never logged.
  struct S3Signature {
    std::string region, access_key, secret_key;
  } sign;
  std::string purpose;  // "chat", "embeddings": what the gate and the audit log see
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds idle_timeout{60'000};  // without a byte coming in
  std::uint64_t answer_bytes_max = 64ULL << 20U;
  bool small_pieces = false;  // the answer trickles: memory rather than speed, where thousands come at once
};

struct IncomingAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;                            // empty when streamed
};

/// Decides whether a call may leave. The policy (configured hosts, labels, masking, audit) is wired in by app; without
/// one nothing leaves.
class Gate {
 public:
  virtual ~Gate() = default;
  /// Errors: not_allowed naming host and purpose and the configuration that would allow it.
  virtual Result<void> allow(const OutgoingRequest& request) = 0;
};

/// Allows exactly the given "host:port" pairs.
std::unique_ptr<Gate> allow_hosts(std::vector<std::string> hosts_with_ports);

/// Thread safe. Redirects are not followed: another host would pass the gate unseen. Proxies of the environment are
/// ignored; TLS certificates are checked against the system's store or `ca_file`.
class HttpClient {
 public:
  struct Options {
    std::string ca_file;  // empty: the system's certificates
    std::string proxy;    // empty: direct
  };
  static Result<std::unique_ptr<HttpClient>> open(std::shared_ptr<Gate> gate,
                                                  const Options& options);  // the gate is shared with all other clients
  virtual ~HttpClient() = default;

  /// Sends and waits. A status of 400 and above is an answer, not an error.
  /// Errors: not_allowed (gate), unavailable (cannot connect, broken off; reason "before_answer" when no byte of the
  /// answer came, so a retry is safe), timeout, cancelled, limit_exceeded.
  virtual Result<IncomingAnswer> send(const OutgoingRequest& request, const Cancel& cancel) = 0;

  /// The same, but the body of a 2xx answer goes to `on_bytes` as it comes; false from it stops the call (cancelled).
  /// Bodies of other statuses are collected into the answer.
  virtual Result<IncomingAnswer> stream(const OutgoingRequest& request,
                                        const std::function<bool(std::string_view)>& on_bytes,
                                        const Cancel& cancel) = 0;
};

}  // namespace onggi
