// /api/documents/{id}/corrections end to end: who may, what searches and answers make of it, newer readers, the export.
#include <gtest/gtest.h>

#include <set>

#include "base/hash.h"
#include "serve/house.h"

namespace onggi {
namespace {

using nlohmann::json;

const std::string kRules =
    "출장비 규정입니다.\n구분 | 한도 / 택시 | 5,000원 / 숙박 | 8l,000원\n연차는 l5일입니다.\n신청은 팀장에게 합니다.";

struct Desk {
  House house;
  House::Guest editor = house.guest(Role::editor);
  std::string id = house.upload("name=rules.txt&allow=everyone", editor, kRules);

  std::string path(const std::string& rest = "") const { return "/api/documents/" + id + "/corrections" + rest; }
  json elements() { return json_of(house.get("/api/documents/" + id + "/content", editor))["elements"]; }
  std::string element(std::size_t at) { return elements()[at]["id"]; }
  Reply correct(const json& wish) { return house.post(path(), editor, wish); }
  json list() { return json_of(house.get(path(), editor))["corrections"]; }
  json search(const std::string& query) {
    return json_of(house.post("/api/search", editor, {{"query", query}}))["hits"];
  }
};

json cell(const std::string& element, int row, int column, const std::string& text) {
  return {{"operation", "set_cell"},
          {"element", element},
          {"after", {{"row", row}, {"column", column}, {"text", text}}},
          {"reason", "misread"}};
}

TEST(Corrections, OfACellAreShownAtOnceAndFoundAfterTheJob) {
  Desk desk;
  const Reply added = desk.correct(cell(desk.element(1), 2, 1, "81,000원"));
  ASSERT_EQ(added.status, 201) << added.body;
  const json correction = json_of(added);
  EXPECT_EQ(correction["author"], desk.editor.login);
  EXPECT_EQ(correction["before"]["text"], "8l,000원");
  EXPECT_EQ(desk.elements()[1]["text"], "구분 | 한도\n택시 | 5,000원\n숙박 | 81,000원");
  EXPECT_EQ(json_of(desk.house.get("/api/documents/" + desk.id, desk.editor))["state"], "ready");
  EXPECT_NE(desk.search("숙박 한도")[0]["text"].get<std::string>().find("8l,000원"), std::string::npos);
  desk.house.run_jobs();
  EXPECT_NE(desk.search("숙박 한도")[0]["text"].get<std::string>().find("81,000원"), std::string::npos);
  const json answer = json_of(desk.house.post("/api/ask", desk.editor, {{"question", "숙박 한도는 얼마입니까?"}}));
  EXPECT_NE(answer.dump().find("81,000원"), std::string::npos) << answer;
  EXPECT_EQ(answer.dump().find("8l,000원"), std::string::npos);
}

TEST(Corrections, OfOneElementDoOnlyWhatFollowsFromThem) {
  Desk desk;
  const auto stages = [&] {
    std::map<std::string, std::string> keys;
    const json detail = json_of(desk.house.get("/api/documents/" + desk.id, desk.editor));
    for (const json& stage : detail["stages"]) keys[stage["stage"]] = stage["key"];
    return keys;
  };
  const auto before = stages();
  EXPECT_FALSE(before.contains("correct"));
  ASSERT_EQ(
      desk.correct(
              {{"operation", "set_text"}, {"element", desk.element(2)}, {"after", {{"text", "연차는 15일입니다."}}}})
          .status,
      201);
  desk.house.run_jobs();
  const auto after = stages();
  EXPECT_EQ(after.at("parse"), before.at("parse"));
  EXPECT_TRUE(after.contains("correct"));
  EXPECT_NE(after.at("clean"), before.at("clean"));
  const std::string correction = desk.list()[0]["id"];
  EXPECT_EQ(call(desk.house.port(), "DELETE", desk.path("/" + correction), desk.editor.key_line).status, 204);
  desk.house.run_jobs();
  EXPECT_EQ(stages(), before);
  EXPECT_EQ(desk.list()[0]["withdrawn_by"], desk.editor.login);
}

TEST(Corrections, LeaveOtherChunksTheirIdsAndVectors) {
  House house;
  const auto editor = house.guest(Role::editor);
  std::string text;
  for (int i = 0; i < 120; ++i)
    text += "제" + std::to_string(i) + "조 직원은 규정 번호 " + std::to_string(i * 37) +
            "번에 따라 출장 전에 승인을 받고 귀임 후 정산 서류를 냅니다.\n";
  const std::string id = house.upload("name=long.txt", editor, text);
  const auto ids = [&] {
    std::set<std::string> found;
    const json reply = json_of(house.post("/api/search", editor, {{"query", "출장 승인 정산"}, {"limit", 50}}));
    for (const json& hit : reply["hits"]) found.insert(hit["chunk_id"].get<std::string>());
    return found;
  };
  const auto before = ids();
  ASSERT_GT(before.size(), 4U);
  ASSERT_GE(house.embedder().passages, static_cast<int>(before.size()));
  house.embedder().passages = 0;
  const json elements = json_of(house.get("/api/documents/" + id + "/content", editor))["elements"];
  const json wish = {{"operation", "set_text"},
                     {"element", elements[0]["id"]},
                     {"after", {{"text", elements[0]["text"].get<std::string>() + " 끝."}}}};
  ASSERT_EQ(house.post("/api/documents/" + id + "/corrections", editor, wish).status, 201);
  house.run_jobs();
  std::vector<std::string> kept;
  const auto after = ids();
  std::ranges::set_intersection(before, after, std::back_inserter(kept));
  EXPECT_LT(kept.size(), before.size());
  EXPECT_GE(kept.size() + 2, before.size());
  EXPECT_GT(house.embedder().passages, 0);
  EXPECT_LE(house.embedder().passages, 2);
}

TEST(Corrections, AreForThoseWithTheRight) {
  Desk desk;
  const auto reader = desk.house.guest(Role::reader), other = desk.house.guest(Role::editor),
             corrector = desk.house.guest(Role::corrector), manager = desk.house.guest(Role::manager);
  const json wish = cell(desk.element(1), 1, 1, "6,000원");
  for (const auto& guest : {reader, other}) {
    EXPECT_EQ(desk.house.post(desk.path(), guest, wish).status, 403);
    EXPECT_EQ(desk.house.get(desk.path("/export"), guest).status, 403);
    EXPECT_EQ(json_of(desk.house.get(desk.path(), guest))["may_correct"], false);
    EXPECT_EQ(json_of(desk.house.get("/api/documents/" + desk.id, guest))["may_correct"], false);
  }
  EXPECT_EQ(desk.house.post(desk.path(), corrector, wish).status, 201);
  EXPECT_EQ(desk.house.post(desk.path(), manager, cell(desk.element(1), 1, 1, "7,000원")).status, 201);
  const std::string first = desk.list()[0]["id"];
  EXPECT_EQ(call(desk.house.port(), "DELETE", desk.path("/" + first), reader.key_line).status, 403);
  EXPECT_EQ(desk.house.send("PATCH", desk.path("/" + first), reader, json::object()).status, 403);
  const std::string hidden = desk.house.upload("name=hidden.txt", desk.editor, "비밀 문서입니다.");
  for (const auto& guest : {reader, corrector, manager}) {
    EXPECT_EQ(desk.house.get("/api/documents/" + hidden + "/corrections", guest).status, 404);
    EXPECT_EQ(desk.house.post("/api/documents/" + hidden + "/corrections", guest, wish).status, 404);
    EXPECT_EQ(
        call(desk.house.port(), "DELETE", "/api/documents/" + hidden + "/corrections/" + first, guest.key_line).status,
        404);
  }
}

TEST(Corrections, StandInTheAuditLogWithoutText) {
  Desk desk;
  ASSERT_EQ(desk.correct(cell(desk.element(1), 1, 1, "6,000원")).status, 201);
  const auto entries = desk.house.audited("correction.add");
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].actor, desk.editor.id.str());
  EXPECT_EQ(entries[0].object, "document:" + desk.id);
  const json detail = json::parse(entries[0].detail);
  EXPECT_EQ(detail["reason"], "misread");
  EXPECT_EQ(detail["correction"], desk.list()[0]["id"]);
  EXPECT_EQ(entries[0].detail.find("6,000"), std::string::npos);
}

