// Numbers and dates in the ways in which people write them.
#include "text/spellings.h"

#include <algorithm>
#include <random>

#include "text/shared_analyzer.h"

namespace onggi {
namespace {

std::vector<Spelled> spellings(std::string_view text) {
  return number_spellings(text, shared_analyzer().morphemes(text));
}

bool has(const Spelled& spelled, std::string_view form) {
  return std::ranges::find(spelled.forms, form) != spelled.forms.end();
}

TEST(Spellings, ANumberInDigitsIsAlsoWrittenInWords) {
  const auto found = spellings("수당 35,000원");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(slice("수당 35,000원", found.front().bytes), "35,000");
  for (const std::string_view form :
       {"35000", "35,000", "3만5천", "3만 5천", "3만 5,000", "3만5000", "삼만오천", "3.5만"})
    EXPECT_TRUE(has(found.front(), form)) << form;
}

TEST(Spellings, ANumberInWordsIsAlsoWrittenInDigits) {
  for (const std::string_view text : {"일억 원", "1억 원", "1 억원", "100,000,000원"}) {
    const auto found = spellings(text);
    ASSERT_EQ(found.size(), 1U) << text;
    for (const std::string_view form : {"1억", "일억", "100000000", "100,000,000"})
      EXPECT_TRUE(has(found.front(), form)) << text << " as " << form;
  }
  const auto ten = spellings("만오천 원");
  ASSERT_EQ(ten.size(), 1U);
  EXPECT_TRUE(has(ten.front(), "15,000"));
  EXPECT_TRUE(has(ten.front(), "일만오천"));
}

TEST(Spellings, ADateIsWrittenWithWordsAndMarks) {
  for (const std::string_view text : {"2024-03-01", "2024년 3월 1일부터", "2024. 3. 1. 시행", "2024/3/1"}) {
    const auto found = spellings(text);
    ASSERT_EQ(found.size(), 1U) << text;
    for (const std::string_view form : {"2024년 3월 1일", "2024. 3. 1", "2024.03.01", "2024-03-01", "2024/03/01"})
      EXPECT_TRUE(has(found.front(), form)) << text << " as " << form;
  }
  const auto month = spellings("2024년 3월");
  ASSERT_EQ(month.size(), 1U);
  EXPECT_TRUE(has(month.front(), "2024-03"));
}

TEST(Spellings, WhatIsWrittenInOneWayIsLeftOut) {
  for (const std::string_view text : {"", "30일", "제3조제2항", "1.23456", "만나다", "휴가", "999명"})
    EXPECT_TRUE(spellings(text).empty()) << text;
}

/// Whatever the number: each way to write it is read as that number again.
TEST(Spellings, EachFormIsReadAsTheSameNumber) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 2'000; ++i) {
    const int zeros = static_cast<int>(random() % 7);
    std::uint64_t value = 1 + random() % 9'999;
    for (int zero = 0; zero < zeros; ++zero) value *= 10;
    if (value < 1'000) continue;
    const std::string digits = std::to_string(value);
    const auto typed = number_spellings(digits, {});
    ASSERT_EQ(typed.size(), 1U) << digits;
    for (const std::string& form : typed.front().forms) {
      const Morpheme numeral{.surface = form, .tag = "NR", .bytes = {0, form.size()}};
      const auto again = number_spellings(form, {numeral});
      ASSERT_EQ(again.size(), 1U) << digits << " as " << form;
      EXPECT_EQ(again.front().bytes.size(), form.size()) << digits << " as " << form;
      EXPECT_TRUE(has(again.front(), digits)) << digits << " as " << form;
    }
  }
}

}  // namespace
}  // namespace onggi
