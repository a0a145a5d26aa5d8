// The whole search on a small Korean corpus: real analyser, index, catalog and permissions; only the embedder is a
// double.
#include "retrieve/retrieve.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/file.h"
#include "retrieve/absence.h"
#include "retrieve/company_thesaurus.h"
#include "store/any_database.h"

namespace onggi {
namespace {

/// Texts that share letters are near: a hashed bag of characters. Can be told to fail.
class LetterEmbedder final : public Embedder {
 public:
  static constexpr std::int32_t kDimensions = 64;
  const ModelInfo& info() const override { return info_; }
  Result<Embeddings> embed(const std::vector<std::string_view>& texts, EmbedAs, const Cancel& cancel) override {
    ONGGI_CHECK(cancel.check());
    if (failing) return fail(ErrorCode::unavailable, "no such server");
    Embeddings embeddings;
    embeddings.dimensions = kDimensions;
    for (const std::string_view text : texts) {
      std::vector<float> row(kDimensions);
      for (std::size_t offset = 0; offset < text.size();) row[next_code_point(text, offset) % kDimensions] += 1;
      double squares = 0;
      for (const float value : row) squares += static_cast<double>(value) * static_cast<double>(value);
      for (const float value : row) embeddings.values.push_back(value / static_cast<float>(std::sqrt(squares)));
    }
    return embeddings;
  }
  const std::string& version() const override { return version_; }
  double fusion_weight() const override { return 0.1; }

  bool failing = false;

 private:
  ModelInfo info_;
  std::string version_ = "letters-1";
};

/// Prefers passages that hold a word, and remembers all that it was sent. Can be told to fail.
class WordReranker final : public Reranker {
 public:
  explicit WordReranker(std::string word) : word_(std::move(word)) {}
  const ModelInfo& info() const override { return info_; }
  Result<PassageScores> score(std::string_view, const std::vector<std::string_view>& passages, const Cancel&) override {
    sent.insert(sent.end(), passages.begin(), passages.end());
    if (failing) return fail(ErrorCode::unavailable, "no such server");
    PassageScores scores;
    for (const std::string_view passage : passages) scores.values.push_back(passage.contains(word_) ? 4.5 : -4.5);
    return scores;
  }

  bool failing = false;
  std::vector<std::string> sent;

 private:
  std::string word_;
  ModelInfo info_;
};

/// Counts what is recorded.
class CountingTrace final : public TraceSink {
 public:
  void record(const Span& span) override { failed += span.ok ? 0 : 1, ++spans; }
  int spans = 0, failed = 0;
};

std::unique_ptr<Analyzer> open_analyzer() {
  auto opened = Analyzer::open({ONGGI_DICTIONARY_DIR, {}});
  EXPECT_TRUE(opened.has_value()) << describe(opened.error());
  return std::move(*opened);
}

class RetrieveTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (!database_) return;
    ONGGI_ASSERT_OK(migrate(*database_, access_migrations()));
    ONGGI_ASSERT_OK(migrate(*database_, index_migrations()));
    auto opened = open_embedded_index(
        {folder_.path() / "index", LetterEmbedder::kDimensions, embedder_->version(), analyzer_->version()});
    ONGGI_ASSERT_OK(opened);
    index_ = std::move(opened->index);
    catalog_ = std::make_unique<Catalog>(database_, clock_);
    permissions_ = std::make_unique<Permissions>(database_);
    everyone_ = *permissions_->intern(Label::open, {"everyone"});
    board_ = *permissions_->intern(Label::sensitive, {"group:board"});
    add("취업규칙", everyone_,
        {{"제3장 휴가", "1년간 80퍼센트 이상 출근한 직원에게 15일의 연차휴가를 준다."},
         {"제3장 휴가", "배우자가 출산한 직원에게 20일의 출산휴가를 준다."},
         {"제5장 징계", "무단으로 사흘 넘게 결근한 직원은 징계위원회에 넘긴다."}});
    add("여비규정", everyone_,
        {{"제2장 국내출장", "서울 출장의 숙박비는 하루 10만원을 한도로 실비를 지급한다."},
         {"제4장 국외출장", "국외출장은 출발 7일 전까지 승인을 받는다."}});
    add("임원보수", board_, {{"제2조 보수", "대표이사의 연봉은 이사회가 정하며 휴가 보상비를 포함한다."}});
  }