TEST(Corrections, AreRefusedInPlainReasons) {
  Desk desk;
  const std::string element = desk.element(2);
  const auto reason = [&](const json& wish) {
    const Reply reply = desk.correct(wish);
    return std::to_string(reply.status) + " " + reason_of(reply);
  };
  const json text = {{"operation", "set_text"}, {"element", element}, {"after", {{"text", "새 글"}}}};
  json stale = text;
  stale["before"] = {{"text", "딴 글"}};
  EXPECT_EQ(reason(stale), "409 changed");
  EXPECT_EQ(reason({{"operation", "set_text"}, {"element", "nobody"}, {"after", {{"text", "a"}}}}),
            "409 element_missing");
  EXPECT_EQ(reason({{"operation", "fly"}, {"element", element}}), "400 ");
  EXPECT_EQ(reason({{"operation", "set_text"}, {"element", element}, {"after", {{"text", 3}}}}), "400 bad_json");
  EXPECT_EQ(reason(cell(element, 0, 0, "a")), "400 bad_field");
  EXPECT_EQ(call(desk.house.port(), "DELETE", desk.path("/cor_none"), desk.editor.key_line).status, 404);
  EXPECT_EQ(desk.house.send("PATCH", desk.path("/cor_none"), desk.editor, {{"element", element}}).status, 404);
}

