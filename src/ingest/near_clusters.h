// Clusters from measured pairs, as one person may see them; inside of room ingest.
#pragma once

#include <string>
#include <vector>

#include "ingest/near_duplicates.h"

namespace onggi::ingest_room {

class NearClusters {
 public:
  NearClusters(const Ingest::Parts& parts, const std::vector<std::string>& trusted)
      : parts_(parts), trusted_(trusted) {}

  /// A pair in force between visible documents: neither dismissed nor about a text that changed.
  struct Pair {
    DocumentId left, right;
    double similarity = 0;
    bool left_ready = false, right_ready = false;  // in searches
  };
  Result<std::vector<Pair>> pairs(const std::vector<PermissionId>& visible, double threshold) const;

  Result<NearDuplicates::Listed> list(const std::vector<PermissionId>& visible,
                                      const NearDuplicates::Listing& listing) const;
  Result<NearCluster> cluster_of(const std::vector<PermissionId>& visible, const DocumentId& document,
                                 double threshold) const;

 private:
  using Members = std::vector<DocumentId>;
  Result<NearCluster> described(const Members& members, const std::vector<Pair>& pairs) const;
  Result<std::vector<NearDocument>> documents(const Members& members) const;

  const Ingest::Parts& parts_;
  const std::vector<std::string>& trusted_;
};

/// Sorts by merit, the representative first, and says which rule made it that: documents in searches before hidden
/// ones, then the newest date, the most trusted source, the longest text, the one that came first.
RepresentativeRule rank(std::vector<NearDocument>& documents);

}  // namespace onggi::ingest_room
