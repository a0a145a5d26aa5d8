// Limits of one request, and the fields that tell of them (OpenAI API reference, "Rate limits").
#include "serve/metering.h"

#include <algorithm>
#include <array>
#include <utility>

namespace onggi::serve_room {
namespace {

using Refused = MeterAnswer::Refused;

std::string_view words_of(Refused refused) {
  switch (refused) {
    case Refused::requests:
      return "the limit of requests per minute is reached";
    case Refused::tokens:
      return "the limit of tokens per minute is reached";
    case Refused::size:
      return "this request alone is over the limit of tokens per minute: send less text";
    case Refused::quota:
      return "the tokens of this key for this month are used";
    case Refused::no:
      break;
  }
  return "";
}

void add_state(Headers& fields, std::string_view what, const MeterState& state) {
  if (state.limit == 0) return;
  const auto add = [&](std::string_view kind, std::string value) {
    fields.emplace_back("x-ratelimit-" + std::string(kind) + "-" + std::string(what), std::move(value));
  };
  add("limit", std::to_string(state.limit));
  add("remaining", std::to_string(state.remaining));
  add("reset", duration_text(state.reset_ms));
}

}  // namespace

std::string duration_text(std::int64_t milliseconds) {
  if (milliseconds > 0 && milliseconds < 1'000) return std::to_string(milliseconds) + "ms";
  const std::int64_t seconds = milliseconds / 1'000, rest = milliseconds % 1'000;
  std::string text;
  if (seconds >= 3'600) text += std::to_string(seconds / 3'600) + "h";
  if (seconds >= 60) text += std::to_string(seconds / 60 % 60) + "m";
  text += std::to_string(seconds % 60);
  if (rest > 0) {
    std::string part = std::to_string(1'000 + rest).substr(1);
    part.erase(part.find_last_not_of('0') + 1);
    text += "." + part;
  }
  return text + "s";
}

Result<void> Metering::refuse(const MeterAnswer& answer) {
  if (answer.refused == Refused::no) return {};
  refused_ = answer.refused;
  wait_ms_ = answer.wait_ms;
  return fail(ErrorCode::limit_exceeded, std::string(words_of(refused_)),
              refused_ == Refused::quota ? "insufficient_quota" : "rate_limit_exceeded");
}

Result<void> Metering::begin(const Viewer& viewer) {
  const MeterAnswer answer = meters_.take_request(viewer);
  viewer_ = &viewer;
  requests_ = answer.state;
  return refuse(answer);
}

Result<void> Metering::expect(std::int64_t reads, std::int64_t writes) {
  if (viewer_ == nullptr) return {};
  const MeterAnswer answer = meters_.take_tokens(*viewer_, reads, reads + writes);
  tokens_ = answer.state;
  ONGGI_CHECK(refuse(answer));
  expects_ = true;
  reads_ = reads;
  held_ = reads + writes;
  return {};
}

void Metering::finish(bool worked, ErrorCode code) {
  if (!expects_) return;
  expects_ = false;
  const std::int64_t pieces = pieces_.load(std::memory_order_relaxed);
  const bool broken_off = code == ErrorCode::cancelled || code == ErrorCode::timeout;
  std::int64_t used = 0;
  if (worked || took_ >= 0) used = std::max<std::int64_t>(took_, 0);
  else if (pieces > 0) used = reads_ + pieces;
  else if (broken_off) used = held_;
  tokens_ = meters_.settle(*viewer_, held_, used);
}

std::unique_ptr<Metering> Metering::hand_over(const Viewer& viewer) {
  auto later = std::make_unique<Metering>(meters_);
  later->viewer_ = &viewer;
  later->expects_ = std::exchange(expects_, false);
  later->reads_ = reads_;
  later->held_ = held_;
  return later;
}

void Metering::add_fields(Response& response) const {
  add_state(response.headers, "requests", requests_);
  add_state(response.headers, "tokens", tokens_);
  if (refused_ == Refused::no) return;
  constexpr std::int64_t kSecondMs = 1'000;
  const std::int64_t seconds = std::max<std::int64_t>(1, (wait_ms_ + kSecondMs - 1) / kSecondMs);
  if (refused_ != Refused::size) {
    response.headers.emplace_back("retry-after", std::to_string(seconds));
    response.headers.emplace_back("retry-after-ms", std::to_string(std::max<std::int64_t>(1, wait_ms_)));
  }
  // Of OpenAI's clients: what waiting a little does not help is not sent again.
  const bool passes_soon = refused_ == Refused::requests || refused_ == Refused::tokens;
  response.headers.emplace_back("x-should-retry", passes_soon ? "true" : "false");
}

}  // namespace onggi::serve_room
