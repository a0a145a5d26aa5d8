// Characters and lines in one form: what changes, what stays, and that a second time changes nothing.
#include "clean/normal_text.h"

#include <gtest/gtest.h>

#include <random>

#include "clean/mojibake.h"
#include "text/text.h"

namespace onggi::clean_room {
namespace {

TEST(RepairMojibake, PutsKoreanRight) {
  EXPECT_EQ(repair_mojibake("¾È³çÇÏ¼¼¿ä").text, "안녕하세요");
  EXPECT_EQ(repair_mojibake("ì•ˆë…•í•˜ì„¸ìš”").text, "안녕하세요");
  const Repaired repaired = repair_mojibake("제목: °í°´ ¾È³», 본문");
  EXPECT_EQ(repaired.text, "제목: 고객 안내, 본문");
  EXPECT_EQ(repaired.places, 1);
}

TEST(RepairMojibake, LeavesWhatIsNone) {
  for (const char* text : {"déjà vu", "naïve café", "Ünïcödé", "§ 3 · 20°C ±5 × 2", "¿Qué?", "«Привет»",
                           "안녕하세요 · 환영합니다", "ÄÖÜ äöü ß", "Þórður Ágúst", "¼ ½ ¾", "© 2024 ®"}) {
    EXPECT_EQ(repair_mojibake(text).text, text);
    EXPECT_EQ(repair_mojibake(text).places, 0);
  }
}

TEST(PlainCharacters, StandForThemselves) {
  EXPECT_EQ(plain_characters("（주）ＡＢＣ１２３！").text, "(주)ABC123!");
  EXPECT_EQ(plain_characters("㈜옹기 ㎏ ㎡ ㎥ ﬁle").text, "(주)옹기 kg m² m³ file");
  EXPECT_EQ(to_nfc(plain_characters("ﾊﾟﾝ").text), "パン");
  EXPECT_EQ(plain_characters("ﾡﾤﾾￜ").text, "ㄱㄴㅎㅣ");
  for (const char* text : {"m² ① ½ ™ ㅋㅋ Ⅳ ℃ …", "大韓民國(대한민국)", "가나다"})
    EXPECT_EQ(plain_characters(text).count, 0) << text;
}

TEST(WithoutInvisible, KeepsEmojiWhole) {
  EXPECT_EQ(without_invisible("가\u200b나\u00ad다\ufeff\x01").text, "가나다");
  EXPECT_EQ(without_invisible("👩\u200d💻").text, "👩\u200d💻");
  EXPECT_EQ(without_invisible("가\t나\n").count, 0);
}

TEST(EvenSpaces, KeepIndents) {
  EXPECT_EQ(even_spaces("  가\u3000\u00a0나  \n\n\n\n다 \n").text, "가 나\n\n다");
  EXPECT_EQ(even_spaces("def f():\n    return  1").text, "def f():\n    return 1");
  EXPECT_EQ(even_spaces("가 나").count, 0);
}

TEST(WithoutHyphenation, JoinsWordsOnly) {
  EXPECT_EQ(without_hyphenation("a docu-\nment").text, "a document");
  EXPECT_EQ(without_hyphenation("- 가\n-\n나, COVID-\n19").count, 0);
}

TEST(JoinedLines, MakeParagraphsOfPageLines) {
  EXPECT_EQ(joined_lines("이 설명서는 데비안 시스템을 설치하는 방법을 설명하고 있습니다. 더 많은\n"
                         "정보를 얻는 방법도 설명하며 설치 프로그램을 처음으로 이용하는 사용자\n"
                         "를 위한 것입니다.")
                .text,
            "이 설명서는 데비안 시스템을 설치하는 방법을 설명하고 있습니다. 더 많은 "
            "정보를 얻는 방법도 설명하며 설치 프로그램을 처음으로 이용하는 사용자를 위한 것입니다.");
}

TEST(JoinedLines, LeaveListsHeadingsTablesAndCode) {
  for (const char* text :
       {"- 첫째 항목은 이렇게 길어서 한 줄을 가득 채우는 항목입니다만\n- 둘째 항목도 이렇게 길어서 한 줄을 가득 채우는 "
        "항목입니다만",
        "제1조 이 규정은 회사의 여비에 관한 사항을 정하는 것을 목적으로\n제2조 이 규정은 모든 임직원에게 적용하는 것을 "
        "원칙으로 하되",
        "| 이름이 아주 길어서 폭이 넓은 표의 첫 줄 | 값 |\n| 이름이 아주 길어서 폭이 넓은 표의 둘째 줄 | 값 |",
        "```\nfirst line of a program that is rather long indeed\nsecond line of a program that is long as well\n```",
        "가장 긴 줄은 이 줄이며 이렇게 길게 이어지다가 끝이 납니다.\n다음 문장은 새로운 줄에서 시작합니다.",
        "짧은 줄\n짧은 줄"}) {
    EXPECT_EQ(joined_lines(text).text, text);
    EXPECT_EQ(joined_lines(text).count, 0);
  }
}

std::string any_text(std::mt19937_64& random) {
  static const std::vector<std::string> kPieces = {"한국어",
                                                   "문서",
                                                   " ",
                                                   "  ",
                                                   "\n",
                                                   "\n\n",
                                                   "\t",
                                                   "ＡＢ",
                                                   "㈜",
                                                   "ﬁ",
                                                   "\u200b",
                                                   "é",
                                                   "¾È³ç",
                                                   "가-\n나",
                                                   "re-\nport",
                                                   "\u3000",
                                                   "- ",
                                                   "1. ",
                                                   "습니다.",
                                                   "에서",
                                                   "👩\u200d💻",
                                                   "\x02",
                                                   "```\n",
                                                   "ㅋㅋ",
                                                   "ㅎ",
                                                   "\u1112\u1161\u11ab",
                                                   "|",
                                                   "2024",
                                                   "이 줄은 꽤 길어서 다음 줄로 이어지는 것처럼 보이는"};
  std::string text;
  for (std::size_t i = random() % 40; i > 0; --i) text += kPieces[random() % kPieces.size()];
  return text;
}

class NormalTextProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(NormalTextProperty, ASecondTimeChangesNothing) {
  std::mt19937_64 random(GetParam());
  for (int i = 0; i < 500; ++i) {
    const std::string text = any_text(random);
    for (Changed (*change)(std::string_view) :
         {plain_characters, without_invisible, even_spaces, without_hyphenation, joined_lines}) {
      const Changed once = change(text);
      EXPECT_EQ(once.count == 0, once.text == text) << "seed " << GetParam() << ": " << text;
      EXPECT_TRUE(is_valid_utf8(once.text));
      if (change == joined_lines) continue;  // a longer line may make its neighbour no longer full
      EXPECT_EQ(change(once.text).text, once.text) << "seed " << GetParam() << ": " << text;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(seeds, NormalTextProperty, testing::Range<std::uint64_t>(1, 6));

}  // namespace
}  // namespace onggi::clean_room
