// /api end to end on real rooms: documents and who sees them, questions, people, groups, keys, jobs, the audit log.
#include <gtest/gtest.h>

#include "serve/house.h"

namespace onggi {
namespace {

using nlohmann::json;

const std::string kRules =
    "연차 휴가는 1년에 15일입니다.\n연차는 사흘 전까지 팀장에게 신청합니다.\n출장비는 귀임 후 7일 안에 정산합니다.";

std::string upload_query(const std::string& name, const std::string& more = {}) { return "name=" + name + more; }

TEST(Documents, GoTheirWholeWay) {
  House house;
  const auto editor = house.guest(Role::editor);
  const Reply added = call(house.port(), "POST", "/api/documents?name=%EA%B7%9C%EC%A0%95%2F%EC%97%B0%EC%B0%A8.txt",
                           editor.key_line, kRules);
  ASSERT_EQ(added.status, 202) << added.body;
  EXPECT_EQ(json_of(added)["what"], "created");
  EXPECT_EQ(house.work_calls, 1);
  const std::string id = json_of(added)["document_id"];

  const json jobs = json_of(house.get("/api/jobs?state=queued", editor))["jobs"];
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0]["document_id"], id);
  EXPECT_EQ(house.get("/api/jobs/" + jobs[0]["id"].get<std::string>(), editor).status, 200);
  EXPECT_EQ(house.get("/api/documents/" + id + "/content", editor).status, 404);
  house.run_jobs();

  const json listed = json_of(house.get("/api/documents?state=ready&name=%EC%97%B0%EC%B0%A8", editor));
  EXPECT_EQ(listed["total"], 1);
  EXPECT_EQ(listed["documents"][0]["name"], "연차.txt");
  EXPECT_EQ(listed["documents"][0]["owner"], editor.login);
  EXPECT_EQ(listed["documents"][0]["label"], "O");
  EXPECT_TRUE(listed["documents"][0]["error"].is_null());

  const json detail = json_of(house.get("/api/documents/" + id, editor));
  EXPECT_EQ(detail["source"], "upload:규정/연차.txt");
  EXPECT_EQ(detail["allow"], json::array({"person:" + editor.login}));
  EXPECT_EQ(detail["may_change"], true);
  EXPECT_EQ(detail["may_delete"], true);
  EXPECT_GT(detail["stages"].size(), 1U);
  EXPECT_EQ(json_of(house.get("/api/documents/" + id + "/content", editor))["elements"].size(), 3U);

  const Reply original = house.get("/api/documents/" + id + "/original", editor);
  EXPECT_EQ(original.body, kRules);
  EXPECT_EQ(original.header("content-type"), "application/octet-stream");
  EXPECT_EQ(original.header("content-disposition"),
            "attachment; filename=\"______.txt\"; filename*=UTF-8''%EC%97%B0%EC%B0%A8.txt");
  EXPECT_EQ(house.get("/api/documents/" + id + "/pages/0/image", editor).header("content-type"), "image/png");
  EXPECT_EQ(house.get("/api/documents/" + id + "/pages/1/image", editor).status, 404);
  EXPECT_EQ(house.get("/api/documents/" + id + "/pages/x/image", editor).status, 400);
  EXPECT_EQ(house.get("/api/documents/" + id + "/pages/0/image?dpi=301", editor).status, 400);
  EXPECT_EQ(house.get("/api/documents/" + id + "/pages/0/words", editor).body,
            R"({"words":[{"box":[1.0,2.0,3.0,4.0],"text":"낱말"}]})");
  EXPECT_EQ(house.get("/api/documents/" + id + "/pages/1/words", editor).status, 404);
  EXPECT_EQ(house.get("/api/documents/" + id + "/pages/x/words", editor).status, 400);

  EXPECT_EQ(json_of(call(house.port(), "POST", "/api/documents?name=%EA%B7%9C%EC%A0%95%2F%EC%97%B0%EC%B0%A8.txt",
                         editor.key_line, kRules))["what"],
            "unchanged");
  EXPECT_EQ(house.send("DELETE", "/api/documents/" + id, editor, {}).status, 204);
  EXPECT_EQ(house.get("/api/documents/" + id, editor).status, 404);
  EXPECT_EQ(house.audited("document.download").front().object, "document:" + id);
}

