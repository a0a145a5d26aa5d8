// Text recognition below the golden files: lines from components, sizes from letters, what makes a page's own text
// unusable, budgets and deadlines, and the sandbox around all of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "base/file.h"
#include "document/json.h"
#include "parse/worker/image/decode.h"
#include "parse/worker/ocr/lines.h"
#include "parse/worker/ocr/measure.h"
#include "parse/worker/ocr/ocr.h"
#include "parse/worker/ocr/prepare.h"
#include "parse/worker/pdf/scan.h"
#include "parse/worker/picture/picture.h"
#include "parse/worker/reader.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

namespace fs = std::filesystem;

std::string golden(const std::string& name) {
  const auto bytes = read_file(fs::path(ONGGI_SOURCE_DIR) / "tests/golden/parse/image" / name);
  EXPECT_TRUE(bytes.has_value()) << name;
  return bytes.value_or("");
}

ocr::PixPointer blank(int width, int height) { return ocr::PixPointer(pixCreate(width, height, 1)); }

void ink(Pix* pix, const ocr::Area& area) {
  const ocr::BoxPointer box(boxCreate(area.x0, area.y0, area.width(), area.height()));
  pixSetInRect(pix, box.get());
}

// ---- lines ----

constexpr int kLetter = 40;

// A word as a Latin printer would draw it: letters of one height, a gap of a tenth between them.
void word(Pix* pix, int x, int y, int letters) {
  for (int i = 0; i < letters; ++i) ink(pix, {x + i * 34, y, x + i * 34 + 30, y + kLetter});
}

TEST(OcrLines, WordsOfALineAreOneStretchAndColumnsAreNot) {
  const auto pix = blank(1000, 300);
  for (const int y : {40, 120, 200}) {
    word(pix.get(), 20, y, 4);
    word(pix.get(), 180, y, 5);  // a word space further
    word(pix.get(), 600, y, 6);  // the next column
  }
  const auto lines = ocr::find_lines(pix.get(), kLetter);
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(lines[0], (ocr::Area{20, 40, 346, 80}));
  EXPECT_EQ(lines[1], (ocr::Area{600, 40, 800, 80}));
}

TEST(OcrLines, HalvesOfSyllablesBelongTogether) {
  const auto pix = blank(400, 200);
  for (int i = 0; i < 3; ++i) {  // 영업부: nothing bridges the upper and the lower halves
    ink(pix.get(), {20 + 44 * i, 50, 56 + 44 * i, 67});
    ink(pix.get(), {20 + 44 * i, 72, 56 + 44 * i, 90});
  }
  const auto lines = ocr::find_lines(pix.get(), kLetter);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0], (ocr::Area{20, 50, 144, 90}));
}

TEST(OcrLines, SpecksAndPicturesAreNoLines) {
  const auto pix = blank(800, 600);
  ink(pix.get(), {10, 10, 12, 12});
  ink(pix.get(), {200, 100, 700, 560});
  EXPECT_TRUE(ocr::find_lines(pix.get(), kLetter).empty());
}

class OcrLinesProperty : public testing::TestWithParam<std::uint32_t> {};

