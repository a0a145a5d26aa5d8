// /api/question-sets and /api/question-runs: a set, its questions, two runs and what differs.
#include <gtest/gtest.h>

#include "serve/house.h"

namespace onggi {
namespace {

using nlohmann::json;

TEST(Evaluation, MeasuresAndComparesOverHttp) {
  House house;
  const auto editor = house.guest(Role::editor);
  const std::string leave = house.upload("name=leave.txt", editor, "연차휴가는 15일이다.");
  const std::string travel = house.upload("name=travel.txt", editor, "숙박비는 10만원이다.");
  const json set = json_of(house.post("/api/question-sets", editor, {{"name", "규정"}}));
  const std::string at = "/api/question-sets/" + set["id"].get<std::string>();
  EXPECT_EQ(house.post("/api/question-sets", editor, {{"name", "규정"}}).status, 409);
  EXPECT_EQ(house.post(at + "/runs", editor, json::object()).status, 400);
  EXPECT_EQ(json_of(house.post(at + "/questions", editor,
                               {{"questions",
                                 {{{"question", "연차휴가는 며칠인가요?"}, {"answer", "15일"}, {"document_id", leave}},
                                  {{"question", "숙박비는 얼마인가요?"}, {"document_id", travel}}}}}))["added"],
            2);
  const json run = json_of(house.post(at + "/runs", editor, {{"name", "처음"}}));
  house.run_jobs();
  const std::string run_at = "/api/question-runs/" + run["id"].get<std::string>();
  const json done = json_of(house.get(run_at, editor));
  EXPECT_EQ(done["state"], "done") << done.dump();
  EXPECT_EQ(done["measures"]["ndcg_10"]["value"], 1.0);
  EXPECT_EQ(done["outcomes"].size(), 2U);
  const json second = json_of(house.post(at + "/runs", editor, {{"settings", {{"dense", false}}}}));
  house.run_jobs();
  const json compared = json_of(house.get(
      "/api/question-runs/" + second["id"].get<std::string>() + "?against=" + run["id"].get<std::string>(), editor));
  EXPECT_EQ(compared["settings"]["dense"], false);
  EXPECT_EQ(compared["comparison"]["outcomes"].size(), 2U);
  EXPECT_EQ(json_of(house.get(at + "/runs", editor))["runs"].size(), 2U);
  EXPECT_EQ(house.send("DELETE", run_at, editor, {}).status, 204);
  EXPECT_EQ(house.get(run_at, editor).status, 404);
  EXPECT_FALSE(house.audited("questions.run").empty());
}

TEST(Evaluation, KeepsQuestionsAboutUnseenDocumentsFromOthers) {
  House house;
  const auto editor = house.guest(Role::editor), other = house.guest(Role::editor);
  const std::string own = house.upload("name=own.txt", editor, "비밀 숫자는 4711-0815이다.");
  const json set = json_of(house.post("/api/question-sets", editor, {{"name", "비밀"}}));
  const std::string at = "/api/question-sets/" + set["id"].get<std::string>();
  house.post(at + "/questions", editor,
             {{"questions", {{{"question", "비밀 숫자는?"}, {"answer", "4711-0815"}, {"document_id", own}}}}});
  house.post(at + "/runs", editor, json::object());
  house.run_jobs();
  for (const std::string& path : {at, at + "/runs"})
    for (const char* secret : {"4711-0815", "own.txt", "비밀 숫자"})
      EXPECT_EQ(house.get(path, other).body.find(secret), std::string::npos) << path;
  EXPECT_EQ(
      house.post(at + "/questions", other, {{"questions", {{{"question", "비밀 숫자는?"}, {"document_id", own}}}}})
          .status,
      404);
  const auto reader = house.guest(Role::reader);
  EXPECT_EQ(house.get("/api/question-sets", reader).status, 403);
  EXPECT_EQ(house.get(at, reader).status, 403);
}

}  // namespace
}  // namespace onggi
