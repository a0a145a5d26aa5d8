// Looking for a person in the documents; inside of room ingest.
#pragma once

#include <set>

#include "ingest/corrections.h"
#include "ingest/erasure.h"
#include "ingest/stages.h"

namespace onggi::ingest_room {

class Look {
 public:
  Look(const Erasure::Parts& parts, const ErasureRequest& request, const Erasure::Report& report, const Cancel& cancel)
      : parts_(parts),
        request_(request),
        report_(report),
        cancel_(cancel),
        stages_(parts.ingest.database, parts.ingest.blobs, parts.ingest.clock),
        corrections_(parts.ingest.database, parts.ingest.clock) {}

  /// All documents; those that are being read are waited for.
  Result<SubjectFound> documents();

  /// One document; none: the person is not in it. `unread`: nothing but its bytes could be searched.
  Result<std::optional<SubjectDocument>> one(const DocumentRow& row, bool& unread) const;

  /// Waits until no document of these waits or is worked on; of all, where none is named.
  Result<void> wait_for_work(const std::set<std::string>& documents) const;

  const Stages& stages() const { return stages_; }
  Stages& stages() { return stages_; }
  const Corrections& corrections() const { return corrections_; }

 private:
  bool is_left(const SubjectDocument& document) const;

  const Erasure::Parts& parts_;
  const ErasureRequest& request_;
  const Erasure::Report& report_;
  const Cancel& cancel_;
  Stages stages_;
  Corrections corrections_;
};

}  // namespace onggi::ingest_room
