// Traces for the company's own tracing system: OpenTelemetry spans over OTLP/HTTP, as JSON.
//
// Names follow OpenTelemetry's semantic conventions for generative AI
// (github.com/open-telemetry/semantic-conventions-genai, 2026): an answer from documents is `invoke_workflow` with
// `retrieval` and `chat` below it, a call of a model itself `chat` or `text_completion`. What the conventions have no
// name for is called `onggi.*`. The encoding is that of opentelemetry-proto 1 (JSON).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "monitor/trace.h"
#include "net/http_client.h"

namespace onggi {

namespace monitor {
class TraceQueue;
}

/// Whether question and answer go along; if so only of what is open (label O): what is sensitive stays here.
enum class OtlpText : std::uint8_t { no, yes };

/// The body of one request with the spans of all traces. The caller's trace is gone on with where `parent` names one.
std::string otlp_json(const std::vector<Trace>& traces, OtlpText text);

/// Sends in a thread of its own, a few together. Thread safe.
class OtlpExporter {
 public:
  struct Options {
    std::string url;  // whole: "http://collector.internal:4318/v1/traces"
    OtlpText text = OtlpText::no;
    std::chrono::milliseconds gather{1'000};  // what comes within it goes together
    std::chrono::milliseconds pause{1'000};   // before the second try, then twice as long each time
  };
  static constexpr std::size_t kWaitingMax = 4'000;  // more are dropped
  static constexpr std::size_t kWaitingBytesMax = 32U << 20U;
  static constexpr std::size_t kTogetherMax = 200;  // traces of one request
  static constexpr int kTriesMax = 4;               // while the receiver is away, or says that it is busy

  /// Errors: not_allowed ("host_not_allowed"), invalid_argument: `gate` lets nothing go to that URL. `http` passes each
  /// request by its own gate as well; it is shared with all who call out.
  static Result<std::unique_ptr<OtlpExporter>> open(std::shared_ptr<HttpClient> http, Gate& gate, Options options);
  ~OtlpExporter();  // sends what is left, once and shortly
  OtlpExporter(const OtlpExporter&) = delete;
  OtlpExporter& operator=(const OtlpExporter&) = delete;

  /// Never waits.
  void add(Trace trace);

  std::int64_t sent() const;
  std::int64_t not_sent() const;  // dropped, or refused by the receiver

 private:
  enum class Outcome : std::uint8_t { taken, refused, busy };
  OtlpExporter(std::shared_ptr<HttpClient> http, Options options);
  std::int64_t hand_on(const std::vector<Trace>& traces);
  bool send(const std::vector<Trace>& traces);
  Outcome try_once(const std::string& body, std::chrono::milliseconds& pause);
  void wait(std::chrono::milliseconds duration) const;

  std::shared_ptr<HttpClient> http_;  // shared with all who call out
  const Options options_;
  std::atomic<bool> ending_ = false;
  std::unique_ptr<monitor::TraceQueue> queue_;  // last: its thread uses the others
};

}  // namespace onggi
