// Near duplicates of a workspace: clusters whatever the order of arrival, who represents them, and what decisions do.
#include "ingest/near_duplicates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "ingest/any_ingest.h"

namespace onggi {
namespace {

const std::vector<std::string> kTopics = {"출장 여비", "연차 휴가",   "재택 근무", "보안 서약", "경조금",
                                          "법인카드",  "시간외 근무", "교육 훈련", "건강 검진", "퇴직금"};

std::vector<std::string> clauses(const std::string& company) {
  std::vector<std::string> made;
  for (std::size_t i = 0; i < kTopics.size(); ++i)
    made.push_back("제" + std::to_string(i + 1) + "조 " + company + "는 " + kTopics[i] +
                   "에 관하여 필요한 사항을 정하고 직원은 이를 지킨다. 기록은 " + std::to_string(i + 1) +
                   "년 보관한다.");
  return made;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

class NearDuplicatesTest : public any::IngestTest {
 protected:
  void SetUp() override {
    IngestTest::SetUp();
    if (!database_) return;
    const Ingest::Parts made = parts(parser_);
    open_ingest(made);
    near_ = std::make_unique<NearDuplicates>(
        NearDuplicates::Parts{.ingest = made, .permissions = *permissions_, .trusted = {"file:/규정/", "file:/"}});
    near_->register_handlers(*runner_);
  }

  std::vector<PermissionId> all() { return must(all_permissions()); }
  Result<std::vector<PermissionId>> all_permissions() {
    ONGGI_TRY(const auto rows, database_->query("SELECT DISTINCT permission FROM documents"));
    std::vector<PermissionId> ids;
    for (const SqlRow& row : rows) ids.emplace_back(row.text("permission"));
    return ids;
  }
  std::vector<NearCluster> clusters(double threshold = 0.7) {
    return must(near_->list(all(), {.threshold = threshold})).clusters;
  }
  DocumentState state(const DocumentId& id) { return must(catalog_->row(id)).state; }
  NearDuplicates::Kept keep(const DocumentId& kept, const std::vector<DocumentId>& others) {
    return must(near_->keep(all(), kept, others, [](const DocumentRow&) { return true; }, owner_));
  }
  std::string dismiss(const std::vector<DocumentId>& documents) {
    return must(near_->dismiss(all(), documents, [](const DocumentRow&) { return true; }, owner_));
  }
  void say_date(const DocumentId& id, const std::string& date) {
    must(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(Metadata(database_, clock_).write(session, id, "effective_date", date, owner_));
      return true;
    }));
  }

  LinesParser parser_;
  std::unique_ptr<NearDuplicates> near_;
};

ONGGI_ON_ANY_DATABASE(NearDuplicatesTest);

// What a version differs in: a clause in other words, the order, one more clause.
std::vector<std::pair<std::string, std::string>> family(const std::string& company) {
  std::vector<std::string> lines = clauses(company);
  std::vector<std::pair<std::string, std::string>> texts{{company + "1", joined(lines)}};
  lines[3] = "제4조 보안에 대하여는 따로 정하는 지침에 따른다.";
  texts.emplace_back(company + "2", joined(lines));
  std::ranges::reverse(lines);
  texts.emplace_back(company + "3", joined(lines));
  lines.push_back("부칙 이 규정은 공포한 날부터 시행하며 그 전의 일에는 종전의 규정을 따른다.");
  texts.emplace_back(company + "4", joined(lines));
  return texts;
}

TEST_P(NearDuplicatesTest, TheOrderOfArrivalChangesNoCluster) {
  using Names = std::set<std::string>;
  std::set<Names> expected;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    std::vector<std::pair<std::string, std::string>> texts;
    for (const char* company : {"가람상사", "나래전자", "다솜은행"})
      std::ranges::move(family(company), std::back_inserter(texts));
    texts.emplace_back("식당", "월요일에는 김치찌개와 계란말이를 드립니다. 점심은 열한 시 반부터 한 시까지입니다.");
    std::mt19937_64 random(seed);
    std::ranges::shuffle(texts, random);
    std::vector<DocumentId> added;
    for (const auto& [name, text] : texts) added.push_back(add(name, text));
    std::set<Names> found;
    for (const NearCluster& cluster : clusters(0.75)) {
      Names names;
      for (const NearDocument& document : cluster.documents) names.insert(document.row.name);
      found.insert(names);
    }
    if (seed == 0) expected = found;
    EXPECT_FALSE(found.empty());
    EXPECT_EQ(found, expected) << "seed " << seed;
    for (const Names& names : found) EXPECT_FALSE(names.contains("식당"));
    for (const DocumentId& id : added) must(ingest_->remove(id));
    EXPECT_EQ(must(database_->query("SELECT COUNT(*) AS n FROM ingest_sketch_bands")).front().integer("n"), 0);
    EXPECT_EQ(must(database_->query("SELECT COUNT(*) AS n FROM ingest_near_pairs")).front().integer("n"), 0);
  }
}

