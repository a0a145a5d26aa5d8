// Traces as spans of OTLP.
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "base/hash.h"
#include "monitor/otlp.h"

namespace onggi {
namespace {

using nlohmann::json;

constexpr int kInternal = 1, kClient = 3;  // SpanKind
constexpr int kError = 2;                  // StatusCode

/// Attributes in their order; numbers of 64 bits are texts in OTLP's JSON.
class Attributes {
 public:
  Attributes& add(std::string_view key, const std::string& value) {
    if (!value.empty()) list_.push_back({{"key", key}, {"value", {{"stringValue", value}}}});
    return *this;
  }
  Attributes& add(std::string_view key, std::int64_t value) {
    list_.push_back({{"key", key}, {"value", {{"intValue", std::to_string(value)}}}});
    return *this;
  }
  Attributes& add(std::string_view key, bool value) {
    list_.push_back({{"key", key}, {"value", {{"boolValue", value}}}});
    return *this;
  }
  Attributes& add_seconds(std::string_view key, std::int64_t us) {
    if (us > 0) list_.push_back({{"key", key}, {"value", {{"doubleValue", static_cast<double>(us) / 1e6}}}});
    return *this;
  }
  json take() { return std::move(list_); }

 private:
  json list_ = json::array();
};

struct SpanTimes {
  std::int64_t begin_us = 0, end_us = 0;  // after the trace's beginning
};

std::string nanoseconds(const Trace& trace, std::int64_t after_us) {
  return std::to_string((trace.time_ms * 1'000 + after_us) * 1'000);
}

/// Ids are made of the trace's own, so that whoever has one finds the other.
struct SpanIds {
  explicit SpanIds(const Trace& trace) : id(trace.id.str()), parent(trace_parent_from(trace.parent)) {}
  std::string of_trace() const { return parent ? parent->trace : sha256_hex(id).substr(0, 32); }
  std::string of_span(std::string_view step) const { return sha256_hex(id + "/" + std::string(step)).substr(0, 16); }

  std::string id;
  std::optional<TraceParent> parent;
};

json span_of(const Trace& trace, const SpanIds& ids, std::string_view step, SpanTimes times) {
  return {{"traceId", ids.of_trace()},
          {"spanId", ids.of_span(step)},
          {"startTimeUnixNano", nanoseconds(trace, times.begin_us)},
          {"endTimeUnixNano", nanoseconds(trace, times.end_us)}};
}

bool is_of_model_alone(const Trace& trace) { return trace.course.empty(); }

std::string operation_of(const Trace& trace) {
  if (!is_of_model_alone(trace)) return "invoke_workflow";
  return trace.way == TraceWay::text ? "text_completion" : "chat";
}

std::string workflow_of(const Trace& trace) {
  if (!trace.application.empty()) return trace.application;
  return trace.way == TraceWay::function ? "function" : "onggi";
}

void add_usage(const Trace& trace, Attributes& attributes) {
  attributes.add("gen_ai.usage.input_tokens", trace.prompt_tokens)
      .add("gen_ai.usage.output_tokens", trace.completion_tokens);
}

std::string message_of(std::string_view role, const std::string& text) {
  const json part = {{"type", "text"}, {"content", text}};
  return json::array({{{"role", role}, {"parts", json::array({part})}}})
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

void add_text(const Trace& trace, Attributes& attributes) {
  const json text = json::parse(trace.text, nullptr, false);
  if (!text.is_object() || trace.label != Label::open) return;
  const auto add = [&](std::string_view key, std::string_view role, const char* field) {
    if (text.contains(field) && text[field].is_string())
      attributes.add(key, message_of(role, text[field].get<std::string>()));
  };
  add("gen_ai.input.messages", "user", "question");
  add("gen_ai.output.messages", "assistant", "answer");
}

json root_of(const Trace& trace, const SpanIds& ids, OtlpText text) {
  const std::string operation = operation_of(trace);
  const bool alone = is_of_model_alone(trace);
  json span = span_of(trace, ids, "answer", {.begin_us = 0, .end_us = trace.whole_us});
  span["name"] = operation + " " + (alone ? trace.model : workflow_of(trace));
  span["kind"] = alone ? kClient : kInternal;
  if (ids.parent) span["parentSpanId"] = ids.parent->span;
  Attributes attributes;
  attributes.add("gen_ai.operation.name", operation).add("gen_ai.provider.name", std::string("onggi"));
  if (!alone) attributes.add("gen_ai.workflow.name", workflow_of(trace));
  attributes.add("gen_ai.request.model", trace.model).add("gen_ai.response.model", trace.model);
  add_usage(trace, attributes);
  attributes.add_seconds("gen_ai.response.time_to_first_chunk", trace.first_us)
      .add("gen_ai.conversation.id", trace.belongs_to)
      .add("user.id", trace.person.str())
      .add("onggi.trace_id", trace.id.str())
      .add("onggi.request_id", trace.request_id)
      .add("onggi.way", std::string(to_string(trace.way)))
      .add("onggi.prompt", trace.prompt)
      .add("onggi.label", std::string(to_string(trace.label)))
      .add("onggi.abstained", trace.abstained)
      .add("onggi.refused", trace.refused);
  if (text == OtlpText::yes) add_text(trace, attributes);
  if (trace.outcome != "ok") {
    attributes.add("error.type", trace.outcome);
    span["status"] = {{"code", kError}};
  }
  span["attributes"] = attributes.take();
  return span;
}

json retrieval_of(const Trace& trace, const SpanIds& ids) {
  json span = span_of(trace, ids, "retrieval", {.begin_us = 0, .end_us = trace.retrieve_us});
  span["parentSpanId"] = ids.of_span("answer");
  span["name"] = "retrieval onggi";
  span["kind"] = kInternal;
  Attributes attributes;
  attributes.add("gen_ai.operation.name", std::string("retrieval"))
      .add("gen_ai.data_source.id", std::string("onggi"))
      .add("onggi.documents", static_cast<std::int64_t>(trace.documents.size()));
  span["attributes"] = attributes.take();
  return span;
}

json writing_of(const Trace& trace, const SpanIds& ids) {
  json span = span_of(trace, ids, "chat", {.begin_us = trace.retrieve_us, .end_us = trace.whole_us});
  span["parentSpanId"] = ids.of_span("answer");
  span["name"] = "chat " + trace.model;
  span["kind"] = kClient;
  Attributes attributes;
  attributes.add("gen_ai.operation.name", std::string("chat"))
      .add("gen_ai.provider.name", std::string("onggi"))
      .add("gen_ai.request.model", trace.model)
      .add("gen_ai.response.model", trace.model);
  add_usage(trace, attributes);
  attributes.add_seconds("gen_ai.response.time_to_first_chunk", trace.first_us - trace.retrieve_us);
  span["attributes"] = attributes.take();
  return span;
}

}  // namespace

std::string otlp_json(const std::vector<Trace>& traces, OtlpText text) {
  json spans = json::array();
  for (const Trace& trace : traces) {
    const SpanIds ids(trace);
    spans.push_back(root_of(trace, ids, text));
    if (trace.retrieve_us > 0) spans.push_back(retrieval_of(trace, ids));
    if (!is_of_model_alone(trace) && !trace.prompt.empty()) spans.push_back(writing_of(trace, ids));
  }
  Attributes resource;
  resource.add("service.name", std::string("onggi")).add("service.version", std::string(ONGGI_VERSION));
  const json scope = {{"scope", {{"name", "onggi"}, {"version", ONGGI_VERSION}}}, {"spans", std::move(spans)}};
  const json body = {{"resourceSpans", json::array({{{"resource", {{"attributes", resource.take()}}},
                                                     {"scopeSpans", json::array({scope})}}})}};
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace onggi
