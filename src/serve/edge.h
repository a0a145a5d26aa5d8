// From a request to its answer: route, login, right, handler, audit, fields of the answer. Knows nothing of sockets.
// Inside of room serve.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/cancel.h"
#include "serve/background.h"
#include "serve/http.h"
#include "serve/idempotency.h"
#include "serve/metering.h"
#include "serve/metrics.h"
#include "serve/routes.h"
#include "serve/serve.h"

namespace onggi::serve_room {

/// Thread safe.
class Edge {
 public:
  Edge(const ServeRooms& rooms, const ServeLimits& limits);

  /// How a request whose header is there goes on. Fills path parameters and query of `request`. Cheap: no disk, no
  /// lock.
  struct Plan {
    const Route* route = nullptr;
    std::optional<Response> refusal;  // answer this at once, the body unread
    std::uint64_t body_bytes_max = 0;
  };
  Plan plan(Request& request) const;

  /// Before the body of an upload: login, right, query. An answer means: no.
  std::optional<Response> admit(const Request& request, const Route& route, const Cancel& cancel) const;

  /// Runs the handler; never throws. After stream.begin() the given Response is only for the counters.
  Response answer(const Request& request, const Route& route, StreamWriter& stream, const Cancel& cancel) const;

  /// An answer to what never became a request of a route.
  Response refuse(const Error& error, const Request& request) const;

  /// Ends what goes on after its request, and waits for it.
  void end_background() const { background_.end(); }

  Metrics& metrics() const { return metrics_; }
  void finished(const Route* route, int status, std::chrono::steady_clock::time_point begun) const;

 private:
  Result<Response> run(const Request& request, const Route& route, StreamWriter& stream, const Cancel& cancel,
                       Metering& metering) const;
  Result<Response> handle(const Call& call, const Route& route) const;
  void count_refusal(const Metering& metering, const Result<Response>& result) const;
  Result<Viewer> viewer_for(const Request& request, const Route& route) const;
  Result<void> note(const Request& request, const Route& route, const Viewer& viewer, const Deed& deed,
                    std::string_view outcome) const;
  void finish(Response& response, const Request& request) const;

  const ServeRooms& rooms_;
  const ServeLimits& limits_;
  mutable Metrics metrics_;
  mutable Idempotency idempotency_;
  mutable Background background_;  // last: what it works on uses the others
};

/// 43 characters at most of what a client may give as x-request-id; empty: not sane.
std::string_view sane_request_id(std::string_view given);

}  // namespace onggi::serve_room
