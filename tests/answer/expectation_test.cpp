// What a question asks for, and which passages have its form.
#include "answer/expectation.h"

#include <gtest/gtest.h>

namespace onggi::answer_room {
namespace {

TEST(Expectation, ReadsInterrogatives) {
  EXPECT_EQ(expected_of("연차는 며칠인가요?"), Expected::duration);
  EXPECT_EQ(expected_of("언제까지 신청해야 합니까"), Expected::duration);
  EXPECT_EQ(expected_of("출시일이 언제로 정해졌죠?"), Expected::moment);
  EXPECT_EQ(expected_of("버스는 몇 시에 출발해요?"), Expected::clock);
  EXPECT_EQ(expected_of("담당 부서 연락처"), Expected::phone);
  EXPECT_EQ(expected_of("숙박비가 얼마인가요"), Expected::money);
  EXPECT_EQ(expected_of("불량률은 몇 퍼센트였습니까?"), Expected::percent);
  EXPECT_EQ(expected_of("센서를 몇 대까지 붙일 수 있나요?"), Expected::number);
  EXPECT_EQ(expected_of("공설묘지 사용료"), Expected::money);
  EXPECT_EQ(expected_of("어느 팀이 맡습니까?"), Expected::anything);
  EXPECT_EQ(expected_of("신고는 얼마 안에 해야 하나요?"), Expected::duration);
  EXPECT_EQ(expected_of("수리는 얼마나 걸려요?"), Expected::duration);
  EXPECT_EQ(expected_of("단추를 몇 초 눌러야 하죠?"), Expected::duration);
}

TEST(Expectation, ReadsQuestionsForAddressesAndNumbersOfThings) {
  EXPECT_EQ(expected_of("접수처 이메일 주소가 뭔가요?"), Expected::mail);
  EXPECT_EQ(expected_of("특허 번호를 알려 주세요"), Expected::code);
  EXPECT_EQ(expected_of("RX-10 형식 승인 번호"), Expected::code);
  EXPECT_EQ(expected_of("비밀번호는 며칠마다 바꾸나요?"), Expected::duration);
  EXPECT_EQ(expected_of("담당자 전화번호를 알려 주세요"), Expected::phone);
}

TEST(Expectation, LooksForAddressesAndNumbersOfThings) {
  EXPECT_TRUE(has_form_of(Expected::mail, "접수처: help@onggi.example", false));
  EXPECT_FALSE(has_form_of(Expected::mail, "이메일로 접수합니다.", false));
  EXPECT_TRUE(has_form_of(Expected::code, "형식 승인: TA-2024-117", true));
  EXPECT_TRUE(has_form_of(Expected::code, "등록은 10-2210047로 했다.", false));
  EXPECT_FALSE(has_form_of(Expected::code, "전원 어댑터 | 1 | 인증품", true));
  EXPECT_FALSE(has_form_of(Expected::code, "수수료는 4000원이다.", false));
}

TEST(Expectation, AsksEachCellOfARow) {
  EXPECT_FALSE(has_form_of(Expected::money, "정기 점검 | 매월 3일 | 09:00", true)) << "a day and an hour are no money";
  EXPECT_TRUE(has_form_of(Expected::percent, "부품 A | 14일 | 0.3", true)) << "the unit stands in the header";
  EXPECT_FALSE(has_form_of(Expected::percent, "부품 A | 14일", true));
  EXPECT_TRUE(has_form_of(Expected::percent, "회원의 3분의 2 이상", false));
}

TEST(Expectation, LooksForTheForm) {
  EXPECT_TRUE(has_form_of(Expected::duration, "30일 전까지 알린다.", false));
  EXPECT_FALSE(has_form_of(Expected::duration, "미리 알린다.", false));
  EXPECT_TRUE(has_form_of(Expected::money, "1박에 42,000원이다.", false));
  EXPECT_FALSE(has_form_of(Expected::money, "3일 안에 낸다.", false));
  EXPECT_FALSE(has_form_of(Expected::money, "제3조에 따른다.", false));
  EXPECT_TRUE(has_form_of(Expected::money, "책임 | 110,000", true));
  EXPECT_TRUE(has_form_of(Expected::percent, "0.42%", false));
  EXPECT_FALSE(has_form_of(Expected::number, "1. 접수한 직원이 책임진다.", false)) << "a number before an item";
  EXPECT_FALSE(has_form_of(Expected::number, "제18조에 따라 HP-80 모델을 쓴다.", false)) << "numbers inside names";
  EXPECT_TRUE(has_form_of(Expected::anything, "고객지원팀이 맡는다.", false));
}

TEST(Expectation, KnowsWorkingDaysAndWhatHasNoEnd) {
  EXPECT_TRUE(has_form_of(Expected::duration, "2영업일 안에 알린다.", false));
  EXPECT_TRUE(has_form_of(Expected::duration, "보관 | 무기한", true));
  EXPECT_FALSE(has_form_of(Expected::duration, "적립금 | 90만 점 | 없음", true));
}

TEST(Expectation, KnowsMeasuresThatAreNoMoney) {
  EXPECT_EQ(expected_of("지급 배수는 얼마인가요?"), Expected::number);
  EXPECT_EQ(expected_of("본체 무게가 얼마예요?"), Expected::number);
  EXPECT_EQ(expected_of("연수원은 얼마예요?"), Expected::money);
}

TEST(Expectation, KnowsQuantitiesWithoutDigits) {
  EXPECT_TRUE(has_form_of(Expected::money, "학과 수석: 등록금 전액", false));
  EXPECT_TRUE(has_form_of(Expected::duration, "석 달 동안 예약하실 수 없습니다.", false));
  EXPECT_TRUE(has_form_of(Expected::moment, "매달 셋째 주 목요일에 연다.", false));
  EXPECT_FALSE(has_form_of(Expected::clock, "주문한 날부터 3일 안에 보냅니다.", false));
  EXPECT_TRUE(has_form_of(Expected::clock, "09:00에 엽니다.", true));
  EXPECT_TRUE(has_form_of(Expected::phone, "고객 센터 02-555-0199", false));
  EXPECT_FALSE(has_form_of(Expected::phone, "담당 간호사가 먼저 전화합니다.", false));
}

TEST(Expectation, MatchesWhatIsCounted) {
  EXPECT_TRUE(has_counter(counter_of("몇 번까지 나누어 낼 수 있나요?"), "네 번까지 나누어 낼 수 있다."));
  EXPECT_TRUE(has_counter(counter_of("지각은 몇 번이 결석인가요?"), "지각 3회는 결석 1회로 본다."));
  EXPECT_TRUE(has_counter(counter_of("몇 마리까지 키우나요?"), "합하여 세 마리까지 기를 수 있다."));
  EXPECT_FALSE(has_counter(counter_of("몇 학기까지 갈 수 있나요?"), "개강일부터 7일 안에 바꿀 수 있다."));
  EXPECT_TRUE(counter_of("숙박비는 얼마인가요?").empty());
  EXPECT_TRUE(counter_of("신고는 몇 번 화면에서 하나요?").empty()) << "the number of one of them";
  EXPECT_TRUE(has_counter(counter_of("정격 전압은 몇 볼트입니까?"), "정격 220 V"));
  EXPECT_FALSE(has_counter(counter_of("정격 전압은 몇 볼트입니까?"), "볼트와 너트 20개"));
  EXPECT_TRUE(has_counter(counter_of("무게가 몇 킬로그램이에요?"), "12.5 kg"));
  EXPECT_TRUE(has_counter(counter_of("연간 몇 회까지 쓸 수 있나요?"), "한 해에 네 번"));
}

}  // namespace
}  // namespace onggi::answer_room
