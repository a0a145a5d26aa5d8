// /v1/responses: shapes, the order of events, what is kept for whom, going on, and work in the background.
#include <gtest/gtest.h>

#include <thread>

#include "serve/background.h"
#include "serve/house.h"
#include "support/must.h"

namespace onggi {
namespace {

using nlohmann::json;

const std::string kAt = "/v1/responses";

std::string at_of(const std::string& id) { return kAt + "/" + id; }

json body_of(const json& input, const json& more = json::object()) {
  json body = {{"model", "remote-chat"}, {"input", input}};
  body.update(more);
  return body;
}

json tool(const std::string& name) {
  return {{"type", "function"}, {"name", name}, {"parameters", {{"type", "object"}, {"properties", json::object()}}}};
}

json called(std::size_t index, const std::string& id, const std::string& arguments) {
  return {{"index", index},
          {"id", id},
          {"type", "function"},
          {"function", {{"name", "weather"}, {"arguments", arguments}}}};
}

/// Each event's data; its name and its number stand in it again.
std::vector<json> events_of(const Reply& reply) {
  std::vector<json> events;
  std::string_view rest = reply.body;
  while (rest.starts_with("event: ")) {
    const std::size_t line = rest.find('\n'), end = rest.find("\n\n");
    const std::string name(rest.substr(7, line - 7));
    EXPECT_TRUE(rest.substr(line + 1).starts_with("data: "));
    events.push_back(json::parse(rest.substr(line + 7, end - line - 7)));
    EXPECT_EQ(events.back()["type"], name);
    EXPECT_EQ(events.back()["sequence_number"], events.size() - 1);
    rest.remove_prefix(end + 2);
  }
  EXPECT_TRUE(rest.empty()) << rest;
  return events;
}

std::vector<std::string> types_of(const std::vector<json>& events) {
  std::vector<std::string> types;
  for (const json& event : events) {
    const std::string type = event["type"];
    if (types.empty() || types.back() != type) types.push_back(type);
  }
  return types;
}

class ResponsesApi : public ::testing::Test {
 protected:
  Reply create(const json& input, const json& more = json::object()) {
    return house.post(kAt, reader, body_of(input, more));
  }
  json created(const json& input, const json& more = json::object()) {
    const Reply reply = create(input, more);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json_of(reply);
  }
  Reply get(const std::string& rest) { return house.get(at_of(rest), reader); }
  json wait_until_ended(const std::string& id) {
    json body;
    do body = json_of(get(id));
    while (body["status"] == "in_progress");
    return body;
  }
  House::Guest with_key(KeyScopes scopes) {
    House::Guest other = reader;
    other.key_line = "Authorization: Bearer " +
                     must(house.people().add_key(reader.id, "app", 0, {.scopes = scopes})).secret + "\r\n";
    return other;
  }

