// evaluate answers: questions with known answers → how often onggi is right, honest and discreet.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "answer/answer.h"
#include "base/result.h"

namespace onggi {

/// One row of a questions file.
struct AnswerCase {
  std::string id, question;
  std::string answer;      // text that the answer must contain; empty when unanswerable
  std::string document;    // file name of the source
  std::string page_label;  // empty: the document has no pages
  bool answerable = true;
  std::vector<std::string> forbidden_to;  // logins that must not see any of it
};

/// Reads {"id","question","answer","document","page_label","answerable","forbidden_to"?} rows. Errors: bad_input with
/// the line number.
Result<std::vector<AnswerCase>> read_answer_cases(std::string_view jsonl);

struct CaseOutcome {
  std::string id;
  bool answer_contained = false;  // white space and case aside; also in the quotes of the citations
  bool document_cited = false, page_cited = false;
  bool abstained = false;
  std::vector<std::string> leaked_to;  // people who must not see it and did: in citation, nearest hit or answer text
  std::int64_t duration_us = 0;
  std::string error;  // code of a failed ask; empty otherwise
  std::string text;   // as answered, to the asker
  std::vector<Citation> citations;
};

/// A share with its 95 % Wilson interval.
struct Share {
  std::int64_t hits = 0, of = 0;
  double value = 0, low = 0, high = 0;
};
Share share_of(std::int64_t hits, std::int64_t of);

struct AnswerReport {
  std::vector<CaseOutcome> cases;
  Share answer_contained, document_cited, page_cited;  // over the answerable ones; page over those that name one
  Share abstained;                                     // over the unanswerable ones
  Share wrongly_abstained;                             // over the answerable ones
  Share citations_right;   // over the citations of the answerable ones: those of the expected document
  std::int64_t leaks = 0;  // over all forbidden (question, person) pairs
  std::int64_t leak_checks = 0;
  std::int64_t p50_us = 0, p95_us = 0;  // of ask
};

/// Asks each question as `asker`, and each forbidden one also as each person it is forbidden to (`viewer_of` gives
/// them).
Result<AnswerReport> evaluate_answers(const std::vector<AnswerCase>& cases, const Answerer& answerer,
                                      const AskRequest& settings, const Viewer& asker,
                                      const std::function<Result<Viewer>(std::string_view login)>& viewer_of,
                                      const Cancel& cancel);

}  // namespace onggi
