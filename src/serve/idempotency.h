// Answers that are given again to the same request: the field Idempotency-Key. Inside of room serve.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "access/people.h"
#include "base/clock.h"
#include "serve/http.h"

namespace onggi::serve_room {

/// What was answered under a key that a client chose, for 24 hours and for who asked alone (a person through one API
/// key, or through the page). In memory: a restart forgets. Bodies of requests are kept as hashes. Thread safe.
class Idempotency {
 public:
  struct Bounds {
    std::size_t entries_max = 10'000;
    std::size_t bytes_max = 64U << 20U;        // of kept answers; the oldest go first
    std::size_t answer_bytes_max = 1U << 20U;  // a longer one is not kept
  };
  explicit Idempotency(const Clock& clock) : Idempotency(clock, Bounds{}) {}
  Idempotency(const Clock& clock, Bounds bounds) : clock_(clock), bounds_(bounds) {}

  /// What to do with a request: an answer to give at once, or a ticket for end(). Errors: invalid_argument
  /// ("idempotency_key_invalid"; "idempotency_key_reused" for another request under the same key;
  /// "idempotency_stream_not_replayed"), conflict ("idempotency_key_in_use": the first one is being worked on).
  using Ticket = std::string;
  Result<std::variant<Ticket, Response>> begin(const Viewer& viewer, const Request& request);

  /// The request is done. Only successes are kept: after an error the same key may be used again. A stream is kept as
  /// "was streamed".
  void end(const Ticket& ticket, const Response* answer, bool streamed);

 private:
  struct Entry {
    std::string request_hash;
    UnixMs begun_ms = 0;
    bool done = false, streamed = false;
    Response answer;
    std::list<std::string>::iterator place;
  };
  using Entries = std::unordered_map<std::string, Entry>;
  void drop(Entries::iterator entry);
  void make_room(UnixMs now);

  const Clock& clock_;
  Bounds bounds_;
  std::mutex mutex_;
  Entries entries_;
  std::list<std::string> order_;  // oldest first
  std::size_t bytes_ = 0;
};

}  // namespace onggi::serve_room
