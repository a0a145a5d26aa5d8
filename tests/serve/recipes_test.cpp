// /api/recipes: what recipes may name, recipes tried in memory, and files that a recipe must not reach.
#include <gtest/gtest.h>

#include "serve/house.h"

namespace onggi {
namespace {

using nlohmann::json;

TEST(Recipes, AreTriedOnRows) {
  House house;
  const auto editor = house.guest(Role::editor);
  const json tried = json_of(house.post("/api/recipes/try", editor,
                                        {{"recipe", "operations: [normalise, filter, dedup: {method: exact}, pii]"},
                                         {"texts", {"문의:  010-0000-1234", "", "문의: 010-0000-1234", "그대로"}}}));
  ASSERT_EQ(tried["rows"].size(), 4U) << tried.dump();
  EXPECT_EQ(tried["rows"][0]["after"], "문의: [휴대전화번호]");
  EXPECT_EQ(tried["rows"][0]["steps"][0]["notes"][0]["reason"], "spaces");
  EXPECT_EQ(tried["rows"][1]["removed"], true);
  EXPECT_EQ(tried["rows"][1]["steps"][0]["operation"], "filter");
  EXPECT_EQ(tried["rows"][2]["steps"][0]["notes"][0]["reason"], "duplicate");
  EXPECT_TRUE(tried["rows"][3]["steps"].empty());
  EXPECT_EQ(tried["steps"][3], (json{{"operation", "pii"}, {"changed", 1}, {"removed", 0}}));
}

TEST(Recipes, ReachNoFiles) {
  House house;
  const auto editor = house.guest(Role::editor);
  for (const char* recipe :
       {"operations: [decontaminate: {against: [/etc/passwd]}]", "operations: [pii: {key_file: /etc/passwd}]",
        "operations: [pii: {patterns: onggi.toml}]"}) {
    const Reply reply = house.post("/api/recipes/try", editor, {{"recipe", recipe}, {"texts", {"하나"}}});
    EXPECT_EQ(reply.status, 400) << reply.body;
    EXPECT_NE(reply.body.find("names a file"), std::string::npos) << reply.body;
  }
}

TEST(Recipes, AreForThoseWhoBringDocuments) {
  House house;
  const auto reader = house.guest(Role::reader), editor = house.guest(Role::editor);
  EXPECT_EQ(house.get("/api/recipes", reader).status, 403);
  const json known = json_of(house.get("/api/recipes", editor));
  EXPECT_EQ(known["operations"][0]["name"], "normalise");
  EXPECT_EQ(known["presets"][0]["steps"][0]["operation"], "normalise");
  const Reply wrong = house.post("/api/recipes/try", editor, {{"recipe", "operations: [filtr]"}, {"texts", {"하나"}}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_NE(wrong.body.find("no operation is called"), std::string::npos);
}

}  // namespace
}  // namespace onggi
