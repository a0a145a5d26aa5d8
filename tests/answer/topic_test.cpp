// What questions are about.
#include "answer/topic.h"

#include <gtest/gtest.h>

namespace onggi::answer_room {
namespace {

TEST(Topic, StandsBeforeTheInterrogative) {
  const auto is = [](std::string_view question, Asked asked, std::string_view words) {
    const Topic topic = topic_of(question);
    EXPECT_EQ(topic.asked, asked) << question;
    EXPECT_EQ(topic.words, words) << question;
  };
  is("연차 휴가는 무엇인가요?", Asked::meaning, "연차 휴가");
  is("'연차 휴가'란?", Asked::meaning, "연차 휴가");
  is("퇴직연금이란 무엇입니까", Asked::meaning, "퇴직연금");
  is("풍선효과가 무슨 뜻이에요?", Asked::meaning, "풍선효과");
  is("제출 서류에는 어떤 것이 있나요?", Asked::members, "제출 서류");
  is("비밀번호 변경은 어떻게 하나요?", Asked::members, "비밀번호 변경");
  is("출장 신청 절차", Asked::members, "출장 신청");
  is("복지 포인트의 종류를 알려 주세요", Asked::members, "복지 포인트");
  is("What is the Net Price?", Asked::meaning, "net price");
  is("How do I reset my password?", Asked::members, "reset my password");
  is("숙박비는 얼마인가요?", Asked::fact, "");
  is("무엇인가요?", Asked::fact, "");
  is("", Asked::fact, "");
}

TEST(Topic, EndsWithTheNamesOfHeadings) {
  const Topic topic = topic_of("인사 규정에서 연차 휴가는 무엇인가요?");
  for (const std::string_view heading :
       {"연차 휴가", "연차휴가", "제3조(연차휴가)", "2.1 연차 휴가", "‘연차 휴가’", "휴가", "연차 휴가:"})
    EXPECT_TRUE(ends_with_name(topic, heading)) << heading;
  for (const std::string_view heading : {"", "인사 규정", "차 휴가", "가", "병가", "연차 휴가 신청", "제3조"})
    EXPECT_FALSE(ends_with_name(topic, heading)) << heading;
  EXPECT_TRUE(ends_with_name(topic_of("휴가 신청 방법은 무엇인가요?"), "휴가 신청 방법"));
  EXPECT_TRUE(ends_with_name(topic_of("휴가 신청 방법은 무엇인가요?"), "휴가 신청"));
  EXPECT_FALSE(ends_with_name(topic_of("숙박비는 얼마인가요?"), "숙박비"));
}

}  // namespace
}  // namespace onggi::answer_room