TEST_P(NearDuplicatesTest, TheRepresentativeIsChosenByDateThenTrustThenLengthThenAge) {
  const auto texts = family("가람상사");
  const DocumentId first = add("upload:가", texts[1].second + "끝.");
  const DocumentId second = add("upload:나", texts[1].second + "끝?");  // the same letters, another text
  ASSERT_EQ(state(second), DocumentState::ready);
  EXPECT_EQ(clusters().front().rule, RepresentativeRule::first);
  EXPECT_EQ(clusters().front().documents.front().row.id, first);
  const DocumentId longer = add("upload:다", texts[1].second + "그 밖의 일은 따로 정한다.");
  ASSERT_EQ(clusters().size(), 1U);
  EXPECT_EQ(clusters().front().rule, RepresentativeRule::length);
  EXPECT_EQ(clusters().front().documents.front().row.id, longer);
  const DocumentId trusted = add("file:/규정/라", texts[0].second);
  EXPECT_EQ(clusters().front().rule, RepresentativeRule::trusted);
  EXPECT_EQ(clusters().front().documents.front().row.id, trusted);
  say_date(first, "2024-03-01");
  EXPECT_EQ(clusters().front().rule, RepresentativeRule::date);
  EXPECT_EQ(clusters().front().documents.front().row.id, first);
  say_date(longer, "2025-01-01");
  EXPECT_EQ(clusters().front().documents.front().row.id, longer);
}

TEST_P(NearDuplicatesTest, HiddenStaysHiddenWhileItsTextsStayAndComesBackByItself) {
  const auto texts = family("가람상사");
  const DocumentId old = add("a", texts[0].second);
  const DocumentId now = add("b", texts[1].second);
  const auto done = keep(now, {old});
  EXPECT_EQ(done.hidden, std::vector{old});
  EXPECT_EQ(state(old), DocumentState::duplicate);
  EXPECT_EQ(must(catalog_->row(old)).duplicate_of, now);
  EXPECT_TRUE(must(catalog_->chunks_of(old)).empty());
  EXPECT_TRUE(clusters().empty());
  // Read again by a newer reader that reads the same: the decision holds.
  parser_.become("lines-2");
  add("a", texts[0].second);
  EXPECT_EQ(state(old), DocumentState::duplicate);
  add("b", texts[1].second);
  EXPECT_EQ(state(old), DocumentState::duplicate);
  ASSERT_EQ(must(near_->decisions(all())).size(), 1U);
  // The one that stands for it says something else.
  add("b", joined(clauses("새별건설")));
  EXPECT_EQ(state(old), DocumentState::ready);
  EXPECT_FALSE(must(catalog_->chunks_of(old)).empty());
  EXPECT_TRUE(must(near_->decisions(all())).empty());
}

TEST_P(NearDuplicatesTest, WithdrawnOrWithoutItsRepresentativeItIsBack) {
  const auto texts = family("가람상사");
  const DocumentId old = add("a", texts[0].second);
  const DocumentId now = add("b", texts[1].second);
  const std::string decision = keep(now, {old}).decision;
  must(near_->withdraw(all(), decision, [](const DocumentRow&) { return true; }, owner_));
  must(runner_->drain());
  EXPECT_EQ(state(old), DocumentState::ready);
  EXPECT_EQ(clusters().size(), 1U);
  EXPECT_FALSE(near_->withdraw(all(), decision, [](const DocumentRow&) { return true; }, owner_).has_value());
  keep(now, {old});
  must(ingest_->remove(now));
  must(runner_->drain());
  EXPECT_EQ(state(old), DocumentState::ready);
  const DocumentId again = add("b", texts[1].second);
  keep(again, {old});
  add("b", "broken");
  must(runner_->drain());
  EXPECT_EQ(state(again), DocumentState::failed);
  EXPECT_EQ(state(old), DocumentState::ready);
}