  void add(const std::string& name, const PermissionId& permission,
           const std::vector<std::pair<std::string, std::string>>& texts) {
    const DocumentId document("doc_" + name);
    std::vector<ChunkRow> rows;
    std::vector<IndexedChunk> indexed;
    for (const auto& [lead, text] : texts) {
      const auto number = static_cast<std::int32_t>(rows.size());
      const ChunkId id("chk_" + name + std::to_string(number));
      const std::vector<Place> places{{number, std::to_string(number + 1), Box{10, 10, 100, 20}},
                                      {number, std::to_string(number + 1), Box{20, 15, 200, 60}}};
      rows.push_back({id, document, number, lead, text, {{ElementId("e"), text, places}}});
      const Embeddings vectors = *embedder_->embed({text}, EmbedAs::passage, Cancel());
      indexed.push_back({id,
                         document,
                         permission,
                         analyzer_->tokens(lead),
                         analyzer_->tokens(text),
                         {vectors.values.begin(), vectors.values.end()}});
    }
    DocumentRow row;
    row.id = document;
    row.source = "upload:" + name;
    row.name = name + ".hwpx";
    row.title = name;
    row.permission = permission;
    row.state = DocumentState::ready;
    const auto stored = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(catalog_->put(session, row));
      ONGGI_CHECK(catalog_->replace_chunks(session, document, rows));
      return true;
    });
    ONGGI_ASSERT_OK(stored);
    ONGGI_ASSERT_OK(index_->replace(document, indexed));
  }

  Viewer employee() const {
    return {PersonId("person_1"), "hong", Role::reader, Label::open, {"everyone", "person:person_1"}, "test"};
  }
  Viewer director() const {
    return {PersonId("person_2"), "kim", Role::reader, Label::classified, {"everyone", "group:board"}, "test"};
  }
  Retriever retriever(std::shared_ptr<Reranker> reranker = nullptr) {
    return Retriever({.analyzer = *analyzer_,
                      .index = *index_,
                      .catalog = *catalog_,
                      .permissions = *permissions_,
                      .embedder = embedder_,
                      .trace = trace_,
                      .reranker = std::move(reranker)});
  }
  SearchResult search(const SearchRequest& request, const Viewer& viewer) {
    auto result = retriever().search(request, viewer, Cancel());
    EXPECT_TRUE(result.has_value()) << describe(result.error());
    return result.value_or(SearchResult());
  }

  std::unique_ptr<Analyzer> analyzer_ = open_analyzer();
  std::shared_ptr<LetterEmbedder> embedder_ = std::make_shared<LetterEmbedder>();  // shared as Retriever wants it
  std::unique_ptr<Index> index_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<Permissions> permissions_;
  PermissionId everyone_, board_;
  CountingTrace trace_;
};

TEST_P(RetrieveTest, BringsTheChunkThatAnswersWithItsPlaceAndItsReasons) {
  const SearchResult result = search({.query = "연차휴가는 며칠인가요?"}, employee());
  ASSERT_FALSE(result.hits.empty());
  const Hit& hit = result.hits.front();
  EXPECT_EQ(hit.chunk.id.str(), "chk_취업규칙0");
  EXPECT_EQ(hit.rank, 1);
  EXPECT_EQ(hit.name, "취업규칙.hwpx");
  EXPECT_EQ(hit.title, "취업규칙");
  EXPECT_EQ(hit.label, Label::open);
  ASSERT_EQ(hit.places.size(), 1U);
  EXPECT_EQ(hit.places[0].box, (Box{10, 10, 200, 60}));
  ASSERT_EQ(hit.legs.size(), 2U);
  EXPECT_EQ(hit.legs[0].leg, "lexical");
  EXPECT_EQ(hit.legs[0].rank, 1);
  EXPECT_GT(hit.legs[1].rank, 0);
  EXPECT_GT(hit.features.covered, result.hits.back().features.covered);
  EXPECT_NE(std::ranges::find(result.terms, "연차"), result.terms.end());
  EXPECT_EQ(trace_.failed, 0);
}

