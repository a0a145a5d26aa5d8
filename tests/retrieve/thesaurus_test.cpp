// Groups of words: reading the file, and what stands for the words of a question.
#include "retrieve/thesaurus.h"

#include <algorithm>

#include "base/file.h"
#include "store/any_database.h"

namespace onggi {
namespace {

class ThesaurusTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = Analyzer::open({ONGGI_DICTIONARY_DIR, {}});
    ONGGI_ASSERT_OK(opened);
    analyzer_ = *std::move(opened);
  }

  Result<std::unique_ptr<Thesaurus>> open(const std::string& text) const {
    const auto file = folder_.path() / "groups.tsv";
    EXPECT_TRUE(write_file(file, text, Durable::no, 0600).has_value());
    return Thesaurus::open(file, *analyzer_);
  }

  /// "word>other other" of each other way, sorted.
  std::vector<std::string> others(const Thesaurus& thesaurus, const std::string& question) const {
    const auto words = retrieve::query_words(analyzer_->tokens(question));
    std::vector<std::string> lines;
    for (const auto& other : thesaurus.others(words)) {
      std::string line;
      for (const std::size_t word : other.replaces) line += words[word].term + " ";
      line.back() = '>';
      for (const auto& word : *other.words) line += word.term + " ";
      line.pop_back();
      lines.push_back(line);
    }
    std::ranges::sort(lines);
    return lines;
  }

  any::TemporaryFolder folder_;
  std::unique_ptr<Analyzer> analyzer_;
};

TEST_F(ThesaurusTest, NounsVerbsAndExpressionsStandForOneAnother) {
  const auto thesaurus = open("# 낱말\n돌려받-\t환불\t반환\n쉬는 시간\t휴게시간\n");
  ONGGI_ASSERT_OK(thesaurus);
  EXPECT_EQ(others(**thesaurus, "언제 돌려받나요"), (std::vector<std::string>{"돌려받>반환", "돌려받>환불"}));
  EXPECT_EQ(others(**thesaurus, "환불은요"), (std::vector<std::string>{"환불>돌려받", "환불>반환"}));
  EXPECT_EQ(others(**thesaurus, "쉬는 시간이 있나요"), (std::vector<std::string>{"쉬 시간>휴게시간"}));
  EXPECT_TRUE(others(**thesaurus, "시간이 있나요").empty()) << "an expression needs all of its words";
}

TEST_F(ThesaurusTest, APartOfACompoundCountsItsShare) {
  const auto thesaurus = open("급여\t월급\n");
  ONGGI_ASSERT_OK(thesaurus);
  const auto words = retrieve::query_words(analyzer_->tokens("급여계좌"));
  const auto found = (*thesaurus)->others(words);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LT(found.front().share, 1);
  EXPECT_GT(found.front().share, 0.2);
}

TEST_F(ThesaurusTest, AClassStandsForItsMembersOnly) {
  const auto thesaurus = open("고양이\t>반려동물\n");
  ONGGI_ASSERT_OK(thesaurus);
  EXPECT_EQ(others(**thesaurus, "고양이도 되나요"), (std::vector<std::string>{"고양이>반려동물"}));
  EXPECT_TRUE(others(**thesaurus, "반려동물도 되나요").empty());
}

TEST_F(ThesaurusTest, AShortWordIsNoPieceOfALongOne) {
  const auto thesaurus = open("돈을 찾-\t출금\n돈가스\t음식\n");
  ONGGI_ASSERT_OK(thesaurus);
  EXPECT_EQ(others(**thesaurus, "돈을 찾으려면"), (std::vector<std::string>{"돈 찾>출금"}));
}

TEST_F(ThesaurusTest, AWordInTwoGroupsHasBoth) {
  const auto thesaurus = open("신청\t접수\n신청\t요청\n");
  ONGGI_ASSERT_OK(thesaurus);
  EXPECT_EQ(others(**thesaurus, "신청"), (std::vector<std::string>{"신청>요청", "신청>접수"}));
}

TEST_F(ThesaurusTest, SaysWhichLineIsWrong) {
  EXPECT_EQ(Thesaurus::open(folder_.path() / "none.tsv", *analyzer_).error().code, ErrorCode::not_found);
  const auto alone = open("값\t가격\n\n외톨이\n");
  ASSERT_FALSE(alone.has_value());
  EXPECT_EQ(alone.error().code, ErrorCode::bad_input);
  EXPECT_NE(describe(alone.error()).find("line 3"), std::string::npos) << describe(alone.error());
  EXPECT_EQ(open("\xff\t가격\n").error().code, ErrorCode::bad_input);
}

TEST_F(ThesaurusTest, OursIsSound) {
  const auto ours = Thesaurus::open(ONGGI_SOURCE_DIR "/data/thesaurus/ko.tsv", *analyzer_);
  ONGGI_ASSERT_OK(ours);
  const auto found = others(**ours, "월급");
  EXPECT_NE(std::ranges::find(found, "월급>급여"), found.end());
}

}  // namespace
}  // namespace onggi
