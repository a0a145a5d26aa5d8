// See guarded.h.
#include "answer/guarded.h"

#include <algorithm>

#include "answer/extractive.h"
#include "answer/masked_hits.h"

namespace onggi::answer_room {
namespace {

bool refuses(const GuardDecision& decision) { return decision.deed == GuardDeed::refuse; }

void mask_hit(Hit& hit) {
  KnownPersonalData known;
  known.add(hit.title + "\n" + hit.chunk.lead + "\n" + hit.chunk.text);
  for (std::string* text : {&hit.title, &hit.chunk.lead, &hit.chunk.text}) *text = masked_personal_data(*text, known);
  for (ChunkPiece& piece : hit.chunk.pieces) piece.text = masked_personal_data(piece.text, known);
}

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

KnownPersonalData known_data(const GuardSet* set, const std::vector<Hit>& hits) {
  KnownPersonalData known;
  if (set == nullptr || !set->policy().mask_answer) return known;
  for (const Hit& hit : hits) known.add(hit.title + "\n" + hit.chunk.lead + "\n" + hit.chunk.text);
  return known;
}

void guard_answer(const GuardSet& set, const KnownPersonalData& known, Answer& answer) {
  if (set.policy().mask_answer) {
    answer.text = masked_personal_data(answer.text, known);
    for (Citation& citation : answer.citations) {
      citation.quote = masked_personal_data(citation.quote, known);
      citation.title = masked_personal_data(citation.title, known);
    }
    for (Hit& hit : answer.nearest) mask_hit(hit);
    for (ChatMessage& message : answer.course.messages) message.content = masked_personal_data(message.content, known);
  }
  auto decisions = set.look(answer.text, GuardPlace::answer);
  answer.text = GuardSet::without_refused(answer.text, decisions, kTakenOut);
  std::ranges::move(decisions, std::back_inserter(answer.guards));
}

}  // namespace onggi::answer_room

namespace onggi {

Result<void> mask_hits(Guards& guards, std::vector<Hit>& hits) {
  ONGGI_TRY(const auto set, guards.in_use());
  if (set->policy().mask_answer) std::ranges::for_each(hits, [](Hit& hit) { answer_room::mask_hit(hit); });
  return {};
}

}  // namespace onggi
