// What sentences say and deny.
#include "answer/predicates.h"

#include <gmock/gmock.h>

#include "text/shared_analyzer.h"

namespace onggi::answer_room {
namespace {

std::vector<std::string> said(std::string_view sentence) {
  std::vector<std::string> stems;
  for (const Predicate& one : predicates_of(sentence, shared_analyzer()))
    stems.push_back((one.is_denied ? "-" : "") + one.stem);
  return stems;
}

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

TEST(Predicates, DenialsBeforeAndAfterAVerb) {
  EXPECT_THAT(said("연차휴가는 이월합니다."), Contains("이월"));
  EXPECT_THAT(said("연차휴가는 이월하지 않습니다."), Contains("-이월"));
  EXPECT_THAT(said("연차휴가는 안 이월합니다."), Contains("-이월"));
  EXPECT_THAT(said("휴가를 쓰지 못한다."), Contains("-쓰"));
  EXPECT_THAT(said("법인카드를 쓸 수 있다."), Contains("쓰"));
  EXPECT_THAT(said("법인카드를 쓸 수 없다."), Contains("-쓰"));
  EXPECT_THAT(said("법인카드를 쓸 수는 없다."), Contains("-쓰"));
  EXPECT_THAT(said("사무실에서 담배를 피우지 마십시오."), Contains("-피우"));
}

TEST(Predicates, WhatIsForbidden) {
  EXPECT_THAT(said("외부에 공개하면 안 됩니다."), Contains("-공개"));
  EXPECT_THAT(said("외부에 공개해서는 안 된다."), Contains("-공개"));
  EXPECT_THAT(said("외부 반출은 금지된다."), Contains("-허용"));
  EXPECT_THAT(said("외부 반출은 허용된다."), Contains("허용"));
  EXPECT_THAT(said("환불 불가"), Contains("-가능"));
  EXPECT_THAT(said("환불 가능"), Contains("가능"));
}

TEST(Predicates, TwoDenialsAreNone) {
  EXPECT_THAT(said("사전에 신청하지 않으면 안 된다."), Contains("신청"));
  EXPECT_THAT(said("사전에 신청하지 않으면 안 된다."), Not(Contains("-신청")));
}

TEST(Predicates, NounsThatAreOrAreNot) {
  EXPECT_THAT(said("주차장은 무료입니다."), Contains("-유료"));
  EXPECT_THAT(said("주차장은 유료가 아닙니다."), Contains("-유료"));
  EXPECT_THAT(said("주차장은 유료입니다."), Contains("유료"));
  EXPECT_THAT(said("인원 제한이 없습니다."), Contains("-제한+있"));
  EXPECT_THAT(said("인원 제한이 있습니다."), Contains("제한+있"));
  EXPECT_THAT(said("수습 기간은 포함하지 않는다."), Contains("-포함"));
  EXPECT_THAT(said("수습 기간은 제외한다."), Contains("-포함"));
}

TEST(Predicates, OtherLanguagesSayNothing) {
  EXPECT_THAT(said(""), IsEmpty());
  EXPECT_THAT(said("Leave can not be carried over."), IsEmpty());
}

}  // namespace
}  // namespace onggi::answer_room
