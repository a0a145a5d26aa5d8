// Traces as OpenTelemetry spans: what is in them and what never is, and a receiver that is away, busy or refuses.
#include "monitor/otlp.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "support/must.h"

namespace onggi {
namespace {

using nlohmann::json;

Trace answered() {
  Trace trace{.id = TraceId("trc_1"), .person = PersonId("per_1"), .through = "password"};
  trace.time_ms = 1'767'225'600'000;
  trace.request_id = "req_1";
  trace.belongs_to = "cnv_1";
  trace.application = "leave";
  trace.model = "writer";
  trace.prompt = "answer.question@2";
  trace.documents = {DocumentId("doc_1")};
  trace.prompt_tokens = 70, trace.completion_tokens = 9;
  trace.retrieve_us = 1'500, trace.first_us = 2'500, trace.whole_us = 4'000;
  trace.course = R"({"hits":[]})";
  trace.text = R"({"question":"비밀 물음","answer":"비밀 답"})";
  return trace;
}

std::vector<json> spans_of(const std::string& body) {
  const json whole = json::parse(body);
  EXPECT_EQ(whole["resourceSpans"].size(), 1U);
  EXPECT_EQ(whole["resourceSpans"][0]["resource"]["attributes"][0]["value"]["stringValue"], "onggi");
  return whole["resourceSpans"][0]["scopeSpans"][0]["spans"].get<std::vector<json>>();
}

std::map<std::string, json> attributes_of(const json& span) {
  std::map<std::string, json> attributes;
  for (const json& one : span["attributes"]) attributes[one["key"]] = *one["value"].begin();
  return attributes;
}

TEST(OtlpSpans, AnAnswerIsAWorkflowOfRetrievalAndChat) {
  const auto spans = spans_of(otlp_json({answered()}, OtlpText::no));
  ASSERT_EQ(spans.size(), 3U);
  EXPECT_EQ(spans[0]["name"], "invoke_workflow leave");
  EXPECT_EQ(spans[1]["name"], "retrieval onggi");
  EXPECT_EQ(spans[2]["name"], "chat writer");
  EXPECT_FALSE(spans[0].contains("parentSpanId"));
  EXPECT_EQ(spans[0]["startTimeUnixNano"], "1767225600000000000");
  EXPECT_EQ(spans[0]["endTimeUnixNano"], "1767225600004000000");
  EXPECT_EQ(spans[1]["endTimeUnixNano"], "1767225600001500000");
  EXPECT_EQ(spans[2]["startTimeUnixNano"], "1767225600001500000");
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(spans[i]["traceId"].get<std::string>().size(), 32U);
    EXPECT_EQ(spans[i]["spanId"].get<std::string>().size(), 16U);
    EXPECT_EQ(spans[i]["traceId"], spans[0]["traceId"]);
    if (i > 0) {
      EXPECT_EQ(spans[i]["parentSpanId"], spans[0]["spanId"]);
    }
  }
  auto root = attributes_of(spans[0]), chat = attributes_of(spans[2]);
  EXPECT_EQ(root["gen_ai.operation.name"], "invoke_workflow");
  EXPECT_EQ(root["gen_ai.workflow.name"], "leave");
  EXPECT_EQ(root["gen_ai.conversation.id"], "cnv_1");
  EXPECT_EQ(root["onggi.trace_id"], "trc_1");
  EXPECT_EQ(root["onggi.abstained"], false);
  EXPECT_EQ(attributes_of(spans[1])["gen_ai.operation.name"], "retrieval");
  EXPECT_EQ(chat["gen_ai.operation.name"], "chat");
  EXPECT_EQ(chat["gen_ai.provider.name"], "onggi");
  EXPECT_EQ(chat["gen_ai.request.model"], "writer");
  EXPECT_EQ(chat["gen_ai.usage.input_tokens"], "70");
  EXPECT_EQ(chat["gen_ai.usage.output_tokens"], "9");
  EXPECT_DOUBLE_EQ(chat["gen_ai.response.time_to_first_chunk"].get<double>(), 0.001);
}

TEST(OtlpSpans, AModelItselfIsOneSpan) {
  Trace trace = answered();
  trace.course.clear();
  trace.application.clear();
  trace.prompt.clear();
  trace.retrieve_us = 0;
  trace.outcome = "unavailable";
  const auto chat = spans_of(otlp_json({trace}, OtlpText::no));
  ASSERT_EQ(chat.size(), 1U);
  EXPECT_EQ(chat[0]["name"], "chat writer");
  EXPECT_EQ(chat[0]["status"]["code"], 2);
  EXPECT_EQ(attributes_of(chat[0])["error.type"], "unavailable");
  trace.way = TraceWay::text;
  EXPECT_EQ(spans_of(otlp_json({trace}, OtlpText::no))[0]["name"], "text_completion writer");
}

TEST(OtlpSpans, GoOnInTheTraceOfWhoCalled) {
  Trace trace = answered();
  trace.parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const auto spans = spans_of(otlp_json({trace}, OtlpText::no));
  for (const json& span : spans) EXPECT_EQ(span["traceId"], "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(spans[0]["parentSpanId"], "00f067aa0ba902b7");
  EXPECT_EQ(spans[1]["parentSpanId"], spans[0]["spanId"]);
}

TEST(OtlpSpans, TextGoesOnlyWhereItIsWantedAndOpen) {
  Trace trace = answered();
  EXPECT_EQ(otlp_json({trace}, OtlpText::no).find("비밀"), std::string::npos);
  auto root = attributes_of(spans_of(otlp_json({trace}, OtlpText::yes))[0]);
  const json asked = json::parse(root["gen_ai.input.messages"].get<std::string>());
  EXPECT_EQ(asked[0]["role"], "user");
  EXPECT_EQ(asked[0]["parts"][0]["content"], "비밀 물음");
  EXPECT_NE(root["gen_ai.output.messages"].get<std::string>().find("비밀 답"), std::string::npos);
  for (const Label label : {Label::sensitive, Label::classified}) {
    trace.label = label;
    EXPECT_EQ(otlp_json({trace}, OtlpText::yes).find("비밀"), std::string::npos);
  }
}

/// A receiver that answers with these statuses, the last one for ever; 0: nobody is there.
class Receiver final : public HttpClient {
 public:
  explicit Receiver(std::vector<int> statuses) : statuses_(std::move(statuses)) {}

  Result<IncomingAnswer> send(const OutgoingRequest& request, const Cancel& /*cancel*/) override {
    const std::lock_guard lock(mutex_);
    bodies_.push_back(request.body);
    url_ = request.url;
    const int status = statuses_[std::min(bodies_.size(), statuses_.size()) - 1];
    changed_.notify_all();
    if (status == 0) return fail(ErrorCode::unavailable, "nobody is there");
    return IncomingAnswer{.status = status, .headers = {}, .body = "{}"};
  }
  Result<IncomingAnswer> stream(const OutgoingRequest&, const std::function<bool(std::string_view)>&,
                                const Cancel&) override {
    return fail(ErrorCode::unsupported, "traces are not streamed");
  }

  std::vector<std::string> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(20), [&] { return bodies_.size() >= count; });
    return bodies_;
  }
  std::string url() {
    const std::lock_guard lock(mutex_);
    return url_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  const std::vector<int> statuses_;
  std::vector<std::string> bodies_;
  std::string url_;
};

const std::string kUrl = "http://collector:4318/v1/traces";

std::unique_ptr<OtlpExporter> exporter(const std::shared_ptr<Receiver>& receiver) {
  const auto gate = allow_hosts({"collector:4318"});
  return must(OtlpExporter::open(receiver, *gate,
                                 {.url = kUrl,
                                  .text = OtlpText::no,
                                  .gather = std::chrono::milliseconds(1),
                                  .pause = std::chrono::milliseconds(1)}));
}

TEST(OtlpExporter, SendsTogetherWhatComesTogether) {
  const auto receiver = std::make_shared<Receiver>(std::vector{200});
  auto sending = exporter(receiver);
  sending->add(answered());
  const auto bodies = receiver->wait_for(1);
  ASSERT_EQ(bodies.size(), 1U);
  EXPECT_EQ(receiver->url(), kUrl);
  EXPECT_EQ(spans_of(bodies[0]).size(), 3U);
  EXPECT_EQ(bodies[0].find("비밀"), std::string::npos);
}

TEST(OtlpExporter, TriesAgainWhereItHelps) {
  const auto receiver = std::make_shared<Receiver>(std::vector{503, 0, 429, 200});
  auto sending = exporter(receiver);
  sending->add(answered());
  const auto bodies = receiver->wait_for(4);
  ASSERT_EQ(bodies.size(), 4U);
  EXPECT_EQ(bodies[0], bodies[3]);
  while (sending->sent() + sending->not_sent() == 0) std::this_thread::yield();
  EXPECT_EQ(sending->sent(), 1);
}

TEST(OtlpExporter, CountsWhatNobodyTook) {
  const auto refusing = std::make_shared<Receiver>(std::vector{400});
  auto sending = exporter(refusing);
  sending->add(answered());
  while (sending->not_sent() == 0) std::this_thread::yield();
  EXPECT_EQ(refusing->wait_for(1).size(), 1U);
  const auto absent = std::make_shared<Receiver>(std::vector{0});
  sending = exporter(absent);
  sending->add(answered());
  while (sending->not_sent() == 0) std::this_thread::yield();
  EXPECT_EQ(absent->wait_for(OtlpExporter::kTriesMax).size(), static_cast<std::size_t>(OtlpExporter::kTriesMax));
  EXPECT_EQ(sending->sent(), 0);
}

TEST(OtlpExporter, SendsNothingThatTheGateDoesNotLetGo) {
  const auto gate = allow_hosts({"other:4318"});
  OtlpExporter::Options options;
  options.url = kUrl;
  EXPECT_EQ(OtlpExporter::open(std::make_shared<Receiver>(std::vector{200}), *gate, options).error().reason,
            "host_not_allowed");
}

}  // namespace
}  // namespace onggi
