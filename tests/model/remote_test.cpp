// The OpenAI API as a client: a scripted server plays vLLM on a bad day.
#include "model/remote.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <mutex>
#include <nlohmann/json.hpp>

#include "net/loopback.h"
#include "text/text.h"

namespace onggi::model {
namespace {

using nlohmann::json;
using test::http_answer;
using test::Loopback;
using test::Peer;

const std::string kStream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

class Server {
 public:
  /// Answers the requests with these texts in order; the last one again and again.
  explicit Server(std::vector<std::string> answers)
      : answers_(std::move(answers)), loopback_([this](Peer& peer) { serve(peer); }) {}

  std::string url() const { return loopback_.url("/v1"); }
  std::shared_ptr<HttpClient> client() const { return *HttpClient::open(allow_hosts({loopback_.host()}), {}); }
  std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  json body(std::size_t index) {
    const std::string request = requests().at(index);
    return json::parse(request.substr(request.find("\r\n\r\n") + 4));
  }

 private:
  void serve(Peer& peer) {
    for (;;) {
      const std::string request = peer.read_request();
      if (request.empty()) return;
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

struct Waits {
  std::vector<std::int64_t> ms;
  std::function<bool(std::chrono::milliseconds, const Cancel&)> function() {
    return [this](std::chrono::milliseconds duration, const Cancel& cancel) {
      ms.push_back(duration.count());
      return cancel.check().has_value();
    };
  }
};

std::shared_ptr<LanguageModel> chat_of(Server& server, Waits& waits, const std::string& key_env = "") {
  return *open_remote_chat(
      {.id = "far", .url = server.url() + "/", .remote_id = "qwen", .key_env = key_env, .wait = waits.function()},
      server.client());
}

const std::vector<ChatMessage> kQuestion = {{.role = ChatRole::system, .content = "짧게"},
                                            {.role = ChatRole::user, .content = "비밀 질문"}};

std::string chat_answer(const std::string& text, const std::string& reason = "stop") {
  const json body = {
      {"choices", {{{"index", 0}, {"message", {{"role", "assistant"}, {"content", text}}}, {"finish_reason", reason}}}},
      {"usage", {{"prompt_tokens", 7}, {"completion_tokens", 3}}}};
  return http_answer(200, body.dump());
}

std::string event(const std::string& content) {
  const json body = {{"choices", {{{"delta", {{"content", content}}}, {"finish_reason", nullptr}}}}};
  return "data: " + body.dump() + "\r\n\r\n";
}

const std::string kEnd =
    "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: "
    "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}\n\ndata: [DONE]\n\n";

TEST(RemoteChat, SendsWhatTheApiAsksFor) {
  Server server({chat_answer("연차는 15일입니다.")});
  Waits waits;
  ::setenv("ONGGI_TEST_KEY", "sk-test", 1);
  GenerateOptions options;
  options.tokens_max = 99;
  options.stop = {"끝"};
  const auto answer = chat_of(server, waits, "ONGGI_TEST_KEY")->generate(kQuestion, options, nullptr, Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_EQ(answer->text, "연차는 15일입니다.");
  EXPECT_EQ(answer->prompt_tokens, 7);
  EXPECT_EQ(answer->completion_tokens, 3);
  EXPECT_EQ(answer->finish_reason, FinishReason::stop);
  EXPECT_TRUE(server.requests().at(0).starts_with("POST /v1/chat/completions HTTP/1.1\r\n"));
  EXPECT_NE(server.requests().at(0).find("Authorization: Bearer sk-test\r\n"), std::string::npos);
  const json body = server.body(0);
  EXPECT_EQ(body["model"], "qwen");
  EXPECT_EQ(body["max_tokens"], 99);
  EXPECT_EQ(body["stop"], json({"끝"}));
  EXPECT_EQ(body["messages"][1], json({{"role", "user"}, {"content", "비밀 질문"}}));
  EXPECT_FALSE(body.contains("stream"));
}

GenerateOptions with_tools() {
  GenerateOptions options;
  options.tools = {
      {.name = "weather", .description = "d", .parameters = R"({"type":"object","properties":{"z":{},"a":{}}})"}};
  options.tool_choice = {.use = ToolUse::required, .name = "weather"};
  options.parallel_tool_calls = false;
  options.logprobs = true;
  options.top_logprobs = 1;
  options.presence_penalty = 0.5;
  options.logit_bias = {{.token = 5, .bias = -1}};
  return options;
}

TEST(RemoteChat, AnAnswerNestedWithoutEndIsNone) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  for (const int status : {200, 400}) {
    Server server({http_answer(status, R"({"choices":)" + deep + "}")});
    Waits waits;
    EXPECT_FALSE(chat_of(server, waits)->generate(kQuestion, {}, nullptr, Cancel()).has_value()) << status;
  }
  Server server({kStream + "data: {\"choices\":" + deep + "}\n\n"});
  Waits waits;
  const auto streamed =
      chat_of(server, waits)->generate(kQuestion, {}, [](std::string_view) { return true; }, Cancel());
  ASSERT_FALSE(streamed.has_value());
  EXPECT_EQ(streamed.error().reason, "broken_answer");
}

TEST(RemoteChat, PassesToolsAndFormsThrough) {
  const json called = {
      {"choices",
       {{{"message",
          {{"content", nullptr},
           {"tool_calls",
            {{{"id", "call_9"}, {"type", "function"}, {"function", {{"name", "weather"}, {"arguments", "{}"}}}}}}}},
         {"logprobs",
          {{"content",
            {{{"token", "x"},
              {"logprob", -0.5},
              {"bytes", {234, 176, 128}},
              {"top_logprobs", {{{"token", "y"}, {"logprob", -1}, {"bytes", nullptr}}}}}}}}},
         {"finish_reason", "tool_calls"}}}},
      {"usage", {{"prompt_tokens", 7}, {"completion_tokens", 3}, {"prompt_tokens_details", {{"cached_tokens", 5}}}}}};
  Server server({http_answer(200, called.dump())});
  Waits waits;
  GenerateOptions options = with_tools();
  options.format = {.kind = OutputFormat::Kind::json_schema, .name = "n", .details = R"({"z":1,"a":2})"};
  std::vector<ChatMessage> turns = kQuestion;
  turns.push_back(
      {.role = ChatRole::assistant, .tool_calls = {{.id = "call_1", .name = "weather", .arguments = "{}"}}});
  turns.push_back({.role = ChatRole::tool, .content = "맑음", .tool_call_id = "call_1"});
  const auto answer = chat_of(server, waits)->write(turns, options, nullptr, Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  ASSERT_EQ(answer->tool_calls.size(), 1U);
  EXPECT_EQ(answer->tool_calls[0].id, "call_9");
  EXPECT_EQ(answer->finish_reason, FinishReason::tool_calls);
  EXPECT_EQ(answer->cached_tokens, 5);
  ASSERT_EQ(answer->logprobs.size(), 1U);
  EXPECT_EQ(answer->logprobs[0].chosen.token, "가");
  EXPECT_EQ(answer->logprobs[0].top[0].token, "y");
  const json body = server.body(0);
  EXPECT_EQ(body["tools"][0]["function"]["name"], "weather");
  EXPECT_EQ(body["tool_choice"]["function"]["name"], "weather");
  EXPECT_EQ(body["parallel_tool_calls"], false);
  EXPECT_EQ(body["response_format"]["json_schema"]["strict"], true);
  EXPECT_NE(server.requests()[0].find(R"("schema":{"z":1,"a":2})"), std::string::npos) << "the order is kept";
  EXPECT_EQ(body["logit_bias"]["5"], -1);
  EXPECT_EQ(body["presence_penalty"], 0.5);
  EXPECT_EQ(body["top_logprobs"], 1);
  EXPECT_EQ(body["messages"][2]["tool_calls"][0]["id"], "call_1");
  EXPECT_EQ(body["messages"][3]["tool_call_id"], "call_1");
}

TEST(RemoteChat, JoinsStreamedToolCalls) {
  const auto piece = [](const json& call) {
    return "data: " + json{{"choices", {{{"delta", {{"tool_calls", {call}}}}, {"finish_reason", nullptr}}}}}.dump() +
           "\n\n";
  };
  const std::string end = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n";
  Server server({kStream + piece({{"index", 0}, {"id", "a"}, {"function", {{"name", "weather"}, {"arguments", ""}}}}) +
                 piece({{"index", 0}, {"function", {{"arguments", "{\"c\":"}}}}) +
                 piece({{"index", 0}, {"function", {{"arguments", "1}"}}}}) +
                 piece({{"index", 1}, {"id", "b"}, {"function", {{"name", "time"}, {"arguments", "{}"}}}}) + end});
  Waits waits;
  int pieces = 0;
  const auto answer =
      chat_of(server, waits)
          ->write(
              kQuestion, with_tools(),
              [&](const Delta& delta) { return pieces += delta.tool_call != nullptr ? 1 : 0, true; }, Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_EQ(pieces, 4);
  ASSERT_EQ(answer->tool_calls.size(), 2U);
  EXPECT_EQ(answer->tool_calls[0].arguments, "{\"c\":1}");
  EXPECT_EQ(answer->tool_calls[1].name, "time");
  EXPECT_EQ(answer->finish_reason, FinishReason::tool_calls);
  Server broken({kStream + piece({{"index", 7}, {"id", "a"}}) + end});
  const auto refused =
      chat_of(broken, waits)->write(kQuestion, with_tools(), [](const Delta&) { return true; }, Cancel());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().reason, "broken_answer");
}

TEST(RemoteChat, ContinuesTexts) {
  const json body = {
      {"choices",
       {{{"text", " Paris"},
         {"logprobs", {{"tokens", {" Paris"}}, {"token_logprobs", {-0.25}}, {"top_logprobs", {{{" Paris", -0.25}}}}}},
         {"finish_reason", "length"}}}}};
  Server server({http_answer(200, body.dump())});
  Waits waits;
  const auto answer = chat_of(server, waits)->continue_text("The capital is", {}, nullptr, Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_EQ(answer->text, " Paris");
  ASSERT_EQ(answer->logprobs.size(), 1U);
  EXPECT_EQ(answer->logprobs[0].chosen.logprob, -0.25);
  EXPECT_EQ(answer->logprobs[0].top[0].token, " Paris");
  EXPECT_EQ(answer->finish_reason, FinishReason::length);
  EXPECT_TRUE(server.requests()[0].starts_with("POST /v1/completions HTTP/1.1"));
  EXPECT_EQ(server.body(0)["prompt"], "The capital is");
}

TEST(RemoteChat, StreamsWholeCharacters) {
  Server server({kStream + ": ping\r\n\r\n" + event("연차는 ") + event("15일") + kEnd});
  Waits waits;
  std::string text;
  const auto answer = chat_of(server, waits)
                          ->generate(
                              kQuestion, {},
                              [&](std::string_view piece) {
                                EXPECT_TRUE(is_valid_utf8(piece));
                                text += piece;
                                return true;
                              },
                              Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_EQ(text, "연차는 15일");
  EXPECT_EQ(answer->text, text);
  EXPECT_EQ(answer->finish_reason, FinishReason::length);
  EXPECT_EQ(answer->completion_tokens, 4);
  EXPECT_EQ(server.body(0)["stream"], true);
}

TEST(RemoteChat, AStreamThatEndsInTheMiddleIsNotAnAnswer) {
  for (const std::string& rest :
       {std::string(), std::string("data: {\"error\":{\"message\":\"oops\"}}\n\n"), std::string("data: {broken\n\n")}) {
    Server server({kStream + event("연차는 ") + rest});
    Waits waits;
    std::string text;
    const auto answer =
        chat_of(server, waits)
            ->generate(kQuestion, {}, [&](std::string_view piece) { return text += piece, true; }, Cancel());
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
    EXPECT_EQ(text, "연차는 ");  // what was shown stays
    EXPECT_EQ(server.requests().size(), 1U) << "an answer that had begun is not asked for again";
  }
}

TEST(RemoteChat, AReaderThatLeavesEndsTheCall) {
  Server server({kStream + event("하나") + event("둘") + kEnd});
  Waits waits;
  const auto answer = chat_of(server, waits)->generate(kQuestion, {}, [](std::string_view) { return false; }, Cancel());
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::cancelled);
}

TEST(RemoteChat, TriesAgainWhenNoByteCameAndWhenAskedForPatience) {
  Server server({"", http_answer(429, "{}", "Retry-After: 3\r\n"), chat_answer("ok")});
  Waits waits;
  const auto answer = chat_of(server, waits)->generate(kQuestion, {}, nullptr, Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_EQ(answer->text, "ok");
  EXPECT_EQ(server.requests().size(), 3U);
  EXPECT_EQ(waits.ms, (std::vector<std::int64_t>{500, 3000}));
}

TEST(RemoteChat, WhatIsNotHttpIsNotAskedForAgain) {
  Server server({"SSH-2.0-OpenSSH_9.2\r\n"});
  Waits waits;
  const auto answer = chat_of(server, waits)->generate(kQuestion, {}, nullptr, Cancel());
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(RemoteChat, GivesUpAfterThreeTries) {
  Server server({http_answer(503, "busy")});
  Waits waits;
  const auto answer = chat_of(server, waits)->generate(kQuestion, {}, nullptr, Cancel());
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_EQ(server.requests().size(), 3U);
  EXPECT_EQ(waits.ms, (std::vector<std::int64_t>{500, 1000}));
}

TEST(RemoteChat, TheirErrorsBecomeOurs) {
  struct Case {
    int status;
    std::string body;
    ErrorCode code;
    std::string reason;
  };
  const std::string context =
      R"({"error":{"message":"This model's maximum context length is 10 tokens: 비밀 질문","code":"context_length_exceeded"}})";
  for (const Case& c : {Case{401, "{}", ErrorCode::unavailable, "key_refused"},
                        {404, "{}", ErrorCode::not_found, "model_not_found"},
                        {429, "x", ErrorCode::limit_exceeded, "rate_limited"},
                        {400, context, ErrorCode::limit_exceeded, "context_length_exceeded"},
                        {400, "비밀 질문", ErrorCode::invalid_argument, ""},
                        {500, "<html>", ErrorCode::unavailable, ""},
                        {302, "", ErrorCode::unavailable, ""},
                        {200, "<html>", ErrorCode::unavailable, "broken_answer"}}) {
    Server server({http_answer(c.status, c.body)});
    Waits waits;
    const auto answer = chat_of(server, waits)->generate(kQuestion, {}, nullptr, Cancel());
    ASSERT_FALSE(answer.has_value()) << c.status;
    EXPECT_EQ(answer.error().code, c.code) << c.status;
    EXPECT_EQ(answer.error().reason, c.reason) << c.status;
    EXPECT_EQ(describe(answer.error()).find("비밀"), std::string::npos) << "prompts stay out of messages";
  }
}

TEST(RemoteChat, SaysWhichKeyIsMissing) {
  Server server({chat_answer("ok")});
  Waits waits;
  ::unsetenv("ONGGI_NO_SUCH_KEY");
  const auto answer = chat_of(server, waits, "ONGGI_NO_SUCH_KEY")->generate(kQuestion, {}, nullptr, Cancel());
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().reason, "key_missing");
  EXPECT_NE(answer.error().message.find("ONGGI_NO_SUCH_KEY"), std::string::npos);
  EXPECT_TRUE(server.requests().empty());
}

TEST(RemoteEmbedder, PutsRowsInOrderAndToLengthOne) {
  Server server({http_answer(
      200, R"({"data":[{"index":1,"embedding":[0,2]},{"index":0,"embedding":[3,4]}],"usage":{"prompt_tokens":5}})")});
  const auto embedder = *open_remote_embedder(
      {.id = "e", .url = server.url(), .remote_id = "bge", .key_env = "", .wait = {}}, server.client());
  const auto rows = embedder->embed({"가", "나"}, EmbedAs::passage, Cancel());
  ASSERT_TRUE(rows.has_value()) << describe(rows.error());
  EXPECT_EQ(rows->dimensions, 2);
  EXPECT_EQ(rows->tokens, 5);
  EXPECT_FLOAT_EQ(rows->row(0)[0], 0.6F);
  EXPECT_FLOAT_EQ(rows->row(1)[1], 1.0F);
  EXPECT_EQ(server.body(0)["input"], json({"가", "나"}));
}

TEST(RemoteEmbedder, RefusesAnswersThatDoNotFit) {
  for (const std::string body :
       {R"({"data":[]})", R"({"data":[{"embedding":[]}]})", R"({"data":[{"embedding":[0,0]}]})",
        R"({"data":[{"embedding":["a"]}]})", R"({"data":[{"index":7,"embedding":[1]}]})", "[]", "no"}) {
    Server server({http_answer(200, body)});
    const auto embedder = *open_remote_embedder(
        {.id = "e", .url = server.url(), .remote_id = "bge", .key_env = "", .wait = {}}, server.client());
    const auto rows = embedder->embed({"가"}, EmbedAs::passage, Cancel());
    ASSERT_FALSE(rows.has_value()) << body;
    EXPECT_EQ(rows.error().reason, "broken_answer") << body;
  }
}

std::shared_ptr<Reranker> reranker_of(Server& server, Waits& waits, RerankApi api = RerankApi::documents) {
  return *open_remote_reranker(
      {.id = "r", .url = server.url(), .remote_id = "bge-reranker", .key_env = "", .wait = waits.function()}, api,
      server.client());
}

TEST(RemoteReranker, SendsDocumentsAndPutsScoresWhereTheirIndexesSay) {
  Server server({http_answer(200, R"({"model":"x","results":[{"index":1,"relevance_score":7.5,"document":{"text":"나"}},
      {"index":0,"relevance_score":-2},{"index":2,"relevance_score":-2.25}],"usage":{"total_tokens":9}})")});
  Waits waits;
  const auto scores = reranker_of(server, waits)->score("비밀 질문", {"가", "나", "다"}, Cancel());
  ASSERT_TRUE(scores.has_value()) << describe(scores.error());
  EXPECT_EQ(scores->values, (std::vector<double>{-2, 7.5, -2.25}));
  EXPECT_EQ(scores->tokens, 9);
  EXPECT_TRUE(server.requests().at(0).starts_with("POST /v1/rerank HTTP/1.1\r\n"));
  EXPECT_EQ(
      server.body(0),
      json({{"model", "bge-reranker"}, {"query", "비밀 질문"}, {"documents", json({"가", "나", "다"})}, {"top_n", 3}}));
}

TEST(RemoteReranker, SpeaksWithTextEmbeddingsInference) {
  Server server({http_answer(200, R"([{"index":1,"score":0.9},{"index":0,"score":0.1}])")});
  Waits waits;
  const auto reranker = reranker_of(server, waits, RerankApi::texts);
  const auto scores = reranker->score("질문", {"가", "나"}, Cancel());
  ASSERT_TRUE(scores.has_value()) << describe(scores.error());
  EXPECT_EQ(scores->values, (std::vector<double>{0.1, 0.9}));
  const TokenCounter& counter = estimating_counter();
  EXPECT_EQ(scores->tokens, 2 * counter.count("질문") + counter.count("가") + counter.count("나")) << "nothing is told";
  EXPECT_EQ(server.body(0),
            json({{"query", "질문"}, {"texts", json({"가", "나"})}, {"raw_scores", true}, {"truncate", true}}));
  EXPECT_TRUE(reranker->info().can_rerank);
  EXPECT_FALSE(reranker->info().can_embed || reranker->info().can_chat);
}

TEST(RemoteReranker, SendsNoMoreThanAServerTakesAtOnce) {
  const auto answer = [](std::size_t count, double first) {
    json results = json::array();
    for (std::size_t i = count; i-- > 0;)
      results.push_back({{"index", i}, {"relevance_score", first + static_cast<double>(i)}});
    return http_answer(200, json{{"results", results}}.dump());
  };
  Server server({answer(32, 0), answer(8, 100)});
  Waits waits;
  const std::vector<std::string> texts(40, "글");
  const auto scores = reranker_of(server, waits)->score("질문", {texts.begin(), texts.end()}, Cancel());
  ASSERT_TRUE(scores.has_value()) << describe(scores.error());
  EXPECT_EQ(scores->values.at(31), 31);
  EXPECT_EQ(scores->values.at(32), 100);
  EXPECT_EQ(scores->values.at(39), 107);
  EXPECT_EQ(server.body(0)["documents"].size(), 32U);
  EXPECT_EQ(server.body(1)["documents"].size(), 8U);
  EXPECT_TRUE(reranker_of(server, waits)->score("질문", {}, Cancel())->values.empty());
  EXPECT_EQ(server.requests().size(), 2U) << "nothing to score, nothing to ask";
}

TEST(RemoteReranker, RefusesAnswersThatDoNotFit) {
  const auto refused = [](RerankApi api, const std::string& body) {
    Server server({http_answer(200, body)});
    Waits waits;
    const auto scores = reranker_of(server, waits, api)->score("비밀 질문", {"가", "나"}, Cancel());
    ASSERT_FALSE(scores.has_value()) << body;
    EXPECT_EQ(scores.error().code, ErrorCode::unavailable) << body;
    EXPECT_EQ(scores.error().reason, "broken_answer") << body;
    EXPECT_EQ(describe(scores.error()).find("비밀"), std::string::npos);
  };
  for (const std::string entries :
       {R"([{"index":0,"relevance_score":1}])",                                      // one is missing
        R"([{"index":0,"relevance_score":1},{"index":0,"relevance_score":2}])",      // twice
        R"([{"index":0,"relevance_score":1},{"index":2,"relevance_score":2}])",      // there is none
        R"([{"index":0,"relevance_score":1},{"index":-1,"relevance_score":2}])",     //
        R"([{"index":0,"relevance_score":1},{"index":1.5,"relevance_score":2}])",    //
        R"([{"index":0,"relevance_score":1},{"relevance_score":2}])",                //
        R"([{"index":0,"relevance_score":1},{"index":1}])",                          //
        R"([{"index":0,"relevance_score":1},{"index":1,"relevance_score":null}])",   //
        R"([{"index":0,"relevance_score":1},{"index":1,"relevance_score":NaN}])",    //
        R"([{"index":0,"relevance_score":1},{"index":1,"relevance_score":1e999}])",  //
        R"([{"index":0,"relevance_score":1},{"index":1,"relevance_score":"2"}])",    //
        R"([{"index":0,"relevance_score":1},{"index":1,"relevance_score":2},{"index":1,"relevance_score":2}])",
        R"([{"index":0,"score":1},{"index":1,"score":2}])",  // the other shape
        R"({"0":1,"1":2})", "[1,2]", "[]", "null", "2"})
    refused(RerankApi::documents, R"({"results":)" + entries + "}");
  for (const std::string body :
       {"{}", "", "no", R"([{"index":0,"relevance_score":1},{"index":1,"relevance_score":2}])"})
    refused(RerankApi::documents, body);
  for (const std::string body :
       {R"({"results":[{"index":0,"score":1},{"index":1,"score":2}]})", R"([{"index":0,"score":1}])",
        R"([{"index":0,"score":1},{"index":1,"score":null}])", "{}"})
    refused(RerankApi::texts, body);
}

TEST(RemoteReranker, TheirErrorsAreThoseOfEveryModel) {
  Waits waits;
  Server busy({http_answer(503, "busy")});
  EXPECT_EQ(reranker_of(busy, waits)->score("질문", {"가"}, Cancel()).error().code, ErrorCode::unavailable);
  EXPECT_EQ(busy.requests().size(), 3U);
  Server unknown({http_answer(404, "{}")});
  EXPECT_EQ(reranker_of(unknown, waits)->score("질문", {"가"}, Cancel()).error().reason, "model_not_found");
  const Cancel cancel;
  cancel.request();
  EXPECT_EQ(reranker_of(unknown, waits)->score("질문", {"가"}, cancel).error().code, ErrorCode::cancelled);
  const auto elsewhere = *open_remote_reranker(
      {.id = "r", .url = "http://reranker.internal:8000/v1", .remote_id = "x", .key_env = "", .wait = waits.function()},
      RerankApi::documents, unknown.client());
  EXPECT_EQ(elsewhere->score("질문", {"가"}, Cancel()).error().code, ErrorCode::not_allowed);
}

}  // namespace
}  // namespace onggi::model
