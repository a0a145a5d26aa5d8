// Scoring of answers: contained, cited, abstained, leaked.
#include "evaluate/answers.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "evaluate/contained.h"

namespace onggi {
namespace {

using nlohmann::json;

using evaluate_room::loose;

bool contains(const Answer& answer, const std::string& expected) {
  const std::string wanted = loose(expected);
  if (loose(answer.text).contains(wanted)) return true;
  return std::any_of(answer.citations.begin(), answer.citations.end(),
                     [&](const Citation& citation) { return loose(citation.quote).contains(wanted); });
}

bool cites_page(const Answer& answer, const AnswerCase& one) {
  for (const Citation& citation : answer.citations) {
    if (to_nfc(citation.name) != to_nfc(one.document)) continue;
    for (const Place& place : citation.places)
      if (place.page_label == one.page_label) return true;
  }
  return false;
}

std::int64_t citations_of(const std::vector<Citation>& citations, const std::string& document) {
  return std::ranges::count_if(citations,
                               [name = to_nfc(document)](const Citation& one) { return to_nfc(one.name) == name; });
}

bool cites_document(const Answer& answer, const std::string& document) {
  return citations_of(answer.citations, document) > 0;
}

// Whatever names the document or quotes it counts as a leak, also behind an abstention.
bool leaks(const Answer& answer, const AnswerCase& one) {
  if (cites_document(answer, one.document)) return true;
  return std::any_of(answer.nearest.begin(), answer.nearest.end(),
                     [&](const Hit& hit) { return to_nfc(hit.name) == to_nfc(one.document); });
}

std::string text_or(const json& row, const char* name) {
  const auto found = row.find(name);
  return found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<AnswerCase> read_case(std::string_view line) {
  const json row = json::parse(line, nullptr, false);
  if (!row.is_object()) return fail(ErrorCode::bad_input, "is not a JSON object");
  AnswerCase one{.id = text_or(row, "id"),
                 .question = text_or(row, "question"),
                 .answer = text_or(row, "answer"),
                 .document = text_or(row, "document"),
                 .page_label = text_or(row, "page_label")};
  const json answerable = row.contains("answerable") ? row["answerable"] : json(true);
  const json forbidden = row.contains("forbidden_to") ? row["forbidden_to"] : json::array();
  if (!answerable.is_boolean()) return fail(ErrorCode::bad_input, "'answerable' is true or false");
  one.answerable = answerable.get<bool>();
  for (const json& login : forbidden) {
    if (!forbidden.is_array() || !login.is_string())
      return fail(ErrorCode::bad_input, "'forbidden_to' is not a list of logins");
    one.forbidden_to.push_back(login.get<std::string>());
  }
  if (one.id.empty() || one.question.empty()) return fail(ErrorCode::bad_input, "needs 'id' and 'question'");
  if (one.answerable && (one.answer.empty() || one.document.empty()))
    return fail(ErrorCode::bad_input, "an answerable question needs 'answer' and 'document'");
  return one;
}

std::int64_t percentile(std::vector<std::int64_t> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size() - 1)))];
}

class Examination {
 public:
  Examination(const Answerer& answerer, const AskRequest& settings, const Cancel& cancel)
      : answerer_(answerer), settings_(settings), cancel_(cancel) {}

  Result<Answer> ask(const AnswerCase& one, const Viewer& viewer) const {
    AskRequest request = settings_;
    request.question = one.question;
    return answerer_.ask(request, viewer, nullptr, cancel_);
  }

  CaseOutcome examine(const AnswerCase& one, const Viewer& asker) const {
    CaseOutcome outcome{.id = one.id};
    const auto start = std::chrono::steady_clock::now();
    auto answer = ask(one, asker);
    outcome.duration_us =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
    if (!answer) {
      outcome.error = to_string(answer.error().code);
      return outcome;
    }
    outcome.abstained = answer->abstained;
    outcome.answer_contained = one.answerable && !answer->abstained && contains(*answer, one.answer);
    outcome.document_cited = one.answerable && cites_document(*answer, one.document);
    outcome.page_cited = one.answerable && !one.page_label.empty() && cites_page(*answer, one);
    outcome.text = std::move(answer->text), outcome.citations = std::move(answer->citations);
    return outcome;
  }

