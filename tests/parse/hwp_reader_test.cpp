// HWP 5: passwords, roles, limits, damaged bytes. What the records mean is shown by golden files.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "base/file.h"
#include "document/json.h"
#include "nlohmann/json.hpp"
#include "parse/worker/hwp/decrypt.h"
#include "parse/worker/hwp/records.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

std::string golden(const std::string& name) {
  return read_file(std::string(ONGGI_SOURCE_DIR) + "/tests/golden/parse/hwp/" + name + ".hwp").value_or("");
}

Result<Document> read(const std::string& bytes, const ParseOptions& options = {}, const ParseLimits& limits = {}) {
  return read_hwp({bytes, "a.hwp", "application/x-hwp", options, limits});
}

const Element* element_with(const Document& document, std::string_view text) {
  const auto found = std::ranges::find(document.elements, text, &Element::text);
  return found == document.elements.end() ? nullptr : &*found;
}

TEST(HwpReader, OpensWithItsPassword) {
  const auto document = read(golden("encrypted"), {.password = "onggi 7"});
  ASSERT_TRUE(document.has_value()) << describe(document.error());
  ASSERT_EQ(document->elements.size(), 1U);
  EXPECT_EQ(document->elements[0].text, "암호로 잠근 글");
}

TEST(HwpReader, RefusesAnotherPassword) {
  const auto document = read(golden("encrypted"), {.password = "onggi 8"});
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().code, ErrorCode::bad_input);
  EXPECT_EQ(document.error().reason, "password_wrong");
}

TEST(HwpReader, MakesTheKeyThatOthersMakeOfAPassword) {
  // A published vector: volexity/hwp-extract, tests/test_encrypt.py.
  EXPECT_EQ(hwp::key_from_password("helloworld"), "\x20\x7a\xe2\xca\x4c\xd8\x7f\xcf\x0d\x01\x56\x9d\x8c\x14\x71\x5a");
}

TEST(HwpReader, GivesRolesToWhatStandsBesideTheBody) {
  const auto notes = read(golden("notes_and_margins"));
  ASSERT_TRUE(notes.has_value());
  const Element* memo = element_with(*notes, "메모 글");
  const Element* hidden = element_with(*notes, "숨은 설명\n한 줄 더");
  ASSERT_TRUE(memo != nullptr && hidden != nullptr);
  EXPECT_EQ(memo->role, "memo");
  EXPECT_EQ(hidden->role, "hidden");
  const auto boxes = read(golden("text_boxes"));
  ASSERT_TRUE(boxes.has_value());
  const Element* box = element_with(*boxes, "묶음 안");
  const Element* field = element_with(*boxes, "예, 동");
  ASSERT_TRUE(box != nullptr && field != nullptr);
  EXPECT_EQ(box->role, "text_box");
  EXPECT_EQ(field->role, "form_field");
}

TEST(HwpReader, NumbersPagesAsTheyArePrinted) {
  const auto document = read(golden("pages"));
  ASSERT_TRUE(document.has_value());
  const auto label = [&](std::string_view text) {
    const Element* element = element_with(*document, text);
    return element == nullptr || element->places.empty() ? "none" : element->places.back().page_label;
  };
  EXPECT_EQ(label("첫 쪽"), "iii");
  EXPECT_EQ(label("두 쪽에 걸친 문단"), "iv");
  EXPECT_EQ(label("끊은 쪽"), "v");
  EXPECT_EQ(label("문단 앞에서 끊은 쪽"), "x");  // the next paragraph gives this page its number
  EXPECT_EQ(label("새 번호"), "x");
  EXPECT_EQ(label("긴 표 뒤"), "xi");
  EXPECT_EQ(label("왼쪽 단"), label("오른쪽 단"));
  EXPECT_EQ(label("다시 왼쪽"), "xiii");
}

TEST(HwpReader, StopsAtDepthMax) {
  const auto document = read(golden("text_boxes"), {}, {.depth_max = 8});
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().reason, "depth_max");
}

TEST(HwpReader, StopsAtInflatedBytesMax) {
  const auto document = read(golden("headings_and_numbers"), {}, {.inflated_bytes_max = 1'200});
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(document.error().reason, "inflated_bytes_max");
}

TEST(HwpReader, StopsAtPagesMax) {
  const auto document = read(golden("pages"), {}, {.pages_max = 3});
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().reason, "pages_max");
}

TEST(HwpRecords, ReadWhatTheStreamHasAndSayWhenItIsCutOff) {
  // Tag 0x42, level 0, 2 bytes; tag 0x43, level 1, size 8 of which 3 are there.
  const std::string stream(
      "\x42\x00\x20\x00"
      "ab"
      "\x43\x04\x80\x00"
      "cde",
      13);
  const hwp::Records records = hwp::split_records(stream);
  ASSERT_EQ(records.list.size(), 2U);
  EXPECT_TRUE(records.cut_off);
  EXPECT_EQ(records.list[0].end, 2U);
  EXPECT_EQ(records.list[1].level, 1U);
  EXPECT_EQ(records.list[1].bytes, "cde");
}

TEST(HwpRecords, TurnHalvesOfSurrogatePairsIntoReplacements) {
  EXPECT_EQ(hwp::utf8_from(std::string_view("\x40\xd8\x00\xdc\x00\xac\x00\xd8", 8)), "\U00020000가\uFFFD");
}

class HwpProperty : public testing::TestWithParam<unsigned> {};

// Damage behind the packing as well: the plain file's records lie open.
TEST_P(HwpProperty, DamagedBytesGiveTheSameAnswerTwiceAndAnAccountThatAddsUp) {
  std::mt19937 random(GetParam());
  const auto names = std::to_array<std::string>({"plain_5_0_0", "merged_cells", "plain_tables"});
  std::string bytes = golden(names.at(GetParam() % names.size()));
  ASSERT_GT(bytes.size(), 500U);
  for (int i = 0; i < 6; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
  if (GetParam() % 7 == 0) bytes.resize(random() % bytes.size());
  const auto answer = [&] {
    const auto document = read(bytes);
    if (!document) return describe(document.error());
    std::int64_t explained = document->account.characters_out;
    for (const auto& dropped : document->account.dropped) explained += dropped.characters;
    EXPECT_EQ(explained, document->account.characters_in) << "seed " << GetParam();
    return to_json(*document).dump();
  };
  EXPECT_EQ(answer(), answer()) << "seed " << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Seeds, HwpProperty, testing::Range(1U, 121U));

}  // namespace
}  // namespace onggi::parse