TEST_P(NearDuplicatesTest, NobodyLosesADocumentToOneThatTheyMayNotSee) {
  const auto texts = family("가람상사");
  const PermissionId few = must(permissions_->intern(Label::open, {"person:person_1"}));
  const PermissionId classified = must(permissions_->intern(Label::classified, {"everyone"}));
  const DocumentId wide = add("a", texts[0].second);
  const DocumentId narrow = add("b", texts[1].second, few);
  const DocumentId secret = add("c", texts[2].second, classified);
  for (const DocumentId& kept : {narrow, secret}) {
    const auto refused = near_->keep(all(), kept, {wide}, [](const DocumentRow&) { return true; }, owner_);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().reason, "nothing_hidden");
  }
  EXPECT_EQ(keep(wide, {narrow}).hidden, std::vector{narrow});
  // Fewer may see the one that was kept: the hidden one is back.
  must(ingest_->set_permission(wide, classified));
  must(runner_->drain());
  EXPECT_EQ(state(narrow), DocumentState::ready);
}

TEST_P(NearDuplicatesTest, WhoDoesNotSeeADocumentSeesNoClusterThroughIt) {
  const auto lines = clauses("가람상사");
  std::vector<std::string> a = lines;
  std::vector<std::string> b = lines;
  std::vector<std::string> c = lines;
  b[0] = "제1조 목적은 따로 정한다.", b[1] = "제2조 휴가는 관계 법령에 따른다.";
  c = b, c[8] = "제9조 검진은 두 해에 한 번 받는다.", c[9] = "제10조 퇴직하는 사람은 물품을 반납한다.";
  const PermissionId few = must(permissions_->intern(Label::open, {"person:person_1"}));
  const DocumentId left = add("a", joined(a));
  add("b", joined(b), few);
  const DocumentId right = add("c", joined(c));
  ASSERT_EQ(clusters().front().documents.size(), 3U);
  EXPECT_TRUE(must(near_->list({everyone_}, {})).clusters.empty());
  EXPECT_TRUE(must(near_->list({}, {})).clusters.empty());
  EXPECT_FALSE(near_->cluster_of({everyone_}, left, 0.7).has_value());
  EXPECT_TRUE(must(near_->decisions({everyone_})).empty());
  // And what is near to the hidden one alone is not hidden with it.
  const auto kept = near_->keep(all(), left, {right}, [](const DocumentRow&) { return true; }, owner_);
  ASSERT_FALSE(kept.has_value());
}

TEST_P(NearDuplicatesTest, DismissedStaysDismissedUntilATextChanges) {
  const auto texts = family("가람상사");
  const DocumentId a = add("a", texts[0].second);
  const DocumentId b = add("b", texts[1].second);
  const auto refused = near_->dismiss(all(), {a, b}, [&](const DocumentRow& row) { return row.id == a; }, owner_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().reason, "right_missing");
  dismiss({a, b});
  EXPECT_TRUE(clusters().empty());
  parser_.become("lines-2");
  add("a", texts[0].second);
  EXPECT_TRUE(clusters().empty());
  add("a", texts[0].second + "별표는 따로 둔다.\n");
  EXPECT_EQ(clusters().size(), 1U);
}

TEST_P(NearDuplicatesTest, DocumentsOfBeforeGetTheirSketches) {
  const auto texts = family("가람상사");
  add("a", texts[0].second);
  add("b", texts[1].second);
  for (const char* table : {"ingest_sketches", "ingest_sketch_bands", "ingest_near_pairs"})
    run("DELETE FROM " + std::string(table));
  EXPECT_EQ(must(near_->list(all(), {})).waiting, 2);
  EXPECT_TRUE(clusters().empty());
  must(near_->queue_waiting());
  must(runner_->drain());
  EXPECT_EQ(must(near_->list(all(), {})).waiting, 0);
  EXPECT_EQ(clusters().size(), 1U);
}

}  // namespace
}  // namespace onggi