 private:
  const Answerer& answerer_;
  const AskRequest& settings_;
  const Cancel& cancel_;
};

void sum_up(AnswerReport& report, const std::vector<AnswerCase>& cases) {
  std::int64_t answerable = 0, unanswerable = 0, paged = 0, contained = 0, documents = 0, pages = 0, abstained = 0,
               wrongly = 0, citations = 0, right = 0;
  std::vector<std::int64_t> times;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const CaseOutcome& outcome = report.cases[i];
    (cases[i].answerable ? answerable : unanswerable) += 1;
    if (cases[i].answerable && !cases[i].page_label.empty()) ++paged;
    contained += outcome.answer_contained ? 1 : 0;
    documents += outcome.document_cited ? 1 : 0;
    pages += outcome.page_cited ? 1 : 0;
    if (outcome.abstained) ++(cases[i].answerable ? wrongly : abstained);
    if (cases[i].answerable) {
      citations += static_cast<std::int64_t>(outcome.citations.size());
      right += citations_of(outcome.citations, cases[i].document);
    }
    report.leaks += static_cast<std::int64_t>(outcome.leaked_to.size());
    times.push_back(outcome.duration_us);
  }
  report.answer_contained = share_of(contained, answerable);
  report.document_cited = share_of(documents, answerable);
  report.page_cited = share_of(pages, paged);
  report.abstained = share_of(abstained, unanswerable);
  report.wrongly_abstained = share_of(wrongly, answerable);
  report.citations_right = share_of(right, citations);
  report.p50_us = percentile(times, 0.5);
  report.p95_us = percentile(times, 0.95);
}

}  // namespace

Result<std::vector<AnswerCase>> read_answer_cases(std::string_view jsonl) {
  std::vector<AnswerCase> cases;
  std::size_t number = 0;
  while (!jsonl.empty()) {
    const std::size_t end = std::min(jsonl.find('\n'), jsonl.size());
    const std::string_view line = jsonl.substr(0, end);
    jsonl.remove_prefix(std::min(end + 1, jsonl.size()));
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    auto one = read_case(line);
    if (!one) return within("line " + std::to_string(number), std::move(one).error());
    cases.push_back(*std::move(one));
  }
  if (cases.empty()) return fail(ErrorCode::bad_input, "the file holds no question");
  return cases;
}

// Wilson's score interval (1927): right also for small counts and shares near 0 and 1.
Share share_of(std::int64_t hits, std::int64_t of) {
  if (of == 0) return {};
  constexpr double kZ = 1.959964;
  const auto n = static_cast<double>(of);
  const double p = static_cast<double>(hits) / n;
  const double middle = (p + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
  const double half = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n)) / (1 + kZ * kZ / n);
  return {hits, of, p, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

Result<AnswerReport> evaluate_answers(const std::vector<AnswerCase>& cases, const Answerer& answerer,
                                      const AskRequest& settings, const Viewer& asker,
                                      const std::function<Result<Viewer>(std::string_view login)>& viewer_of,
                                      const Cancel& cancel) {
  const Examination examination(answerer, settings, cancel);
  AnswerReport report;
  for (const AnswerCase& one : cases) {
    ONGGI_CHECK(cancel.check());
    CaseOutcome outcome = examination.examine(one, asker);
    for (const std::string& login : one.forbidden_to) {
      ONGGI_TRY(const Viewer stranger, viewer_of(login));
      ONGGI_TRY(const Answer answer, examination.ask(one, stranger));
      ++report.leak_checks;
      if (leaks(answer, one)) outcome.leaked_to.push_back(login);
    }
    report.cases.push_back(std::move(outcome));
  }
  sum_up(report, cases);
  return report;
}

}  // namespace onggi
