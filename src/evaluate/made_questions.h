// Questions out of a document by rule, without a model: what its definitions define, what its tables and forms say,
// what it asks itself. Proposals for a person to accept.
#pragma once

#include <string>
#include <vector>

#include "index/catalog.h"

namespace onggi {

struct MadeQuestion {
  std::string text;
  std::string answer;   // as it stands in the document
  std::string_view by;  // the rule: "definition", "table", "field", "question"
};

/// `chunks`: of one document, in order. At most `limit`, taken from the rules in turn so that a long table does not
/// push out everything else; each question once, and none that has two answers in the document.
///   definition  "연차란 … 를 말한다" → "연차란 무엇인가요?"
///   table       row 팀장, column 1박 숙박비, cell 150,000원 → "팀장의 1박 숙박비는 얼마인가요?"
///   field       "접수 기간: 3월 2일까지" under 채용 안내 → "채용 안내의 접수 기간은 언제인가요?"
///   question    a heading or paragraph that asks, answered by what follows
/// Cost: O(length).
std::vector<MadeQuestion> make_questions(const std::vector<ChunkRow>& chunks, std::size_t limit);

}  // namespace onggi
