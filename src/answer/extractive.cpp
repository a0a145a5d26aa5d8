// Choosing passages.
//
// A passage is ranked by the share of the question's words (weighed by rarity and kind) that it holds itself, by the
// share that it holds together with its headings, table header and the sentence before, by its form (a question for a
// number is answered by a passage with one) and by the rank of its hit. Whether it answers at all is judged apart, and
// also by what the whole hit speaks of: retrieval always finds something, and "something near" is the usual way in
// which such systems make things up.
#include "answer/extractive.h"

#include <algorithm>
#include <array>

#include "answer/expectation.h"
#include "answer/match.h"
#include "answer/said.h"
#include "answer/topic.h"

namespace onggi::answer_room {
namespace {

// The proportions are those of a logistic fit on the questions of tests/golden/answer and a guide; the balanced fit
// itself would ask for 0.57. docs/benchmarks.md shows what the threshold gives on other questions.
constexpr double kSureMin = 0.55;
constexpr double kOwnSure = 0.25, kTogetherSure = 0.35, kHitSure = 0.4;
constexpr double kWrongForm = 0.5;     // what a number of another kind than asked for takes away
constexpr double kOtherUnit = 0.25;    // form of a passage that counts something else than asked
constexpr double kOwnMin = 0.15;       // a passage that holds nothing of the question is only near it
constexpr double kNextShare = 0.8;     // of the best score, for a second passage
constexpr double kNamedClause = 0.4;   // for standing in the clause that the question names, against standing elsewhere
constexpr double kNamedHeading = 0.5;  // for what opens below the heading that the question asks about
constexpr double kNamedList = 0.7;     // for the list there
constexpr std::size_t kPassagesMax = 3;
constexpr double kContextWeight = 0.6, kFormWeight = 0.25, kRankWeight = 0.5;

Terms joined(const Passage& passage) {
  Terms terms = passage.terms;
  terms.insert(passage.context.begin(), passage.context.end());
  return terms;
}

// How much of the question each hit speaks of as a whole.
std::vector<double> shares_of_hits(const std::vector<Passage>& passages, std::size_t hits, const QuestionWords& words) {
  std::vector<Terms> terms(hits);
  for (const Passage& passage : passages) terms[passage.hit].merge(joined(passage));
  std::vector<double> shares;
  std::ranges::transform(terms, std::back_inserter(shares), [&words](const Terms& one) { return words.share(one); });
  return shares;
}

bool is_command(const retrieve::QueryWord& word) {
  return word.term == "명령어" || word.term == "명령" || word.term == "커맨드" || word.term == "command";
}

// What "몇" counts is asked, not stated: "퍼센트" in "몇 퍼센트입니까?"; and a command is told by what it is.
std::vector<retrieve::QueryWord> stated_words(std::vector<retrieve::QueryWord> words, std::string_view question) {
  constexpr std::string_view kHowMany = "몇";
  const std::string query = squeeze_spaces(to_nfc(question));
  for (std::size_t at = query.find(kHowMany); at != std::string::npos; at = query.find(kHowMany, at + 1)) {
    const std::size_t counted = query.find_first_not_of(' ', at + kHowMany.size());
    for (retrieve::QueryWord& word : words)
      if (word.bytes.begin == counted) word.weight = 0;
  }
  for (retrieve::QueryWord& word : words)
    if (is_command(word)) word.weight = 0;
  return words;
}

/// Judges the passages of one question.
class Judge {
 public:
  Judge(const std::vector<Passage>& passages, const SearchResult& found, std::string_view question,
        const Thesaurus& thesaurus)
      : found_(found),
        stated_(stated_words(found.words, question)),
        words_(stated_, thesaurus),
        expected_(expected_of(question)),
        counter_(counter_of(question)),
        said_(question),
        asks_for_command_(std::ranges::any_of(found.words, is_command)),
        topic_(topic_of(question)),
        clauses_(clauses_named_in(question)),
        of_hits_(shares_of_hits(passages, found.hits.size(), words_)) {}

