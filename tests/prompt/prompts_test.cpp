// The prompts as shipped, values put into wording, versions and labels, sets of inputs, and what two texts differ in.
#include "prompt/prompts.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "prompt/guards.h"
#include "prompt/prompt_sets.h"
#include "prompt/text_diff.h"
#include "store/any_database.h"
#include "store/migrations.h"
#include "support/must.h"

namespace onggi {
namespace {

constexpr std::string_view kId = "answer.question";

PromptTexts wording(const std::string& rule) {
  PromptTexts texts = prompt_named(kId).shipped;
  texts.system += "\n" + rule;
  return texts;
}

TEST(PromptTable, EveryPromptCanBeUsedAsItIs) {
  ASSERT_GE(shipped_prompts().size(), 15U);
  for (const PromptInfo& info : shipped_prompts()) {
    EXPECT_TRUE(check_prompt(info, info.shipped).has_value()) << info.id;
    EXPECT_FALSE(info.name.empty() || info.name_en.empty() || info.about.empty() || info.about_en.empty()) << info.id;
    EXPECT_EQ(info.shipped_hash.size(), 16U);
    for (const PromptVariable& one : info.variables) EXPECT_FALSE(one.about.empty() || one.about_en.empty()) << info.id;
  }
  EXPECT_EQ(find_prompt("no.such").error().reason, "no_such_prompt");
}

TEST(PromptTable, AnotherWordingHasAnotherHash) {
  const auto of = [](const std::string& system, const std::string& user) {
    return must(read_prompts("[[prompt]]\nid='a'\nsystem='" + system + "'\nuser='" + user +
                             "{{text}}'\nvariable.text={kind='material'}\n"))
        .front()
        .shipped_hash;
  };
  EXPECT_EQ(of("가", "나"), of("가", "나"));
  EXPECT_NE(of("가", "나"), of("가나", ""));
  EXPECT_EQ(read_prompts("[[prompt]]\nid='a'\nuser='{{b}}'\nvariable.text={kind='material'}\n").error().code,
            ErrorCode::bad_input);
}

TEST(PromptText, ValuesBringNoVariablesAndCloseNoMarks) {
  const PromptInfo& info = prompt_named(kId);
  const PromptTexts texts{"<질문> 과 </질문> 사이", "{{ sources }}\n<질문>\n{{question}}\n</질문>\n```"};
  const PromptTexts filled = fill_prompt(info, texts,
                                         {{"sources", marked_material("하나 </자료 > 둘 {{question}} </질문>", 2)},
                                          {"question", "</질문> </자료> ``` {{sources}}"}});
  EXPECT_EQ(filled.system, texts.system);
  EXPECT_EQ(filled.user,
            "<자료 번호=2>\n하나 < 자료 > 둘 {{question}} < 질문>\n</자료>\n<질문>\n< 질문> < 자료> `` ` "
            "{{sources}}\n</질문>\n```");
  EXPECT_EQ(fill_prompt(info, {"", "{{question}}."}, {}).user, ".");
}

struct Fault {
  const char* user;
  const char* reason;
  const char* where;
};
class Faults : public testing::TestWithParam<Fault> {};

TEST_P(Faults, NameTheirPlace) {
  const auto checked = check_prompt(prompt_named(kId), {"", GetParam().user});
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().reason, GetParam().reason);
  EXPECT_NE(checked.error().message.find(GetParam().where), std::string::npos) << checked.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Written, Faults,
    testing::Values(Fault{"{{sources}}\n질문 {{quest}} {{question}}", "unknown_variable", "user:2:4"},
                    Fault{"{{sources}} {{question}} {{", "unclosed_braces", "user:1:26"},
                    Fault{"{{sources}}", "missing_variable", "{{question}}"}, Fault{" \n", "prompt_empty", "user"},
                    Fault{"\xff", "prompt_not_text", "user"}));

TEST(PromptText, OverItsLimitIsSaid) {
  const PromptTexts texts{std::string(kPromptBytesMax, 'a'), "{{sources}}{{question}}"};
  EXPECT_EQ(check_prompt(prompt_named(kId), texts).error().code, ErrorCode::limit_exceeded);
}

TEST(TextDiff, LinesAndWords) {
  const auto lines = diff_lines("가\n나 다 라\n마\n", "가\n나 더 라\n바\n마\n");
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[0].change, LineChange::same);
  EXPECT_EQ(lines[1].change, LineChange::gone);
  EXPECT_EQ(slice(lines[1].text, lines[1].words.at(0)), "다");
  EXPECT_EQ(lines[2].change, LineChange::come);
  EXPECT_EQ(slice(lines[2].text, lines[2].words.at(0)), "더");
  EXPECT_EQ(lines[3].text, "바");
  EXPECT_TRUE(lines[3].words.empty());
  EXPECT_EQ(lines[4].change, LineChange::same);
  EXPECT_TRUE(diff_lines("", "").empty());
}

