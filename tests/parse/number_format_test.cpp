// Numbers as a spreadsheet shows them: one line a case.
#include "parse/worker/ooxml/number_format.h"

#include <gtest/gtest.h>

#include <random>

namespace onggi::parse::ooxml {
namespace {

struct Shown {
  const char* code;
  double value;
  const char* text;
};

constexpr Shown kShown[] = {
    {"General", 0.1 + 0.2, "0.3"},
    {"General", 1234567890123, "1234567890123"},
    {"General", -0.000012, "-0.000012"},
    {"General", 1e20, "1E+20"},
    {"0", 2.5, "3"},
    {"0.00", 1.005, "1.01"},
    {"0.00", -0.001, "0.00"},
    {"#,##0", 1234567, "1,234,567"},
    {"#,##0", 0, "0"},
    {"#,###", 0, ""},
    {"#,##0;(#,##0)", -1234, "(1,234)"},
    {"\"₩\"#,##0;[Red]-\"₩\"#,##0", -5000, "-₩5,000"},
    {"[$₩-412]#,##0", 9900, "₩9,900"},
    {"0%", 0.5, "50%"},
    {"0.0%", 0.1234, "12.3%"},
    {"0.00E+00", 12345, "1.23E+04"},
    {"##0.0E+0", 12345, "12.3E+3"},
    {"# ?/?", 2.75, "2 3/4"},
    {"# ?\?/?\?", 0.333333333, "1/3"},
    {"#,##0,", 1234567, "1,235"},
    {"#,##0,,\"백만\"", 12345678, "12백만"},
    {"000-0000-0000", 1012345678, "010-1234-5678"},
    {"00000", 42, "00042"},
    {"0.0##", 1.5, "1.5"},
    {"[>=100]\"많음\";\"적음\"", 100, "많음"},
    {"[>=100]\"많음\";\"적음\"", 99, "적음"},
    {"[<0]\"손실 \"0;\"이익 \"0", -7, "손실 7"},
    {"0;-0;\"없음\"", 0, "없음"},
    {";;;", 7, ""},
    {"General\"원\"", 5000, "5000원"},
    {"yyyy-mm-dd", 45366, "2024-03-15"},
    {"yyyy\"년\" m\"월\" d\"일\" aaaa", 45366, "2024년 3월 15일 금요일"},
    {"yyyy/m/d(aaa)", 45366, "2024/3/15(금)"},
    {"[$-412]dddd", 45366, "금요일"},
    {"ddd, d mmm yy", 45366, "Fri, 15 Mar 24"},
    {"h:mm", 0.5, "12:00"},
    {"h:mm AM/PM", 0.75, "6:00 PM"},
    {"[$-412]AM/PM h:mm", 0.25, "오전 6:00"},
    {"h\"시\" mm\"분\"", 0.5 + 7.0 / 1440, "12시 07분"},
    {"mm:ss", 61.0 / 86400, "01:01"},
    {"mm:ss.0", 61.25 / 86400, "01:01.3"},
    {"[h]:mm", 1.5, "36:00"},
    {"[mm]", 0.5, "720"},
    {"yyyy-mm-dd", 60, "1900-02-29"},
    {"yyyy-mm-dd", 61, "1900-03-01"},
    {"yyyy-mm-dd", 1, "1900-01-01"},
    {"yyyy-mm-dd", -1, "-1"},
    {"[$-F800]dddd, mmmm dd, yyyy", 45366, "2024년 3월 15일 금요일"},
};

TEST(NumberFormat, ShowsWhatASpreadsheetShows) {
  for (const Shown& one : kShown)
    EXPECT_EQ(NumberFormat(one.code).show(one.value, Epoch::y1900), one.text) << one.code << " of " << one.value;
}

TEST(NumberFormat, CountsFromTheOtherEpoch) {
  EXPECT_EQ(NumberFormat("yyyy-mm-dd").show(0, Epoch::y1904), "1904-01-01");
  EXPECT_EQ(NumberFormat("yyyy-mm-dd").show(43904, Epoch::y1904), "2024-03-15");
}

TEST(NumberFormat, PutsWordsAroundTexts) {
  EXPECT_EQ(NumberFormat("@\"님\"").show_text("홍길동"), "홍길동님");
  EXPECT_EQ(NumberFormat("0;0;0;\"<\"@\">\"").show_text("글"), "<글>");
  EXPECT_EQ(NumberFormat("0.0").show_text("글"), "글");
}

// Whatever the code says, it gives a text, and the same twice.
TEST(NumberFormat, TakesAnyCode) {
  constexpr std::string_view kLetters = "0#?.,%/E+-@;[]\"\\_*ymdhsaAPMg$<>=1-412 General";
  for (std::uint32_t seed = 0; seed < 2000; ++seed) {
    std::mt19937_64 random(seed);
    std::string code;
    for (std::uint64_t i = random() % 24; i > 0; --i) code += kLetters[random() % kLetters.size()];
    const double value =
        (static_cast<double>(random() % 4000000000) - 2e9) / static_cast<double>(1 + random() % 100000);
    const NumberFormat format(code);
    EXPECT_EQ(format.show(value, Epoch::y1900), format.show(value, Epoch::y1900)) << "seed " << seed;
    EXPECT_LT(format.show(value, Epoch::y1900).size(), 4000U) << "seed " << seed;
  }
}

}  // namespace
}  // namespace onggi::parse::ooxml
