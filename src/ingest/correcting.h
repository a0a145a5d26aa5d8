// What a person does with corrections, and the work that follows; inside of room ingest.
#pragma once

#include <functional>
#include <vector>

#include "ingest/corrections.h"
#include "ingest/ingest.h"
#include "ingest/stages.h"

namespace onggi::ingest_room {

class Correcting {
 public:
  /// Queues the work on a document, in the same transaction as the change.
  using Queue = std::function<Result<void>(SqlSession&, const DocumentRow&)>;

  Correcting(const Ingest::Parts& parts, const Stages& stages, const Corrections& corrections, Queue queue)
      : parts_(parts), stages_(stages), corrections_(corrections), queue_(std::move(queue)) {}

  Result<CorrectedDocument> corrected(const DocumentId& document) const;
  Result<Correction> correct(const DocumentId& document, const Correction& wish) const;
  Result<void> withdraw(const DocumentId& document, const CorrectionId& id, const PersonId& by) const;
  Result<void> restore(const DocumentId& document, const CorrectionId& id) const;
  Result<Correction> correct_again(const DocumentId& document, const CorrectionId& id,
                                   const Ingest::Again& again) const;

  /// Documents whose chunks are not those of their corrections; their job was cancelled or lost.
  Result<std::vector<DocumentRow>> behind() const;

 private:
  Result<Correction> keep(const DocumentId& document, const Correction& wish) const;
  Result<void> change(const DocumentId& document, const std::function<Result<void>(SqlSession&)>& work) const;

  const Ingest::Parts& parts_;
  const Stages& stages_;
  const Corrections& corrections_;
  Queue queue_;
};

}  // namespace onggi::ingest_room
