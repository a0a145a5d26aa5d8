// What else a question may have meant, over a real index and analyser.
#include "retrieve/variants.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "index/any_index.h"
#include "retrieve/question.h"

namespace onggi {
namespace {

using retrieve::Variant;
using retrieve::VariantKind;

class VariantsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto analyzer = Analyzer::open({ONGGI_DICTIONARY_DIR, {}});
    ASSERT_TRUE(analyzer.has_value());
    analyzer_ = std::move(*analyzer);
    index_ = any::open(any::options(folder_));
    add("휴가", "연차휴가와 육아휴직은 30일 전에 신청한다.");
    add("보험", "고용보험료는 매월 급여에서 공제한다. server 접속은 따로 정한다.");
    add("출장", "출장비 정산 서류를 제출한다.");
  }

  void add(const std::string& name, const std::string& text) {
    const DocumentId document("doc_" + name);
    IndexedChunk chunk{.id = ChunkId("chk_" + name), .document = document, .permission = PermissionId("per_0")};
    chunk.body_tokens = analyzer_->tokens(text);
    ASSERT_TRUE(index_->replace(document, {chunk}).has_value());
  }

  std::vector<Variant> meant(const std::string& question) const {
    return retrieve::likely_meant(question, analyzer_->tokens(question), analyzer_->morphemes(question), *index_);
  }
  static bool has(const std::vector<Variant>& variants, std::string_view term, VariantKind kind) {
    return std::ranges::any_of(variants, [&](const Variant& one) { return one.meant == term && one.kind == kind; });
  }
  std::string best(const std::string& question, bool with_variants = true) const {
    const auto asked =
        retrieve::analyse(question, {.analyzer = *analyzer_, .index = *index_, .with_variants = with_variants});
    const auto hits = *index_->search_lexical(asked.terms, any::everything(), 3, Cancel());
    return hits.empty() ? "" : hits.front().chunk.str();
  }

  any::Folder folder_;
  std::unique_ptr<Analyzer> analyzer_;
  std::unique_ptr<Index> index_;
};

TEST_F(VariantsTest, InitialsFindTheWordsThatTheyBegin) {
  EXPECT_TRUE(has(meant("ㅇㅊㅎㄱ"), "연차휴가", VariantKind::initials));
  EXPECT_EQ(best("ㅇㅊㅎㄱ"), "chk_휴가");
  EXPECT_EQ(best("ㄱㅇㅂㅎㄹ 공제"), "chk_보험");
  EXPECT_EQ(best("ㅇㅊㅎㄱ", false), "");
  EXPECT_TRUE(meant("ㅋㅋㅋ").empty());
}

TEST_F(VariantsTest, AMistypedLetterIsFoundAndARightWordIsLeftAlone) {
  EXPECT_TRUE(has(meant("육아휴칙"), "육아휴직", VariantKind::mistyped));
  EXPECT_EQ(best("육아휴칙"), "chk_휴가");
  EXPECT_TRUE(meant("연차휴가").empty());
  EXPECT_TRUE(meant("자동차").empty()) << "a word of the dictionary that no document holds";
}

TEST_F(VariantsTest, TheWrongKeyboardIsPutRightAndEnglishStays) {
  EXPECT_EQ(best("dusckgbrk"), "chk_휴가");
  std::vector<Variant> variants;
  EXPECT_EQ(retrieve::with_right_keyboard("server", *analyzer_, *index_, variants), "server");
  EXPECT_EQ(retrieve::with_right_keyboard("cnfwkdql wjdtks", *analyzer_, *index_, variants), "출장비 정산");
  ASSERT_EQ(variants.size(), 2U);
  EXPECT_EQ(variants[0].typed, "cnfwkdql");
  EXPECT_EQ(variants[0].kind, VariantKind::keyboard);
}

TEST_F(VariantsTest, ABeginningFindsHowItGoesOn) {
  EXPECT_TRUE(has(meant("고용보험"), "고용보험료", VariantKind::beginning) || best("고용보험") == "chk_보험");
}

TEST_F(VariantsTest, SimilarTermsAreTheMostFrequentFirst) {
  add("급여", "육아휴직 급여. 육아휴식 안내.");
  EXPECT_EQ(index_->similar_terms(Likeness::mistyped, "육아휴칙", 5),
            (std::vector<std::string>{"육아휴직", "육아휴식"}));
  EXPECT_EQ(index_->similar_terms(Likeness::mistyped, "아육휴직", 5), (std::vector<std::string>{"육아휴직"}));
  EXPECT_TRUE(index_->similar_terms(Likeness::mistyped, "abc", 5).empty());
  EXPECT_TRUE(index_->similar_terms(Likeness::initials, "", 5).empty());
  ASSERT_TRUE(index_->replace(DocumentId("doc_급여"), {}).has_value());
  EXPECT_EQ(index_->similar_terms(Likeness::mistyped, "육아휴칙", 5), (std::vector<std::string>{"육아휴직"}));
}

}  // namespace
}  // namespace onggi