// A question in the short form finds what only the long form says, and as if it had been asked in that.
TEST_P(RetrieveTest, WhatTheCompanySaysIsTheSameIsFoundAndCoveredLikeTheWordItself) {
  const auto file = folder_.path() / "near.tsv";
  ONGGI_ASSERT_OK(write_file(file, "환불\t반환\n", Durable::no, 0600));
  auto near = Thesaurus::open(file, *analyzer_);
  ONGGI_ASSERT_OK(near);
  CompanyThesaurus thesaurus(*std::move(near), *analyzer_);
  add("검사규정", everyone_,
      {{"제1조", "금융감독원의 검사를 받는 부서는 자료를 사흘 안에 낸다."},
       {"제2조", "내부 검사를 받는 부서는 자료를 이레 안에 낸다."},
       {"제3조", "외부 검사를 받는 부서는 자료를 열흘 안에 낸다."}});
  const auto ask = [&](const std::string& query) {
    Retriever::Parts all{.analyzer = *analyzer_,
                         .index = *index_,
                         .catalog = *catalog_,
                         .permissions = *permissions_,
                         .embedder = embedder_,
                         .trace = trace_,
                         .thesaurus = &thesaurus};
    auto result = Retriever(std::move(all)).search({.query = query, .use_dense = false}, employee(), Cancel());
    EXPECT_TRUE(result.has_value());
    return result.value_or(SearchResult());
  };
  const SearchResult without = ask("금감원 검사 자료");
  ASSERT_FALSE(without.hits.empty());
  EXPECT_LT(without.hits.front().features.covered, 1);
  thesaurus.use({{"금감원", "금융감독원"}});
  const SearchResult with = ask("금감원의 검사 자료"), itself = ask("금융감독원의 검사 자료");
  ASSERT_FALSE(with.hits.empty());
  EXPECT_EQ(with.hits.front().chunk.id.str(), "chk_검사규정0");
  EXPECT_DOUBLE_EQ(with.hits.front().features.covered, 1);
  ASSERT_EQ(with.variants.size(), 1U);
  EXPECT_EQ(with.variants.front().meant, "금융감독원");
  EXPECT_EQ(with.variants.front().kind, retrieve::VariantKind::synonym);
  EXPECT_EQ(itself.hits.front().chunk.id, with.hits.front().chunk.id);
  EXPECT_EQ(itself.hits.size(), with.hits.size());
}

TEST_P(RetrieveTest, NobodySeesWhatIsNotTheirs) {
  for (const bool use_lexical : {true, false}) {
    const SearchRequest request{.query = "대표이사 연봉", .limit = 20, .use_lexical = use_lexical};
    for (const Hit& hit : search(request, employee()).hits) EXPECT_NE(hit.document.str(), "doc_임원보수");
    const SearchResult seen = search(request, director());
    EXPECT_TRUE(std::ranges::any_of(seen.hits, [](const Hit& hit) {
      return hit.document.str() == "doc_임원보수" && hit.label == Label::sensitive;
    }));
  }
  Viewer unlisted = employee();
  unlisted.principals.clear();
  EXPECT_TRUE(search({.query = "연차휴가"}, unlisted).hits.empty());
  Viewer low = director();
  low.clearance = Label::open;
  for (const Hit& hit : search({.query = "대표이사 연봉"}, low).hits) EXPECT_EQ(hit.label, Label::open);
}

TEST_P(RetrieveTest, SearchesInsideTheDocumentsAskedFor) {
  const SearchResult result =
      search({.query = "직원 휴가 출장", .documents = {DocumentId("doc_여비규정")}}, employee());
  ASSERT_FALSE(result.hits.empty());
  for (const Hit& hit : result.hits) EXPECT_EQ(hit.document.str(), "doc_여비규정");
}

TEST_P(RetrieveTest, WhatElseWasLookedForIsToldOnlyWhereAVisibleHitHoldsIt) {
  const auto told = [&](const SearchResult& result, const std::string& term) {
    return std::ranges::any_of(result.variants, [&](const retrieve::Variant& one) { return one.meant == term; });
  };
  const SearchResult own = search({.query = "ㅊㅅㅎㄱ"}, employee());
  ASSERT_FALSE(own.hits.empty());
  EXPECT_EQ(own.hits.front().name, "취업규칙.hwpx");
  EXPECT_TRUE(told(own, "출산휴가"));
  EXPECT_FALSE(told(search({.query = "ㄷㅍㅇㅅ"}, employee()), "대표이사"));
  EXPECT_TRUE(told(search({.query = "ㄷㅍㅇㅅ"}, director()), "대표이사"));
  EXPECT_TRUE(search({.query = "ㅊㅅㅎㄱ", .with_variants = false}, employee()).variants.empty());
}

