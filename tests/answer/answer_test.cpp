// Answers without weights, from documents as they are: golden cases, and a set of questions with floors.
#include "answer/answer.h"

#include "answer/corpus.h"
#include "base/file.h"
#include "evaluate/answers.h"
#include "support/golden_case.h"

namespace onggi {
namespace {

constexpr std::string_view kDocument = "문서: ", kQuestion = "질문: ";

/// "질문: …", then "문서: name" with the document's lines below it, once or more.
struct Asked {
  std::string question;
  std::vector<std::pair<std::string, std::string>> documents;
};

Asked read_input(const std::string& input) {
  Asked asked;
  std::istringstream lines(input);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(kQuestion)) asked.question = line.substr(kQuestion.size());
    else if (line.starts_with(kDocument)) asked.documents.push_back({line.substr(kDocument.size()), {}});
    else if (!asked.documents.empty()) asked.documents.back().second += line + "\n";
  }
  return asked;
}

std::string written(const Answer& answer) {
  std::string text = answer.text + "\n";
  for (const Citation& citation : answer.citations)
    text += "[" + std::to_string(citation.number) + "] " + citation.name + ": " + citation.quote + "\n";
  return text;
}

class AnswerCases : public testing::TestWithParam<golden::Case> {};

TEST_P(AnswerCases, QuotesOrAbstains) {
  const Asked asked = read_input(GetParam().input);
  any::Corpus corpus;
  for (const auto& [name, bytes] : asked.documents) corpus.add(name, bytes);
  golden::expect_case(GetParam(), written(corpus.ask(asked.question)));
}

INSTANTIATE_TEST_SUITE_P(Golden, AnswerCases, testing::ValuesIn(golden::read_cases("answer")), golden::case_name);

std::string read(const std::filesystem::path& file) {
  auto bytes = read_file(file, 1U << 20U);
  EXPECT_TRUE(bytes.has_value()) << file;
  return bytes.value_or("");
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

void show(const char* what, const Share& share) {
  std::cout << what << " " << share.value << " (" << share.hits << "/" << share.of << ")\n";
}

// The floors lie one question below what was measured; raise them together with the measure.
TEST(AnswerQuestions, StayAboveTheirFloors) {
  const std::filesystem::path folder = ONGGI_SOURCE_DIR "/tests/golden/answer";
  any::Corpus corpus;
  for (const auto& file : files_of(folder / "corpus")) corpus.add(file.filename().string(), read(file));
  const auto cases = read_answer_cases(read(folder / "questions.jsonl"));
  ASSERT_TRUE(cases.has_value());
  const auto report = evaluate_answers(
      *cases, corpus.answerer(), {}, any::Corpus::viewer(),
      [](std::string_view) -> Result<Viewer> { return any::Corpus::viewer(); }, Cancel());
  ASSERT_TRUE(report.has_value());
  show("document cited", report->document_cited);
  show("answer contained", report->answer_contained);
  show("abstained", report->abstained);
  EXPECT_GE(report->document_cited.value, 0.90);
  EXPECT_GE(report->answer_contained.value, 0.88);
  EXPECT_GE(report->abstained.value, 0.76);
}

// Of two rows with one question, one expects the document that does not say it.
TEST(AnswerQuestions, CountCitationsOfTheExpectedDocument) {
  any::Corpus corpus;
  corpus.add("탁구장.md", "# 탁구장\n\n탁구장은 저녁 8시까지 엽니다.\n");
  corpus.add("헬스장.md", "# 헬스장\n\n헬스장에는 운동화를 신고 들어갑니다.\n");
  AnswerCase right{.id = "1", .question = "탁구장은 몇 시까지 여나요?", .answer = "8시", .document = "탁구장.md"};
  AnswerCase wrong = right;
  wrong.document = "헬스장.md";
  const auto report = evaluate_answers({right, wrong}, corpus.answerer(), {}, any::Corpus::viewer(), {}, Cancel());
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->citations_right.of, 2);
  EXPECT_EQ(report->citations_right.hits, 1);
  ASSERT_EQ(report->cases.front().citations.size(), 1U);
  EXPECT_EQ(report->cases.front().citations.front().quote, "탁구장은 저녁 8시까지 엽니다.");
}

}  // namespace
}  // namespace onggi
