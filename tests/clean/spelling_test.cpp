// Spelling and spacing: cases by rule, what is never touched, and what always holds.
#include <gtest/gtest.h>

#include <random>

#include "base/file.h"
#include "clean/spelling.h"
#include "clean/spelling/edits.h"
#include "clean/spelling/spacing_model.h"
#include "clean/spelling/unknown_words.h"
#include "clean/spelling/word_rules.h"
#include "support/any_text.h"

namespace onggi {
namespace {

std::unique_ptr<SpellChecker> opened(const std::filesystem::path& words = {}) {
  auto checker = SpellChecker::open({.dictionary = ONGGI_DICTIONARY_DIR,
                                     .spelling = std::filesystem::path(ONGGI_SOURCE_DIR) / "data/spelling",
                                     .company_words = words});
  EXPECT_TRUE(checker.has_value()) << describe(checker.error());
  return checker ? *std::move(checker) : nullptr;
}

const SpellChecker& checker() {
  static const std::unique_ptr<SpellChecker> one = opened();
  return *one;
}

constexpr SpellingOptions kSure{.confidence_min = 0.8};

std::string mended(std::string_view text, const SpellingOptions& options = kSure) {
  return apply_corrections(text, checker().check(text, options));
}

struct Pair {
  std::string_view wrong, right, rule;
};

class SpellingRule : public testing::TestWithParam<Pair> {};

TEST_P(SpellingRule, MendsTheWrongAndLeavesTheRight) {
  const auto& [wrong, right, rule] = GetParam();
  const auto corrections = checker().check(wrong, kSure);
  EXPECT_EQ(apply_corrections(wrong, corrections), right);
  ASSERT_FALSE(corrections.empty());
  EXPECT_EQ(corrections.front().rule, rule);
  EXPECT_NE(spelling_rule_name(rule, RuleLanguage::korean), rule) << "every rule has a name";
  EXPECT_EQ(mended(right), right);
}

INSTANTIATE_TEST_SUITE_P(
    Pairs, SpellingRule,
    testing::Values(
        Pair{"이제 집에 가면 되요.", "이제 집에 가면 돼요.", "dwae"},
        Pair{"늦게 되서 미안하다.", "늦게 돼서 미안하다.", "dwae"},
        Pair{"어른이 돼고 싶다.", "어른이 되고 싶다.", "dwae"}, Pair{"숙제를 않 했다.", "숙제를 안 했다.", "an_anh"},
        Pair{"아직 먹지 안았다.", "아직 먹지 않았다.", "an_anh"},
        Pair{"여기서 자면 안된다.", "여기서 자면 안 된다.", "an_space"}, Pair{"제가 할께요.", "제가 할게요.", "ending"},
        Pair{"비가 올런지 모르겠다.", "비가 올는지 모르겠다.", "ending"},
        Pair{"가던지 오던지 마음대로 해라.", "가든지 오든지 마음대로 해라.", "deun_deon"},
        Pair{"선생님으로써 한마디 하겠다.", "선생님으로서 한마디 하겠다.", "ro_seo"},
        Pair{"열심히 함으로서 성공했다.", "열심히 함으로써 성공했다.", "ending"},
        Pair{"나도 할수 있다.", "나도 할 수 있다.", "dependent_noun_space"},
        Pair{"너때문에 늦었다.", "너 때문에 늦었다.", "dependent_noun_space"},
        Pair{"학교를 떠난지 3년이 되었다.", "학교를 떠난 지 3년이 되었다.", "dependent_noun_space"},
        Pair{"사과 두개를 샀다.", "사과 두 개를 샀다.", "counter_space"},
        Pair{"집에 들어갈때 불을 켠다.", "집에 들어갈 때 불을 켠다.", "noun_space"},
        Pair{"거기에 가지마라.", "거기에 가지 마라.", "auxiliary_space"},
        Pair{"그럴 수 밖에 없다.", "그럴 수밖에 없다.", "particle_space"},
        Pair{"시간이 갈 수록 좋다.", "시간이 갈수록 좋다.", "joined_ending"},
        Pair{"케익을 먹었다.", "케이크를 먹었다.", "loanword"},
        Pair{"최대값을 구한다.", "최댓값을 구한다.", "sai_sios"},
        Pair{"방을 깨끗히 치웠다.", "방을 깨끗이 치웠다.", "adverb_i_hi"},
        Pair{"몇일 뒤에 보자.", "며칠 뒤에 보자.", "standard"},
        Pair{"왠 사람이 찾아왔다.", "웬 사람이 찾아왔다.", "wen_waen"},
        Pair{"수익율이 올랐다.", "수익률이 올랐다.", "ryul_yul"},
        Pair{"아는 채하지 마라.", "아는 체하지 마라.", "chae_che"},
        Pair{"쓰여진 글을 읽었다.", "쓰인 글을 읽었다.", "double_passive"},
        Pair{"정답을 맞췄다.", "정답을 맞혔다.", "confusable"}, Pair{"그렇치 않다.", "그렇지 않다.", "ending"},
        Pair{"돈이 있는대 쓰지 않는다.", "돈이 있는데 쓰지 않는다.", "de_dae"}),
    [](const auto& one) { return "Case" + std::to_string(one.index); });

TEST(Spelling, LeavesWhatOnlyLooksWrong) {
  for (const std::string_view text : {"쌀 한 되를 샀다.",
                                      "돼지고기를 구웠다.",
                                      "아이를 안고 잤다.",
                                      "여러분들께 감사드립니다.",
                                      "얼마나 춥던지 떨었다.",
                                      "함께 걸어요.",
                                      "그 때문에 늦었다.",
                                      "이 번호로 전화하세요.",
                                      "지난 주말에 만났다.",
                                      "할 만하다.",
                                      "할만하다.",
                                      "안전하게 지낸다.",
                                      "안내를 받았다.",
                                      "인수는 두 개다.",
                                      "칼로써 자른다.",
                                      "음악을 전문적으로 배웠다.",
                                      "이것은 책의 일부로 쓰였다.",
                                      "불이 타올라 꺼졌다.",
                                      "하는 데 시간이 걸린다.",
                                      "먹는데 전화가 왔다.",
                                      "집 밖에 없다."})
    EXPECT_EQ(mended(text), text);
}

TEST(Spelling, NeverTouchesCodeAddressesNamesAndCitations) {
  for (const std::string_view text :
       {"`컨텐츠`를 본다.", "```\n컨텐츠 할께요\n```", "https://example.com/컨텐츠 를 본다.", "컨텐츠.hwp 파일",
        "그는 “할께요”라고 썼다.", "「컨텐츠 산업의 이해」를 읽었다.", "> 할께요", "=합계(최대값,최소값)", "<컨텐츠>",
        "컨텐츠_이름 변수", "a@컨텐츠.kr 로 보낸다."})
    EXPECT_EQ(mended(text), text) << text;
  EXPECT_EQ(mended("그는 “할께요”라고 썼다.", {.confidence_min = 0.8, .quoted = QuotedText::check}),
            "그는 “할게요”라고 썼다.");
}

TEST(Spelling, CompanyWordsStay) {
  const std::filesystem::path file = testing::TempDir() + "company_words.txt";
  ASSERT_TRUE(write_file(file, "컨텐츠\n").has_value());
  const auto own = opened(file);
  ASSERT_NE(own, nullptr);
  EXPECT_TRUE(own->check("컨텐츠를 만든다.", kSure).empty());
  EXPECT_NE(own->version(), checker().version());
}

TEST(Spelling, BrokenSpacingIsMendedAndGoodSpacingBelieved) {
  EXPECT_EQ(mended("오늘은날씨가좋아서친구와함께공원에갔습니다."), "오늘은 날씨가 좋아서 친구와 함께 공원에 갔습니다.");
  EXPECT_EQ(mended("오 늘 은 날 씨 가 좋 아 서 친 구 와 함 께 공 원 에 갔 습 니 다."),
            "오늘은 날씨가 좋아서 친구와 함께 공원에 갔습니다.");
  const std::string_view good = "사용자 계정 관리 화면에서 새 항목을 고른 다음 저장 단추를 누릅니다.";
  EXPECT_EQ(mended(good), good);
}

TEST(Spelling, OffsetsAreThoseOfTheTextAsGiven) {
  const std::string decomposed =
      "\u1100\u1161\u1102\u1173\u11AB \u1112\u1161\u11AF\u1101\u1166\u110B\u116D.";  // 가는 할께요 in NFD
  const auto corrections = checker().check(decomposed, kSure);
  ASSERT_EQ(corrections.size(), 1U);
  EXPECT_EQ(to_nfc(slice(decomposed, corrections.front().bytes)), "께");
  EXPECT_EQ(to_nfc(apply_corrections(decomposed, corrections)), "가는 할게요.");
}

TEST(Spelling, UnknownWordsAreToldWithLikelyOnesAndNeverChanged) {
  const std::string_view text = "새 프로그렘을 설치했다.";
  EXPECT_TRUE(checker().check(text).empty());
  const auto told = checker().check(text, {.unknown = UnknownWords::tell});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().rule, "unknown_word");
  EXPECT_FALSE(told.front().replacement.has_value());
  ASSERT_FALSE(told.front().suggestions.empty());
  EXPECT_EQ(told.front().suggestions.front(), "프로그램을");
  EXPECT_EQ(apply_corrections(text, told), text);
}

TEST(Spelling, OpeningNamesWhatIsMissing) {
  const auto missing =
      SpellChecker::open({.dictionary = ONGGI_DICTIONARY_DIR, .spelling = "/nowhere", .company_words = {}});
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_NE(describe(missing.error()).find("rules-ko.txt"), std::string::npos);
}

TEST(SpellingFiles, BrokenOnesAreRefusedByLine) {
  using namespace clean_room;  // NOLINT(google-build-using-namespace)
  EXPECT_TRUE(WordRules::read("# a comment\n[loanword any 0.9]\n컨텐츠\t콘텐츠\n").has_value());
  for (const std::string_view wrong :
       {"컨텐츠\t콘텐츠\n", "[loanword any 2]\n", "[nothing any 0.9]\n", "[loanword any 0.9]\n컨텐츠\n",
        "[loanword any 0.9]\n같다\t같다\n", "[loanword any 0.9]\nㄹ께\t게\n"}) {
    const auto read = WordRules::read(wrong);
    ASSERT_FALSE(read.has_value()) << wrong;
    EXPECT_EQ(read.error().code, ErrorCode::bad_input);
    EXPECT_NE(describe(read.error()).find("line"), std::string::npos);
  }
  EXPECT_FALSE(WordList::read("말\t\n").has_value());
  EXPECT_FALSE(WordList::read("말\t0\n").has_value());
  for (const std::string_view wrong : {"", "ONGGISP1", "ONGGISP1\x08\0\0\0", "another file altogether"})
    EXPECT_FALSE(SpacingModel::read(wrong).has_value());
}

class SpellingProperty : public testing::TestWithParam<std::uint32_t> {};

// Well-known errors between any words: rules meet each other and the spacing model.
std::string any_text(std::mt19937_64& random) {
  static constexpr std::string_view kParts[] = {
      "할께요", "않되",     "되요",   "됬다",    "할수",    "있다",   "먹을것이", "컨텐츠를", "두개",     "너때문에",
      "만큼",   "하지안고", "어떻해", "갈 수록", "수 밖에", "밖에",   "없다",     "안되",     "면",       "하면",
      "던지",   "가던지",   "며칠",   "몇일",    "3년",     "에서",   "까지",     "API를",    "“할께요”", ".",
      ",",      "?",        "\n",     "케익",    "이예요",  "되서는", "왠 일"};
  std::string text;
  for (std::size_t i = 0, parts = 1 + any::below(random, 24); i < parts; ++i) {
    text += any::below(random, 5) == 0 ? any::word(random) : std::string(kParts[any::below(random, std::size(kParts))]);
    if (any::below(random, 3) != 0) text += ' ';
  }
  return text;
}

TEST_P(SpellingProperty, AppliedOnceNothingIsLeft) {
  std::mt19937_64 random(GetParam());
  for (int i = 0; i < 40; ++i) {
    const std::string text = any_text(random);
    for (const double confidence_min : {0.5, 0.8}) {
      const SpellingOptions options{.confidence_min = confidence_min};
      const auto corrections = checker().check(text, options);
      std::size_t done = 0;
      for (const SpellingCorrection& one : corrections) {
        EXPECT_LE(done, one.bytes.begin) << text;
        EXPECT_LE(one.bytes.end, text.size());
        EXPECT_GE(one.confidence, confidence_min);
        done = one.bytes.end;
      }
      const std::string once = apply_corrections(text, corrections);
      EXPECT_TRUE(is_valid_utf8(once));
      EXPECT_TRUE(checker().check(once, options).empty())
          << "seed " << GetParam() << ": " << text << " → " << once << " → " << mended(once, options);
    }
  }
}

TEST_P(SpellingProperty, AnyBytesAreTaken) {
  std::mt19937_64 random(GetParam());
  std::string bytes;
  for (std::size_t i = 0, size = any::below(random, 300); i < size; ++i) bytes += static_cast<char>(random());
  bytes += any_text(random);
  for (const SpellingCorrection& one : checker().check(bytes, {.unknown = UnknownWords::tell}))
    EXPECT_LE(one.bytes.end, bytes.size());
}

// Composing equals correcting twice.
TEST_P(SpellingProperty, ComposedCorrectionsEqualTwoRounds) {
  std::mt19937_64 random(GetParam());
  const auto any_corrections = [&](std::size_t size) {
    std::vector<SpellingCorrection> made;
    for (std::size_t at = any::below(random, 4); at < size;) {
      const std::size_t end = std::min(size, at + any::below(random, 3));
      made.push_back({.bytes = {at, end},
                      .replacement = std::string(any::below(random, 3), static_cast<char>('A' + random() % 26)),
                      .rule = "spacing",
                      .confidence = 1});
      at = end + 1 + any::below(random, 5);
    }
    return made;
  };
  for (int i = 0; i < 200; ++i) {
    const std::string text(any::below(random, 30), 'x');
    const auto first = any_corrections(text.size());
    const std::string once = apply_corrections(text, first);
    const auto second = any_corrections(once.size());
    EXPECT_EQ(apply_corrections(text, clean_room::composed(text, first, second)), apply_corrections(once, second))
        << "seed " << GetParam();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, SpellingProperty, testing::Range(1U, 9U));

}  // namespace
}  // namespace onggi