  House house;
  House::Guest reader = house.guest(Role::editor);
};

TEST_F(ResponsesApi, AnswerInOpenAisShape) {
  const json body = created("안녕?", {{"metadata", {{"a", "b"}}}, {"instructions", "짧게"}, {"max_output_tokens", 50}});
  EXPECT_TRUE(body["id"].get<std::string>().starts_with("resp_"));
  EXPECT_EQ(body["object"], "response");
  EXPECT_EQ(body["status"], "completed");
  EXPECT_TRUE(body["created_at"].is_number_integer());
  EXPECT_GE(body["completed_at"], body["created_at"]);
  EXPECT_EQ(body["model"], "remote-chat");
  EXPECT_EQ(body["instructions"], "짧게");
  EXPECT_EQ(body["max_output_tokens"], 50);
  EXPECT_EQ(body["metadata"], (json{{"a", "b"}}));
  EXPECT_EQ(body["store"], true);
  EXPECT_EQ(body["text"]["format"]["type"], "text");
  EXPECT_EQ(body["usage"], (json{{"input_tokens", 7},
                                 {"input_tokens_details", {{"cached_tokens", 0}, {"cache_write_tokens", 0}}},
                                 {"output_tokens", 3},
                                 {"output_tokens_details", {{"reasoning_tokens", 0}}},
                                 {"total_tokens", 10}}));
  for (const char* field : {"error", "incomplete_details", "previous_response_id", "user"})
    EXPECT_TRUE(body.at(field).is_null()) << field;
  ASSERT_EQ(body["output"].size(), 1U);
  const json& message = body["output"][0];
  EXPECT_TRUE(message["id"].get<std::string>().starts_with("msg_"));
  EXPECT_EQ(message["type"], "message");
  EXPECT_EQ(message["role"], "assistant");
  EXPECT_EQ(message["status"], "completed");
  EXPECT_EQ(message["content"], (json::array({{{"type", "output_text"},
                                               {"annotations", json::array()},
                                               {"logprobs", json::array()},
                                               {"text", "안녕하세요."}}})));
  const json said = {{{"role", "system"}, {"content", "짧게"}}, {{"role", "user"}, {"content", "안녕?"}}};
  EXPECT_EQ(house.model->last_messages(), said);
}

TEST_F(ResponsesApi, StreamInOpenAisOrder) {
  const auto events = events_of(create("안녕?", {{"stream", true}}));
  EXPECT_EQ(types_of(events),
            (std::vector<std::string>{"response.created", "response.in_progress", "response.output_item.added",
                                      "response.content_part.added", "response.output_text.delta",
                                      "response.output_text.done", "response.content_part.done",
                                      "response.output_item.done", "response.completed"}));
  std::string text;
  for (const json& event : events) text += event.value("delta", "");
  EXPECT_EQ(text, "안녕하세요.");
  const json whole = events.back()["response"];
  EXPECT_EQ(whole["output"][0]["content"][0]["text"], text);
  EXPECT_EQ(whole["id"], events[0]["response"]["id"]);
  EXPECT_EQ(events[0]["response"]["status"], "in_progress");
  EXPECT_EQ(events[0]["response"]["output"], json::array());
  const std::string item = whole["output"][0]["id"];
  for (const json& event : events) EXPECT_EQ(event.value("item_id", item), item);
  EXPECT_EQ(json_of(get(whole["id"])), whole) << "what was streamed is what is kept";
}

TEST_F(ResponsesApi, StreamCallsOfFunctionsOneAfterTheOther) {
  house.model->tool_calls = {called(0, "call_1", R"({"city":"서울"})"), called(1, "call_2", R"({"city":"부산"})")};
  const auto events = events_of(create("날씨?", {{"stream", true}, {"tools", {tool("weather")}}}));
  const std::vector<std::string> one = {"response.output_item.added", "response.function_call_arguments.delta",
                                        "response.function_call_arguments.done", "response.output_item.done"};
  std::vector<std::string> expected = {"response.created", "response.in_progress"};
  for (int twice = 0; twice < 2; ++twice) expected.insert(expected.end(), one.begin(), one.end());
  expected.emplace_back("response.completed");
  EXPECT_EQ(types_of(events), expected);
  const json output = events.back()["response"]["output"];
  ASSERT_EQ(output.size(), 2U);
  EXPECT_TRUE(output[1]["id"].get<std::string>().starts_with("fc_"));
  EXPECT_EQ(output[1]["call_id"], "call_2");
  EXPECT_EQ(output[1]["name"], "weather");
  EXPECT_EQ(output[1]["arguments"], R"({"city":"부산"})");
  EXPECT_EQ(output[1]["status"], "completed");
}

TEST_F(ResponsesApi, AMessageEndsBeforeACallBegins) {
  house.model->tool_calls = {called(0, "call_1", "{}")};
  house.model->speaks_before_calls = true;
  const auto events = events_of(create("날씨?", {{"stream", true}, {"tools", {tool("weather")}}}));
  const auto types = types_of(events);
  const auto message_done = std::ranges::find(types, "response.output_item.done");
  const auto call_begun = std::ranges::find(types, "response.function_call_arguments.delta");
  ASSERT_NE(call_begun, types.end());
  EXPECT_LT(message_done - types.begin(), call_begun - types.begin());
  const json output = events.back()["response"]["output"];
  ASSERT_EQ(output.size(), 2U);
  EXPECT_EQ(output[0]["content"][0]["text"], "안녕하세요.");
  EXPECT_EQ(output[1]["call_id"], "call_1");
  const json whole = created("날씨?", {{"tools", {tool("weather")}}})["output"];
  ASSERT_EQ(whole.size(), 2U);
  for (std::size_t index = 0; index < 2; ++index) EXPECT_EQ(whole[index]["type"], output[index]["type"]);
  // Both stand in one turn of the assistant when it is gone on from.
  house.model->tool_calls = nullptr;
  created(json::array({{{"type", "function_call_output"}, {"call_id", "call_1"}, {"output", "맑음"}}}),
          {{"previous_response_id", events.back()["response"]["id"]}});
  const json sent = house.model->last_messages();
  ASSERT_EQ(sent.size(), 3U) << sent.dump();
  EXPECT_EQ(sent[1]["content"], "안녕하세요.");
  EXPECT_EQ(sent[1]["tool_calls"].size(), 1U);
}

TEST_F(ResponsesApi, FunctionsGoRound) {
  house.model->tool_calls = {called(0, "call_1", R"({"city":"서울"})")};
  const json asked = created("서울 날씨?", {{"tools", {tool("weather")}}, {"tool_choice", "required"}});
  EXPECT_EQ(asked["tools"][0]["name"], "weather");
  EXPECT_EQ(asked["tool_choice"], "required");
  ASSERT_EQ(asked["output"].size(), 1U) << asked.dump();
  EXPECT_EQ(asked["output"][0]["type"], "function_call");
  house.model->tool_calls = nullptr;
  const json result = {{"type", "function_call_output"}, {"call_id", "call_1"}, {"output", "맑음"}};
  const json answered = created(json::array({result}), {{"previous_response_id", asked["id"]}});
  EXPECT_EQ(answered["previous_response_id"], asked["id"]);
  const json sent = house.model->last_messages();
  ASSERT_EQ(sent.size(), 3U) << sent.dump();
  EXPECT_EQ(sent[1]["tool_calls"][0]["id"], "call_1");
  EXPECT_EQ(sent[2]["role"], "tool");
  EXPECT_EQ(sent[2]["content"], "맑음");
  EXPECT_EQ(json_of(create(json::array({result})))["error"]["param"], "input") << "nobody called it";
  // The client may give the items itself.
  json items = json::array({{{"role", "user"}, {"content", "서울 날씨?"}}, asked["output"][0], result});
  created(items, {{"store", false}});
  EXPECT_EQ(house.model->last_messages(), sent);
}

TEST_F(ResponsesApi, GoOnFromTheOneBeforeWithoutItsInstructions) {
  const json first = created("첫째", {{"instructions", "짧게"}});
  house.model->pieces = {"둘째 답"};
  const json second = created("둘째", {{"previous_response_id", first["id"]}});
  json said = {{{"role", "user"}, {"content", "첫째"}},
               {{"role", "assistant"}, {"content", "안녕하세요."}},
               {{"role", "user"}, {"content", "둘째"}}};
  EXPECT_EQ(house.model->last_messages(), said);
  created("셋째", {{"previous_response_id", second["id"]}, {"instructions", "길게"}});
  const json sent = house.model->last_messages();
  ASSERT_EQ(sent.size(), 6U);
  EXPECT_EQ(sent[0]["content"], "길게");
  EXPECT_EQ(sent[4]["content"], "둘째 답");
  const Reply missing = create("넷째", {{"previous_response_id", "resp_none"}});
  EXPECT_EQ(missing.status, 400);
  EXPECT_EQ(json_of(missing)["error"]["code"], "previous_response_not_found");
  EXPECT_EQ(json_of(missing)["error"]["param"], "previous_response_id");
}

TEST_F(ResponsesApi, ItemsOfTheInputComeInPages) {
  const json first = created("첫째");
  const json second =
      created(json::array({{{"role", "user"}, {"content", "둘째"}}, {{"role", "developer"}, {"content", "짧게"}}}),
              {{"previous_response_id", first["id"]}});
  const std::string at = second["id"].get<std::string>() + "/input_items";
  const json all = json_of(get(at + "?order=asc"));
  ASSERT_EQ(all["data"].size(), 4U) << all.dump();
  EXPECT_EQ(all["object"], "list");
  EXPECT_EQ(all["has_more"], false);
  EXPECT_EQ(all["data"][0]["content"], (json::array({{{"type", "input_text"}, {"text", "첫째"}}})));
  EXPECT_EQ(all["data"][1]["role"], "assistant");
  EXPECT_EQ(all["data"][3]["role"], "developer");
  EXPECT_EQ(all["first_id"], all["data"][0]["id"]);
  EXPECT_EQ(all["last_id"], all["data"][3]["id"]);
  const json newest = json_of(get(at + "?limit=3"));
  EXPECT_EQ(newest["data"][0], all["data"][3]);
  EXPECT_EQ(newest["has_more"], true);
  const json rest = json_of(get(at + "?limit=3&after=" + newest["last_id"].get<std::string>()));
  EXPECT_EQ(rest["data"], json::array({all["data"][0]}));
  EXPECT_EQ(rest["has_more"], false);
  EXPECT_EQ(get(at + "?after=none").status, 400);
  EXPECT_EQ(get(at + "?order=up").status, 400);
  EXPECT_EQ(get(at + "?limit=101").status, 400);
}

TEST_F(ResponsesApi, AreTheirPersonsAlone) {
  const std::string id = created("안녕?")["id"];
  const std::string later = [&] {
    house.model->silent = true;
    return created("길게", {{"background", true}})["id"].get<std::string>();
  }();
  const auto other = house.guest(Role::admin);
  for (const std::string& one : {id, later}) {
    const std::string at = at_of(one);
    EXPECT_EQ(house.get(at, other).status, 404);
    EXPECT_EQ(house.get(at + "/input_items", other).status, 404);
    EXPECT_EQ(call(house.port(), "POST", at + "/cancel", other.key_line).status, 404);
    EXPECT_EQ(call(house.port(), "DELETE", at, other.key_line).status, 404);
    const Reply going_on = house.post(kAt, other, body_of("그래서?", {{"previous_response_id", one}}));
    EXPECT_EQ(going_on.status, 400);
    EXPECT_EQ(json_of(going_on)["error"]["code"], "previous_response_not_found");
  }
  EXPECT_EQ(json_of(get(later))["status"], "in_progress");
  EXPECT_EQ(get(id).status, 200);
}

TEST_F(ResponsesApi, AreRemovedOrNotKeptAtAll) {
  const std::string id = created("안녕?")["id"];
  const Reply gone = call(house.port(), "DELETE", at_of(id), reader.key_line);
  EXPECT_EQ(json_of(gone), (json{{"id", id}, {"object", "response"}, {"deleted", true}}));
  EXPECT_EQ(get(id).status, 404);
  EXPECT_EQ(json_of(get(id))["error"]["type"], "invalid_request_error");
  const json unkept = created("안녕?", {{"store", false}});
  EXPECT_EQ(unkept["store"], false);
  EXPECT_EQ(get(unkept["id"]).status, 404);
}

TEST_F(ResponsesApi, WorkInTheBackground) {
  const json begun = created("길게", {{"background", true}});
  EXPECT_EQ(begun["status"], "in_progress");
  EXPECT_EQ(begun["background"], true);
  EXPECT_EQ(begun["output"], json::array());
  const json done = wait_until_ended(begun["id"]);
  EXPECT_EQ(done["status"], "completed");
  EXPECT_EQ(done["id"], begun["id"]);
  EXPECT_EQ(done["output"][0]["content"][0]["text"], "안녕하세요.");
  EXPECT_EQ(done["usage"]["total_tokens"], 10);
  house.model->status = 500;
  const json failed = wait_until_ended(created("길게", {{"background", true}})["id"]);
  EXPECT_EQ(failed["status"], "failed");
  EXPECT_EQ(failed["error"]["code"], "server_error");
  const Reply going_on = create("그래서?", {{"previous_response_id", failed["id"]}});
  EXPECT_EQ(json_of(going_on)["error"]["code"], "not_completed");
}

TEST_F(ResponsesApi, AreCancelledInTheBackground) {
  house.model->silent = true;
  const std::string id = created("길게", {{"background", true}})["id"];
  ASSERT_TRUE(house.model->wait_for_call());
  const std::string at = at_of(id) + "/cancel";
  EXPECT_EQ(json_of(call(house.port(), "POST", at, reader.key_line))["status"], "cancelled");
  EXPECT_TRUE(house.model->wait_for_stopped());
  EXPECT_EQ(json_of(call(house.port(), "POST", at, reader.key_line))["status"], "cancelled") << "once more";
  EXPECT_EQ(json_of(get(id))["status"], "cancelled");
  house.model->silent = false;
  const std::string whole = created("안녕?")["id"];
  const Reply refused = call(house.port(), "POST", at_of(whole) + "/cancel", reader.key_line);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(json_of(refused)["error"]["code"], "not_background");
}

TEST_F(ResponsesApi, AServerThatStopsEndsItsWork) {
  house.model->silent = true;
  created("길게", {{"background", true}});
  ASSERT_TRUE(house.model->wait_for_call());
  house.stop_and_join();
  EXPECT_TRUE(house.has_ended());
  EXPECT_TRUE(house.model->wait_for_stopped());
}

TEST(BackgroundWork, HasAnEnd) {
  using serve_room::Background;
  Background background;
  const auto wait = [](const Cancel& cancel) {
    while (!cancel.requested()) std::this_thread::yield();
  };
  for (std::size_t number = 0; number < Background::kRunningMax; ++number)
    EXPECT_TRUE(background.start(std::to_string(number), std::chrono::hours(1), wait));
  EXPECT_FALSE(background.start("more", std::chrono::hours(1), wait));
  EXPECT_TRUE(background.cancel("0"));
  EXPECT_FALSE(background.cancel("unknown"));
  while (!background.start("more", std::chrono::hours(1), wait)) std::this_thread::yield();
  background.end();
  EXPECT_FALSE(background.start("late", std::chrono::hours(1), wait));
}

TEST_F(ResponsesApi, AnswerFromDocumentsWithAnnotations) {
  const std::string id =
      house.upload("name=휴가.txt", reader, "연차 휴가는 1년에 15일입니다.\n출장비는 7일 안에 정산합니다.");
  const json body = created("연차 휴가는 1년에 15일입니까?", {{"model", "onggi"}});
  const json message = body["output"][0];
  const std::string text = message["content"][0]["text"];
  EXPECT_NE(text.find("15일"), std::string::npos) << body.dump();
  const json note = message["content"][0]["annotations"].at(0);
  EXPECT_EQ(note["type"], "file_citation");
  EXPECT_EQ(note["file_id"], id);
  EXPECT_EQ(note["filename"], "휴가.txt");
  const std::size_t marker = text.find("[1]");
  ASSERT_NE(marker, std::string::npos);
  EXPECT_EQ(note["index"], std::ranges::count_if(text.substr(0, marker), [](char byte) {
              return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80;
            }));
  EXPECT_EQ(message["onggi"]["citations"][0]["document"], id);
  EXPECT_EQ(message["onggi"]["abstained"], false);
  const auto events = events_of(create("연차 휴가는 1년에 15일입니까?", {{"model", "onggi"}, {"stream", true}}));
  const auto types = types_of(events);
  EXPECT_NE(std::ranges::find(types, "response.output_text.annotation.added"), types.end());
  EXPECT_EQ(events.back()["response"]["output"][0]["content"][0]["annotations"][0], note);
  EXPECT_EQ(events[events.size() - 2]["item"], events.back()["response"]["output"][0]);
  const json next =
      created("출장비는 며칠 안에 정산합니까?", {{"model", "onggi"}, {"previous_response_id", body["id"]}});
  EXPECT_EQ(next["status"], "completed");
  for (const auto& [field, value] : {std::pair<std::string, json>{"tools", json::array({tool("f")})},
                                     {"text", {{"format", {{"type", "json_object"}}}}},
                                     {"include", json::array({"message.output_text.logprobs"})}}) {
    const Reply refused = create("휴가?", {{"model", "onggi"}, {field, value}});
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(json_of(refused)["error"]["param"], field == "text" ? "text.format" : field) << refused.body;
  }
}

TEST_F(ResponsesApi, NothingGoesOnFromDocumentsThatWereClosed) {
  const auto owner = house.guest(Role::editor);
  const std::string document = house.upload("name=a.txt&allow=everyone", owner, "연차 휴가는 1년에 15일입니다.");
  const std::string id = created("연차 휴가는 1년에 15일입니까?", {{"model", "onggi"}})["id"];
  EXPECT_EQ(create("정말?", {{"previous_response_id", id}}).status, 200);
  ASSERT_EQ(house.send("PATCH", "/api/documents/" + document, owner, {{"allow", json::array()}}).status, 200);
  const Reply refused = create("정말?", {{"previous_response_id", id}});
  EXPECT_EQ(refused.status, 404);
  EXPECT_EQ(json_of(refused)["error"]["code"], "documents_closed");
  EXPECT_EQ(get(id).status, 200) << "as with conversations, its owner reads what was answered";
}

TEST_F(ResponsesApi, AModelIsNotSentWhatLiesAboveItsLabel) {
  const auto secretary = house.guest(Role::editor, Label::sensitive);
  house.upload("name=a.txt&label=S", secretary, "연차 휴가는 1년에 15일입니다.");
  const json answered =
      json_of(house.post(kAt, secretary, body_of("연차 휴가는 1년에 15일입니까?", {{"model", "onggi"}})));
  ASSERT_EQ(answered["output"][0]["onggi"]["label"], "S") << answered.dump();
  const Reply refused = house.post(kAt, secretary, body_of("정말?", {{"previous_response_id", answered["id"]}}));
  EXPECT_EQ(refused.status, 403) << "a server takes what is open alone";
  EXPECT_EQ(json_of(refused)["error"]["code"], "label_above_model");
}

TEST_F(ResponsesApi, AKeyReadsWhatItCouldHaveAsked) {
  house.upload("name=a.txt", reader, "연차 휴가는 1년에 15일입니다.");
  const std::string of_documents = created("연차 휴가는 1년에 15일입니까?", {{"model", "onggi"}})["id"];
  const std::string of_model = created("안녕?")["id"];
  const auto models = with_key({KeyScope::models}), retrieval = with_key({KeyScope::retrieval});
  EXPECT_EQ(house.get(at_of(of_model), models).status, 200);
  EXPECT_EQ(house.get(at_of(of_documents), models).status, 403);
  EXPECT_EQ(house.post(kAt, models, body_of("정말?", {{"previous_response_id", of_documents}})).status, 403);
  EXPECT_EQ(house.get(at_of(of_documents), retrieval).status, 200);
  EXPECT_EQ(house.get(at_of(of_model), retrieval).status, 403);
  EXPECT_EQ(house.post(kAt, models, body_of("휴가?", {{"model", "onggi"}})).status, 403);
  EXPECT_EQ(house.get(at_of(of_model), with_key({KeyScope::documents})).status, 403);
}

TEST_F(ResponsesApi, DropTheOldestWhereTheContextIsFull) {
  const json items = json::array({{{"role", "system"}, {"content", "짧게"}},
                                  {{"role", "user"}, {"content", "첫째"}},
                                  {{"role", "assistant"}, {"content", "답"}},
                                  {{"role", "user"}, {"content", "둘째"}}});
  house.model->messages_max = 2;
  const Reply full = create(items);
  EXPECT_EQ(full.status, 400);
  EXPECT_EQ(json_of(full)["error"]["code"], "context_length_exceeded");
  EXPECT_EQ(created(items, {{"truncation", "auto"}})["truncation"], "auto");
  const json left = {{{"role", "system"}, {"content", "짧게"}}, {{"role", "user"}, {"content", "둘째"}}};
  EXPECT_EQ(house.model->last_messages(), left);
  house.model->messages_max = 1;
  EXPECT_EQ(create(items, {{"truncation", "auto"}}).status, 400) << "the last question stays";
}

TEST_F(ResponsesApi, TellErrorsInTheMiddleOfAStream) {
  house.model->breaks = true;
  const auto events = events_of(create("안녕?", {{"stream", true}}));
  EXPECT_EQ(events.back()["type"], "response.failed");
  EXPECT_EQ(events.back()["response"]["status"], "failed");
  EXPECT_EQ(events.back()["response"]["error"]["code"], "server_error");
  EXPECT_EQ(get(events.back()["response"]["id"]).status, 404) << "only what came to its end is kept";
  const auto entries = house.audited("response.create");
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_NE(entries[0].outcome, "ok");
}

TEST_F(ResponsesApi, RefuseWhatTheyCannotHonour) {
  const std::tuple<std::string, json, std::string> fields[] = {
      {"tools", json::array({{{"type", "web_search"}}}), "tools"},
      {"tools", json::array({{{"type", "function"}, {"name", "a b"}}}), "tools"},
      {"tool_choice", "required", "tool_choice"},
      {"text", {{"format", {{"type", "json_schema"}, {"name", "x"}}}}, "text.format"},
      {"text", {{"format", {{"type", "xml"}}}}, "text.format"},
      {"text", {{"verbosity", "low"}}, "text.verbosity"},
      {"reasoning", {{"effort", "much"}}, "reasoning.effort"},
      {"reasoning", {{"summary", "auto"}}, "reasoning.summary"},
      {"conversation", "conv_1", "conversation"},
      {"prompt", {{"id", "p"}}, "prompt"},
      {"include", json::array({"everything"}), "include"},
      {"metadata", {{"a", 1}}, "metadata"},
      {"metadata", {{"a", std::string(513, 'x')}}, "metadata"},
      {"truncation", "sometimes", "truncation"},
      {"max_output_tokens", 0, "max_output_tokens"},
      {"temperature", 3, "temperature"},
      {"background", "yes", "background"},
      {"top_logprobs", 21, "top_logprobs"},
      {"input", "", "input"},
      {"input", json::array(), "input"},
      {"input", json::array({{{"role", "robot"}, {"content", "a"}}}), "input"},
      {"input", json::array({{{"type", "item_reference"}, {"id", "msg_1"}}}), "input"},
      {"input", json::array({{{"role", "user"}, {"content", json::array({{{"type", "input_image"}}})}}}), "input"}};
  for (const auto& [name, value, param] : fields) {
    const Reply reply = create("안녕?", {{name, value}});
    EXPECT_EQ(reply.status, 400) << name;
    EXPECT_EQ(json_of(reply)["error"]["param"], param) << reply.body;
    EXPECT_EQ(json_of(reply)["error"]["type"], "invalid_request_error");
  }
  EXPECT_EQ(json_of(create("a", {{"background", true}, {"stream", true}}))["error"]["param"], "stream");
  EXPECT_EQ(json_of(create("a", {{"background", true}, {"store", false}}))["error"]["param"], "background");
  EXPECT_EQ(house.post(kAt, reader, {{"model", "remote-chat"}}).status, 400);
  EXPECT_EQ(json_of(create("a", {{"model", "gpt-4"}, {"stream", true}}))["error"]["code"], "model_not_found");
}

TEST_F(ResponsesApi, TakeWhatClientsSendByDefault) {
  EXPECT_EQ(created("안녕?", {{"reasoning", {{"effort", nullptr}}}})["reasoning"]["effort"], nullptr);
  const json body = created("안녕?", {{"reasoning", {{"effort", "low"}}},
                                      {"include", json::array({"reasoning.encrypted_content"})},
                                      {"text", {{"format", {{"type", "text"}}}, {"verbosity", "medium"}}},
                                      {"service_tier", "auto"},
                                      {"prompt_cache_key", "k"},
                                      {"safety_identifier", "s"},
                                      {"user", "u"},
                                      {"tools", json::array()},
                                      {"parallel_tool_calls", false},
                                      {"stream_options", {{"include_obfuscation", false}}}});
  EXPECT_EQ(body["reasoning"]["effort"], "low");
  EXPECT_EQ(body["prompt_cache_key"], "k");
  EXPECT_EQ(body["safety_identifier"], "s");
  EXPECT_EQ(body["user"], "u");
  EXPECT_EQ(body["parallel_tool_calls"], false);
  const std::string id = body["id"];
  EXPECT_EQ(get(id + "?include[]=reasoning.encrypted_content").status, 200);
  EXPECT_EQ(get(id + "?include[]=nothing").status, 400);
  EXPECT_EQ(get(id + "?stream=true&starting_after=2").status, 400);
}

TEST_F(ResponsesApi, TheSameKeyGivesTheSameAnswer) {
  const std::string fields = reader.key_line + "Idempotency-Key: once\r\n";
  const std::string body = body_of("안녕?").dump();
  const Reply first = call(house.port(), "POST", kAt, fields, body);
  const Reply again = call(house.port(), "POST", kAt, fields, body);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(again.body, first.body);
}

TEST_F(ResponsesApi, TokensOfTheBackgroundCountWhenTheyAreKnown) {
  House::Guest key = reader;
  key.key_line = "Authorization: Bearer " +
                 must(house.people().add_key(reader.id, "app", 0, {.tokens_per_minute = 2'000})).secret + "\r\n";
  const json more = {{"background", true}, {"max_output_tokens", 1'500}};
  const Reply begun = house.post(kAt, key, body_of("안녕?", more));
  ASSERT_EQ(begun.status, 200) << begun.body;
  EXPECT_LT(std::stoi(begun.header("x-ratelimit-remaining-tokens")), 500) << "held until its end";
  wait_until_ended(json_of(begun)["id"]);
  Reply next;
  do next = house.post(kAt, key, body_of("안녕?", more));
  while (next.status == 429);
  EXPECT_EQ(next.status, 200) << "what was not written came back";
}

TEST_F(ResponsesApi, LeaveTheirIdsInTheAuditLog) {
  const std::string id = created("비밀 물음")["id"];
  get(id);
  call(house.port(), "DELETE", at_of(id), reader.key_line);
  for (const char* action : {"response.create", "response.read", "response.remove"}) {
    const auto entries = house.audited(action);
    ASSERT_EQ(entries.size(), 1U) << action;
    EXPECT_EQ(entries[0].object, "response:" + id);
    EXPECT_EQ(entries[0].detail.find("비밀"), std::string::npos);
  }
}

}  // namespace
}  // namespace onggi