TEST(Corrections, AreUndoneAndRedoneUnderTheSameId) {
  Desk desk;
  const json split = {
      {"operation", "split"}, {"element", desk.element(3)}, {"after", {{"texts", {"신청은", "팀장에게 합니다."}}}}};
  const json made = json_of(desk.correct(split));
  const std::string part = made["made"][0];
  EXPECT_EQ(desk.element(4), part);
  const std::string at = desk.path("/" + made["id"].get<std::string>());
  ASSERT_EQ(call(desk.house.port(), "DELETE", at, desk.editor.key_line).status, 204);
  EXPECT_EQ(desk.elements().size(), 4U);
  ASSERT_EQ(desk.house.send("PATCH", at, desk.editor, json::object()).status, 200);
  EXPECT_EQ(desk.element(4), part);
}

TEST(Corrections, SurviveANewerReaderOrAreListedAsConflicts) {
  Desk desk;
  ASSERT_EQ(desk.correct(cell(desk.element(1), 1, 1, "6,000원")).status, 201);
  ASSERT_EQ(
      desk.correct(
              {{"operation", "set_text"}, {"element", desk.element(2)}, {"after", {{"text", "연차는 15일입니다."}}}})
          .status,
      201);
  desk.house.run_jobs();
  desk.house.parser().become("lines-2", "l5일", "I5일");
  ASSERT_EQ(
      desk.correct(
              {{"operation", "set_kind"}, {"element", desk.element(0)}, {"after", {{"kind", "heading"}, {"level", 1}}}})
          .status,
      201);
  desk.house.run_jobs();  // reads with the newer version
  json list = desk.list();
  ASSERT_EQ(list.size(), 3U);
  EXPECT_TRUE(list[0]["conflict"].is_null());
  ASSERT_FALSE(list[1]["conflict"].is_null());
  EXPECT_EQ(list[1]["conflict"]["reason"], "element_missing");
  EXPECT_EQ(desk.elements()[1]["text"], "구분 | 한도\n택시 | 6,000원\n숙박 | 8l,000원");
  EXPECT_EQ(desk.elements()[2]["text"], "연차는 I5일입니다.");

  // A person points at the element that is meant: the correction holds again.
  const Reply again = desk.house.send("PATCH", desk.path("/" + list[1]["id"].get<std::string>()), desk.editor,
                                      {{"element", desk.element(2)}});
  ASSERT_EQ(again.status, 200) << again.body;
  for (const json& one : desk.list()) EXPECT_TRUE(one["conflict"].is_null());
  EXPECT_EQ(desk.elements()[2]["text"], "연차는 15일입니다.");
  desk.house.run_jobs();
  EXPECT_NE(desk.search("연차 며칠")[0]["text"].get<std::string>().find("15일"), std::string::npos);
}

