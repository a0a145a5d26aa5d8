// The PDF: what a reader of PDFs finds in it, over many pages, and what is said where the font is missing.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "parse/parse.h"
#include "procedure/pdf_paper.h"
#include "procedure/procedure.h"
#include "procedure/report_tables.h"
#include "store/any_database.h"

namespace onggi {
namespace {

const ReportFonts kFonts{.regular = "/usr/share/fonts/truetype/nanum/NanumGothic.ttf",
                         .bold = "/usr/share/fonts/truetype/nanum/NanumGothicBold.ttf"};

ProcedureEntry entry(std::int64_t number, std::string step, const nlohmann::json& detail) {
  return {.number = number,
          .time_ms = 1'767'225'600'000 + number,
          .person = PersonId("per_1"),
          .login = "hong",
          .step = std::move(step),
          .detail = detail.dump(),
          .hash = std::string(64, 'a')};
}

// A log with everything in it: a ground that is longer than a page, an emoji, decomposed Hangul, markup.
nlohmann::json long_report() {
  std::string ground;
  for (int i = 0; i < 300; ++i) ground += "같은 사람의 민원을 이어 보아야 한다는 근거 " + std::to_string(i) + "번. ";
  std::vector<ProcedureEntry> log{entry(1, "start",
                                        {{"purpose", "research"},
                                         {"about", "상담 😀 기록 <b>"},
                                         {"recipients", {"\u1112\u1161\u11AB\u1100\u1173\u11AF"}}}),
                                  entry(2, "method", {{"kind", "others"}, {"action", "type"}, {"ground", ground}})};
  for (std::int64_t i = 3; i < 120; ++i)
    log.push_back(entry(i, "answer", {{"question", "search"}, {"risk", true}, {"note", std::string(200, 'w')}}));
  return procedure_report(ProcedureId("prc_test"), log, std::nullopt);
}

std::string without_spaces(std::string_view text) {
  std::string kept;
  for (const char c : text)
    if (c != ' ' && c != '\n') kept += c;
  return kept;
}

Result<Document> read_back(const std::string& pdf) {
  ONGGI_TRY(const auto parser, Parser::open({.program = std::string(ONGGI_BINARY_DIR) + "/onggi-parse"}));
  ParseOptions options;
  options.ocr = Ocr::off;
  return parser->parse(pdf, "report.pdf", options, Cancel());
}

TEST(ReportPdf, EveryWordIsReadBack) {
  const nlohmann::json report = long_report();
  const auto pdf = procedure_pdf(report, kFonts);
  ONGGI_ASSERT_OK(pdf);
  const auto document = read_back(*pdf);
  ONGGI_ASSERT_OK(document);
  EXPECT_GT(document->pages.size(), 4U);
  std::string text;
  for (const Element& element : document->elements) text += element.text + "\n";
  const std::string found = without_spaces(text);
  for (const procedure_room::ReportTable& table : procedure_room::report_tables(report))
    for (const auto& row : table.rows)
      for (const procedure_room::ReportCell& cell : row)
        EXPECT_NE(found.find(without_spaces(procedure_room::PdfPaper::writable(cell.small))), std::string::npos)
            << cell.small;
  for (const char* words : {"가명처리결과보고서", "상담[U+1F600]기록<b>", "한글", "근거0번", "근거299번"})
    EXPECT_NE(found.find(words), std::string::npos) << words;
  EXPECT_EQ(*pdf, *procedure_pdf(report, kFonts));
}

TEST(ReportPdf, FontsAreInIt) {
  const auto pdf = procedure_pdf(long_report(), kFonts);
  ONGGI_ASSERT_OK(pdf);
  EXPECT_NE(pdf->find("/FontFile2"), std::string::npos);
  EXPECT_NE(pdf->find("/ToUnicode"), std::string::npos);
  EXPECT_LT(pdf->size(), 1'000'000U);  // as far as they are used: both are 9 MB
}

TEST(ReportPdf, AMissingFontIsNamed) {
  const auto pdf = procedure_pdf(long_report(), {.regular = "/nowhere/a.ttf", .bold = kFonts.bold});
  ASSERT_FALSE(pdf.has_value());
  EXPECT_EQ(pdf.error().reason, "font_missing");
  EXPECT_NE(pdf.error().message.find("fonts-nanum"), std::string::npos);
  any::TemporaryFolder folder;
  const auto broken = folder.path() / "broken.ttf";
  std::FILE* file = std::fopen(broken.c_str(), "we");
  std::fputs("no font", file);
  std::fclose(file);
  EXPECT_EQ(procedure_pdf(long_report(), {.regular = broken, .bold = kFonts.bold}).error().reason, "font_missing");
}

}  // namespace
}  // namespace onggi