  Candidate operator()(const Passage& passage) const {
    Candidate candidate{.passage = &passage};
    candidate.own = candidate.bare = words_.share(passage.terms);
    candidate.together = words_.share(joined(passage));
    const bool is_list = passage.last != passage.piece;
    candidate.form =
        is_list && topic_.asked == Asked::fact ? 0 : form_of(passage);  // a fact stands in one of its items
    candidate.sure = kOwnSure * candidate.own + kTogetherSure * candidate.together + kHitSure * of_hits_[passage.hit] -
                     kWrongForm * (1 - candidate.form);
    candidate.score = candidate.own + kContextWeight * (candidate.together - candidate.own) +
                      kFormWeight * candidate.form + kRankWeight * found_.hits[passage.hit].score;
    if (passage.line >= 0) weigh_names(passage, candidate);
    if (asks_for_command_) weigh_command(passage, candidate);
    if (!clauses_.empty()) weigh_clause(passage, candidate);
    if (topic_.asked != Asked::fact) weigh_heading(passage, candidate);
    return candidate;
  }

 private:
  double form_of(const Passage& passage) const {
    const bool in_table = found_.hits[passage.hit].chunk.pieces[passage.piece].kind == ElementKind::table;
    const double form = has_form_of(expected_, said_.left_out_of(passage.quote), in_table) ? 1 : 0;
    if (counter_.empty() || has_counter(counter_, said_.left_out_of(passage.shown))) return form;
    // In a table the unit stands in the header.
    const bool in_header = in_table && passage.shown.contains(counter_.substr(0, counter_.find(' ')));
    return in_header ? form : std::min(form, kOtherUnit);
  }

  // A cell says what its column is called, too; among rows of one table that tells nothing.
  void weigh_names(const Passage& passage, Candidate& candidate) const {
    Terms named = passage.terms;
    named.insert(passage.names.begin(), passage.names.end());
    candidate.sure -= kOwnSure * candidate.own;
    candidate.own = words_.share(named);
    candidate.sure += kOwnSure * candidate.own;
  }

  // A command says nothing in words: what stands before it does.
  void weigh_command(const Passage& passage, Candidate& candidate) const {
    if (found_.hits[passage.hit].chunk.pieces[passage.piece].kind != ElementKind::code) return;
    candidate.score += kNamedClause;
    candidate.sure += kOwnSure * (candidate.together - candidate.own);
    candidate.own = candidate.together;
  }

  // "제12조 제3항" is written there as "③": the words cannot tell.
  void weigh_clause(const Passage& passage, Candidate& candidate) const {
    const bool named =
        std::ranges::any_of(clauses_, [&](const Clause& asked) { return lies_in(passage.clause, asked); });
    candidate.score += named ? kNamedClause : -kNamedClause;
    if (named) candidate.sure += kNamedClause, candidate.own = std::max(candidate.own, kOwnMin);
  }

  // "연차 휴가는 무엇인가요?" is answered by what stands right below "연차 휴가", which need not say these words again.
  void weigh_heading(const Passage& passage, Candidate& candidate) const {
    const bool is_list = passage.last != passage.piece;
    const bool named = ends_with_name(topic_, passage.heading);
    if (is_list && !named && topic_.asked == Asked::meaning) candidate.form = 0;
    if (!named || !(passage.opens || is_list)) return;
    candidate.score += is_list ? kNamedList : kNamedHeading;
    candidate.own = std::max(candidate.own, kOwnMin);
  }

