// What guards take out of hits before anything is answered from them. Inside of room answer.
#pragma once

#include <string>
#include <vector>

#include "answer/answer.h"
#include "answer/passages.h"
#include "prompt/guards.h"

namespace onggi::answer_room {

/// Hits as the guards see them, for one question. Without guards all is as it stands there.
class GuardedHits {
 public:
  /// `set` may be null; it and `hits` must outlive this. Cost: reads the text of all hits.
  GuardedHits(const GuardSet* set, const std::vector<Hit>& hits);

  /// Every finding, with its document and chunk.
  const std::vector<GuardDecision>& decisions() const { return decisions_; }
  /// The text of a hit for a model to read, without sentences that are refused.
  std::string text_of(std::size_t hit) const;
  /// Takes out what quotes a refused sentence.
  void clean(std::vector<Passage>& passages) const;

 private:
  const GuardSet* set_;
  const std::vector<Hit>& hits_;
  std::vector<GuardDecision> decisions_;
  std::vector<std::vector<GuardDecision>> of_hits_;  // those that refuse
};

/// The answer to a question that is refused.
Answer refuse(std::string_view question, const GuardSet& set, std::vector<GuardDecision> decisions);

/// What is known of the hits as personal data, where the policy masks answers; else nothing. Cost: reads all hits.
KnownPersonalData known_data(const GuardSet* set, const std::vector<Hit>& hits);

/// Masks what the policy masks in all that is shown of an answer (text, quotes, titles, nearest hits, what a model was
/// asked), and takes refused sentences out of the text; notes what was found.
void guard_answer(const GuardSet& set, const KnownPersonalData& known, Answer& answer);

}  // namespace onggi::answer_room
