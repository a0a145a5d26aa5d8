// Recipes: what they accept, what their operations do to rows, that no row is lost.
#include "clean/refine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.h"
#include "clean/features.h"
#include "clean/operations.h"
#include "clean/recipe.h"

namespace onggi {
namespace {

using Json = nlohmann::ordered_json;

std::string message_of(const std::string& yaml) {
  const auto recipe = Recipe::read(yaml, {});
  return recipe ? "" : recipe.error().message;
}

TEST(Recipe, NamesTheLineOfWhatIsWrong) {
  EXPECT_EQ(message_of("operations:\n  - normalise\n  - filter: {min_characters: 3}\n"), "");
  EXPECT_THAT(message_of("operations:\n  - normalise\n  - filtr\n"),
              testing::StartsWith("line 3: no operation is called \"filtr\"; there are normalise"));
  EXPECT_THAT(message_of("operations:\n  - filter:\n      min_caracters: 3\n"),
              testing::StartsWith("line 3: filter.min_caracters: no such option; there are min_characters"));
  EXPECT_THAT(message_of("operations:\n  - filter:\n      min_hangul_share: 2\n"),
              testing::StartsWith("line 3: filter.min_hangul_share: a number from 0"));
  EXPECT_THAT(message_of("operations:\n  - dedup:\n      method: simhash\n"),
              testing::StartsWith("line 3: dedup.method: one of exact, minhash, levenshtein"));
  EXPECT_THAT(message_of("operations:\n  - pii:\n      kinds: {FONE: keep}\n"),
              testing::StartsWith("line 2: pii: no kind of personal data is called FONE"));
  EXPECT_THAT(message_of("operations:\n  - outliers: {measures: [length]}\n"),
              testing::StartsWith("line 2: outliers.measures: a list of characters"));
  EXPECT_THAT(message_of("operations:\n  - decontaminate\n"),
              testing::StartsWith("line 2: decontaminate.against: names the evaluation sets"));
  EXPECT_THAT(message_of("operations: [\n"), testing::StartsWith("line "));
  EXPECT_THAT(message_of("steps: []\n"), testing::StartsWith("line 1: \"steps\" is not known here"));
  EXPECT_THAT(message_of("just words"), testing::StartsWith("a recipe has a list"));
}

TEST(Recipe, IsNoWayToExhaustTheProgram) {
  std::string many = "operations:\n";
  for (int i = 0; i < 101; ++i) many += "  - perplexity\n";
  EXPECT_THAT(message_of(many), testing::StartsWith("line 2: a recipe has at most 100 operations"));
  EXPECT_NE(message_of("operations: " + std::string(500'000, '[')), "");
  EXPECT_NE(message_of("a: &a [x, x]\nb: &b [*a, *a]\noperations: [*b]"), "");
}

TEST(Recipe, PresetsAreRecipes) {
  for (const std::string_view name : Recipe::preset_names()) {
    const auto recipe = Recipe::open(std::string(name));
    ASSERT_TRUE(recipe.has_value()) << name;
    EXPECT_EQ(recipe->name(), name);
  }
}

TEST(Recipe, KeysTellMeaningNotWriting) {
  const auto key = [](const char* yaml) { return Recipe::read(yaml, {}).value().steps().front().key; };
  EXPECT_EQ(key("operations: [filter]"), key("operations:\n  - filter: {min_characters: 1}\n"));
  EXPECT_NE(key("operations: [filter]"), key("operations:\n  - filter: {min_characters: 2}\n"));
}

class Refine : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("onggi-refine-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Refined run(const std::vector<Json>& rows, const std::string& yaml, const std::string& work = {}) {
    std::string lines;
    for (const Json& row : rows) lines += row.dump() + "\n";
    EXPECT_TRUE(write_file(folder_ / "in.jsonl", lines).has_value());
    const Recipe recipe = Recipe::read(yaml, folder_).value();
    const RefineTask task{.file = folder_ / "in.jsonl",
                          .out = folder_ / "out.jsonl",
                          .work = work.empty() ? std::filesystem::path() : folder_ / work,
                          .keep_work = !work.empty()};
    auto refined = refine(task, recipe, [](const RefineProgress&) {}, {});
    EXPECT_TRUE(refined.has_value()) << (refined ? "" : refined.error().message);
    return std::move(refined).value();
  }

  std::vector<Json> rows_of(const std::string& file) const {
    std::vector<Json> rows;
    const std::string text = read_file(folder_ / file).value();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      rows.push_back(Json::parse(text.substr(begin, end - begin)));
      begin = end + 1;
    }
    return rows;
  }

  std::vector<std::string> ids_of(const std::string& file) const {
    std::vector<std::string> ids;
    for (const Json& row : rows_of(file)) ids.push_back(row["id"].get<std::string>());
    return ids;
  }

  std::filesystem::path folder_;
};

Json row(const std::string& id, const std::string& text) { return {{"id", id}, {"text", text}}; }

TEST_F(Refine, KeepsEveryRowSomewhereAndSaysWhy) {
  const Refined refined = run({row("a", "휴가는 매년 십오 일을 준다."), row("b", ""),
                               row("c", "휴가는  매년 십오일을 준다."), row("d", "문의: 010-0000-1234")},
                              "operations: [normalise, filter, dedup: {method: exact}, pii]");
  EXPECT_EQ(ids_of("out.jsonl"), (std::vector<std::string>{"a", "d"}));
  EXPECT_EQ(rows_of("out.jsonl")[1]["text"], "문의: [휴대전화번호]");
  const std::vector<Json> removed = rows_of("out.jsonl.removed.jsonl");
  ASSERT_EQ(removed.size(), 2U);
  EXPECT_EQ(removed[0]["removed"], (Json{{"operation", "filter"}, {"reasons", {"too_short"}}}));
  EXPECT_EQ(removed[1]["removed"], (Json{{"operation", "dedup"}, {"reasons", {"duplicate"}}}));
  EXPECT_EQ(rows_of("out.jsonl.changes.jsonl").back(),
            (Json{{"id", "d"}, {"operation", "pii"}, {"changes", {{"mask.PHONE", 1}}}}));
  EXPECT_EQ(refined.rows_in, 4);
  EXPECT_EQ(refined.rows_out, 2);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out.jsonl.work"));
}

TEST_F(Refine, LeavesWhatIsNotItsOwnInTheWorkFolder) {
  std::filesystem::create_directories(folder_ / "out.jsonl.work");
  ASSERT_TRUE(write_file(folder_ / "out.jsonl.work/notes.txt", "mine").has_value());
  run({row("a", "하나")}, "operations: [normalise, dedup]");
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "out.jsonl.work"))
    left.push_back(entry.path().filename());
  EXPECT_EQ(left, std::vector<std::string>{"notes.txt"});
}

TEST_F(Refine, ReportsMaskWhatTheRulesFind) {
  const Refined refined = run({row("a", "문의:  010-0000-1234"), row("b", "주민번호 900101-1234567\u200b")},
                              "operations: [normalise, filter: {max_digit_share: 0.1}]");
  for (const std::string& text : {refined.report, report_page(refined.report)}) {
    EXPECT_EQ(text.find("0000-1234"), std::string::npos);
    EXPECT_EQ(text.find("1234567"), std::string::npos);
    EXPECT_NE(text.find("휴대전화번호"), std::string::npos);
  }
}

TEST_F(Refine, AChangedRecipeDoesOnlyWhatIsBehindTheChange) {
  std::vector<Json> rows;
  for (int i = 0; i < 50; ++i)
    rows.push_back(row(std::to_string(i), "문장 " + std::to_string(i * i * 7919) + " 번호가 붙은 글"));
  EXPECT_FALSE(run(rows, "operations: [normalise, dedup, filter]", "work").went_on);
  const auto changed = run(rows, "operations: [normalise, dedup, filter: {min_characters: 12}]", "work");
  EXPECT_TRUE(changed.went_on);
  EXPECT_EQ(changed.steps.size(), 3U);
  EXPECT_LT(changed.rows_out, 50);
  const std::string with_work = read_file(folder_ / "out.jsonl").value();
  run(rows, "operations: [normalise, dedup, filter: {min_characters: 12}]");
  EXPECT_EQ(read_file(folder_ / "out.jsonl").value(), with_work);
}

// Whatever was written when a run ended, the next one gives the bytes of one that was never ended.
TEST_F(Refine, GoesOnWhereItStopped) {
  std::string lines;
  for (int i = 0; i < 30'000; ++i)
    lines += row(std::to_string(i), "문장 번호 " + std::to_string(i % 20'000) + ", 연락처 010-0000-" +
                                        std::to_string(1000 + i % 9000) + "입니다.")
                 .dump() +
             "\n";
  ASSERT_TRUE(write_file(folder_ / "in.jsonl", lines).has_value());
  const Recipe recipe = Recipe::read("operations: [normalise, dedup: {method: exact}, pii]", {}).value();
  const auto refined = [&](const std::string& out, const std::function<void(const RefineProgress&)>& progress,
                           const Cancel& cancel) {
    return refine({.file = folder_ / "in.jsonl", .out = folder_ / out, .work = {}, .keep_work = false}, recipe,
                  progress, cancel);
  };
  ASSERT_TRUE(refined("whole.jsonl", [](const RefineProgress&) {}, {}).has_value());
  for (int stop = 1; stop <= 7; ++stop) {
    const std::string out = "stopped" + std::to_string(stop) + ".jsonl";
    const Cancel cancel;
    int steps = 0;
    const auto stopped = refined(
        out,
        [&](const RefineProgress&) {
          if (++steps == stop) cancel.request();
        },
        cancel);
    ASSERT_FALSE(stopped.has_value());
    EXPECT_FALSE(std::filesystem::exists(folder_ / out));
    for (const auto& entry :
         std::filesystem::directory_iterator(folder_ / (out + ".work")))  // as a killed run would leave them
      if (entry.path().extension() == ".jsonl") std::ofstream(entry.path(), std::ios::app) << "{\"half a li";
    const auto again = refined(out, [](const RefineProgress&) {}, {});
    ASSERT_TRUE(again.has_value());
    for (const char* ending : {"", ".removed.jsonl", ".changes.jsonl"})
      EXPECT_EQ(read_file(folder_ / (out + ending)).value(),
                read_file(folder_ / ("whole.jsonl" + std::string(ending))).value())
          << stop << ending;
  }
}

TEST_F(Refine, DecontaminatesBySharedRuns) {
  const std::string question =
      "다음 중 근로기준법에 따라 사용자가 근로자에게 주어야 하는 연차 유급휴가의 최소 일수와 그 산정 방법으로 가장 "
      "알맞은 것을 모두 고르시오.";
  ASSERT_TRUE(write_file(folder_ / "test.jsonl", Json{{"id", 1}, {"question", question}}.dump() + "\n").has_value());
  run({row("quoted", "시험 대비 자료 " + question + " 정답은 십오 일"),
       row("other", "연차 유급휴가의 최소 일수는 근로기준법이 정한다.")},
      "operations: [decontaminate: {against: [test.jsonl]}]");
  EXPECT_EQ(ids_of("out.jsonl"), std::vector<std::string>{"other"});
}

std::vector<Json> many_sentences() {
  static const std::vector<std::string> kWords = {"회사는", "근로자에게", "매월",   "임금을",   "지급하며",
                                                  "휴가를", "신청한",     "직원은", "승인을",   "받아야",
                                                  "한다",   "규정에",     "따라",   "부서장이", "확인한다"};
  std::vector<Json> rows;
  for (std::size_t i = 0; i < 400; ++i) {
    std::string text;
    for (std::size_t j = 0; j < 12 + i % 9; ++j) text += kWords[(i * 7 + j * (3 + i % 5)) % kWords.size()] + " ";
    rows.push_back(row("ok" + std::to_string(i), text + "."));
  }
  return rows;
}

TEST_F(Refine, OutliersAndStrangeTextGo) {
  std::vector<Json> rows = many_sentences();
  std::string codes;
  for (int i = 0; i < 40; ++i) codes += "qX" + std::to_string(i * 7919) + "zW ";
  rows.push_back(row("codes", codes));
  run(rows, "operations: [outliers, perplexity]");
  std::set<std::string> gone;
  for (const Json& one : rows_of("out.jsonl.removed.jsonl")) gone.insert(one["id"].get<std::string>());
  EXPECT_TRUE(gone.contains("codes"));
  EXPECT_LT(gone.size(), 5U);
  run(rows, "operations: [perplexity]");
  EXPECT_EQ(ids_of("out.jsonl.removed.jsonl"), std::vector<std::string>{"codes"});
}

TEST_F(Refine, BoilerplateGoesFromTheEdgesOnly) {
  std::vector<Json> rows;
  for (int i = 0; i < 60; ++i)
    rows.push_back(
        row(std::to_string(i), "홈 | 회사 소개 | 채용\n제목 " + std::to_string(i * 31) + "번째 글\n공통 안내\n내용 " +
                                   std::string(static_cast<std::size_t>(i) + 1, 'x') + "\n저작권 2024 옹기"));
  run(rows, "operations: [boilerplate]");
  EXPECT_EQ(rows_of("out.jsonl")[3]["text"], "제목 93번째 글\n공통 안내\n내용 xxxx");
}

TEST(Features, SayWhatARowLooksLike) {
  using clean_room::at;
  using clean_room::Feature;
  const auto features = clean_room::features_of("- 가나다 12\n- 가나다 12\n★★★");
  EXPECT_EQ(at(features, Feature::characters), 15);
  EXPECT_DOUBLE_EQ(at(features, Feature::hangul_share), 6.0 / 15);
  EXPECT_DOUBLE_EQ(at(features, Feature::symbol_share), 3.0 / 15);
  EXPECT_DOUBLE_EQ(at(features, Feature::digit_share), 4.0 / 15);
  EXPECT_DOUBLE_EQ(at(features, Feature::repeated_lines), 1.0 / 3);
  EXPECT_DOUBLE_EQ(at(features, Feature::list_lines), 2.0 / 3);
  EXPECT_GT(at(clean_room::features_of("규정에 따라 부서장이 확인한 뒤에 직원은 승인을 받아야 한다고 정하였다"),
               Feature::function_words),
            0.7);
  EXPECT_EQ(
      at(clean_room::features_of("가나다 라마바 사아자 차카타 파하가 나다라 마바사 아자차"), Feature::function_words),
      0.5);
}

TEST(Distribution, IsSavedWholeAndRobust) {
  clean_room::Distribution counts;
  for (int i = 0; i < 1000; ++i) counts.add(0.4 + 0.0002 * (i % 100));
  counts.add(1.0);
  EXPECT_NEAR(counts.quantile(0.5), 0.41, 0.005);
  EXPECT_LT(std::abs(counts.robust_z(0.45)), 2);
  EXPECT_GT(counts.robust_z(1.0), 8);
  const auto loaded = clean_room::Distribution::load(Json::parse(counts.save().dump()));
  EXPECT_EQ(loaded.to_json(), counts.to_json());
}

}  // namespace
}  // namespace onggi
