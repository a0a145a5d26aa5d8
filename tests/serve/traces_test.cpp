// /api/traces: each way to an answer leaves its trace, which its asker reads and nobody else but who runs the system.
#include <gtest/gtest.h>

#include "serve/house.h"

namespace onggi {
namespace {

using nlohmann::json;

const std::string kQuestion = "연차휴가는 며칠입니까?";

class TracesApi : public ::testing::Test {
 protected:
  json listed(const House::Guest& guest, const std::string& query = "") {
    const Reply reply = house.get("/api/traces" + query, guest);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json_of(reply)["traces"];
  }
  json trace(const House::Guest& guest, const std::string& id) {
    const Reply reply = house.get("/api/traces/" + id, guest);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json_of(reply);
  }
  json asked(const House::Guest& guest, json body) {
    const Reply reply = house.post("/api/ask", guest, body);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json_of(reply);
  }

  House house;
  House::Guest editor = house.guest(Role::editor, Label::sensitive), reader = house.guest(Role::reader),
               admin = house.guest(Role::admin);
  std::string leave = house.upload("name=leave.txt&allow=everyone", editor, "연차휴가는 일 년에 15일이다.");
};

TEST_F(TracesApi, AnAnswerNamesItsTrace) {
  const json answer = asked(reader, {{"question", kQuestion}});
  const std::string id = answer["trace_id"];
  const json told = trace(reader, id);
  EXPECT_EQ(told["way"], "ask");
  EXPECT_EQ(told["person"], reader.login);
  EXPECT_TRUE(told["through"].get<std::string>().starts_with("key:"));
  EXPECT_EQ(told["question"], kQuestion);
  EXPECT_EQ(told["answer"], answer["answer"]);
  EXPECT_EQ(told["citations"], answer["citations"]);
  EXPECT_EQ(told["model"], "onggi/extractive");
  EXPECT_EQ(told["outcome"], "ok");
  EXPECT_GT(told["times"]["retrieve_us"].get<int>(), 0);
  EXPECT_GE(told["times"]["whole_us"].get<int>(), told["times"]["retrieve_us"].get<int>());
  ASSERT_EQ(told["hits"].size(), 1U);
  const json hit = told["hits"][0];
  EXPECT_EQ(hit["document"], leave);
  EXPECT_EQ(hit["name"], "leave.txt");
  EXPECT_EQ(hit["read"], true);
  EXPECT_EQ(hit["cited"], true);
  EXPECT_TRUE(hit["legs"].contains("lexical"));
  EXPECT_EQ(told["may_replay"], true);
}

TEST_F(TracesApi, EachWayLeavesOne) {
  const json chat = {{"model", "onggi"}, {"messages", json::array({{{"role", "user"}, {"content", kQuestion}}})}};
  const Reply answered = house.post("/v1/chat/completions", reader, chat);
  const std::string id = json_of(answered)["choices"][0]["message"]["onggi"]["trace_id"];
  EXPECT_EQ(trace(reader, id)["way"], "chat");
  EXPECT_EQ(listed(reader, "?request_id=" + answered.header("x-request-id"))[0]["id"], id);

  const json response = json_of(house.post("/v1/responses", reader, {{"model", "onggi"}, {"input", kQuestion}}));
  const json of_response = listed(reader, "?belongs_to=" + response["id"].get<std::string>());
  ASSERT_EQ(of_response.size(), 1U);
  EXPECT_EQ(of_response[0]["way"], "responses");
  EXPECT_EQ(of_response[0]["question"], kQuestion);

  json plain = chat;
  plain["model"] = "remote-chat";
  plain["stream"] = true;
  ASSERT_EQ(house.post("/v1/chat/completions", reader, plain).status, 200);
  const json of_model = listed(reader, "?model=remote-chat");
  ASSERT_EQ(of_model.size(), 1U);
  EXPECT_EQ(of_model[0]["usage"]["prompt_tokens"], 7);
  EXPECT_EQ(of_model[0]["usage"]["completion_tokens"], 3);
  EXPECT_GT(of_model[0]["times"]["first_us"].get<int>(), 0);
  EXPECT_EQ(of_model[0]["has_text"], false);
  EXPECT_EQ(of_model[0]["question"], "");

  ASSERT_EQ(house.post("/api/functions/keywords", reader, {{"text", "연차휴가 규정"}}).status, 200);
  const json newest = listed(reader)[0];
  EXPECT_EQ(newest["way"], "function");
  EXPECT_EQ(trace(reader, newest["id"])["function"], "keywords");

  house.model->status = 500;
  EXPECT_NE(house.post("/v1/chat/completions", reader, plain).status, 200);
  const json failed = listed(reader, "?failed=true");
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_NE(failed[0]["outcome"], "ok");
}

TEST_F(TracesApi, AModelsAnswerTellsItsPrompt) {
  house.model->pieces = {"연차휴가는 ", "일 년에 15일입니다 [1]."};
  const json answer = asked(reader, {{"question", kQuestion}, {"model", "remote-chat"}, {"stream", false}});
  const json told = trace(reader, answer["trace_id"]);
  EXPECT_EQ(told["model"], "remote-chat");
  EXPECT_EQ(told["prompt"], "answer.question@0");
  EXPECT_EQ(told["usage"]["prompt_tokens"], 7);
  EXPECT_TRUE(told["messages"].empty()) << "the company's prompts are not for everybody";
  const json messages = trace(admin, answer["trace_id"])["messages"];
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_NE(messages[1]["content"].get<std::string>().find("15일이다"), std::string::npos);
}

TEST_F(TracesApi, BelongToTheirAskerAndWhoRunsTheSystem) {
  const std::string id = asked(reader, {{"question", kQuestion}})["trace_id"];
  const House::Guest other = house.guest(Role::manager);
  EXPECT_EQ(house.get("/api/traces/" + id, other).status, 404);
  EXPECT_EQ(house.post("/api/traces/" + id + "/replay", other, {}).status, 404);
  EXPECT_TRUE(listed(other).empty());
  EXPECT_TRUE(listed(other, "?person=" + reader.login).empty());
  EXPECT_EQ(listed(admin, "?person=" + reader.login).size(), 1U);
  EXPECT_TRUE(listed(admin, "?person=nobody-here").empty());
  EXPECT_EQ(trace(admin, id)["question"], kQuestion);
  EXPECT_EQ(trace(admin, id)["may_replay"], false);
  EXPECT_EQ(house.post("/api/traces/" + id + "/replay", admin, {}).status, 404);
  EXPECT_EQ(house.get("/api/traces/trc_none", reader).status, 404);
  EXPECT_FALSE(house.audited("trace.read").empty());
  EXPECT_EQ(house.get("/api/traces?abstained=perhaps", reader).status, 400);
  EXPECT_EQ(house.get("/api/traces?cursor=x", reader).status, 400);
}

TEST_F(TracesApi, TextOfClosedDocumentsIsClosed) {
  const std::string own = house.upload("name=own.txt", editor, "비상금은 금고에 있다.");
  const std::string id = asked(editor, {{"question", "비상금은 어디에 있습니까?"}})["trace_id"];
  EXPECT_EQ(trace(editor, id)["hidden"], false);
  const json seen = trace(admin, id);
  EXPECT_EQ(seen["hidden"], true);
  EXPECT_EQ(seen["question"], "");
  EXPECT_EQ(seen["answer"], "");
  EXPECT_TRUE(seen["hits"].empty() && seen["citations"].empty() && seen["messages"].empty());
  EXPECT_EQ(house.get("/api/traces", admin).body.find("비상금"), std::string::npos);
  ASSERT_EQ(house.send("DELETE", "/api/documents/" + own, editor, {}).status, 204);
  EXPECT_EQ(trace(editor, id)["hidden"], true);
  EXPECT_EQ(reason_of(house.post("/api/traces/" + id + "/replay", editor, {})), "documents_closed");
}

TEST_F(TracesApi, AReplayTellsWhatIsDifferent) {
  const std::string id = asked(reader, {{"question", kQuestion}})["trace_id"];
  const std::string at = "/api/traces/" + id + "/replay";
  const json same = json_of(house.post(at, reader, {}));
  EXPECT_EQ(same["difference"]["same_answer"], true);
  EXPECT_EQ(same["difference"]["same_model"], true);
  EXPECT_EQ(same["difference"]["same_prompt"], true);
  EXPECT_EQ(same["difference"]["kept"], 1);
  EXPECT_TRUE(same["difference"]["gained"].empty() && same["difference"]["lost"].empty());
  EXPECT_EQ(same["answer"].contains("trace_id"), false);

  const std::string more = house.upload("name=more.txt&allow=everyone", editor,
                                        "연차휴가는 며칠이든 미리 신청한다. 연차휴가 신청서를 낸다.");
  const json other = json_of(house.post(at, reader, {}))["difference"];
  ASSERT_EQ(other["gained"].size(), 1U);
  EXPECT_EQ(other["gained"][0]["document"], more);
  EXPECT_EQ(other["gained"][0]["name"], "more.txt");
  EXPECT_TRUE(other["lost"].empty());
  EXPECT_EQ(listed(reader).size(), 1U) << "nothing of a replay is kept";
  EXPECT_EQ(house.audited("trace.replay").size(), 2U);
}

TEST_F(TracesApi, OneOfAModelAloneIsNotAskedAgain) {
  const json plain = {{"model", "remote-chat"}, {"messages", json::array({{{"role", "user"}, {"content", "안녕"}}})}};
  ASSERT_EQ(house.post("/v1/chat/completions", reader, plain).status, 200);
  const std::string id = listed(reader)[0]["id"];
  const Reply refused = house.post("/api/traces/" + id + "/replay", reader, {});
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(reason_of(refused), "no_text");
}

TEST_F(TracesApi, GoWithTheirConversationAndKnowItsRatings) {
  const std::string conversation = json_of(house.post("/api/conversations", reader, json::object()))["id"];
  const json answer = asked(reader, {{"question", kQuestion}, {"conversation_id", conversation}});
  const std::string id = answer["trace_id"], at = "/api/conversations/" + conversation;
  const json kept = json_of(house.get(at, reader))["exchanges"][0];
  EXPECT_EQ(kept["answer"]["trace_id"], id);
  ASSERT_EQ(house.send("PUT", at + "/exchanges/1/rating", reader, {{"rating", -1}}).status, 204);
  EXPECT_EQ(listed(reader, "?rating=-1")[0]["id"], id);
  EXPECT_EQ(trace(reader, id)["belongs_to"], conversation);
  ASSERT_EQ(house.send("DELETE", at, reader, {}).status, 204);
  EXPECT_EQ(house.get("/api/traces/" + id, reader).status, 404);
}

TEST_F(TracesApi, MetricsCountThem) {
  asked(reader, {{"question", kQuestion}});
  EXPECT_EQ(listed(reader).size(), 1U);
  const std::string metrics = call(house.port(), "GET", "/metrics").body;
  EXPECT_NE(metrics.find("onggi_traces_total{outcome=\"kept\"} 1\n"), std::string::npos) << metrics;
  EXPECT_NE(metrics.find("onggi_traces_total{outcome=\"dropped\"} 0\n"), std::string::npos);
}

}  // namespace
}  // namespace onggi