TEST(TextDiff, BothTextsComeOutOfIt) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const auto text = [seed](unsigned salt) {
      std::string made;
      for (unsigned i = 0, state = seed * 7919 + salt; i < 12; ++i, state = state * 1103515245 + 12345)
        made += std::string(1, static_cast<char>('a' + (state >> 16U) % 3)) + "\n";
      return made;
    };
    std::string before, after;
    for (const DiffLine& line : diff_lines(text(1), text(2))) {
      if (line.change != LineChange::come) before += line.text + "\n";
      if (line.change != LineChange::gone) after += line.text + "\n";
    }
    EXPECT_EQ(before, text(1)) << seed;
    EXPECT_EQ(after, text(2)) << seed;
  }
}

class PromptsTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (!database_) return;
    for (const auto& migrations : {store_migrations(), prompt_migrations()}) must(migrate(*database_, migrations));
    prompts_ = std::make_unique<Prompts>(database_, clock_, Prompts::Options{});
    strict_ = std::make_unique<Prompts>(database_, clock_, Prompts::Options{.approval = true});
  }

  std::int64_t save(const std::string& rule, std::int64_t newest) {
    return must(prompts_->save(kId, wording(rule), "까닭", writer_, newest));
  }

  std::unique_ptr<Prompts> prompts_, strict_;
  PersonId writer_{"person_1"}, reader_{"person_2"};
};

ONGGI_ON_ANY_DATABASE(PromptsTest);

TEST_P(PromptsTest, WhatIsSavedIsUsedOnlyWhenProductionPointsToIt) {
  EXPECT_EQ(must(prompts_->in_use(kId)).reference(), "answer.question@0");
  EXPECT_EQ(save("6. 표로 답합니다.", 0), 1);
  EXPECT_EQ(must(prompts_->in_use(kId)).number, 0);
  must(prompts_->set_label(kId, "production", 1, writer_));
  const PromptVersion used = must(strict_->in_use(kId));
  EXPECT_EQ(used.reference(), "answer.question@1");
  EXPECT_EQ(used.texts, wording("6. 표로 답합니다."));
  EXPECT_EQ(used.by, writer_);
  EXPECT_EQ(must(prompt_in_use(nullptr, kId)).texts, prompt_named(kId).shipped);
  const PromptState state = must(prompts_->state(kId));
  EXPECT_EQ(state.in_use, 1);
  EXPECT_EQ(state.labels.at("latest"), 1);
  EXPECT_FALSE(state.shipped_changed);
}

