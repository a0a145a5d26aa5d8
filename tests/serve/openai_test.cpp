// /v1 to the letter: shapes of completions, chunks, embeddings and errors.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "base/hash.h"
#include "serve/house.h"

namespace onggi {
namespace {

using nlohmann::json;

json chat_body(const std::string& model, const std::string& text, const json& more = json::object()) {
  json body = {{"model", model}, {"messages", {{{"role", "user"}, {"content", text}}}}};
  body.update(more);
  return body;
}

/// The data of all events, [DONE] as a string.
std::vector<json> events_of(const Reply& reply) {
  std::vector<json> events;
  std::string_view rest = reply.body;
  while (rest.starts_with("data: ")) {
    const std::size_t end = rest.find("\n\n");
    const std::string data(rest.substr(6, end - 6));
    events.push_back(data == "[DONE]" ? json(data) : json::parse(data));
    rest.remove_prefix(end + 2);
  }
  EXPECT_TRUE(rest.empty()) << rest;
  return events;
}

TEST(OpenAi, ListsModels) {
  House house;
  const auto reader = house.guest(Role::reader);
  const json list = json_of(house.get("/v1/models", reader));
  EXPECT_EQ(list["object"], "list");
  std::vector<std::string> ids;
  for (const json& model : list["data"]) ids.push_back(model["id"]);
  for (const std::string id : {"onggi", "onggi/extractive", "onggi/remote-chat", "remote-chat", "onggi/static-ko"})
    EXPECT_NE(std::ranges::find(ids, id), ids.end()) << id;
  EXPECT_EQ(json_of(house.get("/v1/models/onggi/extractive", reader))["id"], "onggi/extractive");
  const Reply missing = house.get("/v1/models/gpt-4", reader);
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(json_of(missing)["error"]["code"], "model_not_found");
  EXPECT_EQ(json_of(missing)["error"]["type"], "invalid_request_error");
}

TEST(OpenAi, Chats) {
  House house;
  const Reply reply = house.post("/v1/chat/completions", house.guest(Role::reader), chat_body("remote-chat", "안녕?"));
  ASSERT_EQ(reply.status, 200) << reply.body;
  const json body = json_of(reply);
  EXPECT_TRUE(body["id"].get<std::string>().starts_with("chatcmpl-"));
  EXPECT_EQ(body["object"], "chat.completion");
  EXPECT_EQ(body["model"], "remote-chat");
  EXPECT_EQ(body["choices"][0]["message"]["content"], "안녕하세요.");
  EXPECT_EQ(body["choices"][0]["message"]["role"], "assistant");
  EXPECT_EQ(body["choices"][0]["finish_reason"], "stop");
  EXPECT_EQ(body["usage"], (json{{"prompt_tokens", 7},
                                 {"completion_tokens", 3},
                                 {"total_tokens", 10},
                                 {"prompt_tokens_details", {{"cached_tokens", 0}}}}));
  EXPECT_FALSE(body["choices"][0]["message"].contains("onggi"));
  EXPECT_FALSE(reply.header("openai-processing-ms").empty());
}

TEST(OpenAi, StreamsInItsOrder) {
  House house;
  const Reply reply =
      house.post("/v1/chat/completions", house.guest(Role::reader),
                 chat_body("remote-chat", "안녕?", {{"stream", true}, {"stream_options", {{"include_usage", true}}}}));
  const auto events = events_of(reply);
  ASSERT_GE(events.size(), 6U) << reply.body;
  EXPECT_EQ(events.front()["choices"][0]["delta"], (json{{"role", "assistant"}, {"content", ""}}));
  std::string text;
  for (std::size_t index = 1; index + 3 < events.size(); ++index) {
    EXPECT_FALSE(events[index]["choices"][0]["delta"].contains("role"));
    EXPECT_TRUE(events[index]["choices"][0]["finish_reason"].is_null());
    text += events[index]["choices"][0]["delta"]["content"];
  }
  EXPECT_EQ(text, "안녕하세요.");
  const json& last = events[events.size() - 3];
  EXPECT_EQ(last["choices"][0]["finish_reason"], "stop");
  EXPECT_EQ(last["choices"][0]["delta"], json::object());
  EXPECT_TRUE(last["usage"].is_null());
  EXPECT_EQ(events[events.size() - 2]["choices"], json::array());
  EXPECT_EQ(events[events.size() - 2]["usage"]["total_tokens"], 10);
  EXPECT_EQ(events.back(), "[DONE]");
  for (std::size_t index = 0; index + 1 < events.size(); ++index) {
    EXPECT_EQ(events[index]["object"], "chat.completion.chunk");
    EXPECT_EQ(events[index]["id"], events[0]["id"]);
  }
}

TEST(OpenAi, TellsErrorsInTheMiddleOfAStream) {
  House house;
  house.model->breaks = true;
  const Reply reply = house.post("/v1/chat/completions", house.guest(Role::reader),
                                 chat_body("remote-chat", "안녕?", {{"stream", true}}));
  EXPECT_EQ(reply.status, 200);
  const auto events = events_of(reply);
  EXPECT_EQ(events.back()["error"]["type"], "server_error");
}

TEST(OpenAi, AnswersFromDocuments) {
  House house;
  const auto editor = house.guest(Role::editor);
  const std::string id =
      house.upload("name=a.txt", editor, "연차 휴가는 1년에 15일입니다.\n출장비는 7일 안에 정산합니다.");
  const json body =
      json_of(house.post("/v1/chat/completions", editor, chat_body("onggi", "연차 휴가는 1년에 15일입니까?")));
  const json message = body["choices"][0]["message"];
  EXPECT_NE(message["content"].get<std::string>().find("15일"), std::string::npos) << body.dump();
  EXPECT_EQ(message["onggi"]["abstained"], false);
  EXPECT_EQ(message["onggi"]["label"], "O");
  EXPECT_EQ(message["onggi"]["citations"][0]["document"], id);
  const auto events =
      events_of(house.post("/v1/chat/completions", editor,
                           chat_body("onggi/extractive", "연차 휴가는 1년에 15일입니까?", {{"stream", true}})));
  const json& last = events[events.size() - 2];
  EXPECT_EQ(last["onggi"]["citations"][0]["document"], id);
  EXPECT_EQ(last["choices"][0]["finish_reason"], "stop");
  EXPECT_NE(last["onggi"]["answer"].get<std::string>().find("15일"), std::string::npos);
}

TEST(OpenAi, TakesContentParts) {
  House house;
  const auto reader = house.guest(Role::reader);
  json body = chat_body("remote-chat", "");
  body["messages"][0]["content"] = {{{"type", "text"}, {"text", "안"}}, {{"type", "text"}, {"text", "녕"}}};
  body["messages"] = json::array({json{{"role", "developer"}, {"content", "짧게"}}, body["messages"][0]});
  body["metadata"] = {{"x", "y"}};
  body["max_completion_tokens"] = 5;
  EXPECT_EQ(house.post("/v1/chat/completions", reader, body).status, 200);
  body["messages"][1]["content"][0] = {{"type", "image_url"}, {"image_url", {{"url", "data:"}}}};
  EXPECT_EQ(json_of(house.post("/v1/chat/completions", reader, body))["error"]["param"], "messages");
}

TEST(OpenAi, RefusesWhatItCannotHonour) {
  House house;
  const auto reader = house.guest(Role::reader);
  const std::pair<std::string, json> fields[] = {{"tools", {{{"type", "function"}}}},
                                                 {"response_format", {{"type", "json_schema"}}},
                                                 {"response_format", {{"type", "xml"}}},
                                                 {"tools", {{{"type", "web_search"}}}},
                                                 {"tools", {{{"type", "function"}, {"function", {{"name", "a b"}}}}}},
                                                 {"tool_choice", "required"},
                                                 {"functions", {{{"name", "f"}}}},
                                                 {"logprobs", 1},
                                                 {"top_logprobs", 2},
                                                 {"logit_bias", {{"x", 1}}},
                                                 {"logit_bias", {{"5", 101}}},
                                                 {"presence_penalty", 3},
                                                 {"n", 0},
                                                 {"n", 9},
                                                 {"temperature", 3},
                                                 {"top_p", "x"},
                                                 {"max_tokens", 0},
                                                 {"stop", {"a", "b", "c", "d", "e"}},
                                                 {"stream", "yes"},
                                                 {"stream_options", 1}};
  for (const auto& [name, value] : fields) {
    const Reply reply = house.post("/v1/chat/completions", reader, chat_body("remote-chat", "a", {{name, value}}));
    EXPECT_EQ(reply.status, 400) << name;
    EXPECT_EQ(json_of(reply)["error"]["param"], name) << reply.body;
    EXPECT_EQ(json_of(reply)["error"]["type"], "invalid_request_error") << name;
  }
  EXPECT_EQ(house.post("/v1/chat/completions", reader, {{"model", "onggi"}}).status, 400);
  EXPECT_EQ(house.post("/v1/chat/completions", reader, {{"model", "onggi"}, {"messages", json::array()}}).status, 400);
  EXPECT_EQ(house.post("/v1/chat/completions", reader, {{"messages", {{{"role", "user"}, {"content", "a"}}}}}).status,
            400);
  const Reply unknown = house.post("/v1/chat/completions", reader, chat_body("gpt-4", "a", {{"stream", true}}));
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(json_of(unknown)["error"]["code"], "model_not_found");
}

TEST(OpenAi, AnswersFromDocumentsAreTextAlone) {
  House house;
  const auto reader = house.guest(Role::reader);
  const json tool = {{"type", "function"}, {"function", {{"name", "f"}}}};
  const std::pair<std::string, json> fields[] = {{"tools", json::array({tool})},
                                                 {"response_format", {{"type", "json_object"}}},
                                                 {"grammar", "root ::= \"a\""},
                                                 {"logprobs", true},
                                                 {"n", 2}};
  for (const auto& [name, value] : fields) {
    const Reply reply = house.post("/v1/chat/completions", reader, chat_body("onggi", "a", {{name, value}}));
    EXPECT_EQ(reply.status, 400) << name;
    EXPECT_EQ(json_of(reply)["error"]["param"], name) << reply.body;
    EXPECT_EQ(json_of(reply)["error"]["code"], "unsupported_parameter");
  }
  const Reply text = house.post("/v1/completions", reader, {{"model", "onggi"}, {"prompt", "a"}});
  EXPECT_EQ(text.status, 400);
  EXPECT_EQ(json_of(text)["error"]["param"], "model");
}

TEST(OpenAi, GivesSeveralChoices) {
  House house;
  const auto reader = house.guest(Role::reader);
  const json body = json_of(house.post("/v1/chat/completions", reader, chat_body("remote-chat", "안녕?", {{"n", 3}})));
  ASSERT_EQ(body["choices"].size(), 3U) << body.dump();
  for (std::size_t index = 0; index < 3; ++index) {
    EXPECT_EQ(body["choices"][index]["index"], index);
    EXPECT_EQ(body["choices"][index]["message"]["content"], "안녕하세요.");
  }
  EXPECT_EQ(body["usage"]["prompt_tokens"], 7);
  EXPECT_EQ(body["usage"]["completion_tokens"], 9);
  const auto events = events_of(
      house.post("/v1/chat/completions", reader, chat_body("remote-chat", "안녕?", {{"n", 2}, {"stream", true}})));
  std::vector<std::string> texts(2);
  std::vector<int> ends(2);
  for (const json& event : events) {
    if (!event.is_object()) continue;
    const json& choice = event["choices"][0];
    const std::size_t index = choice["index"];
    EXPECT_EQ(ends.at(index), 0) << "nothing after the reason";
    texts[index] += choice["delta"].value("content", "");
    ends[index] += choice["finish_reason"].is_null() ? 0 : 1;
  }
  EXPECT_EQ(texts, (std::vector<std::string>{"안녕하세요.", "안녕하세요."}));
  EXPECT_EQ(ends, (std::vector<int>{1, 1}));
  EXPECT_EQ(events.back(), "[DONE]");
}

TEST(OpenAi, RefusesTextsThatItCannotContinue) {
  House house;
  const auto reader = house.guest(Role::reader);
  const std::pair<std::string, json> fields[] = {{"prompt", ""},       {"prompt", {1, 2}}, {"prompt", json::array()},
                                                 {"suffix", "x"},      {"best_of", 3},     {"logprobs", 6},
                                                 {"prompt", {"a", 1}}, {"echo", "yes"}};
  for (const auto& [name, value] : fields) {
    json body = {{"model", "remote-chat"}, {"prompt", "a"}};
    body[name] = value;
    const Reply reply = house.post("/v1/completions", reader, body);
    EXPECT_EQ(reply.status, 400) << name << value;
    EXPECT_EQ(json_of(reply)["error"]["param"], name) << reply.body;
  }
}

TEST(OpenAi, NamesAFullContext) {
  House house;
  house.model->status = 400;
  house.model->error_body =
      R"({"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}})";
  for (const bool stream : {false, true}) {
    const Reply reply = house.post("/v1/chat/completions", house.guest(Role::reader),
                                   chat_body("remote-chat", "a", {{"stream", stream}}));
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(json_of(reply)["error"]["code"], "context_length_exceeded") << reply.body;
  }
}

