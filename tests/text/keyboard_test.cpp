// Wrong keyboards and single consonants.
#include "text/keyboard.h"

#include <gtest/gtest.h>

#include <random>

#include "text/text.h"

namespace onggi {
namespace {

TEST(Keyboard, KeysGiveTheSyllablesOfTheKoreanLayout) {
  EXPECT_EQ(hangul_from_keys("dkssud"), "안녕");
  EXPECT_EQ(hangul_from_keys("dusckgbrk"), "연차휴가");
  EXPECT_EQ(hangul_from_keys("rnrals"), "국민");
  EXPECT_EQ(hangul_from_keys("Qkffo"), "빨래");
  EXPECT_EQ(hangul_from_keys("dhksfy"), "완료");
  EXPECT_EQ(hangul_from_keys("rkqtdmf"), "값을");
  EXPECT_EQ(hangul_from_keys("dlfrdj"), "읽어");
}

TEST(Keyboard, WhatIsNoRowOfSyllablesStaysAsItIs) {
  for (const char* english : {"hello", "policy", "vacation", "server", "api", "", "abc1", "MTOM"})
    EXPECT_EQ(hangul_from_keys(english), "") << english;
}

TEST(Keyboard, SyllablesGiveTheKeysThatMakeThem) {
  EXPECT_EQ(keys_from_hangul("ㅗ디ㅣㅐ"), "hello");
  EXPECT_EQ(keys_from_hangul("안녕"), "dkssud");
  EXPECT_EQ(keys_from_hangul("안녕!"), "");
}

TEST(Keyboard, ConsonantsAloneAreInitials) {
  EXPECT_EQ(initials_typed("ㅇㅊㅎㄱ"), "ㅇㅊㅎㄱ");
  EXPECT_EQ(initials_typed("ㄳ"), "ㄱㅅ");
  EXPECT_EQ(initials_typed("ㅇㅏ"), "");
  EXPECT_EQ(initials_typed("연차"), "");
  EXPECT_EQ(initials_typed(""), "");
}

TEST(Keyboard, ThereAndBackIsTheSameForEverySyllable) {
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) {
    std::string word;
    for (std::size_t n = 1 + random() % 6; n > 0; --n) append_utf8(word, 0xAC00 + static_cast<char32_t>(random() % 11172));
    EXPECT_EQ(hangul_from_keys(keys_from_hangul(word)), word);
  }
}

}  // namespace
}  // namespace onggi
