// The analyzer: morphemes, own words, errors, versions, threads; the token estimate.
#include "text/analyzer.h"

#include <algorithm>
#include <fstream>
#include <thread>

#include "base/file.h"
#include "shared_analyzer.h"

namespace onggi {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> terms(const Analyzer& analyzer, std::string_view text) {
  std::vector<std::string> found;
  for (const Token& token : analyzer.tokens(text))
    if (token.kind != TokenKind::bigram) found.push_back(token.term);
  return found;
}

bool has(const std::vector<std::string>& found, std::string_view term) {
  return std::find(found.begin(), found.end(), term) != found.end();
}

class UserDictionary : public testing::Test {
 protected:
  void SetUp() override {
    file_ = fs::path(testing::TempDir()) /
            (std::string("onggi_words_") + testing::UnitTest::GetInstance()->current_test_info()->name() + ".txt");
  }
  void TearDown() override { fs::remove(file_); }

  Result<std::unique_ptr<Analyzer>> with(std::string_view words) const {
    const auto written = write_file(file_, words);
    EXPECT_TRUE(written.has_value());
    return Analyzer::open({.dictionary = ONGGI_DICTIONARY_DIR, .user_dictionary = file_});
  }

  fs::path file_;
};

TEST(Morphemes, SplitCompoundsAndInflections) {
  const std::vector<Morpheme> found = shared_analyzer().morphemes("데이터베이스가 빨라졌다");
  ASSERT_GE(found.size(), 3U);
  EXPECT_EQ(found[0].surface, "데이터베이스");
  EXPECT_EQ(found[0].tag, "NNG");
  EXPECT_EQ(found[0].parts, (std::vector<std::string>{"데이터", "베이스"}));
  EXPECT_EQ(found[1].tag, "JKS");
  EXPECT_EQ(found[2].surface, "빨라졌");
  EXPECT_EQ(found[2].lemma, "빠르");
  EXPECT_EQ(found[2].part_tags.front(), "VA");
}

TEST(Morphemes, PointIntoTheTextAsWritten) {
  // 한글 typed as conjoining jamo, then a zero-width space in the middle of 문서.
  const std::string text = "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB\xE1\x84\x80\xE1\x85\xB3\xE1\x86\xAF 문\xE2\x80\x8B서";
  const std::vector<Morpheme> found = shared_analyzer().morphemes(text);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].surface, "한글");
  EXPECT_EQ(found[0].bytes, (ByteRange{0, 18}));
  EXPECT_EQ(found[1].surface, "문서");
  EXPECT_EQ(found[1].bytes, (ByteRange{19, text.size()}));
}

TEST(Tokens, FindTheSameArticleHoweverItIsSpaced) {
  for (const std::string_view text : {"제12조", "12조", "제 12 조에 따라", "제12조의 규정"})
    EXPECT_TRUE(has(terms(shared_analyzer(), text), "12조")) << text;
  EXPECT_TRUE(has(terms(shared_analyzer(), "제3조의2에서"), "3조의2"));
}

TEST(Tokens, NeverLoseWhatLooksLikeANoun) {
  EXPECT_TRUE(has(terms(shared_analyzer(), "에어팟을 샀다"), "에어팟"));
  EXPECT_TRUE(has(terms(shared_analyzer(), "사내대출은"), "사내대출"));
}

TEST(Tokens, StandBrokenBytesAndZeros) {
  using namespace std::string_literals;
  EXPECT_TRUE(has(terms(shared_analyzer(), "휴가\0 \xFF\xFE 규정"s), "규정"));
  EXPECT_TRUE(shared_analyzer().tokens("").empty());
  EXPECT_TRUE(shared_analyzer().tokens(" \n\t").empty());
}

TEST(Tokens, AreTheSameFromManyThreads) {
  const std::string text = "연차유급휴가는 1년간 80퍼센트 이상 출근한 근로자에게 15일을 준다.";
  const std::vector<std::string> expected = terms(shared_analyzer(), text);
  std::vector<std::vector<std::string>> found(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : found)
      threads.emplace_back([&mine, &text] {
        for (int i = 0; i < 50; ++i) mine = terms(shared_analyzer(), text);
      });
  }
  for (const auto& mine : found) EXPECT_EQ(mine, expected);
}

