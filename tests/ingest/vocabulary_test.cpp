// The company's words in use: only documents in which a changed word occurs are analysed again.
#include "ingest/vocabulary.h"

#include <algorithm>

#include "index/index.h"
#include "ingest/any_ingest.h"
#include "ingest/word_proposals.h"

namespace onggi {
namespace {

/// The built-in embedder's manner: what it gives depends on the analyzer's words. Counts what it is asked.
class WordyEmbedder final : public Embedder {
 public:
  explicit WordyEmbedder(bool reads) : reads_(reads) {}
  const ModelInfo& info() const override { return info_; }
  Result<Embeddings> embed(const std::vector<std::string_view>& texts, EmbedAs, const Cancel&) override {
    asked += std::ssize(texts);
    return Embeddings{.dimensions = 1, .values = std::vector<float>(texts.size(), 1.0F), .tokens = 0};
  }
  const std::string& version() const override { return version_; }
  bool reads_company_words() const override { return reads_; }
  double fusion_weight() const override { return 0; }
  std::int64_t asked = 0;

 private:
  bool reads_;
  ModelInfo info_{};
  std::string version_ = "wordy";
};

class VocabularyTest : public any::IngestTest {
 protected:
  void SetUp() override {
    IngestTest::SetUp();
    if (!database_) return;
    words_.emplace(database_, clock_);
    open(true);
  }

  void open(bool reads) {
    embedder_ = std::make_shared<WordyEmbedder>(reads);
    if (!index_)
      index_ = must(open_embedded_index({folder_.path() / "index", 1, "wordy", shared_analyzer().version()})).index;
    analyzer_ = another_analyzer();
    vocabulary_ = another(*analyzer_);
    must(vocabulary_->follow());
    auto all = parts(parser_);
    all.index = index_.get(), all.embedder = embedder_, all.vocabulary = vocabulary_.get();
    open_ingest(with(all, *analyzer_));
    runner_->add("ingest.near_duplicates",
                 [this](const JobContext& context) { return jobs_->complete(context.job.id, context.worker); });
    vocabulary_->register_handlers(*runner_, [this](const Cancel& cancel) -> Result<void> {
      ONGGI_TRY(brought_, ingest_->catch_up(cancel));
      return {};
    });
  }

  static Ingest::Parts with(const Ingest::Parts& p, const Analyzer& analyzer) {
    return {.database = p.database,
            .blobs = p.blobs,
            .jobs = p.jobs,
            .catalog = p.catalog,
            .parser = p.parser,
            .index = p.index,
            .analyzer = analyzer,
            .counter = p.counter,
            .embedder = p.embedder,
            .clock = p.clock,
            .trace = p.trace,
            .clean = {},
            .chunk = {},
            .vocabulary = p.vocabulary};
  }
  static std::unique_ptr<Analyzer> another_analyzer() {
    return must(Analyzer::open({.dictionary = ONGGI_DICTIONARY_DIR, .user_dictionary = {}}));
  }
  std::unique_ptr<Vocabulary> another(Analyzer& analyzer) {
    return std::make_unique<Vocabulary>(
        Vocabulary::Parts{.database = database_,
                          .words = *words_,
                          .catalog = *catalog_,
                          .jobs = *jobs_,
                          .analyzer = analyzer,
                          .use_groups = [this](const auto& groups) { groups_ = groups; }});
  }

  std::int64_t finds(const std::string& term) const {
    return std::ssize(must(index_->search_lexical({{term, 1}}, {{everyone_}, {}, {}}, 10, Cancel())));
  }
  WordsChanged change(const WordsChange& wish) {
    clock_.forward(10);
    return must(vocabulary_->change(wish, owner_));
  }
  WordsState state() const { return must(words_->state()); }

