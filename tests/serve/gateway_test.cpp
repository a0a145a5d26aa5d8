// Keys with scopes and limits, the fields that tell of them, answers that are given again, and /v1/rerank.
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "serve/house.h"
#include "serve/idempotency.h"
#include "serve/metering.h"
#include "support/must.h"

namespace onggi {
namespace {

using nlohmann::json;

json chat_body(const std::string& model, const json& more = json::object()) {
  json body = {{"model", model}, {"messages", {{{"role", "user"}, {"content", "안녕?"}}}}};
  body.update(more);
  return body;
}

/// The field of a guest's other key.
House::Guest with_key(House& house, const House::Guest& guest, const KeyTerms& terms) {
  House::Guest other = guest;
  other.key_line = "Authorization: Bearer " + must(house.people().add_key(guest.id, "app", 0, terms)).secret + "\r\n";
  return other;
}

Reply chat(House& house, const House::Guest& guest, const std::string& fields = "",
           const json& body = chat_body("remote-chat")) {
  return call(house.port(), "POST", "/v1/chat/completions", guest.key_line + fields, body.dump());
}

TEST(Durations, AreWrittenAsOpenAiWritesThem) {
  using serve_room::duration_text;
  EXPECT_EQ(duration_text(0), "0s");
  EXPECT_EQ(duration_text(12), "12ms");
  EXPECT_EQ(duration_text(1'000), "1s");
  EXPECT_EQ(duration_text(8'640), "8.64s");
  EXPECT_EQ(duration_text(360'000), "6m0s");
  EXPECT_EQ(duration_text(61'050), "1m1.05s");
  EXPECT_EQ(duration_text(3'723'000), "1h2m3s");
}

TEST(Gateway, EveryAnswerOfV1CarriesOpenAisFields) {
  House house;
  const auto reader = house.guest(Role::reader);
  for (const Reply& reply : {chat(house, reader), house.get("/v1/models", reader), house.get("/v1/nothing", reader),
                             call(house.port(), "GET", "/v1/models")}) {
    EXPECT_EQ(reply.header("openai-version"), "2020-10-01") << reply.status;
    EXPECT_FALSE(reply.header("openai-processing-ms").empty()) << reply.status;
    EXPECT_FALSE(reply.header("x-request-id").empty()) << reply.status;
    EXPECT_EQ(reply.header("x-ratelimit-limit-requests"), "") << "no limit holds";
  }
}

TEST(Gateway, AKeyDoesWhatItIsMadeForAndNothingElse) {
  House house;
  const auto editor = house.guest(Role::editor);
  const auto models = with_key(house, editor, {.scopes = {KeyScope::models}});
  EXPECT_EQ(chat(house, models).status, 200);
  EXPECT_EQ(chat(house, models, "", chat_body("onggi")).status, 403) << "answers from documents are no model alone";
  EXPECT_EQ(house.get("/api/documents", models).status, 403);
  EXPECT_EQ(house.post("/api/search", models, {{"query", "휴가"}}).status, 403);
  EXPECT_EQ(call(house.port(), "POST", "/api/documents?name=a.txt", models.key_line, "글").status, 403);
  const auto reading = with_key(house, editor, {.scopes = {KeyScope::retrieval}});
  EXPECT_EQ(house.post("/api/search", reading, {{"query", "휴가"}}).status, 200);
  EXPECT_EQ(house.get("/api/documents", reading).status, 200);
  EXPECT_EQ(chat(house, reading, "", chat_body("onggi")).status, 200);
  const Reply refused = chat(house, reading);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(json_of(refused)["error"]["code"], "insufficient_permissions");
  EXPECT_EQ(json_of(refused)["error"]["type"], "permission_error");
  const auto documents = with_key(house, editor, {.scopes = {KeyScope::documents}});
  EXPECT_EQ(call(house.port(), "POST", "/api/documents?name=a.txt", documents.key_line, "글").status, 202);
  EXPECT_EQ(house.post("/api/search", documents, {{"query", "휴가"}}).status, 403);
}

TEST(Gateway, OnlyAKeyForEverythingReachesTheRest) {
  House house;
  const auto owner = house.guest(Role::owner);
  const auto all_but_all =
      with_key(house, owner, {.scopes = {KeyScope::models, KeyScope::retrieval, KeyScope::documents}});
  for (const std::string address : {"/api/people", "/api/keys", "/api/audit", "/api/guards", "/api/sources"}) {
    EXPECT_EQ(house.get(address, owner).status, 200) << address;
    EXPECT_EQ(house.get(address, all_but_all).status, 403) << address;
  }
  EXPECT_EQ(house.get("/api/session", all_but_all).status, 200);
}

TEST(Gateway, AKeyForNamedModelsUsesTheseAlone) {
  House house;
  const auto reader = house.guest(Role::reader);
  const auto key = with_key(house, reader, {.scopes = {KeyScope::models, KeyScope::retrieval}, .models = {"onggi"}});
  EXPECT_EQ(chat(house, key, "", chat_body("onggi")).status, 200);
  const Reply refused = chat(house, key);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(json_of(refused)["error"]["param"], "model");
  EXPECT_EQ(house.post("/v1/embeddings", key, {{"model", "onggi/static-ko"}, {"input", "글"}}).status, 403);
  EXPECT_EQ(house.post("/api/ask", key, {{"question", "휴가?"}, {"model", "remote-chat"}}).status, 403);
  EXPECT_EQ(house.post("/api/ask", key, {{"question", "휴가?"}}).status, 200);
  const json listed = json_of(house.get("/v1/models", key))["data"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["id"], "onggi");
  EXPECT_EQ(house.get("/v1/models/remote-chat", key).status, 404);
}

TEST(Gateway, AModelThatIsNamedTakesNoScopeThatOpensSearches) {
  House house;
  const auto reader = house.guest(Role::reader);
  const auto key = with_key(house, reader, {.scopes = {KeyScope::models}, .models = {"onggi/extractive"}});
  EXPECT_EQ(chat(house, key, "", chat_body("onggi/extractive")).status, 200);
  EXPECT_EQ(chat(house, key, "", chat_body("onggi")).status, 403);
  EXPECT_EQ(house.post("/api/search", key, {{"query", "휴가"}}).status, 403);
  EXPECT_EQ(house.post("/api/ask", key, {{"question", "휴가?"}, {"model", "onggi/extractive"}}).status, 403);
  EXPECT_EQ(house.get("/api/documents", key).status, 403);
  const auto unnamed = with_key(house, reader, {.scopes = {KeyScope::models}});
  EXPECT_EQ(chat(house, unnamed, "", chat_body("onggi/extractive")).status, 403);
}

TEST(Gateway, RequestsOverAKeysLimitAreToldWhenToComeBack) {
  House house;
  const auto reader = house.guest(Role::reader);
  const auto key = with_key(house, reader, {.requests_per_minute = 2});
  const Reply first = chat(house, key);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.header("x-ratelimit-limit-requests"), "2");
  EXPECT_EQ(first.header("x-ratelimit-remaining-requests"), "1");
  EXPECT_FALSE(first.header("x-ratelimit-reset-requests").empty());
  EXPECT_EQ(first.header("x-ratelimit-limit-tokens"), "");
  EXPECT_EQ(chat(house, key).status, 200);
  const Reply refused = chat(house, key);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(json_of(refused)["error"]["code"], "rate_limit_exceeded");
  EXPECT_EQ(json_of(refused)["error"]["type"], "rate_limit_error");
  EXPECT_EQ(refused.header("x-ratelimit-remaining-requests"), "0");
  EXPECT_EQ(refused.header("x-should-retry"), "true");
  const int wait_ms = std::stoi(refused.header("retry-after-ms"));
  EXPECT_GT(wait_ms, 25'000);
  EXPECT_LE(wait_ms, 30'000);
  EXPECT_EQ(std::stoi(refused.header("retry-after")), (wait_ms + 999) / 1'000);
  EXPECT_EQ(chat(house, reader).status, 200) << "the person's other key goes on";
  EXPECT_NE(house.get("/metrics", reader).body.find("onggi_refused_total{why=\"requests\"} 1"), std::string::npos);
}

TEST(Gateway, TokensAreCountedAsTheyWereTaken) {
  House house;
  const auto reader = house.guest(Role::reader);
  const auto key = with_key(house, reader, {.tokens_per_minute = 10'000});
  const Reply first = chat(house, key, "", chat_body("remote-chat", {{"max_tokens", 500}}));
  ASSERT_EQ(first.status, 200) << first.body;
  const int held = 10'000 - std::stoi(first.header("x-ratelimit-remaining-tokens"));
  EXPECT_LE(held, 10) << "an answer that is whole tells what it took: 7 + 3";
  const Reply stream = chat(house, key, "", chat_body("remote-chat", {{"max_tokens", 500}, {"stream", true}}));
  EXPECT_NE(stream.body.find("[DONE]"), std::string::npos);
  EXPECT_LT(std::stoi(stream.header("x-ratelimit-remaining-tokens")), 9'500 + 400) << "a stream tells what it holds";
  int left = 0;  // a stream's end is counted a moment after its last byte
  for (int attempt = 0; attempt < 5 && left < 9'900; ++attempt) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200 * attempt));
    left = std::stoi(chat(house, key).header("x-ratelimit-remaining-tokens"));
  }
  EXPECT_GE(left, 9'900);
  const Reply large = chat(house, with_key(house, reader, {.tokens_per_minute = 3}));
  EXPECT_EQ(large.status, 429);
  EXPECT_EQ(large.header("x-should-retry"), "false") << "waiting does not help";
}

TEST(Gateway, AKeyWhoseMonthIsUsedIsRefused) {
  House house;
  const auto reader = house.guest(Role::reader);
  const auto key = with_key(house, reader, {.tokens_per_month = 15});
  EXPECT_EQ(chat(house, key).status, 200);  // 10
  EXPECT_EQ(chat(house, key).status, 200);  // 20: the last one may go over
  const Reply refused = chat(house, key);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(json_of(refused)["error"]["code"], "insufficient_quota");
  EXPECT_EQ(json_of(refused)["error"]["type"], "insufficient_quota");
  EXPECT_EQ(refused.header("x-should-retry"), "false");
  EXPECT_EQ(chat(house, key, "", chat_body("onggi")).status, 200) << "answers without a model take no tokens";
  house.stop_and_join();
  const auto kept = must(house.people().keys(reader.id));
  const auto limited = std::ranges::find(kept, 15, [](const ApiKey& one) { return one.terms.tokens_per_month; });
  ASSERT_NE(limited, kept.end());
  EXPECT_EQ(limited->month_tokens, 20) << "written when the server ends";
}

TEST(Gateway, KeysAreMadeOverHttpWithTheirLimits) {
  House house({}, std::nullopt, {.key = {.requests = 100}, .person = {}});
  const auto reader = house.guest(Role::reader);
  const json wish = {{"name", "상담 앱"},
                     {"scopes", {"models"}},
                     {"models", {"remote-chat"}},
                     {"requests_per_minute", 60},
                     {"tokens_per_month", 1000}};
  const Reply made = house.post("/api/keys", reader, wish);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(json_of(made)["key"]["scopes"], json::array({"models"}));
  EXPECT_EQ(json_of(made)["key"]["requests_per_minute"], 60);
  EXPECT_EQ(json_of(made)["key"]["month_tokens"], 0);
  json above = wish;
  above["requests_per_minute"] = 101;
  EXPECT_EQ(house.post("/api/keys", reader, above).status, 403) << "a limit that the company set";
  EXPECT_EQ(house.post("/api/keys", house.guest(Role::admin), above).status, 201);
  for (const json& wrong : {json{{"scopes", {"everything"}}}, json{{"scopes", {"all"}}, {"models", {"x"}}},
                            json{{"requests_per_minute", -1}}}) {
    json body = {{"name", "x"}};
    body.update(wrong);
    EXPECT_EQ(house.post("/api/keys", reader, body).status, 400) << wrong;
  }
}

TEST(Gateway, ALimitedKeyMakesNoKeys) {
  House house;
  const auto reader = house.guest(Role::reader);
  const auto limited = with_key(house, reader, {.requests_per_minute = 50});
  EXPECT_EQ(house.post("/api/keys", limited, {{"name", "frei"}}).status, 403);
  EXPECT_EQ(house.post("/api/keys", reader, {{"name", "frei"}}).status, 201);
}

TEST(Idempotency, TheSameRequestIsAnsweredOnce) {
  House house;
  const auto reader = house.guest(Role::reader), other = house.guest(Role::reader);
  const std::string field = "Idempotency-Key: bestellung-1\r\n";
  const Reply first = chat(house, reader, field);
  ASSERT_EQ(first.status, 200);
  const Reply again = chat(house, reader, field);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("idempotent-replayed"), "true");
  EXPECT_NE(again.header("x-request-id"), first.header("x-request-id"));
  EXPECT_NE(json_of(chat(house, other, field))["id"], json_of(first)["id"]) << "it belongs to who asked";
  const Reply reused = chat(house, reader, field, chat_body("remote-chat", {{"seed", 2}}));
  EXPECT_EQ(reused.status, 400);
  EXPECT_EQ(json_of(reused)["error"]["code"], "idempotency_key_reused");
  EXPECT_EQ(chat(house, reader, "Idempotency-Key: " + std::string(256, 'x') + "\r\n").status, 400);
}

TEST(Idempotency, StreamsAreNotGivenAgainAndErrorsAreNotKept) {
  House house;
  const auto reader = house.guest(Role::reader);
  const json streamed = chat_body("remote-chat", {{"stream", true}});
  const std::string field = "Idempotency-Key: s\r\n", failing = "Idempotency-Key: f\r\n";
  EXPECT_EQ(chat(house, reader, field, streamed).status, 200);
  EXPECT_EQ(json_of(chat(house, reader, field, streamed))["error"]["code"], "idempotency_stream_not_replayed");
  house.model->status = 500;
  EXPECT_GE(chat(house, reader, failing).status, 500);
  house.model->status = 200;
  EXPECT_EQ(chat(house, reader, failing).status, 200);
}

TEST(Idempotency, ARequestOnItsWayIsRefusedASecondTime) {
  House house;
  const auto reader = house.guest(Role::reader);
  house.model->silent = true;
  const std::string field = "Idempotency-Key: langsam\r\n";
  std::jthread first([&] { chat(house, reader, field); });
  ASSERT_TRUE(house.model->wait_for_call());
  const Reply second = chat(house, reader, field);
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(json_of(second)["error"]["code"], "idempotency_key_in_use");
  house.model->silent = false;
}

/// Whether a request under this key is a new one; then it is answered.
bool is_new(serve_room::Idempotency& kept, const std::string& key, const std::string& answer) {
  Viewer viewer;
  viewer.person = PersonId("person_a");
  serve_room::Request request{.method = "POST", .path = "/v1/x", .headers = {{"idempotency-key", key}}, .body = "{}"};
  auto begun = must(kept.begin(viewer, request));
  const auto* ticket = std::get_if<serve_room::Idempotency::Ticket>(&begun);
  if (ticket == nullptr) return false;
  const auto response = serve_room::Response::json_text(200, answer);
  kept.end(*ticket, &response, false);
  return true;
}

TEST(Idempotency, ForgetsAfterADayAndKeepsWithinItsBounds) {
  any::HandClock clock;
  serve_room::Idempotency kept(clock, {.entries_max = 3, .bytes_max = 100, .answer_bytes_max = 60});
  EXPECT_TRUE(is_new(kept, "a", "1"));
  EXPECT_FALSE(is_new(kept, "a", "1"));
  clock.forward(24LL * 60 * 60 * 1'000);
  EXPECT_TRUE(is_new(kept, "a", "1"));
  for (const std::string key : {"b", "c", "d"}) EXPECT_TRUE(is_new(kept, key, "1"));
  EXPECT_TRUE(is_new(kept, "a", "1")) << "the oldest of four went";
  EXPECT_TRUE(is_new(kept, "long", std::string(61, 'x')));
  EXPECT_TRUE(is_new(kept, "long", std::string(61, 'x'))) << "too long to keep";
  EXPECT_TRUE(is_new(kept, "e", std::string(60, 'x')));
  EXPECT_TRUE(is_new(kept, "f", std::string(60, 'x')));
  EXPECT_TRUE(is_new(kept, "e", "1")) << "both are more than may be kept";
}

TEST(Rerank, RefusesWhatIsNoRerankerAndWhatIsTooMuch) {
  House house;
  const auto reader = house.guest(Role::reader);
  const json body = {{"model", "no-such"}, {"query", "휴가"}, {"documents", {"글"}}};
  EXPECT_EQ(json_of(house.post("/v1/rerank", reader, body))["error"]["code"], "model_not_found");
  const auto status = [&](const std::string& field, const json& value) {
    json changed = body;
    changed[field] = value;
    const Reply reply = house.post("/v1/rerank", reader, changed);
    EXPECT_EQ(json_of(reply)["error"]["param"], field) << reply.body;
    return reply.status;
  };
  EXPECT_EQ(status("model", "remote-chat"), 400);
  EXPECT_EQ(status("documents", json::array()), 400);
  EXPECT_EQ(status("documents", json::array({7})), 400);
  EXPECT_EQ(status("documents", std::vector<std::string>(1'001, "x")), 400);
  EXPECT_EQ(status("documents", json::array({std::string(65'537, 'x')})), 400);
  EXPECT_EQ(status("query", std::string(16'385, 'x')), 400);
  EXPECT_EQ(status("top_n", 0), 400);
}

}  // namespace
}  // namespace onggi