TEST_F(UserDictionary, KeepsItsWordsWhole) {
  const auto analyzer = with("\xEF\xBB\xBF# 회사 용어\n에어팟\r\n온기\n한빛소프트랩\t한빛 소프트랩\nKT클라우드\n\n");
  ASSERT_TRUE(analyzer.has_value()) << describe(analyzer.error());
  const std::vector<Morpheme> found = (*analyzer)->morphemes("새 에어팟을 한빛소프트랩에서 온기와 샀다");
  ASSERT_GE(found.size(), 6U);
  EXPECT_EQ(found[1].surface, "에어팟");
  EXPECT_EQ(found[1].tag, "NNP");
  EXPECT_EQ(found[2].surface, "을");
  EXPECT_EQ(found[2].tag, "JKO");
  EXPECT_EQ(found[3].parts, (std::vector<std::string>{"한빛", "소프트랩"}));
  EXPECT_EQ(found[4].tag, "JKB");
  EXPECT_TRUE(has(terms(**analyzer, "kt클라우드는 빠르다"), "kt클라우드"));
}

TEST_F(UserDictionary, LeavesShortWordsInsideOthersAlone) {
  const auto analyzer = with("온기\nAI\n");
  ASSERT_TRUE(analyzer.has_value());
  EXPECT_FALSE(has(terms(**analyzer, "체온기는 MAIL이다"), "온기"));
  EXPECT_FALSE(has(terms(**analyzer, "체온기는 MAIL이다"), "ai"));
  EXPECT_TRUE(has(terms(**analyzer, "온기에서는 AI로"), "온기"));
}

TEST_F(UserDictionary, NamesTheBadLine) {
  for (const std::string_view words : {"온기\n옹기 솥\n", "온기\n\t옹기 솥\n", "온기\n\xFF\xFE\n"}) {
    const auto analyzer = with(words);
    ASSERT_FALSE(analyzer.has_value());
    EXPECT_EQ(analyzer.error().code, ErrorCode::bad_input);
    EXPECT_NE(describe(analyzer.error()).find("line 2"), std::string::npos) << describe(analyzer.error());
  }
}

std::string fingerprint(const Analyzer& analyzer, std::string_view text) {
  return analyzer.company_words_in(std::vector<std::string_view>{text});
}

UserWords words_of(const std::vector<UserWord>& words) {
  auto made = UserWords::of(words);
  EXPECT_TRUE(made.has_value());
  return made.value_or(UserWords());
}

TEST_F(UserDictionary, ChangesOnlyWhatTextsWithItsWordsDependOn) {
  const auto first = with("온기뱅크\n");
  const auto second = with("온기뱅크\t온기 뱅크\n");
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_EQ((*first)->version(), shared_analyzer().version()) << "what was made of other texts stays";
  const std::string_view with_word = "온기뱅크는 은행이다", without = "은행의 연차휴가";
  EXPECT_EQ(fingerprint(**first, without), "");
  EXPECT_EQ(fingerprint(shared_analyzer(), with_word), "");
  EXPECT_EQ(fingerprint(**first, with_word).size(), 16U);
  EXPECT_NE(fingerprint(**first, with_word), fingerprint(**second, with_word)) << "of parts, too";
  EXPECT_EQ((*first)->company_words_in(std::vector<std::string_view>{without, with_word}),
            fingerprint(**first, with_word));
}

