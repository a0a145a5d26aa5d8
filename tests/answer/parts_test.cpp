// Questions in one.
#include "answer/parts.h"

#include <gtest/gtest.h>

namespace onggi::answer_room {
namespace {

using Parts = std::vector<std::string>;

TEST(Parts, EachAsks) {
  EXPECT_EQ(parts_of("연차는 며칠이고 병가는 며칠인가요?"), (Parts{"연차는 며칠이고", "병가는 며칠인가요?"}));
  EXPECT_EQ(parts_of("환불은 언제까지 되나요? 그리고 교환은 어떻게 하나요?"),
            (Parts{"환불은 언제까지 되나요?", "교환은 어떻게 하나요?"}));
  EXPECT_EQ(parts_of("What is the limit and how do I raise it?"), (Parts{"What is the limit", "how do I raise it?"}));
}

TEST(Parts, TakeWhatTheFirstOneSays) {
  EXPECT_EQ(parts_of("서울 출장에서 숙박비는 얼마이고 식비는 얼마인가요?"),
            (Parts{"서울 출장에서 숙박비는 얼마이고", "서울 출장에서 식비는 얼마인가요?"}));
  EXPECT_EQ(parts_of("연차는 며칠이고 언제 생기나요?"), (Parts{"연차는 며칠이고", "연차는 언제 생기나요?"}));
  EXPECT_EQ(parts_of("국내 출장 숙박비는 얼마이고 해외 출장 숙박비는 얼마인가요?"),
            (Parts{"국내 출장 숙박비는 얼마이고", "해외 출장 숙박비는 얼마인가요?"}))
      << "which says enough by itself";
}

TEST(Parts, MayAskForYesOrNo) {
  EXPECT_EQ(parts_of("연차는 며칠이고 이월되나요?"), (Parts{"연차는 며칠이고", "연차는 이월되나요?"}));
  EXPECT_EQ(parts_of("연차는 며칠인가요? 이월도 되나요?"), (Parts{"연차는 며칠인가요?", "이월도 되나요?"}));
  EXPECT_EQ(parts_of("How many days are there and can I carry them over?"),
            (Parts{"How many days are there", "can I carry them over?"}));
}

TEST(Parts, OneQuestionStaysAsItIs) {
  for (const std::string question :
       {"", "연차는 며칠인가요?", "출장을 마치고 며칠 안에 정산하나요?", "신고하고 받은 번호는 어디에 적나요?",
        "비밀번호를 잃어버렸고 전화도 없어요.", "얼마", "보고는 누구에게 하나요? 급합니다.",
        "가족수당이 있나요? 있으면 얼마인가요?", "몇 명이 신청하고 승인을 받나요?", "안녕하세요? 연차는 며칠인가요?",
        "How do I save and can it wait"})
    EXPECT_EQ(parts_of(question), Parts{question});
}

TEST(Parts, AreNotEndless) {
  std::string question;
  for (int i = 0; i < 40; ++i) question += "가는 얼마이고 ";
  EXPECT_EQ(parts_of(question + "나는 얼마인가요?").size(), kPartsMax);
}

}  // namespace
}  // namespace onggi::answer_room
