// Duplicates: distances against plain definitions, signatures against true similarity, clusters whatever the order.
#include "clean/duplicates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "clean/edit_distance.h"
#include "clean/shingles.h"

namespace onggi {
namespace {

// The definition, cell by cell.
std::size_t plain_distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::u32string any_letters(std::mt19937_64& random, std::size_t most) {
  std::u32string made;
  const std::size_t length = random() % (most + 1);
  for (std::size_t i = 0; i < length; ++i) made += U"가나다라a"[random() % 5];
  return made;
}

class DuplicatesProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(DuplicatesProperty, EditDistanceIsLevenshteins) {
  std::mt19937_64 random(GetParam());
  for (int i = 0; i < 300; ++i) {
    const std::u32string a = any_letters(random, i % 3 == 0 ? 300 : 20);
    std::u32string b = i % 2 == 0 ? a : any_letters(random, 200);
    for (std::size_t edits = random() % 4; edits > 0 && !b.empty(); --edits) b[random() % b.size()] = U'마';
    const std::size_t distance = plain_distance(a, b);
    EXPECT_EQ(clean_room::edit_distance(a, b, 1000), distance) << "seed " << GetParam();
    const std::size_t most = random() % 40;
    EXPECT_EQ(clean_room::edit_distance(a, b, most), std::min(distance, most + 1)) << "seed " << GetParam();
  }
}

std::string any_sentence(std::mt19937_64& random, std::size_t words) {
  static const std::vector<std::string> kWords = {
      "휴가는", "매년",   "십오일을", "부여한다", "회사는", "근로자에게", "임금을", "통화로",
      "직접",   "지급",   "하여야",   "한다",     "다만",   "법령",       "또는",   "단체협약에",
      "특별한", "규정이", "있는",     "경우에는", "공제",   "할",         "수",     "있다"};
  std::string made;
  for (std::size_t i = 0; i < words; ++i) made += kWords[random() % kWords.size()] + (random() % 4 == 0 ? "" : " ");
  return made;
}

TEST_P(DuplicatesProperty, SignaturesEstimateTheShareOfCommonShingles) {
  std::mt19937_64 random(GetParam());
  double error = 0;
  constexpr int kPairs = 60;
  for (int i = 0; i < kPairs; ++i) {
    const std::string common = any_sentence(random, 40);
    const auto a = clean_room::letters_of(common + any_sentence(random, random() % 40));
    const auto b = clean_room::letters_of(common + any_sentence(random, random() % 40));
    const double truth = clean_room::jaccard(clean_room::shingles_of(a, 5), clean_room::shingles_of(b, 5));
    const double estimate = clean_room::agreement(clean_room::signature_of(a, 5), clean_room::signature_of(b, 5));
    EXPECT_NEAR(estimate, truth, 0.25) << "seed " << GetParam();
    error += estimate - truth;
  }
  EXPECT_NEAR(error / kPairs, 0, 0.03) << "seed " << GetParam();
}

// Clusters as sets of texts, so that row numbers do not matter.
std::vector<std::vector<std::string>> clusters_in(const std::vector<std::string>& texts,
                                                  const DuplicateOptions& options) {
  DuplicateFinder finder(options);
  for (const std::string& text : texts) finder.add(finder.sketch(text));
  const auto pairs = finder.pairs([&](std::uint32_t row) -> Result<std::string> { return texts[row]; }, {});
  std::vector<std::vector<std::string>> clusters;
  for (const std::vector<std::uint32_t>& rows : clusters_of(pairs.value(), finder.rows())) {
    std::vector<std::string>& cluster = clusters.emplace_back();
    for (const std::uint32_t row : rows) cluster.push_back(texts[row]);
    std::sort(cluster.begin(), cluster.end());
  }
  std::sort(clusters.begin(), clusters.end());
  return clusters;
}

TEST_P(DuplicatesProperty, TheOrderOfRowsChangesNoCluster) {
  std::mt19937_64 random(GetParam());
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) {
    texts.push_back(any_sentence(random, 20));
    for (std::size_t copies = random() % 4; copies > 0; --copies)
      texts.push_back(texts.back() + (random() % 2 == 0 ? "" : any_sentence(random, 2)));
  }
  for (const DuplicateMethod method :
       {DuplicateMethod::exact, DuplicateMethod::minhash, DuplicateMethod::levenshtein}) {
    const DuplicateOptions options{.method = method, .threshold = 0.75, .threads = 2};
    const auto before = clusters_in(texts, options);
    EXPECT_FALSE(before.empty());
    std::shuffle(texts.begin(), texts.end(), random);
    EXPECT_EQ(clusters_in(texts, options), before) << "seed " << GetParam();
  }
}

INSTANTIATE_TEST_SUITE_P(seeds, DuplicatesProperty, testing::Range<std::uint64_t>(1, 5));

TEST(Duplicates, SpacingCaseAndPunctuationDoNotCount) {
  const DuplicateOptions exact{.method = DuplicateMethod::exact, .threshold = 1};
  EXPECT_EQ(similarity_of("연차 휴가는, 15일(VIP)", "연차휴가는 15일 vip", exact), 1);
  EXPECT_EQ(similarity_of("ＶＩＰ １５일", "VIP 15일", exact), 1);
  EXPECT_EQ(similarity_of("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글", exact), 1) << "NFD is the same text";
  EXPECT_EQ(similarity_of("연차 휴가 15일", "연차 휴가 16일", exact), 0);
}

TEST(Duplicates, OneWrongVowelIsOneEditOfManyJamo) {
  const DuplicateOptions options{.method = DuplicateMethod::levenshtein, .threshold = 0.5};
  EXPECT_NEAR(similarity_of("됬다", "됐다", options), 0.8, 1e-9) << "ㄷㅚㅆㄷㅏ and ㄷㅙㅆㄷㅏ";
}

TEST(Duplicates, EmptyAndShortTextsAreCompared) {
  const auto clusters = clusters_in({"", "네", "네.", "아니요", "", "?!", "…"}, {.threshold = 0.7});
  EXPECT_EQ(clusters, (std::vector<std::vector<std::string>>{{"", ""}, {"네", "네."}}));
}

TEST(Duplicates, BandsSayWhatTheyFind) {
  const Banding banding{16, 8};
  EXPECT_NEAR(banding.recall_at(0.8), 0.947, 0.001) << "1 - (1 - 0.8^8)^16";
  const DuplicateFinder finder({.threshold = 0.7});
  EXPECT_GE(finder.banding().recall_at(0.7), 0.95);
}

TEST(Duplicates, ARowThatCannotBeReadAgainIsAnError) {
  DuplicateFinder finder({.threshold = 0.5});
  std::mt19937_64 random(7);
  const std::string text = any_sentence(random, 20);
  finder.add(finder.sketch(text));
  finder.add(finder.sketch(text + " 끝"));
  const auto pairs =
      finder.pairs([](std::uint32_t) -> Result<std::string> { return fail(ErrorCode::unavailable, "gone"); }, {});
  ASSERT_FALSE(pairs);
  EXPECT_EQ(pairs.error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace onggi
