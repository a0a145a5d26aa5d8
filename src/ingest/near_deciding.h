// What people decide about near duplicates, and what follows from it at once; inside of room ingest.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "ingest/duplicate_decisions.h"
#include "ingest/near_clusters.h"
#include "ingest/near_duplicates.h"

namespace onggi::ingest_room {

// The operations are NearDuplicates' of the same names.
class NearDeciding {
 public:
  NearDeciding(const NearDuplicates::Parts& parts, const NearClusters& clusters)
      : parts_(parts), clusters_(clusters), decisions_(parts.ingest.database, parts.ingest.clock) {}

  Result<NearDuplicates::Kept> keep(const std::vector<PermissionId>& visible, const DocumentId& kept_id,
                                    const std::vector<DocumentId>& others, const NearDuplicates::MayChange& may_change,
                                    const PersonId& by) const;
  Result<std::string> dismiss(const std::vector<PermissionId>& visible, const std::vector<DocumentId>& documents,
                              const NearDuplicates::MayChange& may_change, const PersonId& by) const;
  Result<std::vector<DuplicateDecision>> decisions(const std::vector<PermissionId>& visible) const;
  Result<DuplicateDecision> withdraw(const std::vector<PermissionId>& visible, const std::string& decision,
                                     const NearDuplicates::MayChange& may_change, const PersonId& by) const;

 private:
  Result<std::set<DocumentId>> near_to(const std::vector<PermissionId>& visible, const DocumentId& document) const;
  Result<bool> lets_in_the_same(const PermissionId& kept, const PermissionId& hidden) const;
  Result<std::string> why_not(const DocumentRow& kept, const DocumentRow& other, const std::set<DocumentId>& near,
                              const NearDuplicates::MayChange& may_change) const;
  Result<void> hide(SqlSession& session, const DocumentRow& kept, const std::vector<DocumentRow>& others,
                    const PersonId& by, NearDuplicates::Kept& done) const;

  const NearDuplicates::Parts& parts_;
  const NearClusters& clusters_;
  DuplicateDecisions decisions_;
};

}  // namespace onggi::ingest_room
