// Timing of spans.
#include "base/trace.h"

#include <chrono>

namespace onggi {
namespace {

class NullTrace final : public TraceSink {
 public:
  void record(const Span&) override {}
};

std::int64_t steady_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

TraceSink& null_trace() {
  static NullTrace sink;
  return sink;
}

Timed::Timed(TraceSink& sink, std::string_view name) : sink_(sink), span_{.name = name}, start_us_(steady_us()) {}

Timed::~Timed() {
  span_.duration_us = steady_us() - start_us_;
  sink_.record(span_);
}

}  // namespace onggi
