// Follow-up questions by rule, and the check of those that a model wrote out.
#include "answer/follow_up.h"

#include <gtest/gtest.h>

#include "answer/rewriting.h"

namespace onggi::answer_room {
namespace {

const Analyzer& analyzer() {
  static const auto opened = Analyzer::open({ONGGI_DICTIONARY_DIR, {}});
  return **opened;
}

Resolved resolved(const std::vector<std::string>& earlier, std::string_view question) {
  return resolve_follow_up(earlier, question, analyzer());
}

TEST(FollowUp, TakesTheSubjectOfTheQuestionBefore) {
  EXPECT_EQ(resolved({"연차휴가는 며칠인가요?"}, "이월도 되나요?").text, "연차휴가 이월도 되나요?");
  EXPECT_EQ(resolved({"연차휴가는 며칠인가요?"}, "이월도 되나요?").other, "");
  EXPECT_EQ(resolved({"연차휴가는 며칠인가요?", "이월도 되나요?"}, "반차도 되나요?").text, "연차휴가 반차도 되나요?")
      << "the subject stays, what was asked of it last does not";
}

TEST(FollowUp, PutsWhatIsMeantForDemonstratives) {
  EXPECT_EQ(resolved({"자녀 결혼 경조금은 얼마인가요?"}, "그건 언제까지 신청하나요?").text,
            "자녀 결혼 경조금 언제까지 신청하나요?");
  EXPECT_EQ(resolved({"How many days of annual leave do I get?"}, "Can I carry them over?").text,
            "Can I carry annual leave over?");
}

TEST(FollowUp, CompletesWhatNamesOnlyWhatIsNew) {
  EXPECT_EQ(resolved({"과장의 숙박비는 얼마인가요?"}, "그럼 부장은요?").text, "부장의 숙박비는 얼마인가요?");
  EXPECT_EQ(resolved({"연차휴가는 며칠인가요?"}, "신입은요?").text, "신입은 연차휴가는 며칠인가요?");
  EXPECT_EQ(resolved({"연차휴가는 며칠인가요?"}, "신입은요?").other, "신입는 며칠인가요?")
      << "it may be another subject: both are looked for";
  EXPECT_EQ(resolved({"How many days of annual leave do I get?"}, "And for interns?").text,
            "How many days of annual leave do I get for interns?");
}

TEST(FollowUp, LeavesAloneWhatStandsForItself) {
  for (const std::string question :
       {"법인카드 분실 신고는 어디에 하나요?", "What does a lost company badge cost in the main building?",
        "연차휴가 신청은 어떻게 하나요?"}) {
    EXPECT_EQ(resolved({"연차휴가는 며칠인가요?"}, question).text, question);
    EXPECT_EQ(resolved({"연차휴가는 며칠인가요?"}, question).other, "");
  }
  for (const std::string question : {"이월도 되나요?", "그건 얼마인가요?", "신입은요?", "", "what about it?"})
    EXPECT_EQ(resolved({}, question).text, question) << "there is nothing before it";
}

TEST(FollowUp, LooksForBothWhereTheSubjectMayBeNew) {
  const Resolved found = resolved({"연차휴가는 며칠인가요?"}, "식당은 어디에 있나요?");
  EXPECT_EQ(found.text, "연차휴가 식당은 어디에 있나요?");
  EXPECT_EQ(found.other, "식당은 어디에 있나요?");
}

TEST(Rewriting, PassesWhatTheConversationSays) {
  const std::vector<ChatMessage> history = {{ChatRole::user, "연차휴가는 며칠인가요?"},
                                            {ChatRole::assistant, "15일입니다 [1]."}};
  const auto passed = [&](std::string_view written, std::string_view question) {
    return as_asked(written, question, history, analyzer());
  };
  using Questions = std::vector<std::string>;
  EXPECT_EQ(passed(R"({"questions": ["연차휴가는 이월되나요?"]})", "이월되나요?"), Questions{"연차휴가는 이월되나요?"});
  EXPECT_EQ(passed(R"(네. {"questions": ["연차휴가 15일은 이월되나요?"]})", "이월되나요?").size(), 1U);
  EXPECT_EQ(passed(R"({"questions": ["연차휴가 20일은 이월되나요?"]})", "이월되나요?"), Questions{}) << "a number";
  EXPECT_EQ(passed(R"({"questions": ["서울지사의 연차휴가는 이월되나요?"]})", "이월되나요?"), Questions{}) << "a name";
  EXPECT_EQ(passed(R"({"questions": ["연차휴가는 며칠인가요?"]})", "2026년에는요?"), Questions{}) << "a number is lost";
  EXPECT_EQ(passed(R"({"questions": []})", "이월되나요?"), Questions{});
  EXPECT_EQ(passed("이월됩니다.", "이월되나요?"), Questions{});
  EXPECT_EQ(passed(R"({"questions": ["이월", "이월", "이월", "이월", "이월"]})", "이월되나요?"), Questions{});
}

}  // namespace
}  // namespace onggi::answer_room
