// What is remembered of one answer: who asked when and how, what was found, who wrote it, how long each step took.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/people.h"
#include "base/clock.h"
#include "base/ids.h"

namespace onggi {

using TraceId = Id<struct TraceTag>;

/// On which way the question came. text: /v1/completions.
enum class TraceWay : std::uint8_t { ask, chat, responses, text, function };
std::string_view to_string(TraceWay way);
std::optional<TraceWay> trace_way_from(std::string_view text);

struct Trace {
  TraceId id;
  PersonId person;
  std::string through;  // as Viewer's: "password", "key:<id>", "command line"
  TraceWay way = TraceWay::ask;
  UnixMs time_ms = 0;          // when it was asked
  std::string request_id;      // x-request-id; empty: it came by no request
  std::string parent;          // traceparent of who called; empty: none, or it was none
  std::string belongs_to;      // the conversation or the response; removed with it. Empty: neither
  std::int64_t exchange = 0;   // of that conversation
  std::string application;     // its name; empty: none
  std::string model, prompt;   // as Answer's
  std::string outcome = "ok";  // or the code of the error
  bool abstained = false, refused = false;
  Label label = Label::open;          // the highest of what was found for it
  std::vector<DocumentId> documents;  // all that course and text tell of
  std::int64_t prompt_tokens = 0, completion_tokens = 0;
  std::int64_t cost_micros = 0;  // millionths of `currency`
  std::string currency;          // empty: the model has no price
  std::int64_t retrieve_us = 0;  // looking for documents; 0: none were looked for
  std::int64_t first_us = 0;     // from the beginning to a model's first piece; 0: it did not stream
  std::int64_t whole_us = 0;
  int rating = 0;  // 1 good, -1 bad, 0 none
  /// JSON objects. `course`: ids and numbers alone (hits, guards, times); `text`: what was asked, found and answered,
  /// of which OTLP may get "question" and "answer". Empty: not kept.
  std::string course, text;
  bool hidden = false;  // the viewer may not see all of `documents` now: they, course and text are empty
};

/// The ids that an OTLP trace has, as lower case hex.
struct TraceParent {
  std::string trace;  // 32 digits
  std::string span;   // 16 digits
};

/// Reads a `traceparent` (W3C Trace Context, version 00 and what later versions begin with). None: it is none.
std::optional<TraceParent> trace_parent_from(std::string_view header);

}  // namespace onggi