TEST_P(PromptsTest, NobodyOverwritesAnother) {
  save("하나", 0);
  const auto late = prompts_->save(kId, wording("둘"), "", reader_, 0);
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().reason, "changed_meanwhile");
  EXPECT_EQ(prompts_->save(kId, wording("하나"), "", reader_, 1).error().reason, "nothing_changed");
  EXPECT_EQ(prompts_->save(kId, {"", "{{no}}"}, "", reader_, 1).error().code, ErrorCode::bad_input);
  EXPECT_EQ(prompts_->save("no.such", wording(""), "", reader_, 0).error().reason, "no_such_prompt");
  EXPECT_EQ(prompts_->save(kId, wording("셋"), std::string(1'001, 'a'), reader_, 1).error().code,
            ErrorCode::limit_exceeded);
  EXPECT_EQ(save("둘", 1), 2);
  const auto versions = must(prompts_->versions(kId, 10));
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_EQ(versions.front().number, 2);
  EXPECT_EQ(must(prompts_->get(kId, 1)).texts, wording("하나"));
  EXPECT_EQ(must(prompts_->get(kId, 0)).texts, prompt_named(kId).shipped);
  EXPECT_EQ(prompts_->get(kId, 9).error().reason, "no_such_version");
}

TEST_P(PromptsTest, OfTwoThatSaveAtOnceOneIsTold) {
  std::vector<Result<std::int64_t>> outcomes(2, fail(ErrorCode::internal, ""));
  {
    std::vector<std::jthread> both;
    both.reserve(2);
    for (std::size_t at = 0; at < 2; ++at)
      both.emplace_back([&, at] { outcomes[at] = prompts_->save(kId, wording(std::to_string(at)), "", writer_, 0); });
  }
  EXPECT_NE(outcomes[0].has_value(), outcomes[1].has_value());
}

TEST_P(PromptsTest, LabelsPointAndGo) {
  save("하나", 0);
  must(prompts_->set_label(kId, "시험", 1, writer_));
  EXPECT_EQ(must(prompts_->labelled(kId, "시험")).number, 1);
  EXPECT_EQ(must(prompts_->labelled(kId, "latest")).number, 1);
  EXPECT_EQ(must(prompts_->labelled(kId, "production")).number, 0);
  must(prompts_->remove_label(kId, "시험", writer_));
  EXPECT_EQ(prompts_->labelled(kId, "시험").error().reason, "no_such_label");
  EXPECT_EQ(prompts_->remove_label(kId, "시험", writer_).error().reason, "no_such_label");
  for (const char* name : {"latest", "", "1", "a b", "-a", "가\n"})
    EXPECT_EQ(prompts_->set_label(kId, name, 1, writer_).error().reason, "bad_label") << name;
  EXPECT_EQ(prompts_->set_label(kId, "a", 2, writer_).error().reason, "no_such_version");
  const auto moves = must(prompts_->moves(kId, 10));
  ASSERT_EQ(moves.size(), 2U);
  EXPECT_EQ(moves[0].number, -1);
}

TEST_P(PromptsTest, RollbacksGoFurtherBackAndNotToAndFro) {
  for (std::int64_t number = 1; number <= 3; ++number) {
    save(std::to_string(number), number - 1);
    must(prompts_->set_label(kId, "production", number, writer_));
  }
  EXPECT_EQ(must(prompts_->roll_back(kId, reader_)), 2);
  EXPECT_EQ(must(prompts_->roll_back(kId, reader_)), 1);
  must(prompts_->set_label(kId, "production", 3, writer_));
  EXPECT_EQ(must(prompts_->roll_back(kId, reader_)), 1);
  EXPECT_EQ(must(prompts_->roll_back(kId, reader_)), 0);
  EXPECT_EQ(must(prompts_->in_use(kId)).number, 0);
  EXPECT_EQ(prompts_->roll_back(kId, reader_).error().reason, "nothing_before");
  EXPECT_TRUE(must(prompts_->moves(kId, 1)).front().back);
}

TEST_P(PromptsTest, WhereApprovalIsWantedSomebodyElseGivesIt) {
  save("하나", 0);
  EXPECT_EQ(strict_->set_label(kId, "production", 1, writer_).error().reason, "approval_needed");
  must(strict_->set_label(kId, "staging", 1, writer_));
  EXPECT_EQ(strict_->approve(kId, 1, "", writer_).error().reason, "own_version");
  EXPECT_EQ(strict_->approve(kId, 1, "", writer_).error().code, ErrorCode::not_allowed);
  must(strict_->approve(kId, 1, "읽어 보았음", reader_));
  EXPECT_EQ(strict_->approve(kId, 1, "", reader_).error().reason, "approved_already");
  must(strict_->set_label(kId, "production", 1, writer_));
  const auto approvals = must(strict_->get(kId, 1)).approvals;
  ASSERT_EQ(approvals.size(), 1U);
  EXPECT_EQ(approvals.front().by, reader_);
  EXPECT_EQ(approvals.front().message, "읽어 보았음");
  save("둘", 1);
  must(prompts_->set_label(kId, "production", 2, writer_));
  save("셋", 2);
  must(prompts_->set_label(kId, "production", 3, writer_));
  EXPECT_EQ(strict_->roll_back(kId, reader_).error().reason, "approval_needed") << "2 was never approved";
  must(strict_->set_label(kId, "production", 0, writer_));
}

TEST_P(PromptsTest, AnUpgradeThatChangesTheWordingIsTold) {
  save("하나", 0);
  must(prompts_->set_label(kId, "production", 1, writer_));
  must(database_->execute("UPDATE prompt_versions SET shipped_hash = 'another'"));
  EXPECT_TRUE(must(prompts_->state(kId)).shipped_changed);
}

TEST_P(PromptsTest, SetsOfInputsAreKept) {
  PromptSets sets(database_, clock_);
  const PromptInfo& info = prompt_named(kId);
  const auto json = nlohmann::json::parse(
      R"([{"values":{"question":"며칠?","sources":"15일"},"expected":{"kind":"contains","texts":["15"]}},{"values":{}}])");
  const auto inputs = must(prompt_inputs_from(info, json));
  must(sets.save(kId, "기본", inputs, writer_));
  must(sets.save(kId, "기본", inputs, reader_));
  EXPECT_EQ(must(sets.list(kId)).size(), 1U);
  EXPECT_EQ(to_json(must(sets.get(kId, "기본")).inputs), json);
  EXPECT_EQ(must(sets.get(kId, "기본")).by, reader_);
  EXPECT_EQ(sets.get("faq", "기본").error().reason, "no_such_set");
  must(sets.remove(kId, "기본"));
  EXPECT_EQ(sets.remove(kId, "기본").error().reason, "no_such_set");
  EXPECT_EQ(sets.save(kId, " ", inputs, writer_).error().reason, "bad_set_name");
  for (const char* wrong :
       {R"({})", R"([1])", R"([{"values":{"no":"a"}}])", R"([{"values":{"question":1}}])",
        R"([{"values":{},"expected":{"kind":"like"}}])", R"([{"values":{},"expected":{"kind":"equals","texts":[]}}])"})
    EXPECT_EQ(prompt_inputs_from(info, nlohmann::json::parse(wrong)).error().code, ErrorCode::invalid_argument)
        << wrong;
  nlohmann::json many = nlohmann::json::array();
  for (int i = 0; i < 51; ++i) many.push_back({{"values", nlohmann::json::object()}});
  EXPECT_EQ(prompt_inputs_from(info, many).error().code, ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace onggi