  LinesParser parser_;
  std::optional<CompanyWords> words_;
  std::unique_ptr<Analyzer> analyzer_;
  std::shared_ptr<WordyEmbedder> embedder_;
  std::unique_ptr<Vocabulary> vocabulary_;
  std::unique_ptr<Index> index_;
  std::vector<SynonymGroup> groups_;
  std::int64_t brought_ = 0;
};

ONGGI_ON_ANY_DATABASE(VocabularyTest);

TEST_P(VocabularyTest, OnlyDocumentsWithAChangedWordAreAnalysedAgain) {
  add("a", "온기뱅크에서 대출을 받는다.\n");
  add("b", "출장 여비는 실비로 한다.\n");
  add("c", "숙박비 상한은 12만원이다.\n");
  EXPECT_EQ(finds("온기뱅크"), 1) << "a run of nouns is found as one word anyway";
  const std::int64_t before = embedder_->asked;
  EXPECT_TRUE(change({.add = {{.word = "온기뱅크", .parts = {"온기", "뱅크"}}}}).anything);
  EXPECT_LT(state().swept, state().state);
  EXPECT_EQ(finds("온기뱅크"), 1) << "what was there is found until the job is done";
  work();
  EXPECT_EQ(brought_, 1);
  EXPECT_EQ(embedder_->asked, before + 1) << "one chunk of one document";
  EXPECT_EQ(state().documents, 1);
  EXPECT_EQ(state().swept, state().state);
  EXPECT_EQ(finds("뱅크"), 1) << "by its part";
  EXPECT_TRUE(must(ingest_->check()).empty());
  EXPECT_EQ(must(ingest_->catch_up(Cancel())), 0);

  change({.add = {{.word = "아무데도없는말", .parts = {}}}});
  work();
  EXPECT_EQ(brought_, 0);
  EXPECT_EQ(embedder_->asked, before + 1);
  change({.remove = {"온기뱅크"}});
  work();
  EXPECT_EQ(brought_, 1);
  EXPECT_TRUE(must(ingest_->check()).empty());
}

TEST_P(VocabularyTest, AnEmbedderThatDoesNotReadWordsIsNotAskedAgain) {
  open(false);
  add("a", "온기뱅크에서 대출을 받는다.\n");
  const std::int64_t before = embedder_->asked;
  change({.add = {{.word = "온기뱅크", .parts = {"온기", "뱅크"}}}});
  work();
  EXPECT_EQ(brought_, 1) << "its tokens are made again";
  EXPECT_EQ(embedder_->asked, before);
}

TEST_P(VocabularyTest, AChangeThatWasKilledIsBroughtAtTheNextStart) {
  add("a", "온기뱅크에서 대출을 받는다.\n");
  add("b", "출장 여비는 실비로 한다.\n");
  change({.add = {{.word = "온기뱅크", .parts = {"온기", "뱅크"}}}});
  // Killed after the documents' rows were noted and before the index had them.
  must(vocabulary_->sweep([](std::int64_t, std::int64_t) {}, Cancel()));
  EXPECT_FALSE(must(ingest_->check()).empty()) << "doctor says so";
  open(true);
  EXPECT_EQ(analyzer_->words_state(), state().state) << "a start takes the words up";
  must(vocabulary_->queue_waiting());
  work();
  EXPECT_EQ(brought_, 1);
  EXPECT_TRUE(must(ingest_->check()).empty());
  EXPECT_EQ(state().swept, state().state);
}

TEST_P(VocabularyTest, DoctorFindsADocumentThatIsBehind) {
  add("a", "온기뱅크에서 대출을 받는다.\n");
  change({.add = {{.word = "온기뱅크", .parts = {}}}});
  const auto problems = must(ingest_->check());
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_NE(problems.front().find("words changed"), std::string::npos) << problems.front();
}

TEST_P(VocabularyTest, AnotherProcessTakesTheWordsUpAndBringsTheSameDocuments) {
  add("a", "온기뱅크에서 대출을 받는다.\n");
  const auto other_analyzer = another_analyzer();
  const auto other = another(*other_analyzer);
  must(other->follow());
  change({.add = {{.word = "온기뱅크", .parts = {"온기", "뱅크"}}}});
  EXPECT_TRUE(other_analyzer->company_words().empty());
  must(other->follow());
  EXPECT_EQ(other_analyzer->company_words().size(), 1U);
  EXPECT_EQ(other_analyzer->words_state(), analyzer_->words_state());
}

TEST_P(VocabularyTest, ADocumentThatComesInBesideAChangeIsWorkedOnAgain) {
  // Another process changes a word while this one still holds the words of before: its job finds out at its end.
  const auto other_analyzer = another_analyzer();
  const auto other = another(*other_analyzer);
  add("b", "출장 여비는 실비로 한다.\n");
  must(other->follow());
  must(other->change({.add = {{.word = "온기뱅크", .parts = {"온기", "뱅크"}}}}, owner_));
  add("a", "온기뱅크에서 대출을 받는다.\n");
  EXPECT_EQ(must(catalog_->all()).back().words.size(), 16U);
  EXPECT_TRUE(must(ingest_->check()).empty());
}

TEST_P(VocabularyTest, WordsOfTheFileAreReadOnlyAndFollowIt) {
  const auto file = folder_.path() / "words.txt";
  must(write_file(file, "온기뱅크\t온기 뱅크\n새싹적금\n", Durable::no, 0600));
  must(vocabulary_->take_file(file));
  must(vocabulary_->follow());
  const std::int64_t first = state().state;
  must(vocabulary_->take_file(file));
  EXPECT_EQ(state().state, first) << "the same file changes nothing";
  const auto kept = must(vocabulary_->list());
  ASSERT_EQ(kept.words.size(), 2U);
  EXPECT_TRUE(kept.words.front().from_file);
  for (const auto& refused : {vocabulary_->change({.remove = {"온기뱅크"}}, owner_),
                              vocabulary_->change({.add = {{.word = "온기뱅크", .parts = {}}}}, owner_)}) {
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().reason, "from_file");
  }
  must(write_file(file, "새싹적금\n", Durable::no, 0600));
  must(vocabulary_->take_file(file));
  EXPECT_EQ(must(vocabulary_->list()).words.size(), 1U);
}

TEST_P(VocabularyTest, GroupsGrowTogetherAndFallApart) {
  EXPECT_TRUE(change({.same = {{"금감원", "금융감독원"}}}).anything);
  EXPECT_FALSE(change({.same = {{"금융감독원", "금감원"}}}).anything) << "they are the same already";
  change({.same = {{"FSS", "Financial Supervisory Service"}}});
  ASSERT_EQ(groups_.size(), 2U);
  change({.same = {{"FSS", "금감원"}}});
  ASSERT_EQ(groups_.size(), 1U);
  EXPECT_EQ(groups_.front().words.size(), 4U);
  change({.alone = {"fss"}});
  EXPECT_EQ(groups_.front().words.size(), 3U);
  change({.alone = {"금감원", "금융감독원"}});
  EXPECT_TRUE(groups_.empty()) << "nobody is a group alone";
  const auto nothing = vocabulary_->change({.same = {{"금감원", "금감원 "}}}, owner_);
  ASSERT_FALSE(nothing.has_value());
  EXPECT_EQ(nothing.error().code, ErrorCode::bad_input);
}

TEST_P(VocabularyTest, AWordOfAGroupThatTheDictionaryCutsToPiecesIsAWord) {
  change({.same = {{"쿠궤뱅크", "정기적금"}}});
  const auto words = analyzer_->company_words();
  ASSERT_EQ(words.size(), 1U);
  EXPECT_EQ(words.front().word, "쿠궤뱅크");
}

TEST_P(VocabularyTest, ProposesWhatDocumentsSayAndNothingOfWhatMayNotBeSeen) {
  add("규정",
      "금융감독원(이하 \"금감원\"이라 한다)에 신고한다.\n한국산업은행(산은)의 대출을 받는다.\n인공지능(AI)을 쓴다.\n");
  const PermissionId board = must(permissions_->intern(Label::sensitive, {"group:board"}));
  add("비밀", "비밀사업단(이하 \"비사단\"이라 한다)을 둔다.\n", board);
  const auto seen = must(vocabulary_->proposals({everyone_}, 50, Cancel()));
  EXPECT_EQ(seen.documents, 1);
  std::vector<std::vector<std::string>> words;
  for (const WordProposal& one : seen.proposals)
    if (one.kind == WordProposal::Kind::synonyms) {
      words.push_back(one.words);
      EXPECT_EQ(one.document_name, "규정");
      EXPECT_EQ(one.documents, 1);
      EXPECT_NE(one.text.find(one.words.front()), std::string::npos);
    }
  std::ranges::sort(words);
  EXPECT_EQ(words, (std::vector<std::vector<std::string>>{
                       {"AI", "인공지능"}, {"금감원", "금융감독원"}, {"산은", "한국산업은행"}}));
  EXPECT_TRUE(must(vocabulary_->proposals({}, 50, Cancel())).proposals.empty());
  must(vocabulary_->dismiss("same:산은=한국산업은행", owner_));
  change({.same = {{"금감원", "금융감독원"}}});
  const auto later = must(vocabulary_->proposals({everyone_}, 50, Cancel()));
  EXPECT_EQ(std::ranges::count(later.proposals, WordProposal::Kind::synonyms, &WordProposal::kind), 1);
}

TEST(Definitions, AreReadByTheirForm) {
  const auto read = [](std::string_view text) {
    std::vector<std::string> lines;
    for (const auto& one : ingest_room::definitions_in(text)) lines.push_back(one.abbreviation + "=" + one.full);
    return lines;
  };
  using Lines = std::vector<std::string>;
  EXPECT_EQ(read("금융감독원(이하 '금감원'이라 한다)은"), Lines{"금감원=금융감독원"});
  EXPECT_EQ(read("개인정보 보호책임자(이하 “보호책임자”)"), Lines{"보호책임자=개인정보 보호책임자"});
  EXPECT_EQ(read("대규모 언어 모델(LLM)을"), Lines{"LLM=대규모 언어 모델"});
  EXPECT_EQ(read("AI(Artificial Intelligence)"), Lines{"AI=Artificial Intelligence"});
  EXPECT_EQ(read("Artificial Intelligence(AI)"), Lines{"AI=Artificial Intelligence"});
  for (const std::string_view nothing :
       {"회의(월요일)", "금액(원)", "서울(본사)", "신청서(별지 제1호서식)", "제3조(목적)", "(이하 같다)",
        "근로자(이하 \"갑\"이라 한다)", "12(3)", "()", "("})
    EXPECT_EQ(read(nothing), Lines{}) << nothing;
}

}  // namespace
}  // namespace onggi
