// What is painted over: the words of a value wherever they stand, and whole places where the words are not known.
#include "ingest/covers.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace onggi::ingest_room {
namespace {

HiddenValue value(std::string text, std::optional<Box> box, std::int32_t page = 0) {
  return {.value = std::move(text), .element = ElementId("e"), .places = {{page, "1", box}}};
}

// Words of ten points' width on one line, without space between.
std::vector<PageWord> line(const std::vector<std::string>& texts) {
  std::vector<PageWord> words;
  for (const std::string& text : texts) {
    const double x = 10.0 * static_cast<double>(words.size());
    words.push_back({text, {x, 100, x + 10, 110}});
  }
  return words;
}

bool covered(const std::vector<Box>& boxes, const PageWord& word) {
  return std::ranges::any_of(boxes, [&](const Box& box) {
    return box.x0 <= word.box.x0 && word.box.x1 <= box.x1 && box.y0 <= word.box.y0 && word.box.y1 <= box.y1;
  });
}

std::vector<bool> which(const std::vector<HiddenValue>& hidden, const std::vector<PageWord>& words) {
  const auto boxes = covers_of(hidden, words, 0);
  EXPECT_TRUE(boxes.has_value());
  std::vector<bool> flags;
  for (const PageWord& word : words) flags.push_back(covered(boxes.value_or(std::vector<Box>{}), word));
  return flags;
}

TEST(Covers, AllWordsOfAValueWhereverItStands) {
  const auto words = line({"임차인", "홍", "길동의", "번호", "010-1234-", "5678", "이며", "홍길동은"});
  EXPECT_EQ(which({value("홍길동", std::nullopt), value("010-1234-5678", std::nullopt)}, words),
            (std::vector<bool>{false, true, true, false, true, true, false, true}));
}

TEST(Covers, SpacesAndCaseDoNotCount) {
  EXPECT_EQ(which({value("Hong@Example.com", std::nullopt)}, line({"mail", "hong@", "EXAMPLE.COM", "."})),
            (std::vector<bool>{false, true, true, false}));
}

TEST(Covers, TheWholePlaceOfAValueThatIsNotAmongTheWords) {
  const Box cell{50, 60, 90, 80};
  const auto boxes = covers_of({value("850315-1234567", cell)}, line({"주민등록번호"}), 0);
  ASSERT_TRUE(boxes.has_value());
  EXPECT_EQ(*boxes, std::vector<Box>{cell});
}

TEST(Covers, APageIsNotShownWhereNobodyKnows) {
  const auto boxes = covers_of({value("850315-1234567", std::nullopt)}, {}, 0);
  ASSERT_FALSE(boxes.has_value());
  EXPECT_EQ(boxes.error().reason, "place_unknown");
  EXPECT_EQ(boxes.error().message.find("850315"), std::string::npos);
}

}  // namespace
}  // namespace onggi::ingest_room
