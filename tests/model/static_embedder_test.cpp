// The built-in embedder: what it knows, what it does not, and how well it measures.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <sstream>

#include "base/file.h"
#include "model/model.h"
#include "model/static_table.h"

namespace onggi {
namespace {

const std::string kFile = std::string(ONGGI_SOURCE_DIR) + "/data/embedder/static-ko.bin";

const Analyzer& analyzer() {
  static const std::unique_ptr<Analyzer> shared =
      *Analyzer::open({.dictionary = ONGGI_DICTIONARY_DIR, .user_dictionary = {}});
  return *shared;
}

Embedder& embedder() {
  static const std::unique_ptr<Embedder> shared = *open_static_embedder(kFile, analyzer());
  return *shared;
}

double dot(std::span<const float> a, std::span<const float> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double cosine(std::string_view a, std::string_view b) {
  const auto rows = embedder().embed({a, b}, EmbedAs::passage, Cancel());
  return dot(rows->row(0), rows->row(1));
}

TEST(StaticEmbedder, WordsOfLikeMeaningAreNear) {
  struct Case {
    std::string_view word, near, far;
    double cosine_min;
  };
  // 연차 stands low because the corpora behind the vectors know it mostly as "annual" (연차 총회).
  for (const Case& c :
       {Case{"휴가", "연차", "대출", 0.15}, Case{"휴가", "월차", "대출", 0.25}, Case{"대출", "융자", "휴가", 0.5},
        Case{"빠르다", "신속하다", "맵다", 0.3}, Case{"직원", "사원", "바다", 0.3},
        Case{"계약을 해지한다", "계약을 취소한다", "점심을 먹는다", 0.4}}) {
    EXPECT_GT(cosine(c.word, c.near), c.cosine_min) << c.word << " " << c.near;
    EXPECT_GT(cosine(c.word, c.near), cosine(c.word, c.far) + 0.15) << c.word << " " << c.near;
  }
}

TEST(StaticEmbedder, EndingsAndParticlesDoNotMove) {
  EXPECT_GT(cosine("휴가를 신청했습니다.", "휴가 신청"), 0.9);
  EXPECT_GT(cosine("속도가 빨라요", "속도는 빠르다"), 0.95);
}

TEST(StaticEmbedder, RowsAreUnitVectorsOrZero) {
  const auto rows = embedder().embed({"연차 휴가는 15일이다.", "", "?!…", "VPN", "2024"}, EmbedAs::query, Cancel());
  ASSERT_TRUE(rows.has_value());
  ASSERT_EQ(rows->dimensions, embedder().info().dimensions);
  const std::vector<double> lengths = {1, 0, 0, 1, 1};
  for (std::size_t i = 0; i < lengths.size(); ++i) EXPECT_NEAR(dot(rows->row(i), rows->row(i)), lengths[i], 1e-5) << i;
}

TEST(StaticEmbedder, UnknownWordsAreMadeOfTheirPieces) {
  EXPECT_GT(cosine("퇴직급여충당부채전입액", "퇴직 급여 부채"), 0.4);
  EXPECT_GT(cosine("쀍뛟", "쀍뛟 쀍뛟"), 0.9);  // nothing known in it: still itself
}

TEST(StaticEmbedder, NamesAndNumbersMeetThemselvesOnly) {
  EXPECT_GT(cosine("GPT-4o 요금", "gpt-4o 요금"), 0.99);
  EXPECT_LT(std::abs(cosine("ABC", "XYZ")), 0.35);
  EXPECT_GT(cosine("15일", "15일간"), cosine("15일", "30일"));
}

TEST(StaticEmbedder, TheSameTextGivesTheSameBytes) {
  const auto one = embedder().embed({"대출 금리는 연 4.5%이다."}, EmbedAs::passage, Cancel());
  const auto two = embedder().embed({"휴가", "대출 금리는 연 4.5%이다."}, EmbedAs::passage, Cancel());
  EXPECT_TRUE(std::ranges::equal(one->row(0), two->row(1)));
}

TEST(StaticEmbedder, StopsWhenCancelled) {
  const Cancel cancel;
  cancel.request();
  const auto rows = embedder().embed({"휴가"}, EmbedAs::passage, cancel);
  ASSERT_FALSE(rows.has_value());
  EXPECT_EQ(rows.error().code, ErrorCode::cancelled);
}

TEST(StaticEmbedder, SaysWhatItIs) {
  EXPECT_EQ(embedder().info().id, "onggi/static-ko");
  EXPECT_TRUE(embedder().info().can_embed);
  EXPECT_NE(embedder().version().find(analyzer().version()), std::string::npos);
  EXPECT_GT(embedder().fusion_weight(), 0);
  EXPECT_LT(embedder().fusion_weight(), 0.3);
}

class DamagedFile : public testing::Test {
 protected:
  std::filesystem::path file_ =
      std::filesystem::path(testing::TempDir()) / ("onggi_damaged-" + std::to_string(::getpid()));
  std::string bytes_ = *read_file(kFile);

  Error error_of(const std::string& bytes) {
    EXPECT_TRUE(write_file(file_, bytes).has_value());
    const auto opened = open_static_embedder(file_.string(), analyzer());
    return opened ? Error{ErrorCode::internal, "it opened"} : opened.error();
  }
  ~DamagedFile() override { std::filesystem::remove(file_); }
};

TEST_F(DamagedFile, IsRefused) {
  EXPECT_EQ(open_static_embedder("/nowhere/static-ko.bin", analyzer()).error().code, ErrorCode::not_found);
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{63}, std::size_t{64}, std::size_t{100'000}, bytes_.size() - 1})
    EXPECT_EQ(error_of(bytes_.substr(0, length)).code, ErrorCode::bad_input) << length;
  std::string other = bytes_;
  other[other.size() / 2] = static_cast<char>(other[other.size() / 2] ^ 1);
  EXPECT_EQ(error_of(other).reason, "checksum");
  other = bytes_;
  other[16] = static_cast<char>(other[16] ^ 1);  // one row more than there is
  EXPECT_EQ(error_of(other).reason, "not_an_embedder");
  other = bytes_;
  other[0] = 'X';
  EXPECT_EQ(error_of(other).reason, "not_an_embedder");
  EXPECT_EQ(error_of(bytes_ + "12345678").code, ErrorCode::bad_input);
}

std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> result(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    for (std::size_t j = i; j < end; ++j) result[order[j]] = static_cast<double>(i + end - 1) / 2;
    i = end;
  }
  return result;
}

double spearman(const std::vector<double>& x, const std::vector<double>& y) {
  const std::vector<double> a = ranks(x), b = ranks(y);
  const double mean = static_cast<double>(a.size() - 1) / 2;
  double both = 0, left = 0, right = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    both += (a[i] - mean) * (b[i] - mean);
    left += (a[i] - mean) * (a[i] - mean);
    right += (b[i] - mean) * (b[i] - mean);
  }
  return both / std::sqrt(left * right);
}

struct Pairs {
  std::vector<double> gold, ours;
  void add(double score, std::string_view a, std::string_view b) {
    gold.push_back(score);
    ours.push_back(cosine(a, b));
  }
};

std::filesystem::path data_folder() {
  const char* set = std::getenv("ONGGI_DATA");
  return set != nullptr ? std::filesystem::path(set)
                        : std::filesystem::path(ONGGI_SOURCE_DIR) / ".." / "shared" / "data";
}

TEST(StaticEmbedderQuality, KorStsDev) {
  std::ifstream file(data_folder() / "korean-nlp" / "kornlu" / "sts-dev.tsv");
  if (!file) GTEST_SKIP() << "KorSTS is not here";
  Pairs pairs;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::vector<std::string> row;
    for (std::string cell; std::getline(cells, cell, '\t');) row.push_back(cell);
    pairs.add(std::stod(row.at(4)), row.at(5), row.at(6));
  }
  const double measured = spearman(pairs.gold, pairs.ours);
  RecordProperty("spearman", std::to_string(measured));
  std::printf("KorSTS dev, %zu pairs: Spearman %.4f\n", pairs.gold.size(), measured);
  EXPECT_GT(measured, 0.745);
}

TEST(StaticEmbedderQuality, KlueStsDevHalf) {
  std::ifstream file(data_folder() / "korean-nlp" / "klue" / "klue-sts_dev_even.jsonl");
  if (!file) GTEST_SKIP() << "KLUE-STS is not here";
  Pairs pairs;
  for (std::string line; std::getline(file, line);) {
    const auto row = nlohmann::json::parse(line);
    pairs.add(row.at("labels").at("real-label"), row.at("sentence1").get<std::string>(),
              row.at("sentence2").get<std::string>());
  }
  const double measured = spearman(pairs.gold, pairs.ours);
  RecordProperty("spearman", std::to_string(measured));
  std::printf("KLUE-STS dev half, %zu pairs: Spearman %.4f\n", pairs.gold.size(), measured);
  EXPECT_GT(measured, 0.62);
}

}  // namespace
}  // namespace onggi
