// See guarded.h.
#include "answer/guarded.h"

#include <algorithm>

#include "answer/extractive.h"

namespace onggi::answer_room {
namespace {

bool refuses(const GuardDecision& decision) { return decision.deed == GuardDeed::refuse; }

}  // namespace

GuardedHits::GuardedHits(const GuardSet* set, const std::vector<Hit>& hits)
    : set_(set), hits_(hits), of_hits_(hits.size()) {
  for (std::size_t i = 0; set_ != nullptr && i < hits.size(); ++i) {
    for (GuardDecision& decision : set_->look(hits[i].chunk.text, GuardPlace::document)) {
      decision.document = hits[i].document, decision.chunk = hits[i].chunk.id;
      if (refuses(decision)) of_hits_[i].push_back(decision);
      decisions_.push_back(std::move(decision));
    }
  }
}

std::string GuardedHits::text_of(std::size_t hit) const {
  return GuardSet::without_refused(hits_[hit].chunk.text, of_hits_[hit], kLeftOut);
}

void GuardedHits::clean(std::vector<Passage>& passages) const {
  std::erase_if(passages, [this](const Passage& passage) {
    return !of_hits_[passage.hit].empty() &&
           std::ranges::any_of(set_->look(passage.quote, GuardPlace::document), refuses);
  });
}

Answer refuse(std::string_view question, const GuardSet& set, std::vector<GuardDecision> decisions) {
  const std::string& said = set.policy().refusal;
  return {.text = said.empty() ? refusal_text(question) : said, .refused = true, .guards = std::move(decisions)};
}

void guard_answer(const GuardSet& set, Answer& answer) {
  if (set.policy().mask_answer) {
    answer.text = masked_personal_data(answer.text);
    for (Citation& citation : answer.citations) citation.quote = masked_personal_data(citation.quote);
  }
  auto decisions = set.look(answer.text, GuardPlace::answer);
  answer.text = GuardSet::without_refused(answer.text, decisions, kTakenOut);
  std::ranges::move(decisions, std::back_inserter(answer.guards));
}

}  // namespace onggi::answer_room