TEST_P(OcrLinesProperty, EveryLetterLiesInExactlyOneLine) {
  std::mt19937 random(GetParam());
  const auto pix = blank(1500, 1200);
  std::vector<ocr::Area> letters;
  for (int y = 30; y < 1100; y += 70) {
    for (int x = 20; x < 1400;) {
      const int width = std::uniform_int_distribution(12, 40)(random),
                rise = std::uniform_int_distribution(0, 8)(random);
      letters.push_back({x, y + rise, x + width, y + kLetter});
      ink(pix.get(), letters.back());
      x += width + std::uniform_int_distribution(3, 90)(random);
    }
  }
  const auto lines = ocr::find_lines(pix.get(), kLetter);
  for (const ocr::Area& letter : letters) {
    const auto holds = std::count_if(lines.begin(), lines.end(), [&](const ocr::Area& line) {
      return line.x0 <= letter.x0 && line.x1 >= letter.x1 && line.y0 <= letter.y0 && line.y1 >= letter.y1;
    });
    EXPECT_EQ(holds, 1) << "letter at " << letter.x0 << "," << letter.y0 << ", seed " << GetParam();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, OcrLinesProperty, testing::Range(1U, 13U));

// ---- sizes ----

ocr::TextLine line_of(std::u32string_view text, const ocr::Area& area) {
  std::vector<ocr::Symbol> symbols;
  for (const char32_t code : text) symbols.push_back({.code = code, .box = {}, .confidence = 90});
  return ocr::measured(area, std::move(symbols));
}

TEST(OcrSizes, TheSameFontMeasuresTheSameWhateverItsLetters) {
  // Ink of one font of 40 pixels: syllables, capitals, small letters with and without parts below the line.
  std::vector<ocr::TextLine> lines = {line_of(U"여비 규정", {0, 0, 200, 37}), line_of(U"2026", {0, 100, 90, 129}),
                                      line_of(U"page", {0, 200, 90, 229}), line_of(U"sum", {0, 300, 80, 320})};
  ocr::even_sizes(lines);
  for (const ocr::TextLine& line : lines) EXPECT_NEAR(line.size, 40, 2);
  EXPECT_NEAR(lines[1].baseline, 129, 1);
  EXPECT_NEAR(lines[2].baseline, 220, 2);
}

TEST(OcrSizes, AHeadingStaysLargerThanTheText) {
  std::vector<ocr::TextLine> lines = {line_of(U"여비 규정", {0, 0, 300, 60}),
                                      line_of(U"제1조 목적", {0, 100, 200, 137}),
                                      line_of(U"이 규정은 여비를 정한다", {0, 200, 200, 238})};
  ocr::even_sizes(lines);
  EXPECT_DOUBLE_EQ(lines[1].size, lines[2].size);
  EXPECT_GT(lines[0].size, 1.4 * lines[1].size);
}

// ---- a page's own text ----

constexpr std::string_view kKorean =
    "이 규정은 회사의 출장 여비를 정하는 것을 목적으로 한다. 출장은 부서장의 승인을 받아야 하며 급한 일은 다음 날까지 "
    "보고한다. 많은 "
    "사람이 읽고 앉아 값을 없애지 않았다.";

TEST(PdfTextFault, KoreanIsNoFault) {
  EXPECT_EQ(pdf::text_fault({.raw = std::string(kKorean), .picture_area = 1}), pdf::TextFault::none);
}

TEST(PdfTextFault, SyllablesFromAShiftedTableAreGarbled) {
  for (const char32_t shift : {1U, 7U, 100U, 1000U}) {
    std::string shifted;
    for (std::size_t at = 0; at < kKorean.size();) {
      const char32_t code = next_code_point(kKorean, at);
      const bool syllable = code >= U'가' && code <= U'힣';
      append_utf8(shifted, syllable ? U'가' + (code - U'가' + shift) % 11'172 : code);
    }
    EXPECT_EQ(pdf::text_fault({.raw = shifted}), pdf::TextFault::garbled) << "shift " << std::uint32_t{shift};
  }
}

TEST(PdfTextFault, AStampedNumberOnAPictureIsNoText) {
  EXPECT_EQ(pdf::text_fault({.raw = "12", .picture_area = 0.9}), pdf::TextFault::missing);
  EXPECT_EQ(pdf::text_fault({.raw = "12", .picture_area = 0}), pdf::TextFault::none);
  EXPECT_EQ(pdf::text_fault({.raw = "", .unmapped = 300}), pdf::TextFault::unmapped);
}

// ---- time and budgets ----

TEST(Ocr, WithoutTimeAPageSaysSo) {
  const ParseOptions options;
  const ParseLimits limits;
  InnerBudget budget;
  budget.recognise_until = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  const auto document = read_image({golden("letter.png"), "", "image/png", options, limits, &budget});
  ASSERT_TRUE(document.has_value());
  EXPECT_TRUE(document->elements.empty());
  ASSERT_EQ(document->warnings.size(), 1U);
  EXPECT_EQ(document->warnings[0].code, "ocr_incomplete");
}

TEST(Ocr, StopsBetweenLines) {
  const auto frame = decode(golden("letter.png"), 0, {});
  ASSERT_TRUE(frame.has_value());
  const ocr::PageText text = ocr::recognise(frame->pix.get(), std::chrono::steady_clock::now());
  EXPECT_FALSE(text.complete);
  EXPECT_TRUE(text.lines.empty());
}

TEST(Ocr, SwitchedOffLeavesAWarningAndThePage) {
  const ParseOptions options{.ocr = Ocr::off};
  const ParseLimits limits;
  const auto document = read_image({golden("letter.png"), "", "image/png", options, limits});
  ASSERT_TRUE(document.has_value());
  ASSERT_EQ(document->pages.size(), 1U);
  EXPECT_NEAR(document->pages[0].width, 1240 * 72 / 150.0, 1);
  ASSERT_EQ(document->warnings.size(), 1U);
  EXPECT_EQ(document->warnings[0].code, "needs_ocr");
}

class Figure : public testing::Test {
 protected:
  Result<Document> with_figures(std::string_view bytes, int times, std::string_view alternative = {}) {
    DocumentBuilder builder("text/html", limits_);
    for (int i = 0; i < times; ++i) {
      builder.count_in(alternative);
      add_figure(builder, {bytes, "", "text/html", options_, limits_, &budget_}, bytes, alternative);
    }
    return std::move(builder).finish();
  }
  ParseOptions options_;
  ParseLimits limits_;
  InnerBudget budget_;
};

TEST_F(Figure, SaysWhatIsWrittenInIt) {
  const auto document = with_figures(golden("format_gif.gif"), 1, "사규 안내");
  ASSERT_TRUE(document.has_value());
  ASSERT_EQ(document->elements.size(), 1U);
  EXPECT_EQ(document->elements[0].kind, ElementKind::figure);
  EXPECT_EQ(document->elements[0].text, "사규 안내\n그림 형식이 달라도 같은 글이다.");
  EXPECT_EQ(document->account.characters_in, document->account.characters_out);
}

TEST_F(Figure, OfTheSamePictureIsReadOnce) {
  const std::int32_t before = budget_.pictures;
  const auto document = with_figures(golden("format_gif.gif"), 5);
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->elements.size(), 5U);
  EXPECT_EQ(budget_.pictures, before - 1);
}

TEST_F(Figure, BeyondTheBudgetKeepsItsAlternativeText) {
  budget_.pictures = 0;
  const auto document = with_figures(golden("format_gif.gif"), 1, "사규 안내");
  ASSERT_TRUE(document.has_value());
  ASSERT_EQ(document->elements.size(), 1U);
  EXPECT_EQ(document->elements[0].text, "사규 안내");
}

TEST_F(Figure, ThatIsBrokenOrSmallCostsNothing) {
  const std::int32_t before = budget_.pictures;
  EXPECT_TRUE(with_figures("no picture at all", 1)->elements.empty());
  EXPECT_EQ(budget_.pictures, before);
}

// ---- pictures as pages ----

TEST(ImagePage, IsShownAtTheResolutionAskedFor) {
  const ParseOptions options;
  const ParseLimits limits;
  const std::string bytes = golden("letter.png");
  const auto image = render_image({bytes, "", "image/png", options, limits}, 0, 75);
  ASSERT_TRUE(image.has_value()) << describe(image.error());
  EXPECT_EQ(image->width_px, 620);
  EXPECT_EQ(detect_media_type(image->png, ""), "image/png");
  EXPECT_EQ(render_image({bytes, "", "image/png", options, limits}, 1, 75).error().code, ErrorCode::not_found);
}

TEST(ImagePage, OfACameraIsShownUpright) {
  const auto frame = decode(golden("camera_turned.jpg"), 0, {});
  ASSERT_TRUE(frame.has_value());
  EXPECT_GT(pixGetWidth(frame->pix.get()), pixGetHeight(frame->pix.get()));
}

TEST(ImagePage, TooLargeToUnpackIsRefusedByItsHeader) {
  ParseLimits limits;
  limits.inflated_bytes_max = 1'000'000;  // letter.png has 942,400 pixels
  const auto frame = decode(golden("letter.png"), 0, limits);
  ASSERT_FALSE(frame.has_value());
  EXPECT_EQ(frame.error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(frame.error().reason, "inflated_bytes_max");
}

TEST(ImagePage, BoxesLieWhereTheTextIsShown) {
  for (const std::string name : {"letter.png", "lies_on_its_side.png", "askew.png"}) {
    const auto document = read_document(golden(name), name, {}, {});
    ASSERT_TRUE(document.has_value());
    ASSERT_FALSE(document->elements.empty());
    const Page& page = document->pages.at(0);
    const Box box = document->elements[0].places.at(0).box.value_or(Box());
    // The heading: at the top left; after a turn against the clock that is the bottom left.
    const bool side = name == "lies_on_its_side.png";
    EXPECT_LT(side ? box.x0 / page.width : box.y0 / page.height, 0.2) << name;
    EXPECT_GT(side ? box.y1 / page.height : 1 - box.x0 / page.width, 0.85) << name;
  }
}

// Share of the dark pixels of a picture that lie in the boxes of its words.
double ink_in_words(const std::string& name) {
  const auto frame = decode(golden(name), 0, {});
  const auto words = page_words(golden(name), name, 0, {}, {});
  if (!frame || !words) return 0;
  const ocr::PixPointer grey = ocr::to_grey(frame->pix.get());
  const double factor = frame->dots_per_inch / 72;
  std::int64_t dark = 0, held = 0;
  for (std::int32_t y = 0; y < pixGetHeight(grey.get()); ++y) {
    for (std::int32_t x = 0; x < pixGetWidth(grey.get()); ++x) {
      l_uint32 value = 255;
      pixGetPixel(grey.get(), x, y, &value);
      if (value > 100) continue;
      ++dark;
      held += std::ranges::any_of(*words, [&](const PageWord& word) {
        return x + 1 >= word.box.x0 * factor && x <= word.box.x1 * factor && y + 1 >= word.box.y0 * factor &&
               y <= word.box.y1 * factor;
      });
    }
  }
  return dark == 0 ? 0 : static_cast<double>(held) / static_cast<double>(dark);
}

TEST(ImagePage, WordsHoldTheInkAlsoOfAPageThatLiesAskew) {
  for (const std::string name : {"letter.png", "askew.png", "two_columns.png"})
    EXPECT_GT(ink_in_words(name), 0.95) << name;
}

TEST(UncertainWords, ComeBackFromJson) {
  Document document;
  document.pages.push_back({.label = "1",
                            .width = 595,
                            .height = 842,
                            .uncertain = {{.text = "셧다", .box = {1, 2, 3, 4}, .confidence = 41}}});
  const auto back = document_from_json(to_json(document));
  ASSERT_TRUE(back.has_value()) << describe(back.error());
  EXPECT_EQ(back->pages.at(0).uncertain, document.pages.at(0).uncertain);
}

TEST(OcrInTheSandbox, AWorkerReadsAScan) {
  const auto parser = Parser::open({.program = fs::path(ONGGI_BINARY_DIR) / "onggi-parse", .limits = {}});
  ASSERT_TRUE(parser.has_value());
  for (const std::string name :
       {"letter.png", "format_jpeg.jpg", "two_pages.tif", "format_webp.webp", "format_gif.gif"}) {
    const auto document = (*parser)->parse(golden(name), name, {}, {});
    ASSERT_TRUE(document.has_value()) << name << ": " << describe(document.error());
    EXPECT_FALSE(document->elements.empty()) << name;
    EXPECT_TRUE((*parser)->render_page(golden(name), name, 0, 72, {}, {}).has_value()) << name;
    const auto words = (*parser)->page_words(golden(name), name, 0, {}, {});
    ASSERT_TRUE(words.has_value()) << name << ": " << describe(words.error());
    std::string joined, text;
    for (const PageWord& word : *words) joined += word.text + " ";
    for (const Element& element : document->elements)
      if (element.places[0].page_index == 0 && text.empty()) text = element.text;
    EXPECT_TRUE(joined.contains(text.substr(0, text.find(' ')))) << name << ": " << joined;
  }
}

}  // namespace
}  // namespace onggi::parse