TEST(Documents, OfOthersAreNotThere) {
  House house;
  const auto writer = house.guest(Role::editor), stranger = house.guest(Role::editor),
             manager = house.guest(Role::manager, Label::classified);
  const std::string secret = house.upload(upload_query("a.txt"), writer, kRules);
  const std::string shared =
      house.upload(upload_query("b.txt", "&allow=everyone"), writer, "보안 교육은 해마다 한 번 받습니다.");
  const Reply hidden = house.get("/api/documents/" + secret, stranger),
              missing = house.get("/api/documents/doc_none", stranger);
  EXPECT_EQ(hidden.status, 404);
  json left = json_of(hidden), right = json_of(missing);
  left["error"].erase("request_id"), right["error"].erase("request_id");
  EXPECT_EQ(left["error"]["code"], right["error"]["code"]);
  EXPECT_EQ(left["error"]["reason"], right["error"]["reason"]);
  for (const std::string rest : {"", "/content", "/original", "/pages/0/image", "/pages/0/words"})
    EXPECT_EQ(house.get("/api/documents/" + secret + rest, stranger).status, 404) << rest;
  EXPECT_EQ(house.send("DELETE", "/api/documents/" + secret, stranger, {}).status, 404);
  EXPECT_EQ(house.send("PATCH", "/api/documents/" + secret, manager, {{"label", "S"}}).status, 404);
  EXPECT_EQ(json_of(house.get("/api/documents", stranger))["total"], 1);
  EXPECT_EQ(json_of(house.get("/api/status", stranger))["documents"], 1);

  EXPECT_EQ(house.send("DELETE", "/api/documents/" + shared, stranger, {}).status, 403);
  EXPECT_EQ(house.send("PATCH", "/api/documents/" + shared, stranger, {{"label", "S"}}).status, 403);
  const Reply changed = house.send("PATCH", "/api/documents/" + shared, manager, {{"label", "S"}});
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(json_of(changed)["label"], "S");
  EXPECT_EQ(house.get("/api/documents/" + shared, stranger).status, 404);
  EXPECT_TRUE(json_of(house.post("/api/search", stranger, {{"query", "보안 교육"}}))["hits"].empty());
}

TEST(Documents, KeepTheirOwnerWhenShared) {
  House house;
  const auto owner = house.guest(Role::owner, Label::classified), writer = house.guest(Role::editor),
             member = house.guest(Role::reader);
  ASSERT_EQ(house.post("/api/groups", owner, {{"name", "재무팀"}}).status, 201);
  ASSERT_EQ(house.post("/api/groups/%EC%9E%AC%EB%AC%B4%ED%8C%80/members", owner, {{"member", "person:" + member.login}})
                .status,
            204);
  const std::string id = house.upload(upload_query("a.txt"), writer, kRules);
  EXPECT_EQ(house.get("/api/documents/" + id, member).status, 404);
  const Reply changed = house.send("PATCH", "/api/documents/" + id, writer, {{"allow", {"group:재무팀"}}});
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(json_of(changed)["allow"].size(), 2U);
  EXPECT_EQ(house.get("/api/documents/" + id, member).status, 200);
  EXPECT_EQ(house.get("/api/documents/" + id, writer).status, 200);
  EXPECT_EQ(house.send("PATCH", "/api/documents/" + id, writer, {{"allow", {"group:없는 팀"}}}).status, 400);
  EXPECT_EQ(house
                .send("DELETE", "/api/groups/%EC%9E%AC%EB%AC%B4%ED%8C%80/members", owner,
                      {{"member", "person:" + member.login}})
                .status,
            204);
  EXPECT_EQ(house.get("/api/documents/" + id, member).status, 404);
}

