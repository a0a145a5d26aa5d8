// Findings of a workspace and what people decide about them: rows that hold no value, work on touched documents only,
// and what happens when a decision comes while a document is worked on.
#include "ingest/personal_review.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "ingest/any_ingest.h"

namespace onggi {
namespace {

using State = PersonalReview::State;

constexpr const char* kUnsure = "참고번호는 110-234-567890이다.\n";  // 0.4
constexpr const char* kSure = "휴대전화는 010-1234-5678이다.\n";

/// Lines, and what is to happen while a document is read.
class WatchedParser final : public Parser {
 public:
  Result<Document> parse(std::string_view bytes, std::string_view name, const ParseOptions& options,
                         const Cancel& cancel) override {
    auto document = lines_.parse(bytes, name, options, cancel);
    ++reads;
    if (meanwhile) std::exchange(meanwhile, nullptr)();
    return document;
  }
  Result<PageImage> render_page(std::string_view bytes, std::string_view name, std::int32_t page, double dpi,
                                const ParseOptions& options, const Cancel& cancel) override {
    return lines_.render_page(bytes, name, page, dpi, options, cancel);
  }
  Result<std::vector<PageWord>> page_words(std::string_view bytes, std::string_view name, std::int32_t page,
                                           const ParseOptions& options, const Cancel& cancel) override {
    return lines_.page_words(bytes, name, page, options, cancel);
  }
  const std::string& version() const override { return lines_.version(); }
  int reads = 0;
  std::function<void()> meanwhile;

 private:
  LinesParser lines_;
};

class PersonalReviewTest : public any::IngestTest {
 protected:
  void SetUp() override {
    IngestTest::SetUp();
    if (!database_) return;
    secret_ = must(permissions_->intern(Label::open, {"person:secret"}));
    open(vault_->subkey("personal findings"));
  }

  void open(const std::string& key) {
    const auto recipe = Recipe::read_without_files(recipe_);
    Ingest::Parts made = parts(parser_);
    made.personal_key = key;
    made.recipe = std::make_shared<const DocumentRecipe>(must(DocumentRecipe::from(*recipe)));
    open_ingest(made);
    review_ = std::make_unique<PersonalReview>(made);
    review_->register_handlers(*runner_);
    runner_->add("ingest.near_duplicates",
                 [this](const JobContext& context) { return jobs_->complete(context.job.id, context.worker); });
  }

  PersonalReviewer all() const { return {.visible = {everyone_, secret_}, .person = owner_, .all = true}; }
  std::vector<PersonalFinding> list(const PersonalReviewer& reviewer, State state = State::open) {
    return must(review_->list(reviewer, {.state = state, .with_texts = true}, {})).findings;
  }
  std::vector<PersonalFinding> list(State state = State::open) { return list(all(), state); }
  PersonalReview::Decided decide(const std::vector<std::string>& ids, bool personal, bool everywhere = false) {
    clock_.forward(10);
    return must(review_->decide(all(), {.findings = ids, .personal = personal, .whole_workspace = everywhere}));
  }
  std::string id_of(const DocumentId& document, const std::string& kind) {
    for (const State state : {State::open, State::decided})
      for (const PersonalFinding& one : list(state))
        if (one.document == document && one.kind == kind) return one.id;
    return {};
  }
  std::string text(const DocumentId& id) { return must(ingest_->shown(id, {})).elements.front().text; }
  std::string chunks(const DocumentId& id) {
    std::string text;
    for (const ChunkRow& chunk : must(catalog_->chunks_of(id))) text += chunk.text;
    return text;
  }
  std::string refined(const DocumentId& id) {
    for (const StageRecord& stage : must(ingest_->lineage(id)))
      if (stage.stage == "refine") return stage.key;
    return {};
  }

  WatchedParser parser_;
  std::string recipe_ = "operations: [pii]";
  PermissionId secret_;
  std::unique_ptr<PersonalReview> review_;
};

ONGGI_ON_ANY_DATABASE(PersonalReviewTest);

TEST_P(PersonalReviewTest, FindingsSayWhereAndWhyAndNoRowHoldsAValue) {
  const DocumentId id = add("a.txt", std::string(kSure) + kUnsure + kUnsure);
  const auto found = list();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].kind, "ACCOUNT");  // the least certain first
  EXPECT_EQ(found[0].places, 2);
  EXPECT_DOUBLE_EQ(found[0].confidence, 0.4);
  EXPECT_FALSE(found[0].reason.empty());
  ASSERT_TRUE(found[0].text.has_value());
  EXPECT_EQ(found[0].text->value, "110-234-567890");
  EXPECT_EQ(found[0].text->before, "참고번호는 ");
  for (const auto& columns : must(database_->text_columns())) {
    if (!columns.table.starts_with("ingest_personal")) continue;
    for (const std::string& column : columns.columns)
      for (const SqlRow& row : must(database_->query("SELECT " + column + " FROM " + columns.table)))
        for (const char* value : {"110-234", "010-1234", "110234567890", "01012345678"})
          EXPECT_EQ(row.text(column).find(value), std::string::npos) << columns.table << "." << column;
  }
  must(ingest_->remove(id));
  EXPECT_TRUE(list().empty());
  EXPECT_TRUE(must(database_->query("SELECT document_id FROM ingest_personal_findings")).empty());
}