TEST_P(RetrieveTest, ConditionsNarrowWithinWhatOneSeesAndNoneMeansNothing) {
  const Metadata metadata(database_, clock_);
  const MetadataSearch conditions(database_);
  ONGGI_ASSERT_OK(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    for (const char* id : {"doc_여비규정", "doc_임원보수"})
      ONGGI_CHECK(metadata.write(session, DocumentId(id), "department", "재무팀", PersonId("person_1")));
    return true;
  }));
  const Retriever narrowing({.analyzer = *analyzer_,
                             .index = *index_,
                             .catalog = *catalog_,
                             .permissions = *permissions_,
                             .embedder = embedder_,
                             .trace = trace_,
                             .metadata = &metadata,
                             .conditions = &conditions});
  const auto found = [&](const std::string& department, std::vector<DocumentId> documents = {}) {
    const auto result = narrowing.search({.query = "직원 휴가 출장 대표이사 연봉",
                                          .limit = 50,
                                          .documents = std::move(documents),
                                          .conditions = {*read_condition("department=" + department)}},
                                         employee(), Cancel());
    EXPECT_TRUE(result.has_value());
    return result.value_or(SearchResult()).hits;
  };
  const auto hits = found("재무팀");
  ASSERT_FALSE(hits.empty());
  for (const Hit& hit : hits) {
    EXPECT_EQ(hit.document.str(), "doc_여비규정");  // the other one is not the employee's to see
    ASSERT_EQ(hit.metadata.size(), 1U);
    EXPECT_EQ(hit.metadata[0].value, "재무팀");
  }
  EXPECT_TRUE(found("없는팀").empty());
  EXPECT_TRUE(found("재무팀", {DocumentId("doc_취업규칙")}).empty());
  const auto without =
      retriever().search({.query = "휴가", .conditions = {*read_condition("department=재무팀")}}, employee(), Cancel());
  ASSERT_FALSE(without.has_value());
  EXPECT_EQ(without.error().code, ErrorCode::unsupported);
}

TEST_P(RetrieveTest, CoverageTellsWhatTheDocumentsDoNotSpeakOf) {
  EXPECT_LT(search({.query = "주차장 요금"}, employee()).hits.empty()
                ? 0
                : search({.query = "주차장 요금"}, employee()).hits.front().features.covered,
            0.3);
  EXPECT_GT(search({.query = "서울 출장 숙박비 한도"}, employee()).hits.front().features.covered, 0.9);
}

TEST_P(RetrieveTest, AFailingDenseLegCostsThatLegOnly) {
  embedder_->failing = true;
  const SearchResult result = search({.query = "숙박비 한도"}, employee());
  ASSERT_FALSE(result.hits.empty());
  EXPECT_EQ(result.hits.front().chunk.id.str(), "chk_여비규정0");
  EXPECT_EQ(result.hits.front().legs[1].rank, 0);
  EXPECT_EQ(trace_.failed, 1);
  const auto dense_only = retriever().search({.query = "숙박비 한도", .use_lexical = false}, employee(), Cancel());
  EXPECT_EQ(dense_only.error().code, ErrorCode::unavailable);
}

