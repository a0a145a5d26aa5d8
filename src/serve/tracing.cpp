// See tracing.h.
#include "serve/tracing.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "answer/traced.h"
#include "monitor/traces.h"
#include "serve/fields.h"

namespace onggi::serve_room {

using nlohmann::json;

namespace {

/// Each choice is a call of its own.
WorkTaken taken_by_all(const std::vector<Finished>& finished) {
  WorkTaken taken;
  for (const Finished& one : finished) taken += taken_by(one.completion);
  return taken;
}

}  // namespace

Tracing::Tracing(const Call& call, TraceWay way) : call_(call), begun_(std::chrono::steady_clock::now()) {
  if (call.rooms.traces == nullptr) return;
  trace_.person = call.viewer.person;
  trace_.through = call.viewer.through;
  trace_.way = way;
  trace_.time_ms = system_clock().now_ms();
  trace_.request_id = call.request.id;
  trace_.parent = call.request.header("traceparent");
  trace_.id = TraceId(new_id("trc"));
  if (call.rooms.traces->keeps()) id_ = trace_.id.str();
}

void Tracing::name_in(json& answer) const {
  if (!id().empty()) answer["trace_id"] = id();
}

void Tracing::belongs_to(const std::string& id, std::int64_t exchange) {
  trace_.belongs_to = id;
  trace_.exchange = exchange;
}

void Tracing::add_grounds(Label label, const std::vector<DocumentId>& documents) {
  trace_.label = std::max(trace_.label, label);
  for (const DocumentId& document : documents)
    if (std::ranges::find(trace_.documents, document) == trace_.documents.end()) trace_.documents.push_back(document);
}

DeltaSink Tracing::watch(const DeltaSink& sink) {
  if (!sink || call_.rooms.traces == nullptr) return sink;
  return [this, sink](const Delta& delta) {
    std::int64_t none = 0;
    if (first_us_.load(std::memory_order_relaxed) == 0) first_us_.compare_exchange_strong(none, elapsed_us());
    return sink(delta);
  };
}

void Tracing::take(const Cost& cost) {
  trace_.cost_micros = cost.micros;
  trace_.currency = cost.currency;
}

void Tracing::answered(const AskRequest& request, const Result<Answer>& answer) {
  if (answer) take(count_answer(call_, *answer, request.application));
  if (call_.rooms.traces == nullptr) return;
  tell(request, answer, call_.rooms.trace_text == "none" ? TraceText::no : TraceText::yes, trace_);
  if (!answer) trace_.whole_us = elapsed_us();
  note();
}

void Tracing::written(const std::string& model, const std::vector<ChatMessage>& messages,
                      const Result<std::vector<Finished>>& finished) {
  if (finished) take(count_spent(call_, model, {}, taken_by_all(*finished)));
  if (call_.rooms.traces == nullptr) return;
  trace_.model = model;
  trace_.first_us = first_us_.load();
  trace_.whole_us = elapsed_us();
  if (!finished) {
    trace_.outcome = to_string(finished.error().code);
    return note();
  }
  std::string said;
  for (const Finished& one : *finished) {
    trace_.prompt_tokens = std::max<std::int64_t>(trace_.prompt_tokens, one.completion.prompt_tokens);
    trace_.completion_tokens += one.completion.completion_tokens;
    if (keeps_all_text()) said += (said.empty() ? "" : "\n\n") + one.completion.text;
  }
  if (keeps_all_text()) {
    json asked = json::array();
    for (const ChatMessage& message : messages)
      asked.push_back({{"role", to_string(message.role)}, {"content", message.content}});
    trace_.text = dump({{"question", messages.empty() ? "" : messages.back().content},
                        {"answer", said},
                        {"messages", std::move(asked)}});
  }
  note();
}

void Tracing::applied(const Applied& applied, const std::string& model, const std::string& prompt,
                      const WorkTaken& taken) {
  if (taken.prompt + taken.completion > 0) take(count_spent(call_, model, {}, taken));
  if (call_.rooms.traces == nullptr) return;
  trace_.model = model;
  trace_.prompt = prompt;
  trace_.prompt_tokens = taken.prompt;
  trace_.completion_tokens = taken.completion;
  trace_.whole_us = elapsed_us();
  trace_.course = dump({{"function", applied.function}});
  if (keeps_all_text()) trace_.text = dump({{"question", applied.text}, {"answer", applied.result}});
  note();
}

std::int64_t Tracing::elapsed_us() const {
  const auto elapsed = std::chrono::steady_clock::now() - begun_;
  return std::max<std::int64_t>(1, std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count());
}

bool Tracing::keeps_all_text() const { return call_.rooms.trace_text == "all"; }

void Tracing::note() { call_.rooms.traces->note(std::move(trace_)); }

}  // namespace onggi::serve_room
