// What the company says is the same, in questions and hits.
#include "retrieve/company_thesaurus.h"

#include <algorithm>

#include "base/file.h"
#include "store/any_database.h"

namespace onggi {
namespace {

class CompanyThesaurusTest : public testing::Test {
 protected:
  void SetUp() override {
    analyzer_ = *Analyzer::open({ONGGI_DICTIONARY_DIR, {}});
    const auto file = folder_.path() / "near.tsv";
    ONGGI_ASSERT_OK(write_file(file, "환불\t반환\n", Durable::no, 0600));
    auto near = Thesaurus::open(file, *analyzer_);
    ONGGI_ASSERT_OK(near);
    thesaurus_ = std::make_unique<CompanyThesaurus>(*std::move(near), *analyzer_);
  }

  /// "금감원>금융감독원" of each other way that is the same thing.
  std::vector<std::string> same(const std::string& question) const {
    const auto words = retrieve::query_words(analyzer_->tokens(question));
    std::vector<std::string> lines;
    for (const auto& other : thesaurus_->others(words)) {
      if (!other.same) continue;
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
  std::unique_ptr<CompanyThesaurus> thesaurus_;
};

using Lines = std::vector<std::string>;

TEST_F(CompanyThesaurusTest, StandsForOneAnotherInBothDirectionsWithParticlesAndSpaces) {
  thesaurus_->use({{"금감원", "금융감독원"}});
  analyzer_->use_words(*UserWords::of({{.word = "금감원", .parts = {}}}), 1);
  EXPECT_EQ(same("금감원에 언제 신고하나요"), Lines{"금감원>금융감독원"});
  EXPECT_EQ(same("금융감독원의 검사"), Lines{"금융감독원>금감원"});
  EXPECT_EQ(same("금융 감독원에서 하는 검사"), Lines{"금융 감독원>금감원"});
  EXPECT_EQ(same("은행의 검사"), Lines{});
}

TEST_F(CompanyThesaurusTest, ChangesWhileItIsUsed) {
  EXPECT_EQ(same("AI 도입"), Lines{});
  thesaurus_->use({{"AI", "인공지능"}});
  EXPECT_EQ(same("ai 도입"), Lines{"ai>인공지능"});
  EXPECT_EQ(same("인공 지능을 도입"), Lines{"인공 지능>ai"});
  thesaurus_->use({});
  EXPECT_EQ(same("AI 도입"), Lines{});
}

TEST_F(CompanyThesaurusTest, StandsBeforeWhatIsOnlyNear) {
  thesaurus_->use({{"환불", "리펀드"}});
  const auto words = retrieve::query_words(analyzer_->tokens("환불"));
  const auto others = thesaurus_->others(words);
  ASSERT_EQ(others.size(), 2U);
  EXPECT_TRUE(others.front().same);
  EXPECT_FALSE(others.back().same);
}

}  // namespace
}  // namespace onggi