TEST_P(RetrieveTest, AConfiguredRerankerDecidesTheOrder) {
  const auto reranker = std::make_shared<WordReranker>("징계위원회");
  const Retriever judged = retriever(reranker);
  const SearchRequest leave{.query = "직원 연차휴가"};
  const auto builtin = search(leave, employee()).hits;
  const auto result = judged.search(leave, employee(), Cancel());
  ASSERT_TRUE(result.has_value()) << describe(result.error());
  ASSERT_GT(result->hits.size(), 1U);
  EXPECT_EQ(result->reranker, RerankerOutcome::ordered);
  EXPECT_EQ(result->hits.size(), builtin.size());
  EXPECT_NE(builtin.front().chunk.id.str(), "chk_취업규칙2");
  EXPECT_EQ(result->hits.front().chunk.id.str(), "chk_취업규칙2");
  EXPECT_EQ(result->hits.front().reranker.rank, 1);
  EXPECT_EQ(result->hits.front().reranker.score, 4.5);
  for (std::size_t i = 0; i < builtin.size(); ++i) {
    EXPECT_EQ(result->hits[i].rank, static_cast<std::int32_t>(i + 1));
    EXPECT_DOUBLE_EQ(result->hits[i].score, builtin[i].score) << "scores stay with their places";
    EXPECT_EQ(builtin[i].reranker.rank, 0);
  }
  EXPECT_EQ(reranker->sent.front(), builtin.front().chunk.lead + "\n" + builtin.front().chunk.text);

  reranker->sent.clear();
  const auto plain = judged.search({.query = "직원 연차휴가", .rerank = false}, employee(), Cancel());
  EXPECT_EQ(plain->reranker, RerankerOutcome::none);
  EXPECT_TRUE(reranker->sent.empty());
}

TEST_P(RetrieveTest, ARerankerGetsNothingThatThePersonMayNotSee) {
  const auto reranker = std::make_shared<WordReranker>("연봉");
  const Retriever judged = retriever(reranker);
  const auto sent_to_it = [&](const Viewer& person) {
    reranker->sent.clear();
    for (const bool use_lexical : {true, false})
      EXPECT_TRUE(
          judged.search({.query = "대표이사 연봉 휴가", .limit = 50, .use_lexical = use_lexical}, person, Cancel())
              .has_value());
    return std::ranges::any_of(reranker->sent, [](const std::string& text) { return text.contains("대표이사"); });
  };
  EXPECT_FALSE(sent_to_it(employee()));
  EXPECT_FALSE(reranker->sent.empty());
  EXPECT_TRUE(sent_to_it(director()));
  Viewer unlisted = director();
  unlisted.principals.clear();
  EXPECT_FALSE(sent_to_it(unlisted));
  EXPECT_TRUE(reranker->sent.empty());
}

TEST_P(RetrieveTest, AFailingRerankerCostsItsOrderOnly) {
  const auto reranker = std::make_shared<WordReranker>("징계위원회");
  reranker->failing = true;
  const SearchRequest leave{.query = "직원 연차휴가"};
  const auto builtin = search(leave, employee()).hits;
  const auto result = retriever(reranker).search(leave, employee(), Cancel());
  ASSERT_TRUE(result.has_value()) << describe(result.error());
  EXPECT_EQ(result->reranker, RerankerOutcome::failed);
  EXPECT_EQ(trace_.failed, 1);
  ASSERT_EQ(result->hits.size(), builtin.size());
  for (std::size_t i = 0; i < builtin.size(); ++i) {
    EXPECT_EQ(result->hits[i].chunk.id, builtin[i].chunk.id);
    EXPECT_EQ(result->hits[i].reranker.rank, 0);
  }
}

TEST_P(RetrieveTest, WhatTheWorkspaceLeavesOutNoRequestBringsBack) {
  const auto legs_of = [&](const SearchSettings& settings, const SearchRequest& request) {
    const auto result = retriever().with(settings).search(request, employee(), Cancel());
    EXPECT_TRUE(result.has_value());
    std::vector<std::string> legs;
    if (result && !result->hits.empty())
      for (const LegScore& leg : result->hits.front().legs) legs.push_back(leg.leg);
    return legs;
  };
  const SearchRequest request{.query = "숙박비 한도"};
  EXPECT_EQ(legs_of({}, request), (std::vector<std::string>{"lexical", "dense"}));
  EXPECT_EQ(legs_of({.dense = false}, request), (std::vector<std::string>{"lexical"}));
  EXPECT_EQ(legs_of({.lexical = false}, request), (std::vector<std::string>{"dense"}));
  const auto neither =
      retriever().with({.dense = false}).search({.query = "숙박비 한도", .use_lexical = false}, employee(), Cancel());
  EXPECT_EQ(neither.error().code, ErrorCode::invalid_argument);
  const SearchRequest mistyped{.query = "dusckgbrk", .use_dense = false};
  EXPECT_FALSE(retriever().search(mistyped, employee(), Cancel())->hits.empty());
  EXPECT_TRUE(retriever().with({.variants = false}).search(mistyped, employee(), Cancel())->hits.empty());
  const auto unread = retriever().with({.rerank = false}).search(request, employee(), Cancel());
  for (std::size_t i = 1; i < unread->hits.size(); ++i) EXPECT_GE(unread->hits[i - 1].fused, unread->hits[i].fused);
}

