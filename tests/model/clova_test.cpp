// CLOVA Studio's own API as a client: what is sent to it, what is refused before, and what its answers become.
#include <gtest/gtest.h>

#include <cstdlib>
#include <mutex>
#include <nlohmann/json.hpp>

#include "model/remote.h"
#include "model/remote_chat.h"
#include "net/loopback.h"
#include "text/text.h"

namespace onggi::model {
namespace {

using nlohmann::json;
using test::http_answer;
using test::Loopback;
using test::Peer;

const std::string kKey = "nv-secret";
const std::string kStream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
const std::vector<ChatMessage> kQuestion = {{.role = ChatRole::system, .content = "짧게"},
                                            {.role = ChatRole::user, .content = "비밀 질문"}};

/// Answers the requests with these texts in order; the last one again and again.
class Studio {
 public:
  explicit Studio(std::vector<std::string> answers)
      : answers_(std::move(answers)), loopback_([this](Peer& peer) { serve(peer); }) {
    ::setenv("ONGGI_TEST_CLOVA", kKey.c_str(), 1);
  }

  std::shared_ptr<LanguageModel> chat(const std::string& name = "HCX-005") {
    return *open_remote_chat(options(name), client());
  }
  std::shared_ptr<Embedder> embedder(const std::string& name = "v2") {
    return *open_remote_embedder(options(name), client());
  }
  std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  json body(std::size_t index) {
    const std::string request = requests().at(index);
    return json::parse(request.substr(request.find("\r\n\r\n") + 4));
  }
  std::vector<std::int64_t> waits;

 private:
  RemoteOptions options(const std::string& name) {
    return {.id = "hcx",
            .url = loopback_.url(""),
            .remote_id = name,
            .key_env = "ONGGI_TEST_CLOVA",
            .wait =
                [this](std::chrono::milliseconds duration, const Cancel& cancel) {
                  waits.push_back(duration.count());
                  return cancel.check().has_value();
                },
            .api = RemoteApi::clova};
  }
  std::shared_ptr<HttpClient> client() { return *HttpClient::open(allow_hosts({loopback_.host()}), {}); }
  void serve(Peer& peer) {
    for (std::string request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      std::string answer;
      {
        const std::lock_guard lock(mutex_);
        answer = answers_.at(std::min(requests_.size(), answers_.size() - 1));
        requests_.push_back(request);
      }
      peer.write(answer);
      if (answer.find("Content-Length") == std::string::npos) return;  // ends by closing
    }
  }

