// Sending, and trying again. Which answers are worth another try, and Retry-After, are as the OTLP specification says.
#include "monitor/otlp.h"

#include <algorithm>
#include <charconv>
#include <thread>

#include "base/log.h"
#include "monitor/trace_queue.h"

namespace onggi {
namespace {

constexpr auto kSendTime = std::chrono::seconds(10), kLastSendTime = std::chrono::seconds(2);
constexpr auto kPauseMax = std::chrono::seconds(30);
constexpr auto kStep = std::chrono::milliseconds(20);

bool is_worth_another_try(int status) { return status == 429 || (status >= 502 && status <= 504); }

/// Seconds alone; a date counts as none.
std::chrono::milliseconds retry_after(const IncomingAnswer& answer, std::chrono::milliseconds fallback) {
  const auto found = answer.headers.find("retry-after");
  if (found == answer.headers.end()) return fallback;
  int seconds = 0;
  const std::string& text = found->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0) return fallback;
  return std::chrono::seconds(seconds);
}

}  // namespace

OtlpExporter::OtlpExporter(std::shared_ptr<HttpClient> http, Options options)
    : http_(std::move(http)),
      options_(std::move(options)),
      queue_(std::make_unique<monitor::TraceQueue>(
          monitor::TraceQueue::Limits{
              .traces_max = kWaitingMax, .bytes_max = kWaitingBytesMax, .gather = options_.gather},
          [this](const std::vector<Trace>& traces) { return hand_on(traces); })) {}

OtlpExporter::~OtlpExporter() {
  ending_ = true;
  queue_.reset();
}

Result<std::unique_ptr<OtlpExporter>> OtlpExporter::open(std::shared_ptr<HttpClient> http, Gate& gate,
                                                         Options options) {
  OutgoingRequest request;
  request.url = options.url;
  request.purpose = "traces";
  ONGGI_CHECK(gate.allow(request));
  return std::unique_ptr<OtlpExporter>(new OtlpExporter(std::move(http), std::move(options)));
}

void OtlpExporter::add(Trace trace) {
  if (options_.text == OtlpText::no) trace.text.clear();
  queue_->add(std::move(trace));
}

std::int64_t OtlpExporter::sent() const { return queue_->handed_on(); }
std::int64_t OtlpExporter::not_sent() const { return queue_->dropped(); }

std::int64_t OtlpExporter::hand_on(const std::vector<Trace>& traces) {
  std::int64_t lost = 0;
  for (auto first = traces.begin(); first != traces.end();) {
    const auto last = first + std::min<std::ptrdiff_t>(kTogetherMax, traces.end() - first);
    if (!send({first, last})) lost += last - first;
    first = last;
  }
  return lost;
}

bool OtlpExporter::send(const std::vector<Trace>& traces) {
  const std::string body = otlp_json(traces, options_.text);
  auto pause = options_.pause;
  for (int tries = 1;; ++tries) {
    auto wanted = pause;
    const Outcome outcome = try_once(body, wanted);
    if (outcome == Outcome::taken) return true;
    if (outcome == Outcome::refused || tries == kTriesMax || ending_) return false;
    wait(std::min<std::chrono::milliseconds>(wanted, kPauseMax));
    pause *= 2;
  }
}

/// `pause`: how long the receiver wants to be left alone, where it says so.
OtlpExporter::Outcome OtlpExporter::try_once(const std::string& body, std::chrono::milliseconds& pause) {
  OutgoingRequest request;
  request.url = options_.url;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = body;
  request.purpose = "traces";
  request.connect_timeout = kLastSendTime;
  const auto answer = http_->send(request, Cancel().with_timeout(ending_ ? kLastSendTime : kSendTime));
  if (!answer) {
    log(LogLevel::warning, "traces are not sent", {{"reason", std::string(to_string(answer.error().code))}});
    return answer.error().code == ErrorCode::not_allowed ? Outcome::refused : Outcome::busy;
  }
  if (answer->status >= 200 && answer->status < 300) return Outcome::taken;
  log(LogLevel::warning, "traces are not taken", {{"status", std::int64_t{answer->status}}});
  pause = retry_after(*answer, pause);
  return is_worth_another_try(answer->status) ? Outcome::busy : Outcome::refused;
}

void OtlpExporter::wait(std::chrono::milliseconds duration) const {
  for (auto waited = std::chrono::milliseconds(0); waited < duration && !ending_; waited += kStep)
    std::this_thread::sleep_for(kStep);
}

}  // namespace onggi
