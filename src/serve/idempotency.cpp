// Status codes and the rule that the same key means the same request: Stripe's API reference ("Idempotent requests")
// and the IETF draft "The Idempotency-Key HTTP Header Field" (409 while the first request runs).
#include "serve/idempotency.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/hash.h"

namespace onggi::serve_room {
namespace {

constexpr std::int64_t kKeptMs = 24LL * 60 * 60 * 1'000;
constexpr std::size_t kKeyBytesMax = 255;

bool is_key(std::string_view key) {
  return !key.empty() && key.size() <= kKeyBytesMax &&
         std::ranges::all_of(key, [](char byte) { return byte >= 0x20 && byte < 0x7F; });
}

std::string hash_of(std::string_view first, std::string_view second, std::string_view third) {
  const std::array<std::string_view, 3> parts{first, second, third};
  return sha256_hex_parts(parts);
}

}  // namespace

void Idempotency::drop(Entries::iterator entry) {
  bytes_ -= entry->second.answer.body.size();
  order_.erase(entry->second.place);
  entries_.erase(entry);
}

/// What is over goes; requests that are being worked on stay, as their ends are still to come.
void Idempotency::make_room(UnixMs now) {
  for (auto place = order_.begin(); place != order_.end();) {
    const auto entry = entries_.find(*place++);
    const bool old = entry->second.begun_ms <= now - kKeptMs;
    const bool too_much = entries_.size() > bounds_.entries_max || bytes_ > bounds_.bytes_max;
    if (!old && !too_much) return;
    if (entry->second.done) drop(entry);
  }
}

Result<std::variant<Idempotency::Ticket, Response>> Idempotency::begin(const Viewer& viewer, const Request& request) {
  const std::string_view key = request.header("idempotency-key");
  if (!is_key(key))
    return fail(ErrorCode::invalid_argument, "Idempotency-Key has 1 to 255 printable ASCII characters",
                "idempotency_key_invalid");
  const UnixMs now = clock_.now_ms();
  std::string ticket = hash_of(viewer.person.str(), viewer.through, key);
  // A form is told apart by its length: each sending has another boundary.
  std::string request_hash = hash_of(request.method, request.path,
                                     request.file == nullptr ? request.body : std::to_string(request.file->bytes()));
  const std::lock_guard lock(mutex_);
  make_room(now);
  if (const auto found = entries_.find(ticket); found != entries_.end()) {
    const Entry& entry = found->second;
    if (entry.request_hash != request_hash)
      return fail(ErrorCode::invalid_argument, "this Idempotency-Key was used for another request",
                  "idempotency_key_reused");
    if (!entry.done)
      return fail(ErrorCode::conflict, "the first request with this Idempotency-Key is being worked on",
                  "idempotency_key_in_use");
    if (entry.streamed)
      return fail(ErrorCode::invalid_argument,
                  "the first request with this Idempotency-Key was streamed: streams are not given again",
                  "idempotency_stream_not_replayed");
    return entry.answer;
  }
  const auto place = order_.insert(order_.end(), ticket);
  entries_.emplace(ticket, Entry{.request_hash = std::move(request_hash),
                                 .begun_ms = now,
                                 .done = false,
                                 .streamed = false,
                                 .answer = {},
                                 .place = place});
  return ticket;
}

void Idempotency::end(const Ticket& ticket, const Response* answer, bool streamed) {
  constexpr int kSuccessMax = 299;
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(ticket);
  if (found == entries_.end()) return;
  const bool is_kept = streamed || (answer != nullptr && answer->status <= kSuccessMax &&
                                    answer->body.size() <= bounds_.answer_bytes_max);
  if (!is_kept) {
    drop(found);
    return;
  }
  found->second.done = true;
  found->second.streamed = streamed;
  if (!streamed) {
    found->second.answer = *answer;
    found->second.answer.headers.emplace_back("idempotent-replayed", "true");
    bytes_ += answer->body.size();
  }
  make_room(clock_.now_ms());
}

}  // namespace onggi::serve_room
