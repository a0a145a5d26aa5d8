// One person's values in text: found however they are written, and nobody else's.
#include "privacy/subject.h"

#include <gmock/gmock.h>

#include <random>

#include "text/encode.h"

namespace onggi {
namespace {

using testing::ElementsAre;

Subject subject(const std::vector<std::string>& texts) {
  std::vector<SubjectValue> values;
  for (const std::string& text : texts) {
    auto value = subject_value(text);
    EXPECT_TRUE(value.has_value()) << text << ": " << describe(value.error());
    if (value) values.push_back(*value);
  }
  return Subject(std::move(values));
}

std::string without(const Subject& who, const std::string& text) { return who.without(text, who.find(text)); }

TEST(SubjectTest, TheFormTellsTheKind) {
  const std::vector<std::pair<std::string, std::string>> kinds = {
      {"홍길동", "PERSON"},          {"Hong Gil-dong", "PERSON"}, {"010-1234-5678", "PHONE"},
      {"+82 10 1234 5678", "PHONE"}, {"02-123-4567", "TEL"},      {"850315-1234567", "RRN"},
      {"a.b@c.kr", "EMAIL"},         {"서울시 마포구 12-3", ""},  {"1234-5678-90", ""}};
  for (const auto& [text, type] : kinds) EXPECT_EQ(subject_value(text)->type, type) << text;
  EXPECT_EQ(subject_value("+82 10-1234-5678")->bare, subject_value("010 1234 5678")->bare);
  EXPECT_EQ(subject_value("Ａ＠Ｂ．ＫＲ")->bare, "a@b.kr");
  EXPECT_EQ(subject_value("남궁길동", "PERSON")->type, "PERSON");
}

TEST(SubjectTest, WhatIsTooShortMeansNobody) {
  for (const char* text : {"", "김", "Al", "12", "가나", "a@b"}) {
    const auto value = subject_value(text);
    if (std::string_view(text) == "가나") {
      EXPECT_TRUE(value.has_value());
      continue;
    }
    ASSERT_FALSE(value.has_value()) << text;
    EXPECT_EQ(value.error().code, ErrorCode::invalid_argument);
  }
  EXPECT_EQ(subject_value("\xff\xfe홍길동").error().code, ErrorCode::invalid_argument);
}

TEST(SubjectTest, EveryWritingOfANumberIsFound) {
  const Subject who = subject({"010-1234-5678"});
  for (const char* text : {"010-1234-5678", "01012345678", "010 1234 5678", "010.1234.5678", "(010)1234-5678",
                           "010 - 1234 - 5678", "+82 10-1234-5678", "+82-(0)10-1234-5678", "０１０－１２３４－５６７８",
                           "010‑1234‑5678", "010-1234-\n5678", "010\u200b-1234-5678", "연락처는01012345678번"})
    EXPECT_EQ(who.find(text).size(), 1U) << text;
  for (const char* text : {"010-1234-567", "1010-1234-5678", "010-1234-56789", "010-1234-5679", "2010-1234-5678",
                           "010 | 1234 | 5678", "010, 그리고 1234와 5678"})
    EXPECT_TRUE(who.find(text).empty()) << text;
}

TEST(SubjectTest, EveryWritingOfANameIsFound) {
  const Subject who = subject({"도갑순례"});
  for (const char* text :
       {"도갑순례", "도갑순례가", "고객도갑순례님", "도 갑 순 례 님께", "도갑 순례,", "『도갑순례』"})
    EXPECT_EQ(who.find(text).size(), 1U) << text;
  EXPECT_EQ(who.find(to_nfd("이름은 도갑순례입니다")).size(), 1U);
  EXPECT_EQ(who.find(to_nfd("도 갑 순 례")).size(), 1U);
  for (const char* text : {"도갑순", "도갑과 순례", "도  갑  순  례"}) EXPECT_TRUE(who.find(text).empty()) << text;
}

TEST(SubjectTest, AShortNameIsNotAPieceOfAnotherWord) {
  const Subject who = subject({"이은"});
  for (const char* text : {"이은", "이은이 왔다", "담당 이은,", "이은 과장", "이은님"})
    EXPECT_EQ(who.find(text).size(), 1U) << text;
  for (const char* text : {"모임이은하수", "이은상 시인", "높이은행", "맞이은"})
    EXPECT_TRUE(who.find(text).empty()) << text;
}

TEST(SubjectTest, LatinNamesAndAddressesStandAlone) {
  const Subject name = subject({"Kim Min"});
  EXPECT_EQ(name.find("KIM MIN signed, kim min did").size(), 2U);
  EXPECT_EQ(name.find("by Kimmin.").size(), 1U);
  EXPECT_TRUE(name.find("Kim Minsu").empty());
  const Subject mail = subject({"min@a.kr"});
  EXPECT_EQ(mail.find("MIN@A.KR로, min@a.kr.").size(), 2U);
  EXPECT_TRUE(mail.find("jmin@a.kr, min@a.krx, x.min@a.kr").empty());
}

TEST(SubjectTest, WhatIsTakenOutLeavesItsKindAndTheRest) {
  const Subject who = subject({"홍길동", "010-1234-5678", "h@g.kr"});
  EXPECT_EQ(without(who, "홍길동(010 1234 5678, H@G.KR)은 7층"),
            "[이름 삭제]([휴대전화번호 삭제], [이메일 삭제])은 7층");
  EXPECT_EQ(without(who, "아무도 없다"), "아무도 없다");
}

TEST(SubjectTest, ByteFormsAreWhatFilesHold) {
  const Subject who = subject({"홍길동", "010-1234-5678", "이은"});
  const auto forms = who.byte_forms();
  const auto has = [&](const std::string& form) { return std::ranges::find(forms, form) != forms.end(); };
  EXPECT_TRUE(has("홍길동") && has(to_nfd("홍길동")) && has("01012345678") && has("\xC8\xAB\xB1\xE6\xB5\xBF"));
  EXPECT_TRUE(has(*encode_text("홍길동", "UTF-16LE")));
  EXPECT_FALSE(has("이은"));  // inside of other words, too
}

// Taking out leaves nothing to take out, and never touches what stands outside.
TEST(SubjectTest, TakingOutTwiceIsTakingOutOnce) {
  const Subject who = subject({"홍길동", "010-1234-5678", "h.g@a.kr", "850315-1234567"});
  const std::vector<std::string> pieces = {"홍길동",
                                           "홍 길 동",
                                           "010-1234-5678",
                                           "0101234",
                                           "5678",
                                           "h.g@a.kr",
                                           "850315",
                                           "-1234567",
                                           " ",
                                           "\n",
                                           "-",
                                           "가",
                                           "은",
                                           "a",
                                           "\xff",
                                           "일반 글",
                                           to_nfd("홍길동")};
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    std::string text;
    for (std::uint64_t i = random() % 40; i > 0; --i) text += pieces[random() % pieces.size()];
    const auto hits = who.find(text);
    std::size_t end = 0;
    for (const SubjectHit& hit : hits) {
      EXPECT_LE(end, hit.bytes.begin) << "seed " << seed;
      EXPECT_LT(hit.bytes.begin, hit.bytes.end) << "seed " << seed;
      end = hit.bytes.end;
    }
    EXPECT_LE(end, text.size());
    const std::string once = who.without(text, hits);
    EXPECT_EQ(without(who, once), once) << "seed " << seed;
  }
}

}  // namespace
}  // namespace onggi
