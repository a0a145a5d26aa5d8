// Choosing passages.
//
// A passage is judged by the share of the question's words (weighed by rarity) that it holds itself, by the share that
// it holds together with its headings, table header and the sentence before, and by its form: a question for a number
// is answered by a passage with one. A question whose rare words stand nowhere near each other is not answered at all:
// retrieval always finds something, and "something near" is the usual way in which such systems make things up.
#include "answer/extractive.h"

#include <algorithm>
#include <set>

#include "answer/expectation.h"

namespace onggi::answer_room {
namespace {

constexpr double kTogetherMin = 0.5;  // less than half of what was asked: not an answer
constexpr double kOwnMin = 0.15;      // a passage that holds nothing of the question is only near it
constexpr double kNextShare = 0.8;    // of the best score, for a second passage
constexpr std::size_t kPassagesMax = 3;
constexpr double kContextWeight = 0.6, kFormWeight = 0.25, kRankWeight = 0.15;

std::unordered_set<std::string> joined(const Passage& passage) {
  std::unordered_set<std::string> terms = passage.terms;
  terms.insert(passage.context.begin(), passage.context.end());
  return terms;
}

Candidate judge(const Passage& passage, const SearchResult& found, Expected expected) {
  const Hit& hit = found.hits[passage.hit];
  const bool in_table = hit.chunk.pieces[passage.piece].kind == ElementKind::table;
  Candidate candidate{.passage = &passage};
  candidate.own = retrieve::coverage(found.words, passage.terms);
  candidate.together = retrieve::coverage(found.words, joined(passage));
  candidate.form = form_match(expected, passage.quote, in_table);
  candidate.score = candidate.own + kContextWeight * (candidate.together - candidate.own) +
                    kFormWeight * candidate.form + kRankWeight * hit.score;
  return candidate;
}

bool answers(const Candidate& candidate) {
  return candidate.together >= kTogetherMin && candidate.own >= kOwnMin && candidate.form > 0;
}

bool is_korean(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();)
    if (is_hangul(next_code_point(text, offset))) return true;
  return false;
}

}  // namespace

std::vector<Candidate> choose(const std::vector<Passage>& passages, const SearchResult& found,
                              std::string_view question) {
  const Expected expected = expected_of(question);
  std::vector<Candidate> candidates;
  for (const Passage& passage : passages) {
    const Candidate candidate = judge(passage, found, expected);
    if (answers(candidate)) candidates.push_back(candidate);
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& left, const Candidate& right) { return left.score > right.score; });
  std::vector<Candidate> chosen;
  std::set<std::string> said;
  for (const Candidate& candidate : candidates) {
    if (chosen.size() == kPassagesMax || candidate.score < kNextShare * candidates.front().score) break;
    if (said.insert(fold(candidate.passage->quote)).second) chosen.push_back(candidate);
  }
  return chosen;
}

Citation cite(const Passage& passage, const Hit& hit, std::int32_t number) {
  const ChunkPiece& piece = hit.chunk.pieces[passage.piece];
  return {.number = number,
          .document = hit.document,
          .name = hit.name,
          .title = hit.title,
          .chunk = hit.chunk.id,
          .quote = passage.quote,
          .elements = {piece.element},
          .places = piece.places};
}

Answer quote_answer(const std::vector<Candidate>& chosen, const SearchResult& found) {
  Answer answer{.model = std::string(kExtractiveModel)};
  for (const Candidate& candidate : chosen) {
    const Hit& hit = found.hits[candidate.passage->hit];
    const auto number = static_cast<std::int32_t>(answer.citations.size() + 1);
    if (!answer.text.empty()) answer.text += '\n';
    answer.text += candidate.passage->shown + " [" + std::to_string(number) + "]";
    answer.label = std::max(answer.label, hit.label);
    answer.citations.push_back(cite(*candidate.passage, hit, number));
  }
  return answer;
}

std::string abstention_text(std::string_view question) {
  if (is_korean(question)) return "보실 수 있는 문서에서 답을 찾을 수 없습니다.";
  return "The documents that you may see do not answer this.";
}

Answer abstain(std::string_view question, const SearchResult& found) {
  constexpr std::size_t kNearest = 3;
  Answer answer{.text = abstention_text(question), .abstained = true};
  for (std::size_t i = 0; i < std::min(kNearest, found.hits.size()); ++i) answer.nearest.push_back(found.hits[i]);
  return answer;
}

}  // namespace onggi::answer_room