TEST_P(RetrieveTest, TheWeightOfVectorsIsTheEmbeddersUnlessTheWorkspaceSaysIt) {
  EXPECT_TRUE(retriever().has_vectors());
  EXPECT_EQ(retriever().dense_weight(), embedder_->fusion_weight());
  const auto share_of_dense = [&](double weight) {
    const Retriever weighing = retriever().with({.rerank = false, .dense_weight = weight});
    EXPECT_EQ(weighing.dense_weight(), weight);
    const auto result = weighing.search({.query = "숙박비 한도", .limit = 50}, employee(), Cancel());
    const auto by_vectors_alone =
        std::ranges::find_if(result->hits, [](const Hit& hit) { return hit.legs[0].rank == 0; });
    return by_vectors_alone == result->hits.end() ? 0 : by_vectors_alone->fused;
  };
  EXPECT_EQ(share_of_dense(0), 0);  // it orders what words found, and adds nothing
  EXPECT_GT(share_of_dense(1), share_of_dense(0.2));
  EXPECT_GT(share_of_dense(0.2), 0);
}

TEST_P(RetrieveTest, AChunkThatIsGoneFromTheCatalogMakesRoomForTheNext) {
  const SearchResult before = search({.query = "직원 휴가", .limit = 1}, employee());
  const auto removed = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(catalog_->replace_chunks(session, before.hits.front().document, {}));
    return true;
  });
  ONGGI_ASSERT_OK(removed);
  const SearchResult after = search({.query = "직원 휴가", .limit = 1}, director());
  ASSERT_EQ(after.hits.size(), 1U);
  EXPECT_EQ(after.hits.front().rank, 1);
  EXPECT_NE(after.hits.front().document, before.hits.front().document);
}

TEST_P(RetrieveTest, RefusesWhatIsNoQuestion) {
  const auto code = [&](const SearchRequest& request) {
    return retriever().search(request, employee(), Cancel()).error().code;
  };
  EXPECT_EQ(code({.query = " \n\t "}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.query = "\xEC\x97"}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.query = "휴가", .limit = 0}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.query = "휴가", .limit = 101}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.query = "휴가", .use_lexical = false, .use_dense = false}), ErrorCode::invalid_argument);
}

