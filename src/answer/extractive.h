// Answers without any weights: the passages that say what was asked, quoted. Inside of room answer.
#pragma once

#include <string>
#include <vector>

#include "answer/answer.h"
#include "answer/cells.h"
#include "answer/passages.h"
#include "retrieve/thesaurus.h"

namespace onggi::answer_room {

/// A passage with how well it answers.
struct Candidate {
  const Passage* passage = nullptr;
  double own = 0;   // share of the question's weight that the passage itself holds, 0..1; a row with its columns' names
  double bare = 0;  // the same without the names of a row's columns
  double together = 0;  // with what stands above it
  double form = 0;      // holds the kind of thing that was asked for
  double sure = 0;      // that the documents say it at all: below a threshold the answer is an abstention
  double score = 0;
};

/// Best first; at most three that belong together. Empty: the documents do not say it (abstain).
std::vector<Candidate> choose(const std::vector<Passage>& passages, const SearchResult& found,
                              std::string_view question, const Thesaurus& thesaurus);

/// Adds these candidates to an answer: one line each, with markers; what it quotes already is not quoted again.
void quote(const std::vector<Candidate>& chosen, const SearchResult& found, const CellFinder& cells, Answer& answer);

/// Adds a line that says of one part of a question that the documents do not tell.
void quote_nothing(std::string_view part, Answer& answer);

/// A citation of this passage under this number.
Citation cite(const Passage& passage, const Hit& hit, std::int32_t number, const CellFinder& cells);

/// What is said to who asks for what is not given, and for what the documents do not tell, in the question's language.
std::string refusal_text(std::string_view question);
std::string abstention_text(std::string_view question);

/// An answer that says so, with the nearest hits.
Answer abstain(std::string_view question, const SearchResult& found);

}  // namespace onggi::answer_room
