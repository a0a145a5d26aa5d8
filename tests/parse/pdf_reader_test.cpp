// PDF: what golden files cannot show: page ranges, page images, limits, hostile bytes.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <string>

#include "base/file.h"
#include "document/json.h"
#include "nlohmann/json.hpp"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

std::string golden(const std::string& name) {
  return read_file(std::string(ONGGI_SOURCE_DIR) + "/tests/golden/parse/pdf/" + name).value_or("");
}

bool contains(const Box& around, const Box& box) {
  const double x = (box.x0 + box.x1) / 2, y = (box.y0 + box.y1) / 2;
  return x >= around.x0 && x <= around.x1 && y >= around.y0 && y <= around.y1;
}

TEST(PdfReader, ReadsOnlyTheAskedPages) {
  const auto document =
      read_document(golden("running_margins.pdf"), "a.pdf", {.password = {}, .first_page = 1, .last_page = 1}, {});
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->pages.size(), 3U);
  for (const Element& element : document->elements) {
    for (const Place& place : element.places) EXPECT_EQ(place.page_index, 1);
  }
}

TEST(PdfReader, BoxesLieOnTheirPage) {
  for (const std::string name : {"two_columns.pdf", "turned_page.pdf", "ruled_table.pdf"}) {
    const auto document = read_document(golden(name), name, {}, {});
    ASSERT_TRUE(document.has_value());
    for (const Element& element : document->elements) {
      ASSERT_FALSE(element.places.empty());
      const Page& page = document->pages[static_cast<std::size_t>(element.places[0].page_index)];
      ASSERT_TRUE(element.places[0].box.has_value());
      const Box& box = *element.places[0].box;
      EXPECT_TRUE(box.x0 >= 0 && box.y0 >= 0 && box.x0 < box.x1 && box.y0 < box.y1 && box.x1 <= page.width &&
                  box.y1 <= page.height)
          << name;
    }
  }
}

TEST(PdfReader, PaintsAPageAsPng) {
  const auto image = render_page(golden("ruled_table.pdf"), "a.pdf", 0, 72, {}, {});
  ASSERT_TRUE(image.has_value()) << describe(image.error());
  EXPECT_EQ(image->width_px, 595);
  EXPECT_EQ(image->height_px, 842);
  EXPECT_TRUE(image->png.starts_with("\x89PNG"));
  const auto missing = render_page(golden("ruled_table.pdf"), "a.pdf", 7, 72, {}, {});
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
}

// The lines of a citation are drawn from these.
TEST(PdfReader, TellsWhereTheWordsOfAPageStand) {
  for (const std::string name : {"two_columns.pdf", "turned_page.pdf"}) {
    const auto document = read_document(golden(name), name, {}, {});
    const auto words = page_words(golden(name), name, 0, {}, {});
    ASSERT_TRUE(document.has_value() && words.has_value()) << name;
    std::size_t placed = 0;
    for (const Element& element : document->elements) {
      if (element.places.size() != 1 || element.places[0].page_index != 0) continue;
      std::string inside, text;
      for (const PageWord& word : *words)
        if (contains(*element.places[0].box, word.box)) inside += word.text;
      std::ranges::copy_if(element.text, std::back_inserter(text), [](char byte) { return byte != ' '; });
      placed += inside == text ? 1U : 0U;
    }
    EXPECT_GE(placed + 1, document->elements.size()) << name << ": words stand in the box of their element";
  }
  EXPECT_EQ(page_words(golden("two_columns.pdf"), "a.pdf", 7, {}, {}).error().code, ErrorCode::not_found);
  EXPECT_EQ(page_words("글", "a.txt", 0, {}, {}).error().code, ErrorCode::unsupported);
}

TEST(PdfReader, KeepsPagesMax) {
  ParseLimits limits;
  limits.pages_max = 2;
  const auto document = read_document(golden("running_margins.pdf"), "a.pdf", {}, limits);
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(document.error().reason, "pages_max");
}

TEST(PdfReader, SaysWhatIsWrongWithBrokenBytes) {
  const auto document = read_document("%PDF-1.7\nnothing follows", "a.pdf", {}, {});
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().code, ErrorCode::bad_input);
  EXPECT_EQ(document.error().reason, "broken");
}

class PdfProperty : public testing::TestWithParam<unsigned> {};

TEST_P(PdfProperty, DamagedBytesGiveTheSameAnswerTwice) {
  std::mt19937 random(GetParam());
  std::string bytes = golden(GetParam() % 2 == 0 ? "ruled_table.pdf" : "two_columns.pdf");
  ASSERT_GT(bytes.size(), 1000U);
  for (int i = 0; i < 30; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
  if (GetParam() % 3 == 0) bytes.resize(random() % bytes.size());
  const auto answer = [&] {
    const auto document = read_pdf({bytes, "a.pdf", "application/pdf", {}, {}});
    return document ? to_json(*document).dump() : describe(document.error());
  };
  EXPECT_EQ(answer(), answer()) << "seed " << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Seeds, PdfProperty, testing::Range(1U, 25U));

}  // namespace
}  // namespace onggi::parse