TEST_P(PersonalReviewTest, DecisionsHoldAndOnlyTouchedDocumentsAreWorkedOnAgain) {
  const DocumentId one = add("a.txt", std::string("가 ") + kUnsure), two = add("b.txt", std::string("나 ") + kUnsure);
  const DocumentId three = add("c.txt", kSure);
  const std::string before_one = refined(one), before_three = refined(three);
  const auto done = decide({id_of(one, "ACCOUNT")}, true);
  EXPECT_EQ(done.documents, std::vector{one});
  EXPECT_EQ(text(one), "가 참고번호는 [계좌번호]이다.");  // shown at once
  EXPECT_NE(chunks(one).find("110-234"), std::string::npos);
  work();
  EXPECT_EQ(chunks(one).find("110-234"), std::string::npos);
  EXPECT_NE(text(two).find("110-234"), std::string::npos);

  decide({id_of(two, "ACCOUNT")}, true, true);
  work();
  EXPECT_EQ(text(two).find("110-234"), std::string::npos);
  decide({id_of(one, "ACCOUNT")}, false);  // the document's own goes first
  work();
  EXPECT_NE(chunks(one).find("110-234"), std::string::npos);
  EXPECT_EQ(chunks(two).find("110-234"), std::string::npos);
  EXPECT_EQ(refined(three), before_three);

  for (const PersonalFinding& finding : list(State::decided)) must(review_->withdraw(all(), finding.ruling->decision));
  work();
  EXPECT_EQ(refined(one), before_one);
  EXPECT_EQ(list(State::decided).size(), 0U);
}

TEST_P(PersonalReviewTest, ManyAreDecidedAtOnceAndTakenBackOneByOne) {
  const DocumentId one = add("a.txt", std::string(kUnsure) + kSure);
  const auto done = decide({id_of(one, "ACCOUNT"), id_of(one, "PHONE"), "doc_none:PHONE:00"}, false);
  EXPECT_EQ(done.decided, 2);
  EXPECT_EQ(done.left, std::vector<std::string>{"doc_none:PHONE:00"});
  work();
  EXPECT_NE(chunks(one).find("010-1234"), std::string::npos);
  EXPECT_EQ(review_->withdraw(all(), done.decision, "doc_none:PHONE:00").error().code, ErrorCode::not_found);
  must(review_->withdraw(all(), done.decision, id_of(one, "PHONE")));
  work();
  EXPECT_EQ(chunks(one).find("010-1234"), std::string::npos);
  ASSERT_EQ(list(State::not_personal).size(), 1U);
  EXPECT_EQ(list(State::not_personal)[0].kind, "ACCOUNT");
}

TEST_P(PersonalReviewTest, ADecisionThatComesWhileADocumentIsReadIsKnownAtItsEnd) {
  const DocumentId known = add("a.txt", kUnsure);
  const std::string id = id_of(known, "ACCOUNT");
  parser_.meanwhile = [&] { decide({id}, true, true); };
  const DocumentId fresh = add("b.txt", std::string("새 글 ") + kUnsure);
  work();
  EXPECT_EQ(chunks(fresh).find("110-234"), std::string::npos);
  EXPECT_EQ(chunks(known).find("110-234"), std::string::npos);
}

TEST_P(PersonalReviewTest, WhatOneMayNotSeeIsNeitherShownNorCountedNorDecided) {
  const DocumentId open = add("a.txt", kUnsure), hidden = add("b.txt", std::string("비밀 ") + kUnsure, secret_);
  const PersonalReviewer manager{.visible = {everyone_}, .person = PersonId("prs_m"), .all = true};
  const PersonalReviewer stranger{.visible = {everyone_}, .person = PersonId("prs_s"), .all = false};
  EXPECT_TRUE(list(stranger).empty());
  EXPECT_TRUE(must(review_->kinds(stranger)).kinds.empty());
  ASSERT_EQ(list(manager).size(), 1U);
  EXPECT_EQ(list(manager)[0].documents, 1);
  EXPECT_EQ(must(review_->kinds(manager)).documents, 1);
  const auto refused = review_->decide(manager, {.findings = {id_of(hidden, "ACCOUNT")}, .personal = true});
  EXPECT_EQ(refused.error().reason, "nothing_decided");
  EXPECT_EQ(review_->decide(stranger, {.findings = {id_of(open, "ACCOUNT")}, .whole_workspace = true}).error().code,
            ErrorCode::not_allowed);
  // A decision about the workspace holds there, too, but does not name it.
  const auto done =
      must(review_->decide(manager, {.findings = {id_of(open, "ACCOUNT")}, .personal = true, .whole_workspace = true}));
  EXPECT_EQ(done.documents, std::vector{open});
  work();
  EXPECT_EQ(chunks(hidden).find("110-234"), std::string::npos);
  EXPECT_EQ(review_->withdraw(stranger, done.decision).error().code, ErrorCode::not_allowed);
}

