// /api/search/why: why a document is not found, told to those who may know.
#include <gtest/gtest.h>

#include "serve/house.h"

namespace onggi {
namespace {

using nlohmann::json;

TEST(SearchWhy, TellsReasonsOnlyOfWhatTheCallerSees) {
  House house;
  const auto manager = house.guest(Role::manager), editor = house.guest(Role::editor),
             reader = house.guest(Role::reader);
  const std::string open = house.upload("name=open.txt&allow=everyone", editor, "연차휴가는 15일이다.");
  const std::string own = house.upload("name=own.txt", manager, "비상금은 금고에 있다.");
  const auto why = [&](const House::Guest& guest, const json& wish) {
    return house.post("/api/search/why", guest, wish);
  };
  EXPECT_EQ(json_of(why(reader, {{"query", "연차휴가"}, {"document_id", open}}))["reason"], "found");
  EXPECT_EQ(why(reader, {{"query", "비상금"}, {"document_id", own}}).status, 404);
  EXPECT_EQ(why(editor, {{"query", "비상금"}, {"document_id", own}, {"as", reader.login}}).status, 403);
  EXPECT_EQ(json_of(why(manager, {{"query", "비상금"}, {"document_id", own}, {"as", reader.login}}))["reason"],
            "readers");
  const auto nobody = why(manager, {{"query", "비상금"}, {"document_id", own}, {"as", "nobody"}});
  EXPECT_EQ(nobody.status, 404);
  EXPECT_EQ(json_of(nobody)["error"]["reason"], "no_such_person");
  EXPECT_EQ(json_of(why(reader, {{"query", "출장비"}, {"document_id", open}}))["missing"], json({"출장비"}));
  EXPECT_EQ(why(manager, {{"query", ""}, {"document_id", own}}).status, 400);
  EXPECT_EQ(why(manager, {{"query", "비상금"}}).status, 400);
  EXPECT_FALSE(house.audited("search.why").empty());
}

}  // namespace
}  // namespace onggi
