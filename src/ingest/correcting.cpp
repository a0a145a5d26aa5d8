// Corrections of people.
//
// Reading a long document takes longer than a transaction may. So a wish is completed against what stood there, and
// kept only if nobody changed the document's corrections meanwhile; otherwise it is looked at again.
#include "ingest/correcting.h"

#include <algorithm>

namespace onggi::ingest_room {
namespace {

constexpr int kTries = 5;
constexpr std::size_t kCorrectionsMax = 20'000;  // of one document, withdrawn ones too

const KeptCorrection* find_kept(const std::vector<KeptCorrection>& kept, const CorrectionId& id) {
  const auto found = std::ranges::find(kept, id, [](const KeptCorrection& one) { return one.correction.id; });
  return found == kept.end() ? nullptr : &*found;
}

}  // namespace

Result<CorrectedDocument> Correcting::corrected(const DocumentId& document) const {
  CorrectedDocument made;
  ONGGI_TRY(Document source, parsed_document(parts_, stages_, document));
  ONGGI_TRY(made.corrections, corrections_.all(document));
  Corrected corrected = apply(std::move(source), in_force(made.corrections));
  made.document = std::move(corrected.document);
  made.conflicts = std::move(corrected.conflicts);
  return made;
}

Result<Correction> Correcting::correct(const DocumentId& document, const Correction& wish) const {
  Correction fresh = wish;
  fresh.id = CorrectionId(new_id("cor"));
  return keep(document, fresh);
}

Result<void> Correcting::withdraw(const DocumentId& document, const CorrectionId& id, const PersonId& by) const {
  return change(document, [&](SqlSession& session) { return corrections_.set_withdrawn(session, document, id, by); });
}

Result<void> Correcting::restore(const DocumentId& document, const CorrectionId& id) const {
  return change(document,
                [&](SqlSession& session) { return corrections_.set_withdrawn(session, document, id, PersonId()); });
}

Result<Correction> Correcting::correct_again(const DocumentId& document, const CorrectionId& id,
                                             const Ingest::Again& again) const {
  ONGGI_TRY(const auto kept, corrections_.all(document));
  const KeptCorrection* old = find_kept(kept, id);
  if (old == nullptr) return fail(ErrorCode::not_found, "no correction " + id.str());
  Correction wish = old->correction;
  wish.before = {};
  wish.author = again.by;
  if (!again.element.empty()) wish.element = again.element;
  if (again.after) wish.after = *again.after;
  return keep(document, wish);
}

Result<Correction> Correcting::keep(const DocumentId& document, const Correction& wish) const {
  for (int i = 0; i < kTries; ++i) {
    ONGGI_TRY(Document source, parsed_document(parts_, stages_, document));
    ONGGI_TRY(auto kept, corrections_.all(document));
    if (kept.size() >= kCorrectionsMax)
      return fail(ErrorCode::limit_exceeded, "the document has 20000 corrections", "too_many_corrections");
    const std::string seen = fingerprint(in_force(kept));
    // One that is made again does not stand in its own way.
    std::erase_if(kept, [&](const KeptCorrection& one) { return one.correction.id == wish.id; });
    ONGGI_TRY(Correction whole, complete(apply(std::move(source), in_force(kept)).document, wish));
    bool is_current = true;
    ONGGI_CHECK(change(document, [&](SqlSession& session) -> Result<void> {
      ONGGI_TRY(const auto now, corrections_.in_force(session, document));
      is_current = fingerprint(now) == seen;
      if (!is_current) return {};
      ONGGI_TRY(whole.time_ms, corrections_.put(session, document, whole));
      return {};
    }));
    if (is_current) return whole;
  }
  return fail(ErrorCode::unavailable, "others correct the same document too quickly; try again", "busy");
}

Result<void> Correcting::change(const DocumentId& document,
                                const std::function<Result<void>(SqlSession&)>& work) const {
  ONGGI_TRY(const DocumentRow row, parts_.catalog.row(document));
  ONGGI_TRY([[maybe_unused]] const bool done, parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(Corrections::hold(session, document));
    ONGGI_CHECK(work(session));
    ONGGI_CHECK(queue_(session, row));
    return true;
  }));
  return {};
}

Result<std::vector<DocumentRow>> Correcting::behind() const {
  ONGGI_TRY(const auto documents, corrections_.documents());
  std::vector<DocumentRow> late;
  for (const DocumentId& document : documents) {
    ONGGI_TRY(const auto records, stages_.lineage(document));
    const auto read = std::ranges::find(records, "parse", &StageRecord::stage);
    if (read == records.end()) continue;  // it waits for its first reading, or failed
    ONGGI_TRY(const auto corrections, corrections_.in_force(document));
    const auto laid = std::ranges::find(records, "correct", &StageRecord::stage);
    const std::string there = laid == records.end() ? "" : laid->key;
    const std::string wanted = corrections.empty() ? "" : stage_key("correct", read->key, fingerprint(corrections), "");
    if (there == wanted) continue;
    ONGGI_TRY(DocumentRow row, parts_.catalog.row(document));
    late.push_back(std::move(row));
  }
  return late;
}

}  // namespace onggi::ingest_room