TEST(Documents, ThatFailedSayWhy) {
  House house;
  const auto editor = house.guest(Role::editor);
  const std::string id = house.upload(upload_query("broken.txt"), editor, "broken bytes");
  const json document = json_of(house.get("/api/documents/" + id, editor));
  EXPECT_EQ(document["state"], "failed");
  EXPECT_EQ(document["error"]["code"], "bad_input");
  EXPECT_EQ(document["error"]["reason"], "broken");
  const Reply empty = call(house.port(), "POST", "/api/documents?name=empty.txt", editor.key_line, "");
  EXPECT_EQ(empty.status, 422);
  EXPECT_EQ(reason_of(empty), "empty_file");
}

TEST(Questions, AreAnsweredFromWhatThePersonSees) {
  House house;
  const auto editor = house.guest(Role::editor), stranger = house.guest(Role::reader);
  const std::string id = house.upload(upload_query("a.txt"), editor, kRules);
  const json found = json_of(house.post("/api/search", editor, {{"query", "연차는 며칠인가?"}, {"limit", 3}}));
  ASSERT_FALSE(found["hits"].empty());
  EXPECT_EQ(found["hits"][0]["document"], id);
  EXPECT_TRUE(json_of(house.post("/api/search", stranger, {{"query", "연차는 며칠인가?"}}))["hits"].empty());

  const json answer = json_of(house.post("/api/ask", editor, {{"question", "연차 휴가는 1년에 15일입니까?"}}));
  EXPECT_EQ(answer["abstained"], false) << answer.dump();
  EXPECT_NE(answer["answer"].get<std::string>().find("15일"), std::string::npos) << answer.dump();
  EXPECT_EQ(answer["citations"][0]["document"], id);
  EXPECT_EQ(json_of(house.post("/api/ask", stranger, {{"question", "연차 휴가는 1년에 15일입니까?"}}))["abstained"],
            true);
  EXPECT_EQ(house.post("/api/ask", editor, {{"question", "연차?"}, {"model", "nothing"}}).status, 404);
}

TEST(Questions, AreStreamed) {
  House house;
  const auto editor = house.guest(Role::editor);
  house.upload(upload_query("a.txt"), editor, kRules);
  const Reply reply = house.post("/api/ask", editor, {{"question", "연차 휴가는 1년에 15일입니까?"}, {"stream", true}});
  EXPECT_TRUE(reply.header("content-type").starts_with("text/event-stream"));
  EXPECT_TRUE(reply.body.starts_with("event: delta\ndata: {\"text\":")) << reply.body;
  const std::size_t last = reply.body.find("event: answer\ndata: ");
  ASSERT_NE(last, std::string::npos);
  const json answer = json::parse(reply.body.substr(last + 20));
  EXPECT_EQ(answer["abstained"], false);
  EXPECT_EQ(house.post("/api/ask", editor, {{"question", "연차?"}, {"model", "nothing"}, {"stream", true}}).status,
            404);
  EXPECT_EQ(house.audited("ask").size(), 2U);
}

