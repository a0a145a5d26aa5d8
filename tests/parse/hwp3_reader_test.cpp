// HWP 3: passwords, roles, pages, limits, damaged bytes. What the fields mean is shown by golden files.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "base/file.h"
#include "parse/worker/hwp3/letters.h"
#include "parse/worker/hwp3/marks.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

using std::string_view_literals::operator""sv;

std::string golden(const std::string& name) {
  return read_file(std::string(ONGGI_SOURCE_DIR) + "/tests/golden/parse/hwp3/" + name + ".hwp").value_or("");
}

Result<Document> read(const std::string& bytes, const ParseOptions& options = {}, const ParseLimits& limits = {}) {
  return read_hwp3({bytes, "a.hwp", "application/x-hwp-v3", options, limits});
}

const Element* element_with(const Document& document, std::string_view text) {
  const auto found = std::ranges::find(document.elements, text, &Element::text);
  return found == document.elements.end() ? nullptr : &*found;
}

std::string page_label_of(const Document& document, std::string_view text) {
  const Element* element = element_with(document, text);
  return element == nullptr || element->places.empty() ? "none" : element->places.front().page_label;
}

TEST(Hwp3Reader, OpensWithItsPassword) {
  const auto document = read(golden("encrypted"), {.password = "onggi 3"});
  ASSERT_TRUE(document.has_value()) << describe(document.error());
  ASSERT_EQ(document->elements.size(), 1U);
  EXPECT_EQ(document->elements[0].text, "암호로 잠근 글");
  EXPECT_EQ(document->title, "제목");
}

TEST(Hwp3Reader, RefusesAnotherPassword) {
  const auto document = read(golden("encrypted"), {.password = "onggi 4"});
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().code, ErrorCode::bad_input);
  EXPECT_EQ(document.error().reason, "password_wrong");
}

TEST(Hwp3Reader, GivesRolesToWhatStandsBesideTheBody) {
  const auto notes = read(golden("notes_and_margins"));
  ASSERT_TRUE(notes.has_value());
  const Element* hidden = element_with(*notes, "숨은 설명\n한 줄 더");
  ASSERT_NE(hidden, nullptr);
  EXPECT_EQ(hidden->role, "hidden");
  const auto boxes = read(golden("text_boxes"));
  ASSERT_TRUE(boxes.has_value());
  for (const std::string_view text : {"글상자 첫 줄"sv, "네모 안"sv, "묶음 안"sv}) {
    const Element* box = element_with(*boxes, text);
    ASSERT_NE(box, nullptr) << text;
    EXPECT_EQ(box->role, "text_box") << text;
  }
}

TEST(Hwp3Reader, CountsPagesByTheFlagsOfLines) {
  const auto document = read(golden("pages"));
  ASSERT_TRUE(document.has_value());
  ASSERT_EQ(document->pages.size(), 4U);
  EXPECT_EQ(page_label_of(*document, "첫 쪽"), "iii");
  const Element* across = element_with(*document, "두 쪽에 걸친 문단");
  ASSERT_NE(across, nullptr);
  EXPECT_EQ(across->places.size(), 2U);
  EXPECT_EQ(page_label_of(*document, "새 번호"), "x");
  EXPECT_EQ(page_label_of(*document, "다음 쪽"), "xi");
  EXPECT_EQ(page_label_of(*document, "셋째 쪽의 표"), "xii");
  EXPECT_NEAR(document->pages[0].width, 595, 1);
  EXPECT_NEAR(document->pages[0].height, 842, 1);
}

TEST(Hwp3Reader, CountsPagesByPositionsWhereNoLineHasAFlag) {
  const auto document = read(golden("pages_by_position"));
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->pages.size(), 3U);
  EXPECT_EQ(page_label_of(*document, "둘째 쪽"), "2");
  EXPECT_EQ(page_label_of(*document, "오른쪽 단"), "2");
  EXPECT_EQ(page_label_of(*document, "셋째 쪽"), "3");
}

TEST(Hwp3Reader, LettersOfAFieldEndWhereTheyHaveNoMeaning) {
  EXPECT_EQ(hwp3::letters_from("\x61\x88\x62\x88\xd3\x0c\x61\x88"sv), "가각");
  EXPECT_EQ(hwp3::letters_from("A\0\0\0B\0"sv), "A");
  EXPECT_EQ(hwp3::narrow_letters_from("\x88\x61 1\0x"sv), "가 1");
}

TEST(Hwp3Reader, PrintsDatesInTheirForm) {
  std::string fields;
  for (const char sign : "@3 # * _ ^ ! $:05 4 7 & + \\1"sv) fields.append({sign, '\0'});
  fields.resize(80, '\0');
  for (const int number : {1996, 12, 3, 25, 15, 7})
    fields.append({static_cast<char>(number & 0xFF), static_cast<char>(number >> 8)});
  EXPECT_EQ(hwp3::printed_date(fields), "Dec.25 25th December Wednesday Wed. 96 15:07 3 오후 p.m. P.M. 1");
}

TEST(Hwp3Reader, RefusesWhatNestsTooDeep) {
  ParseLimits limits;
  limits.depth_max = 2;  // a table in a table is three
  const auto document = read(golden("merged_cells"), {}, limits);
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(document.error().reason, "depth_max");
}

TEST(Hwp3Reader, RefusesWhatUnpacksToTooMuch) {
  ParseLimits limits;
  limits.inflated_bytes_max = 1000;
  for (const char* name : {"letters", "encrypted"}) {
    const auto document = read(golden(name), {.password = "onggi 3"}, limits);
    ASSERT_FALSE(document.has_value()) << name;
    EXPECT_EQ(document.error().code, ErrorCode::limit_exceeded) << name;
    EXPECT_EQ(document.error().reason, "inflated_bytes_max") << name;
  }
}

class Hwp3Damage : public testing::TestWithParam<const char*> {};

void expect_document_or_error(const std::string& bytes) {
  const auto document = read(bytes);
  if (!document) {
    EXPECT_NE(document.error().code, ErrorCode::internal);
    return;
  }
  std::int64_t explained = document->account.characters_out;
  for (const auto& dropped : document->account.dropped) {
    EXPECT_NE(dropped.reason, "unaccounted");
    explained += dropped.characters;
  }
  EXPECT_EQ(document->account.characters_in, explained);
}

TEST_P(Hwp3Damage, CutAnywhere) {
  const std::string whole = golden(GetParam());
  for (std::size_t size = 1; size < whole.size(); size += 7) expect_document_or_error(whole.substr(0, size));
}

TEST_P(Hwp3Damage, FlippedAnywhere) {
  const std::string whole = golden(GetParam());
  std::mt19937_64 random(3);
  for (int round = 0; round < 300; ++round) {
    std::string bytes = whole;
    for (int flip = 0; flip < 4; ++flip) bytes[30 + random() % (bytes.size() - 30)] = static_cast<char>(random());
    expect_document_or_error(bytes);
  }
}

INSTANTIATE_TEST_SUITE_P(Files, Hwp3Damage, testing::Values("plain", "cut_off", "merged_cells", "text_boxes"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace onggi::parse