TEST(Corrections, SurviveWhenTheSameFileComesToANewerReader) {
  Desk desk;
  ASSERT_EQ(desk.correct(cell(desk.element(1), 1, 1, "6,000원")).status, 201);
  ASSERT_EQ(
      desk.correct(
              {{"operation", "set_text"}, {"element", desk.element(2)}, {"after", {{"text", "연차는 15일입니다."}}}})
          .status,
      201);
  desk.house.run_jobs();
  const auto upload = [&] {
    return json_of(
        call(desk.house.port(), "POST", "/api/documents?name=rules.txt&allow=everyone", desk.editor.key_line, kRules));
  };
  EXPECT_EQ(upload()["what"], "unchanged");
  desk.house.parser().become("lines-2", "l5일", "I5일");
  const json again = upload();
  EXPECT_EQ(again["what"], "reread");
  EXPECT_EQ(again["document_id"], desk.id);
  // Until the job is done the document says what it said before.
  EXPECT_FALSE(desk.search("숙박 택시 한도").empty());
  EXPECT_EQ(desk.elements()[2]["text"], "연차는 15일입니다.");
  desk.house.run_jobs();
  EXPECT_EQ(upload()["what"], "unchanged");
  const json list = desk.list();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_TRUE(list[0]["conflict"].is_null());
  EXPECT_EQ(list[1]["conflict"]["reason"], "element_missing");
  EXPECT_EQ(desk.elements()[1]["text"], "구분 | 한도\n택시 | 6,000원\n숙박 | 8l,000원");
  EXPECT_EQ(desk.elements()[2]["text"], "연차는 I5일입니다.");
  EXPECT_NE(desk.search("택시 한도")[0]["text"].get<std::string>().find("6,000원"), std::string::npos);
}

TEST(Corrections, MadeWhileTheDocumentIsWorkedOnAreNotLost) {
  Desk desk;
  ASSERT_EQ(desk.correct(cell(desk.element(1), 1, 1, "6,000원")).status, 201);
  ASSERT_EQ(desk.correct(cell(desk.element(1), 2, 1, "81,000원")).status, 201);
  desk.house.run_jobs();
  const std::string text = desk.search("숙박 택시 한도")[0]["text"];
  EXPECT_NE(text.find("6,000원"), std::string::npos);
  EXPECT_NE(text.find("81,000원"), std::string::npos);
}

TEST(Corrections, AreExportedAsLinesWithoutPeople) {
  Desk desk;
  ASSERT_EQ(desk.correct(cell(desk.element(1), 2, 1, "81,000원")).status, 201);
  ASSERT_EQ(desk.correct({{"operation", "remove"}, {"element", desk.element(3)}}).status, 201);
  const std::string withdrawn = desk.list()[1]["id"];
  call(desk.house.port(), "DELETE", desk.path("/" + withdrawn), desk.editor.key_line);
  const Reply reply = desk.house.get(desk.path("/export"), desk.editor);
  ASSERT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("content-type"), "application/x-ndjson");
  ASSERT_EQ(std::ranges::count(reply.body, '\n'), 1);
  const json line = json::parse(reply.body);
  EXPECT_EQ(line["document_sha256"], sha256_hex(kRules));
  EXPECT_EQ(line["before"]["text"], "8l,000원");
  EXPECT_EQ(line["after"]["text"], "81,000원");
  EXPECT_EQ(line["kind"], "table");
  EXPECT_FALSE(line.contains("author"));
}

TEST(Corrections, GoWithTheirDocument) {
  Desk desk;
  ASSERT_EQ(desk.correct(cell(desk.element(1), 2, 1, "81,000원")).status, 201);
  ASSERT_EQ(call(desk.house.port(), "DELETE", "/api/documents/" + desk.id, desk.editor.key_line).status, 204);
  desk.house.run_jobs();
  desk.id = desk.house.upload("name=rules.txt&allow=everyone", desk.editor, kRules);
  EXPECT_TRUE(desk.list().empty());
}

}  // namespace
}  // namespace onggi