TEST_P(RetrieveTest, StopsWhenAskedAndReadsOnlyTheBeginningOfAPastedBook) {
  const Cancel cancel;
  EXPECT_EQ(retriever()
                .search({.query = "휴가"}, employee(), cancel.with_timeout(std::chrono::milliseconds(-1)))
                .error()
                .code,
            ErrorCode::timeout);
  cancel.request();
  EXPECT_EQ(retriever().search({.query = "휴가"}, employee(), cancel).error().code, ErrorCode::cancelled);
  std::string book = "연차휴가 ";
  for (int i = 0; i < 100'000; ++i) book += "가";
  EXPECT_EQ(search({.query = book}, employee()).hits.front().chunk.id.str(), "chk_취업규칙0");
}

TEST_P(RetrieveTest, SaysWhyADocumentIsNotFound) {
  const Retriever asked = retriever();
  const auto why = [&](const SearchRequest& request, const Viewer& person, const std::string& document) {
    return why_absent({asked, *catalog_, *permissions_}, request, person, director(), DocumentId(document), Cancel());
  };
  const SearchRequest leave{.query = "연차휴가는 며칠인가요?"};
  EXPECT_EQ(why(leave, employee(), "doc_취업규칙")->reason, AbsenceReason::found);
  EXPECT_EQ(why(leave, employee(), "doc_취업규칙")->rank, 1);
  const auto behind = why({.query = "연차휴가는 며칠인가요?", .limit = 1}, employee(), "doc_여비규정");
  ASSERT_TRUE(behind.has_value());
  EXPECT_EQ(behind->reason, AbsenceReason::outranked);
  EXPECT_GT(behind->rank, 1);
  EXPECT_EQ(why({.query = "zzzz", .use_dense = false}, employee(), "doc_여비규정")->reason, AbsenceReason::no_words);
  EXPECT_EQ(why({.query = "연차휴가", .as_of = "2025-01-01"}, employee(), "doc_취업규칙")->reason,
            AbsenceReason::not_in_force);
}

TEST_P(RetrieveTest, SaysWhichWordsAMissedDocumentLacks) {
  const Retriever asked = retriever();
  const auto missing = [&](const SearchRequest& request, const std::string& document) {
    const auto absence =
        why_absent({asked, *catalog_, *permissions_}, request, employee(), employee(), DocumentId(document), Cancel());
    EXPECT_TRUE(absence.has_value());
    return absence ? absence->missing : std::vector<std::string>{};
  };
  EXPECT_TRUE(missing({.query = "연차휴가"}, "doc_취업규칙").empty());
  EXPECT_EQ(missing({.query = "연차휴가 주차장", .limit = 1}, "doc_취업규칙"), std::vector<std::string>{"주차장"});
  EXPECT_EQ(missing({.query = "zzzz", .use_dense = false}, "doc_여비규정"), std::vector<std::string>{"zzzz"});
  // What was mistyped is met by what was meant.
  EXPECT_TRUE(missing({.query = "dusckgbrk"}, "doc_취업규칙").empty());
}

TEST_P(RetrieveTest, SaysWhoseRightIsMissingOnlyToThoseWhoSeeTheDocument) {
  const Retriever asked = retriever();
  const AbsenceParts parts{asked, *catalog_, *permissions_};
  const SearchRequest pay{.query = "대표이사 연봉"};
  const DocumentId document("doc_임원보수");
  EXPECT_EQ(why_absent(parts, pay, employee(), director(), document, Cancel())->reason, AbsenceReason::label);
  Viewer cleared = employee();
  cleared.clearance = Label::classified;
  EXPECT_EQ(why_absent(parts, pay, cleared, director(), document, Cancel())->reason, AbsenceReason::readers);
  for (const Viewer& person : {employee(), director()})
    EXPECT_EQ(why_absent(parts, pay, person, employee(), document, Cancel()).error().code, ErrorCode::not_found);
}

TEST_P(RetrieveTest, SaysUnderWhichDocumentAnotherIsFound) {
  const Retriever asked = retriever();
  const auto reason_of = [&](DocumentState state, const std::string& superseded_on = "") {
    DocumentRow row;
    row.id = DocumentId("doc_다른"), row.source = "upload:다른", row.name = "다른.txt", row.permission = everyone_;
    row.state = state, row.superseded_on = superseded_on;
    row.duplicate_of = row.superseded_by = DocumentId("doc_취업규칙");
    EXPECT_TRUE(database_
                    ->write<bool>([&](SqlSession& session) -> Result<bool> {
                      ONGGI_CHECK(catalog_->put(session, row));
                      return true;
                    })
                    .has_value());
    const auto absence =
        why_absent({asked, *catalog_, *permissions_}, {.query = "연차휴가"}, employee(), employee(), row.id, Cancel());
    EXPECT_TRUE(absence.has_value());
    return absence.value_or(Absence{});
  };
  EXPECT_EQ(reason_of(DocumentState::queued).reason, AbsenceReason::waiting);
  EXPECT_EQ(reason_of(DocumentState::failed).reason, AbsenceReason::failed);
  EXPECT_EQ(reason_of(DocumentState::duplicate).reason, AbsenceReason::duplicate);
  EXPECT_EQ(reason_of(DocumentState::duplicate).instead.str(), "doc_취업규칙");
  EXPECT_EQ(reason_of(DocumentState::ready, "2026-01-01").reason, AbsenceReason::superseded);
  EXPECT_EQ(reason_of(DocumentState::ready).reason, AbsenceReason::no_words);
}

ONGGI_ON_ANY_DATABASE(RetrieveTest);

/// A document in small pieces, as parent-child cuts it: one section of five, another of one.
class ReadAroundTest : public RetrieveTest {
 protected:
  void SetUp() override {
    RetrieveTest::SetUp();
    if (!database_) return;
    add("보안지침", everyone_,
        {{"보안지침 > 제2장 출입 > 제4조 제1항", "방문자는 안내소에서 신분증을 보이고 출입증을 받는다."},
         {"보안지침 > 제2장 출입 > 제4조 제2항", "출입증은 퇴실할 때 돌려준다."},
         {"보안지침 > 제2장 출입 > 제4조 제3항", "잃어버린 방문객은 재발급 수수료를 낸다."},
         {"보안지침 > 제2장 출입 > 제5조", "야간에는 경비실의 허락을 받는다."},
         {"보안지침 > 제3장 반출", "장비는 반출증이 있어야 가지고 나간다."}});
  }
  static std::string read(const Hit& hit) {
    std::string ids;
    for (const ChunkId& id : hit.piece_chunks) ids += id.str().back();
    return ids;
  }
};

TEST_P(ReadAroundTest, AHitIsReadWithItsNeighboursInTheSameSection) {
  const SearchResult found = search({.query = "재발급 수수료", .limit = 1, .read_tokens = 1000}, employee());
  ASSERT_FALSE(found.hits.empty());
  const Hit& hit = found.hits.front();
  EXPECT_EQ(hit.chunk.id.str(), "chk_보안지침2") << "it stays what was found";
  EXPECT_EQ(read(hit), "0123") << "and is read with its section, which the next chapter ends";
  EXPECT_EQ(hit.chunk.pieces.size(), hit.piece_chunks.size());
  EXPECT_TRUE(hit.chunk.text.starts_with("방문자는"));
}

TEST_P(ReadAroundTest, ABudgetEndsTheReading) {
  const SearchResult found = search({.query = "재발급 수수료", .limit = 1, .read_tokens = 20}, employee());
  EXPECT_EQ(read(found.hits.front()), "2");
  EXPECT_TRUE(search({.query = "재발급 수수료", .limit = 1}, employee()).hits.front().piece_chunks.empty());
}

TEST_P(ReadAroundTest, WhatABetterHitHoldsIsNotReadTwice) {
  const SearchRequest request{.query = "출입증 재발급 수수료", .limit = 10, .read_tokens = 1000};
  std::set<std::string> seen;
  std::size_t of_section = 0;
  for (const Hit& hit : search(request, employee()).hits) {
    for (const ChunkId& id : hit.piece_chunks) EXPECT_TRUE(seen.insert(id.str()).second) << id.str();
    if (hit.document.str() == "doc_보안지침" && hit.chunk.lead.contains("제2장")) ++of_section;
  }
  EXPECT_EQ(of_section, 1U);
}

TEST_P(ReadAroundTest, SentencesThatTwoChunksShareAreReadOnce) {
  const std::string shared = "출장비는 다녀온 뒤 이레 안에 정산한다.";
  add("정산지침", everyone_,
      {{"정산지침", "영수증을 모두 붙인다. " + shared}, {"정산지침", shared + " 늦은 정산은 부서장이 확인한다."}});
  const SearchResult found = search({.query = "늦은 정산 부서장 확인", .limit = 1, .read_tokens = 500}, employee());
  const std::string& text = found.hits.front().chunk.text;
  EXPECT_EQ(text.find(shared), text.rfind(shared)) << text;
  EXPECT_TRUE(text.contains("영수증을") && text.contains("부서장이")) << text;
}

TEST_P(ReadAroundTest, NeighboursAreReadUnderPermissionsOnly) {
  const DocumentId pay("doc_임원보수"), rule("doc_보안지침");
  EXPECT_TRUE(catalog_->chunks_between({everyone_}, pay, 0, 9)->empty());
  EXPECT_TRUE(catalog_->chunks_between({}, rule, 0, 9)->empty());
  EXPECT_EQ(catalog_->chunks_between({board_}, pay, 0, 9)->size(), 1U);
  const auto some = catalog_->chunks_between({everyone_}, rule, 1, 3);
  ASSERT_EQ(some->size(), 3U);
  EXPECT_EQ(some->front().number, 1);
}

ONGGI_ON_ANY_DATABASE(ReadAroundTest);

}  // namespace
}  // namespace onggi