TEST(Questions, RefuseOddBodies) {
  House house;
  const auto reader = house.guest(Role::reader);
  const auto post = [&](const std::string& body) {
    return call(house.port(), "POST", "/api/search", reader.key_line, body);
  };
  for (const std::string body :
       {"", "[]", "{", "null", "{\"query\":1}", "{\"query\":\"\"}", "{\"query\":\"a\",\"limit\":0}",
        "{\"query\":\"a\",\"limit\":1.5}", "{\"query\":\"a\",\"limit\":18446744073709551615}",
        "{\"query\":\"a\",\"documents\":[1]}", "{\"query\":\"\xff\"}"}) {
    const Reply reply = post(body);
    EXPECT_EQ(reply.status, 400) << body << " " << reply.body;
    EXPECT_EQ(code_of(reply), "invalid_argument") << body;
  }
  EXPECT_EQ(post(std::string(500'000, '[')).status, 400);
  for (const std::size_t depth : {300U, 400'000U}) {  // costs no stack, also where it is well-formed
    const std::string deep = R"({"query":"a","x":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
    EXPECT_EQ(post(deep).status, 400);
    EXPECT_EQ(call(house.port(), "POST", "/api/session", {}, deep).status, 400);
  }
  const Reply named = post("{\"query\":\"a\",\"limit\":101}");
  EXPECT_NE(named.body.find("field limit"), std::string::npos);
}

TEST(People, AreManagedByThoseWithTheRight) {
  House house;
  const auto admin = house.guest(Role::admin), owner = house.guest(Role::owner, Label::classified);
  const Reply added = house.post("/api/people", admin,
                                 {{"login", "kim.minsu"},
                                  {"display_name", "김민수"},
                                  {"role", "editor"},
                                  {"clearance", "S"},
                                  {"password", "아주 긴 비밀번호입니다"}});
  ASSERT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(json_of(added)["display_name"], "김민수");
  EXPECT_FALSE(json_of(added).contains("password"));
  EXPECT_EQ(house.post("/api/people", admin, {{"login", "kim.minsu"}}).status, 409);
  EXPECT_EQ(house.post("/api/people", admin, {{"login", "한글"}}).status, 400);
  EXPECT_EQ(house.post("/api/people", admin, {{"login", "boss"}, {"role", "owner"}}).status, 403);
  EXPECT_EQ(house.send("PATCH", "/api/people/" + owner.login, admin, {{"role", "reader"}}).status, 403);
  EXPECT_EQ(json_of(house.send("PATCH", "/api/people/kim.minsu", admin, {{"role", "manager"}}))["role"], "manager");
  EXPECT_EQ(house.send("PATCH", "/api/people/kim.minsu", admin, {{"role", "king"}}).status, 400);
  EXPECT_EQ(house.send("PATCH", "/api/people/nobody", admin, {{"role", "reader"}}).status, 404);
  EXPECT_EQ(house.send("PUT", "/api/people/kim.minsu/password", admin, {{"password", "새로운 비밀번호입니다"}}).status,
            204);
  EXPECT_EQ(house.send("PUT", "/api/people/kim.minsu/password", admin, {{"password", "짧다"}}).status, 400);
  EXPECT_EQ(house.audited("person.add").size(), 4U);
}

TEST(People, ChangeTheirOwnPasswordKnowingTheOldOne) {
  House house;
  const auto reader = house.guest(Role::reader), other = house.guest(Role::reader);
  house.session_line(reader);
  const std::string target = "/api/people/" + reader.login + "/password";
  EXPECT_EQ(house.send("PUT", target, reader, {{"password", "다음 비밀번호입니다"}}).status, 400);
  EXPECT_EQ(
      house.send("PUT", target, reader, {{"password", "다음 비밀번호입니다"}, {"present_password", "틀린 비밀번호"}})
          .status,
      403);
  EXPECT_EQ(house
                .send("PUT", target, other,
                      {{"password", "다음 비밀번호입니다"}, {"present_password", "비밀번호 열 글자 넘게"}})
                .status,
            403);
  EXPECT_EQ(house
                .send("PUT", target, reader,
                      {{"password", "다음 비밀번호입니다"}, {"present_password", "비밀번호 열 글자 넘게"}})
                .status,
            204);
}

TEST(Groups, ShowMembersOnlyToThoseWhoManagePeople) {
  House house;
  const auto admin = house.guest(Role::admin), reader = house.guest(Role::reader);
  EXPECT_EQ(house.post("/api/groups", admin, {{"name", "영업팀"}}).status, 201);
  EXPECT_EQ(house.post("/api/groups", admin, {{"name", "영업팀"}}).status, 409);
  EXPECT_EQ(house.post("/api/groups/%EC%98%81%EC%97%85%ED%8C%80/members", admin, {{"member", "person:" + reader.login}})
                .status,
            204);
  EXPECT_EQ(json_of(house.get("/api/groups", admin))["groups"][0]["members"], json::array({"person:" + reader.login}));
  EXPECT_EQ(json_of(house.get("/api/groups", reader))["groups"][0]["members"], json::array());
  EXPECT_EQ(house.send("DELETE", "/api/groups/%EC%98%81%EC%97%85%ED%8C%80", admin, {}).status, 204);
  EXPECT_EQ(house.send("DELETE", "/api/groups/%EC%98%81%EC%97%85%ED%8C%80", admin, {}).status, 404);
}

TEST(Keys, WorkUntilTheyAreRevoked) {
  House house;
  const auto reader = house.guest(Role::reader), other = house.guest(Role::reader), admin = house.guest(Role::admin);
  const json made = json_of(house.post("/api/keys", reader, {{"name", "batch"}}));
  const std::string line = "Authorization: Bearer " + made["secret"].get<std::string>() + "\r\n",
                    id = made["key"]["id"];
  EXPECT_EQ(call(house.port(), "GET", "/api/session", line).status, 200);
  const Reply listed = house.get("/api/keys", reader);
  EXPECT_EQ(json_of(listed)["keys"].size(), 2U);
  EXPECT_EQ(listed.body.find(made["secret"].get<std::string>()), std::string::npos);
  EXPECT_EQ(house.get("/api/keys?all=true", reader).status, 403);
  EXPECT_EQ(json_of(house.get("/api/keys?all=true", admin))["keys"].size(), 4U);
  EXPECT_EQ(house.send("DELETE", "/api/keys/" + id, other, {}).status, 404);
  EXPECT_EQ(house.send("DELETE", "/api/keys/" + id, reader, {}).status, 204);
  EXPECT_EQ(call(house.port(), "GET", "/api/session", line).status, 401);
}

TEST(Jobs, OfOthersAreNotThere) {
  House house;
  const auto editor = house.guest(Role::editor), other = house.guest(Role::editor), admin = house.guest(Role::admin);
  const json added = json_of(call(house.port(), "POST", "/api/documents?name=a.txt", editor.key_line, kRules));
  const std::string job = added["job_id"];
  EXPECT_EQ(house.get("/api/jobs/" + job, other).status, 404);
  EXPECT_EQ(json_of(house.get("/api/jobs", other))["jobs"].size(), 0U);
  EXPECT_EQ(json_of(house.get("/api/jobs", admin))["jobs"].size(), 1U);
  EXPECT_EQ(house.send("DELETE", "/api/jobs/" + job, other, {}).status, 404);
  EXPECT_EQ(house.send("DELETE", "/api/jobs/" + job, editor, {}).status, 204);
  EXPECT_EQ(json_of(house.get("/api/jobs/" + job, editor))["state"], "cancelled");
}

TEST(Audit, ShowsWhatWasDone) {
  House house;
  const auto auditor = house.guest(Role::auditor), reader = house.guest(Role::reader);
  house.post("/api/search", reader, {{"query", "비밀스러운 질문"}});
  house.get("/api/people", reader);
  const Reply reply = house.get("/api/audit?actor=" + reader.id.str(), auditor);
  const json entries = json_of(reply)["entries"];
  ASSERT_EQ(entries.size(), 2U) << reply.body;
  EXPECT_EQ(entries[0]["action"], "person.list");
  EXPECT_EQ(entries[0]["outcome"], "not_allowed");
  EXPECT_EQ(entries[1]["action"], "search");
  EXPECT_TRUE(entries[1]["through"].get<std::string>().starts_with("key:"));
  EXPECT_EQ(reply.body.find("비밀"), std::string::npos);
}

TEST(Status, SaysWhatIsThere) {
  House house;
  const auto reader = house.guest(Role::reader);
  const json status = json_of(house.get("/api/status", reader));
  for (const std::string name :
       {"documents", "chunks", "jobs_queued", "jobs_running", "index_rebuilding", "upload_bytes_max"})
    EXPECT_TRUE(status.contains(name)) << name;
  EXPECT_EQ(json_of(house.get("/api/models", reader))["default"], "onggi/extractive");
  EXPECT_EQ(call(house.port(), "GET", "/ready").status, 200);
  house.readiness.ready = false;
  EXPECT_EQ(call(house.port(), "GET", "/ready").status, 503);
}

}  // namespace
}  // namespace onggi