TEST(OpenAi, Embeds) {
  House house;
  const auto reader = house.guest(Role::reader);
  const auto embed = [&](json more) {
    json body = {{"model", "onggi/static-ko"}, {"input", {"연차 휴가", "출장비 정산"}}};
    body.update(more);
    return house.post("/v1/embeddings", reader, body);
  };
  const json plain = json_of(embed(json::object()));
  ASSERT_EQ(plain["data"].size(), 2U) << plain.dump();
  EXPECT_EQ(plain["object"], "list");
  EXPECT_EQ(plain["data"][1]["index"], 1);
  EXPECT_GT(plain["usage"]["prompt_tokens"], 0);
  const std::vector<float> values = plain["data"][0]["embedding"];
  std::string bytes;
  ASSERT_TRUE(
      from_base64(json_of(embed({{"encoding_format", "base64"}}))["data"][0]["embedding"].get<std::string>(), bytes));
  ASSERT_EQ(bytes.size(), values.size() * sizeof(float));
  for (std::size_t index = 0; index < values.size(); ++index) {
    float value = 0;
    std::memcpy(&value, bytes.data() + index * sizeof(float), sizeof value);
    EXPECT_EQ(value, values[index]);
  }
  const std::vector<float> cut = json_of(embed({{"dimensions", 16}}))["data"][0]["embedding"];
  ASSERT_EQ(cut.size(), 16U);
  double squares = 0;
  for (const float value : cut) squares += static_cast<double>(value) * static_cast<double>(value);
  EXPECT_NEAR(squares, 1, 1e-5);
  EXPECT_EQ(embed({{"dimensions", 100'000}}).status, 400);
  EXPECT_EQ(embed({{"dimensions", values.size() + 1}}).status, 400);
  EXPECT_EQ(embed({{"input", {1, 2, 3}}}).status, 400);
  EXPECT_EQ(embed({{"input", json::array()}}).status, 400);
  EXPECT_EQ(embed({{"input", ""}}).status, 400);
  EXPECT_EQ(embed({{"encoding_format", "hex"}}).status, 400);
  EXPECT_EQ(json_of(embed({{"model", "text-embedding-3-small"}}))["error"]["code"], "model_not_found");
  EXPECT_EQ(json_of(embed({{"input", "한 문장"}}))["data"].size(), 1U);
}

}  // namespace
}  // namespace onggi