TEST_F(UserDictionary, ChangesWhileItIsUsed) {
  const auto analyzer = with("");
  ASSERT_TRUE(analyzer.has_value());
  EXPECT_EQ((*analyzer)->words_state(), 0);
  const std::string_view text = "온기뱅크에서 온기솥을 쓴다";
  EXPECT_FALSE(has(terms(**analyzer, text), "고래"));
  (*analyzer)->use_words(words_of({{.word = "온기뱅크", .parts = {"고래"}}}), 7);
  EXPECT_EQ((*analyzer)->words_state(), 7);
  EXPECT_TRUE(has(terms(**analyzer, text), "고래"));
  const std::string one = fingerprint(**analyzer, text);
  (*analyzer)->use_words(words_of({{.word = "온기뱅크", .parts = {"고래"}}, {.word = "다른말", .parts = {}}}), 8);
  EXPECT_EQ(fingerprint(**analyzer, text), one) << "a word that is not there changes nothing";
  (*analyzer)->use_words(words_of({{.word = "온기뱅크", .parts = {"고래"}}, {.word = "온기솥", .parts = {}}}), 9);
  EXPECT_NE(fingerprint(**analyzer, text), one);
  (*analyzer)->use_words(UserWords(), 10);
  EXPECT_FALSE(has(terms(**analyzer, text), "고래"));
  EXPECT_TRUE((*analyzer)->company_words().empty());
}

TEST_F(UserDictionary, CallsUnderWayKeepTheWordsThatTheyBeganWith) {
  const auto analyzer = with("");
  ASSERT_TRUE(analyzer.has_value());
  std::string text;
  for (int i = 0; i < 200; ++i) text += "온기뱅크는 은행이다. ";
  std::atomic<bool> done = false;
  std::jthread changing([&] {
    for (std::int64_t state = 1; !done; ++state)
      (*analyzer)->use_words(state % 2 == 0 ? UserWords() : words_of({{.word = "온기뱅크", .parts = {"고래"}}}), state);
  });
  for (int i = 0; i < 30; ++i) {
    const auto found = terms(**analyzer, text);
    const auto times = std::ranges::count(found, "고래");
    EXPECT_TRUE(times == 0 || times == 200) << times << ": words of two states in one call";
  }
  done = true;
}

TEST(UserWordsChecked, SaysWhatNoWordIs) {
  EXPECT_EQ(UserWords::checked({.word = " 온기뱅크 ", .parts = {"온기  뱅크"}}),
            (UserWord{.word = "온기뱅크", .parts = {"온기", "뱅크"}}));
  for (const std::string& bad :
       {std::string(), std::string("옹기 솥"), std::string("\xFF\xFE"), std::string(200, 'a')}) {
    const auto checked = UserWords::checked({.word = bad, .parts = {}});
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().code, ErrorCode::bad_input);
    EXPECT_TRUE(bad.empty() || !checked.error().message.contains(bad));
  }
}

TEST(AnalyzerOpen, SaysWhatIsMissing) {
  const auto none = Analyzer::open({.dictionary = "/nowhere", .user_dictionary = {}});
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
  const auto no_words = Analyzer::open({.dictionary = ONGGI_DICTIONARY_DIR, .user_dictionary = "/nowhere.txt"});
  ASSERT_FALSE(no_words.has_value());
  EXPECT_EQ(no_words.error().code, ErrorCode::not_found);
}

TEST(AnalyzerOpen, RefusesABrokenDictionary) {
  const fs::path folder = fs::path(testing::TempDir()) / "onggi_broken_dictionary";
  fs::create_directories(folder);
  for (const char* const name : {"dicrc", "sys.dic", "matrix.bin", "unk.dic", "char.bin"})
    ASSERT_TRUE(write_file(folder / name, "x").has_value());
  const auto opened = Analyzer::open({.dictionary = folder, .user_dictionary = {}});
  fs::remove_all(folder);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, ErrorCode::bad_input);
}

TEST(EstimatingCounter, CountsAsDocumented) {
  const TokenCounter& counter = estimating_counter();
  EXPECT_EQ(counter.count(""), 0);
  EXPECT_EQ(counter.count("옹기장독"), 3);  // four syllables × 0.75
  EXPECT_EQ(counter.count("jars"), 1);
  EXPECT_EQ(counter.count("2024"), 2);
  EXPECT_EQ(counter.count("…!"), 2);
  EXPECT_EQ(counter.count("옹기 jars"), 3);  // 1.5 + 1, rounded up
}

}  // namespace
}  // namespace onggi