TEST_P(PersonalReviewTest, DocumentsOfBeforeAreLookedAtByAJobAndFollowDecisions) {
  const DocumentId known = add("a.txt", kUnsure);
  open("");
  const DocumentId old = add("b.txt", std::string("옛 글 ") + kUnsure);
  open(vault_->subkey("personal findings"));
  EXPECT_EQ(must(review_->kinds(all())).not_looked_at, 1);
  decide({id_of(known, "ACCOUNT")}, true, true);
  work();
  EXPECT_NE(chunks(old).find("110-234"), std::string::npos);  // nobody knows of it yet
  const int reads = parser_.reads;
  must(review_->queue_waiting());
  work();
  EXPECT_EQ(must(review_->kinds(all())).not_looked_at, 0);
  EXPECT_EQ(chunks(old).find("110-234"), std::string::npos);
  EXPECT_EQ(parser_.reads, reads);  // from what is kept of the reading
}

TEST_P(PersonalReviewTest, AThresholdTouchesWhatStandsBetween) {
  const DocumentId one = add("a.txt", kUnsure), two = add("b.txt", kSure);
  const std::string before = refined(two);
  EXPECT_EQ(must(review_->set_threshold(all(), "ACCOUNT", 0.4)), std::vector{one});
  work();
  EXPECT_EQ(chunks(one).find("110-234"), std::string::npos);
  EXPECT_TRUE(must(review_->set_threshold(all(), "PHONE", 0.6)).empty());
  EXPECT_EQ(refined(two), before);
  const auto kinds = must(review_->kinds(all())).kinds;
  EXPECT_DOUBLE_EQ(kinds[0].threshold, 0.4);
  EXPECT_EQ(kinds[0].bins[8].open, 1);
  EXPECT_EQ(kinds[0].proposal.missing, 59);
  EXPECT_EQ(must(review_->set_threshold(all(), "ACCOUNT", std::nullopt)), std::vector{one});
  work();
  EXPECT_NE(chunks(one).find("110-234"), std::string::npos);
  EXPECT_EQ(review_->set_threshold(all(), "MOON", 0.5).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(review_->set_threshold(all(), "PHONE", 1.5).error().code, ErrorCode::invalid_argument);
}

TEST_P(PersonalReviewTest, WhatARecipeHoldsBackPassesOnceItIsDismissed) {
  recipe_ = "operations: [pii: {kinds: {PHONE: remove}}]";
  open(vault_->subkey("personal findings"));
  const DocumentId id = add("a.txt", kSure);
  EXPECT_EQ(must(catalog_->row(id)).state, DocumentState::failed);
  const std::string finding = id_of(id, "PHONE");
  ASSERT_FALSE(finding.empty());
  const auto done = decide({finding}, false);
  work();
  EXPECT_EQ(must(catalog_->row(id)).state, DocumentState::ready);
  must(review_->withdraw(all(), done.decision));
  work();
  EXPECT_EQ(must(catalog_->row(id)).state, DocumentState::failed);
  decide({id_of(id, "PHONE")}, false);
  work();
  EXPECT_EQ(must(catalog_->row(id)).state, DocumentState::ready);
}

TEST_P(PersonalReviewTest, WithoutAMaskingRecipeDecisionsChangeNothingYet) {
  recipe_ = "operations: [normalise]";
  open(vault_->subkey("personal findings"));
  const DocumentId id = add("a.txt", kSure);
  EXPECT_EQ(must(review_->kinds(all())).without_masking, 1);
  EXPECT_TRUE(decide({id_of(id, "PHONE")}, true).documents.empty());
  // Once there is one, they hold.
  const auto masking = Recipe::read_without_files("operations: [pii: {confidence: 1}]");
  must(ingest_->follow({id}, must(ingest_->keep_recipe(*masking))));
  work();
  EXPECT_EQ(chunks(id).find("010-1234"), std::string::npos);
}

TEST_P(PersonalReviewTest, TooManyValuesAreCountedAndStillFollowDecisions) {
  std::string text = kUnsure;
  for (int i = 0; i < 20'050; ++i) text += "전자우편 a" + std::to_string(i) + "@example.com\n";
  const DocumentId id = add("a.txt", text);
  EXPECT_EQ(must(review_->kinds(all())).with_values_left, 1);
  EXPECT_FALSE(id_of(id, "ACCOUNT").empty());  // the least certain are kept
  decide({id_of(id, "ACCOUNT")}, true, true);
  work();
  EXPECT_EQ(this->text(id).find("110-234"), std::string::npos);
}

}  // namespace
}  // namespace onggi
