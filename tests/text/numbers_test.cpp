// Numbers, dates and citations as one form each.
#include "text/numbers.h"

#include <gtest/gtest.h>

namespace onggi {
namespace {

std::string number(std::string_view text, bool numerals = true) {
  const auto found = korean_number(text, 0, [&](std::size_t) { return numerals; });
  return found ? found->form + "|" + std::string(slice(text, found->bytes)) : "";
}

TEST(KoreanNumber, IsReadHoweverItIsWritten) {
  EXPECT_EQ(number("1억"), "100000000|1억");
  EXPECT_EQ(number("1 억 원"), "100000000|1 억");
  EXPECT_EQ(number("일억 원"), "100000000|일억");
  EXPECT_EQ(number("1억 2천만 원"), "120000000|1억 2천만");
  EXPECT_EQ(number("3만5천"), "35000|3만5천");
  EXPECT_EQ(number("3만 5,000"), "35000|3만 5,000");
  EXPECT_EQ(number("1.5억"), "150000000|1.5억");
  EXPECT_EQ(number("1.23만"), "12300|1.23만");
  EXPECT_EQ(number("구십팔"), "98|구십팔");
  EXPECT_EQ(number("삼천오백이십일"), "3521|삼천오백이십일");
  EXPECT_EQ(number("3조 5,000억"), "3500000000000|3조 5,000억");
}

TEST(KoreanNumber, EndsWhereAnotherBegins) {
  EXPECT_EQ(number("1억 3명"), "100000000|1억");
  EXPECT_EQ(number("3만5천 35,000"), "35000|3만5천");
  EXPECT_EQ(number("5천 3만"), "5000|5천");
}

TEST(KoreanNumber, IsNoneWithoutANumeral) {
  EXPECT_EQ(number("1,000"), "");
  EXPECT_EQ(number("만"), "");
  EXPECT_EQ(number("5 만남", false), "");
  EXPECT_EQ(number("이천", false), "");
  EXPECT_EQ(number("가나다"), "");
  EXPECT_EQ(number(""), "");
}

TEST(KoreanNumber, IsNoneBeyondWhatFits) {
  EXPECT_EQ(number("999조"), "");
  EXPECT_EQ(number("99999999999999천"), "");
  EXPECT_EQ(number("123456789012345678만"), "");
}

std::string date(std::string_view text) {
  const auto found = date_at(text, 0);
  return found ? found->form + "|" + std::string(slice(text, found->bytes)) : "";
}

TEST(DateAt, IsOneFormForAllSpellings) {
  EXPECT_EQ(date("2024년 3월 1일에"), "2024-03-01|2024년 3월 1일");
  EXPECT_EQ(date("2024-03-01"), "2024-03-01|2024-03-01");
  EXPECT_EQ(date("2024.3.1."), "2024-03-01|2024.3.1");
  EXPECT_EQ(date("2024. 3. 1. 시행"), "2024-03-01|2024. 3. 1");
  EXPECT_EQ(date("2024/12/31"), "2024-12-31|2024/12/31");
  EXPECT_EQ(date("2024년 3월"), "2024-03|2024년 3월");
}

TEST(DateAt, IsNoneWhereItMayBeSomethingElse) {
  for (const std::string_view text :
       {"24.3.1", "2024.13.1", "2024.3", "2024-03", "2024년", "2024.3-1", "3024.1.1", "2024.1.123", "12024.1.1"})
    EXPECT_EQ(date(text), "") << text;
}

std::string citation(std::string_view text, std::size_t begin) {
  const auto found = law_paragraph(text, begin);
  return found ? found->form : "";
}

TEST(LawParagraph, IsOneFormForAllSpellings) {
  const std::size_t behind_je = std::string_view("제").size(), behind_sign = std::string_view("§").size();
  EXPECT_EQ(citation("제3조제2항", behind_je), "3조2항");
  EXPECT_EQ(citation("제3조 제2항", behind_je), "3조2항");
  EXPECT_EQ(citation("3조 2항", 0), "3조2항");
  EXPECT_EQ(citation("§3②", behind_sign), "3조2항");
  EXPECT_EQ(citation("§ 3(2)", behind_sign + 1), "3조2항");
  EXPECT_EQ(citation("3(2)", 0), "");
  EXPECT_EQ(citation("3조 원", 0), "");
  EXPECT_EQ(circled_number(U'⑳'), 20);
  EXPECT_EQ(circled_number(U'2'), 0);
}

}  // namespace
}  // namespace onggi
