// Where rooms report what they did and how long it took; the sink is chosen by app, the default forgets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace onggi {

/// One finished piece of work. `name` is a field's term: "retrieve", "generate", "parse".
struct Span {
  std::string_view name;
  std::int64_t duration_us = 0;
  std::int64_t count = 0;  // items worked on: hits, tokens, elements; 0 when it has no meaning
  bool ok = true;
};

/// Takes spans from all threads at once; must not block for long and must not throw.
class TraceSink {
 public:
  virtual ~TraceSink() = default;
  virtual void record(const Span& span) = 0;
};

/// Forgets everything.
TraceSink& null_trace();

/// Measures from construction to destruction. `fail()` marks the work as not done.
class Timed {
 public:
  Timed(TraceSink& sink, std::string_view name);
  ~Timed();
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;
  void count(std::int64_t items) { span_.count = items; }
  void fail() { span_.ok = false; }

 private:
  TraceSink& sink_;
  Span span_;
  std::int64_t start_us_;
};

}  // namespace onggi