  std::vector<std::string> answers_, requests_;
  std::mutex mutex_;
  Loopback loopback_;
};

json result_of(const json& message, const std::string& reason = "stop") {
  return {{"message", message},
          {"finishReason", reason},
          {"created", 1'791'043'155},
          {"seed", 7},
          {"usage", {{"promptTokens", 20}, {"completionTokens", 5}, {"totalTokens", 25}}}};
}

std::string answered(const json& message, const std::string& reason = "stop") {
  return http_answer(
      200, json{{"status", {{"code", "20000"}, {"message", "OK"}}}, {"result", result_of(message, reason)}}.dump());
}

std::string said(const std::string& text) { return answered({{"role", "assistant"}, {"content", text}}); }

std::string failed(const std::string& code, int status, const std::string& headers = "") {
  return http_answer(status, json{{"status", {{"code", code}, {"message", "비밀 질문: no"}}}}.dump(), headers);
}

std::string event(const std::string& name, const json& data) {
  return "id:aabd-f3\nevent:" + name + "\ndata:" + data.dump() + "\n\n";
}

std::string token(const json& message) {
  return event("token",
               {{"message", message}, {"finishReason", nullptr}, {"created", 1}, {"seed", 7}, {"usage", nullptr}});
}

Error refusal(LanguageModel& model, const GenerateOptions& options, const std::vector<ChatMessage>& turns = kQuestion) {
  const auto answer = model.write(turns, options, nullptr, Cancel());
  return answer ? Error{} : answer.error();
}

TEST(ClovaChat, SendsWhatTheGuideSays) {
  Studio studio({said("연차는 15일입니다.")});
  GenerateOptions options{.tokens_max = 99, .temperature = 0.5, .top_p = 0.75};
  options.top_k = 5;
  options.seed = 42;
  options.stop = {"끝"};
  const auto answer = studio.chat()->generate(kQuestion, options, nullptr, Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_EQ(answer->text, "연차는 15일입니다.");
  EXPECT_EQ(answer->prompt_tokens, 20);
  EXPECT_EQ(answer->completion_tokens, 5);
  const std::string request = studio.requests().at(0);
  EXPECT_TRUE(request.starts_with("POST /v3/chat-completions/HCX-005 HTTP/1.1\r\n"));
  EXPECT_NE(request.find("Authorization: Bearer nv-secret\r\n"), std::string::npos);
  EXPECT_NE(request.find("X-NCP-CLOVASTUDIO-REQUEST-ID: "), std::string::npos);
  EXPECT_EQ(request.find("text/event-stream"), std::string::npos);
  const json expected = {
      {"messages", {{{"role", "system"}, {"content", "짧게"}}, {{"role", "user"}, {"content", "비밀 질문"}}}},
      {"topP", 0.75},
      {"topK", 5},
      {"maxTokens", 99},
      {"temperature", 0.5},
      {"seed", 42},
      {"stop", {"끝"}}};
  EXPECT_EQ(studio.body(0), expected);
}

TEST(ClovaChat, KnowsItsModels) {
  Studio studio({said("네.")});
  GenerateOptions options{.tokens_max = 100'000};
  for (const std::string name : {"HCX-007", "HCX-DASH-002", "HCX-999", "tasks/ab12"})
    ASSERT_TRUE(studio.chat(name)->generate(kQuestion, options, nullptr, Cancel()).has_value()) << name;
  EXPECT_EQ(studio.body(0)["maxCompletionTokens"], 32'768);
  EXPECT_EQ(studio.body(0)["thinking"]["effort"], "none");
  EXPECT_FALSE(studio.body(0).contains("maxTokens"));
  EXPECT_EQ(studio.body(1)["maxTokens"], 4'096);
  EXPECT_FALSE(studio.body(1).contains("thinking"));
  EXPECT_EQ(studio.body(2)["maxTokens"], 100'000);
  EXPECT_TRUE(studio.requests()[3].starts_with("POST /v3/tasks/ab12/chat-completions HTTP/1.1\r\n"));
  EXPECT_EQ(studio.chat("HCX-007")->info().context_tokens, 128'000);
  EXPECT_EQ(studio.chat("HCX-DASH-002")->info().context_tokens, 32'000);
  EXPECT_EQ(studio.chat("HCX-999")->info().context_tokens, 0);
}

TEST(ClovaChat, ThinksOnlyWhereItIsAskedToAndNeverShowsIt) {
  Studio studio({answered({{"role", "assistant"}, {"content", "답"}, {"thinkingContent", "몰래"}})});
  GenerateOptions options;
  options.reasoning_effort = "minimal";
  options.stop = {"끝"};
  const auto answer = studio.chat("HCX-007")->write(kQuestion, options, nullptr, Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_EQ(answer->text, "답");
  EXPECT_EQ(studio.body(0)["thinking"]["effort"], "low");
  EXPECT_FALSE(studio.body(0).contains("stop")) << "not taken beside thoughts";
  options.reasoning_effort = "xhigh";
  ASSERT_TRUE(studio.chat("HCX-007")->write(kQuestion, options, nullptr, Cancel()).has_value());
  EXPECT_EQ(studio.body(1)["thinking"]["effort"], "high");
  Studio ending({said("하나 끝 둘")});
  EXPECT_EQ(ending.chat("HCX-007")->write(kQuestion, options, nullptr, Cancel())->text, "하나 ");
}

GenerateOptions with_tools() {
  GenerateOptions options{.tokens_max = 100};
  options.tools = {{.name = "weather", .description = "날씨", .parameters = R"({"type":"object","properties":{}})"},
                   {.name = "time"}};
  return options;
}

const json kCalled = {{"role", "assistant"},
                      {"content", ""},
                      {"toolCalls",
                       {{{"id", "call_9"},
                         {"type", "function"},
                         {"function", {{"name", "weather"}, {"arguments", {{"city", "서울"}}}}}}}}};

TEST(ClovaChat, CallsFunctions) {
  Studio studio({answered(kCalled, "tool_calls")});
  std::vector<ChatMessage> turns = kQuestion;
  turns.push_back({.role = ChatRole::assistant,
                   .tool_calls = {{.id = "call_1", .name = "weather", .arguments = R"({"city":"부산"})"},
                                  {.id = "call_2", .name = "time"}}});
  turns.push_back({.role = ChatRole::tool, .content = "맑음", .tool_call_id = "call_1"});
  GenerateOptions options = with_tools();
  options.tool_choice = {.use = ToolUse::required, .name = "weather"};
  const auto answer = studio.chat("HCX-007")->write(turns, options, nullptr, Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  ASSERT_EQ(answer->tool_calls.size(), 1U);
  EXPECT_EQ(answer->tool_calls[0].id, "call_9");
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"city":"서울"})");
  EXPECT_EQ(answer->finish_reason, FinishReason::tool_calls);
  const json body = studio.body(0);
  EXPECT_EQ(body["messages"][2]["content"], "");
  EXPECT_EQ(body["messages"][2]["toolCalls"][0]["function"]["arguments"], json({{"city", "부산"}}));
  EXPECT_EQ(body["messages"][2]["toolCalls"][1]["function"]["arguments"], json::object());
  EXPECT_EQ(body["messages"][3], json({{"role", "tool"}, {"content", "맑음"}, {"toolCallId", "call_1"}}));
  EXPECT_EQ(body["tools"][1]["function"], json({{"name", "time"}, {"description", "time"}}));
  EXPECT_EQ(body["toolChoice"]["function"]["name"], "weather");
  EXPECT_EQ(body["maxCompletionTokens"], 1'024) << "the least beside functions";
  EXPECT_EQ(body["thinking"]["effort"], "none");
  turns[2].tool_calls[0].arguments = "no";
  EXPECT_EQ(refusal(*studio.chat(), options, turns).where, "messages");
}

TEST(ClovaChat, HoldsItselfToASchema) {
  Studio studio({said(R"({"a":1})")});
  GenerateOptions options;
  options.format = {.kind = OutputFormat::Kind::json_schema, .details = R"({"type":"object","properties":{"a":{}}})"};
  ASSERT_TRUE(studio.chat("HCX-007")->write(kQuestion, options, nullptr, Cancel()).has_value());
  EXPECT_EQ(studio.body(0)["responseFormat"],
            json({{"type", "json"}, {"schema", {{"type", "object"}, {"properties", {{"a", json::object()}}}}}}));
  EXPECT_EQ(refusal(*studio.chat(), options).where, "response_format") << "HCX-005 has none";
  options.tools = with_tools().tools;
  EXPECT_EQ(refusal(*studio.chat("HCX-007"), options).where, "response_format");
}

TEST(ClovaChat, RefusesWhatItDoesNotHaveAndSendsNothing) {
  using Change = std::function<void(GenerateOptions&)>;
  const std::vector<std::pair<std::string, Change>> cases = {
      {"logprobs", [](GenerateOptions& o) { o.logprobs = true; }},
      {"min_p", [](GenerateOptions& o) { o.min_p = 0.1; }},
      {"presence_penalty", [](GenerateOptions& o) { o.presence_penalty = 1; }},
      {"frequency_penalty", [](GenerateOptions& o) { o.frequency_penalty = -1; }},
      {"logit_bias", [](GenerateOptions& o) { o.logit_bias = {{.token = 1, .bias = 1}}; }},
      {"temperature", [](GenerateOptions& o) { o.temperature = 1.5; }},
      {"top_p", [](GenerateOptions& o) { o.top_p = 0; }},
      {"top_k", [](GenerateOptions& o) { o.top_k = 129; }},
      {"seed", [](GenerateOptions& o) { o.seed = 0; }},
      {"seed", [](GenerateOptions& o) { o.seed = 4'294'967'296; }},
      {"response_format", [](GenerateOptions& o) { o.format.kind = OutputFormat::Kind::json_object; }},
      {"grammar", [](GenerateOptions& o) { o.format.kind = OutputFormat::Kind::grammar; }},
      {"reasoning_effort", [](GenerateOptions& o) { o.reasoning_effort = "low"; }},
      {"parallel_tool_calls", [](GenerateOptions& o) { o = with_tools(), o.parallel_tool_calls = false; }},
      {"tool_choice", [](GenerateOptions& o) { o = with_tools(), o.tool_choice = {.use = ToolUse::required}; }}};
  Studio studio({said("네.")});
  for (const auto& [option, change] : cases) {
    GenerateOptions options;
    change(options);
    const Error error = refusal(*studio.chat(), options);
    EXPECT_EQ(error.code, ErrorCode::unsupported) << option;
    EXPECT_EQ(error.where, option);
    EXPECT_EQ(error.reason, "unsupported_parameter") << option;
  }
  GenerateOptions thinking = with_tools();
  thinking.reasoning_effort = "low";
  EXPECT_EQ(refusal(*studio.chat("HCX-007"), thinking).where, "reasoning_effort");
  EXPECT_EQ(refusal(*studio.chat("tasks/ab12"), with_tools()).where, "tools");
  EXPECT_EQ(refusal(*studio.chat(), {}, {{.role = ChatRole::user, .content = "안녕", .name = "철수"}}).where,
            "messages");
  EXPECT_EQ(studio.chat()->continue_text("대한민국의 수도는", {}, nullptr, Cancel()).error().code,
            ErrorCode::unsupported);
  EXPECT_TRUE(studio.requests().empty());
}

TEST(ClovaChat, SeveralSystemMessagesBecomeOne) {
  Studio studio({said("네.")});
  std::vector<ChatMessage> turns = kQuestion;
  turns.push_back({.role = ChatRole::system, .content = "존댓말로"});
  ASSERT_TRUE(studio.chat()->write(turns, {}, nullptr, Cancel()).has_value());
  EXPECT_EQ(studio.body(0)["messages"], json({{{"role", "system"}, {"content", "짧게\n\n존댓말로"}},
                                              {{"role", "user"}, {"content", "비밀 질문"}}}));
}

const std::string kThoughtful =
    token({{"role", "assistant"}, {"thinkingContent", "몰래"}}) +
    token({{"role", "assistant"}, {"content", "연차는 "}}) + token({{"role", "assistant"}, {"content", "15일"}}) +
    event("result",
          result_of({{"role", "assistant"}, {"content", "연차는 15일"}, {"thinkingContent", "몰래"}}, "length")) +
    event("signal", {{"data", "[DONE]"}});

TEST(ClovaChat, StreamsTheAnswerAlone) {
  Studio studio({kStream + kThoughtful});
  std::string text;
  const auto answer = studio.chat("HCX-007")->generate(
      kQuestion, {}, [&](std::string_view piece) { return text += piece, true; }, Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_EQ(text, "연차는 15일") << "no thoughts, and the result repeats nothing";
  EXPECT_EQ(answer->text, text);
  EXPECT_EQ(answer->finish_reason, FinishReason::length);
  EXPECT_EQ(answer->completion_tokens, 5);
  EXPECT_NE(studio.requests()[0].find("Accept: text/event-stream\r\n"), std::string::npos);
}

const RemoteOptions kOptions{.id = "hcx", .url = "http://h", .remote_id = "HCX-007", .api = RemoteApi::clova};

/// The stream as a server sends it in these parts.
Result<Completion> read(const std::vector<std::string_view>& parts, const DeltaSink& sink,
                        const GenerateOptions& options = {}) {
  const auto api = make_clova_chat(kOptions);
  AnswerStream stream(api->events(), options, sink);
  for (const std::string_view part : parts)
    if (!stream.feed(part)) break;
  return stream.finish("there");
}

const DeltaSink kAll = [](const Delta&) { return true; };

TEST(ClovaStream, IsTheSameWhereverItIsCut) {
  for (std::size_t cut = 0; cut <= kThoughtful.size(); ++cut) {
    std::string text;
    const auto sink = [&](const Delta& delta) {
      EXPECT_TRUE(is_valid_utf8(delta.text));
      return text += delta.text, true;
    };
    const std::string_view whole = kThoughtful;
    const auto answer = read({whole.substr(0, cut), whole.substr(cut)}, sink);
    ASSERT_TRUE(answer.has_value()) << cut << ": " << describe(answer.error());
    ASSERT_EQ(text, "연차는 15일") << cut;
  }
}

TEST(ClovaStream, BrokenOffAnywhereBeforeItsResultIsNoAnswer) {
  const std::string_view whole = kThoughtful;
  const std::size_t result = whole.find("event:result");
  for (std::size_t length = 0; length < result; ++length) {
    const auto answer = read({whole.substr(0, length)}, kAll);
    ASSERT_FALSE(answer.has_value()) << length;
    ASSERT_EQ(answer.error().reason, "broken_answer") << length;
  }
}

TEST(ClovaStream, JoinsCallsOutOfPieces) {
  const auto piece = [](const json& call) {
    return token({{"role", "assistant"}, {"content", ""}, {"toolCalls", {call}}});
  };
  json two = kCalled;
  two["toolCalls"].push_back(
      {{"id", "call_10"}, {"type", "function"}, {"function", {{"name", "time"}, {"arguments", json::object()}}}});
  const std::string stream = piece({{"id", "call_9"}, {"type", "function"}, {"function", {{"name", "weather"}}}}) +
                             piece({{"type", "function"}, {"function", {{"partialJson", R"({"city": ")"}}}}) +
                             piece({{"type", "function"}, {"function", {{"partialJson", "서울\"}"}}}}) +
                             piece({{"id", "call_10"}, {"type", "function"}, {"function", {{"name", "time"}}}}) +
                             event("result", result_of(two, "tool_calls")) + event("signal", {{"data", "[DONE]"}});
  int pieces = 0;
  const auto answer = read({stream}, [&](const Delta& delta) { return pieces += delta.tool_call != nullptr, true; });
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  ASSERT_EQ(answer->tool_calls.size(), 2U);
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"city": "서울"})");
  EXPECT_EQ(answer->tool_calls[1].id, "call_10");
  EXPECT_EQ(answer->tool_calls[1].arguments, "{}") << "what came in no piece is in the result";
  EXPECT_EQ(pieces, 5);
  EXPECT_EQ(answer->finish_reason, FinishReason::tool_calls);
  const auto orphan = read({piece({{"type", "function"}, {"function", {{"partialJson", "{"}}}})}, kAll);
  EXPECT_EQ(orphan.error().reason, "broken_answer");
}

TEST(ClovaStream, TellsWhatWentWrongInTheMiddle) {
  const auto after = [](const std::string& code) {
    return read(
        {token({{"content", "연차는"}}), event("error", {{"status", {{"code", code}, {"message", "비밀 질문"}}}})},
        kAll);
  };
  EXPECT_EQ(after("42901").error().reason, "rate_limited");
  EXPECT_EQ(after("40003").error().reason, "context_length_exceeded");
  EXPECT_EQ(after("40005").error().reason, "content_filter");
  EXPECT_EQ(after("50000").error().reason, "broken_answer");
  EXPECT_EQ(after("").error().reason, "broken_answer");
  EXPECT_EQ(describe(after("42901").error()).find("비밀"), std::string::npos);
  EXPECT_EQ(read({event("token", "{\"a\"")}, kAll).error().reason, "broken_answer");
  EXPECT_EQ(read({R"({"status":{"code":"40104","message":"비밀"}})"}, kAll).error().reason, "key_refused")
      << "a body instead of events";
  GenerateOptions options;
  options.stop = {"15"};
  EXPECT_EQ(read({kThoughtful}, kAll, options)->text, "연차는 ");
}

TEST(ClovaChat, TheirCodesBecomeOurs) {
  struct Case {
    std::string code;
    int status;
    ErrorCode ours;
    std::string reason;
  };
  for (const Case& c : {Case{"40001", 400, ErrorCode::invalid_argument, ""},
                        {"40003", 400, ErrorCode::limit_exceeded, "context_length_exceeded"},
                        {"40005", 400, ErrorCode::invalid_argument, "content_filter"},
                        {"40055", 400, ErrorCode::invalid_argument, ""},
                        {"40080", 400, ErrorCode::not_found, "model_not_found"},
                        {"40104", 401, ErrorCode::unavailable, "key_refused"},
                        {"40300", 403, ErrorCode::unavailable, "key_refused"},
                        {"40400", 404, ErrorCode::not_found, "model_not_found"},
                        {"40800", 408, ErrorCode::timeout, ""},
                        {"41300", 413, ErrorCode::limit_exceeded, ""},
                        {"42901", 429, ErrorCode::limit_exceeded, "rate_limited"},
                        {"50000", 500, ErrorCode::unavailable, ""}}) {
    for (const int status : {c.status, 200}) {  // the guide says the first; clients report the second, too
      Studio studio({failed(c.code, status)});
      const auto answer = studio.chat()->generate(kQuestion, {}, nullptr, Cancel());
      ASSERT_FALSE(answer.has_value()) << c.code;
      EXPECT_EQ(answer.error().code, c.ours) << c.code;
      EXPECT_EQ(answer.error().reason, c.reason) << c.code;
      EXPECT_EQ(describe(answer.error()).find("비밀"), std::string::npos) << "prompts stay out of messages";
      EXPECT_EQ(describe(answer.error()).find(kKey), std::string::npos);
    }
  }
  Studio strange({http_answer(200, R"({"status":{"code":"20000"}})")});
  EXPECT_EQ(strange.chat()->generate(kQuestion, {}, nullptr, Cancel()).error().reason, "broken_answer");
}

TEST(ClovaChat, WaitsAsLongAsItIsToldTo) {
  Studio studio({failed("42901", 429, "Retry-After: 3\r\n"), failed("42902", 200), said("네.")});
  const auto answer = studio.chat()->generate(kQuestion, {}, nullptr, Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_EQ(studio.waits, (std::vector<std::int64_t>{3'000, 1'000}));
}

std::string embedded(const std::vector<double>& values) {
  return http_answer(200, json{{"status", {{"code", "20000"}, {"message", "OK"}}},
                               {"result", {{"embedding", values}, {"inputTokens", 4}}}}
                              .dump());
}

TEST(ClovaEmbedder, SendsATextACallAndGivesUnitVectors) {
  std::vector<double> values(1'024, 0);
  values[0] = 3, values[1] = 4;
  Studio studio({embedded(values)});
  const auto embedder = studio.embedder();
  const auto rows = embedder->embed({"가", " \n", "나"}, EmbedAs::passage, Cancel());
  ASSERT_TRUE(rows.has_value()) << describe(rows.error());
  EXPECT_EQ(rows->dimensions, 1'024);
  EXPECT_EQ(rows->tokens, 8);
  EXPECT_FLOAT_EQ(rows->row(0)[0], 0.6F);
  EXPECT_FLOAT_EQ(rows->row(1)[0], 0.0F) << "no words, no direction, and no call";
  EXPECT_FLOAT_EQ(rows->row(2)[1], 0.8F);
  ASSERT_EQ(studio.requests().size(), 2U);
  EXPECT_TRUE(studio.requests()[0].starts_with("POST /v1/api-tools/embedding/v2 HTTP/1.1\r\n"));
  EXPECT_EQ(studio.body(1), json({{"text", "나"}}));
  EXPECT_EQ(*embedder->dimensions(Cancel()), 1'024);
  EXPECT_EQ(studio.embedder("bge-m3")->version(), embedder->version()) << "two names of one model";
  EXPECT_NE(studio.embedder("clir-emb-dolphin")->version(), embedder->version());
}

TEST(ClovaEmbedder, RefusesAnswersThatDoNotFit) {
  for (const std::vector<double>& values :
       {std::vector<double>(1'023, 1), std::vector<double>(1'024, 0), std::vector<double>{}}) {
    Studio studio({embedded(values)});
    EXPECT_EQ(studio.embedder()->embed({"가"}, EmbedAs::query, Cancel()).error().reason, "broken_answer");
  }
  Studio full({failed("40003", 400)});
  EXPECT_EQ(full.embedder()->embed({"가"}, EmbedAs::query, Cancel()).error().reason, "context_length_exceeded");
}

}  // namespace
}  // namespace onggi::model