  const SearchResult& found_;
  std::vector<retrieve::QueryWord> stated_;
  QuestionWords words_;
  Expected expected_;
  std::string_view counter_;
  Said said_;
  bool asks_for_command_;
  Topic topic_;
  std::vector<Clause> clauses_;  // that the question names
  std::vector<double> of_hits_;
};

// By the names of its columns alone, where another row of the table says more.
bool is_lesser_row(const Candidate& candidate, const Candidate& other) {
  const Passage &one = *candidate.passage, &chosen = *other.passage;
  return one.line >= 0 && chosen.line >= 0 && one.hit == chosen.hit && one.piece == chosen.piece &&
         candidate.bare < kOwnMin && candidate.bare < other.bare;
}

bool answers(const Candidate& candidate) {
  return candidate.sure >= kSureMin && candidate.own >= kOwnMin && candidate.form > 0;
}

std::string without_spaces(std::string text) {
  std::erase_if(text, [](char byte) { return byte == ' ' || byte == '\n'; });
  return text;
}

// Sentences that are quoted together with a neighbour overlap; a manual as PDF and as HTML differs in its spaces.
bool says_the_same(const Candidate& one, const Candidate& other) {
  const std::string a = without_spaces(one.passage->quote), b = without_spaces(other.passage->quote);
  return a.contains(b) || b.contains(a);
}

bool is_korean(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();)
    if (is_hangul(next_code_point(text, offset))) return true;
  return false;
}

}  // namespace

std::vector<Candidate> choose(const std::vector<Passage>& passages, const SearchResult& found,
                              std::string_view question, const Thesaurus& thesaurus) {
  const Judge judge(passages, found, question, thesaurus);
  std::vector<Candidate> candidates;
  for (const Passage& passage : passages) {
    const Candidate candidate = judge(passage);
    if (answers(candidate)) candidates.push_back(candidate);
  }
  std::ranges::stable_sort(candidates, std::greater(), &Candidate::score);
  std::vector<Candidate> chosen;
  for (const Candidate& candidate : candidates) {
    if (chosen.size() == kPassagesMax || candidate.score < kNextShare * candidates.front().score) break;
    if (std::ranges::none_of(chosen, [&](const Candidate& other) {
          return says_the_same(candidate, other) || is_lesser_row(candidate, other);
        }))
      chosen.push_back(candidate);
  }
  return chosen;
}

Citation cite(const Passage& passage, const Hit& hit, std::int32_t number, const CellFinder& cells) {
  const ChunkPiece& piece = hit.chunk.pieces[passage.piece];
  const auto& pieces = hit.chunk.pieces;
  Citation citation{.number = number,
                    .document = hit.document,
                    .name = hit.name,
                    .title = hit.title,
                    .chunk = hit.piece_chunks.empty() ? hit.chunk.id : hit.piece_chunks[passage.piece],
                    .quote = passage.quote,
                    .clause = to_string(passage.clause),
                    .elements = {piece.element},
                    .places = piece.places};
  for (std::size_t i = passage.piece + 1; i <= passage.last; ++i) {
    citation.elements.push_back(pieces[i].element);
    citation.places.insert(citation.places.end(), pieces[i].places.begin(), pieces[i].places.end());
  }
  cells.mark(passage, piece, citation);
  return citation;
}

void quote(const std::vector<Candidate>& chosen, const SearchResult& found, const CellFinder& cells, Answer& answer) {
  for (const Candidate& candidate : chosen) {
    const Hit& hit = found.hits[candidate.passage->hit];
    const bool is_there = std::ranges::any_of(answer.citations, [&](const Citation& one) {
      return one.document == hit.document && one.quote == candidate.passage->quote;
    });
    if (is_there) continue;
    const auto number = static_cast<std::int32_t>(answer.citations.size() + 1);
    if (!answer.text.empty()) answer.text += '\n';
    answer.text += candidate.passage->shown + " [" + std::to_string(number) + "]";
    answer.label = std::max(answer.label, hit.label);
    answer.citations.push_back(cite(*candidate.passage, hit, number, cells));
  }
}

void quote_nothing(std::string_view part, Answer& answer) {
  if (!answer.text.empty()) answer.text += '\n';
  if (is_korean(part)) answer.text.append("‘").append(part).append("’: 문서에서 찾을 수 없습니다.");
  else answer.text.append("“").append(part).append("”: not in the documents.");
}

std::string refusal_text(std::string_view question) {
  if (is_korean(question)) return "사내 규칙에 따라 이 요청에는 답하지 않습니다.";
  return "This request is not answered, by the rules of this workspace.";
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
